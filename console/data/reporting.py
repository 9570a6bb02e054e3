"""What the reports stand on: sessions, periods, measures, names of offices, the edges of today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.calendar import WorkCalendar, end_of_day
from console.data.actors import Office
from console.data.monitoring import Edges, edges_at
from console.data.outlook import staff_roles
from console.data.worktime import working_calendar
from console.declare import Measure, Period

if TYPE_CHECKING:
    from console.catalog import Catalog

__all__ = [
    "Edges", "Measure", "Period", "Session", "judged_at", "office_names", "offices_below",
    "spanned",
]


def office_names(session: Session, language: str) -> Mapping[Any, str]:
    """Names of all offices by id and by code."""
    columns = (Office.id, Office.code, Office.name_kk, Office.name_ru, Office.name_en)
    found: dict[Any, str] = {}
    for row in session.execute(select(*columns)):
        name = getattr(row, f"name_{language}") or row.name_kk
        found[row.id] = found[row.code] = name
    return found


def offices_below(session: Session, code: str | None) -> list[int]:
    """Ids of an office and all below it; of every office without a code. [] for an unknown one."""
    query = select(Office.id).order_by(Office.path, Office.id)
    if code is not None:
        path = session.scalar(select(Office.path).where(Office.code == code))
        if path is None:
            return []
        query = query.where(Office.path.startswith(path))
    return list(session.scalars(query))


def judged_at(
    session: Session, catalog: Catalog, now: datetime, zone: ZoneInfo,
    calendar: WorkCalendar | None = None,
) -> Edges:
    """The edges at ``now`` by the calendar in force, left with the session for the measures.

    Left as well: the terms whose end has an effect by itself, the roles that work in an office,
    and the measures, for those made of others.
    """
    today = now.astimezone(zone).date()
    after = int(catalog.law.value_at("very_late_after", today))
    edges = edges_at(now, calendar or working_calendar(session), zone, after)
    session.info["edges"], session.info["lapses"] = edges, tuple(catalog.lapses)
    session.info["measures"] = catalog.measures
    session.info["staff_roles"] = staff_roles(catalog)
    return edges


def spanned(first: date, last: date, zone: ZoneInfo) -> Period:
    """The period of two civil days, both inclusive."""
    # half-open at the last moment of the last day: no act is recorded within that microsecond
    return Period(datetime.combine(first, time(), zone), end_of_day(last, zone),
                  f"{first:%d.%m.%Y} – {last:%d.%m.%Y}")
