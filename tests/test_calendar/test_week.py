"""The working calendar against an independent table, and the look-ups it answers with."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.calendar import (
    CalendarError,
    CalendarRangeError,
    DayMark,
    DayRow,
    WorkCalendar,
    marks_from_rows,
    seed_from_holidays,
    seeded_calendar,
)
from tests.test_calendar import oracle

FIVE = seeded_calendar("5day", 2018, 2027)
SIX = seeded_calendar("6day", 2018, 2027)
ORACLES = {"5day": oracle.table({5, 6}), "6day": oracle.table({6})}
CALENDARS = {"5day": FIVE, "6day": SIX}

schemes = st.sampled_from(["5day", "6day"])
days = st.dates(oracle.FIRST, date(2027, 9, 1))
amounts = st.integers(0, 60)


@pytest.mark.parametrize("scheme", ["5day", "6day"])
@pytest.mark.parametrize("year", range(2018, 2028))
def test_every_day_of_a_year_works_or_rests_as_law_and_orders_say(scheme: str, year: int) -> None:
    """Law on holidays art. 5 and the orders moving rest days, typed a second time."""
    wrong = [
        day
        for day, works in ORACLES[scheme].items()
        if day.year == year and CALENDARS[scheme].is_working(day) is not works
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("year", "count"),
    list(zip(range(2020, 2027), (246, 245, 246, 246, 249, 246, 247), strict=True)),
)
def test_a_five_day_year_has_its_number_of_working_days(year: int, count: int) -> None:
    """The known totals of 2020 to 2026."""
    before = date(year, 1, 1)
    total = FIVE.working_days_between(before, date(year, 12, 31)) + FIVE.is_working(before)
    assert total == count


def test_every_year_of_the_reference_table_agrees_day_by_day(reference: Path) -> None:
    """A calendar built from the reference file equals the seeded one on every day."""
    table = reference / "data" / "kz_calendar_2018_2027_5day.csv"
    if not table.is_file():
        pytest.skip(f"no reference table {table.name} in {table.parent}")
    with table.open(encoding="utf-8", newline="") as file:
        kinds = {date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(file)}
    day = oracle.FIRST
    while day <= oracle.LAST:
        kind = kinds.get(day)
        works = kind == "weekend_workday" if kind else day.weekday() < 5
        assert FIVE.is_working(day) is works, day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        (date(2021, 4, 30), 2, date(2021, 5, 5)),
        (date(2021, 7, 2), 1, date(2021, 7, 3)),  # a Saturday that works
        (date(2020, 12, 17), 1, date(2020, 12, 20)),  # a Sunday that works
        (date(2021, 12, 31), 1, date(2022, 1, 5)),
        (date(2018, 12, 28), 1, date(2018, 12, 29)),
        (date(2018, 12, 29), 1, date(2019, 1, 3)),  # 31 December was moved to the 29th
        (date(2024, 2, 28), 1, date(2024, 2, 29)),  # the leap day is a day
        (date(2023, 2, 28), 1, date(2023, 3, 1)),
        (date(2020, 5, 9), 1, date(2020, 5, 11)),  # the moved rest day was itself moved
        (date(2021, 4, 16), 2, date(2021, 4, 20)),
    ],
)
def test_terms_end_on_the_known_days_of_the_five_day_week(
    start: date, n: int, expected: date
) -> None:
    """Examples worked out on paper."""
    assert FIVE.add_working_days(start, n) == expected


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        (date(2025, 1, 2), 1, date(2025, 1, 4)),  # 3 January off, Saturday works as always
        (date(2025, 1, 2), 2, date(2025, 1, 5)),  # the Sunday order applies
        (date(2021, 7, 3), 1, date(2021, 7, 5)),  # the Saturday order does not
        (date(2021, 1, 1), 1, date(2021, 1, 4)),  # Saturday 2 January is not moved
        (date(2022, 1, 1), 1, date(2022, 1, 4)),  # Sunday 2 January is moved to the 3rd
        (date(2020, 3, 20), 1, date(2020, 3, 25)),  # of three Nauryz days only Sunday's moves
    ],
)
def test_the_six_day_week_moves_only_what_takes_a_sunday(
    start: date, n: int, expected: date
) -> None:
    """Sunday holidays and Sunday orders move rest; Saturday ones find none to move."""
    assert SIX.add_working_days(start, n) == expected


@given(schemes, days, amounts)
def test_adding_working_days_equals_counting_day_by_day(scheme: str, day: date, n: int) -> None:
    """The table's answer is that of a naive loop over a table typed apart."""
    assert CALENDARS[scheme].add_working_days(day, n) == oracle.add(ORACLES[scheme], day, n)


@given(schemes, days, amounts)
def test_working_days_between_undoes_adding(scheme: str, day: date, n: int) -> None:
    """As many working days lie between as were added, in both directions."""
    calendar = CALENDARS[scheme]
    end = calendar.add_working_days(day, n)
    assert calendar.working_days_between(day, end) == n
    assert calendar.working_days_between(end, day) == -n


@given(schemes, days, days, amounts)
def test_a_later_start_never_ends_earlier(scheme: str, a: date, b: date, n: int) -> None:
    """Adding is monotonic in the start and strictly in the number."""
    calendar, first, second = CALENDARS[scheme], min(a, b), max(a, b)
    assert calendar.add_working_days(first, n) <= calendar.add_working_days(second, n)
    assert calendar.add_working_days(a, n) < calendar.add_working_days(a, n + 1)


@given(schemes, st.dates(date(2018, 6, 1), date(2027, 6, 1)), st.integers(1, 60))
def test_counting_back_finds_the_day_whose_term_ends_here(scheme: str, day: date, n: int) -> None:
    """A negative number counts the working days before, naive loop again."""
    expected, left = day, n
    while left:
        expected -= timedelta(days=1)
        left -= ORACLES[scheme][expected]
    assert CALENDARS[scheme].add_working_days(day, -n) == expected


def test_no_days_added_is_the_same_day_even_when_it_rests() -> None:
    """Day 0 stays day 0."""
    assert FIVE.add_working_days(date(2021, 5, 1), 0) == date(2021, 5, 1)
    assert FIVE.next_working_day(date(2021, 4, 30)) == date(2021, 5, 4)


@pytest.mark.parametrize(
    ("start", "n"),
    [
        (date(2027, 12, 31), 1),
        (date(2017, 12, 31), 1),
        (date(2028, 1, 1), 0),
        (date(2018, 1, 3), -1),
    ],
)
def test_a_count_outside_the_calendar_is_refused(start: date, n: int) -> None:
    """A year nobody entered gives no legal date."""
    with pytest.raises(CalendarRangeError, match="covers 2018-01-01 to 2027-12-31"):
        FIVE.add_working_days(start, n)


def test_a_moment_is_not_taken_for_a_date() -> None:
    """The zone decides the date, so the caller must have asked it."""
    with pytest.raises(CalendarError, match="civil date"):
        FIVE.add_working_days(datetime(2021, 4, 30, tzinfo=UTC), 1)


def test_an_administrators_day_overrides_the_week_in_both_directions() -> None:
    """An extra day off and a working Sunday, each with its basis, count as entered."""
    name = {"kk": "к", "ru": "р", "en": "e"}
    marks = {
        date(2021, 6, 1): DayMark("extra_off", name, "№ 7"),
        date(2021, 6, 6): DayMark("weekend_workday", name, "№ 7"),
    }
    calendar = WorkCalendar(5, "5day", marks, date(2021, 1, 1), date(2021, 12, 31))
    assert calendar.add_working_days(date(2021, 5, 31), 1) == date(2021, 6, 2)
    assert calendar.add_working_days(date(2021, 6, 4), 1) == date(2021, 6, 6)
    assert calendar.mark(date(2021, 6, 1)) == marks[date(2021, 6, 1)]


def test_seeded_rows_stand_once_each_and_are_named_in_three_languages() -> None:
    """Rows fit the table: ascending, unique, named, with a basis; estimates say so."""
    rows = seed_from_holidays(range(2018, 2028), "5day")
    dates = [row.date for row in rows]
    assert dates == sorted(set(dates))
    assert all(row.name_kk and row.name_ru and row.name_en and row.basis for row in rows)
    # No Russian name was left in another language: none carries a Latin letter.
    assert not [row for row in rows if any("a" <= c.lower() <= "z" for c in row.name_ru)]
    estimated = [row.date for row in rows if "estimated" in row.name_en]
    assert estimated == [date(2026, 5, 27), date(2027, 5, 16)]


def test_a_moved_rest_day_names_the_day_it_came_from() -> None:
    """The order of 2021 in words, both ends."""
    rows = {row.date: row for row in seed_from_holidays([2021], "5day")}
    assert rows[date(2021, 7, 5)].name_ru == "Выходной день (перенесён с 03.07.2021)"
    assert rows[date(2021, 7, 3)].name_kk == "Жұмыс күні (демалыс 05.07.2021 күніне ауыстырылды)"
    assert rows[date(2021, 7, 3)].kind == "weekend_workday"


def test_wrong_calendars_are_refused() -> None:
    """A day twice, an unknown kind or scheme, an end before the beginning, an early year."""
    row = DayRow(date(2021, 1, 1), "holiday", "к", "р", "e", "")
    with pytest.raises(CalendarError, match="twice"):
        marks_from_rows([row, row])
    with pytest.raises(CalendarError, match="unknown kind"):
        marks_from_rows([row._replace(kind="feast")])  # type: ignore[arg-type]
    with pytest.raises(CalendarError, match="scheme"):
        WorkCalendar(1, "4day", {}, oracle.FIRST, oracle.LAST)  # type: ignore[arg-type]
    with pytest.raises(CalendarError, match="before it begins"):
        WorkCalendar(1, "5day", {}, oracle.LAST, oracle.FIRST)
    with pytest.raises(CalendarError, match="2002"):
        seed_from_holidays([1999], "5day")
