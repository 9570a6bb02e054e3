"""A register as a workbook: heading, the rows streamed, where they come from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import func, select

from console.catalog import Catalog
from console.data.reporting import Period, Session, spanned
from reports import stream
from reports.registers import REGISTERS, Column, Register, batches, chosen, counted
from reports.sheets import BOLD, HEAD, MUTED, TOP, heading, put
from reports.words import word

WIDTHS = {"int": 14, "number": 12, "date": 14, "datetime": 18, "text": 28}


@dataclass(frozen=True)
class Asked:
    """What somebody asked for; ``why`` is written into the file when personal data are in full."""

    period: Period
    offices: Sequence[int]
    language: str
    exporter: str
    now: datetime
    full: bool = False
    why: str = ""


class Hashed:
    """Passes batches on, counts their rows and takes the hash of what was passed."""

    def __init__(self, source: Iterator[list[tuple[Any, ...]]], told: Any) -> None:
        self.source, self.told = source, told
        self.rows, self.sum = 0, hashlib.sha256()

    def __iter__(self) -> Iterator[list[tuple[Any, ...]]]:
        for batch in self.source:
            self.rows += len(batch)
            self.sum.update(repr(batch).encode())
            yield batch
            self.told(self.rows)


def write(
    session: Session, catalog: Catalog, register: Register, columns: Sequence[Column],
    asked: Asked, target: Path, told: Any = lambda done: None,
) -> int:
    """Write a register to ``target``; ``told(rows)`` after each batch. Returns the rows.

    The session carries the reader's scope. Raises reports.stream.TooManyRows.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    _head(sheet, catalog, register, columns, asked)
    lineage = book.create_sheet(word("lineage", asked.language))
    source = Hashed(batches(session, catalog, register, columns, asked.period, asked.offices,
                            language=asked.language, full=asked.full), told)

    def finish(rows: int) -> None:
        _lineage(lineage, register, columns, asked, rows, source.sum.hexdigest())

    return stream.write(book, sheet, [c.kind for c in columns], source, target, finish)


def _head(
    sheet: Worksheet, catalog: Catalog, register: Register, columns: Sequence[Column], asked: Asked
) -> None:
    language = asked.language
    zone = asked.period.start.tzinfo
    sheet.title = register.title[language][:31]
    edition = catalog.law.edition_on(asked.now.astimezone(zone).date())
    heading(sheet, register.title[language], [
        (word("period", language), asked.period.label),
        (word("as_of", language), asked.now.astimezone(zone).replace(tzinfo=None, microsecond=0)),
        (word("edition", language), edition.name[language]),
    ])
    put(sheet.cell(1, 3), f"{word('exporter', language)}: {asked.exporter}")
    put(sheet.cell(2, 3), word("personal" if register.personal else "official", language))
    sheet.cell(2, 3).font = MUTED
    for at, column in enumerate(columns, 1):
        cell = sheet.cell(TOP, at)
        put(cell, column.label[language])
        cell.font, cell.fill = BOLD, PatternFill("solid", fgColor=HEAD)
        sheet.column_dimensions[get_column_letter(at)].width = WIDTHS[column.kind]
    stream.sample_row(sheet, TOP + 1, [c.kind for c in columns])
    sheet.freeze_panes = f"A{TOP + 1}"
    sheet.print_title_rows = f"{TOP}:{TOP}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&P / &N"


def _lineage(
    sheet: Worksheet, register: Register, columns: Sequence[Column], asked: Asked, rows: int,
    digest: str,
) -> None:
    language = asked.language
    for number, (name, value) in enumerate((
        ("query", f"reports.registers.{register.name}"),
        ("columns", ", ".join(c.key for c in columns)),
        ("period", f"{asked.period.start.isoformat()} – {asked.period.end.isoformat()}"),
        ("offices", ", ".join(str(o) for o in asked.offices)),
        ("rows", rows), ("hash", digest), ("exporter", asked.exporter), ("why", asked.why),
    ), 1):
        put(sheet.cell(number, 1), word(name, language))
        put(sheet.cell(number, 2), value)
        sheet.cell(number, 1).font = BOLD
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 90


def make(
    session: Session, catalog: Catalog, params: Mapping[str, Any], now: datetime, folder: Path,
    told: Callable[[int, int], None],
) -> tuple[str, int]:
    """Write what ``params`` (console.web.exporting) ask for into ``folder``; (file name, rows).

    ``told(done, total)`` after every batch; what it raises ends the work.
    """
    register = REGISTERS[params["register"]]
    zone = ZoneInfo(params["zone"])
    first, last = date.fromisoformat(params["first"]), date.fromisoformat(params["last"])
    asked = Asked(
        spanned(first, last, zone), params["offices"], params["language"], params["exporter"],
        now, params["full"], params["why"],
    )
    name = f"{register.name}-{first:%Y%m%d}-{last:%Y%m%d}-{asked.language}.xlsx"
    inner = counted(register, asked.period, asked.offices).subquery()
    total = session.scalar(select(func.count()).select_from(inner)) or 0
    told(0, total)
    rows = write(session, catalog, register, chosen(register, params["columns"]), asked,
                 folder / name, lambda done: told(done, max(total, done)))
    return name, rows
