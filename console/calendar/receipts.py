"""The receipt of a deadline: each day counted and skipped, replayable by anybody, in sentences.

A receipt is plain JSON. ``replay`` needs nothing but the receipt: it counts again, step by
step, and refuses one that does not add up. Given the calendar it also compares every day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from console.calendar import names
from console.calendar.week import ONE_DAY, WEEKS, ReceiptError, WorkCalendar
from console.calendar.wording import sentences
from console.calendar.zones import end_of_day

if TYPE_CHECKING:
    from console.calendar.terms import Due

Receipt = dict[str, Any]
FORMAT = 1


def day_entry(calendar: WorkCalendar, day: date) -> dict[str, Any]:
    """One day as the receipt keeps it.

    ``date, working, n (place in the count or None), kind, name, basis``; kind is ``working``,
    ``weekend`` or the calendar's own; name and basis are kk/ru/en, None for an ordinary
    working day.
    """
    working = calendar.is_working(day)
    entry: dict[str, Any] = {"date": day.isoformat(), "working": working, "n": None}
    mark = calendar.mark(day)
    if mark:
        return {**entry, "kind": mark.kind, "name": dict(mark.name),
                "basis": names.basis_label(mark.basis)}  # fmt: skip
    if working:
        return {**entry, "kind": "working", "name": None, "basis": None}
    basis = names.rest_day_label(calendar.scheme)
    return {**entry, "kind": "weekend", "name": names.weekday_label(day.weekday()), "basis": basis}


def replayed_end(start: date, days: list[dict[str, Any]]) -> date:
    """The day a count ends on: its last entry, or the start when nothing is counted."""
    return date.fromisoformat(days[-1]["date"]) if days else start


def replay(receipt: Mapping[str, Any], calendar: WorkCalendar | None = None) -> Due:
    """Count again from the receipt alone and return the same Due, or raise ReceiptError.

    With ``calendar`` each day is also held against that calendar, which must be of the
    version and scheme the receipt names.
    """
    from console.calendar.terms import Due  # the two modules describe one another

    try:
        due_on, due_at = _recount(receipt)
        stored = date.fromisoformat(receipt["due_on"]), datetime.fromisoformat(receipt["due_at"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, ReceiptError):
            raise
        raise ReceiptError(f"The receipt cannot be read: {error!r}.") from error
    _hold(stored == (due_on, due_at), f"it says {stored[0]}, its own days give {due_on}")
    if calendar is not None:
        _compare(receipt, calendar)
    return Due(due_on, due_at, dict(receipt))


def explain(receipt: Mapping[str, Any], lang: str) -> list[str]:
    """The count in sentences of one language (kk, ru, en), one per fact, for a person to read."""
    return sentences(receipt, lang)


def _hold(true: bool, why: str) -> None:
    if not true:
        raise ReceiptError(f"The receipt does not add up: {why}.")


def _recount(receipt: Mapping[str, Any]) -> tuple[date, datetime]:
    _hold(receipt["format"] == FORMAT, f"its format {receipt['format']} is unknown")
    zone, amount, unit = ZoneInfo(receipt["zone"]), receipt["amount"], receipt["unit"]
    event = datetime.fromisoformat(receipt["event_at"])
    local = event.astimezone(zone)
    _hold(receipt["local"] == local.isoformat(), f"{event} is {local} in {zone.key}")
    _hold(receipt["event_on"] == local.date().isoformat(), f"the event was on {local.date()}")
    if unit == "date":
        day = date.fromisoformat(amount)
        return day, end_of_day(day, zone)
    if unit == "minute":
        moment = event.astimezone(UTC) + timedelta(minutes=amount)
        return moment.astimezone(zone).date(), moment
    _hold(unit in ("working_day", "calendar_day"), f"its unit {unit} is unknown")
    start = _recount_start(receipt, local)
    _recount_days(receipt, start)
    day = replayed_end(start, receipt["days"])
    return day, end_of_day(day, zone)


def _recount_start(receipt: Mapping[str, Any], local: datetime) -> date:
    """Day 0 again: the event's day, or the next working day by row 7 of the annexes."""
    day, entry, rolled = local.date(), receipt["event_day"], receipt["rolled"]
    _check_entry(entry, day, receipt["scheme"])
    hours = receipt["hours"]
    after = bool(hours) and local.time() > time.fromisoformat(hours["closes"])
    expected = "day_off" if not entry["working"] else "after_hours" if after else None
    if not receipt["after_hours_rolls"]:
        expected = None
    _hold((rolled or {}).get("why") == expected, f"the event day moves for {expected}")
    if not rolled:
        return day
    for skipped in rolled["skipped"]:
        day += ONE_DAY
        _check_entry(skipped, day, receipt["scheme"])
        _hold(not skipped["working"], f"{day} works and was passed over")
    day += ONE_DAY
    _hold(rolled["to"] == day.isoformat(), f"the next working day is {day}")
    return day


def _recount_days(receipt: Mapping[str, Any], start: date) -> None:
    number, day = 0, start
    for entry in receipt["days"]:
        _hold(number < receipt["amount"], "it counts on after the last day")
        day += ONE_DAY
        _check_entry(entry, day, receipt["scheme"])
        counts = entry["working"] or receipt["unit"] == "calendar_day"
        number += counts
        _hold(entry["n"] == (number if counts else None), f"{day} has a wrong number")
    _hold(number == receipt["amount"], f"{number} days are counted of {receipt['amount']}")


def _check_entry(entry: Mapping[str, Any], day: date, scheme: str) -> None:
    """An entry is the day it should be, and works or rests as its kind says."""
    _hold(entry["date"] == day.isoformat(), f"{day} is missing")
    kind, in_week = entry["kind"], day.weekday() in WEEKS[scheme]  # type: ignore[index]
    by_kind = {"working": True, "weekend_workday": True}.get(kind, False)
    _hold(entry["working"] is by_kind, f"{day} is {kind}")
    if kind in ("working", "weekend"):
        _hold(in_week is by_kind, f"{day} is no ordinary {kind} day of the {scheme} week")
    else:
        _hold(bool(entry["name"]), f"{day} has no reason")


def _compare(receipt: Mapping[str, Any], calendar: WorkCalendar) -> None:
    named = receipt["calendar_version"], receipt["scheme"]
    _hold(named == (calendar.version, calendar.scheme), f"it was counted by calendar {named}")
    rolled = receipt["rolled"] or {"skipped": []}
    entries = [receipt["event_day"], *rolled["skipped"], *receipt["days"]]
    for entry in filter(None, entries):
        day = date.fromisoformat(entry["date"])
        _hold(calendar.is_working(day) is entry["working"], f"{day} differs in the calendar")
    if rolled["skipped"] or receipt["rolled"]:
        to = date.fromisoformat(rolled["to"])
        _hold(calendar.is_working(to), f"{to} does not work in the calendar")
