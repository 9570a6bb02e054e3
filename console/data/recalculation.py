"""A changed working calendar: which open duties it moves, and moving them with their proof.

What a person or an employer was told is never shortened by it: such terms are told apart and
stay as they were counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.calendar import Clock, DayMark, DayRow, Term, WorkCalendar, compare, due
from console.data import clocks
from console.data.case import Case
from console.data.obligations import CalendarVersion, Obligation, ObligationChange
from console.data.worktime import add_version, calendar_of, working_calendar

PEOPLE = ("person", "employer")
ORDINARY = "ordinary"
#: what a duty's receipt holds beside the count
OWN = ("deadline", "paragraph", "edition", "step")


@dataclass(frozen=True)
class Moved:
    """One open duty under another calendar. ``kept``: shorter for a person, so left alone."""

    id: int
    deadline: str
    responsible: str
    old: date
    new: date
    kept: bool


def changed(old: WorkCalendar, days: Iterable[Mapping[str, Any]]) -> WorkCalendar:
    """The calendar with some days marked anew: ``date`` (ISO or date), ``kind``, names, basis."""
    marks = old.marks()
    for day in days:
        on = day["date"] if isinstance(day["date"], date) else date.fromisoformat(day["date"])
        if day["kind"] == ORDINARY:
            marks.pop(on, None)
            continue
        ru = day.get("name_ru", "")
        names = {"kk": day.get("name_kk", ""), "ru": ru, "en": day.get("name_en") or ru}
        marks[on] = DayMark(day["kind"], names, day.get("basis", ""))
    return WorkCalendar(old.version + 1, old.scheme, marks, old.first, old.last)


def moves(session: Session, old: WorkCalendar, new: WorkCalendar) -> list[Moved]:
    """Open duties of the scheme whose due day differs; lapsed ones have had their effect."""
    rows = {
        row.id: row for row in session.execute(
            select(Obligation.id, Obligation.deadline, Obligation.responsible, Obligation.receipt)
            .where(Obligation.state == "open", Obligation.scheme == old.scheme)
            .where(Obligation.lapsed_at.is_(None)).order_by(Obligation.id)
        )
    }
    found = compare([Clock.from_receipt(r.id, r.receipt) for r in rows.values()], old, new)
    return [
        Moved(m.id, rows[m.id].deadline, rows[m.id].responsible, m.old_due_on, m.new_due_on,
              rows[m.id].responsible in PEOPLE and m.new_due_on < m.old_due_on)
        for m in found
    ]


def apply(
    session: Session, scheme: str, days: Sequence[Mapping[str, Any]], *, basis: str,
    now: datetime, by: int | None,
) -> tuple[CalendarVersion, list[Moved]]:
    """A new version of the calendar in force, and every open duty it moves counted anew.

    One transaction of the caller's: the version, an ObligationChange for each, the new receipt,
    the cases' own copy of the date.
    """
    old = working_calendar(session, scheme)
    planned = changed(old, days)
    rows = [
        DayRow(on, mark.kind, mark.name.get("kk", ""), mark.name.get("ru", ""),
               mark.name.get("en", ""), mark.basis)
        for on, mark in planned.marks().items()
    ]
    version = add_version(
        session, scheme, rows, (old.first, old.last), note="change", basis=basis, now=now, by=by
    )
    new = calendar_of(session, version)
    moved = moves(session, old, new)
    touched = set()
    for one in moved:
        if not one.kept:
            touched.add(_recount(session, one, new, version, now, by))
    session.flush()
    for case_id in touched:
        case = session.get_one(Case, case_id)
        case.due_at = clocks.next_due(session, case)
    return version, moved


def _recount(
    session: Session, one: Moved, new: WorkCalendar, version: CalendarVersion, now: datetime,
    by: int | None,
) -> int:
    row = session.get_one(Obligation, one.id)
    receipt = row.receipt
    made = due(
        datetime.fromisoformat(receipt["event_at"]), Term(receipt["amount"], receipt["unit"]),
        new, ZoneInfo(receipt["zone"]), after_hours_rolls=receipt["after_hours_rolls"],
    )
    own = {str(k): receipt[k] for k in OWN if k in receipt}
    session.add(ObligationChange(
        obligation_id=row.id, calendar_version=version.number, old_due_on=row.due_on,
        new_due_on=made.due_on, receipt={**made.receipt, **own}, at=now, by=by,
    ))
    row.due_on, row.due_at = made.due_on, made.due_at_utc
    row.calendar_version, row.receipt = version.number, {**made.receipt, **own}
    return row.case_id
