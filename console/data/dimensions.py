"""Dimensions: what figures are cut by, each said once for a row in hand and once for SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, case, cast, extract, func

from console.declare import Label

#: what stands for an empty value in a counter's key
NOTHING = ""


@dataclass(frozen=True)
class Dimension:
    """A cut: ``kind`` is the type of its column in a table (``code/sex``, text, office).

    ``column`` of the row; with ``inner`` it holds a list of objects and each one's ``inner`` is a
    value (``facts.grounds.code``: the list lies deeper); with ``edges`` it is a number and the
    value is the band it lies in (``0-29``, ``30-``); with ``until`` it is a day and the value is
    the band of calendar months from it to the day of the column ``until``; ``first``: only so
    many characters of it (a classifier's group, a month).
    ``of_stock``: the dimension whose months are counted up to the day asked about, for stocks.
    """

    key: str
    title: Label
    kind: str
    column: str
    inner: str = ""
    edges: tuple[int, ...] = ()
    until: str = ""
    first: int = 0
    of_stock: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns it looks at."""
        return (self.column, self.until) if self.until else (self.column,)

    @property
    def in_sql(self) -> bool:
        """Whether SQL can say its value; a list of objects is unpacked in Python."""
        return not self.inner

    def values(self, get: Callable[[str], Any]) -> list[str]:
        """Values of a row: one, or as many as its list holds."""
        value = get(self.column)
        if self.inner:
            *path, last = self.inner.split(".")
            for part in path:
                value = (value or {}).get(part)
            return list(dict.fromkeys(str(one.get(last) or NOTHING) for one in value or ()))
        if value is None:
            return [NOTHING]
        if self.until:
            end = get(self.until)
            return [NOTHING if end is None else band(months(value, end), self.edges)]
        if self.edges:
            return [band(value, self.edges)]
        text = str(value)
        return [text[: self.first] if self.first else text]

    def sql(self, model: Any) -> ColumnElement[Any]:
        """The same value as SQL; only where ``in_sql``."""
        column = getattr(model, self.column)
        if self.until:
            end = getattr(model, self.until)
            column = 12 * (_part("year", end) - _part("year", column)) + (
                _part("month", end) - _part("month", column))
        elif self.first:
            column = func.substr(cast(column, String), 1, self.first)
        if not self.edges:
            return cast(column, String)
        bands = [(column < edge, band(low, self.edges))
                 for low, edge in zip((self.edges[0] - 1, *self.edges), self.edges, strict=False)]
        return case((column.is_(None), None), *bands, else_=band(self.edges[-1], self.edges))


def _part(what: str, column: Any) -> Any:
    return cast(extract(what, column), Integer)


def months(start: date, end: date | datetime) -> int:
    """Calendar months from one day to another: from 31 January to 1 February is one."""
    return 12 * (end.year - start.year) + end.month - start.month


def band(value: float, edges: tuple[int, ...]) -> str:
    """The band a number lies in: ``-0`` below the first edge, then ``0-29``, ``30-``."""
    at = sum(value >= edge for edge in edges)
    low = f"{edges[at - 1]}" if at else ""
    high = f"{edges[at] - 1}" if at < len(edges) else ""
    return f"{low}-{high}"
