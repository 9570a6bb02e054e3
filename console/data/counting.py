"""Counts kept by day: what is counted is declared once, perform() keeps it, doctor proves it.

A ``Count`` names a table, the column that says on which day, and what it is cut by. While an act
runs, every flushed row of that table takes its old contribution away and adds its new one, so a
correction or a reversal moves the count exactly as it moves the row. The changes are written
just before the commit, in one order for everybody, for the office and every office above it:
totals by day, month and year, each cut by month and year. A month of a country is read in some
hundred rows. ``recounted`` computes the same from the rows alone.
"""

from __future__ import annotations

from collections import Counter as Bag
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, delete, event, inspect, or_, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as lite_insert
from sqlalchemy.orm import Session

from console.data.actors import Office
from console.data.dimensions import Dimension
from console.data.guard import ScopedSession
from console.data.journal import Counter
from console.declare import Label

BATCH = 5_000
#: rows after which a recount sums up what it has, so that memory does not grow with them
FOLD = 50_000
#: an earlier day counts on this one: no edition of the Rules is so old
EPOCH = date(2015, 1, 1)
#: characters of a month (2021-04)
MONTH = 7
Get = Callable[[str], Any]
#: (count, office, day or instant, key)
Key = tuple[str, int, Any, str]


@dataclass(frozen=True)
class Count:
    """Rows of ``model`` counted on the day of their column ``day`` at their ``office``.

    ``where``: column -> values it must have (None: empty). ``present``: columns that must not be
    empty. ``by``: dimensions kept apart. ``amount``: a column to add up instead of counting rows.
    An instant is counted on the civil day of the office's zone.
    """

    name: str
    title: Label
    model: Any
    day: str
    by: tuple[Dimension, ...] = ()
    where: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    present: tuple[str, ...] = ()
    amount: str = ""
    office: str = "office_id"

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the row that the count looks at."""
        named = [self.day, self.office, *self.where, *self.present]
        named += [c for d in self.by for c in d.columns]
        return tuple(dict.fromkeys([*named, self.amount] if self.amount else named))

    def held(self) -> ColumnElement[bool]:
        """SQL condition of the rows it counts."""
        terms: list[Any] = [getattr(self.model, self.day).is_not(None)]
        for name, values in self.where.items():
            column = getattr(self.model, name)
            one_of = column.in_([v for v in values if v is not None])
            terms.append(or_(column.is_(None), one_of) if None in values else one_of)
        terms += [getattr(self.model, name).is_not(None) for name in self.present]
        return and_(*terms)

    def contributions(self, get: Get) -> dict[Key, int]:
        """What a row adds: one key for the total, one for each value of each dimension."""
        day, office = get(self.day), get(self.office)
        if day is None or office is None:
            return {}
        if any(get(c) not in values for c, values in self.where.items()):
            return {}
        if any(get(c) is None for c in self.present):
            return {}
        amount = int(get(self.amount) or 0) if self.amount else 1
        found = {(self.name, office, day, ""): amount}
        for dimension in self.by:
            for value in dimension.values(get):
                key = (self.name, office, day, f"{dimension.key}={value}")
                found[key] = found.get(key, 0) + amount
        return found


def watch(session: Session, counts: Mapping[str, Count]) -> None:
    """Let the session keep these counts until it commits."""
    if "counts" not in session.info:
        by_model: dict[Any, list[Count]] = {}
        for count in counts.values():
            by_model.setdefault(count.model, []).append(count)
        session.info["counts"], session.info["counted"] = by_model, Bag()


@event.listens_for(ScopedSession, "after_flush")
def _flushed(session: Session, _context: Any) -> None:
    note(session, session.new, session.dirty, session.deleted)
    if "counts" in session.info:
        for row in session.dirty:
            if isinstance(row, Office):
                _office_moved(session, row)


def note(
    session: Session, new: Iterable[Any], changed: Iterable[Any], gone: Iterable[Any] = ()
) -> None:
    """Take up what rows add to the counts and take away; before their histories are forgotten."""
    counts: dict[Any, list[Count]] = session.info.get("counts", {})
    if not counts:
        return
    bag: Bag[Key] = session.info["counted"]
    for row in new:
        for count in counts.get(type(row), ()):
            bag.update(count.contributions(partial(getattr, row)))
    for row in changed:
        for count in counts.get(type(row), ()):
            if any(inspect(row).attrs[c].history.has_changes() for c in count.columns):
                bag.subtract(count.contributions(partial(_before, row)))
                bag.update(count.contributions(partial(getattr, row)))
    for row in gone:
        for count in counts.get(type(row), ()):
            bag.subtract(count.contributions(partial(_before, row)))


def _before(row: Any, name: str) -> Any:
    history = inspect(row).attrs[name].history
    return history.deleted[0] if history.deleted else getattr(row, name)


def _office_moved(session: Session, row: Office) -> None:
    history = inspect(row).attrs["path"].history
    if history.deleted and history.deleted[0] != row.path:
        session.info.setdefault("offices_moved", {}).setdefault(row.id, history.deleted[0])


@event.listens_for(ScopedSession, "before_commit")
def _committing(session: Session) -> None:
    if "counts" in session.info:
        session.flush()
        _carry_over(session, session.info.pop("offices_moved", {}))
        bag: Bag[Key] = session.info["counted"]
        session.info["counted"] = Bag()
        add(session, {key: n for key, n in bag.items() if n})


def _carry_over(session: Session, old_paths: Mapping[int, str]) -> None:
    """What a moved branch had counted leaves the offices it lay under and joins the new ones."""
    for office, old in old_paths.items():
        above = _ids(old)[:-1]
        if set(above) & set(old_paths):
            continue  # moved along with an office above it
        now = _ids(session.get_one(Office, office).path)[:-1]
        rows = session.execute(
            select(Counter.measure, Counter.day, Counter.key, Counter.value)
            .where(Counter.office_id == office, Counter.measure != "steps")
        ).all()
        changes: Bag[tuple[str, int, str, str]] = Bag()
        for place, sign in [*((p, -1) for p in above if p not in now),
                            *((p, 1) for p in now if p not in above)]:
            changes.update({(r.measure, place, r.day, r.key): sign * r.value for r in rows})
        _write(session, changes)


def _ids(path: str) -> list[int]:
    return [int(part) for part in path.split("/") if part]


def grains(day: str) -> tuple[str, ...]:
    """A day (or month) with its month and year, as the counter names them."""
    return (day, day[:7], day[:4]) if len(day) > MONTH else (day, day[:4])


def _folded(
    changes: Mapping[Key, int], zones: Mapping[int, ZoneInfo]
) -> Bag[tuple[str, int, str, str]]:
    """Changes by the finest grain kept: a total by its day, a cut by its month."""
    found: Bag[tuple[str, int, str, str]] = Bag()
    for (name, office, at, key), n in changes.items():
        day = at.astimezone(zones[office]).date() if isinstance(at, datetime) else at
        text = max(day, EPOCH).isoformat()
        found[name, office, text[:MONTH] if key else text, key] += n
    return found


def spread(
    folded: Mapping[tuple[str, int, str, str], int], paths: Mapping[int, str]
) -> Bag[tuple[str, int, str, str]]:
    """Folded changes -> changes of counter rows: every office above, month and year."""
    found: Bag[tuple[str, int, str, str]] = Bag()
    places = {office: _ids(path) for office, path in paths.items()}
    for (name, office, day, key), n in folded.items():
        for grain in grains(day):
            for place in places[office]:
                found[name, place, grain, key] += n
    return found


def _places(session: Session) -> tuple[dict[int, str], dict[int, ZoneInfo]]:
    rows = session.execute(select(Office.id, Office.path, Office.zone)).all()
    return {r.id: r.path for r in rows}, {r.id: ZoneInfo(r.zone) for r in rows}


def add(session: Session, changes: Mapping[Key, int]) -> None:
    """Add changes to the counters, inside the session's transaction."""
    if changes:
        paths, zones = _places(session)
        _write(session, spread(_folded(changes, zones), paths))


def _write(session: Session, changes: Mapping[tuple[str, int, str, str], int]) -> None:
    rows = iter(sorted(item for item in changes.items() if item[1]))
    connection = session.connection()
    make: Any = lite_insert if connection.dialect.name == "sqlite" else pg_insert
    statement = make(Counter)
    statement = statement.on_conflict_do_update(
        index_elements=["measure", "office_id", "day", "key"],
        set_={"value": Counter.value + statement.excluded.value},
    )
    while batch := list(islice(rows, BATCH)):
        connection.execute(statement, [
            {"measure": name, "office_id": office, "day": day, "key": key[:80], "value": n}
            for (name, office, day, key), n in batch
        ])


# ---- the full recount


def recounted(session: Session, counts: Iterable[Count]) -> Bag[tuple[str, int, str, str]]:
    """Every counter row as the rows say, computed anew. The session reads everything."""
    paths, zones = _places(session)
    folded: Bag[tuple[str, int, str, str]] = Bag()
    for count in counts:
        names = count.columns
        query = select(*(getattr(count.model, c) for c in names)).where(count.held())
        changes: Bag[Key] = Bag()
        for at, row in enumerate(session.execute(query.execution_options(yield_per=BATCH)), 1):
            for key, n in count.contributions(dict(zip(names, row, strict=True)).get).items():
                changes[key] += n
            if at % FOLD == 0:
                folded.update(_folded(changes, zones))
                changes.clear()
        folded.update(_folded(changes, zones))
    return Bag({key: n for key, n in spread(folded, paths).items() if n})


def kept(session: Session, counts: Iterable[Count]) -> Bag[tuple[str, int, str, str]]:
    """Every counter row as it stands, but for those that came to nothing."""
    rows = session.execute(
        select(Counter.measure, Counter.office_id, Counter.day, Counter.key, Counter.value)
        .where(Counter.measure.in_([c.name for c in counts]), Counter.value != 0)
    )
    return Bag({(r.measure, r.office_id, r.day, r.key): r.value for r in rows})


def differences(
    session: Session, counts: Sequence[Count]
) -> list[tuple[tuple[str, int, str, str], int, int]]:
    """(counter row, as it stands, as it should be) wherever they differ."""
    have, wanted = kept(session, counts), recounted(session, counts)
    return [(key, have[key], wanted[key]) for key in sorted({*have, *wanted})
            if have[key] != wanted[key]]


def rebuild(session: Session, counts: Sequence[Count]) -> int:
    """Write the counters anew from the rows; returns how many rows they take."""
    wanted = recounted(session, counts)
    session.execute(delete(Counter).where(Counter.measure.in_([c.name for c in counts])))
    _write(session, wanted)
    return len(wanted)
