"""Pages of the exchange: items and differences of one's office, agencies of one's own."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from console.data.content import Entry
from console.work import exchange_check
from tests import exchange
from tests.make import a_vacancy_form
from tests.people import a_bin
from tests.test_web.conftest import Browser, Web, text_of


@pytest.fixture(scope="module")
def refused(web: Web) -> str:
    """An item of the first district that was refused, and one of the second that was taken."""
    w = web.world
    portal = exchange.portal(w)
    told = exchange.an_employer_of(w)
    portal.say("vacancy", "EX-BAD", 1, w.now, state="published", origin=None, employer=told,
               fields=a_vacancy_form(qualification_requirements="Только мужчины"))
    portal.say("vacancy", "EX-TWO", 1, w.now, state="published", origin=None,
               employer=exchange.an_employer_of(w, "employer2"), fields=a_vacancy_form())
    exchange.work(w)
    return "EX-BAD"


@pytest.mark.parametrize(("login", "status"), [
    ("specialist", 200), ("director", 200), ("integrator", 200), ("admin", 200),
    ("officer", 403), ("employer", 403), ("supervisor", 403), ("assistant", 403),
])
def test_who_sees_what_came(web: Web, refused: str, login: str, status: int) -> None:
    """The center and whoever looks after the connection."""
    answer, statements = web.sql(web.browser(login), "/incoming/exchange")
    assert answer.status_code == status
    assert len(statements) <= 12


def test_an_office_sees_its_own_items_with_the_reason(web: Web, refused: str) -> None:
    """Par. 55: what was not taken stands with its ground; another district's is not here."""
    page = text_of(web.browser("specialist").get("/incoming/exchange").text)
    assert refused in page
    assert "EX-TWO" not in page
    other = text_of(web.browser("specialist2").get("/incoming/exchange?state=taken").text)
    assert "EX-TWO" in other
    assert refused not in other


def test_a_difference_is_listed_and_told_again(web: Web) -> None:
    """Par. 54: the specialist of the office, and nobody of another."""
    w = web.world
    number = w.a_vacancy().number
    exchange.work(w)
    exchange.portal(w).forget(number)
    exchange_check.compare(w.store, exchange.portal(w), w.now)
    mine = web.browser("specialist")
    assert number in text_of(mine.get("/incoming/exchange").text)
    assert web.browser("specialist2").post(
        "/incoming/exchange/again", {"about": number}).status_code == 404
    assert web.browser("director").post(
        "/incoming/exchange/again", {"about": number}).status_code == 403
    assert mine.post("/incoming/exchange/again", {"about": number}).status_code == 302
    exchange.work(w)
    assert number in {row.about for row in exchange.portal(w).shown()}


def test_a_conflict_leads_to_its_question(web: Web) -> None:
    """The specialist decides on a case of its own."""
    w = web.world
    portal, told = exchange.portal(w), exchange.an_employer_of(w)
    portal.say("vacancy", "EX-Q", 1, w.now, state="published", origin=None, employer=told,
               fields=a_vacancy_form())
    exchange.work(w)
    case = exchange.item_of(w, "EX-Q:1").case_id
    number = next(c.number for c in w.cases("vacancy") if c.id == case)
    w.do("mediation.amend_vacancy", number, "employer", data=a_vacancy_form(wage_level=160000))
    portal.say("vacancy", "EX-Q", 2, w.now, state="published", origin=None, employer=told,
               fields=a_vacancy_form(wage_level=170000))
    exchange.work(w)
    question = w.cases("exchange_question")[-1].number
    page = web.browser("specialist").get("/incoming/exchange?state=conflict").text
    assert f'href="/cases/{question}"' in page
    browser = web.browser("specialist")
    assert browser.get(f"/cases/{question}").status_code == 200
    with w.read() as session:
        told = session.scalars(select(Entry.data).where(Entry.form == "exchange_question")).one()
    assert (told["theirs"].splitlines()[-1], told["ours"].splitlines()[-1]) == (
        "жалақы деңгейі: 170000", "жалақы деңгейі: 160000")
    assert web.browser("specialist2").get(f"/cases/{question}").status_code == 404


@pytest.fixture(scope="module")
def person(web: Web) -> Any:
    """A registered jobseeker with an account."""
    return web.world.a_registered_jobseeker()


@pytest.fixture(scope="module")
def own(web: Web, person: Any) -> Browser:
    """Their browser."""
    return web.account_for("agencies-person", person.person)


def test_a_person_consents_sees_and_withdraws(web: Web, own: Browser) -> None:
    """Annex 1.1: given in the cabinet, listed with the contract, withdrawn there."""
    w = web.world
    contract = w.do("content.create_private_agency", by="director", data={
        "bin": a_bin(78), "name": "«Қамқор» агенттігі", "contract": "12/2021",
        "valid_from": "2021-01-01", "valid_to": "2021-12-31", "keeps_data_law": True}).number
    w.do("content.publish_private_agency", contract, "director")
    answer, statements = web.sql(own, "/cabinet/agencies")
    assert (answer.status_code, len(statements) <= 12) == (200, True)
    assert own.post("/cabinet/agencies/new", {"agreed": ""}).status_code == 422
    assert own.post("/cabinet/agencies/new", {"agreed": "true"}).status_code == 302
    exchange.work(w)
    page = text_of(own.get("/cabinet/agencies").text)
    assert "«Қамқор» агенттігі" in page
    assert "12/2021" in page
    assert "12/2021" in text_of(own.get("/cabinet/access").text)
    case = w.cases("agency_consent")[-1].number
    step = f"/cabinet/matters/{case}/mediation.withdraw_from_agencies"
    assert own.get(step).status_code == 200
    assert own.post(step, {"note": "", "_confirmed": "1"}).status_code == 302
    assert w.state(case) == "withdrawn"


def test_agencies_of_others_are_nobodys(web: Web) -> None:
    """The page is a person's own; staff and guests have none."""
    assert web.browser("specialist").get("/cabinet/agencies").status_code == 403
    assert web.browser("employer").get("/cabinet/agencies").status_code == 403
