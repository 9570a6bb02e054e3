"""Forms whose lines are data: each line points at figures of other measures.

A file of ``layouts`` lists lines: number, words, ``of`` (figures added up), ``per`` (what they are
a percentage of) or ``entered`` (a figure somebody entered, as the size of the labour force).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import tomli
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.data.actors import Office
from console.data.content import ContentItem
from console.data.figures import days_of, preload, table
from console.declare import Measure, Period

LAYOUTS = Path(__file__).resolve().parent / "layouts"
Row = tuple[Any, ...]


@cache
def layout(name: str) -> tuple[Mapping[str, Any], ...]:
    """The lines of a layout file."""
    raw = tomli.loads((LAYOUTS / f"{name}.toml").read_text(encoding="utf-8"))
    return tuple(raw["line"])


def lines(name: str) -> Callable[[Session, Period, Sequence[int]], Iterable[Row]]:
    """The query of a layout: rows of number, words, value; None where it cannot be said.

    The measures pointed at are those left with the session (console.data.reporting.judged_at); a
    line of a chapter that is not installed has no value.
    """

    def query(session: Session, period: Period, offices: Sequence[int]) -> Iterable[Row]:
        """The lines with their values."""
        known: Mapping[str, Measure] = session.info.get("measures", {})
        preload(session, _pointed_at(name, known), period, offices, apart=False)
        force = cache(lambda: labour_force(session, period, offices))
        for line in layout(name):
            words = {lang: line[lang] for lang in ("kk", "ru", "en")}
            yield line["number"], words, _value(session, known, line, period, offices, force)

    query.__qualname__ = f"lines.{name}"
    return query


def _pointed_at(name: str, known: Mapping[str, Measure]) -> list[Measure]:
    """Measures that the lines of a layout add up, of the chapters installed."""
    asked = [one for line in layout(name) for key in ("of", "per") for one in line.get(key, ())]
    return [known[m] for m in dict.fromkeys(one["measure"] for one in asked) if m in known]


def _value(
    session: Session, known: Mapping[str, Measure], line: Mapping[str, Any], period: Period,
    offices: Sequence[int], force: Callable[[], int | None],
) -> Any:
    if "entered" in line:
        return force()
    part = _sum(session, known, line["of"], period, offices)
    if "per" in line:
        return _per_cent(part, _sum(session, known, line["per"], period, offices))
    if "per_entered" in line:
        return _per_cent(part, force())
    return part


def _per_cent(part: int | None, whole: int | None) -> float | None:
    return round(100 * part / whole, 1) if part is not None and whole else None


def _sum(
    session: Session, known: Mapping[str, Measure], asked: Sequence[Mapping[str, Any]],
    period: Period, offices: Sequence[int],
) -> int | None:
    total = 0
    for one in asked:
        measure, where = known.get(one["measure"]), one.get("where", {})
        if measure is None:
            return None
        at = [f.key for f in measure.figures].index(one["figure"])
        found = table(session, measure, period, offices, tuple(where))
        if not where:
            total += found.totals[at]
        wanted = [set(values) for values in where.values()]
        total += sum(
            row[len(where) + at] for row in found.rows
            if where and all(v in some for v, some in zip(row, wanted, strict=False))
        )
    return total


def labour_force(session: Session, period: Period, offices: Sequence[int]) -> int | None:
    """The labour force of the topmost office asked about, as entered for the period's last day."""
    rows = session.execute(select(Office.path, Office.code).where(Office.id.in_(offices)))
    codes = {row.path: row.code for row in rows}
    if not codes:
        return None
    top = codes[min(codes, key=lambda path: (path.count("/"), path))]
    last = days_of(period).last.isoformat()
    found = [
        item for item in session.scalars(select(ContentItem.data).where(
            ContentItem.type == "labour_force", ContentItem.state == "published"))
        if item.get("place") == top and str(item.get("from", "")) <= last
    ]
    newest = max(found, key=lambda item: str(item["from"]), default=None)
    return int(newest["persons"]) if newest else None
