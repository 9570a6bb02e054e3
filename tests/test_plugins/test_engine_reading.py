"""Reading the blocks is nobody's wait: what is answered meanwhile, by whom it is read, failures."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from console.data.actors import Person
from console.data.store import Store
from plugins.mediation import matching
from plugins.mediation.engine import bulk, narrow
from plugins.mediation.engine import pool as reading
from plugins.mediation.engine.columns import Codes, entries_of, person_row
from plugins.mediation.limits import limits_of
from tests.make import World
from tests.test_plugins.offers import searching, vacancy_row
from tests.test_plugins.test_matching import found

HOLD = 20


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Questions do not wait, and the reading goes on when the event is set."""
    go, whole = threading.Event(), reading._everything

    def later(*args: Any) -> Any:
        assert go.wait(HOLD)
        return whole(*args)

    monkeypatch.setattr(reading, "PATIENCE", 0)
    monkeypatch.setattr(reading, "_everything", later)
    yield go
    go.set()


def the_pool(w: World) -> reading.Pool:
    """The pool of the world's database."""
    with w.read() as session:
        return reading.pool_of(session)


def finished(w: World) -> None:
    """Wait for the reading that was begun."""
    reader = the_pool(w).reader
    assert reader is not None
    reader.join(HOLD)
    assert not reader.is_alive()


def shown(w: World, number: str) -> list[tuple[str, float, int, list[Any]]]:
    """What a specialist is shown of each candidate: score, points and every reason."""
    return [(m.number, m.score, m.points, [(r.criterion, r.result, r.text) for r in m.reasons])
            for m in found(w, number)]


def vacancies(w: World, person: Person) -> list[tuple[str, float, int]]:
    """Vacancies that fit a person, as the console ranks them."""
    with w.read() as session:
        known = session.get_one(Person, person.id)
        ranked = matching.vacancies_for(session, known, w.catalog.law, w.now.date())
        return [(m.number, m.score, m.points) for m in ranked]


def test_the_answer_while_reading_is_the_answer_afterwards(
    w: World, held: threading.Event
) -> None:
    """Par. 57: same people, scores and reasons from SQL as from the blocks, both ways."""
    number = w.a_vacancy(required_experience=3).number
    for code in ("5223", "5221", "5120", "2310", None):
        searching(w, card={"occupation": code, "experience_years": 2.0 if code else 7.0})
    other = searching(w, second=True)
    before, for_other = shown(w, number), vacancies(w, other)
    assert the_pool(w).reads == 0 and the_pool(w).reader is not None
    held.set()
    finished(w)
    assert the_pool(w).reads == 1
    assert len(before) == 5 and for_other
    assert (shown(w, number), vacancies(w, other)) == (before, for_other)


def test_one_thread_reads_for_all_questions(w: World, held: threading.Event) -> None:
    """Questions of many threads begin one reading; a page reads on where it ended."""
    number = w.a_vacancy().number
    people = {searching(w).number for _ in range(3)}
    asking = [threading.Thread(target=found, args=(w, number)) for _ in range(4)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(HOLD)
    first = found(w, number, limit=2)
    held.set()
    finished(w)
    rest = found(w, number, limit=2, after=first[-1].key)
    assert the_pool(w).reads == 1
    assert {m.number for m in first + rest} == people and len(first) == 2


def test_a_reading_that_failed_is_told_and_tried_again(
    w: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The question is answered all the same; the log says why; the next one begins anew."""
    number, whole = w.a_vacancy().number, reading._everything
    person = searching(w).number

    def broken(*_args: Any) -> Any:
        raise RuntimeError("the disk is away")

    monkeypatch.setattr(reading, "PATIENCE", 5)
    monkeypatch.setattr(reading, "_everything", broken)
    assert [m.number for m in found(w, number)] == [person]
    finished(w)
    assert the_pool(w).reads == 0 and "could not be read" in caplog.text
    monkeypatch.setattr(reading, "_everything", whole)
    assert [m.number for m in found(w, number)] == [person]
    assert the_pool(w).reads == 1


def test_changes_while_reading_are_not_lost(w: World, held: threading.Event) -> None:
    """Who begins to search while everything is read is shown at once and afterwards."""
    number, first = w.a_vacancy().number, searching(w)
    assert [m.number for m in found(w, number)] == [first.number]
    second = searching(w)
    assert [m.number for m in found(w, number)] == [first.number, second.number]
    held.set()
    finished(w)
    third = searching(w)
    assert [m.number for m in found(w, number)] == [p.number for p in (first, second, third)]


def test_sql_fills_its_bound_with_the_askers_own_people(
    w: World, monkeypatch: pytest.MonkeyPatch, held: threading.Event
) -> None:
    """Scope: rows of another office take no place in the bounded parts."""
    monkeypatch.setattr(narrow.by_nearness, "__defaults__", (1,))
    number = w.a_vacancy().number
    searching(w, office_id=w.offices["center2"])
    own = searching(w)
    assert [m.number for m in found(w, number)] == [own.number]
    vacancy = vacancy_row(w, number)
    with w.read() as session:
        assert own.id not in narrow.people_of(session, vacancy), "the console sees the older row"


SECTIONS: tuple[dict[str, Any], ...] = (
    {}, {"skills": None, "driving": None, "additional": None, "work_history": None},
    {"work_history": [None, {}, {"profession_position": {"code": "5223", "text": "Сатушы"}},
                      {"profession_position": {"code": "2310"}},
                      {"profession_position": {"code": "2310"}}]},
    {"skills": {"special_skills": "Касса, «1С» \"сату\"", "languages": [{"language": "kk"}, None]},
     "additional": {"computer_skills": "none"}, "driving": {"driving_licence": ["B", "C"]}},
    {"additional": {"computer_skills": "user"}, "driving": {"driving_licence": ["none"]}},
    {"driving": {"driving_licence": []}, "skills": {"general_skills": ""}},
)


@pytest.mark.every_store
def test_cards_in_bulk_are_the_rows_one_by_one(store: Store) -> None:
    """The columns of everybody are those of each side, entries too, whatever a card leaves out."""
    w = World(store)
    odd: tuple[dict[str, Any], ...] = (
        {}, {"occupation": None}, {"education_level": None, "experience_years": None},
        {"wage_min": None, "regimes": []}, {"region": None, "relocation": True},
        {"education_level": "unheard-of", "experience_years": 0.3, "wage_min": 2**40 % 10**9},
    )
    for n, columns in enumerate(odd):
        for sections in SECTIONS[n % 2 :]:
            searching(w, card={"sections": sections, **columns})
    limited = searching(w)
    w.do("mediation.state_limits", person=limited.number, limits=["night"])
    codes = Codes()
    with w.read() as session:
        limits = limits_of(session)
        cards, entries = bulk.cards(session, codes, limits)
        people = {p.id: p for p in session.scalars(select(Person))}
        sides = {key: matching.side_of(session, people[key]) for key in cards["id"].tolist()}
    assert len(sides) == 34 and limits
    for place, (key, side) in enumerate(sides.items()):
        got = {name: column[place].item() for name, column in cards.items()}
        assert {**got, **person_row(codes, side)} == got, (key, side)
        assert got["alive"] and got["office"] == people[key].office_id
        mine = [(o, bool(f)) for at, o, f in entries.tolist() if at == place]
        assert mine == (entries_of(codes, side) or [(-1, False)])
