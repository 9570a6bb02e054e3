"""Reading the daily counters: a span as years, months and days, offices as branches of the tree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.data.actors import Office
from console.data.journal import Counter

#: nothing is counted before the year the service's electronic records begin
EPOCH = date(2000, 1, 1)
Span = tuple[date | None, date]


def grains_of(first: date, last: date) -> list[str]:
    """The fewest years, months and days that make up the days from first to last."""
    found, day = [], first
    while day <= last:
        year_end, month_end = date(day.year, 12, 31), _month_end(day)
        if (day.month, day.day) == (1, 1) and year_end <= last:
            found.append(f"{day.year:04d}")
            day = date(day.year + 1, 1, 1)
        elif day.day == 1 and month_end <= last:
            found.append(f"{day:%Y-%m}")
            day = date.fromordinal(month_end.toordinal() + 1)
        else:
            found.append(day.isoformat())
            day = date.fromordinal(day.toordinal() + 1)
    return found


def _month_end(day: date) -> date:
    after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return date.fromordinal(after.toordinal() - 1)


def weights(session: Session, offices: Sequence[int]) -> dict[int, int]:
    """Office -> +1 or -1, so that branches of the tree add up to exactly these offices.

    A counter is of an office with all below it: what an office counted itself is its branch less
    the branches below. Of a whole branch only its top remains.
    """
    found: dict[int, int] = {}
    for office in set(offices):
        for place, n in _own(session, office).items():
            found[place] = found.get(place, 0) + n
    return {place: n for place, n in found.items() if n}


def _own(session: Session, office: int) -> dict[int, int]:
    below: dict[int, list[int]] | None = session.info.get("office_below")
    if below is None:
        below = session.info["office_below"] = {}
        for key, parent in session.execute(select(Office.id, Office.parent_id)).all():
            below.setdefault(parent or 0, []).append(key)
    return {office: 1, **dict.fromkeys(below.get(office, ()), -1)}


def read(
    session: Session, name: str, span: Span, offices: Sequence[int], by_office: bool
) -> dict[tuple[int | None, str], int]:
    """(office or None, key) -> sum over the span; ``by_office`` keeps totals of offices apart.

    Read once a session: a workbook asks for the same counts cut by one thing after another.
    """
    memo: dict[Any, Any] = session.info.setdefault("counter_sums", {})
    key = (name, span, tuple(sorted(offices)), by_office)
    if key not in memo or session.info.get("writes"):
        memo[key] = _read(session, name, span, offices, by_office)
    found: dict[tuple[int | None, str], int] = memo[key]
    return found


def _read(
    session: Session, name: str, span: Span, offices: Sequence[int], by_office: bool
) -> dict[tuple[int | None, str], int]:
    days = grains_of(span[0] or EPOCH, span[1])
    shares: dict[int, list[tuple[int | None, int]]] = {}
    if by_office:
        for office in set(offices):
            for place, n in _own(session, office).items():
                shares.setdefault(place, []).append((office, n))
    else:
        shares = {place: [(None, n)] for place, n in weights(session, offices).items()}
    rows = session.execute(
        select(Counter.office_id, Counter.key, func.sum(Counter.value))
        .where(Counter.measure == name, Counter.office_id.in_(shares), Counter.day.in_(days))
        .group_by(Counter.office_id, Counter.key)
    )
    found: dict[tuple[int | None, str], int] = {}
    for place, key, value in rows:
        for office, n in shares[place]:
            found[office, key] = found.get((office, key), 0) + n * int(value)
    return {key: n for key, n in found.items() if n}
