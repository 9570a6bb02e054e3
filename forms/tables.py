"""Tables of figures as a PDF: landscape, the header repeated on every page, pages counted.

The words and numbers come ready from whoever asks and are placed as text alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forms.document import LOOK, compile_sheet
from forms.words import STRIP

NARROW, WIDE = 2, 5


@dataclass(frozen=True)
class FigureTable:
    """One table: heading, a note above it, heads, which columns hold numbers, rows.

    ``none`` stands for no row; ``more`` is said below where rows were left out.
    """

    title: str
    note: str
    none: str
    head: tuple[str, ...]
    numbers: tuple[bool, ...]
    rows: Sequence[tuple[str, ...]]
    more: str = ""


def render_tables(
    title: str, facts: Sequence[tuple[str, str]], tables: Sequence[FigureTable], *, lang: str,
    made_on: date, closing: str = "", marks: Sequence[str] = (),
) -> bytes:
    """PDF/A bytes in ``lang``. ``facts`` stand under the title, ``closing`` at the end."""
    doc = {
        "title": title, "lang": lang, "facts": [list(row) for row in facts], "closing": closing,
        "lists": [
            {"title": one.title, "note": one.note, "none": one.none, "head": list(one.head),
             "numbers": list(one.numbers), "more": one.more,
             "widths": [NARROW if number else WIDE for number in one.numbers],
             "rows": [list(row) for row in one.rows]}
            for one in tables
        ],
        "own": False, "number": "", "issued": f"{made_on:%d.%m.%Y}", "verify": "", "qr": "",
        "marks": [], "above": list(marks), "data": {}, "strip": {**STRIP, "kk": STRIP[lang]},
        "translation": None,
    }
    return compile_sheet(LOOK / "tables.typ", doc, made_on)
