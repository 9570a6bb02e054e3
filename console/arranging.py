"""Reports people put together: what was chosen, who may open it, when it goes out.

Choices alone are kept and shared. Whoever opens a saved report gets figures counted for their own
offices: sharing never shows anybody more than they see anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from console import periods
from console.calendar import WorkCalendar
from console.data.actors import Office
from console.data.arranged import SavedReport
from console.scope import Scope
from console.security import Seat

if TYPE_CHECKING:
    from console.catalog import Catalog

#: roles that read reports beside those a declared report names
READERS = frozenset({
    "supervisor", "center_director", "authority_head", "executive_head", "quality_officer",
})
#: measures, offices and breakdowns of one report; reports and deliveries of one account
MOST_MEASURES, MOST_OFFICES, MOST_CUTS = 30, 100, 3
MOST_SAVED, MOST_SCHEDULES, MOST_RECIPIENTS = 50, 20, 50
FILES = ("xlsx", "csv", "pdf")
#: how often, and the highest number of the weekday or of the month's working day
EVERY: Mapping[str, int] = {"day": 1, "week": 5, "month": 15}


def readers(catalog: Catalog) -> frozenset[str]:
    """Roles that read reports here: the console's own and those a plugin's report names."""
    return READERS.union(*(report.roles for report in catalog.reports.values()))


@dataclass(frozen=True)
class Choice:
    """What a report is made of.

    ``cuts``: breakdowns, by the key of a measure's dimension. ``args``: the period as an address
    says it (``p``, ``from``, ``to``). ``offices``: codes of branches; none: all the reader has.
    """

    measures: tuple[str, ...] = ()
    cuts: tuple[str, ...] = ()
    args: Mapping[str, str] = field(default_factory=dict)
    offices: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """As it is stored."""
        return {"measures": list(self.measures), "cuts": list(self.cuts),
                "args": dict(self.args), "offices": list(self.offices)}

    def days(self, today: date) -> tuple[date, date]:
        """First and last day as of ``today``: a period in words moves with it."""
        _token, first, last = periods.chosen(self.args, today)
        return first, last


def choice(raw: Mapping[str, Any], catalog: Catalog) -> Choice:
    """A stored or submitted choice, less what no installed plugin declares any more."""
    known = dict.fromkeys(str(name) for name in raw.get("measures", ()))
    given = raw.get("args", {})
    args = {k: str(given[k])[:20] for k in ("p", "from", "to") if given.get(k)}
    if args.get("p") != periods.DATES:
        args = {"p": args["p"]} if periods.known(args.get("p", "")) else {"p": "last_month"}
    return Choice(
        tuple(name for name in known if name in catalog.measures)[:MOST_MEASURES],
        tuple(dict.fromkeys(str(c)[:40] for c in raw.get("cuts", ()) if c))[:MOST_CUTS],
        args, tuple(dict.fromkeys(str(c)[:40] for c in raw.get("offices", ()) if c))[:MOST_OFFICES],
    )


def branches(session: Session, scope: Scope, codes: Iterable[str]) -> list[int]:
    """Ids of the offices of a scope, narrowed to the branches of ``codes`` where given."""
    own = {*scope.office, *scope.authority, *scope.village}
    rows = session.execute(select(Office.id, Office.code, Office.path).where(Office.id.in_(own)))
    return narrowed(list(rows), codes)


def narrowed(offices: Sequence[Any], codes: Iterable[str]) -> list[int]:
    """Ids of the offices (id, code, path) in the branches of ``codes``, in the tree's order."""
    wanted = set(codes)
    tops = tuple(row.path for row in offices if row.code in wanted)
    kept = [row for row in offices if not wanted or (tops and row.path.startswith(tops))]
    return [row.id for row in sorted(kept, key=in_tree)]


def in_tree(office: Any) -> list[int]:
    """What offices are sorted by to stand in the order of their tree."""
    return [int(part) for part in office.path.split("/") if part]


# ---- who may open a saved report


def above(seats: Iterable[Seat], roles: Iterable[str]) -> set[int]:
    """Ids of the offices in which the roles are held, and of all offices above them."""
    held = set(roles)
    return {int(part) for seat in seats if seat.role in held
            for part in (seat.path or f"/{seat.office_id or ''}/").split("/") if part}


def visible(
    account_id: int | None, seats: Iterable[Seat], roles: Iterable[str]
) -> ColumnElement[bool]:
    """Saved reports of one's own, and those shared with one's office or one above it."""
    return or_(SavedReport.account_id == account_id,
               SavedReport.shared_id.in_(above(seats, roles)))


# ---- when it goes out


def next_on(every: str, nth: int, after: date, calendar: WorkCalendar) -> date:
    """The day after ``after`` on which a report goes out; always a working day.

    ``week``: that weekday, or the working day that follows it; ``month``: the nth working day.
    """
    if every == "day":
        return calendar.next_working_day(after)
    if every == "week":
        ahead = (nth - 1 - after.weekday() - 1) % periods.WEEK + 1
        on = date.fromordinal(after.toordinal() + ahead)
        return on if calendar.is_working(on) else calendar.next_working_day(on)
    first = after.replace(day=1)
    found = calendar.add_working_days(periods.before(first), nth)
    if found > after:
        return found
    return calendar.add_working_days(periods.month_end(first), nth)
