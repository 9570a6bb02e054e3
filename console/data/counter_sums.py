"""Reading the daily counters: a span as years, months and days, offices as branches of the tree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import product
from typing import Any

from sqlalchemy import Select, bindparam, func, literal_column, or_, select
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
    known = _known(session, span, offices, by_office, cut)
    wanted = sorted(set(names) - known.keys())
    if wanted:
        known.update(_read(session, wanted, span, offices, by_office, cut))


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
    known = _known(session, span, offices, by_office, cut)
    if name not in known:
        known.update(_read(session, [name], span, offices, by_office, cut))
    return known[name]


def _known(
    session: Session, span: Span, offices: Sequence[int], by_office: bool, cut: str
) -> dict[str, Sums]:
    """Count -> sums, as far as this session has read them for such a question."""
    memo: dict[Any, dict[str, Sums]] = session.info.setdefault("counter_sums", {})
    key = span, tuple(offices), by_office, cut if by_office else ""
    return memo.setdefault(key, {})


@cache
def _begins(count: int) -> Select[Any]:
    """First days of so many pairs of a count and an office.

    Each is its own look at the index: a grouped minimum would walk over all of it.
    """
    return select(*[
        select(func.min(Counter.day))
        .where(Counter.measure == bindparam(f"measure{at}"),
               Counter.office_id == bindparam(f"office{at}")).scalar_subquery()
        for at in range(count)
    ])


def _first(session: Session, names: Sequence[str], offices: Sequence[int]) -> date:
    """The year in which any of these counts begins for these offices."""
    memo: dict[Any, date] = session.info.setdefault("counters_begin", {})
    key = (tuple(names), tuple(offices))
    if key not in memo:
        tops = [place for place, n in weights(session, offices).items() if n > 0]
        found = session.execute(_begins(len(names) * len(tops)), {
            f"{what}{at}": value
            for at, pair in enumerate(product(names, tops))
            for what, value in zip(("measure", "office"), pair, strict=True)
        }).one() if tops and len(tops) <= TOPS else ()
        years = [int(day[:4]) for day in found if day]
        memo[key] = date(min(years), 1, 1) if years else EPOCH
    return memo[key]


def _shares(
    session: Session, offices: Sequence[int], by_office: bool
) -> dict[int, list[tuple[int | None, int]]]:
    """Office of a counter -> the offices asked for that it adds to (+1) or is taken from (-1)."""
    memo: dict[Any, dict[int, list[tuple[int | None, int]]]]
    memo = session.info.setdefault("office_shares", {})
    found = memo.setdefault((tuple(offices), by_office), {})
    if not found and by_office:
        for office in set(offices):
            for below, n in _own(session, office).items():
                found.setdefault(below, []).append((office, n))
    elif not found:
        found.update({top: [(None, n)] for top, n in weights(session, offices).items()})
    return found


def _read(
    session: Session, names: Sequence[str], span: Span, offices: Sequence[int], by_office: bool,
    cut: str,
) -> dict[str, Sums]:
    days = grains_of(span[0] or _first(session, names, offices), span[1])
    shares = _shares(session, offices, by_office)
    few = bool(cut) or not by_office or len(shares) < MANY
    # else one walk along the totals; a sum is no column, so that SQLite does not walk over every
    # day of the other index only because the groups lie in order there
    place: Any = Counter.office_id if few else Counter.office_id + literal_column("0")
    # said in the statement itself: the index of totals is only for it, and holds no key
    none: Any = literal_column("''")
    key: Any = none if by_office and not cut else Counter.key
    query = (
        select(Counter.measure, place, key, func.sum(Counter.value))
        .where(Counter.measure.in_(names), Counter.day.in_(days))
        .group_by(Counter.measure, place, *([] if key is none else [key]))
    )
    if by_office:
        total = Counter.key == none
        query = query.where(or_(total, Counter.key.startswith(f"{cut}=")) if cut else total)
    if few:
        query = query.where(Counter.office_id.in_(shares))
    found: dict[str, Sums] = {name: {} for name in names}
    # plain rows: making them the mapper's costs as much as reading them
    for name, office, said, value in session.connection().execute(query).all():
        about, _, at = said.partition("=") if said else ("", "", "")
        sums, value = found[name].setdefault(about, {}), int(value)
        for whose, n in shares.get(office, ()):
            cell = whose, at
            sums[cell] = sums.get(cell, 0) + n * value
    return found
