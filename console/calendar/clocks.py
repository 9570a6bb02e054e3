"""Open clocks against the calendar: what is left, how late, and what a new calendar moves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from console.calendar.terms import Term, Unit, due
from console.calendar.week import CalendarRangeError, WorkCalendar
from console.calendar.zones import local_date, to_local

if TYPE_CHECKING:
    from numpy import bool_, int64
    from numpy.typing import NDArray

    Ordinals = NDArray[int64]

LateBand = Literal["on_time", "late", "very_late"]


class Remaining(NamedTuple):
    """What a term chip shows; the numbers are never negative.

    ``over``: working days and hours since the end. ``today``: 0 working days, hours left.
    ``soon``: working days after today up to and including the due day, hours left.
    Hours and minutes are whole: ``minutes`` is the total, not the rest of an hour.
    """

    kind: Literal["over", "today", "soon"]
    working_days: int
    hours: int
    minutes: int


def remaining(due_at: datetime, now: datetime, calendar: WorkCalendar, zone: ZoneInfo) -> Remaining:
    """What is left until ``due_at``, or how long it is over; both moments aware."""
    due_on, today = local_date(due_at, zone), local_date(now, zone)
    minutes = int(abs((due_at - now).total_seconds()) // 60)
    kind: Literal["over", "today", "soon"]
    kind = "over" if now > due_at else "today" if due_on == today else "soon"
    days = abs(calendar.working_days_between(due_on, today))
    return Remaining(kind, days, minutes // 60, minutes)


def late_band(
    due_at: datetime,
    now: datetime,
    very_late: Term | None = None,
    calendar: WorkCalendar | None = None,
    zone: ZoneInfo | None = None,
) -> LateBand:
    """Whether an act at ``now`` is on time, late or very late.

    ``very_late`` is a dated value of the law data: a term counted from the due day, after
    whose end it is very late. Without it nothing is; with it calendar and zone are needed.
    """
    if now <= due_at:
        return "on_time"
    if very_late is None or calendar is None or zone is None:
        return "late"
    return "very_late" if now > due(due_at, very_late, calendar, zone).due_at_utc else "late"


class Clock(NamedTuple):
    """One open clock as the preview of a new calendar needs it.

    ``event_on`` is the local date of the event; ``rolls`` says that filings out of hours count
    as the next working day, ``after_hours`` that this one came after hours. Clocks in minutes
    or with a fixed date never move.
    """

    id: Any
    event_on: date
    amount: int
    unit: Unit = "working_day"
    rolls: bool = False
    after_hours: bool = False

    @classmethod
    def from_receipt(cls, id: Any, receipt: dict[str, Any]) -> Clock:
        """The clock a stored receipt was counted for."""
        unit, hours = receipt["unit"], receipt["hours"]
        local = to_local(datetime.fromisoformat(receipt["event_at"]), ZoneInfo(receipt["zone"]))
        after = bool(hours) and local.time().isoformat() > hours["closes"]
        amount = 0 if unit == "date" else receipt["amount"]
        return cls(id, local.date(), amount, unit, receipt["after_hours_rolls"], after)


class Move(NamedTuple):
    """One clock that a new calendar moves."""

    id: Any
    old_due_on: date
    new_due_on: date


def compare(open_clocks: Iterable[Clock], old: WorkCalendar, new: WorkCalendar) -> list[Move]:
    """Open clocks whose due day differs between two calendars, in the order given.

    A preview: nothing is changed. Counted as arrays, so that a whole country's clocks take
    less than a second. Raises CalendarRangeError naming the first clock a calendar does not
    cover.
    """
    import numpy as np  # here, because most commands never compare calendars

    clocks = [c for c in open_clocks if c.unit in ("working_day", "calendar_day")]
    if not clocks:
        return []
    size = len(clocks)
    _, event_on, amount, unit, rolls_if, after_hours = (
        map(itemgetter(place), clocks) for place in range(len(Clock._fields))
    )
    events = np.fromiter(map(date.toordinal, event_on), np.int64, size)
    amounts = np.fromiter(amount, np.int64, size)
    working = np.fromiter(map("working_day".__eq__, unit), np.bool_, size)
    rolls = np.fromiter(rolls_if, np.bool_, size)
    after = rolls & np.fromiter(after_hours, np.bool_, size)
    before, then = (
        _due_ordinals(clocks, calendar, events, amounts, working, rolls, after)
        for calendar in (old, new)
    )
    moved = np.flatnonzero(before != then)
    old_days = map(date.fromordinal, before[moved].tolist())
    new_days = map(date.fromordinal, then[moved].tolist())
    moved_ids = [clocks[i].id for i in moved.tolist()]
    return list(map(Move, moved_ids, old_days, new_days))


def _due_ordinals(
    clocks: list[Clock],
    calendar: WorkCalendar,
    events: Ordinals,
    amounts: Ordinals,
    working: NDArray[bool_],
    rolls: NDArray[bool_],
    after: NDArray[bool_],
) -> Ordinals:
    """Due days of all clocks as ordinals: the rules of ``due`` on whole arrays."""
    import numpy as np

    table = calendar.table()
    last_index, days = np.asarray(table.last_index), np.asarray(table.working)
    # One place past the end stands for "not covered", so that no clock is lost silently.
    days = np.append(days, 0)
    end = len(days) - 1
    place = events - table.base
    _covered(clocks, calendar, (place < 0) | (place >= len(last_index)))
    index = last_index[place]
    off = (index < 0) | (days[index] != events)
    moves = after | (rolls & off)
    index = index + moves
    _covered(clocks, calendar, index >= end)
    start = np.where(moves, days[index], events)
    target = index + amounts
    counted = working & (amounts > 0)
    _covered(clocks, calendar, counted & (target >= end))
    due_on = np.where(counted, days[np.minimum(target, end)], start)
    due_on = np.where(working, due_on, start + amounts)
    last = calendar.last.toordinal()
    _covered(clocks, calendar, due_on > last)
    return due_on


def _covered(clocks: list[Clock], calendar: WorkCalendar, missing: NDArray[bool_]) -> None:
    if missing.any():
        clock = clocks[int(missing.argmax())]
        raise CalendarRangeError(
            f"The clock {clock.id} from {clock.event_on} runs outside calendar version "
            f"{calendar.version} ({calendar.first} to {calendar.last})."
        )
