"""Official days off as rows for the calendar table: a seed, overridable day by day.

The five-day week follows the source day for day. The six-day week is derived from the same
facts: only a holiday on Sunday moves, and an order moving rest applies only when it takes a
Sunday; an order taking a Saturday finds no rest day there to move.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from console.calendar import names
from console.calendar.week import (
    ONE_DAY,
    CalendarError,
    Kind,
    Scheme,
    WorkCalendar,
    marks_from_rows,
)
from console.errors import Label

# Before 2002 holidays on rest days did not move; the source is not checked there.
FIRST_YEAR = 2002
LAST_YEAR = 2100
# Law on holidays, article 5: these stay on the rest day they fall on.
NOT_MOVED = frozenset({"Orthodox Christmas", "Eid al-Adha"})
SATURDAY, SUNDAY = 5, 6
MOVED = re.compile(r"substituted from (\d\d/\d\d/\d{4})")
REMARK = re.compile(r" \((observed|estimated|observed, estimated)\)$")


class DayRow(NamedTuple):
    """One row for the calendar table."""

    date: date
    kind: Kind
    name_kk: str
    name_ru: str
    name_en: str
    basis: str


class Facts(NamedTuple):
    """What the source says: holidays by name, moved holidays, orders (day off -> day worked)."""

    holidays: dict[date, str]
    observed: dict[date, str]
    orders: dict[date, date]


def seed_from_holidays(years: Iterable[int], scheme: Scheme) -> list[DayRow]:
    """Rows of the given years (2002..2100) for one scheme, ascending, one per date.

    Kurban-ait of years not yet proclaimed is estimated and says so in its name.
    """
    wanted = sorted(set(years))
    if wanted and not FIRST_YEAR <= wanted[0] <= wanted[-1] <= LAST_YEAR:
        raise CalendarError(f"Days off can be seeded for {FIRST_YEAR} to {LAST_YEAR} only.")
    facts = _facts(wanted)
    if scheme == "6day":
        facts = _six_day(facts)
    rows = {day: _holiday(day, name) for day, name in facts.holidays.items()}
    for day, name in facts.observed.items():
        rows.setdefault(day, _observed(day, name))
    for off, works in facts.orders.items():
        rows.setdefault(off, _order("day_off_moved", off, works, names.MOVED_OFF))
        if works.weekday() in (SATURDAY, SUNDAY):
            rows.setdefault(works, _order("weekend_workday", works, off, names.MOVED_WORK))
    return sorted(row for row in rows.values() if row.date.year in wanted)


@lru_cache(maxsize=8)
def seeded_calendar(
    scheme: Scheme, first_year: int, last_year: int, version: int = 0
) -> WorkCalendar:
    """A calendar made of the seed alone, whole years; version 0 says that nobody entered it."""
    rows = seed_from_holidays(range(first_year, last_year + 1), scheme)
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    return WorkCalendar(version, scheme, marks_from_rows(rows), first, last)


def _facts(years: list[int]) -> Facts:
    from holidays import country_holidays  # here: a start reads its calendar from the database

    # A year more: an order of the following January may work a December weekend.
    span = [*years, years[-1] + 1] if years else []
    moved = country_holidays("KZ", years=span, language="en_US")
    plain = country_holidays("KZ", years=span, language="en_US", observed=False)
    holidays: dict[date, str] = {}
    orders: dict[date, date] = {}
    for day, name in plain.items():
        order = MOVED.search(name)
        if order:
            works = datetime.strptime(order[1], "%m/%d/%Y").date()  # noqa: DTZ007 (a civil date)
            orders[day] = works
        else:
            holidays[day] = name
    observed = {day: name for day, name in moved.items() if day not in plain}
    # An order may take back a moved rest day itself (11 May 2020): then that day just works.
    return Facts(holidays, observed, orders)


def _six_day(facts: Facts) -> Facts:
    orders = {off: works for off, works in facts.orders.items() if works.weekday() == SUNDAY}
    taken = set(facts.holidays) | set(orders)
    observed: dict[date, str] = {}
    for day, name in sorted(facts.holidays.items()):
        # Two holidays may share a day; one that moves is enough.
        movable = [part for part in name.split("; ") if REMARK.sub("", part) not in NOT_MOVED]
        if day.weekday() != SUNDAY or not movable:
            continue
        free = day + ONE_DAY
        while free in taken or free.weekday() == SUNDAY:
            free += ONE_DAY
        taken.add(free)
        observed[free] = movable[0]
    return Facts(facts.holidays, observed, orders)


def _holiday(day: date, name: str) -> DayRow:
    parts = [_told(part) for part in name.split("; ")]
    label = {lang: "; ".join(part[lang] for part in parts) for lang in ("kk", "ru", "en")}
    return DayRow(day, "holiday", **_named(label), basis=names.LAW_HOLIDAYS["kk"])


def _told(name: str) -> dict[str, str]:
    """One source name in three languages; one we do not know yet stays as it came."""
    bare = REMARK.sub("", name)
    label = dict(names.HOLIDAYS.get(bare) or {"kk": bare, "ru": bare, "en": bare})
    if "estimated" in name[len(bare) :]:
        label = {lang: f"{text} ({names.ESTIMATED[lang]})" for lang, text in label.items()}
    return label


def _observed(day: date, name: str) -> DayRow:
    label = {lang: f"{text} ({names.OBSERVED[lang]})" for lang, text in _told(name).items()}
    return DayRow(day, "day_off_moved", **_named(label), basis=names.LAW_OBSERVED["kk"])


def _order(kind: Kind, day: date, other: date, pattern: Label) -> DayRow:
    label = {lang: text.format(day=f"{other:%d.%m.%Y}") for lang, text in pattern.items()}
    return DayRow(day, kind, **_named(label), basis=names.ORDER["kk"])


def _named(label: dict[str, str]) -> dict[str, str]:
    return {f"name_{lang}": label[lang] for lang in ("kk", "ru", "en")}
