"""A term of the Rules counted from an event: the due day, the due moment and the receipt.

The event's local day is day 0; a term ends at the end of the n-th day after it. No clock is
ever suspended. Row 7 of annexes 1 and 6: a filing through the portal after working hours or on
a day off counts as filed on the next working day (``after_hours_rolls``). With an amount of 0
the term is that very day (D-34); an amount of 1 would be one day more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from console.calendar.receipts import FORMAT, Receipt, day_entry, replayed_end
from console.calendar.week import ONE_DAY, CalendarError, Scheme, WorkCalendar
from console.calendar.zones import end_of_day, to_local

Unit = Literal["working_day", "calendar_day", "minute", "date"]


@dataclass(frozen=True, slots=True)
class Term:
    """How long: a number of the unit, or for the unit ``date`` the civil date itself.

    Raises CalendarError for a negative number or an amount that does not fit the unit.
    """

    amount: int | date
    unit: Unit

    def __post_init__(self) -> None:
        if self.unit not in get_args(Unit):
            raise CalendarError(f"{self.unit!r} is not a unit of a term.")
        if (self.unit == "date") != isinstance(self.amount, date):
            raise CalendarError(f"{self.amount!r} is no amount for the unit {self.unit}.")
        if isinstance(self.amount, int) and self.amount < 0:
            raise CalendarError("A term cannot be shorter than nothing.")


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Opening hours of an office on the working days of its scheme (row 7 of annexes 1, 6)."""

    opens: time
    closes: time
    scheme: Scheme = "5day"

    def __post_init__(self) -> None:
        if self.closes <= self.opens:
            raise CalendarError(
                f"An office cannot close at {self.closes} and open at {self.opens}."
            )

    @classmethod
    def parse(cls, text: str, scheme: Scheme = "5day") -> OfficeHours:
        """Hours written ``9:00-18:30``, as law data writes them."""
        try:
            opens, closes = (time.fromisoformat(part.strip().zfill(5)) for part in text.split("-"))
        except (TypeError, ValueError):
            raise CalendarError(f"{text!r} is no span of hours such as 9:00-18:30.") from None
        return cls(opens, closes, scheme)

    def is_open(self, moment: datetime, calendar: WorkCalendar, zone: ZoneInfo) -> bool:
        """Whether the office serves at this moment; the calendar is that of its own scheme."""
        if calendar.scheme != self.scheme:
            raise CalendarError(f"Hours of a {self.scheme} week asked of a {calendar.scheme} one.")
        local = to_local(moment, zone)
        return calendar.is_working(local.date()) and self.opens <= local.time() < self.closes

    def is_after(self, local: datetime) -> bool:
        """Whether working hours have ended on this civil day; before opening is not after."""
        return local.time() > self.closes


@dataclass(frozen=True, slots=True)
class Due:
    """When a term ends: civil day, last moment in time (UTC, inclusive), and the proof."""

    due_on: date
    due_at_utc: datetime
    receipt: Receipt


def due(
    event: datetime,
    term: Term,
    calendar: WorkCalendar,
    zone: ZoneInfo,
    *,
    hours: OfficeHours | None = None,
    after_hours_rolls: bool = False,
) -> Due:
    """Count a term from an aware moment.

    ``hours`` and ``after_hours_rolls`` are for portal filings; they do not touch minutes and
    fixed dates. Raises CalendarError for a naive moment, CalendarRangeError past the calendar.
    """
    local = to_local(event, zone)
    receipt = _opened(event, local, term, calendar)
    receipt |= {"hours": _hours(hours), "after_hours_rolls": after_hours_rolls}
    if isinstance(term.amount, date):
        due_on, due_at = term.amount, end_of_day(term.amount, zone)
    elif term.unit == "minute":
        due_at = event.astimezone(UTC) + timedelta(minutes=term.amount)
        due_on = due_at.astimezone(zone).date()
    else:
        start = _day_zero(receipt, local, calendar, hours)
        receipt["days"] = _counted(start, term, calendar)
        due_on = replayed_end(start, receipt["days"])
        due_at = end_of_day(due_on, zone)
    receipt["due_on"], receipt["due_at"] = due_on.isoformat(), _utc(due_at)
    return Due(due_on, due_at, receipt)


def _opened(event: datetime, local: datetime, term: Term, calendar: WorkCalendar) -> Receipt:
    """The receipt before the count: the event, the term and the calendar asked."""
    return {
        "format": FORMAT,
        "event_at": _utc(event),
        "zone": str(local.tzinfo),
        "local": local.isoformat(),
        "event_on": local.date().isoformat(),
        "amount": term.amount.isoformat() if isinstance(term.amount, date) else term.amount,
        "unit": term.unit,
        "calendar_version": calendar.version,
        "scheme": calendar.scheme,
        "hours": None,
        "after_hours_rolls": False,
        "event_day": None,
        "rolled": None,
        "days": [],
    }


def _day_zero(
    receipt: Receipt, local: datetime, calendar: WorkCalendar, hours: OfficeHours | None
) -> date:
    """The day the count starts from, written into the receipt with what it rests on."""
    day = local.date()
    receipt["event_day"] = day_entry(calendar, day)
    if not receipt["after_hours_rolls"]:
        return day
    working = calendar.is_working(day)
    if working and not (hours and hours.is_after(local)):
        return day
    start = calendar.next_working_day(day)
    skipped, between = [], day + ONE_DAY
    while between < start:
        skipped.append(day_entry(calendar, between))
        between += ONE_DAY
    receipt["rolled"] = {
        "to": start.isoformat(),
        "why": "after_hours" if working else "day_off",
        "skipped": skipped,
    }
    return start


def _counted(start: date, term: Term, calendar: WorkCalendar) -> list[dict[str, Any]]:
    """Every day of the term in order: counted with its number, or skipped with its reason."""
    entries: list[dict[str, Any]] = []
    number, day = 0, start
    while number != term.amount:
        day += ONE_DAY
        entry = day_entry(calendar, day)
        if entry["working"] or term.unit == "calendar_day":
            number += 1
            entry["n"] = number
        entries.append(entry)
    return entries


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _hours(hours: OfficeHours | None) -> dict[str, str] | None:
    if hours is None:
        return None
    return {"opens": hours.opens.isoformat(), "closes": hours.closes.isoformat()}
