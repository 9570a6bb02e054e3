"""The personal employment card as a workbook: card, marks, changes; text is always text."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from console.exchange.writer import text_cell
from forms.cardsheet import CardTable, Row

_HEAD = Font(bold=True)


def card_book(
    title: str, facts: Sequence[Row], parts: Sequence[tuple[str, Sequence[Sequence[Row]]]],
    tables: Sequence[CardTable], exported: str,
) -> bytes:
    """A sheet for the card, one for each table; the first line says who took it and when."""
    book = Workbook(write_only=True)
    _sheet(book, title, (40, 80), [
        [exported], [], *map(list, facts),
        *(line for name, groups in parts for line in _part(name, groups)),
    ])
    for one in tables:
        widths = tuple(12 * width for width in one.widths)
        rows = [list(one.head), *map(list, one.rows)] if one.rows else [[one.none]]
        _sheet(book, one.title, widths, rows, head=bool(one.rows))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _part(name: str, groups: Sequence[Sequence[Row]]) -> list[list[str]]:
    lines: list[list[str]] = [[], [name]]
    for rows in groups:
        lines += [list(row) for row in rows]
    return lines


def _sheet(
    book: Workbook, title: str, widths: Sequence[int], rows: Sequence[Sequence[str]], *,
    head: bool = False,
) -> None:
    sheet = book.create_sheet(title[:31])
    for index, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    if head:
        sheet.freeze_panes = "A2"
    for number, row in enumerate(rows):
        cells = [text_cell(sheet, value) for value in row]
        if head and number == 0:
            for cell in cells:
                cell.font = _HEAD
        sheet.append(cells)
