"""Rows of an untrusted workbook: its first sheet, by the keys in its first row."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from console.errors import Invalid, TooLarge
from console.exchange.columns import Column
from console.exchange.safety import MOST_COLUMNS, MOST_ROWS, TOO_MANY, NotWorkbook, check_workbook

#: rows above the data: keys, labels
HEAD = 2
OWN = ("number", "version", "state")
LONGEST = 10_000
UNKNOWN = {
    "kk": "Белгісіз баған: {key}.", "ru": "Неизвестный столбец: {key}.",
    "en": "Unknown column: {key}.",
}
MISSING = {
    "kk": "Баған жоқ: {key}.", "ru": "Нет столбца: {key}.", "en": "The column {key} is missing.",
}
TWICE = {
    "kk": "Баған қайталанған: {key}.", "ru": "Столбец повторяется: {key}.",
    "en": "The column {key} is there twice.",
}


@dataclass(frozen=True)
class Line:
    """A row of the sheet: its number as people see it, and its cells by column key."""

    row: int
    cells: dict[str, Any] = field(default_factory=dict)


def read_rows(content: bytes, columns: list[Column], *, limit: int = MOST_ROWS) -> list[Line]:
    """Rows that hold anything, at most ``limit``. Raises NotWorkbook, Unsafe, TooLarge, Invalid."""
    check_workbook(content)
    try:
        import openpyxl  # here: most starts read no workbook

        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            return _rows(book, columns, limit)
        finally:
            book.close()
    except (Invalid, TooLarge):
        raise
    except Exception as error:
        # whatever a parser stumbles over in a stranger's file is the file's fault
        raise NotWorkbook() from error


def _rows(book: Any, columns: list[Column], limit: int) -> list[Line]:
    sheet = book.worksheets[0]
    sheet.reset_dimensions()
    keys: list[str] = []
    found: list[Line] = []
    rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
    for number, values in enumerate(rows, 1):
        if number == 1:
            keys = keys_of(values, columns)
        if number <= HEAD or all(v in (None, "") for v in values):
            continue
        cells = {k: cut(v) for k, v in zip(keys, values, strict=False) if k and v is not None}
        found.append(Line(number, cells))
        if len(found) > limit:
            raise TooLarge(TOO_MANY)
    if not keys:
        raise NotWorkbook()
    return found


def keys_of(values: Any, columns: list[Column], own: Sequence[str] = OWN) -> list[str]:
    """The keys of the first row; Invalid for unknown, repeated and missing ones."""
    keys = [str(v).strip() if v is not None else "" for v in values]
    known = {c.key for c in columns} | set(own)
    faults = [_said(UNKNOWN, k) for k in keys if k and k not in known]
    faults += [_said(TWICE, k) for k in sorted(known) if keys.count(k) > 1]
    faults += [_said(MISSING, c.key) for c in columns if c.required and c.key not in keys]
    if faults:
        raise Invalid(fields={"file": faults[:20]})
    return keys


def _said(texts: dict[str, str], key: str) -> dict[str, str]:
    return {lang: text.format(key=key[:60]) for lang, text in texts.items()}


def cut(value: Any) -> Any:
    """Longer text than any field takes is refused by its field without being carried along."""
    return value[: LONGEST + 1] if isinstance(value, str) else value
