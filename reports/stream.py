"""A sheet of any length: openpyxl makes the workbook, the rows are streamed into it as text.

openpyxl draws heading, styles, widths, print set-up and one sample row; its sheet is opened as a
part of the zip file and the rows are written where the sample stood. Most of the time of a cell
made one by one is Python objects; here a batch is encoded column by column. Memory does not grow
with the rows, and a text is an inline string, never a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from math import isfinite
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.model import ReportError

#: Excel's own limits
MOST_ROWS, LONGEST_CELL = 1_048_576, 32_767
#: Fast compression: a register is text that shrinks well at any level.
LEVEL = 1
FORMATS = {"int": "#,##0", "number": "0.0", "date": "dd.mm.yyyy", "datetime": "dd.mm.yyyy hh:mm"}
#: Excel's day 0 as an ordinal; exact for days after February 1900
DAY_ZERO = date(1899, 12, 30).toordinal()
DAY = 86_400
_CELL = re.compile(r'<c r="[A-Z]+\d+"(?: s="(\d+)")?')
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: the same without the mark between the texts of a column
_INNER = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Encode = Callable[[Sequence[Any]], list[str]]


class TooManyRows(ReportError):
    """More rows than a sheet can hold."""


def sample_row(sheet: Worksheet, row: int, kinds: Sequence[str]) -> None:
    """Put the row that ``write`` replaces: a cell of each column's format."""
    for at, kind in enumerate(kinds, 1):
        cell = sheet.cell(row, at, 0 if kind in FORMATS else "")
        cell.number_format = FORMATS.get(kind, "General")


def write(
    book: Workbook, sheet: Worksheet, kinds: Sequence[str],
    batches: Iterable[Sequence[Sequence[Any]]], target: Path,
    finish: Callable[[int], None] | None = None,
) -> int:
    """Write ``book`` to ``target`` with the rows of ``batches`` in ``sheet``; returns their number.

    The last row of ``sheet`` is its ``sample_row``; the one above is the header, which gets a
    filter over all rows. ``kinds`` are text, int, number, date, datetime, one for each column;
    datetimes are naive, in the reader's zone; None stays an empty cell. ``finish`` is told the
    number of rows and may still fill the sheets after ``sheet``. Raises TooManyRows.
    """
    first: int = sheet.max_row
    sheet.auto_filter.ref = _span(first, len(kinds), first)
    place = _place(book, sheet)
    head, row, tail = _cut(_saved(book).read(place).decode(), first)
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=LEVEL) as out:
        with out.open(_info(place), "w", force_zip64=True) as part:
            part.write(head.encode())
            last: int = _rows(part.write, _encoders(row, kinds), batches, first)
            tail = tail.replace(_span(first, len(kinds), first), _span(first, len(kinds), last))
            part.write(tail.encode())
        if finish is not None:
            finish(last - first + 1)
        parts = _saved(book)  # this sheet's strings and styles come first: they keep their places
        for name in parts.namelist():
            if name != place:
                out.writestr(_info(name), _with_filter(parts.read(name), name, first, last))
    return last - first + 1


def _saved(book: Workbook) -> ZipFile:
    plain = io.BytesIO()
    book.save(plain)
    return ZipFile(plain)


def _span(first: int, columns: int, last: int) -> str:
    return f"A{first - 1}:{get_column_letter(columns)}{max(last, first)}"


def _with_filter(content: bytes, name: str, first: int, last: int) -> bytes:
    """The name that Excel keeps of a filter spans all rows as well."""
    if name != "xl/workbook.xml":
        return content
    mark = rb"(\$A\$" + str(first - 1).encode() + rb":\$[A-Z]+\$)" + str(first).encode() + rb"\b"
    return re.sub(mark, rb"\g<1>" + str(max(last, first)).encode(), content)


def _place(book: Workbook, sheet: Worksheet) -> str:
    return f"xl/worksheets/sheet{book.worksheets.index(sheet) + 1}.xml"


def _info(name: str) -> ZipInfo:
    made = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    made.compress_type = ZIP_DEFLATED
    made._compresslevel = LEVEL  # type: ignore[attr-defined]
    return made


def _cut(text: str, row: int) -> tuple[str, str, str]:
    """What is before the sample row, the row itself, what follows."""
    start = text.index(f'<row r="{row}"')
    end = text.index("</row>", start) + len("</row>")
    head = re.sub(r'<dimension ref="[^"]*" ?/>', "", text[:start])
    return head, text[start:end], text[end:]


def _encoders(row: str, kinds: Sequence[str]) -> list[Encode]:
    styles = [int(found or 0) for found in _CELL.findall(row)]
    return [_encoder(kind, style) for kind, style in zip(kinds, styles, strict=True)]


def _rows(
    put: Callable[[bytes], Any], encoders: Sequence[Encode],
    batches: Iterable[Sequence[Sequence[Any]]], first: int,
) -> int:
    """Write every batch; returns the number of the last row written."""
    at = first
    for batch in batches:
        if not batch:
            continue
        if at + len(batch) > MOST_ROWS:
            raise TooManyRows(f"A sheet holds {MOST_ROWS:,} rows: choose a shorter period.")
        columns = [encode(values) for encode, values in zip(encoders, zip(*batch, strict=True),
                                                            strict=True)]
        lines = map("".join, zip(*columns, strict=True))
        put("".join([f'<row r="{n}">{line}</row>' for n, line in enumerate(lines, at)]).encode())
        at += len(batch)
    return at - 1


# ---- columns


def _encoder(kind: str, style: int) -> Encode:
    styled = f' s="{style}"' if style else ""
    empty = f"<c{styled}/>"
    if kind in ("int", "number"):
        return lambda values: [
            empty if v is None or not isfinite(v) else f"<c{styled}><v>{v}</v></c>" for v in values
        ]
    if kind == "date":
        return lambda values: [
            empty if v is None else f"<c{styled}><v>{v.toordinal() - DAY_ZERO}</v></c>"
            for v in values
        ]
    if kind == "datetime":
        return lambda values: [
            empty if v is None else f"<c{styled}><v>{_serial(v)}</v></c>" for v in values
        ]
    return lambda values: _texts(values, styled, empty)


def _serial(moment: datetime) -> float:
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return moment.toordinal() - DAY_ZERO + seconds / DAY


def _texts(values: Sequence[Any], styled: str, empty: str) -> list[str]:
    """Inline strings; what has to be escaped is looked for once in the whole column."""
    texts = ["" if v is None else v for v in values]
    whole = "\x00".join(texts)
    if whole.count("\x00") != len(texts) - 1 or len(whole) > LONGEST_CELL:
        texts = [_FORBIDDEN.sub("", t)[:LONGEST_CELL] for t in texts]
        whole = "\x00".join(texts)
    # nearly every column is of printable characters: that is known without looking for the others
    if not "".join(texts).isprintable() or "&" in whole or "<" in whole or ">" in whole:
        whole = _escaped(whole)
        texts = whole.split("\x00")
    spaced = "\n" in whole or [t.strip() for t in texts] != texts
    keep = ' xml:space="preserve"' if spaced else ""
    head, tail = f'<c{styled} t="inlineStr"><is><t{keep}>', "</t></is></c>"
    return [f"{head}{t}{tail}" if t else empty for t in texts]


def _escaped(whole: str) -> str:
    text = _INNER.sub("", whole) if _INNER.search(whole) else whole
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;")
