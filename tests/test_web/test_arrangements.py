"""Pages around an offer: link, times of the interview, consent, limits, any pair asked about."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from console.data.mediation import Offer
from console.data.outbox import Message
from console.web.views.arrangements import event_file
from tests.make import Jobseeker
from tests.test_plugins.offers import FITS, sent
from tests.test_web.conftest import Browser, Web, token

HEAVY = {"working_conditions": "Ауыр жүк көтеру"}


class Pair:
    """A jobseeker with an account and a vacancy."""

    def __init__(self, web: Web, login: str, **vacancy: Any) -> None:
        w, self.login = web.world, login
        self.job = w.a_vacancy(**vacancy).number
        self.seeker: Jobseeker = w.a_registered_jobseeker()
        self.browser: Browser = web.account_for(login, self.seeker.person)
        self.person = w.person(self.seeker.person)

    def stranger(self, web: Web) -> Browser:
        """Somebody else's cabinet."""
        return web.account_for(f"not-{self.login}", web.world.a_registered_jobseeker().person)

    def offer(self, web: Web, channel: str = "mobile") -> str:
        """An offer on the way."""
        return web.world.do("mediation.offer_vacancy", data={
            "vacancy": self.job, "person": self.seeker.person, "channel": channel, **FITS}).number


def link_of(web: Web, offer: str) -> str:
    """The path of the newest link sent for an offer."""
    with web.world.read() as session:
        body = session.scalars(
            select(Message.body).where(Message.notice == "offer_link", Message.channel == "sms")
            .where(Message.body.contains(offer)).order_by(Message.id.desc())
        ).first()
    found = re.search(rf"(/answer/{offer}/[\w-]+)", body or "")
    assert found is not None
    return found[1]


def few(statements: list[str]) -> bool:
    """At most twelve; printed when there are more."""
    if len(statements) > 12:
        print(*(s[:150].replace("\n", " ") for s in statements), sep="\n")
    return len(statements) <= 12


def test_a_link_is_sent_and_answers_once(web: Web) -> None:
    """Par. 58, 59: made by the center, answered without signing in; receipt and answer recorded."""
    pair = Pair(web, "link-one")
    offer = pair.offer(web)
    specialist = web.browser("specialist")
    assert specialist.post(f"/matching/{pair.job}/link/{offer}").status_code == 302
    path, visitor = link_of(web, offer), web.visitor()
    page = visitor.get(path)
    assert page.status_code == 200 and web.world.state(offer) == "on_the_way"
    assert pair.person.surname not in page.text and (pair.person.iin or "") not in page.text
    visitor.csrf = token(page.text)
    assert visitor.post(path, {"answer": "accept"}).status_code == 302
    assert web.world.state(offer) == "accepted"
    assert web.world.due(pair.job, "D-24").endswith("met")
    again = visitor.post(path, {"answer": "decline"})
    assert again.status_code == 409 and web.world.state(offer) == "accepted"
    with web.world.read() as session:
        case = web.world.case(offer)
        assert path.rsplit("/", 1)[1] not in str(case.facts)
        row = session.scalars(select(Offer).where(Offer.case_id == case.id)).one()
        assert row.answered_at is not None and case.facts["consent"]


def test_a_link_of_another_a_guess_or_an_old_one_is_nothing(web: Web) -> None:
    """A token serves its own offer alone, until its day; a newer link ends it."""
    one, two = Pair(web, "link-two"), Pair(web, "link-three")
    offers = [one.offer(web), two.offer(web)]
    specialist = web.browser("specialist")
    for pair, offer in zip((one, two), offers, strict=True):
        assert specialist.post(f"/matching/{pair.job}/link/{offer}").status_code == 302
    mine, theirs = (link_of(web, offer) for offer in offers)
    visitor = web.visitor()
    swapped = f"/answer/{offers[1]}/{mine.rsplit('/', 1)[1]}"
    assert visitor.get(swapped).status_code == 404
    assert visitor.get(f"/answer/{offers[0]}/{'A' * 24}").status_code == 404
    assert visitor.get("/answer/O-00000-00000/x").status_code == 404
    assert specialist.post(f"/matching/{two.job}/link/{offers[1]}").status_code == 302
    assert visitor.get(theirs).status_code == 404
    start = web.world.now
    web.world.now = start.replace(year=start.year + 1)
    try:
        assert visitor.get(mine).status_code == 404
    finally:
        web.world.now = start


def test_another_center_sends_no_link_and_asks_about_nobody(web: Web) -> None:
    """Scope: foreign people and offers are not there."""
    pair = Pair(web, "link-four")
    offer, other = pair.offer(web), web.browser("specialist2")
    assert other.post(f"/matching/{pair.job}/link/{offer}").status_code == 404
    assert other.get(f"/matching/people/{pair.seeker.person}").status_code == 404
    page = other.get(f"/matching/why?person={pair.seeker.person}&vacancy={pair.job}")
    assert page.status_code == 200 and pair.person.surname not in page.text
    assert web.browser("employer").get(
        f"/matching/why?person={pair.seeker.person}").status_code == 403
    assert other.get(f"/offers/{offer}.ics").status_code == 404


def test_any_pair_is_explained_with_every_criterion(web: Web) -> None:
    """Par. 57: the numbers of a person and a vacancy are enough."""
    pair = Pair(web, "pair-one", education_level="higher")
    browser = web.browser("specialist")
    browser.get(f"/matching/people/{pair.seeker.person}")  # the blocks are read once a process
    answer, statements = web.sql(
        browser, f"/matching/why?person={pair.seeker.person}&vacancy={pair.job}")
    assert answer.status_code == 200 and few(statements)
    assert "Level of training and qualification: not met" in answer.text
    assert "State of health: unknown" in answer.text
    listed, statements = web.sql(browser, f"/matching/people/{pair.seeker.person}")
    assert listed.status_code == 200 and few(statements)
    assert pair.job not in listed.text


def test_the_person_sees_what_fits_and_tells_of_limits(web: Web) -> None:
    """Par. 2(9), 56: own vacancies with reasons; limits told, changed, taken back."""
    pair = Pair(web, "limits-one", **HEAVY)
    pair.browser.get("/cabinet/vacancies")
    page, statements = web.sql(pair.browser, "/cabinet/vacancies")
    assert page.status_code == 200 and pair.job in page.text and few(statements)
    assert len(page.data) <= 60_000
    done = pair.browser.post("/cabinet/limits/state", {"limits": ["heavy_lifting"]})
    assert done.status_code == 302
    shown = pair.browser.get("/cabinet/limits")
    assert "No heavy lifting" in shown.text
    why = web.browser("specialist").get(
        f"/matching/why?person={pair.seeker.person}&vacancy={pair.job}")
    assert "State of health: not met" in why.text
    case = web.world.cases("work_limits", pair.person.id)[-1].number
    assert pair.stranger(web).get(f"/cabinet/limits/{case}/change").status_code == 404
    assert pair.browser.post(f"/cabinet/limits/{case}/withdraw", {}).status_code == 302
    assert "No heavy lifting" not in pair.browser.get("/cabinet/limits").text


def test_times_are_offered_chosen_and_put_into_both_calendars(web: Web) -> None:
    """Par. 60: the employer offers, the person chooses, both take the same file."""
    pair = Pair(web, "times-one")
    offer = sent(web.world, pair.person, pair.job)
    employer = web.browser("employer")
    assert employer.get(f"/employer/arrangements/{offer}/times").status_code == 200
    web.world.do("mediation.propose_times", offer, by="employer", place="Есік, Абай 1", options=[
        {"interview_on": "2031-04-20", "interview_time": "10:00"}])
    page = pair.browser.get(f"/cabinet/offers/{offer}")
    assert "Times offered for the interview" in page.text and "2031-04-20" in page.text
    assert pair.browser.get(f"/offers/{offer}.ics").status_code == 404
    assert pair.browser.post(
        f"/cabinet/arrangements/{offer}/time", {"option": "1"}).status_code == 302
    files = [b.get(f"/offers/{offer}.ics") for b in (pair.browser, employer)]
    assert files[0].text == files[1].text and "DTSTART:20310420T" in files[0].text
    stranger = pair.stranger(web)
    assert stranger.get(f"/offers/{offer}.ics").status_code == 404
    assert stranger.get(f"/cabinet/arrangements/{offer}/time").status_code == 404


def test_the_employer_reads_nothing_of_health(web: Web) -> None:
    """Limits stay between the person and the center: page, offer and resume say nothing."""
    pair = Pair(web, "health-one", **HEAVY)
    web.world.do("mediation.state_limits", person=pair.seeker.person, limits=["heavy_lifting"])
    offer = web.world.do("mediation.offer_vacancy", data={
        "vacancy": pair.job, "person": pair.seeker.person, "channel": "in_person", **FITS}).number
    web.world.do("mediation.accept_offer", offer, channel="in_person")
    web.world.do("mediation.send_resume", offer, conditions_suit=True, way="system")
    text = web.browser("employer").get(f"/employer/candidates/{offer}").text
    assert "heavy" not in text.lower() and "State of health" not in text
    case = web.world.case(offer)
    with web.world.read() as session:
        row = session.scalars(select(Offer).where(Offer.case_id == case.id)).one()
        assert "health" not in row.reasons and "health" in row.suitability["reasons"]
    assert "heavy" not in str(case.facts.get("resume"))
    own = pair.browser.get(f"/cabinet/offers/{offer}").text
    assert "State of health" in own


def test_a_consent_is_shown_and_withdrawn(web: Web) -> None:
    """Par. 60: the employer reads the data no more; the person reads what was sent."""
    pair = Pair(web, "consent-one")
    offer = sent(web.world, pair.person, pair.job)
    employer = web.browser("employer")
    assert pair.person.mobile in employer.get(f"/employer/candidates/{offer}").text
    page = pair.browser.get(f"/cabinet/offers/{offer}").text
    assert "Withdraw the consent" in page and "Your resume went to the employer" in page
    assert pair.browser.post(f"/cabinet/arrangements/{offer}/consent", {}).status_code == 302
    assert pair.person.mobile not in employer.get(f"/employer/candidates/{offer}").text
    assert "You withdrew the consent" in pair.browser.get(f"/cabinet/offers/{offer}").text
    assert "withdrawn on" in pair.browser.get("/cabinet/limits").text


@pytest.mark.parametrize("title", ["Сатушы; кассир, 1\\2", "ә" * 120, "a\r\nATTENDEE:x"])
def test_a_calendar_file_keeps_its_lines(web: Web, title: str) -> None:
    """RFC 5545: no line over 75 octets, no letter broken, no property smuggled in."""
    moment = web.world.now
    text = event_file(uid="O-1@jumys", stamp=moment, start=moment, title=title, place="Есік",
                      sequence=1)
    lines = text.encode().split(b"\r\n")
    assert all(len(line) <= 75 for line in lines) and lines[-1] == b""
    unfolded = text.replace("\r\n ", "").split("\r\n")
    assert sum(line.startswith("SUMMARY:") for line in unfolded) == 1
    assert not any(line.startswith("ATTENDEE") for line in unfolded)
