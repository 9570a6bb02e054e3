"""The personal employment card as a PDF: what it holds, its marks, every change with its source.

The words come ready from whoever asks: they were typed by people and are placed as text alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forms.document import LOOK, compile_sheet
from forms.words import STRIP

Row = tuple[str, str]


@dataclass(frozen=True)
class CardTable:
    """A table of the card: heading, what stands for no row, column heads with widths, rows."""

    title: str
    none: str
    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Sequence[tuple[str, ...]]


def render_card(
    title: str, subtitle: str, facts: Sequence[Row],
    parts: Sequence[tuple[str, Sequence[Sequence[Row]]]], tables: Sequence[CardTable],
    *, lang: str, made_on: date, marks: Sequence[str] = (),
) -> bytes:
    """The card as PDF/A bytes, in ``lang``; ``marks`` are sentences shown on top."""
    doc = {
        "title": title, "subtitle": subtitle, "lang": lang, "facts": [list(row) for row in facts],
        "parts": [
            {"title": name, "rows": [[list(row) for row in rows] for rows in groups]}
            for name, groups in parts
        ],
        "lists": [
            {"title": one.title, "none": one.none, "head": list(one.head),
             "widths": list(one.widths), "rows": [list(row) for row in one.rows]}
            for one in tables
        ],
        "own": False, "number": "", "issued": f"{made_on:%d.%m.%Y}", "verify": "", "qr": "",
        "marks": list(marks), "data": {}, "strip": {**STRIP, "kk": STRIP[lang]},
        "translation": None,
    }
    return compile_sheet(LOOK / "employment_card.typ", doc, made_on)
