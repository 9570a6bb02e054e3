"""Working days, terms and their receipts: the only part of the console that adds days.

    week      the working calendar of one scheme (five- or six-day week) as a table
    seed      official days off, as rows for the calendar table
    terms     a term of the Rules, counted from an event
    receipts  the proof of a count: stored, replayed, told in sentences
    clocks    what is left, how late, which open clocks a new calendar moves
    zones     civil time of Kazakhstan's regions

Pure: no database, no web. Dates are local civil dates, moments are aware and in UTC.
"""

from __future__ import annotations

from console.calendar.clocks import (
    Clock,
    LateBand,
    Move,
    Remaining,
    compare,
    late_band,
    remaining,
)
from console.calendar.receipts import Receipt, explain, replay
from console.calendar.seed import DayRow, seed_from_holidays, seeded_calendar
from console.calendar.terms import Due, OfficeHours, Term, Unit, due
from console.calendar.week import (
    CalendarError,
    CalendarRangeError,
    DayMark,
    Kind,
    ReceiptError,
    Scheme,
    WorkCalendar,
    marks_from_rows,
)
from console.calendar.zones import ZONES, check_tzdata, end_of_day, local_date, zone_of_region

__all__ = [
    "ZONES",
    "CalendarError",
    "CalendarRangeError",
    "Clock",
    "DayMark",
    "DayRow",
    "Due",
    "Kind",
    "LateBand",
    "Move",
    "OfficeHours",
    "Receipt",
    "ReceiptError",
    "Remaining",
    "Scheme",
    "Term",
    "Unit",
    "WorkCalendar",
    "check_tzdata",
    "compare",
    "due",
    "end_of_day",
    "explain",
    "late_band",
    "local_date",
    "marks_from_rows",
    "remaining",
    "replay",
    "seed_from_holidays",
    "seeded_calendar",
    "zone_of_region",
]
