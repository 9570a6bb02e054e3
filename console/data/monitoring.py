"""Duties in figures: opened, in time, due, late, very late, by office and deadline.

Overdue is computed from rows against an instant; nothing has to run for a duty to be late.
Everything is one grouped statement over indexes; the session's scope narrows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from console.calendar import WorkCalendar, end_of_day
from console.data.actors import Employer, Person
from console.data.case import Case
from console.data.journal import JournalLine
from console.data.obligations import Obligation
from console.declare import Period

AUTHORITIES = ("local_authority", "executive_body", "quality_body")
#: those the Rules bind who are no office of the service: shown apart, never an office's lateness
OTHERS = ("employer", "person", "system")
WEEK = 5
#: one word per column of a figure row, in order
BANDS = ("opened", "in_time", "late", "open", "overdue", "very_late")


@dataclass(frozen=True)
class Edges:
    """Instants the bands are cut at: ``now``, and before which an open duty is very late."""

    now: datetime
    very_late_before: datetime
    today_ends: datetime
    week_ends: datetime


def edges_at(now: datetime, calendar: WorkCalendar, zone: ZoneInfo, very_late_after: int) -> Edges:
    """The edges of an instant: today and five working days on, very late so many days back."""
    today = now.astimezone(zone).date()
    return Edges(
        now,
        end_of_day(calendar.add_working_days(today, -very_late_after), zone),
        end_of_day(today, zone),
        end_of_day(calendar.add_working_days(today, WEEK), zone),
    )


@dataclass(frozen=True)
class Figures:
    """Counts of one group. ``opened`` = in_time + late + open + cancelled within the period."""

    opened: int = 0
    in_time: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0
    very_late: int = 0
    due_today: int = 0
    due_week: int = 0

    @property
    def decided(self) -> int:
        """Duties of which one can say whether they were kept: done, or open and overdue."""
        return self.in_time + self.late + self.overdue

    @property
    def share_in_time(self) -> float | None:
        """In time as a percentage of ``decided``; None when there is none."""
        return round(100 * self.in_time / self.decided, 1) if self.decided else None

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(a + b for a, b in zip(self.values(), other.values(), strict=True)))

    def values(self) -> tuple[int, ...]:
        """The counts in the order of the fields."""
        return (self.opened, self.in_time, self.late, self.open, self.overdue, self.very_late,
                self.due_today, self.due_week)


def responsible_office() -> ColumnElement[Any]:
    """The office that owes the duty: the authority's own, the village's, else the center's."""
    return case(
        (Obligation.responsible.in_(AUTHORITIES), Obligation.authority_id),
        (Obligation.responsible == "assistant", Obligation.village_id),
        else_=Obligation.office_id,
    )


def bands(edges: Edges) -> Mapping[str, ColumnElement[bool]]:
    """Condition of each band; also what a drill-down lists."""
    is_open = Obligation.state == "open"
    met = Obligation.state == "met"
    return {
        "opened": Obligation.id.is_not(None),
        "in_time": met & (Obligation.stopped_at <= Obligation.due_at),
        "late": met & (Obligation.stopped_at > Obligation.due_at),
        "open": is_open,
        "overdue": is_open & (Obligation.due_at < edges.now),
        "very_late": is_open & (Obligation.due_at < edges.very_late_before),
        "due_today": is_open & (Obligation.due_at >= edges.now)
        & (Obligation.due_at <= edges.today_ends),
        "due_week": is_open & (Obligation.due_at >= edges.now)
        & (Obligation.due_at <= edges.week_ends),
    }


def _in_period(period: Period) -> ColumnElement[bool]:
    """Begun in the period, or still open: lateness does not fall out of view."""
    return or_(
        and_(Obligation.started_at >= period.start, Obligation.started_at < period.end),
        and_(Obligation.state == "open", Obligation.started_at < period.end),
    )


def _owed(
    offices: Sequence[int] | None, others: bool | None, *, internal: bool = False
) -> ColumnElement[bool]:
    bound = Obligation.responsible.in_(OTHERS)
    terms: list[ColumnElement[bool]] = [
        Obligation.kind == "duty", Obligation.internal.is_(internal)]
    if others is not None:
        terms.append(bound if others else ~bound)
    if offices is not None:
        terms.append(responsible_office().in_(offices))
    return and_(*terms)


def within(
    period: Period | None, offices: Sequence[int] | None, *, others: bool | None = False,
    internal: bool = False,
) -> ColumnElement[bool]:
    """Duties (not validities) of the period owed by the offices (None: all).

    ``others``: instead those that bind employers and persons served by the offices; None: both.
    ``internal``: instead the limits an office set itself.
    """
    terms = [_owed(offices, others, internal=internal), Obligation.state != "cancelled"]
    return and_(*terms, _in_period(period)) if period is not None else and_(*terms)


def figures_by(
    session: Session, keys: Sequence[Any], period: Period | None,
    offices: Sequence[int] | None, edges: Edges, *, others: bool | None = False,
    internal: bool = False,
) -> dict[tuple[Any, ...], Figures]:
    """Figures per combination of ``keys`` (columns or expressions of Obligation)."""
    counts = [
        func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
        for condition in bands(edges).values()
    ]
    query = (
        select(*keys, *counts).select_from(Obligation)
        .where(within(period, offices, others=others, internal=internal)).group_by(*keys)
    )
    size = len(keys)
    return {
        tuple(row[:size]): Figures(*(int(v) for v in row[size:]))
        for row in session.execute(query)
    }


@dataclass(frozen=True)
class Course:
    """How a period went: per span (in time, running, overdue, done late), and what was before."""

    spans: list[tuple[int, int, int, int]]
    earlier: Figures
    overdue_then: int


def course(
    session: Session, spans: Sequence[Period], previous: Period, offices: Sequence[int],
    edges: Edges,
) -> Course:
    """Duties begun in each span, the figures of the period before, and those late at its end.

    One statement. Late then is judged by the rows as they stood, not by today's state.
    """
    counted, end = Obligation.state != "cancelled", previous.end
    found = bands(edges)
    running = found["open"] & (Obligation.due_at >= edges.now)
    shown = (found["in_time"], running, found["overdue"], found["late"])
    late_then = (Obligation.due_at < end) & (Obligation.started_at < end) & or_(
        Obligation.stopped_at.is_(None), Obligation.stopped_at >= end
    )
    conditions = [
        counted & band & (Obligation.started_at >= s.start) & (Obligation.started_at < s.end)
        for s in spans for band in shown
    ]
    conditions += [counted & _in_period(previous) & band for band in found.values()]
    whole = Period(previous.start, spans[-1].end)
    row = session.execute(
        select(*(func.coalesce(func.sum(case((c, 1), else_=0)), 0)
                 for c in (*conditions, late_then)))
        .select_from(Obligation)  # without an entity the statement could not be narrowed
        .where(_owed(offices, False), or_(_in_period(whole), late_then))
    ).one()
    values, size, cut = [int(v) for v in row], len(shown), len(spans) * len(shown)
    parts = [tuple(values[n:n + size]) for n in range(0, cut, size)]
    return Course(parts, Figures(*values[cut:-1]), values[-1])  # type: ignore[arg-type]


def duty_columns() -> tuple[Any, ...]:
    """Columns of a list of duties, with whom and which case they are about."""
    return (
        Obligation.id, Obligation.deadline, Obligation.paragraph, Obligation.responsible,
        Obligation.due_at, Obligation.due_on, Obligation.state, Obligation.stopped_at,
        Obligation.lapsed_at, Obligation.kind, Obligation.scheme, Obligation.started_at,
        responsible_office().label("office"), Obligation.person_id, Obligation.case_id,
        Case.number, Case.kind.label("case_kind"), Case.state.label("case_state"),
        Person.surname, Person.given_name, Person.patronymic, Person.iin,
        Employer.name.label("employer_name"),
    )


def duties() -> Any:
    """SELECT of ``duty_columns`` over duties with their case, person and employer."""
    return (
        select(*duty_columns())
        .join(Case, Case.id == Obligation.case_id)
        .outerjoin(Person, Person.id == Obligation.person_id)
        .outerjoin(Employer, Employer.id == Obligation.employer_id)
    )


def behind(
    period: Period | None, offices: Sequence[int] | None, edges: Edges, band: str,
    deadline: str | None = None, *, others: bool = False,
) -> list[ColumnElement[bool]]:
    """Conditions of the duties behind one figure."""
    terms = [within(period, offices, others=others), bands(edges)[band]]
    return terms if deadline is None else [*terms, Obligation.deadline == deadline]


def silent_until(
    deadlines: Iterable[str], until: datetime, now: datetime
) -> list[ColumnElement[bool]]:
    """Open duties whose expiry has an effect in law by itself, due from now until ``until``."""
    return [
        Obligation.deadline.in_(tuple(deadlines)), Obligation.state == "open",
        Obligation.lapsed_at.is_(None), Obligation.due_at >= now, Obligation.due_at <= until,
    ]


def lapsed(deadlines: Iterable[str]) -> list[ColumnElement[bool]]:
    """Duties whose expiry was acted upon."""
    return [Obligation.deadline.in_(tuple(deadlines)), Obligation.lapsed_at.is_not(None)]


def lines_of_lapses(session: Session, rows: Sequence[Any], steps: Iterable[str]) -> dict[int, Any]:
    """obligation id -> the journal line of the automatic act its expiry led to.

    An automatic act occurs at the due instant, in the duty's case or another of its person.
    """
    if not rows:
        return {}
    found = session.execute(
        select(JournalLine.id, JournalLine.step, JournalLine.at, JournalLine.occurred_at,
               JournalLine.case_id, JournalLine.person_id, JournalLine.subject_number,
               JournalLine.to_state, JournalLine.paragraph)
        .where(JournalLine.step.in_(tuple(steps)), JournalLine.role == "system")
        .where(JournalLine.occurred_at.in_({r.due_at for r in rows}))
    ).all()
    led: dict[int, Any] = {}
    for row in rows:
        same = [f for f in found if f.occurred_at == row.due_at]
        own = [f for f in same if f.case_id == row.case_id]
        near = [f for f in same if row.person_id is not None and f.person_id == row.person_id]
        if own or near:
            led[row.id] = (own or near)[0]
    return led
