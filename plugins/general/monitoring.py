"""Monitoring in figures: by week, by days left, how long, what silence decided, who copes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from console.calendar import end_of_day
from console.data import outlook
from console.data import quality as records
from console.data.monitoring import (
    Edges,
    figures_by,
    responsible_office,
    within,
)
from console.data.obligations import Obligation
from console.data.worktime import working_calendar
from console.declare import Period

WEEK = 7
#: working days that bound the bands of open duties
BANDS = (0, 2, 5)
Row = tuple[Any, ...]


def _edges(session: Session, period: Period) -> Edges:
    edges: Edges = session.info.get("edges") or Edges(*[period.end] * 4)
    return edges


def _zone(period: Period) -> ZoneInfo:
    zone = period.start.tzinfo
    return zone if isinstance(zone, ZoneInfo) else ZoneInfo("UTC")


def weekly(session: Session, period: Period, offices: Sequence[int]) -> Iterable[Row]:
    """Rows: Monday, office, term, paragraph, opened … very late, share; by the week begun.

    What began before the period and is still open stands in a line without a week.
    """
    zone = _zone(period)
    monday = period.start.date().toordinal() - period.start.weekday()
    starts = [date.fromordinal(n) for n in range(monday, period.end.date().toordinal() + 1, WEEK)]
    bounds = [datetime.combine(day, time(), zone) for day in starts]
    column = Obligation.started_at
    week = case((column < period.start, None), *(
        (column < bound, n) for n, bound in enumerate(bounds[1:])), else_=len(bounds) - 1)
    keys = (week, responsible_office(), Obligation.deadline, Obligation.paragraph)
    found = figures_by(session, keys, period, list(offices), _edges(session, period))
    ordered = sorted(found.items(), key=lambda i: (-1 if i[0][0] is None else i[0][0],
                                                   i[0][1] or 0, i[0][2]))
    for (n, office, deadline, paragraph), made in ordered:
        yield (None if n is None else starts[n], office, deadline, paragraph,
               *made.values()[:6], made.share_in_time)


def internal(session: Session, period: Period, offices: Sequence[int]) -> Iterable[Row]:
    """The limits an office set itself, apart from the terms of the Rules."""
    keys = (responsible_office(), Obligation.deadline, Obligation.paragraph)
    found = figures_by(session, keys, period, list(offices), _edges(session, period),
                       others=None, internal=True)
    for (office, deadline, paragraph), made in sorted(found.items(), key=lambda i: i[0][:2]):
        yield (office, deadline, paragraph, *made.values()[:6], made.share_in_time)


def by_days_left(session: Session, period: Period, offices: Sequence[int]) -> Iterable[Row]:
    """Rows: office, term, very late, late, today, in 1-2, in 3-5 working days, later."""
    edges, zone = _edges(session, period), _zone(period)
    calendar = working_calendar(session)
    today = edges.now.astimezone(zone).date()
    ends = [end_of_day(calendar.add_working_days(today, n), zone) for n in BANDS]
    due = Obligation.due_at
    bounds = (None, edges.very_late_before, edges.now, *ends, None)
    counts = [
        func.sum(case((and_(*([due >= low] if low else []), *([due < high] if high else [])), 1),
                      else_=0))
        for low, high in zip(bounds, bounds[1:], strict=False)
    ]
    rows = session.execute(
        select(responsible_office(), Obligation.deadline, *counts)
        .where(within(None, list(offices)), Obligation.state == "open")
        .group_by(responsible_office(), Obligation.deadline)
    )
    return sorted((tuple(row) for row in rows), key=lambda r: (r[0] or 0, r[1]))


def lead_times(session: Session, period: Period, offices: Sequence[int]) -> Iterable[Row]:
    """Rows: office, term, duties met in the period, median and 90th percentile in days."""
    met: dict[tuple[Any, str], list[float]] = defaultdict(list)
    rows = session.execute(
        select(responsible_office(), Obligation.deadline, Obligation.started_at,
               Obligation.stopped_at)
        .where(within(None, list(offices)), Obligation.state == "met")
        .where(Obligation.stopped_at >= period.start, Obligation.stopped_at <= period.end)
    )
    for office, deadline, started, stopped in rows:
        if stopped is not None:
            met[office, deadline].append((stopped - started).total_seconds() / 86_400)
    for (office, deadline), days in sorted(met.items(), key=lambda i: (i[0][0] or 0, i[0][1])):
        yield office, deadline, len(days), percentile(days, 50), percentile(days, 90)


def percentile(values: Sequence[float], at: int) -> float:
    """The value at least ``at`` per cent do not exceed (nearest rank), to one place."""
    rank = max(1, ceil(at * len(values) / 100))
    return round(sorted(values)[rank - 1], 1)


def silence(session: Session, period: Period, offices: Sequence[int]) -> Iterable[Row]:
    """Rows: office, term, how many ended in silence with an effect in law in the period.

    ``session.info["lapses"]``: the terms that have one, put there with the edges.
    """
    rows = session.execute(
        select(Obligation.office_id, Obligation.deadline, func.count(Obligation.id))
        .where(Obligation.lapsed_at.is_not(None), Obligation.due_at >= period.start)
        .where(Obligation.due_at <= period.end)
        .where(Obligation.deadline.in_(session.info.get("lapses", ())))
        .where(or_(Obligation.office_id.in_(offices), Obligation.authority_id.in_(offices)))
        .group_by(Obligation.office_id, Obligation.deadline)
        .order_by(Obligation.office_id, Obligation.deadline)
    )
    return [tuple(row) for row in rows]


def forecast(session: Session, period: Period, offices: Sequence[int]) -> Iterable[Row]:
    """Rows: office, day, duties due, staff with a seat that day, duties for each of them.

    From today's overdue (on today's line) over the next ten working days, whatever the period.
    """
    today = _edges(session, period).now.astimezone(_zone(period)).date()
    days = outlook.days_ahead(working_calendar(session), today)
    roles = session.info.get("staff_roles", ())
    for office, ahead in outlook.by_office(session, sorted(offices), days, roles).items():
        for day in ahead:
            if day.due:
                yield office, day.on, day.due, day.staff, day.each


def quality(session: Session, period: Period, offices: Sequence[int]) -> Iterable[Row]:
    """Rows: office, kind, what is wrong, people on the register it is wrong of today."""
    for office, check, n in records.counted(session, offices, _edges(session, period).now):
        yield office, records.KINDS[check.kind], check.title, n
