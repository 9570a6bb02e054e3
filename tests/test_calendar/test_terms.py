"""Terms counted from events: zones, filings out of hours, receipts that prove themselves."""

from __future__ import annotations

import copy
import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.calendar import (
    CalendarError,
    DayMark,
    Due,
    OfficeHours,
    ReceiptError,
    Term,
    WorkCalendar,
    check_tzdata,
    due,
    end_of_day,
    explain,
    local_date,
    replay,
    seeded_calendar,
    zone_of_region,
)

ALMATY = ZoneInfo("Asia/Almaty")
FIVE = seeded_calendar("5day", 2018, 2027, version=3)
SIX = seeded_calendar("6day", 2018, 2027, version=3)
CENTER = OfficeHours.parse("9:00-18:30")
CORPORATION = OfficeHours.parse("9:00-20:00", "6day")


def at(*parts: int, zone: ZoneInfo = ALMATY, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=zone, fold=fold)  # type: ignore[misc,arg-type]


def portal(event: datetime, amount: int) -> Due:
    term = Term(amount, "working_day")
    return due(event, term, FIVE, ALMATY, hours=CENTER, after_hours_rolls=True)


def test_two_working_days_end_with_the_second_day() -> None:
    """Par. 33: an event on 30.04.2021, two working days, ends with 05.05.2021 local time."""
    result = due(at(2021, 4, 30, 15), Term(2, "working_day"), FIVE, ALMATY)
    assert result.due_on == date(2021, 5, 5)
    assert result.due_at_utc == datetime(2021, 5, 5, 17, 59, 59, 999999, UTC)


def test_the_local_date_of_the_event_is_day_zero() -> None:
    """19:00 UTC is already the next civil day in Almaty, not yet in Aktobe."""
    moment = datetime(2021, 4, 19, 18, 30, tzinfo=UTC)
    term = Term(1, "working_day")
    assert due(moment, term, FIVE, ALMATY).due_on == date(2021, 4, 21)
    assert due(moment, term, FIVE, ZoneInfo("Asia/Aqtobe")).due_on == date(2021, 4, 20)


@pytest.mark.parametrize(
    ("event", "counts_as"),
    [
        (at(2021, 4, 16, 18, 30), date(2021, 4, 16)),  # the last minute of working hours
        (at(2021, 4, 16, 18, 31), date(2021, 4, 19)),
        (at(2021, 4, 16, 7, 0), date(2021, 4, 16)),  # before opening is not after hours
        (at(2021, 4, 17, 12), date(2021, 4, 19)),
        (at(2021, 4, 30, 21), date(2021, 5, 4)),  # a holiday moved to Monday lies between
        (at(2021, 7, 3, 12), date(2021, 7, 3)),  # a Saturday that works
        (at(2021, 7, 2, 19), date(2021, 7, 3)),
        (at(2020, 12, 19, 12), date(2020, 12, 20)),  # a Sunday that works
    ],
)
def test_portal_filing_out_of_hours_counts_as_the_next_working_day(
    event: datetime, counts_as: date
) -> None:
    """Annex 1 row 7: D-34 is that day itself; a term counts from it."""
    assert portal(event, 0).due_on == counts_as
    assert portal(event, 1).due_on == FIVE.add_working_days(counts_as, 1)


def test_a_desk_filing_is_not_moved_by_the_hours() -> None:
    """Row 7 speaks of the portal alone."""
    result = due(at(2021, 4, 16, 20), Term(1, "working_day"), FIVE, ALMATY, hours=CENTER)
    assert (result.due_on, result.receipt["rolled"]) == (date(2021, 4, 19), None)


def test_calendar_days_count_rest_days() -> None:
    """Par. 38: a certificate of 01.04.2021 is valid for thirty calendar days, to 01.05.2021."""
    result = due(at(2021, 4, 1, 10), Term(30, "calendar_day"), FIVE, ALMATY)
    assert result.due_on == date(2021, 5, 1)
    assert [day["n"] for day in result.receipt["days"]] == list(range(1, 31))


def test_minutes_and_fixed_dates() -> None:
    """Annex 1 row 3 counts minutes through midnight; a plan names its dates (par. 50)."""
    waited = due(at(2021, 4, 1, 23, 45), Term(30, "minute"), FIVE, ALMATY)
    assert waited.due_at_utc == at(2021, 4, 2, 0, 15).astimezone(UTC)
    assert waited.due_on == date(2021, 4, 2)
    planned = due(at(2021, 4, 1, 10), Term(date(2021, 5, 1), "date"), FIVE, ALMATY)
    assert planned.due_on == date(2021, 5, 1)
    for result in (waited, planned):
        assert replay(json.loads(json.dumps(result.receipt)), FIVE) == result


@pytest.mark.parametrize(
    ("event", "day", "hour"),
    [
        (at(2024, 2, 28, 10), date(2024, 2, 29), 18),
        (at(2024, 2, 29, 23, 30, fold=0), date(2024, 3, 1), 18),
        (at(2024, 2, 29, 23, 30, fold=1), date(2024, 3, 1), 18),
        (at(2024, 2, 27, 10), date(2024, 2, 28), 17),
    ],
)
def test_the_change_of_zone_keeps_civil_days(event: datetime, day: date, hour: int) -> None:
    """29.02.2024 in Almaty has its last hour twice and ends after the second one."""
    result = due(event, Term(1, "working_day"), FIVE, ALMATY)
    assert result.due_on == day
    assert result.due_at_utc.hour == hour
    assert result.due_at_utc.astimezone(ALMATY).date() == day
    assert replay(result.receipt, FIVE) == result


def test_the_hour_that_comes_twice_is_two_different_hours() -> None:
    """The receipt tells the two apart by offset; the day is the same and 25 hours long."""
    first, second = (portal(at(2024, 2, 29, 23, 30, fold=fold), 1).receipt for fold in (0, 1))
    assert first["local"] == "2024-02-29T23:30:00+06:00"
    assert second["local"] == "2024-02-29T23:30:00+05:00"
    length = end_of_day(date(2024, 2, 29), ALMATY) - end_of_day(date(2024, 2, 28), ALMATY)
    assert length == timedelta(hours=25)


def test_zone_data_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's zone data passes; data without the change of 2024 is refused."""
    check_tzdata()
    stale = ("Asia/Almaty", "2024-02-29T18:00:00+00:00", 6)
    monkeypatch.setattr("console.calendar.zones.PROBES", (stale,))
    with pytest.raises(CalendarError, match="stale"):
        check_tzdata()
    monkeypatch.setattr("console.calendar.zones.PROBES", (("Asia/Nowhere", stale[1], 5),))
    with pytest.raises(CalendarError, match="missing"):
        check_tzdata()


def test_regions_have_their_zones() -> None:
    """By the first two digits of KATO; the country's common time otherwise."""
    keys = [zone_of_region(code).key for code in ("150000000", "47", "710000000", None)]
    assert keys == ["Asia/Aqtobe", "Asia/Aqtau", "Asia/Almaty", "Asia/Almaty"]


def test_office_hours_open_on_their_own_week() -> None:
    """Row 7: the State Corporation serves on Saturday, the center does not."""
    saturday = at(2021, 4, 17, 12)
    assert CORPORATION.is_open(saturday, SIX, ALMATY)
    assert not CENTER.is_open(saturday, FIVE, ALMATY)
    assert not CORPORATION.is_open(at(2021, 4, 17, 20), SIX, ALMATY)
    with pytest.raises(CalendarError, match="6day"):
        CORPORATION.is_open(saturday, FIVE, ALMATY)


@pytest.mark.parametrize(
    ("amount", "unit"),
    [(-1, "working_day"), (1, "week"), (1, "date"), (date(2021, 1, 1), "minute")],
)
def test_an_impossible_term_is_refused(amount: Any, unit: Any) -> None:
    """Negative, of an unknown unit, or with an amount of another unit."""
    with pytest.raises(CalendarError):
        Term(amount, unit)


def test_a_moment_without_zone_and_wrong_hours_are_refused() -> None:
    """Neither has one meaning."""
    with pytest.raises(CalendarError, match="no time zone"):
        due(datetime(2021, 4, 1), Term(1, "working_day"), FIVE, ALMATY)
    for text in ("9-18", "18:30-9:00", "nine"):
        with pytest.raises(CalendarError):
            OfficeHours.parse(text)


moments = st.datetimes(
    datetime(2018, 1, 8), datetime(2027, 6, 1), timezones=st.just(UTC), allow_imaginary=False
)
zones = st.sampled_from(["Asia/Almaty", "Asia/Qyzylorda", "Asia/Aqtau", "Asia/Qostanay"])


@given(
    moments, zones, st.integers(0, 40), st.sampled_from(["working_day", "calendar_day", "minute"]),
    st.booleans(), st.sampled_from([None, CENTER, CORPORATION]), st.sampled_from([FIVE, SIX]),
)  # fmt: skip
def test_every_receipt_replays_to_the_same_due(
    event: datetime, zone: str, n: int, unit: Any, rolls: bool, hours: Any, calendar: Any
) -> None:
    """Through JSON and back, with the calendar and without."""
    result = due(
        event, Term(n, unit), calendar, ZoneInfo(zone), hours=hours, after_hours_rolls=rolls
    )
    stored = json.loads(json.dumps(result.receipt, ensure_ascii=False))
    assert stored == result.receipt
    assert replay(stored) == replay(stored, calendar) == result
    assert local_date(result.due_at_utc, ZoneInfo(zone)) == result.due_on


@given(moments, moments, st.integers(0, 30), st.booleans())
def test_a_later_event_is_never_due_earlier(a: datetime, b: datetime, n: int, rolls: bool) -> None:
    """Filing later never shortens a term's end, in hours or out of them."""
    first, second = (
        due(moment, Term(n, "working_day"), FIVE, ALMATY, hours=CENTER, after_hours_rolls=rolls)
        for moment in sorted((a, b))
    )
    assert first.due_at_utc <= second.due_at_utc


def spoil(path: str, value: Any) -> dict[str, Any]:
    receipt = copy.deepcopy(portal(at(2021, 4, 30, 21), 2).receipt)
    place: Any = receipt
    *way, last = path.split(".")
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[int(last) if isinstance(place, list) else last] = value
    return receipt


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("due_on", "2021-05-07"),
        ("due_at", "2021-05-07T17:59:59.999999+00:00"),
        ("amount", 1),
        ("amount", 3),
        ("amount", "x"),
        ("event_at", "2021-04-29T15:00:00+00:00"),
        ("event_on", "2021-04-29"),
        ("local", "2021-04-30T20:00:00+06:00"),
        ("zone", "Asia/Aqtobe"),
        ("unit", "week"),
        ("format", 2),
        ("rolled", None),
        ("rolled.to", "2021-05-05"),
        ("rolled.why", "day_off"),
        ("rolled.skipped", []),
        ("rolled.skipped.0.working", True),
        ("rolled.skipped.0.name", None),
        ("hours", None),
        ("after_hours_rolls", False),
        ("days", []),
        ("days.0.date", "2021-05-06"),
        ("days.0.working", False),
        ("days.0.n", 2),
        ("days.0.kind", "weekend"),
        ("event_day.working", False),
    ],
)
def test_a_receipt_changed_in_one_place_proves_nothing(path: str, value: Any) -> None:
    """Every figure of the receipt is held by the others."""
    with pytest.raises(ReceiptError):
        replay(spoil(path, value))


def forged(**kinds: str) -> WorkCalendar:
    """A calendar that calls itself the real one, with days of 2021 such as ``d0504`` changed."""
    marks = FIVE.marks()
    for key, kind in kinds.items():
        day = date(2021, int(key[1:3]), int(key[3:]))
        marks[day] = DayMark(kind, {"kk": "к", "ru": "р", "en": "e"})  # type: ignore[arg-type]
    return WorkCalendar(FIVE.version, FIVE.scheme, marks, FIVE.first, FIVE.last)


def rolled_by(calendar: WorkCalendar) -> Due:
    term, event = Term(2, "working_day"), at(2021, 4, 30, 21)
    return due(event, term, calendar, ALMATY, hours=CENTER, after_hours_rolls=True)


@pytest.mark.parametrize(
    "calendar",
    [forged(d0504="extra_off"), forged(d0505="extra_off"), forged(d0501="weekend_workday")],
)
def test_a_consistent_receipt_is_still_held_against_the_calendar(calendar: WorkCalendar) -> None:
    """A made-up day off, passed over or not counted, or a made-up working Saturday is found."""
    result = rolled_by(calendar)
    assert replay(result.receipt) == result
    with pytest.raises(ReceiptError, match="in the calendar"):
        replay(result.receipt, FIVE)


def test_a_working_day_cannot_be_passed_over_or_called_a_weekend() -> None:
    """Even when every other figure was changed to fit."""
    passed = rolled_by(forged(d0504="extra_off")).receipt
    tuesday = next(d for d in passed["rolled"]["skipped"] if d["date"] == "2021-05-04")
    tuesday |= {"kind": "working", "working": True}
    with pytest.raises(ReceiptError, match="passed over"):
        replay(passed)
    called = rolled_by(forged(d0505="extra_off")).receipt
    called["days"][0]["kind"] = "weekend"
    with pytest.raises(ReceiptError, match="no ordinary weekend"):
        replay(called)
    worked = rolled_by(FIVE).receipt
    worked["days"][0] |= {"kind": "extra_off", "name": {"kk": "к", "ru": "р", "en": "e"}}
    with pytest.raises(ReceiptError, match="is extra_off"):
        replay(worked)


def test_a_receipt_cannot_go_on_after_its_last_day() -> None:
    """A weekend appended would give two days more."""
    longer = due(at(2021, 4, 29, 10), Term(2, "working_day"), FIVE, ALMATY).receipt
    longer["days"].pop()  # Tuesday 4 May goes, Monday's day off stays last
    longer |= {"amount": 1, "due_on": "2021-05-03", "due_at": "2021-05-03T17:59:59.999999+00:00"}
    with pytest.raises(ReceiptError, match="after the last day"):
        replay(longer)


def test_a_receipt_of_another_calendar_is_told_apart() -> None:
    """Another version is named; another reason for the same day off changes no date."""
    receipt = portal(at(2021, 4, 30, 21), 2).receipt
    with pytest.raises(ReceiptError, match="counted by calendar"):
        replay(receipt, seeded_calendar("5day", 2018, 2027, version=4))
    moved = copy.deepcopy(receipt)
    moved["rolled"]["skipped"][0] |= {
        "kind": "extra_off",
        "name": {"kk": "к", "ru": "р", "en": "e"},
    }
    assert replay(moved, FIVE).due_on == date(2021, 5, 6)


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (
            "kk",
            [
                "Оқиға: 30.04.2021 15:00 (Asia/Almaty, UTC+06:00).",
                "Мерзім: 2 жұмыс күні; 30.04.2021 күнінің өзі есептелмейді.",
                "Есептелмейді: 01.05.2021, сенбі: Қазақстан халқының бірлігі мерекесі "
                "(«Қазақстан Республикасындағы мерекелер туралы» Заң).",
                "Есептелмейді: 02.05.2021, жексенбі: демалыс күні, бес күндік жұмыс аптасы.",
                "Есептелмейді: 03.05.2021, дүйсенбі: Қазақстан халқының бірлігі мерекесі (демалыс "
                "күні ауыстырылды) («Қазақстан Республикасындағы мерекелер туралы» Заң, 5-бап).",
                "1-күн: 04.05.2021, сейсенбі.",
                "2-күн: 05.05.2021, сәрсенбі.",
                "Мерзімнің соңы: 05.05.2021, сәрсенбі, тәулік аяқталғанға дейін.",
                "Күнтізбе: 3-нұсқа, бес күндік жұмыс аптасы.",
            ],
        ),
        (
            "ru",
            [
                "Событие: 30.04.2021 15:00 (Asia/Almaty, UTC+06:00).",
                "Срок: 2 рабочих дня; сам день 30.04.2021 не считается.",
                "Не считается: 01.05.2021, суббота: Праздник единства народа Казахстана "
                "(Закон «О праздниках в Республике Казахстан»).",
                "Не считается: 02.05.2021, воскресенье: выходной день, пятидневная рабочая неделя.",
                "Не считается: 03.05.2021, понедельник: Праздник единства народа Казахстана "
                "(перенос выходного дня) (Закон «О праздниках в Республике Казахстан», статья 5).",
                "День 1: 04.05.2021, вторник.",
                "День 2: 05.05.2021, среда.",
                "Срок истекает: 05.05.2021, среда, в конце дня.",
                "Календарь: версия 3, пятидневная рабочая неделя.",
            ],
        ),
    ],
)
def test_a_receipt_is_told_in_sentences(lang: str, expected: list[str]) -> None:
    """Every day counted and skipped, with name and basis, for citizen and court."""
    receipt = due(at(2021, 4, 30, 15), Term(2, "working_day"), FIVE, ALMATY).receipt
    assert explain(receipt, lang) == expected


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_a_filing_moved_by_the_hours_says_why(lang: str) -> None:
    """The closing hour, the days between and the day it counts from are told."""
    told = " ".join(explain(portal(at(2021, 4, 30, 21), 1).receipt, lang))
    assert all(part in told for part in ("18:30", "01.05.2021", "03.05.2021", "04.05.2021"))
    rest = " ".join(explain(portal(at(2021, 5, 1, 12), 0).receipt, lang))
    assert all(part in rest for part in ("03.05.2021", "04.05.2021"))
    with pytest.raises(CalendarError):
        explain(portal(at(2021, 5, 1, 12), 0).receipt, "de")


@pytest.mark.parametrize(
    ("n", "words"),
    [(1, "1 рабочий день"), (3, "3 рабочих дня"), (5, "5 рабочих дней"), (11, "11 рабочих дней"),
     (21, "21 рабочий день"), (22, "22 рабочих дня"), (112, "112 рабочих дней")],
)  # fmt: skip
def test_russian_numbers_agree_with_their_noun(n: int, words: str) -> None:
    """One, two to four, many, and the teens."""
    told = explain(due(at(2021, 4, 1, 9), Term(n, "working_day"), FIVE, ALMATY).receipt, "ru")
    assert told[1].startswith(f"Срок: {words};")


def test_hours_are_values() -> None:
    """Two equal spans are equal, whichever way they were written."""
    assert OfficeHours(time(9), time(18, 30)) == CENTER
