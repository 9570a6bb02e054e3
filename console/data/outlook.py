"""What lies ahead of the offices: open duties by the day they fall due, and who works that day.

What is overdue stands on today's line, what falls due on a day off on the working day after it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from console.calendar import WorkCalendar
from console.data.access import Membership
from console.data.monitoring import responsible_office, within
from console.data.obligations import Obligation

if TYPE_CHECKING:
    from console.catalog import Catalog

#: working days looked ahead
AHEAD = 10


@dataclass(frozen=True)
class Day:
    """A working day ahead: duties due by deadline, and the accounts that work in the offices."""

    on: date
    by_deadline: Mapping[str, int]
    people: frozenset[int]

    @property
    def due(self) -> int:
        """Duties that fall due."""
        return sum(self.by_deadline.values())

    @property
    def staff(self) -> int:
        """People who work that day; leave is not known."""
        return len(self.people)

    @property
    def each(self) -> float | None:
        """Duties for one person; None where nobody works."""
        return round(self.due / self.staff, 1) if self.staff else None


def days_ahead(calendar: WorkCalendar, today: date) -> list[date]:
    """Today and the next working days."""
    return [today, *(calendar.add_working_days(today, n) for n in range(1, AHEAD + 1))]


def staff_roles(catalog: Catalog) -> list[str]:
    """Roles that work in an office: those that see its rows themselves."""
    return [r.code for r in catalog.roles.values() if r.side == "office" and r.reads == "own"]


def owed_by(offices: Sequence[int]) -> list[ColumnElement[bool]]:
    """Open duties the offices themselves owe."""
    return [Obligation.state == "open", within(None, offices)]


def by_office(
    session: Session, offices: Sequence[int], days: Sequence[date], roles: Collection[str]
) -> dict[int, list[Day]]:
    """Each office's days with their duties and staff (accounts with one of ``roles`` that day)."""
    due: dict[int, list[tuple[date, str, int]]] = defaultdict(list)
    for office, on, deadline, count in session.execute(
        select(responsible_office(), Obligation.due_on, Obligation.deadline, func.count())
        .select_from(Obligation)
        .where(*owed_by(offices), Obligation.due_on <= days[-1])
        .group_by(responsible_office(), Obligation.due_on, Obligation.deadline)
    ):
        due[office].append((on, deadline, count))
    held = session.execute(
        select(Membership.office_id, Membership.account_id, Membership.valid_from,
               Membership.valid_to)
        .where(Membership.office_id.in_(offices), Membership.role.in_(roles))
        .where(Membership.valid_from <= days[-1])
        .where(or_(Membership.valid_to.is_(None), Membership.valid_to >= days[0]))
    ).all()
    found: dict[int, list[Day]] = {}
    for office in offices:
        seats = [h for h in held if h.office_id == office]
        found[office] = [
            Day(on, _due(due.get(office, ()), days[at - 1] if at else date.min, on),
                frozenset(h.account_id for h in seats
                          if h.valid_from <= on and (h.valid_to is None or h.valid_to >= on)))
            for at, on in enumerate(days)
        ]
    return found


def _due(rows: Iterable[tuple[date, str, int]], since: date, on: date) -> dict[str, int]:
    """What falls due after one working day and by the next, by deadline."""
    found: dict[str, int] = {}
    for day, deadline, count in rows:
        if since < day <= on:
            found[deadline] = found.get(deadline, 0) + count
    return found


def together(found: Mapping[int, Sequence[Day]], days: Sequence[date]) -> list[Day]:
    """The days of several offices as one; whoever works in two is one person."""
    whole = []
    for at, on in enumerate(days):
        due: dict[str, int] = defaultdict(int)
        for own in found.values():
            for deadline, count in own[at].by_deadline.items():
                due[deadline] += count
        people = frozenset().union(*(own[at].people for own in found.values()))
        whole.append(Day(on, dict(due), people))
    return whole
