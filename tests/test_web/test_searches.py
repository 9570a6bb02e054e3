"""Kept searches: kept from the page of vacancies, told once, stopped by a link (par. 64)."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from console.data.outbox import Message
from console.data.self_service import SavedSearch
from console.work import searches
from tests.test_web.conftest import Browser, Web, text_of

SITE = "https://jumys.example"


@pytest.fixture(scope="module")
def me(web: Web) -> Browser:
    """A jobseeker with an account."""
    return web.account_for("aigul", web.world.a_registered_jobseeker().person)


@pytest.fixture(scope="module")
def other(web: Web) -> Browser:
    """Somebody else with an account."""
    return web.account_for("botagoz", web.world.a_registered_jobseeker().person)


@pytest.fixture(scope="module")
def kept(web: Web, me: Browser) -> str:
    """Number of her kept search for sellers, by SMS to the telephone the center knows."""
    web.world.at("2021-04-16 12:00")
    page = me.get("/jobs?q=сатушы&sort=pay")
    link = re.search(r'href="(/cabinet/searches/new[^"]*)"', page.text)
    assert link is not None
    address = link[1].replace("&amp;", "&")
    assert "sort" not in address
    assert "сатушы" in text_of(me.get(address).text)
    done = me.post(address, {"name": "Сатушы", "frequency": "now", "channel": "sms"})
    assert done.status_code == 302, text_of(done.text)[:600]
    return _row(web).case_number


def _row(web: Web) -> SavedSearch:
    with web.world.read() as session:
        return session.scalars(select(SavedSearch).order_by(SavedSearch.id)).first()  # type: ignore[return-value]


def _news(web: Web) -> list[Message]:
    with web.world.read() as session:
        return list(session.scalars(select(Message).where(Message.notice == "search_found")))


def look(web: Web, at: str) -> int:
    """One round of the worker."""
    web.world.at(at)
    return searches.tell(web.store, web.world.catalog, SITE, web.world.now).sent


def test_news_are_told_once(web: Web, kept: str) -> None:
    """What was published before is no news; what comes after is told once, whatever returns."""
    assert look(web, "2021-04-16 12:01") == 0
    web.world.at("2021-04-16 13:00")
    vacancy = web.world.a_vacancy().number
    assert look(web, "2021-04-16 13:01") == 1
    assert look(web, "2021-04-16 13:20") == 0
    web.world.at("2021-04-16 14:00").do("mediation.pause_vacancy", vacancy, "employer",
                                        data={"reason": "Демалыс"})
    web.world.at("2021-04-16 15:00").do("mediation.resume_vacancy", vacancy, "employer")
    assert look(web, "2021-04-16 15:20") == 0
    told = _news(web)
    assert len(told) == 1
    assert told[0].channel == "sms"
    assert f"{SITE}/searches/stop/{_row(web).stop_token}" in told[0].body


def test_somebody_elses_search_is_not_there(
    web: Web, me: Browser, other: Browser, kept: str
) -> None:
    """Another person, an employer and staff get 404 or 403 by its number."""
    for verb in ("change", "pause", "end", "confirm"):
        assert other.get(f"/cabinet/searches/{kept}/{verb}").status_code == 404
        assert other.post(f"/cabinet/searches/{kept}/{verb}").status_code == 404
        assert web.browser("employer").post(f"/cabinet/searches/{kept}/{verb}").status_code == 403
    assert me.get(f"/cabinet/searches/{kept}/drop").status_code == 404
    assert kept not in other.get("/cabinet/searches").text


def test_the_list_is_within_the_budget(web: Web, me: Browser, kept: str) -> None:
    """One page of the cabinet, at most 12 statements."""
    page, statements = web.sql(me, "/cabinet/searches")
    assert kept in page.text
    assert len(statements) <= 12


def test_the_link_stops_without_signing_in(web: Web, kept: str) -> None:
    """Opening asks first and writes nothing; the button stops; a guessed word finds nothing."""
    guest, row = web.visitor(), _row(web)
    guest.client.set_cookie("lang", "en")
    for guess in ("x" * 32, row.stop_token[:-1], f"{row.stop_token}A", "ә" * 32):
        assert guest.get(f"/searches/stop/{guess}").status_code == 404
        assert guest.get(f"/searches/stopped/{guess}").status_code == 404
    page = guest.get(f"/searches/stop/{row.stop_token}")
    assert page.status_code == 200
    assert row.address not in page.text
    assert web.world.state(kept) == "active"
    token = re.search(r'csrf_token" value="([^"]+)"', page.text)
    assert token is not None
    done = guest.client.post(f"/searches/stop/{row.stop_token}", data={"csrf_token": token[1]})
    assert done.status_code == 302
    assert web.world.state(kept) == "paused"
    web.world.at("2021-04-16 16:00").a_vacancy()
    assert look(web, "2021-04-16 16:30") == 0


def test_guesses_are_counted(web: Web) -> None:
    """Whoever tries words is stopped after a few."""
    guest = web.visitor()
    codes = [guest.get(f"/searches/stop/{'y' * 30}{n}").status_code for n in range(40)]
    assert codes[0] == 404
    assert codes[-1] == 429


def test_an_unknown_address_waits_for_its_code(web: Web, me: Browser) -> None:
    """Double opt-in: nothing is sent to an address before its code was typed."""
    web.world.at("2021-04-17 10:00")
    me.post("/cabinet/searches/new", {
        "name": "Барлығы", "frequency": "now", "channel": "email", "address": "a@example.kz",
    })
    with web.world.read() as session:
        row = session.scalars(select(SavedSearch).where(SavedSearch.channel == "email")).one()
        sent = session.scalars(
            select(Message).where(Message.notice == "search_code")
        ).one()
    assert sent.recipient == "a@example.kz"
    web.world.a_vacancy()
    assert look(web, "2021-04-17 10:30") == 0
    url = f"/cabinet/searches/{row.case_number}/confirm"
    assert me.post(url, {"code": "AAAAA-AAA"}).status_code == 422
    code = sent.body.split()[0]
    assert me.post(url, {"code": code.lower()}).status_code == 302
    assert web.world.state(row.case_number) == "active"
    web.world.at("2021-04-17 11:00").a_vacancy()
    assert look(web, "2021-04-17 11:20") == 1
    assert _news(web)[-1].recipient == "a@example.kz"
    assert me.post(f"/cabinet/searches/{row.case_number}/end").status_code == 302
    with web.world.read() as session:
        assert session.get_one(SavedSearch, row.id).address == ""
