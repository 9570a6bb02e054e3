"""Vacancy files as rows: the workbook with its lists, XML and JSON; and the workbook of faults."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from console.errors import Invalid, Refusal, TooLarge
from console.exchange.columns import Column, columns_of, payload_of
from console.exchange.reader import HEAD, cut, keys_of
from console.exchange.safety import (
    LARGEST_FILE,
    MOST_COLUMNS,
    TOO_MANY,
    NotWorkbook,
    Unsafe,
    check_workbook,
)
from console.exchange.vacancies import MOST_ROWS, Given
from forms.dictionaries import Lookup
from forms.model import Form

#: what a sheet of so many rows may unpack to
LARGEST_SHEET = 80 * 1024 * 1024
#: fields only the center fills in
AT_CENTER = ("person", "staff")
NOT_FILE = {
    "kk": "Файл Excel, XML немесе JSON емес не бүлінген.",
    "ru": "Это не файл Excel, XML или JSON, или он поврежден.",
    "en": "This is no Excel, XML or JSON file, or it is damaged.",
}


class NotFile(Refusal):
    """A file of no known kind."""

    code = "not_vacancy_file"
    default = NOT_FILE


def vacancy_columns(form: Form, lookup: Lookup, *, own: bool) -> list[Column]:
    """Columns of the sheet: the employer's own number first; ``own``: without the center's."""
    found = columns_of(form, lookup)
    taken = ("person",) if own else AT_CENTER
    first = [c for c in found if c.key == "external_id"]
    return first + [c for c in found if c.spec.filled_by in taken]


def rows_of(content: bytes, columns: list[Column]) -> Iterator[Given]:
    """The rows of a file of any of the three kinds. Refuses what is none or is unsafe."""
    if len(content) > LARGEST_FILE:
        raise TooLarge()
    head = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if content[:2] == b"PK":
        return _workbook(content, columns)
    if head[:1] in (b"[", b"{"):
        return _json(content)
    if head[:1] == b"<":
        return _xml(content, columns)
    raise NotFile()


def _workbook(content: bytes, columns: list[Column]) -> Iterator[Given]:
    check_workbook(content, rows=MOST_ROWS + HEAD, unpacked=LARGEST_SHEET)
    return _sheet(content, columns)


def _sheet(content: bytes, columns: list[Column]) -> Iterator[Given]:
    from console.exchange import quick

    keys: list[str] = []
    try:
        for number, values in quick.rows(content, MOST_COLUMNS):
            if number == 1:
                keys = keys_of(values, columns, ())
            if number <= HEAD or all(v in (None, "") for v in values):
                continue
            if not keys:
                raise NotWorkbook()
            cells = {k: cut(v) for k, v in zip(keys, values, strict=False)
                     if k and v is not None}
            yield Given(number, payload_of(columns, cells))
    except (Invalid, Refusal):
        raise
    except (etree.XMLSyntaxError, KeyError, ValueError, IndexError, TypeError,
            AttributeError, OverflowError) as error:
        # whatever a reader stumbles over in a stranger's file is the file's fault
        raise NotWorkbook() from error
    if not keys:
        raise NotWorkbook()


def _json(content: bytes) -> Iterator[Given]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotFile() from error
    return given(found.get("vacancies") if isinstance(found, dict) else found)


def given(items: Any) -> Iterator[Given]:
    """Items of a feed or JSON file as rows counted from 1."""
    if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
        raise NotFile()
    if len(items) > MOST_ROWS:
        raise TooLarge(TOO_MANY)
    return (Given(number, one) for number, one in enumerate(items, 1))


def _xml(content: bytes, columns: list[Column]) -> Iterator[Given]:
    large = content.upper()
    if b"<!DOCTYPE" in large or b"<!ENTITY" in large or b"\x00" in content[:200]:
        raise Unsafe()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotFile() from error
    items = [one for one in root if one.tag == "vacancy"]
    if root.tag != "vacancies" or len(items) > MOST_ROWS:
        raise NotFile() if root.tag != "vacancies" else TooLarge(TOO_MANY)
    known = {c.key for c in columns}
    return (_element(number, one, columns, known) for number, one in enumerate(items, 1))


def _element(number: int, item: Any, columns: list[Column], known: set[str]) -> Given:
    cells: dict[str, Any] = {}
    for member in item:
        if not isinstance(member.tag, str):
            continue
        parts = [part for part in member if isinstance(part.tag, str)]
        if not parts:
            cells[member.tag] = cut((member.text or "").strip())
        for part in parts:
            cells[f"{member.tag}.{part.tag}"] = cut((part.text or "").strip())
    unread = tuple(sorted(set(cells) - known))[:20]
    return Given(number, payload_of(columns, cells), unread)


# ---- the workbook of faults
def place_of(path: str, columns: Sequence[Column]) -> tuple[str, Column | None]:
    """Letter of the column a fault belongs to, and the column; "" where it is the whole row."""
    from openpyxl.utils import get_column_letter

    for index, column in enumerate(columns, 1):
        if column.key == path or column.key.startswith(f"{path}.") or path == column.spec.key:
            return get_column_letter(index), column
    return "", None


HEADINGS: Mapping[str, tuple[str, ...]] = {
    "kk": ("Жол", "Баған", "Өріс", "Қате"),
    "ru": ("Строка", "Столбец", "Поле", "Ошибка"),
    "en": ("Row", "Column", "Field", "Fault"),
}


def faults_book(faults: Sequence[Mapping[str, Any]], columns: Sequence[Column], lang: str) -> bytes:
    """A workbook with every fault: row, column, field, sentence. Text is always text."""
    from openpyxl import Workbook

    from console.exchange.writer import text_cell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(HEADINGS[lang][3])
    for letter, width in (("A", 8), ("B", 10), ("C", 40), ("D", 90)):
        sheet.column_dimensions[letter].width = width
    sheet.append([text_cell(sheet, t) for t in HEADINGS[lang]])
    for fault in faults:
        letter, column = place_of(fault["path"], columns)
        label = column.label[lang] if column else ""
        sheet.append([fault["row"], text_cell(sheet, letter), text_cell(sheet, label),
                      text_cell(sheet, fault["text"][lang])])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
