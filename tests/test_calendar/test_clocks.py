"""What is left of a term, how late an act is, and what a late holiday moves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.calendar import (
    CalendarRangeError,
    Clock,
    DayMark,
    Move,
    OfficeHours,
    Term,
    WorkCalendar,
    compare,
    due,
    late_band,
    remaining,
    seeded_calendar,
)

ALMATY = ZoneInfo("Asia/Almaty")
OLD = seeded_calendar("5day", 2021, 2021)
NAME = {"kk": "қосымша демалыс", "ru": "дополнительный выходной", "en": "extra day off"}
CENTER = OfficeHours.parse("9:00-18:30")


def changed(**kinds: str) -> WorkCalendar:
    """The calendar of 2021 with days such as ``d0420="extra_off"`` entered late."""
    marks = OLD.marks()
    for key, kind in kinds.items():
        marks[date(2021, int(key[1:3]), int(key[3:]))] = DayMark(kind, NAME, "№ 1")  # type: ignore[arg-type]
    return WorkCalendar(1, "5day", marks, OLD.first, OLD.last)


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2021, 4, day, hour, minute, tzinfo=ALMATY).astimezone(UTC)


DUE = due(at(16), Term(2, "working_day"), OLD, ALMATY)  # Friday; due Tuesday 20 April


@pytest.mark.parametrize(
    ("now", "kind", "days", "hours"),
    [
        (at(16), "soon", 2, 107),
        (at(17), "soon", 2, 83),  # Saturday: Monday and Tuesday are left
        (at(19), "soon", 1, 35),
        (at(20, 9), "today", 0, 14),
        (at(20, 23, 59), "today", 0, 0),
        (DUE.due_at_utc, "today", 0, 0),  # its last moment
        (at(21, 0), "over", 1, 0),
        (at(24), "over", 3, 84),  # Saturday adds no working day
    ],
)
def test_a_term_chip_counts_working_days(now: datetime, kind: str, days: int, hours: int) -> None:
    """Left or over: in working days, and in whole hours."""
    left = remaining(DUE.due_at_utc, now, OLD, ALMATY)
    assert (left.kind, left.working_days, left.hours) == (kind, days, hours)


def test_minutes_are_told_for_waiting_times() -> None:
    """Annex 1 row 3: thirty minutes of waiting are no hours."""
    waiting = due(at(16, 10), Term(30, "minute"), OLD, ALMATY)
    assert remaining(waiting.due_at_utc, at(16, 10, 10), OLD, ALMATY) == ("today", 0, 0, 20)
    assert remaining(waiting.due_at_utc, at(16, 10, 45), OLD, ALMATY) == ("over", 0, 0, 15)


def test_late_and_very_late_are_bands_of_a_dated_value() -> None:
    """The last moment is on time; very late begins after the term that was passed in."""
    very = Term(3, "working_day")
    moments = [DUE.due_at_utc, at(21, 0), at(23, 23, 59), at(24, 0)]
    bands = [late_band(DUE.due_at_utc, now, very, OLD, ALMATY) for now in moments]
    assert bands == ["on_time", "late", "late", "very_late"]
    assert late_band(DUE.due_at_utc, at(30)) == "late"


def test_a_late_holiday_moves_only_the_clocks_that_count_it() -> None:
    """20 April declared a day off: a preview of old and new due days, in the order given."""
    clocks = [
        Clock("over it", date(2021, 4, 16), 2),
        Clock("before", date(2021, 4, 15), 1),
        Clock("after", date(2021, 4, 20), 1),
        Clock("calendar days", date(2021, 4, 16), 4, "calendar_day"),
        Clock("fixed", date(2021, 4, 20), 0, "date"),
        Clock("minutes", date(2021, 4, 20), 30, "minute"),
        Clock("filed that day", date(2021, 4, 20), 1, rolls=True),
        Clock("rolled to it", date(2021, 4, 19), 0, rolls=True, after_hours=True),
    ]
    assert compare(clocks, OLD, changed(d0420="extra_off")) == [
        Move("over it", date(2021, 4, 20), date(2021, 4, 21)),
        Move("filed that day", date(2021, 4, 21), date(2021, 4, 22)),
        Move("rolled to it", date(2021, 4, 20), date(2021, 4, 21)),
    ]
    assert compare(clocks, OLD, OLD) == compare([], OLD, OLD) == []


def test_a_day_that_works_after_all_brings_clocks_forward() -> None:
    """A working Saturday entered late: the term ends earlier, and the preview says so."""
    clocks = [Clock(1, date(2021, 4, 16), 1)]
    moves = compare(clocks, OLD, changed(d0417="weekend_workday"))
    assert moves == [Move(1, date(2021, 4, 19), date(2021, 4, 17))]


@given(
    st.lists(
        st.tuples(
            st.datetimes(datetime(2021, 1, 1), datetime(2021, 11, 1), timezones=st.just(UTC)),
            st.integers(0, 20),
            st.sampled_from(["working_day", "calendar_day"]),
            st.booleans(),
        ),
        max_size=20,
    )
)
def test_the_preview_equals_counting_each_clock_again(rows: list[tuple]) -> None:
    """Whole arrays give what ``due`` gives one by one, from the stored receipts alone."""
    new = changed(d0420="extra_off", d0612="weekend_workday", d0705="weekend_workday")
    clocks, expected = [], []
    for number, (event, n, unit, rolls) in enumerate(rows):
        before, after = (
            due(event, Term(n, unit), calendar, ALMATY, hours=CENTER, after_hours_rolls=rolls)
            for calendar in (OLD, new)
        )
        clocks.append(Clock.from_receipt(number, before.receipt))
        if before.due_on != after.due_on:
            expected.append(Move(number, before.due_on, after.due_on))
    assert compare(clocks, OLD, new) == expected


@pytest.mark.parametrize(
    "clock",
    [
        Clock("x", date(2021, 12, 30), 2),
        Clock("x", date(2020, 12, 31), 1),
        Clock("x", date(2022, 1, 1), 0),
        Clock("x", date(2021, 12, 31), 0, rolls=True, after_hours=True),
        Clock("x", date(2021, 12, 30), 2, "calendar_day"),
    ],
)
def test_a_clock_outside_the_calendar_is_named_not_lost(clock: Clock) -> None:
    """A preview that left one out would look complete."""
    with pytest.raises(CalendarRangeError, match="clock x"):
        compare([Clock("a", date(2021, 4, 16), 1), clock], OLD, changed(d0420="extra_off"))
