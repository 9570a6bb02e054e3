"""Duties in figures: opened, in time, due, late, very late, by office and deadline.

Overdue is computed from rows against an instant; nothing has to run for a duty to be late.
Everything is one grouped statement over indexes; the session's scope narrows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from console.data.case import Case
from console.data.obligations import Obligation
from console.declare import Period

AUTHORITIES = ("local_authority", "executive_body", "quality_body")
#: one word per column of a figure row, in order
BANDS = ("opened", "in_time", "late", "open", "overdue", "very_late")


@dataclass(frozen=True)
class Edges:
    """Instants the bands are cut at: ``now``, and before which an open duty is very late."""

    now: datetime
    very_late_before: datetime
    today_ends: datetime
    week_ends: datetime


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


def within(period: Period | None, offices: Sequence[int] | None) -> ColumnElement[bool]:
    """Duties (not validities) started in the period and owed by the offices; None: all."""
    terms: list[ColumnElement[bool]] = [Obligation.kind == "duty", Obligation.state != "cancelled"]
    if period is not None:
        # a duty that is still open is shown whenever it began: lateness does not fall out of view
        terms.append(or_(
            and_(Obligation.started_at >= period.start, Obligation.started_at < period.end),
            and_(Obligation.state == "open", Obligation.started_at < period.end),
        ))
    if offices is not None:
        terms.append(responsible_office().in_(offices))
    return and_(*terms)


def figures_by(
    session: Session, keys: Sequence[ColumnElement[Any]], period: Period | None,
    offices: Sequence[int] | None, edges: Edges,
) -> dict[tuple[Any, ...], Figures]:
    """Figures per combination of ``keys`` (columns or expressions of Obligation)."""
    counts = [
        func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
        for condition in bands(edges).values()
    ]
    query = (
        select(*keys, *counts).select_from(Obligation)
        .where(within(period, offices)).group_by(*keys)
    )
    size = len(keys)
    return {
        tuple(row[:size]): Figures(*(int(v) for v in row[size:]))
        for row in session.execute(query)
    }


def listing(
    period: Period | None, offices: Sequence[int] | None, edges: Edges, band: str,
    deadline: str | None = None,
) -> Select[Any]:
    """The duties behind one figure: columns for a list, ordered by due date and id."""
    query = (
        select(
            Obligation.id, Obligation.deadline, Obligation.paragraph, Obligation.responsible,
            Obligation.due_at, Obligation.due_on, Obligation.state, Obligation.stopped_at,
            Obligation.kind, Obligation.scheme, Obligation.started_at,
            responsible_office().label("office"), Obligation.person_id, Obligation.employer_id,
            Case.number, Case.kind.label("case_kind"), Case.state.label("case_state"),
        )
        .join(Case, Case.id == Obligation.case_id)
        .where(within(period, offices), bands(edges)[band])
    )
    if deadline is not None:
        query = query.where(Obligation.deadline == deadline)
    return query


def silences(deadlines: Iterable[str], until: datetime, now: datetime) -> Select[Any]:
    """Open duties whose expiry has a legal effect by itself, due until ``until``, soonest first."""
    return (
        select(
            Obligation.id, Obligation.deadline, Obligation.paragraph, Obligation.due_at,
            Obligation.due_on, Obligation.responsible, Obligation.state, Obligation.kind,
            Obligation.scheme, Obligation.stopped_at, Obligation.person_id,
            Obligation.employer_id, Case.number, Case.kind.label("case_kind"),
        )
        .join(Case, Case.id == Obligation.case_id)
        .where(Obligation.deadline.in_(tuple(deadlines)), Obligation.state == "open")
        .where(Obligation.lapsed_at.is_(None), Obligation.due_at >= now)
        .where(Obligation.due_at <= until)
        .order_by(Obligation.due_at, Obligation.id)
    )
