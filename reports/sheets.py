"""The sheets of a workbook: a measure's table with totals and chart, definitions, lineage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.model import Chart, Sheet
from reports.tables import Table
from reports.words import word

INK, HEAD, LATE = "FF0B3D5C", "FFE6EFF6", "FFFCE4E1"
TITLE = Font(name="Calibri", size=14, bold=True, color=INK)
BOLD = Font(name="Calibri", bold=True)
MUTED = Font(name="Calibri", italic=True, color="FF5B6B78")
LINE = Border(bottom=Side(style="thin", color="FFB9C6D0"))
WRAP = Alignment(wrap_text=True, vertical="top")
TOPPED = Alignment(horizontal="right", vertical="top")
HEADED = Alignment(horizontal="right", vertical="top", wrap_text=True)
#: first row of a table: title, four lines of facts and a blank stand above
TOP = 7
LINE_HEIGHT = 15
FORMATS = {"int": "#,##0", "percent": "0.0", "number": "0.0", "date": "dd.mm.yyyy",
           "value": "General"}


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
    columns = table.columns
    for at, (_key, title, kind) in enumerate(columns, 1):
        cell = sheet.cell(TOP, at)
        put(cell, title[language])
        cell.font, cell.border = BOLD, LINE
        cell.alignment = HEADED if kind in FORMATS else WRAP
        cell.fill = PatternFill("solid", fgColor=HEAD)
    for number, row in enumerate(table.rows, TOP + 1):
        for at, value in enumerate(row, 1):
            cell = sheet.cell(number, at)
            put(cell, value)
            cell.number_format = FORMATS.get(columns[at - 1][2], "General")
            cell.alignment = WRAP if isinstance(value, str) else TOPPED
    last = TOP + len(table.rows)
    if not table.rows:
        put(sheet.cell(TOP + 1, 1), word("empty", language))
        return
    sheet.auto_filter.ref = f"A{TOP}:{get_column_letter(len(columns))}{last}"
    sheet.freeze_panes = sheet.cell(TOP + 1, 2).coordinate
    if table.blocks:
        _block_totals(sheet, table, language)
    else:
        _totals(sheet, columns, last, language)
    _lateness(sheet, columns, layout.late, last)
    _widths(sheet, table)
    for number in range(TOP, last + 1):
        fit(sheet, number)
    if layout.chart is not None:
        _chart(sheet, table, layout.chart, language, last)


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


def _block_totals(sheet: Worksheet, table: Table, language: str) -> None:
    """Below the table the sum of each cut, as a formula; it agrees with the first line."""
    row = TOP + len(table.rows) + 1
    start = TOP + 1 + table.blocks[0]
    for size in table.blocks[1:]:
        if not size:
            continue
        put(sheet.cell(row, 1), word("total", language))
        put(sheet.cell(row, 2), sheet.cell(start, 1).value)
        sheet.cell(row, 1).font = sheet.cell(row, 2).font = BOLD
        for at, (_key, _title, kind) in enumerate(table.columns, 1):
            if kind == "int":
                letter = get_column_letter(at)
                cell = sheet.cell(row, at)
                cell.value = f"=SUM({letter}{start}:{letter}{start + size - 1})"
                cell.font, cell.number_format = BOLD, FORMATS["int"]
        start, row = start + size, row + 1


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
    for at, (_key, _title, kind) in enumerate(table.columns):
        longest = max((len(str(row[at] or "")) for row in table.rows), default=8)
        width = min(max(longest + 2, 12), 50) if kind not in ("int", "percent") else 14
        sheet.column_dimensions[get_column_letter(at + 1)].width = width


def _groups(table: Table, chart: Chart) -> tuple[int, list[int], dict[Any, list[int]]]:
    """(column of the groups, columns of the series, sums by group) of what a chart draws."""
    keys = [key for key, _, _ in table.columns]
    by, series = keys.index(chart.by), [keys.index(name) for name in chart.series]
    groups: dict[Any, list[int]] = {}
    for row, raw in zip(table.rows, table.raw, strict=True):
        if chart.cut and raw[0] != chart.cut:
            continue
        sums = groups.setdefault("—" if row[by] is None else row[by], [0] * len(series))
        for place, at in enumerate(series):
            sums[place] += row[at] or 0
    return by, series, groups


def _chart(sheet: Worksheet, table: Table, chart: Chart, language: str, last: int) -> None:
    """Sums per group below the table, each under its own column, and a chart of them."""
    by, series, groups = _groups(table, chart)
    if not groups:
        return
    top = last + 4 + len(table.blocks)
    put(sheet.cell(top, 1), table.columns[by][1][language])
    for at in series:
        put(sheet.cell(top, at + 1), table.columns[at][1][language])
    for cell in sheet[top]:
        cell.font, cell.alignment = BOLD, WRAP if cell.column == 1 else HEADED
    for number, (name, sums) in enumerate(groups.items(), top + 1):
        put(sheet.cell(number, 1), name)
        for at, value in zip(series, sums, strict=True):
            sheet.cell(number, at + 1, value).number_format = FORMATS["int"]
    end = top + len(groups)
    drawn = _drawn(chart, table.measure.title[language], len(groups))
    for at in series:
        area = Reference(sheet, min_col=at + 1, min_row=top, max_row=end)
        drawn.add_data(area, titles_from_data=True)
    drawn.set_categories(Reference(sheet, min_col=1, min_row=top + 1, max_row=end))
    sheet.add_chart(drawn, f"A{end + 2}")


def _drawn(chart: Chart, title: str, groups: int) -> Any:
    made: Any = LineChart() if chart.line else BarChart()
    if chart.line:
        made.height = 9
    else:
        made.type, made.height = "bar", 6 + 0.6 * groups
        made.grouping = "stacked" if chart.stacked else "clustered"
        made.overlap = 100 if chart.stacked else None
    made.width, made.title = 26, title
    made.x_axis.delete = made.y_axis.delete = False
    made.legend.position = "b"
    return made


def lines_of(text: Any, width: float) -> int:
    """Lines a text takes in a column of ``width`` characters, at least one."""
    return max(1, -(-len(str(text or "")) // max(int(width), 1)))


def fit(sheet: Worksheet, row: int) -> None:
    """Give a row the height its wrapped texts need; not every program does so by itself."""
    most = max(
        lines_of(c.value, sheet.column_dimensions[c.column_letter].width) for c in sheet[row]
    )
    sheet.row_dimensions[row].height = LINE_HEIGHT * most
