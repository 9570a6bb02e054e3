"""The fairness table: shares by group from searching to hired, small cells kept back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from console.data.actors import Card
from console.declare import Period
from console.scope import SYSTEM
from plugins.mediation import fairness
from tests.make import World
from tests.test_plugins.offers import offered, searching, sent

YEAR = Period(datetime(2021, 1, 1, tzinfo=UTC), datetime(2022, 1, 1, tzinfo=UTC), "2021")


def table(w: World, by: str) -> dict[str, tuple[Any, ...]]:
    """Group in English -> the cells of a breakdown."""
    with w.read() as session:
        rows = list(fairness.shares(session, YEAR, list(w.offices.values())))
    return {row[1]["en"]: row[2:] for row in rows if row[0] == fairness.BY[by]}


def test_shares_follow_people_from_search_to_hiring(w: World) -> None:
    """Par. 56-62: twelve search, six of each sex; offers and hirings are counted by group."""
    number = w.a_vacancy(places=9).number
    men = [searching(w, sex="m") for _ in range(6)]
    women = [searching(w, sex="f") for _ in range(6)]
    w.do("mediation.select_candidates", number,
         candidates=[{"person": p.number} for p in (*men, *women)])
    for person in (*men, *women[:5]):
        offered(w, person, number)
    found = table(w, "sex")
    assert found["Male"][:4] == (6, 50.0, 6, 50.0) and found["Female"][:2] == (6, 50.0)
    assert found["Male"][4:6] == (6, 54.5) and found["Female"][4:6] == (5, 45.5)


def test_small_cells_and_one_beside_them_are_not_shown(w: World) -> None:
    """Three women among nine: neither cell of the pair is shown, nor their shares."""
    for n in range(9):
        searching(w, sex="f" if n < 3 else "m")
    found = table(w, "sex")
    assert found["Male"][:2] == found["Female"][:2] == (None, None)


def test_disability_is_the_target_group_of_the_card(w: World) -> None:
    """What the card states; nothing stated is a group of its own."""
    people = [searching(w) for _ in range(15)]
    with w.store.write(SYSTEM) as session:
        for n, person in enumerate(people[:10]):
            card = session.query(Card).filter(Card.person_id == person.id).one()
            card.sections = {"applicant": {"target_group": "disability" if n < 5 else "youth"}}
    found = table(w, "disability")
    assert {g: c[0] for g, c in found.items()} == {"yes": 5, "no": 5, "not stated": 5}


def test_a_hiring_counts_in_its_period(w: World) -> None:
    """Employer's confirmation is what counts; a foreign office counts nothing."""
    number = w.a_vacancy(places=9).number
    for _ in range(5):
        case = sent(w, searching(w, sex="m"), number)
        w.do("mediation.confirm_hiring", case, by="employer",
             employed_on=w.now.date().isoformat())
    assert table(w, "sex")["Male"][6:8] == (5, 100.0)
    with w.read() as session:
        assert list(fairness.shares(session, YEAR, [w.offices["center2"]])) == []
