"""Par. 56: people who registered on the exchange by themselves stand among the candidates."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from console.data.actors import Card, Person
from console.scope import SYSTEM
from tests import exchange
from tests.make import World
from tests.test_plugins.offers import searching
from tests.test_plugins.test_matching import found


def told(w: World, about: str, revision: int = 1, **over: Any) -> None:
    """The exchange tells of a person, and the worker takes it in."""
    exchange.portal(w).say("resume", about, revision, w.now, **exchange.a_resume(**over))
    exchange.work(w)


def test_they_stand_in_one_order_with_those_of_the_center(w: World) -> None:
    """Par. 56, second part: best first over both, marked by source, read page by page."""
    number = w.a_vacancy(required_experience=3).number
    best, worst = searching(w), searching(w, card={"occupation": "2310", "experience_years": 0.0})
    told(w, "R-1", surname="Сейтова", experience_years=5)
    ranked = found(w, number)
    assert [(m.source, m.known) for m in ranked] == [("", ""), ("ele_portal", ""), ("", "")]
    assert [m.number for m in ranked][::2] == [best.number, worst.number]
    assert ranked[1].name.startswith("Сейтова") and ranked[1].contact == "+77010000001"
    first = found(w, number, limit=2)
    assert found(w, number, limit=2, after=first[-1].key) == ranked[2:]


def test_equal_points_leave_the_jobseeker_first(w: World) -> None:
    """Who is registered at the center stands before who is not, points being equal."""
    number = w.a_vacancy().number
    told(w, "R-1")
    same = {"education_level": "general_secondary", "experience_years": 2.0, "wage_min": 120000}
    own = searching(w, card=same)
    with w.store.write(SYSTEM) as session:
        session.get_one(Person, own.id).kato = "194230100"
    ranked = found(w, number)
    assert len({m.points for m in ranked}) == 1
    assert [bool(m.source) for m in ranked] == [False, True]
    assert ranked == found(w, number, limit=1) + found(w, number, after=ranked[0].key)


def test_nobody_is_listed_twice(w: World) -> None:
    """One with a card in search is the jobseeker alone; out of search, the row names the card."""
    number, person = w.a_vacancy().number, searching(w)
    told(w, "R-1", iin=person.iin)
    assert [m.number for m in found(w, number)] == [person.number]
    with w.store.write(SYSTEM) as session:
        card = session.scalars(select(Card).where(Card.person_id == person.id)).one()
        card.searching = False
    [only] = found(w, number)
    assert (only.source, only.known) == ("ele_portal", person.number)


def test_scope_region_and_withdrawal_hold_for_them_too(w: World) -> None:
    """Another center sees nobody; a hard criterion keeps out; withdrawn there, gone here."""
    number = w.a_vacancy().number
    told(w, "R-1")
    told(w, "R-2", iin="900512300027", education_level="primary")
    assert len(found(w, number)) == 1
    assert found(w, number, by="specialist2") == [], "the vacancy is public, the people are not"
    told(w, "R-1", 2, state="withdrawn")
    assert found(w, number) == []
