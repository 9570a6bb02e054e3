"""Periods people choose: by words that move with the day, by a month, quarter or year, by days.

A token says which: ``last_month``, ``2026-11``, ``2026-Q3``, ``2026``; ``dates`` with two days.
Pure: pages, the worker and programs read the same token alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

#: weeks shown when nothing is chosen, and the days of one
WEEKS, WEEK = 8, 7
#: words that move with the day
MOVING = ("weeks", "month", "last_month", "quarter", "last_quarter", "year", "last_year")
DATES = "dates"
#: stands for what is no day
NO_DAY = date(1, 1, 1)
_FIXED = re.compile(r"(20\d\d|2100)(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?")
_MONTHS = 3


def known(token: str) -> bool:
    """Whether a token says a period by itself (``dates`` needs its two days)."""
    return token in MOVING or bool(_FIXED.fullmatch(token))


def bounds(token: str, today: date) -> tuple[date, date]:
    """First and last day of a token, both inclusive; anything odd is the last eight weeks."""
    fixed = _FIXED.fullmatch(token)
    if fixed:
        return _fixed(int(fixed[1]), fixed[2], fixed[3])
    month, quarter = today.replace(day=1), _quarter(today.year, (today.month - 1) // _MONTHS)
    if token == "month":
        return month, month_end(month)
    if token == "last_month":
        last = before(month)
        return last.replace(day=1), last
    if token == "quarter":
        return quarter
    if token == "last_quarter":
        last = before(quarter[0])
        return _quarter(last.year, (last.month - 1) // _MONTHS)
    if token in ("year", "last_year"):
        year = today.year - (token == "last_year")
        return date(year, 1, 1), date(year, 12, 31)
    monday = today.toordinal() - today.weekday()
    return date.fromordinal(monday - WEEK * (WEEKS - 1)), today


def _fixed(year: int, month: str | None, quarter: str | None) -> tuple[date, date]:
    if month:
        first = date(year, int(month), 1)
        return first, month_end(first)
    if quarter:
        return _quarter(year, int(quarter) - 1)
    return date(year, 1, 1), date(year, 12, 31)


def _quarter(year: int, number: int) -> tuple[date, date]:
    first = date(year, number * _MONTHS + 1, 1)
    return first, month_end(first.replace(month=first.month + 2))


def chosen(given: Mapping[str, str], today: date) -> tuple[str, date, date]:
    """(token, first, last) of ``p``, ``from`` and ``to``; odd ones fall back, days in order."""
    token = given.get("p", "")
    if token != DATES:
        token = token if known(token) else MOVING[0]
        return (token, *bounds(token, today))
    usual = bounds(MOVING[0], today)
    first, last = day(given.get("from"), usual[0]), day(given.get("to"), usual[1])
    return (DATES, min(first, last), max(first, last))


def day(text: str | None, other: date) -> date:
    """A day of this century written as ISO; ``other`` where it is none."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return other
    return found if 2000 <= found.year <= 2100 else other


def before(on: date) -> date:
    """The day before."""
    return date.fromordinal(on.toordinal() - 1)


def month_end(on: date) -> date:
    """The last day of the month."""
    after = on.replace(day=28).toordinal() + 4
    return before(date.fromordinal(after).replace(day=1))


def previous(token: str, first: date, last: date) -> tuple[date, date]:
    """What figures are compared with: the month, quarter or year before; else as many days."""
    if token != DATES and token != MOVING[0] and first.day == 1 and last == month_end(last):
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        place = first.year * 12 + first.month - 1 - months
        return date(place // 12, place % 12 + 1, 1), before(first)
    length = last.toordinal() - first.toordinal() + 1
    return date.fromordinal(first.toordinal() - length), before(first)


def past(today: date, months: int, quarters: int, years: int) -> dict[str, list[str]]:
    """Tokens of the latest months, quarters and years, the newest first."""
    month, quarter = today.year * 12 + today.month - 1, today.year * 4 + (today.month - 1) // 3
    return {
        "month": [f"{p // 12}-{p % 12 + 1:02d}" for p in range(month, month - months, -1)],
        "quarter": [f"{p // 4}-Q{p % 4 + 1}" for p in range(quarter, quarter - quarters, -1)],
        "year": [str(today.year - n) for n in range(years)],
    }
