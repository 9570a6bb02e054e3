"""What lies ahead of the offices: open duties by the day they fall due, and who works that day.

What is overdue stands on today's line, what falls due on a day off on the working day after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from console.calendar import WorkCalendar
from console.data.access import Membership
from console.data.monitoring import OTHERS, responsible_office
from console.data.obligations import Obligation

#: working days looked ahead
AHEAD = 10


@dataclass(frozen=True)
class Day:
    """A working day ahead: duties due by deadline, and how many people work in the offices."""

    on: date
    by_deadline: Mapping[str, int]
    staff: int

    @property
    def due(self) -> int:
        """Duties that fall due."""
        return sum(self.by_deadline.values())

    @property
    def each(self) -> float | None:
        """Duties for one person; None where nobody works."""
        return round(self.due / self.staff, 1) if self.staff else None


def days_ahead(calendar: WorkCalendar, today: date) -> list[date]:
    """Today and the next working days."""
    return [today, *(calendar.add_working_days(today, n) for n in range(1, AHEAD + 1))]


def owed_by(offices: Sequence[int]) -> list[ColumnElement[bool]]:
    """Open duties the offices themselves owe."""
    return [
        Obligation.state == "open", Obligation.kind == "duty", ~Obligation.internal,
        Obligation.responsible.not_in(OTHERS), responsible_office().in_(offices),
    ]


def load(
    session: Session, offices: Sequence[int], days: Sequence[date], roles: Sequence[str]
) -> list[Day]:
    """The days with their duties and staff (accounts with one of ``roles`` valid that day)."""
    rows = session.execute(
        select(Obligation.due_on, Obligation.deadline, func.count())
        .select_from(Obligation)
        .where(*owed_by(offices), Obligation.due_on <= days[-1])
        .group_by(Obligation.due_on, Obligation.deadline)
    ).all()
    held = session.execute(
        select(Membership.account_id, Membership.valid_from, Membership.valid_to)
        .where(Membership.office_id.in_(offices), Membership.role.in_(roles))
        .where(Membership.valid_from <= days[-1])
        .where(or_(Membership.valid_to.is_(None), Membership.valid_to >= days[0]))
    ).all()
    found = []
    for at, on in enumerate(days):
        since = days[at - 1] if at else date.min
        due: dict[str, int] = {}
        for day, deadline, count in rows:
            if since < day <= on:
                due[deadline] = due.get(deadline, 0) + count
        staff = {h.account_id for h in held
                 if h.valid_from <= on and (h.valid_to is None or h.valid_to >= on)}
        found.append(Day(on, due, len(staff)))
    return found
