"""A sheet streamed as text holds what openpyxl would have written: read back, every cell of it."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from reports import stream
from reports.stream import TooManyRows

KINDS = ("text", "int", "number", "date", "datetime")
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=40)
ROW = st.tuples(
    st.none() | TEXT, st.none() | st.integers(-10**9, 10**9),
    st.none() | st.floats(-1e9, 1e9), st.none() | st.dates(date(1901, 1, 1), date(2100, 1, 1)),
    st.none() | st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001
        lambda moment: moment.replace(microsecond=0)),
)


def written(folder: Path, rows: list[tuple[Any, ...]], batch: int = 3) -> Path:
    """A workbook of the rows below two lines of heading."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Тізілім"])
    sheet.append(list(KINDS))
    stream.sample_row(sheet, 3, KINDS)
    book.create_sheet("lineage").append(["=1+1"])
    batches = [rows[n:n + batch] for n in range(0, len(rows), batch)]
    assert stream.write(book, sheet, KINDS, batches, folder / "out.xlsx") == len(rows)
    return folder / "out.xlsx"


def read(path: Path) -> list[tuple[Any, ...]]:
    """The rows below the heading, empty trailing rows included."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [tuple(row) for row in sheet.iter_rows(min_row=3, max_col=len(KINDS), values_only=True)]


def as_kept(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """What a sheet keeps: no control characters, a day as its midnight, nothing for ''."""
    text, whole, number, day, moment = row
    plain = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text or "") or None
    return plain, whole, number, datetime(*day.timetuple()[:3]) if day else None, moment  # noqa: DTZ001


@settings(max_examples=40)
@given(st.lists(ROW, min_size=1, max_size=8))
def test_any_values_are_read_back_as_they_were(rows: list[tuple[Any, ...]]) -> None:
    """Quotes, tags, spaces, line breaks, formulas and Kazakh letters stay what was typed."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        found = read(written(Path(folder), rows))
    found += [(None,) * len(KINDS)] * (len(rows) - len(found))
    for one, other in zip(found, map(as_kept, rows), strict=True):
        assert one[:2] == other[:2]
        assert one[2] == pytest.approx(other[2]) if other[2] is not None else one[2] is None
        assert one[3:] == other[3:]


def test_what_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    """A name somebody typed never runs in the reader's spreadsheet."""
    path = written(tmp_path, [("=HYPERLINK(1)", 1, 1.0, None, None)])
    cell = openpyxl.load_workbook(path).worksheets[0]["A3"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_filter_and_formats_span_all_rows(tmp_path: Path) -> None:
    """The header filters every row written, not only the sample's."""
    rows = [(f"қатар {n}", n, n / 2, date(2021, 4, 16), None) for n in range(10)]
    sheet = openpyxl.load_workbook(written(tmp_path, rows)).worksheets[0]
    assert sheet.auto_filter.ref == "A2:E12"
    assert sheet["D12"].number_format == "dd.mm.yyyy"
    assert sheet["B12"].number_format == "#,##0"


def test_nothing_to_list_is_an_empty_sheet_with_its_header(tmp_path: Path) -> None:
    """An empty period is a valid workbook."""
    path = written(tmp_path, [])
    assert openpyxl.load_workbook(path).worksheets[0].max_row == 2


def test_more_rows_than_a_sheet_holds_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clear answer instead of a file that no program opens."""
    monkeypatch.setattr(stream, "MOST_ROWS", 5)
    with pytest.raises(TooManyRows):
        written(tmp_path, [("a", 1, 1.0, None, None)] * 6)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_reads_the_same(tmp_path: Path) -> None:
    """Another program opens the file without repair and finds the same figures."""
    written(tmp_path, [("Айгүл <b> & ко", 1234, 2.5, date(2021, 4, 16), None)])
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "xlsx", "--outdir", str(tmp_path / "again"), str(tmp_path / "out.xlsx")],
        check=True, capture_output=True, timeout=110,
    )
    again = tmp_path / "again" / "out.xlsx"
    assert read(again) == read(tmp_path / "out.xlsx")
    assert openpyxl.load_workbook(again).worksheets[0]["B3"].number_format == "#,##0"
