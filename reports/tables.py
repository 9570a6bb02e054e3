"""A sheet's table: the figures as asked, in words, with the totals they must agree with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from console.data.figures import dimension, table
from console.data.reporting import Measure, Period, Session
from reports.model import Sheet
from reports.words import Names, word

Column = tuple[str, Any, str]
#: what stands in the first column of the line that counts everybody
ALL = "all"


@dataclass(frozen=True)
class Table:
    """A measure's rows as shown, and as the query gave them.

    ``source``: counters, rows, or the measure's own query. ``blocks``: how many rows each cut
    has, in order, where the table holds several. ``totals``: one a column, None where none.
    """

    measure: Measure
    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    raw: list[tuple[Any, ...]]
    source: str = "query"
    blocks: tuple[int, ...] = ()
    totals: tuple[Any, ...] = field(default=())

    @property
    def hash(self) -> str:
        """Hash of the rows as the query gave them: the same data give the same hash."""
        return digest(self.raw)


def digest(rows: Sequence[tuple[Any, ...]]) -> str:
    """SHA-256 of rows of plain values."""
    text = json.dumps([list(row) for row in rows], ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def raw_rows(
    session: Session, measure: Measure, period: Period, offices: Sequence[int],
    by: Sequence[str] = (), cuts: Sequence[str] = (),
) -> tuple[list[tuple[Any, ...]], str, tuple[Any, ...]]:
    """(rows, source, totals) as plain values. With ``cuts``: (cut, value, figures …) rows."""
    if not measure.figures or not (by or cuts):
        rows = [tuple(row) for row in measure.query(session, period, offices)]
        return rows, "query", ()
    if by:
        found = table(session, measure, period, offices, by)
        return found.rows, found.source, (*[None] * len(by), *found.totals)
    whole = table(session, measure, period, offices)
    rows = [(ALL, None, *whole.totals)]
    for cut in cuts:
        rows += [(cut, *row) for row in table(session, measure, period, offices, (cut,)).rows]
    return rows, whole.source, (None, None, *whole.totals)


def made(
    session: Session, measure: Measure, layout: Sheet, period: Period, offices: Sequence[int],
    names: Names,
) -> Table:
    """The table of one sheet in the reader's language."""
    raw, source, totals = raw_rows(session, measure, period, offices, layout.by, layout.cuts)
    if layout.cuts and measure.figures:
        return _of_cuts(measure, layout, raw, source, totals, names)
    columns = _columns(measure, layout)
    rows = [
        tuple(_said(names, kind, value, key, cut=key in layout.by)
              for (key, _title, kind), value in zip(columns, row, strict=True))
        for row in raw
    ]
    return Table(measure, columns, rows, raw, source, totals=totals)


def _columns(measure: Measure, layout: Sheet) -> tuple[Column, ...]:
    if not (measure.figures and layout.by):
        return tuple(measure.columns)
    cuts = [dimension(measure, key) for key in layout.by]
    return (*((d.key, d.title, d.kind) for d in cuts),
            *((f.key, f.title, f.kind) for f in measure.figures))


def _said(names: Names, kind: str, value: Any, key: str, *, cut: bool) -> Any:
    if value is None and cut:
        return word("unstated", names.language)
    return names.of(kind, value, key)


def _of_cuts(
    measure: Measure, layout: Sheet, raw: list[tuple[Any, ...]], source: str,
    totals: tuple[Any, ...], names: Names,
) -> Table:
    language = names.language
    cuts = {key: dimension(measure, key) for key in layout.cuts}
    columns = (
        ("cut", _titles("cut"), "text"), ("value", _titles("value"), "text"),
        *((f.key, f.title, f.kind) for f in measure.figures),
    )
    rows = []
    for cut, value, *figures in raw:
        if cut == ALL:
            rows.append((word("everybody", language), None, *figures))
            continue
        said = _said(names, cuts[cut].kind, value, cut, cut=True)
        rows.append((cuts[cut].title[language], said, *figures))
    blocks = tuple(sum(row[0] == key for row in raw) for key in (ALL, *layout.cuts))
    return Table(measure, columns, rows, raw, source, blocks, totals)


def _titles(key: str) -> dict[str, str]:
    return {language: word(key, language) for language in ("kk", "ru", "en")}
