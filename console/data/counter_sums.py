"""Reading the daily counters: a span as years, months and days, offices as branches of the tree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, literal_column, or_, select
from sqlalchemy.orm import Session

from console.data.actors import Office
from console.data.counting import EPOCH
from console.data.journal import Counter

Span = tuple[date | None, date]
#: as many separate branches are asked when their counts begin
TOPS = 4
#: from so many offices on, totals of all are read and the others left out
MANY = 50


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


def whole_months(first: date, last: date) -> bool:
    """Whether a span begins with a month and ends with one: cuts are kept by month."""
    return first.day == 1 and last == _month_end(last)


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


#: dimension ("" for the total) -> (office or None, value) -> sum
Sums = dict[str, dict[tuple[int | None, str], int]]


def preload(
    session: Session, names: Sequence[str], span: Span, offices: Sequence[int], by_office: bool,
    cut: str = "",
) -> None:
    """Read several counts in one statement, for ``read`` to find them."""
    memo: dict[Any, Sums] = session.info.setdefault("counter_sums", {})
    keys = {name: _memo(name, span, offices, by_office, cut) for name in names}
    wanted = sorted(name for name, key in keys.items() if key not in memo)
    if wanted:
        found = _read(session, wanted, span, offices, by_office, cut)
        memo.update({keys[name]: sums for name, sums in found.items()})


def read(
    session: Session, name: str, span: Span, offices: Sequence[int], by_office: bool,
    cut: str = "",
) -> Sums:
    """Sums over the span by dimension; ``by_office`` keeps offices apart.

    Without ``by_office`` all cuts are read at once, else totals and those of ``cut``. A read
    session remembers: a workbook asks for the same counts cut by one thing after another.
    """
    if session.info.get("writes"):
        return _read(session, [name], span, offices, by_office, cut)[name]
    preload(session, [name], span, offices, by_office, cut)
    found: Sums = session.info["counter_sums"][_memo(name, span, offices, by_office, cut)]
    return found


def _memo(name: str, span: Span, offices: Sequence[int], by_office: bool, cut: str) -> Any:
    return name, span, tuple(offices), by_office, cut if by_office else ""


def _first(session: Session, names: Sequence[str], offices: Sequence[int]) -> date:
    """The year in which any of these counts begins for these offices."""
    memo: dict[Any, date] = session.info.setdefault("counters_begin", {})
    key = (tuple(names), tuple(offices))
    if key not in memo:
        tops = [place for place, n in weights(session, offices).items() if n > 0]
        # each its own look at the index: a grouped minimum would walk over all of it
        begins = [
            select(func.min(Counter.day))
            .where(Counter.measure == name, Counter.office_id == place).scalar_subquery()
            for name in names for place in tops
        ] if len(tops) <= TOPS else []
        found = session.execute(select(*begins)).one() if begins else ()
        years = [int(day[:4]) for day in found if day]
        memo[key] = date(min(years), 1, 1) if years else EPOCH
    return memo[key]


def _read(
    session: Session, names: Sequence[str], span: Span, offices: Sequence[int], by_office: bool,
    cut: str,
) -> dict[str, Sums]:
    days = grains_of(span[0] or _first(session, names, offices), span[1])
    shares: dict[int, list[tuple[int | None, int]]] = {}
    if by_office:
        for office in set(offices):
            for place, n in _own(session, office).items():
                shares.setdefault(place, []).append((office, n))
    else:
        shares = {place: [(None, n)] for place, n in weights(session, offices).items()}
    # said in the statement itself: the index of totals is only for it, and holds no key
    none: Any = literal_column("''")
    key: Any = none if by_office and not cut else Counter.key
    query = (
        select(Counter.measure, Counter.office_id, key, func.sum(Counter.value))
        .where(Counter.measure.in_(names), Counter.day.in_(days))
        .group_by(Counter.measure, Counter.office_id, *([] if key is none else [key]))
    )
    if by_office:
        total = Counter.key == none
        query = query.where(or_(total, Counter.key.startswith(f"{cut}=")) if cut else total)
    if cut or not by_office or len(shares) < MANY:  # else one walk along the index is shorter
        query = query.where(Counter.office_id.in_(shares))
    found: dict[str, Sums] = {name: {} for name in names}
    for name, place, said, value in session.execute(query):
        about, _, at = said.partition("=")
        sums = found[name].setdefault(about, {})
        for whose, n in shares.get(place, ()):
            sums[whose, at] = sums.get((whose, at), 0) + n * int(value)
    return found
