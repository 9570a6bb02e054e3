"""Figures: a measure's counts for a period and offices, cut as asked, and the rows behind a cell.

``table`` answers from the daily counters where it can, else from the rows themselves; both give
the same numbers. Counters know no reader, so they are asked only for offices whose every row the
session's scope may see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from sqlalchemy.orm import Session

from console.data import counted_rows, counter_sums
from console.data.counting import Count
from console.data.dimensions import Dimension, band, months
from console.data.guard import scope_of
from console.declare import Label, Measure, Period

FLOW, START, END = "flow", "start", "end"
OFFICE = Dimension(
    "office", {"kk": "Орган", "ru": "Орган", "en": "Office"}, "office", "office_id")


class UnknownFigure(LookupError):
    """A figure or a dimension that the measure does not have; one sentence."""


@dataclass(frozen=True)
class Figure:
    """One column of a measure.

    ``how``: flow (rows of ``count`` in the period but for those ``minus`` counts too), start or
    end (rows of ``count`` so far less those of ``minus``: the stock when the period begins and
    when it ends). ``part`` and ``whole``: a percentage of two sums of other figures instead.
    """

    key: str
    title: Label
    count: Count | None = None
    minus: Count | None = None
    how: str = FLOW
    part: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The type of its column."""
        return "percent" if self.part else "int"


@dataclass(frozen=True)
class FigureTable:
    """``columns``: (key, title, type), first those it is cut by. ``totals``: one for each figure.

    Totals are counted by themselves: a row may stand under several values of a list (grounds).
    ``source``: counters or rows.
    """

    columns: tuple[tuple[str, Label, str], ...]
    rows: list[tuple[Any, ...]]
    totals: tuple[Any, ...]
    source: str
    by: tuple[str, ...]


@dataclass(frozen=True)
class Days:
    """A period as civil days, both inclusive, with the instants they lie between."""

    first: date
    last: date
    period: Period

    @property
    def eve(self) -> date:
        """The day before the first."""
        return date.fromordinal(self.first.toordinal() - 1)


def days_of(period: Period) -> Days:
    """The civil days of a period, in the zone its start is given in."""
    end = period.end.astimezone(period.start.tzinfo)
    last = end.date()
    if end.time() == time():  # half-open at midnight
        last = date.fromordinal(last.toordinal() - 1)
    return Days(period.start.date(), last, period)


def counted(
    name: str, law: str, title: Label, definition: Label, figures: Sequence[Figure], *,
    dimensions: Sequence[Dimension] = (), topic: str = "",
) -> Measure:
    """A measure made of counts; its own table is by office."""
    columns = [(OFFICE.key, OFFICE.title, OFFICE.kind)]
    columns += [(f.key, f.title, f.kind) for f in figures]

    def by_office(
        session: Session, period: Period, offices: Sequence[int]
    ) -> Iterable[tuple[Any, ...]]:
        """The figures by office."""
        return table(session, measure, period, offices, ("office",)).rows

    measure = Measure(name, law, title, definition, columns, by_office, figures=tuple(figures),
                      dimensions=tuple(dimensions), topic=topic)
    _check(measure)
    return measure


def _check(measure: Measure) -> None:
    """Every figure can be cut by every dimension: a cut that fits only some would not add up."""
    for one in measure.figures:
        for cut in measure.dimensions:
            wanted = cut.of_stock if cut.of_stock and one.how != FLOW else cut.key
            for count in (one.count, one.minus):
                if count is not None and wanted not in {d.key for d in count.by}:
                    raise ValueError(f"{measure.name}: {count.name} is not kept by {wanted}.")


def counts_of(measures: Iterable[Measure]) -> dict[str, Count]:
    """Every count that the measures are made of, by name."""
    found: dict[str, Count] = {}
    for measure in measures:
        for figure in measure.figures:
            for count in (figure.count, figure.minus):
                if count is not None and found.setdefault(count.name, count) != count:
                    raise ValueError(f"Two counts are called {count.name}.")
    return found


def dimension(measure: Measure, key: str) -> Dimension:
    """A dimension of the measure by key; UnknownFigure."""
    for one in (OFFICE, *measure.dimensions):
        if one.key == key:
            return one
    raise UnknownFigure(f"{measure.name} cannot be cut by {key!r}.")


def figure(measure: Measure, key: str) -> Figure:
    """A figure of the measure by key; UnknownFigure."""
    for one in measure.figures:
        if one.key == key:
            return one
    raise UnknownFigure(f"{measure.name} has no figure {key!r}.")


def countable(
    session: Session, period: Period, offices: Sequence[int], by: Sequence[str]
) -> bool:
    """Whether counters may answer.

    Every office must lie wholly within the scope; at most one cut beside the office, and then
    over whole months.
    """
    scope, cuts = scope_of(session), [k for k in by if k != OFFICE.key]
    if not (scope.everything or set(offices) <= set(scope.office)) or len(cuts) > 1:
        return False
    days = days_of(period)
    return not cuts or counter_sums.whole_months(days.first, days.last)


def preload(
    session: Session, measures: Iterable[Measure], period: Period, offices: Sequence[int],
    *, apart: bool = True,
) -> None:
    """Read the counters of many measures at once, where they may answer at all.

    ``apart``: also office by office.
    """
    if not countable(session, period, offices, ()):
        return
    days = days_of(period)
    wanted: dict[counter_sums.Span, set[str]] = {}
    for measure in measures:
        for one in measure.figures:
            for count in (one.count, one.minus):
                for span in _spans(one, days) if count is not None else ():
                    wanted.setdefault(span, set()).add(count.name if count else "")
    for span, names in wanted.items():
        for by_office in (False, True) if apart else (False,):
            counter_sums.preload(session, sorted(names), span, offices, by_office)


def table(
    session: Session, measure: Measure, period: Period, offices: Sequence[int],
    by: Sequence[str] = (), *, live: bool = False,
) -> FigureTable:
    """The figures of a measure, cut by at most three of its dimensions and ``office``.

    ``live`` True counts the rows even where counters could answer. A measure not made of counts
    gives its own rows and cannot be cut. UnknownFigure for a dimension it does not have.
    """
    if not measure.figures:
        if by:
            raise UnknownFigure(f"{measure.name} is a table of its own and cannot be cut.")
        rows = [tuple(row) for row in measure.query(session, period, offices)]
        return FigureTable(tuple(measure.columns), rows, _sums(measure, rows), "rows", ())
    cuts = [dimension(measure, key) for key in by]
    days = days_of(period)
    from_counters = not live and countable(session, period, offices, by)
    found: dict[str, dict[tuple[str, ...], int]] = {}
    totals: dict[str, int] = {}
    rows_of = LiveRows(session, days, offices, cuts)
    for one in measure.figures:
        if one.count is not None:
            found[one.key] = (counter_values(session, one, days, offices, cuts)
                              if from_counters else rows_of.values(one))
            totals[one.key] = found[one.key].pop(TOTAL, 0)
    keys = sorted({k for values in found.values() for k, n in values.items() if n})
    rows = [(*_shown(cuts, key), *_figures(measure, found, key)) for key in keys if cuts]
    columns = (*((d.key, d.title, d.kind) for d in cuts),
               *((f.key, f.title, f.kind) for f in measure.figures))
    whole = _figures(measure, {k: {(): v} for k, v in totals.items()}, ())
    return FigureTable(columns, rows, whole, "counters" if from_counters else "rows", tuple(by))


def behind(
    session: Session, measure: Measure, key: str, period: Period, offices: Sequence[int],
    where: Mapping[str, Any] | None = None,
) -> counted_rows.Behind:
    """The rows that one cell counts; ``where``: dimension -> value as the table shows it.

    UnknownFigure for a figure or dimension that is not there, or one that is a percentage.
    """
    one = figure(measure, key)
    if one.count is None:
        raise UnknownFigure(f"{key!r} of {measure.name} is worked out from other figures.")
    cuts = [(dimension(measure, name), value) for name, value in (where or {}).items()]
    return counted_rows.behind(session, one, days_of(period), offices, cuts)


TOTAL = counted_rows.TOTAL


def _sums(measure: Measure, rows: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(
        sum(row[at] or 0 for row in rows) if kind == "int" else None
        for at, (_key, _title, kind) in enumerate(measure.columns)
    )


def _shown(cuts: Sequence[Dimension], key: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple([
        (int(value) if cut.key == OFFICE.key else value) if value else None
        for cut, value in zip(cuts, key, strict=True)
    ])


def _figures(
    measure: Measure, found: Mapping[str, Mapping[tuple[str, ...], int]], key: tuple[str, ...]
) -> tuple[Any, ...]:
    values = {name: counts.get(key, 0) for name, counts in found.items()}
    return tuple([values[one.key] if not one.part else _share(one, values)
                  for one in measure.figures])


def _share(one: Figure, values: Mapping[str, int]) -> float | None:
    whole = sum(values[k] for k in one.whole)
    return round(100 * sum(values[k] for k in one.part) / whole, 1) if whole else None


# ---- from the counters


def counter_values(
    session: Session, one: Figure, days: Days, offices: Sequence[int], cuts: Sequence[Dimension]
) -> dict[tuple[str, ...], int]:
    """Values of a figure by cut, and TOTAL, from the counters."""
    assert one.count is not None
    of_office = [c.key == OFFICE.key for c in cuts]
    by_office = any(of_office)
    cut = next((c for c in cuts if c.key != OFFICE.key), None)
    until = days.last if one.how == END else days.eve
    aged = cut is not None and bool(cut.of_stock) and one.how != FLOW
    wanted = "" if cut is None else cut.of_stock if aged else cut.key
    found: dict[tuple[str, ...], int] = {TOTAL: 0}
    for count, sign in ((one.count, 1), (one.minus, -1)):
        for span in _spans(one, days) if count is not None else ():
            assert count is not None
            sums = counter_sums.read(session, count.name, span, offices, by_office, wanted)
            found[TOTAL] += sign * sum(sums.get("", {}).values())
            for (office, value), n in sums.get(wanted, {}).items() if cuts else ():
                said = _age(value, until, cut) if cut is not None and aged else value
                at = tuple([str(office) if own else said for own in of_office])
                found[at] = found.get(at, 0) + sign * n
    return found


def _spans(one: Figure, days: Days) -> tuple[counter_sums.Span, ...]:
    """What is added up: the stock at the end is that at the start and the period's flow."""
    flow, before = (days.first, days.last), (None, days.eve)
    return {FLOW: (flow,), START: (before,), END: (before, flow)}[one.how]


def _age(month: str, until: date, cut: Dimension) -> str:
    """The band of calendar months from a month (``2021-03``) to a day."""
    if not month:
        return ""
    start = date(int(month[:4]), int(month[5:7]), 1)
    return band(months(start, until), cut.edges)


# ---- from the rows


class LiveRows:
    """Figures of one table from the rows, in as many dimensions as asked."""

    def __init__(
        self, session: Session, days: Days, offices: Sequence[int], cuts: Sequence[Dimension]
    ) -> None:
        self._ask = (session, days, offices, cuts)
        self._memo: dict[tuple[str, str, str], dict[tuple[str, ...], int]] = {}

    def values(self, one: Figure) -> dict[tuple[str, ...], int]:
        """Values of a figure by cut, and TOTAL."""
        aged = any(cut.of_stock for cut in self._ask[3])
        if one.how == END and one.minus is not None and not aged:
            return self._balance(one)
        return self._counted(one)

    def _balance(self, one: Figure) -> dict[tuple[str, ...], int]:
        """The stock at the end: that at the start and what the period brought and took.

        A row is cut the same all its days, so this holds in every cut; only the start walks over
        all rows of a register, the period's own come from the indexes of its days.
        """
        found: dict[tuple[str, ...], int] = {}
        for part, sign in (
            (replace(one, how=START), 1),
            (replace(one, how=FLOW, minus=None), 1),
            (replace(one, how=FLOW, count=one.minus, minus=None), -1),
        ):
            for key, n in self._counted(part).items():
                found[key] = found.get(key, 0) + sign * n
        return found

    def _counted(self, one: Figure) -> dict[tuple[str, ...], int]:
        assert one.count is not None
        key = (one.count.name, one.minus.name if one.minus else "", one.how)
        if key not in self._memo:
            session, days, offices, cuts = self._ask
            self._memo[key] = _count_rows(session, one, days, offices, cuts)
        return dict(self._memo[key])


def _count_rows(
    session: Session, one: Figure, days: Days, offices: Sequence[int], cuts: Sequence[Dimension]
) -> dict[tuple[str, ...], int]:
    """The rows of one figure, counted."""
    conditions = counted_rows.conditions(session, one, days, offices)
    named = [_of_stock(one, cut) for cut in cuts]
    assert one.count is not None
    raw = counted_rows.grouped(session, one.count, conditions, named)
    until = days.last if one.how == END else days.eve
    found: dict[tuple[str, ...], int] = {TOTAL: 0}
    for key, n in raw.items():
        if key == TOTAL:
            found[TOTAL] = n
            continue
        place = tuple(
            _age(v, until, cut) if cut.of_stock and one.how != FLOW else v
            for v, cut in zip(key, cuts, strict=True)
        )
        found[place] = found.get(place, 0) + n
    return found


def _of_stock(one: Figure, cut: Dimension) -> Dimension:
    if one.count is None or not cut.of_stock or one.how == FLOW:
        found = next((d for d in (one.count.by if one.count else ()) if d.key == cut.key), cut)
        return found
    return next(d for d in one.count.by if d.key == cut.of_stock)
