"""Random histories of registration: balances hold, counters equal the rows and a plain replay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from console.data import counting
from console.data.actors import Office, Person
from console.data.case import Episode
from console.data.figures import table
from console.data.reporting import spanned
from console.data.stays import settle
from console.data.store import Store
from console.migrate import upgrade
from console.scope import SYSTEM, Scope
from tests.make import ZONE, the_catalog

CENTERS = (0, 1, 2)
ENDS = ("placed", "moved", "three_refusals")
DAY_ONE = date(2021, 1, 1).toordinal()
SPAN = 90
_fresh = count(1)

#: (what, who, days since the last event, where or why)
EVENTS = st.lists(st.tuples(
    st.sampled_from(("register", "register", "unemploy", "move", "close", "reopen")),
    st.integers(0, 4), st.integers(0, 12), st.integers(0, 2),
), min_size=3, max_size=14)


@dataclass
class Life:
    """What the plain replay knows of one person: (day, office or None, unemployed) in order."""

    sex: str
    path: list[tuple[int, int | None, bool]] = field(default_factory=list)

    def at(self, day: int) -> tuple[int | None, bool]:
        """Office and status at the end of a day."""
        held: tuple[int | None, bool] = (None, False)
        for when, office, unemployed in self.path:
            if when <= day:
                held = (office, unemployed)
        return held

    def undo_close(self) -> None:
        """A reversed leaving never was."""
        self.path.pop()


@dataclass
class Told:
    """One example: its own offices and people in the shared database, and their replay."""

    store: Store
    offices: list[int]
    people: list[int]
    lives: list[Life]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One database for all examples; each has offices and people of its own."""
    made = Store(f"sqlite:///{tmp_path_factory.mktemp('histories')}/jumys.db")
    upgrade(made)
    yield made
    made.dispose()


def prepared(store: Store) -> Told:
    """A region of three centers and five people of both sexes."""
    number = next(_fresh)
    with store.write(SYSTEM) as session:
        rows = [Office(number=f"H{number}-{n}", state="published", version=1, hours={},
                       code=f"h{number}-{n}", kind="center" if n else "region", path="",
                       name_kk=f"{n}") for n in range(4)]
        for row in rows:
            session.add(row)
            session.flush()
            row.parent_id = rows[0].id if row is not rows[0] else None
            row.path = f"/{rows[0].id}/" + (f"{row.id}/" if row is not rows[0] else "")
        people = [Person(
            number=f"H{number}-P{n}", state="applicant", version=1, surname="А", sort_name="А",
            sex="mf"[n % 2], birth_date=date(1990, 1, 1), office_id=rows[1].id,
            created_at=datetime(2021, 1, 1, tzinfo=UTC),
        ) for n in range(5)]
        session.add_all(people)
    return Told(store, [r.id for r in rows[1:]], [p.id for p in people],
                [Life("mf"[n % 2]) for n in range(5)])


def act(told: Told, what: str, who: int, day: int, where: int) -> None:
    """One event in a transaction of its own, and in the replay; what cannot be is left out."""
    on, life = date.fromordinal(day), told.lives[who]
    with told.store.write(SYSTEM) as session:
        counting.watch(session, the_catalog().counts)
        row = session.scalars(select(Episode).where(Episode.person_id == told.people[who])
                              .order_by(Episode.id.desc())).first()
        is_open = row is not None and row.closed_on is None
        if what == "register" and not is_open:
            session.add(Episode(
                person_id=told.people[who], open_person_id=told.people[who], channel="center",
                office_id=told.offices[where], opened_on=on, registered_on=on))
            life.path.append((day, where, False))
        elif row is None:
            return
        elif what == "unemploy" and is_open and row.unemployed_on is None:
            row.unemployed_on = on
            life.path.append((day, life.path[-1][1], True))
        elif what == "move" and is_open:
            row.office_id = told.offices[where]
            life.path.append((day, where, life.path[-1][2]))
        elif what == "close" and is_open:
            row.closed_on, row.open_person_id, row.outcome = on, None, ENDS[where]
            life.path.append((day, None, False))
        elif what == "reopen" and not is_open:
            row.closed_on, row.open_person_id, row.outcome = None, told.people[who], None
            life.undo_close()
        session.flush()
        settle(session, on)


def replayed(told: Told, day: int, where: tuple[int, ...], register: str, sex: str = "") -> int:
    """Whom the plain replay finds on a register of these centers at the end of a day."""
    held = [(life.at(day), life.sex) for life in told.lives]
    return sum(office in where and (register == "jobseeker" or unemployed)
               and sex in ("", its_sex) for (office, unemployed), its_sex in held)


@given(events=EVENTS, start=st.integers(0, SPAN), length=st.integers(0, 40),
       where=st.sets(st.sampled_from(CENTERS), min_size=1))
@settings(max_examples=25)
def test_balances_hold_in_any_history(
    store: Store, events: list[tuple[str, int, int, int]], start: int, length: int,
    where: set[int],
) -> None:
    """Start + came - left = end, and both stocks are those of a replay in plain Python."""
    told, day = prepared(store), DAY_ONE
    for what, who, later, place in events:
        day += later
        act(told, what, who, day, place)
    first, last = DAY_ONE + start, DAY_ONE + start + length
    period = spanned(date.fromordinal(first), date.fromordinal(last), ZONE)
    chosen, offices = tuple(sorted(where)), [told.offices[n] for n in sorted(where)]
    for register in ("jobseeker", "unemployed"):
        measure = the_catalog().measures[f"{register}.stock"]
        with store.session(Scope(office=tuple(offices), writes=False)) as session:
            whole = table(session, measure, period, offices)
            by_sex = table(session, measure, period, offices, ("sex",))
            by_office = table(session, measure, period, offices, ("office",))
            live = table(session, measure, period, offices, ("office",), live=True)
        begin, came, left, end = whole.totals
        assert begin + came - left == end
        assert (begin, end) == (replayed(told, first - 1, chosen, register),
                                replayed(told, last, chosen, register))
        for sex, *values in by_sex.rows:
            assert values[0] + values[1] - values[2] == values[3]
            assert values[3] == replayed(told, last, chosen, register, str(sex))
        assert by_office.rows == live.rows
        assert tuple(sum(r[1 + n] for r in by_office.rows) for n in range(4)) == whole.totals


def test_after_all_histories_the_counters_equal_a_recount(store: Store) -> None:
    """Registrations, moves, endings and reversals of every example above, counted anew."""
    with store.session(SYSTEM) as session:
        counts = list(the_catalog().counts.values())
        assert counting.kept(session, counts)
        assert counting.differences(session, counts) == []
