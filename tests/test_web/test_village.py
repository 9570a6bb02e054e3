"""The village without connection: entry of drafts, conflicts, paper cards, telling people."""

from __future__ import annotations

import gzip
import re
from datetime import datetime
from typing import Any

from sqlalchemy import select

from console.data.journal import JournalLine
from tests.drafts import identifier
from tests.make import ZONE
from tests.people import a_full_card
from tests.test_plugins.offers import offer_row, offered, searching
from tests.test_web.conftest import PASSWORD, Web, fields_of, hidden, text_of, token

DRAFTS = "/village/drafts"


def controls(data: dict[str, Any]) -> dict[str, list[str]]:
    """A payload as a phone keeps it: control name -> texts."""
    return {k: v if isinstance(v, list) else [v] for k, v in fields_of(data).items()}


def a_body(web: Web, name: str, paper: str = "2021-04-15", **over: Any) -> dict[str, Any]:
    """What a phone sends for somebody new."""
    application = over.pop("application", None) or web.world.an_application(rural=True)
    card = over.pop("card", None)
    return {
        "id": identifier(name), "paper_on": paper, "mode": "offline_electronic",
        "application": controls(application), "card": controls(card) if card else None, **over,
    }


def test_the_phones_page_says_nothing_about_who_looks(web: Web) -> None:
    """What a worker may keep holds no name, no office and no token."""
    page = web.browser("assistant").get(DRAFTS)
    assert page.status_code == 200
    assert not re.search(r'name="csrf_token"[^>]*value="[^"]', page.text)
    assert "Assistant" not in text_of(page.text) and "мекемесі" not in page.text
    assert "office akim" not in page.text


def test_only_the_assistant_has_drafts(web: Web) -> None:
    """Par. 15-17: pre-registration is the assistant's; a visitor is sent to sign in."""
    for login in ("akim", "specialist", "employer", "admin" if "admin" in web.world.accounts
                  else "head"):
        assert web.browser(login).get(DRAFTS).status_code == 403
        assert web.browser(login).post_json(DRAFTS, {}).status_code == 403
    visitor = web.visitor()
    assert visitor.get(DRAFTS).status_code == 302
    asked = visitor.get(f"{DRAFTS}/session", headers={"Accept": "application/json"})
    assert asked.status_code == 401


def test_the_worker_keeps_public_files_only(web: Web) -> None:
    """The list of the worker: the empty page, styles, scripts, pictures."""
    answer = web.visitor().get("/village/sw.js")
    assert answer.status_code == 200 and answer.mimetype == "text/javascript"
    kept = re.search(r'"kept": \[(.*?)\]', answer.text)
    assert kept is not None
    addresses = re.findall(r'"([^"]+)"', kept[1])
    assert DRAFTS in addresses
    assert all(a == DRAFTS or a.startswith(("/static/", "/bootstrap/")) for a in addresses)


def test_a_draft_is_sent_once(web: Web) -> None:
    """Par. 17: sent again it answers the same application and writes nothing."""
    w, body = web.world.at("2021-04-19 09:00"), a_body(web, "once")
    browser = web.browser("assistant")
    first = browser.post_json(DRAFTS, body)
    assert first.status_code == 200 and first.json["state"] == "sent", first.text
    number = first.json["number"]
    assert w.due(number, "D-06") == "2021-04-16 open"
    before = len(w.cases("registration"))
    again = browser.post_json(DRAFTS, body)
    assert (again.json["number"], again.json["repeated"]) == (number, True)
    assert len(w.cases("registration")) == before
    assert "15.04.2021" in again.json["text"] and "19.04.2021 09:00" in again.json["text"]


def test_a_draft_brings_the_card_along(web: Web) -> None:
    """Par. 17, 18: the card of annex 1.2 is filled in and the category computed at entry."""
    w = web.world.at("2021-04-19 09:10")
    application = w.an_application(rural=True)
    body = a_body(web, "card", application=application, card=a_full_card(application))
    done = web.browser("assistant").post_json(DRAFTS, body)
    assert done.json["state"] == "sent", done.text
    assert w.case(done.json["number"]).state == "pre_registered"
    again = web.browser("assistant").post_json(DRAFTS, body)
    assert again.json["repeated"] is True


def test_a_refused_card_does_not_lose_the_application(web: Web) -> None:
    """The application is entered; the card comes back with every field."""
    w = web.world.at("2021-04-19 09:15")
    application = w.an_application(rural=True)
    card = a_full_card(application, education_level="")
    body = a_body(web, "half", application=application, card=card)
    done = web.browser("assistant").post_json(DRAFTS, body)
    assert done.status_code == 422
    assert done.json["part"] == "card" and "education_level" in done.json["fields"]
    assert w.case(done.json["number"]).state == "pre_registered"
    mended = {**body, "card": controls(a_full_card(application))}
    assert web.browser("assistant").post_json(DRAFTS, mended).json["state"] == "sent"


def test_a_changed_draft_becomes_a_conflict_and_overwrites_nothing(web: Web) -> None:
    """Both versions are kept; the application stays as it was."""
    w, body = web.world.at("2021-04-19 09:20"), a_body(web, "changed")
    browser = web.browser("assistant")
    number = browser.post_json(DRAFTS, body).json["number"]
    changed = {**body, "application": {**body["application"], "mobile": ["+7 777 000 00 00"]}}
    answer = browser.post_json(DRAFTS, changed).json
    assert (answer["state"], answer["kind"], answer["beside"]) == ("conflict", "changed", number)
    assert browser.post_json(DRAFTS, changed).json["number"] == answer["number"]
    assert w.person_of(number).mobile != "+7 777 000 00 00"
    page = text_of(browser.get(f"/village/conflicts/{answer['number']}").text)
    assert "+77770000000" in page.replace(" ", "") and "+77012345678" in page.replace(" ", "")


def test_another_paper_day_is_another_version(web: Web) -> None:
    """The day starts the term, so it is not changed by sending again."""
    web.world.at("2021-04-19 09:25")
    body, browser = a_body(web, "day"), web.browser("assistant")
    browser.post_json(DRAFTS, body)
    answer = browser.post_json(DRAFTS, {**body, "paper_on": "2021-04-16"})
    assert answer.json["state"] == "conflict"


def test_a_refusal_names_every_ground(web: Web) -> None:
    """Row 9: an expired document and a missing one, with their paragraph."""
    w = web.world.at("2021-04-19 09:30")
    application = w.an_application(rural=True, documents=[
        {"kind": "education_document", "document_number": "1", "valid_until": "2020-01-01"},
    ])
    done = web.browser("assistant").post_json(DRAFTS, a_body(web, "bad", application=application))
    assert done.status_code == 422
    assert len(done.json["grounds"]) == 2
    assert {g["paragraph"] for g in done.json["grounds"]} == {"annex-1"}


def test_odd_bodies_are_refused(web: Web) -> None:
    """Nothing of an unknown shape is read, and a future day is no paper day."""
    browser, body = web.browser("assistant"), a_body(web, "odd")
    for wrong in (
        None, [], {}, {**body, "id": "1"}, {**body, "id": None}, {**body, "paper_on": "x"},
        {**body, "mode": "ais"}, {**body, "application": []}, {**body, "more": 1},
        {**body, "paper_on": "2031-01-01"}, {**body, "application": {"iin": "880101300018"}},
    ):
        assert browser.post_json(DRAFTS, wrong).status_code in (400, 422), wrong
    huge = {**body, "application": {"x": ["a" * 250_000]}}
    assert browser.post_json(DRAFTS, huge).status_code == 413


def test_a_foreign_village_sees_no_conflict_and_takes_no_number(web: Web) -> None:
    """Another village's draft and conflict are not there."""
    web.world.at("2021-04-19 09:40")
    body, browser = a_body(web, "mine"), web.browser("assistant")
    number = browser.post_json(DRAFTS, body).json["number"]
    changed = {**body, "application": {**body["application"], "mobile": ["+7 777 000 00 01"]}}
    conflict = browser.post_json(DRAFTS, changed).json["number"]
    other = web.browser("assistant2")
    assert other.get(f"/village/conflicts/{conflict}").status_code == 404
    assert other.post(f"/village/conflicts/{conflict}/enter").status_code == 404
    answer = other.post_json(DRAFTS, body)
    assert answer.status_code == 422 and number not in answer.text
    assert web.browser("specialist").get(f"/village/conflicts/{conflict}").status_code == 200
    assert web.browser("employer").get(f"/village/conflicts/{conflict}").status_code == 403


def test_a_photocopied_card_becomes_an_application_of_its_own(web: Web) -> None:
    """One number on two papers: the second person is entered from the conflict."""
    w = web.world.at("2021-04-19 09:50")
    body, browser = a_body(web, "copied"), web.browser("assistant")
    browser.post_json(DRAFTS, body)
    second = a_body(web, "copied")
    conflict = browser.post_json(DRAFTS, second).json["number"]
    done = browser.post(f"/village/conflicts/{conflict}/enter")
    assert done.status_code == 302, done.text[:500]
    number = done.headers["Location"].rsplit("/", 1)[1]
    assert w.due(number, "D-06") == "2021-04-16 open"
    assert w.state(conflict) == "resolved"
    assert number in browser.get(f"/village/conflicts/{conflict}").text
    assert browser.post(f"/village/conflicts/{conflict}/enter").status_code in (302, 409, 422)
    assert len(w.cases("registration", w.person_of(number).id)) == 1


def test_cards_are_printed_with_numbers_of_their_own(web: Web) -> None:
    """Par. 17: a blank card; nothing is written by printing it."""
    answer = web.browser("assistant").get("/village/paper.pdf?copies=2")
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF")
    for wrong in ("0", "31", "x", "-1", "1e3"):
        page = web.browser("assistant").get(f"/village/paper.pdf?copies={wrong}")
        assert page.status_code == 422
    assert web.browser("akim").get("/village/paper.pdf").status_code == 403


def test_a_cards_address_opens_its_later_entry(web: Web) -> None:
    """The QR leads to the page of drafts; what is no number leads nowhere."""
    browser = web.browser("assistant")
    assert browser.get(f"/village/paper/{identifier('x')}").status_code == 200
    for wrong in ("880101300018", "x" * 36, identifier("x").upper()):
        assert browser.get(f"/village/paper/{wrong}").status_code == 404


def test_logging_out_clears_the_phone(web: Web) -> None:
    """Drafts and the kept page do not outlive the session."""
    web.browser("assistant")
    client = web.app.test_client()
    client.set_cookie("lang", "en")
    page = client.get("/login/").text
    client.post("/login/", data={"username": "officer", "password": PASSWORD,
                                 "csrf_token": token(page)})
    page = client.get("/profile").text
    left = client.post("/logout/", data={"csrf_token": token(page)})
    assert left.headers["Clear-Site-Data"] == '"storage"'


# ---- telling and answering
def an_offer(web: Web) -> str:
    """An offer on its way to a villager, through the village."""
    w = web.world
    person = searching(w, rural=True)
    vacancy = w.a_vacancy().number
    return offered(w, person, vacancy, channel="assistant")


def test_the_akim_tells_and_takes_the_answer_with_their_times(web: Web) -> None:
    """Par. 58, 59: the day to answer runs from the talk, not from its entry."""
    w = web.world.at("2021-04-22 10:00")
    number, akim = an_offer(web), web.browser("akim")
    w.at("2021-04-23 12:30")
    assert number in akim.get("/village").text
    page = akim.get(f"/village/tell/{number}")
    assert page.status_code == 200 and "tel:" in page.text
    told = akim.post(f"/village/tell/{number}", {
        "_key": hidden(page.text, "_key"), "_occurred": "2021-04-22T16:40", "told": "yes",
    })
    assert told.headers["Location"] == f"/village/answer/{number}", told.text[:400]
    assert w.due(number, "D-25") == "2021-04-23 open"
    assert offer_row(w, number).received_at == datetime(2021, 4, 22, 16, 40, tzinfo=ZONE)
    page = akim.get(f"/village/answer/{number}")
    early = akim.post(f"/village/answer/{number}", {
        "_key": hidden(page.text, "_key"), "_occurred": "2021-04-22T11:00", "answer": "accept",
    })
    assert early.status_code == 422 and "59" in text_of(early.text)
    form = {"_key": hidden(page.text, "_key"), "_occurred": "2021-04-23T09:15", "answer": "accept"}
    assert akim.post(f"/village/answer/{number}", form).headers["Location"] == "/village"
    assert w.state(number) == "accepted"
    again = akim.post(f"/village/answer/{number}", form)
    assert again.headers["Location"] == "/village"
    with w.read() as session:
        lines = session.scalars(
            select(JournalLine).where(JournalLine.step == "mediation.accept_offer")
            .where(JournalLine.subject_number == number)
        ).all()
    assert [line.occurred_at for line in lines] == [datetime(2021, 4, 23, 9, 15, tzinfo=ZONE)]


def test_a_confirmation_sent_twice_is_one_act(web: Web) -> None:
    """A bad connection: the same page posted again changes nothing."""
    w = web.world.at("2021-04-26 10:00")
    number, browser = an_offer(web), web.browser("assistant")
    step = hidden(browser.get(f"/village/tell/{number}").text, "_step")
    form = {"_key": "key-of-this-page-1", "_step": step, "_occurred": "", "told": "yes"}
    for _try in range(2):
        assert browser.post(f"/village/tell/{number}", form).status_code == 302
    assert w.state(number) == "offered"
    assert web.browser("assistant").get(f"/village/tell/{number}").status_code == 404


def test_what_is_missing_in_an_answer_is_asked(web: Web) -> None:
    """No answer, no time to come, no time that is no time."""
    w = web.world.at("2021-04-26 11:00")
    number, browser = an_offer(web), web.browser("assistant")
    untold = browser.post(f"/village/tell/{number}", {"_key": "key-untold-1"})
    assert untold.status_code == 422 and w.state(number) == "on_the_way"
    for wrong in ("2021-04-27T10:00", "2021-04-26Txx", "yesterday"):
        form = {"_key": "key-wrong-time", "_occurred": wrong, "told": "yes"}
        assert browser.post(f"/village/tell/{number}", form).status_code == 422, wrong
    browser.post(f"/village/tell/{number}", {"_key": "key-right-1", "told": "yes"})
    assert browser.post(f"/village/answer/{number}", {"_key": "key-none-1"}).status_code == 422
    assert w.state(number) == "offered"


def test_a_foreign_village_neither_tells_nor_answers(web: Web) -> None:
    """Another village's people are not there; the center has its own pages."""
    web.world.at("2021-04-26 12:00")
    number = an_offer(web)
    other = web.browser("assistant2")
    assert other.get(f"/village/tell/{number}").status_code == 404
    assert other.post(f"/village/tell/{number}", {"told": "yes"}).status_code == 404
    assert other.post(f"/village/answer/{number}", {"answer": "accept"}).status_code == 404
    assert web.browser("specialist").get(f"/village/tell/{number}").status_code == 403
    assert number not in web.browser("assistant2").get("/village").text


def test_the_date_of_registration_is_told_in_the_village(web: Web) -> None:
    """Par. 21(c): the message waits until somebody confirms that the person was told."""
    w = web.world.at("2021-04-27 10:00")
    one = w.a_registered_jobseeker(rural=True)
    browser = web.browser("akim")
    assert f"/village/tell/{one.case}" in browser.get("/village").text
    done = browser.post(f"/village/tell/{one.case}", {"_key": "key-date-told", "told": "yes"})
    assert done.status_code == 302, done.text[:300]
    assert f"/village/tell/{one.case}" not in browser.get("/village").text
    village = [m for m in w.messages(one.case) if m.channel == "assistant"]
    assert [m.state for m in village] == ["delivered"]


def test_both_days_stand_on_the_case_and_in_the_receipt(web: Web) -> None:
    """The paper day, from which D-06 runs, and the moment of entry."""
    web.world.at("2021-04-28 09:07")
    body = a_body(web, "days", paper="2021-04-27")
    number = web.browser("assistant").post_json(DRAFTS, body).json["number"]
    page = text_of(web.browser("assistant").get(f"/cases/{number}").text)
    assert "Filled in without the system: 27.04.2021; entered: 28.04.2021 09:07" in page
    assert "Entered in the system: 28.04.2021 09:07; the term runs from the event." in page


def test_the_villages_pages_stay_small(web: Web) -> None:
    """At most 12 statements a page, and few bytes for a bad connection."""
    web.world.at("2021-04-26 14:00")
    number = an_offer(web)
    for login in ("assistant", "akim"):
        for path in ("/village", f"/village/tell/{number}"):
            answer, statements = web.sql(web.browser(login), path)
            assert answer.status_code == 200
            assert len(statements) <= 12, (path, statements)
            assert len(gzip.compress(answer.data)) < 14_000, path


# ---- attacks
def test_drafts_do_not_answer_who_is_registered_without_end(web: Web) -> None:
    """Asking about strangers' IINs by refused drafts is counted like any such question."""
    w = web.world.at("2021-04-29 10:00")
    stranger = w.a_registered_jobseeker(second=True)
    browser = web.browser("assistant")
    seen = []
    for number in range(41):  # fill two windows of a minute
        application = {**w.an_application(rural=True), "iin": stranger.application["iin"]}
        body = a_body(web, f"fishing {number}", "2021-04-29", application=application)
        answer = browser.post_json(DRAFTS, body)
        seen.append(answer.status_code)
        assert stranger.application["full_name"]["surname"] not in answer.text
    assert seen[0] == 422 and 429 in seen


def test_a_draft_without_the_sessions_token_is_refused(web: Web) -> None:
    """A foreign page cannot send drafts in the assistant's name."""
    w, browser = web.world, web.browser("assistant")
    before = len(w.cases("registration"))
    for headers in ({}, {"X-CSRFToken": "x"}):
        answer = browser.client.post(DRAFTS, json=a_body(web, "csrf"), headers=headers)
        assert answer.status_code == 400
    assert len(w.cases("registration")) == before


def test_a_conflict_waits_among_the_centers_tasks(web: Web) -> None:
    """Par. 21: the specialist finds it in the worklist and compares from the case."""
    web.world.at("2021-04-30 10:00")
    body = a_body(web, "tasks", "2021-04-30")
    assistant = web.browser("assistant")
    assistant.post_json(DRAFTS, body)
    changed = {**body, "application": {**body["application"], "phone": ["+7 727 000 00 00"]}}
    conflict = assistant.post_json(DRAFTS, changed).json["number"]
    specialist = web.browser("specialist")
    assert conflict in specialist.get("/worklist?view=village").text
    assert f"/village/conflicts/{conflict}" in specialist.get(f"/cases/{conflict}").text
    assert f"/village/conflicts/{conflict}" in assistant.get("/village").text
    page = specialist.get(f"/village/conflicts/{conflict}").text
    assert "registration.resolve_conflict" in page and f"{conflict}/enter" not in page
