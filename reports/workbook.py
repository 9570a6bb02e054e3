"""The workbook a supervisor signs: figures, definitions, lineage, place for a signature."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from console.catalog import Catalog
from console.data.figures import preload
from console.data.reporting import Period, Session, judged_at
from reports import lineage
from reports.model import Arrangement, Sheet
from reports.sheets import BOLD, MUTED, TOP, WRAP, fill, fit, heading, put
from reports.tables import Table, made
from reports.words import SPECIAL, Names, numbered, word

BAD_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
TITLE = 31


@dataclass(frozen=True)
class Request:
    """What is asked for. ``as_of`` aware; ``zone_time`` the same in the reader's zone, naive.

    ``why``: what the workbook is taken for, "" where nobody asked.
    """

    period: Period
    offices: Sequence[int]
    language: str
    exporter: str
    as_of: datetime
    zone_time: datetime
    why: str = ""


@dataclass(frozen=True)
class Page:
    """A sheet of the workbook: how it is laid out, its table, its name."""

    layout: Sheet
    table: Table
    name: str


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
    pages = _pages(session, catalog, report, request, names)
    _summary(first, catalog, report, request, names, pages)
    for page in pages:
        sheet = book.create_sheet(page.name)
        heading(sheet, page.table.measure.title[request.language],
                _facts(catalog, request, names))
        fill(sheet, page.table, page.layout, request.language)
        _print_setup(sheet, request)
    _definitions(book.create_sheet(word("definitions", request.language)), catalog, pages, request)
    _lineage(book.create_sheet(word("lineage", request.language)), session, pages, request)
    _stamp(book, report, request)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue(), sum(len(page.table.rows) for page in pages)


def _pages(
    session: Session, catalog: Catalog, report: Arrangement, request: Request, names: Names
) -> list[Page]:
    found: list[Page] = []
    taken: set[str] = set()
    preload(session, [catalog.measures[s.measure] for s in report.sheets
                      if s.measure in catalog.measures], request.period, request.offices)
    for layout in report.sheets:
        if layout.measure in catalog.measures:
            measure = catalog.measures[layout.measure]
            table = made(session, measure, layout, request.period, request.offices, names)
            name = _named(measure.title[request.language], taken)
            found.append(Page(layout, table, name))
    return found


def _named(title: str, taken: set[str]) -> str:
    """A name for a sheet that no other has: Excel allows 31 characters."""
    plain = " ".join(title.translate(BAD_IN_TITLES).split())[:TITLE].strip()
    name, number = plain, 2
    while name.casefold() in taken:
        name, number = f"{plain[: TITLE - 3].strip()} {number}", number + 1
    taken.add(name.casefold())
    return name


def _facts(catalog: Catalog, request: Request, names: Names) -> list[tuple[str, object]]:
    language = request.language
    edition = catalog.law.edition_on(request.zone_time.date())
    return [
        (word("period", language), request.period.label),
        (word("office", language), _office(request, names)),
        (word("as_of", language), request.zone_time),
        (word("edition", language), edition.name[language]),
    ]


def _office(request: Request, names: Names) -> str:
    """The topmost office asked about, and how many there are with it."""
    if not request.offices:
        return "—"
    first = names.offices.get(request.offices[0], str(request.offices[0]))
    more = len(request.offices)
    said = word("with_below", request.language).format(n=more)
    return first if more == 1 else f"{first} {said}"


def _summary(
    sheet: Worksheet, catalog: Catalog, report: Arrangement, request: Request, names: Names,
    pages: Sequence[Page],
) -> None:
    """First sheet: what, when, for whom, by whom and why; totals; place for a signature."""
    language = request.language
    sheet.title = word("summary", language)
    heading(sheet, report.title[language], [
        *_facts(catalog, request, names), (word("exporter", language), request.exporter),
        *([(word("why", language), request.why)] if request.why else []),
    ])
    put(sheet["A9"], report.about[language])
    put(sheet["A10"], word("internal", language))
    sheet["A10"].font = MUTED
    if request.period.end > request.as_of:
        put(sheet["A11"], word("future", language))
        sheet["A11"].font = BOLD
    row = 13
    for page in pages:
        put(sheet.cell(row, 1), page.table.measure.title[language])
        put(sheet.cell(row, 2), word("rows", language))
        sheet.cell(row, 3, len(page.table.rows))
        sheet.cell(row, 1).font = BOLD
        row = _totals(sheet, row + 1, page, language)
    row += 1
    put(sheet.cell(row, 1), word("offices", language))
    sheet.cell(row, 1).font = BOLD
    for office in request.offices:
        row += 1
        put(sheet.cell(row, 1), names.offices.get(office, str(office)))
    row += 3
    for key in ("signature", "signed_by", "date"):
        put(sheet.cell(row, 1), f"{word(key, language)} ____________________________")
        row += 2
    for letter, width in (("A", 62), ("B", 34), ("C", 14)):
        sheet.column_dimensions[letter].width = width
    _print_setup(sheet, request)


def _totals(sheet: Worksheet, row: int, page: Page, language: str) -> int:
    """Each figure's total, taken by formula from the line of the sheet that counts everybody."""
    if not page.table.blocks:
        return row
    for at, (_key, title, kind) in enumerate(page.table.columns, 1):
        if kind in ("int", "percent"):
            put(sheet.cell(row, 2), title[language])
            cell = sheet.cell(row, 3)
            cell.value = f"={quote_sheetname(page.name)}!{get_column_letter(at)}{TOP + 1}"
            cell.number_format = "#,##0" if kind == "int" else "0.0"
            row += 1
    return row


def _definitions(
    sheet: Worksheet, catalog: Catalog, pages: Sequence[Page], request: Request
) -> None:
    """What each figure, each special case and each term means, with paragraph and consequence."""
    language = request.language
    for letter, width in (("A", 60), ("B", 12), ("C", 90)):
        sheet.column_dimensions[letter].width = width
    heading(sheet, word("definitions", language), [])
    row = _line(sheet, 3, [word(k, language) for k in ("measure", "paragraph", "definition")], True)
    for measure in {page.table.measure.name: page.table.measure for page in pages}.values():
        row = _line(sheet, row, [
            measure.title[language], numbered(measure.law, language),
            measure.definition[language],
        ])
    row = _line(sheet, row + 1, [word("cases", language)], True)
    for title, text in SPECIAL.values():
        row = _line(sheet, row, [title[language], "", text[language]])
    row += 1
    row = _line(sheet, row, [word(k, language) for k in ("term", "paragraph", "consequence")], True)
    for deadline in catalog.law.deadlines():
        row = _line(sheet, row, [
            f"{deadline.id}. {deadline.title[language]}", numbered(deadline.paragraph, language),
            deadline.consequence[language],
        ])
    _print_setup(sheet, request)


def _lineage(
    sheet: Worksheet, session: Session, pages: Sequence[Page], request: Request
) -> None:
    """From what each table can be recomputed: measure, filters, rows, hash of the data."""
    language = request.language
    for at, width in enumerate(lineage.WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    heading(sheet, word("lineage", language), [])
    row = _line(sheet, lineage.BEGIN, [word(k, language) for k in lineage.KEYS], True)
    data = lineage.version(session)
    for page in pages:
        origin = lineage.line(page.table, _by(page), page.layout.cuts, request.period,
                              request.offices, request.as_of, data)
        row = _line(sheet, row, origin.cells())
    _print_setup(sheet, request)


def _by(page: Page) -> tuple[str, ...]:
    return page.layout.by if page.table.measure.figures else ()


def _line(sheet: Worksheet, row: int, values: Sequence[object], head: bool = False) -> int:
    for at, value in enumerate(values, 1):
        cell = sheet.cell(row, at)
        put(cell, value)
        cell.alignment = WRAP
        if head:
            cell.font = BOLD
    fit(sheet, row)
    return row + 1


def _print_setup(sheet: Any, request: Request) -> None:
    """A4 landscape, one page wide, header repeated, page numbers, who took it and when."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if sheet.freeze_panes:
        sheet.print_title_rows = f"{TOP}:{TOP}"
    sheet.oddFooter.center.text = "&P / &N"
    mark = [request.exporter, f"{request.zone_time:%d.%m.%Y %H:%M}", request.why]
    # a lone & would begin a code of the header's own language
    sheet.oddHeader.right.text = " · ".join(m for m in mark if m)[:200].replace("&", "&&")


def _stamp(book: Workbook, report: Arrangement, request: Request) -> None:
    """The file's own properties: when by the asked moment, so that the same data are the same."""
    made_at = request.as_of.replace(tzinfo=None, microsecond=0)
    book.properties.title = report.title[request.language]
    book.properties.creator = request.exporter or "Jumys"
    book.properties.created = book.properties.modified = made_at
