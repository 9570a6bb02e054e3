"""The workbook a supervisor signs: figures, definitions, lineage, place for a signature."""

from __future__ import annotations

import inspect
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from console.catalog import Catalog
from console.data.reporting import Period, Session, judged_at
from reports.model import Arrangement, Sheet
from reports.sheets import BOLD, MUTED, WRAP, Table, fill, fit, heading, put, shown
from reports.words import Names, numbered, word

BAD_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True)
class Request:
    """What is asked for. ``as_of`` aware; ``zone_time`` the same in the reader's zone, naive."""

    period: Period
    offices: Sequence[int]
    language: str
    exporter: str
    as_of: datetime
    zone_time: datetime


def write(
    session: Session, catalog: Catalog, report: Arrangement, request: Request
) -> tuple[bytes, int]:
    """The workbook's bytes and how many rows of figures it holds.

    The session carries the reader's scope: a figure never counts what its reader may not see.
    """
    zone = request.period.start.tzinfo
    assert isinstance(zone, ZoneInfo)
    judged_at(session, catalog, request.as_of, zone)
    book = Workbook()
    names = Names(session, catalog, request.language)
    first = book.active
    assert isinstance(first, Worksheet)
    tables = [
        (layout, _table(session, catalog, layout, request, names)) for layout in report.sheets
        if layout.measure in catalog.measures
    ]
    _summary(first, catalog, report, request, names, [t for _, t in tables])
    for layout, table in tables:
        title = table.measure.title[request.language]
        sheet = book.create_sheet(title.translate(BAD_IN_TITLES)[:31])
        heading(sheet, title, _facts(catalog, request))
        fill(sheet, table, layout, request.language)
        _print_setup(sheet)
    _definitions(book.create_sheet(word("definitions", request.language)), catalog, tables, request)
    _lineage(book.create_sheet(word("lineage", request.language)), tables, request)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue(), sum(len(t.rows) for _, t in tables)


def _table(
    session: Session, catalog: Catalog, layout: Sheet, request: Request, names: Names
) -> Table:
    measure = catalog.measures[layout.measure]
    raw = [tuple(row) for row in measure.query(session, request.period, request.offices)]
    return shown(measure, raw, names)


def _facts(catalog: Catalog, request: Request) -> list[tuple[str, object]]:
    language = request.language
    edition = catalog.law.edition_on(request.zone_time.date())
    return [
        (word("period", language), request.period.label),
        (word("as_of", language), request.zone_time),
        (word("edition", language), edition.name[language]),
    ]


def _summary(
    sheet: Worksheet, catalog: Catalog, report: Arrangement, request: Request, names: Names,
    tables: Sequence[Table],
) -> None:
    """First sheet: what, when, for whom, by whom; totals per measure; place for a signature."""
    language = request.language
    sheet.title = word("summary", language)
    heading(sheet, report.title[language], [
        *_facts(catalog, request), (word("exporter", language), request.exporter),
    ])
    put(sheet["A6"], report.about[language])
    put(sheet["A7"], word("internal", language))
    sheet["A7"].font = MUTED
    if request.period.end > request.as_of:
        put(sheet["A8"], word("future", language))
        sheet["A8"].font = BOLD
    put(sheet["A10"], word("offices", language))
    sheet["A10"].font = BOLD
    row = 11
    for office in request.offices:
        put(sheet.cell(row, 1), names.offices.get(office, str(office)))
        row += 1
    row += 1
    for table in tables:
        put(sheet.cell(row, 1), table.measure.title[language])
        put(sheet.cell(row, 2), word("rows", language))
        sheet.cell(row, 3, len(table.rows))
        row += 1
    put(sheet.cell(row + 2, 1), f"{word('signature', language)} ____________________________")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 62, 24
    _print_setup(sheet)


def _definitions(
    sheet: Worksheet, catalog: Catalog, tables: Sequence[tuple[Sheet, Table]], request: Request
) -> None:
    """What each figure and each term means, with its paragraph and stated consequence."""
    language = request.language
    for letter, width in (("A", 60), ("B", 12), ("C", 90)):
        sheet.column_dimensions[letter].width = width
    heading(sheet, word("definitions", language), [])
    row = _line(sheet, 3, [word(k, language) for k in ("measure", "paragraph", "definition")], True)
    for _, table in tables:
        measure = table.measure
        row = _line(sheet, row, [
            measure.title[language], numbered(measure.law, language),
            measure.definition[language],
        ])
    row = _line(sheet, row, ["", "", word("how", language)]) + 1
    row = _line(sheet, row, [word(k, language) for k in ("term", "paragraph", "consequence")], True)
    for deadline in catalog.law.deadlines():
        row = _line(sheet, row, [
            f"{deadline.id}. {deadline.title[language]}", numbered(deadline.paragraph, language),
            deadline.consequence[language],
        ])
    _print_setup(sheet)


def _lineage(
    sheet: Worksheet, tables: Sequence[tuple[Sheet, Table]], request: Request
) -> None:
    """From what each table can be recomputed: measure, filters, rows, hash of the data."""
    language = request.language
    for letter, width in (("A", 30), ("B", 40), ("C", 56), ("D", 24), ("E", 10), ("F", 68)):
        sheet.column_dimensions[letter].width = width
    heading(sheet, word("lineage", language), [])
    keys = ("measure", "query", "period", "offices", "rows", "hash")
    row = _line(sheet, 3, [word(k, language) for k in keys], True)
    for _, table in tables:
        query = table.measure.query
        row = _line(sheet, row, [
            table.measure.name,
            f"{inspect.getmodule(query).__name__}.{query.__name__}",  # type: ignore[union-attr]
            f"{request.period.start.isoformat()} – {request.period.end.isoformat()}",
            ", ".join(str(o) for o in request.offices), len(table.rows), table.hash,
        ])
    _print_setup(sheet)


def _line(sheet: Worksheet, row: int, values: Sequence[object], head: bool = False) -> int:
    for at, value in enumerate(values, 1):
        cell = sheet.cell(row, at)
        put(cell, value)
        cell.alignment = WRAP
        if head:
            cell.font = BOLD
    fit(sheet, row)
    return row + 1


def _print_setup(sheet: Worksheet) -> None:
    """A4 landscape, one page wide, header repeated, page numbers."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if sheet.freeze_panes:
        sheet.print_title_rows = "6:6"
    sheet.oddFooter.center.text = "&P / &N"
