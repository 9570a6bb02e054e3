"""Par. 56: how a specialist sees candidates of the exchange, and the way to one's limits."""

from __future__ import annotations

from sqlalchemy import select

from console.data.access import AccessLine
from tests import exchange
from tests.make import World
from tests.test_plugins.offers import searching
from tests.test_web.conftest import Web, text_of


def told(w: World, about: str, **over: str) -> None:
    """The exchange tells of a person, and the worker takes it in."""
    exchange.portal(w).say("resume", about, 1, w.now, **exchange.a_resume(**over))
    exchange.work(w)


def test_a_candidate_of_the_exchange_says_what_to_do(web: Web) -> None:
    """Marked by source, with telephone and the way to register; nothing that cannot be done."""
    w = web.world
    number, person = w.a_vacancy().number, searching(w)
    told(w, "R-1", surname="Бейтанысова")
    told(w, "R-2", surname="Танысова", iin=_out_of_search(w))
    page = web.browser("specialist").get(f"/matching/{number}")
    rows = page.text.split('<li class="job">')[1:]
    [stranger] = [row for row in rows if "Бейтанысова" in row]
    [known] = [row for row in rows if "Танысова" in row and row is not stranger]
    assert "Known from the exchange" in text_of(stranger) and "+77010000001" in stranger
    assert 'href="/register/new"' in stranger and "900512300017" not in page.text
    assert 'href="/persons/' in known and "/register/new" not in known
    for row in (stranger, known):
        assert "/offer/" not in row and "checkbox" not in row
    assert f"/matching/{number}/offer/{person.number}" in page.text
    _page, statements = web.sql(web.browser("specialist"), f"/matching/{number}")
    assert len(statements) <= 12, statements
    with w.read() as session:
        lines = session.scalars(select(AccessLine.what)).all()
    assert sum(line.startswith("exchange XR-") for line in lines) == 2


def _out_of_search(w: World) -> str:
    """The IIN of somebody with a card that is not in search."""
    return str(searching(w, card={"searching": False}).iin)


def test_another_center_sees_none_of_them(web: Web) -> None:
    """The matching page of a foreign vacancy is not found; the row is read through the scope."""
    number = web.world.a_vacancy().number
    told(web.world, "R-9", surname="Жасырын")
    assert "Жасырын" in web.browser("specialist").get(f"/matching/{number}").text
    answer = web.browser("specialist2").get(f"/matching/{number}")
    assert answer.status_code == 404 or "Жасырын" not in answer.text


def test_the_cabinet_leads_to_the_limits(web: Web) -> None:
    """Par. 2(9): limits at work are told from the first page of the cabinet."""
    seeker = web.world.a_registered_jobseeker()
    browser = web.account_for("limited", seeker.person)
    assert 'href="/cabinet/limits"' in browser.get("/cabinet").text
    assert browser.get("/cabinet/limits").status_code == 200
