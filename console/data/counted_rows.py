"""The rows behind a figure: counted anew in any cut, and listed down to the case."""

from __future__ import annotations

from collections import Counter as Bag
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Date,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import Session

from console.data.case import Case
from console.data.counting import Count
from console.data.dimensions import NOTHING, Dimension
from console.data.guard import scope_of

if TYPE_CHECKING:
    from console.data.figures import Days, Figure

TOTAL = ("\0total",)
#: digits of a number of months that is no number of ours
MONTHS_LONG = 5


def conditions(
    session: Session, one: Figure, days: Days, offices: Sequence[int]
) -> list[ColumnElement[bool]]:
    """Conditions of the rows that a figure counts."""
    count = one.count
    assert count is not None
    found = [count.held(), _place(session, count, offices)]
    day = getattr(count.model, count.day)
    if one.how == "flow":
        if one.minus is not None:
            found.append(case((one.minus.held(), 1), else_=0) == 0)
        return [*found, _between(day, days)]
    until = days.last if one.how == "end" else days.eve
    found.append(day <= _edge(day, until, days, one.how))
    if one.minus is not None:
        gone = getattr(one.minus.model, one.minus.day)
        found.append(or_(gone.is_(None), gone > _edge(gone, until, days, one.how)))
    return found


def _place(session: Session, count: Count, offices: Sequence[int]) -> ColumnElement[bool]:
    """Rows of the offices; for a reader who sees rows as an authority, those of its own too."""
    office = getattr(count.model, count.office)
    scope = scope_of(session)
    authority = getattr(count.model, "authority_id", None)
    if scope.everything or set(offices) <= set(scope.office) or authority is None:
        return office.in_(offices)  # type: ignore[no-any-return]
    village = getattr(count.model, "village_id", None)
    terms = [office.in_(offices), authority.in_(offices)]
    return or_(*terms, *([village.in_(offices)] if village is not None else []))


def _between(day: Any, days: Days) -> ColumnElement[bool]:
    if isinstance(day.type, Date):
        return and_(day >= days.first, day <= days.last)
    return and_(day >= days.period.start, day <= days.period.end)


def _edge(day: Any, until: date, days: Days, how: str) -> Any:
    """The last day, or for an instant the last moment, before the stock is taken."""
    if isinstance(day.type, Date):
        return until
    return days.period.end if how == "end" else days.period.start


def grouped(
    session: Session, count: Count, terms: Sequence[ColumnElement[bool]],
    cuts: Sequence[Dimension],
) -> dict[tuple[str, ...], int]:
    """Values of every combination of the cuts, and TOTAL."""
    model = count.model
    if all(c.in_sql for c in cuts):
        keys = [c.sql(model) for c in cuts]
        amount = (func.coalesce(func.sum(getattr(model, count.amount)), 0) if count.amount
                  else func.count(model.id))
        found: dict[tuple[str, ...], int] = {}
        for row in session.execute(select(*keys, amount).where(*terms).group_by(*keys)):
            key = tuple(NOTHING if v is None else str(v) for v in row[:-1])
            found[key] = found.get(key, 0) + int(row[-1])
        return {**found, TOTAL: sum(found.values())}
    names = list(dict.fromkeys(c for d in cuts for c in d.columns))
    names += [count.amount] if count.amount else []
    bag: Bag[tuple[str, ...]] = Bag({TOTAL: 0})
    for row in session.execute(select(*(getattr(model, n) for n in names)).where(*terms)):
        get = dict(zip(names, row, strict=True)).__getitem__
        n = int(get(count.amount) or 0) if count.amount else 1
        bag[TOTAL] += n
        places: list[tuple[str, ...]] = [()]
        for cut in cuts:
            places = [(*p, v) for p in places for v in cut.values(get)]
        for place in places:
            bag[place] += n
    return dict(bag)


# ---- listed


@dataclass(frozen=True)
class Behind:
    """The rows of one cell. ``query`` selects id, day, office_id, person_id, case_id, number.

    Order and page it by ``key`` (the row's id); ``conditions`` alone count them.
    """

    query: Any
    key: Any
    conditions: tuple[Any, ...]
    model: Any


def behind(
    session: Session, one: Figure, days: Days, offices: Sequence[int],
    cuts: Sequence[tuple[Dimension, Any]] = (),
) -> Behind:
    """The rows that a cell counts, each down to its case where it has one."""
    assert one.count is not None
    model = one.count.model
    terms = conditions(session, one, days, offices)
    terms += [_cut(one, cut, value, days) for cut, value in cuts]
    own = _case(model)
    columns = (
        model.id.label("id"), getattr(model, one.count.day).label("day"),
        getattr(model, one.count.office).label("office_id"),
        getattr(model, "person_id", null()).label("person_id"),
        own.label("case_id"),
    )
    query = select(*columns).where(*terms)
    return Behind(query, model.id, tuple(terms), model)


def _case(model: Any) -> Any:
    """The case a row hangs on: its own, the last of its episode, the vacancy's."""
    if model is Case:
        return Case.id
    if hasattr(model, "case_id"):
        return model.case_id
    if hasattr(model, "episode_id"):
        return (select(func.max(Case.id)).where(Case.episode_id == model.episode_id)
                .correlate(model).scalar_subquery())
    if hasattr(model, "case_number"):
        return (select(Case.id).where(Case.number == model.case_number)
                .correlate(model).scalar_subquery())
    return null()


def _cut(one: Figure, cut: Dimension, value: Any, days: Days) -> ColumnElement[bool]:
    """Condition of one value of a dimension; None and "" are rows without a value."""
    assert one.count is not None
    model, empty = one.count.model, value in (None, "")
    if cut.of_stock and one.how != "flow":
        return _months_held(one, cut, str(value or ""), days)
    found = next((d for d in one.count.by if d.key == cut.key), cut)
    column = getattr(model, found.column)
    if found.inner:
        last = found.inner.rpartition(".")[2]
        return cast(column, String).like(f'%"{last}": "{_plain(value)}"%', escape="\\")
    if found.key == "office":
        return column == int(value)  # type: ignore[no-any-return]
    expression = found.sql(model)
    return expression.is_(None) if empty else expression == str(value)


def _plain(value: Any) -> str:
    text = str(value or "")
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace('"', "")


def _months_held(one: Figure, cut: Dimension, value: str, days: Days) -> ColumnElement[bool]:
    """Rows that have been held for a band of calendar months when the stock is taken."""
    assert one.count is not None
    since = next(d for d in one.count.by if d.key == cut.of_stock)
    column = getattr(one.count.model, since.column)
    if not value:
        return column.is_(None)  # type: ignore[no-any-return]
    until = days.last if one.how == "end" else days.eve
    low, _, high = value.partition("-")
    if not all(len(n) < MONTHS_LONG and (n.isascii() and n.isdigit() or not n)
               for n in (low, high)):
        return literal(False)
    terms: list[Any] = []
    if low:
        terms.append(column < _month(until, int(low) - 1))
    if high:
        terms.append(column >= _month(until, int(high)))
    return and_(*terms) if terms else literal(True)


def _month(day: date, back: int) -> date:
    """The first day of the month so many months before that of ``day``."""
    at = 12 * day.year + day.month - 1 - back
    return date(at // 12, at % 12 + 1, 1)
