"""The engine of matching: the same order as every pair compared by hand, kept by changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from console.data.actors import Card, Person
from console.data.case import Case
from console.data.mediation import Vacancy
from console.data.store import Store
from console.scope import SYSTEM
from plugins.mediation import matching
from plugins.mediation.criteria import EDUCATION, compare
from plugins.mediation.engine import blocks as engine
from plugins.mediation.engine.blocks import Blocks, Reach
from plugins.mediation.engine.columns import (
    JOBS,
    PEOPLE,
    Columns,
    entries_of,
    job_row,
    person_row,
    stacked,
)
from plugins.mediation.engine.pool import pool_of
from plugins.mediation.reasons import Side
from plugins.mediation.tables import MatchChange
from tests.make import World
from tests.test_plugins.offers import searching, vacancy_row
from tests.test_plugins.test_matching import counted, found

ALL = Reach(everybody=True)
WEIGHTS = dict(zip(matching.WEIGHED, (30, 15, 15, 10, 10, 5, 5, 5, 5), strict=True))
JOBS_OF = ("5223", "5221", "5120", "2310", "9112")
REGIONS = ("190000000", "750000000", "310000000")
CODES = ("computer", "sales", "cooking")

side = st.builds(
    Side,
    occupation=st.sampled_from((None, *JOBS_OF)),
    former=st.lists(st.sampled_from(JOBS_OF), max_size=2, unique=True).map(tuple),
    education=st.sampled_from((None, *EDUCATION)),
    experience=st.one_of(st.none(), st.sampled_from((0.0, 0.3, 1.0, 2.5, 7.0))),
    wage=st.one_of(st.none(), st.sampled_from((85_000, 150_000, 300_000))),
    regimes=st.lists(st.sampled_from(("full_time", "shift", "remote")), max_size=2,
                     unique=True).map(tuple),
    region=st.sampled_from((None, *REGIONS)), relocation=st.booleans(),
    other=st.sampled_from(("", "Жауапкершілік")),
    skills=st.one_of(st.none(), st.frozensets(st.sampled_from(CODES), max_size=3)),
    permits=st.one_of(st.none(), st.frozensets(st.sampled_from(("B", "C")), max_size=2)),
    limits=st.one_of(st.none(), st.frozensets(st.sampled_from(("night", "height")), max_size=2)),
    district=st.sampled_from((None, "1940", "1936", "7500")),
)


def made(people: list[Side], jobs: list[Side]) -> Blocks:
    """Blocks over sides: ids are their places in the lists."""
    blocks, codes = Blocks(), None
    codes = blocks.codes
    keys: Mapping[str, Any] = {"office": 1, "authority": 0, "village": 0, "alive": True}
    entries = [(n, *e) for n, p in enumerate(people) for e in entries_of(codes, p) or [(-1, False)]]
    table = np.array(entries, dtype=np.int64).reshape(-1, 3)
    blocks.load(
        Columns.of(PEOPLE, stacked([{"id": n, **keys, **person_row(codes, p)}
                                    for n, p in enumerate(people)], PEOPLE)),
        Columns.of(JOBS, stacked([{"id": n, "alive": True, **job_row(codes, v)}
                                  for n, v in enumerate(jobs)], JOBS)),
        table[:, 0], table[:, 1].astype(np.int32), table[:, 2].astype(bool),
    )
    return blocks


def by_hand(people: list[Side], job: Side) -> list[tuple[int, int]]:
    """(points, person) of everybody not excluded, compared one by one, best first."""
    pairs = [(compare(p, job), n) for n, p in enumerate(people)]
    kept = [(matching.points(r, WEIGHTS), n) for r, n in pairs if not r.excluded]
    return sorted(kept, key=lambda pair: (-pair[0], pair[1]))


@settings(max_examples=120, deadline=None)
@given(st.lists(side, max_size=14), st.lists(side, min_size=1, max_size=5),
       st.integers(1, 6), st.integers(0, 14))
def test_the_engine_agrees_with_every_pair_compared_by_hand(
    people: list[Side], jobs: list[Side], most: int, tail: int
) -> None:
    """Par. 57: matcher, brute force and explanation give one order and one score, both ways."""
    blocks = made(people[tail:], jobs)
    people = people[tail:] + people[:tail]
    for n in range(len(people) - len(people[:tail]) if tail else len(people), len(people)):
        row = {"id": n, "office": 1, "authority": 0, "village": 0,
               **person_row(blocks.codes, people[n])}
        blocks.add_person(row, entries_of(blocks.codes, people[n]))
    for number, job in enumerate(jobs):
        wanted = by_hand(people, job)
        assert blocks.rank(number, WEIGHTS, most, ALL) == wanted[:most]
        if len(wanted) > 1:
            after = (-wanted[0][0], wanted[0][1])
            assert blocks.rank(number, WEIGHTS, most, ALL, after) == wanted[1 : 1 + most]
    for rows, points, who in blocks.country(lambda _region: WEIGHTS, most):
        for job_at, got, places in zip(rows.tolist(), points, who, strict=True):
            ids = [int(blocks.people["id"][p]) for p in places if p >= 0]
            pairs = list(zip(got[: len(ids)].tolist(), ids, strict=True))
            near = [pair for pair in by_hand(people, jobs[job_at])
                    if compare(people[pair[1]], jobs[job_at]).get("profession_position").degree]
            assert pairs == near[:most]
    for person in people[:3]:
        row, entries = person_row(blocks.codes, person), entries_of(blocks.codes, person)
        got_jobs = blocks.jobs_for(row, entries, lambda _region: WEIGHTS, most)
        pairs_of = [(compare(person, v), n) for n, v in enumerate(jobs)]
        kept = [(matching.points(r, WEIGHTS), n) for r, n in pairs_of if not r.excluded]
        assert got_jobs == sorted(kept, key=lambda pair: (-pair[0], pair[1]))[:most]


def test_a_long_tail_is_sorted_in_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The order before and after the tail is sorted in is the same; who left stays away."""
    people = [Side(occupation=JOBS_OF[n % 5], education="higher", experience=n % 4,
                   region=REGIONS[n % 3], relocation=n % 7 == 0) for n in range(60)]
    jobs = [Side(occupation="5223", experience=2, region=REGIONS[0])]
    blocks = made(people[:40], jobs)
    for n in range(40, 60):
        row = {"id": n, "office": 1, "authority": 0, "village": 0,
               **person_row(blocks.codes, people[n])}
        blocks.add_person(row, entries_of(blocks.codes, people[n]))
    blocks.drop_person(0)
    before = blocks.rank(0, WEIGHTS, 50, ALL)
    monkeypatch.setattr(engine, "TAIL", 5)
    assert blocks.settle() and not blocks.entry_place
    assert blocks.rank(0, WEIGHTS, 50, ALL) == before
    assert 0 not in {key for _points, key in before}
    assert before == [pair for pair in by_hand(people, jobs[0]) if pair[1] != 0][:50]


def test_only_the_reach_is_ranked() -> None:
    """Scope: whose office, authority or village is not reached, is not even counted."""
    blocks = made([Side(occupation="5223")] * 3, [Side(occupation="5223")])
    blocks.people["office"][:] = (1, 2, 3)
    blocks.people["village"][:] = (0, 0, 9)
    ranked = blocks.rank(0, WEIGHTS, 9, Reach(office=(2,), village=(9,)))
    assert {key for _points, key in ranked} == {1, 2}
    assert blocks.rank(0, WEIGHTS, 9, Reach()) == []


# ---- against the database
def test_changes_are_read_and_nothing_else(w: World) -> None:
    """A card, an address, a vacancy, a deletion: each is seen at the next question."""
    number, first = w.a_vacancy().number, searching(w)
    assert [m.number for m in found(w, number)] == [first.number]
    with w.read() as session:
        pool = pool_of(session)
    reads, second = pool.reads, searching(w)
    assert [m.number for m in found(w, number)] == [first.number, second.number]
    with w.store.write(SYSTEM) as session:
        card = session.scalars(select(Card).where(Card.person_id == first.id)).one()
        card.experience_years = 0.0
    w.do("mediation.amend_vacancy", number, by="employer", data=amended(w, number))
    assert [m.number for m in found(w, number)] == [second.number, first.number]
    with w.store.write(SYSTEM) as session:
        session.get_one(Person, second.id).office_id = w.offices["center2"]
        session.execute(delete(Card).where(Card.person_id == first.id))
    assert found(w, number) == [] and pool.reads == reads


def amended(w: World, number: str) -> dict[str, Any]:
    """The vacancy's form with two years of experience asked."""
    with w.read() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
    assert case is not None
    from tests.make import a_vacancy_form

    return a_vacancy_form(appeared_on=w.now.date().isoformat(), required_experience=2)


def test_who_fell_behind_reads_everything_anew(w: World) -> None:
    """A log that was cut short below what was seen hides nothing."""
    number, person = w.a_vacancy().number, searching(w)
    assert len(found(w, number)) == 1
    with w.read() as session:
        pool = pool_of(session)
    other = searching(w)
    with w.store.write(SYSTEM) as session:
        session.execute(delete(MatchChange))
        session.add_all([MatchChange(kind="person", row_id=person.id) for _ in range(2)])
    before = pool.reads
    assert {m.number for m in found(w, number)} == {person.number, other.number}
    assert pool.reads == before + 1


def test_a_warm_question_takes_few_statements(w: World) -> None:
    """The change number, the limits, the rows shown, the exchange: nothing grows with them."""
    number = w.a_vacancy().number
    for _ in range(5):
        searching(w)
    found(w, number)
    vacancy = vacancy_row(w, number)
    with w.read() as session:
        asked = counted(w.store, lambda: matching.candidates(
            session, vacancy, w.catalog.law, w.now.date()))
    assert asked <= 4


def test_excluded_attributes_change_no_rank(w: World) -> None:
    """Sex, age, citizenship, ethnicity, family, target group, conviction: the order stays."""
    number = w.a_vacancy(required_experience=3).number
    people = [searching(w, card={"experience_years": float(n % 5)}) for n in range(8)]
    before = [(m.number, m.points) for m in found(w, number)]
    with w.store.write(SYSTEM) as session:
        for n, person in enumerate(people):
            row = session.get_one(Person, person.id)
            row.sex = "f" if n % 2 else "m"
            row.birth_date = w.now.date().replace(year=1960 + 5 * n)
            row.citizenship = "other"
            card = session.scalars(select(Card).where(Card.person_id == person.id)).one()
            card.sections = {"applicant": {
                "sex": row.sex, "marital_status": "married", "target_group": "disabled",
                "ethnicity": "орыс"}, "additional": {"children_under_18": n,
                                                     "criminal_record": bool(n % 2)},
                "registration": {"condition_category": "disabled"}}
            card.category = "A"
    assert [(m.number, m.points) for m in found(w, number)] == before


def test_the_blocks_hold_no_name(w: World) -> None:
    """Keys and coded columns only: nothing in memory says who somebody is."""
    w.a_vacancy()
    searching(w)
    with w.read() as session:
        pool = pool_of(session)
        pool.refresh(session)
    assert all(np.issubdtype(pool.blocks.people[n].dtype, np.number)
               or pool.blocks.people[n].dtype == bool for n in PEOPLE)
    vacancies = {v.id for v in _open(w)}
    assert set(pool.job_place) == vacancies


def _open(w: World) -> list[Vacancy]:
    with w.read() as session:
        return list(session.scalars(select(Vacancy).where(Vacancy.published.is_(True))))


@pytest.mark.parametrize("store", ["postgres"], indirect=True)
def test_postgresql_keeps_the_change_number_too(store: Store) -> None:
    """The triggers of the other database: cards, limits, vacancies and deletions are noticed."""
    w = World(store)
    number, first = w.a_vacancy().number, searching(w)
    assert [m.number for m in found(w, number)] == [first.number]
    second = searching(w)
    w.do("mediation.state_limits", person=first.number, limits=["night"])
    assert [m.number for m in found(w, number)] == [first.number, second.number]
    with w.store.write(SYSTEM) as session:
        session.execute(delete(Card).where(Card.person_id == first.id))
    assert [m.number for m in found(w, number)] == [second.number]
    w.do("mediation.pause_vacancy", number, by="employer", reason="Жөндеу")
    with w.read() as session:
        pool = pool_of(session)
        pool.refresh(session)
    assert not pool.blocks.jobs["alive"][list(pool.job_place.values())].any()
