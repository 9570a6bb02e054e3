"""Workbooks made here: the template to fill in, and the export of a list.

Cells are typed; text is always text, so that nothing a stranger wrote becomes a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from console.exchange.columns import OWN_LABELS, YES_NO, Column, cell_of
from console.exchange.reader import OWN
from forms.model import Form

LONGEST_CELL = 32_000
VALIDATED_ROWS = 5002
GUIDE: Mapping[str, tuple[str, ...]] = {
    "kk": ("Бірінші жолды өзгертпеңіз: бағандарды бағдарлама сол бойынша таниды.",
           "Жаңа жазба үшін «number» бағанын бос қалдырыңыз.",
           "Тізімдерде кодтар жазылады; олар «codes» парағында.",
           "Күндер: КК.АА.ЖЖЖЖ."),
    "ru": ("Не меняйте первую строку: по ней программа узнает столбцы.",
           "Для новой записи оставьте столбец «number» пустым.",
           "В списках пишутся коды; они на листе «codes».",
           "Даты: ДД.ММ.ГГГГ."),
    "en": ("Do not change the first row: columns are recognised by it.",
           "Leave the column \"number\" empty for a new record.",
           "Lists take codes; they are on the sheet \"codes\".",
           "Dates: DD.MM.YYYY."),
}
_HEAD = Font(bold=True)
_GREY = Font(color="808080", size=9)
_FILL = PatternFill("solid", fgColor="E8EEF7")


def template(
    form: Form, columns: Sequence[Column], lang: str, own: Sequence[str] = OWN
) -> bytes:
    """An empty workbook with lists to choose from and a page that explains it."""
    book = Workbook(write_only=True)
    sheet = _sheet(book, form, columns, lang, own)
    places = _places(columns)
    for index, column in enumerate(columns, len(own) + 1):
        letter = get_column_letter(index)
        if column.key in places:
            first, last = places[column.key]
            _validate(sheet, letter, f"codes!$B${first}:$B${last}")
        elif column.spec.type in ("bool", "consent"):
            _validate(sheet, letter, f'"{",".join(YES_NO)}"')
    _codes_sheet(book, columns, lang)
    guide = book.create_sheet("guide")
    guide.column_dimensions["A"].width = 90
    for line in GUIDE[lang] if own else GUIDE[lang][::2] + GUIDE[lang][3:]:
        guide.append([text_cell(guide, line)])
    return _bytes(book)


def export(
    form: Form, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]], lang: str,
    exported_by: str,
) -> bytes:
    """A workbook of items: each row has ``number``, ``version``, ``state`` and ``data``.

    It may be edited and imported again. The last sheet says who exported it.
    """
    book = Workbook(write_only=True)
    sheet = _sheet(book, form, columns, lang)
    for row in rows:
        own = [cell(sheet, row[name]) for name in OWN]
        sheet.append([*own, *(cell(sheet, cell_of(c, row["data"])) for c in columns)])
    _codes_sheet(book, columns, lang)
    note = book.create_sheet("export")
    note.column_dimensions["A"].width = 90
    note.append([text_cell(note, exported_by)])
    return _bytes(book)


def _sheet(
    book: Any, form: Form, columns: Sequence[Column], lang: str, own: Sequence[str] = OWN
) -> Any:
    title = re.sub(r"[\\/*?:\[\]]", " ", form.title[lang])[:31]
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A3"
    keys = [*own, *(c.key for c in columns)]
    for index in range(1, len(keys) + 1):
        sheet.column_dimensions[get_column_letter(index)].width = 22
    sheet.append([_styled(sheet, key, _GREY) for key in keys])
    labels = [OWN_LABELS[name][lang] for name in own]
    labels += [c.label[lang] + (" *" if c.required else "") for c in columns]
    sheet.append([_styled(sheet, label, _HEAD, fill=True) for label in labels])
    return sheet


def _styled(sheet: Any, text: str, font: Font, *, fill: bool = False) -> Any:
    made = text_cell(sheet, text)
    made.font = font
    if fill:
        made.fill = _FILL
        made.alignment = Alignment(wrap_text=True, vertical="top")
    return made


def _places(columns: Sequence[Column]) -> dict[str, tuple[int, int]]:
    """Rows of the sheet of codes by column key."""
    places, at = {}, 1
    for column in columns:
        if column.codes:
            places[column.key] = (at, at + len(column.codes) - 1)
            at += len(column.codes)
    return places


def _codes_sheet(book: Any, columns: Sequence[Column], lang: str) -> None:
    sheet = book.create_sheet("codes")
    for letter, width in (("A", 26), ("B", 26), ("C", 70)):
        sheet.column_dimensions[letter].width = width
    for column in columns:
        for code, label in column.codes:
            sheet.append([text_cell(sheet, t) for t in (column.key, code, label[lang])])


def _validate(sheet: Any, letter: str, formula: str) -> None:
    rule = DataValidation(type="list", formula1=formula, allow_blank=True)
    rule.add(f"{letter}3:{letter}{VALIDATED_ROWS}")
    sheet.data_validations.append(rule)


def cell(sheet: Any, value: Any) -> Any:
    """A typed cell: dates, numbers, text; None stays empty."""
    if value is None or value == "":
        return None
    if isinstance(value, (date, datetime)):
        made = WriteOnlyCell(sheet, value=value)
        made.number_format = "DD.MM.YYYY"
        return made
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return WriteOnlyCell(sheet, value=value)
    return text_cell(sheet, str(value))


def text_cell(sheet: Any, text: str) -> Any:
    """A cell that is text whatever it begins with."""
    plain = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_CELL]
    made = WriteOnlyCell(sheet, value=plain)
    made.data_type = "s"
    made.quotePrefix = plain[:1] in ("=", "+", "-", "@", "\t")
    return made


def _bytes(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
