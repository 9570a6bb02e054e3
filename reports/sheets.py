"""The sheets of a workbook: a measure's table with totals and chart, definitions, lineage."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from console.data.reporting import Measure
from reports.model import Chart, Sheet
from reports.words import Names, word

INK, HEAD, LATE = "FF0B3D5C", "FFE6EFF6", "FFFCE4E1"
TITLE = Font(name="Calibri", size=14, bold=True, color=INK)
BOLD = Font(name="Calibri", bold=True)
MUTED = Font(name="Calibri", italic=True, color="FF5B6B78")
LINE = Border(bottom=Side(style="thin", color="FFB9C6D0"))
WRAP = Alignment(wrap_text=True, vertical="top")
#: first row of a table: title, three lines of facts and a blank stand above
TOP = 6
FORMATS = {"int": "#,##0", "percent": "0.0", "date": "dd.mm.yyyy"}


@dataclass(frozen=True)
class Table:
    """A measure's rows as shown, and where they lie on their sheet."""

    measure: Measure
    rows: list[tuple[Any, ...]]
    raw: list[tuple[Any, ...]]

    @property
    def hash(self) -> str:
        """Hash of the rows as the query gave them: the same data give the same hash."""
        text = json.dumps(self.raw, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def put(cell: Any, value: Any) -> None:
    """Write a value; text stays text whatever it begins with (no cell becomes a formula)."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def heading(sheet: Worksheet, title: str, facts: Sequence[tuple[str, Any]]) -> None:
    """Title and the lines of facts every sheet begins with."""
    put(sheet["A1"], title)
    sheet["A1"].font = TITLE
    for number, (name, value) in enumerate(facts, 2):
        put(sheet.cell(number, 1), name)
        put(sheet.cell(number, 2), value)
        sheet.cell(number, 1).font = MUTED
        if isinstance(value, datetime | date):
            sheet.cell(number, 2).number_format = "dd.mm.yyyy hh:mm"
            sheet.cell(number, 2).alignment = Alignment(horizontal="left")


def fill(sheet: Worksheet, table: Table, layout: Sheet, language: str) -> None:
    """The table with filters, frozen header, totals as formulas, lateness in colour, a chart."""
    columns = table.measure.columns
    for at, (_key, title, _kind) in enumerate(columns, 1):
        cell = sheet.cell(TOP, at)
        put(cell, title[language])
        cell.font, cell.border, cell.alignment = BOLD, LINE, WRAP
        cell.fill = PatternFill("solid", fgColor=HEAD)
    for number, row in enumerate(table.rows, TOP + 1):
        for at, value in enumerate(row, 1):
            cell = sheet.cell(number, at)
            put(cell, value)
            cell.number_format = FORMATS.get(columns[at - 1][2], "General")
    last = TOP + len(table.rows)
    if not table.rows:
        put(sheet.cell(TOP + 1, 1), word("empty", language))
        return
    sheet.auto_filter.ref = f"A{TOP}:{get_column_letter(len(columns))}{last}"
    sheet.freeze_panes = sheet.cell(TOP + 1, 2).coordinate
    _totals(sheet, columns, last, language)
    _lateness(sheet, columns, layout.late, last)
    _widths(sheet, table)
    if layout.chart is not None:
        _chart(sheet, table, layout.chart, language)


def _totals(sheet: Worksheet, columns: Sequence[Any], last: int, language: str) -> None:
    put(sheet.cell(last + 1, 1), word("total", language))
    sheet.cell(last + 1, 1).font = BOLD
    for at, (_key, _title, kind) in enumerate(columns, 1):
        if kind == "int":
            letter = get_column_letter(at)
            cell = sheet.cell(last + 1, at)
            # 109: what the filter hides is not counted
            cell.value = f"=SUBTOTAL(109,{letter}{TOP + 1}:{letter}{last})"
            cell.font, cell.number_format = BOLD, FORMATS["int"]


def _lateness(
    sheet: Worksheet, columns: Sequence[Any], late: Sequence[str], last: int
) -> None:
    for at, (key, _title, _kind) in enumerate(columns, 1):
        if key in late:
            letter = get_column_letter(at)
            rule = CellIsRule(operator="greaterThan", formula=["0"],
                              fill=PatternFill("solid", bgColor=LATE, fgColor=LATE))
            sheet.conditional_formatting.add(f"{letter}{TOP + 1}:{letter}{last}", rule)


def _widths(sheet: Worksheet, table: Table) -> None:
    for at, (_key, _title, kind) in enumerate(table.measure.columns):
        longest = max((len(str(row[at] or "")) for row in table.rows), default=8)
        width = min(max(longest + 2, 12), 60) if kind != "int" else 14
        sheet.column_dimensions[get_column_letter(at + 1)].width = width


def _chart(sheet: Worksheet, table: Table, chart: Chart, language: str) -> None:
    """Bars of sums per group, from a small helper table to the right of the data."""
    keys = [key for key, _, _ in table.measure.columns]
    by = keys.index(chart.by)
    series = [keys.index(name) for name in chart.series]
    groups: dict[Any, list[int]] = {}
    for row in table.rows:
        sums = groups.setdefault(row[by] or "—", [0] * len(series))
        for place, at in enumerate(series):
            sums[place] += row[at] or 0
    left = len(keys) + 2
    for place, at in enumerate(series):
        put(sheet.cell(TOP, left + 1 + place), table.measure.columns[at][1][language])
    for number, (name, sums) in enumerate(groups.items(), TOP + 1):
        put(sheet.cell(number, left), name)
        for place, value in enumerate(sums):
            sheet.cell(number, left + 1 + place, value)
    bars = BarChart()
    bars.type, bars.height, bars.width = "bar", 7 + 0.6 * len(groups), 22
    bars.grouping = "stacked" if chart.stacked else "clustered"
    bars.overlap = 100 if chart.stacked else None
    bars.title = table.measure.title[language]
    end = TOP + len(groups)
    bars.add_data(
        Reference(sheet, min_col=left + 1, max_col=left + len(series), min_row=TOP, max_row=end),
        titles_from_data=True,
    )
    bars.set_categories(Reference(sheet, min_col=left, min_row=TOP + 1, max_row=end))
    bars.x_axis.delete = bars.y_axis.delete = False
    sheet.add_chart(bars, f"{get_column_letter(left)}{end + 3}")


def shown(measure: Measure, raw: Sequence[tuple[Any, ...]], names: Names) -> Table:
    """Rows with names instead of ids."""
    rows = [
        tuple(
            names.of(kind, value, key)
            for (key, _title, kind), value in zip(measure.columns, row, strict=True)
        )
        for row in raw
    ]
    return Table(measure, rows, list(raw))
