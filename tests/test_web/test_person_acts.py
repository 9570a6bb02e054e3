"""Acts begun from a person's card; whose complaint it is; who looked, by name."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from console.data.actors import Person
from console.data.case import Case
from console.data.content import Entry
from forms.dictionaries import lookup_shipped
from tests.test_plugins.offers import searching
from tests.test_web.conftest import Browser, Web, text_of

LODGE = "complaints.lodge"


@pytest.fixture(scope="module")
def person(web: Web) -> Person:
    """A jobseeker of the center."""
    return searching(web.world)


def words(**over: str) -> dict[str, str]:
    """A complaint as posted."""
    outcome = lookup_shipped("complaint_outcome")
    assert outcome is not None
    return {"subject": "decision", "addressee": "local_authority_head", "against": "center",
            "text": "Кеш берілді", "outcome": outcome.entries[0].code, **over}


def written(web: Web, number: str) -> dict[str, Any]:
    """The newest complaint of a case as it was kept."""
    with web.world.read() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        return dict(session.scalars(
            select(Entry.data).where(Entry.subject_id == case.id, Entry.form == "complaint")
        ).one())


def newest(web: Web, kind: str, person: Person) -> Case:
    """The newest case of a kind of the person."""
    with web.world.read() as session:
        return session.scalars(
            select(Case).where(Case.kind == kind, Case.person_id == person.id)
            .order_by(Case.id.desc()).limit(1)
        ).one()


def test_a_complaint_on_paper_begins_on_the_card(web: Web, person: Person) -> None:
    """Par. 46: the card says who complains; name and IIN are neither asked nor in the address."""
    desk = web.browser("specialist")
    assert f"/persons/{person.number}/acts/{LODGE}" in desk.get(f"/persons/{person.number}").text
    address = f"/persons/{person.number}/acts/{LODGE}"
    page, statements = web.sql(desk, address)
    assert page.status_code == 200 and len(statements) <= 12
    assert 'name="iin"' not in page.text and 'name="full_name.surname"' not in page.text
    wrong = desk.post(address, words(text=""))
    assert wrong.status_code == 422 and "Кеш берілді" not in wrong.text
    done = desk.post(address, words(iin="800203300506", _occurred=web.world.now.date().isoformat()))
    assert done.status_code == 302, text_of(done.text)
    assert newest(web, "complaint", person).person_id == person.id


def test_an_offer_begins_on_the_card(web: Web, person: Person) -> None:
    """Par. 24, 58: the specialist offers a vacancy to the person before him."""
    vacancy = web.world.a_vacancy().number
    done = web.browser("specialist").post(
        f"/persons/{person.number}/acts/mediation.offer_vacancy",
        {"vacancy": vacancy, "channel": "in_person", "fits_training": "yes",
         "fits_experience": "yes", "fits_regime": "yes", "fits_health": "unknown",
         "fits_transport": "unknown"},
    )
    assert done.status_code == 302, text_of(done.text)
    assert newest(web, "offer", person).state == "offered"


@pytest.mark.parametrize(("login", "status"), [
    ("specialist2", 404), ("supervisor", 404), ("director", 404), ("employer", 403),
])
def test_others_begin_nothing(web: Web, person: Person, login: str, status: int) -> None:
    """Another office sees no card; a role without the right no such act; outsiders no page."""
    address = f"/persons/{person.number}/acts/{LODGE}"
    assert web.browser(login).get(address).status_code == status
    assert web.browser(login).post(address, words()).status_code == status


def test_a_step_that_is_no_card_s_is_not_found(web: Web, person: Person) -> None:
    """Only what the chapters declare for the person's standing."""
    for name in ("registration.accept_application", "mediation.receive_offer", "nothing.at_all"):
        answer = web.browser("specialist").get(f"/persons/{person.number}/acts/{name}")
        assert answer.status_code == 404, name


@pytest.fixture(scope="module")
def own(web: Web) -> tuple[Browser, Any]:
    """A jobseeker's own browser."""
    made = web.world.a_registered_jobseeker()
    return web.account_for("complains", made.person), made


def test_whose_complaint_it_is_the_account_says(web: Web, own: tuple[Browser, Any]) -> None:
    """Par. 46: name and IIN are shown, not asked; what a program sends instead is not believed."""
    page = own[0].get("/cabinet/complain").text
    person = web.person(own[1].person)
    assert person.iin and person.iin in page and person.full_name in page
    assert 'name="iin"' not in page and 'name="full_name.surname"' not in page
    sent = own[0].post("/cabinet/complain", words(
        **{"full_name.surname": "Бөтен", "full_name.given_name": "Адам", "iin": "800203300506",
           "_confirmed": "1"}))
    assert sent.status_code == 302, text_of(sent.text)
    number = sent.headers["Location"].split("?")[0].rsplit("/", 1)[-1]
    kept = written(web, number)
    assert kept["iin"] == person.iin and kept["full_name"]["surname"] == person.surname
    officer = web.browser("officer").get(f"/cases/{number}").text
    assert f'href="/complaints/{number}"' in officer


def test_who_looked_has_a_name(web: Web, person: Person) -> None:
    """The card names the official and the role, not the sign-in name."""
    web.browser("colleague").get(f"/persons/{person.number}")
    page = text_of(web.browser("specialist").get(f"/persons/{person.number}").text)
    assert "Demo Colleague , Center specialist" in page, page[-600:]
