"""Figures of the queue: waiting and serving by office and day, with the number behind each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.data.actors import Office
from console.data.visits import Visit
from console.declare import Measure, Period


@dataclass
class _Day:
    """One office's day: seconds, and whether each stayed within its norm."""

    visits: int = 0
    left: int = 0
    waits: list[int] = field(default_factory=list)
    services: list[int] = field(default_factory=list)
    waits_kept: int = 0
    services_kept: int = 0


def desk_visits(
    session: Session, period: Period, office_ids: Sequence[int]
) -> Iterable[tuple[Any, ...]]:
    """A row an office and day of arrival; minutes, shares in per cent, None where N is 0."""
    days: dict[tuple[str, date], _Day] = defaultdict(_Day)
    query = (
        select(Office.code, Visit.day, Visit.wait_s, Visit.wait_kept, Visit.service_s,
               Visit.service_kept, Visit.started_at, Visit.ended_at)
        .join(Office, Office.id == Visit.office_id)
        .where(Visit.arrived_at >= period.start, Visit.arrived_at < period.end)
        .where(Visit.office_id.in_(office_ids))
    )
    for row in session.execute(query):
        _count(days[row.code, row.day], row)
    return [_figures(code, day, days[code, day]) for code, day in sorted(days)]


def _count(day: _Day, row: Any) -> None:
    day.visits += 1
    if row.wait_s is not None:
        day.waits.append(row.wait_s)
        day.waits_kept += bool(row.wait_kept)
    elif row.ended_at is not None:
        day.left += 1
    if row.service_s is not None:
        day.services.append(row.service_s)
        day.services_kept += bool(row.service_kept)


def _figures(code: str, day: date, of: _Day) -> tuple[Any, ...]:
    return (
        code, day, of.visits, len(of.waits), minutes(of.waits, 50), minutes(of.waits, 90),
        share(of.waits_kept, len(of.waits)), len(of.services), minutes(of.services, 50),
        minutes(of.services, 90), share(of.services_kept, len(of.services)), of.left,
    )


def minutes(seconds: list[int], percentile: int) -> float | None:
    """The value at least ``percentile`` per cent do not exceed (nearest rank), in minutes."""
    if not seconds:
        return None
    rank = max(1, ceil(percentile * len(seconds) / 100))
    return round(sorted(seconds)[rank - 1] / 60, 1)


def share(kept: int, of: int) -> float | None:
    """Per cent kept; None of nothing."""
    return round(100 * kept / of, 1) if of else None


MEASURE = Measure(
    "registration.desk_visits", "annex-1",
    {"kk": "Кезек: күту және қызмет көрсету", "ru": "Очередь: ожидание и обслуживание",
     "en": "Queue: waiting and service"},
    {"kk": "Кезеңде келгендер мекеме мен күн бойынша. Күту — талоннан қызмет басталғанға дейін, "
           "медиана мен 90-процентиль минутпен; үлестер 1-қосымшаның 3-жолындағы 30 және 20 минут.",
     "ru": "Посетители периода по органу и дню. Ожидание — от талона до начала обслуживания, "
           "медиана и 90-й процентиль в минутах; доли — нормы 30 и 20 минут строки 3 приложения 1.",
     "en": "Visitors of the period by office and day. Waiting runs from the ticket to the start of "
           "service; median and 90th percentile in minutes; shares are of the norms of 30 and 20 "
           "minutes of annex 1, row 3."},
    (("office", {"kk": "Орган", "ru": "Орган", "en": "Office"}, "text"),
     ("day", {"kk": "Күн", "ru": "День", "en": "Day"}, "date"),
     ("visits", {"kk": "Келгендер", "ru": "Посетители", "en": "Visitors"}, "int"),
     ("waited", {"kk": "Күткендер, N", "ru": "Ожидали, N", "en": "Waited, N"}, "int"),
     ("wait_median", {"kk": "Күту, медиана, мин", "ru": "Ожидание, медиана, мин",
                      "en": "Wait, median, min"}, "number"),
     ("wait_p90", {"kk": "Күту, 90 %, мин", "ru": "Ожидание, 90 %, мин",
                   "en": "Wait, 90th percentile, min"}, "number"),
     ("wait_share", {"kk": "30 минут ішінде, %", "ru": "До 30 минут, %",
                     "en": "Within 30 minutes, %"}, "percent"),
     ("served", {"kk": "Қызмет көрсетілгендер, N", "ru": "Обслужены, N", "en": "Served, N"}, "int"),
     ("service_median", {"kk": "Қызмет, медиана, мин", "ru": "Обслуживание, медиана, мин",
                         "en": "Service, median, min"}, "number"),
     ("service_p90", {"kk": "Қызмет, 90 %, мин", "ru": "Обслуживание, 90 %, мин",
                      "en": "Service, 90th percentile, min"}, "number"),
     ("service_share", {"kk": "20 минут ішінде, %", "ru": "До 20 минут, %",
                        "en": "Within 20 minutes, %"}, "percent"),
     ("left", {"kk": "Кетіп қалғандар", "ru": "Ушли", "en": "Left"}, "int")),
    desk_visits,
)
