"""One account with two seats: what is taken along as one's own holds nobody else's data."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from sqlalchemy import select

from console.data.outbox import Message
from console.scope import SYSTEM
from tests.make import World
from tests.test_plugins.offers import FITS
from tests.test_plugins.test_complaints import ANSWER, lodged
from tests.test_web.conftest import Browser, Web

LIMIT = "heavy_lifting"


def taken(browser: Browser) -> str:
    """The words of data.json in the archive."""
    answer = browser.get("/cabinet/data.zip")
    assert answer.status_code == 200, answer.text[:300]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        return file.read("data.json").decode()


def candidate(w: World) -> tuple[Any, str]:
    """Somebody with a limit at work, offered a vacancy of the first employer; the offer."""
    job = w.a_vacancy(working_conditions="Ауыр жүк көтеру").number
    who = w.a_registered_jobseeker()
    w.do("mediation.state_limits", person=who.person, limits=[LIMIT])
    offer = w.do("mediation.offer_vacancy", data={
        "vacancy": job, "person": who.person, "channel": "in_person", **FITS}).number
    w.do("mediation.accept_offer", offer, channel="in_person")
    w.do("mediation.send_resume", offer, conditions_suit=True, way="system")
    return who, offer


def seated(web: Web, login: str, **seat: Any) -> Browser:
    """A jobseeker's account that holds another seat besides."""
    browser = web.account_for(login, web.world.a_registered_jobseeker().person)
    with web.store.write(SYSTEM) as session:
        web.world.member(session, login, **seat)
    return browser


@pytest.mark.parametrize("role", ["employer", "employer_viewer", "center_specialist"])
def test_ones_archive_is_ones_own_whatever_else_one_is(web: Web, role: str) -> None:
    """A jobseeker who also hires, or serves at the center, takes along the own rows alone."""
    other, offer = candidate(web.world)
    seat: dict[str, Any] = {"role": role}
    if role == "center_specialist":
        seat["office_id"] = web.world.offices["center"]
    else:
        seat["employer_id"] = web.world.actor("employer").seats[0].employer_id
    text = taken(seated(web, f"two-{role}", **seat))
    assert offer not in text
    assert LIMIT not in text
    assert other.person not in text
    assert str(web.person(other.person).iin) not in text


@pytest.mark.parametrize("role", ["employer", "center_specialist"])
def test_the_cabinet_shows_the_persons_own_cases_alone(web: Web, role: str) -> None:
    """What another seat lets one read is not reached through the cabinet: health, complaints."""
    _other, offer = candidate(web.world)
    complainant = web.world.a_registered_jobseeker()
    web.account_for(f"writes-{role}", complainant.person)
    complaint = lodged(web.world, complainant, by=f"writes-{role}", text="Құпия-сөздер-77")
    seat: dict[str, Any] = {"role": role}
    if role == "center_specialist":
        seat["office_id"] = web.world.offices["center"]
    else:
        seat["employer_id"] = web.world.actor("employer").seats[0].employer_id
    browser = seated(web, f"cabin-{role}", **seat)
    for path in (f"/cabinet/offers/{offer}", f"/cabinet/complaints/{complaint}",
                 f"/cabinet/arrangements/{offer}/consent"):
        assert browser.get(path).status_code == 404, path


def test_what_the_office_still_weighs_is_not_taken_along(web: Web) -> None:
    """A draft of a decision is the person's once it is signed (par. 46), not before."""
    w = web.world
    js = w.a_registered_jobseeker()
    browser = web.account_for("weighed", js.person)
    number = lodged(w, js, by="weighed")
    words = "Жауаптың-жобасы-88"
    w.do("complaints.draft_answer", number, by="deputy", **{**ANSWER, "answer": words})
    w.prepare("complaints.sign_answer", number, "deputy")
    assert words not in taken(browser)


def test_codes_and_links_sent_elsewhere_are_not_taken_along(web: Web) -> None:
    """A code proves that an address is one's own: who reads it in the archive proves nothing."""
    browser = web.account_for("coded", web.world.a_registered_jobseeker().person)
    browser.post("/cabinet/searches/new", {
        "name": "Барлығы", "frequency": "now", "channel": "email",
        "address": "somebody-else@example.kz",
    })
    with web.world.read() as session:
        body = session.scalars(
            select(Message.body).where(Message.notice == "search_code")
            .order_by(Message.id.desc())).first() or ""
    code = body.split()[0]
    assert code
    assert code not in taken(browser)
