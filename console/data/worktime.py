"""The working calendar as the database holds it, and the offices' hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import Pool, func, select
from sqlalchemy.orm import Session

from console.calendar import OfficeHours, Scheme, WorkCalendar, marks_from_rows, seed_from_holidays
from console.calendar.seed import DayRow
from console.data.actors import Office
from console.data.obligations import CalendarDay, CalendarVersion

_Key = tuple[str, int, datetime]
#: By connection pool, so that a closed database takes its calendars along.
_cache: WeakKeyDictionary[Pool, dict[_Key, WorkCalendar]] = WeakKeyDictionary()


def current_version(session: Session, scheme: str) -> CalendarVersion | None:
    """The newest applied version of a scheme, or None before seeding."""
    return session.scalars(
        select(CalendarVersion)
        .where(CalendarVersion.scheme == scheme, CalendarVersion.state == "applied")
        .order_by(CalendarVersion.number.desc())
        .limit(1)
    ).first()


def calendar_of(session: Session, version: CalendarVersion) -> WorkCalendar:
    """The calendar of one version. Cached: a version's days never change once applied."""
    known = _cache.setdefault(session.get_bind().engine.pool, {})
    # with its moment: an application that was rolled back leaves the number to the next one
    key = (version.scheme, version.number, version.created_at)
    if version.state == "applied" and key in known:
        return known[key]
    days = session.scalars(select(CalendarDay).where(CalendarDay.version_id == version.id)).all()
    calendar = WorkCalendar(
        version.number,
        cast(Scheme, version.scheme),
        marks_from_rows(days),
        version.first_day,
        version.last_day,
    )
    if version.state == "applied":
        known[key] = calendar
    return calendar


def working_calendar(session: Session, scheme: str = "5day") -> WorkCalendar:
    """The calendar in force. Raises LookupError when none was seeded (``jumys migrate``)."""
    kept: dict[str, WorkCalendar] = session.info.get("calendars", {})
    if scheme in kept:
        return kept[scheme]
    version = current_version(session, scheme)
    if version is None:
        raise LookupError(f"No working calendar for the {scheme} week: run `jumys migrate`.")
    kept[scheme] = calendar_of(session, version)
    return kept[scheme]


def seed_calendars(session: Session, years: Sequence[int], now: datetime) -> list[str]:
    """Version 1 of both schemes from the published holidays; schemes already there are kept."""
    seeded: list[str] = []
    schemes: tuple[Scheme, ...] = ("5day", "6day")
    for scheme in schemes:
        if current_version(session, scheme) is not None:
            continue
        rows = seed_from_holidays(years, scheme)
        span = (date(min(years), 1, 1), date(max(years), 12, 31))
        add_version(session, scheme, rows, span, note="seed", basis="holidays", now=now)
        seeded.append(scheme)
    return seeded


def add_version(
    session: Session,
    scheme: str,
    rows: Sequence[DayRow],
    span: tuple[date, date],
    *,
    note: str,
    basis: str,
    now: datetime,
    by: int | None = None,
    state: str = "applied",
) -> CalendarVersion:
    """A new numbered version of a scheme's calendar with all its marked days."""
    last = session.scalar(
        select(func.max(CalendarVersion.number)).where(CalendarVersion.scheme == scheme)
    )
    version = CalendarVersion(
        scheme=scheme, number=(last or 0) + 1, note=note, basis=basis,
        state=state, first_day=span[0], last_day=span[1], created_at=now, created_by=by,
    )
    session.add(version)
    session.flush()
    session.add_all(
        CalendarDay(
            version_id=version.id, date=r.date, kind=r.kind, name_kk=r.name_kk,
            name_ru=r.name_ru, name_en=r.name_en, basis=r.basis,
        )
        for r in rows
    )
    return version


def zone_of(office: Office) -> ZoneInfo:
    """The zone an office's legal dates are read in."""
    return ZoneInfo(office.zone)


def hours_of(office: Office) -> OfficeHours | None:
    """Opening hours of an office, or None when it states none."""
    if not office.hours:
        return None
    return OfficeHours.parse(office.hours["text"], office.hours.get("scheme", "5day"))
