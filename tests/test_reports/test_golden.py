"""Golden workbooks: one told story, every cell of every sheet as it was when somebody looked.

``python -m tests.test_reports.test_golden`` writes the golden files anew; look at the difference
before committing it.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from console.data.reporting import offices_below
from console.data.store import Store
from console.migrate import upgrade
from reports.command import make
from tests.make import ZONE, World
from tests.test_reports.test_figures import more, told

GOLDEN = Path(__file__).resolve().parent / "golden"
NAMES = ("statistics", "monitoring", "monthly", "pes", "registrations", "mediation")
FIRST, LAST = date(2021, 4, 1), date(2021, 5, 31)
#: the sheets of terms and origins are compared elsewhere: they repeat the law and the query
LEFT_OUT = {"Definitions", "Lineage"}


def the_world(folder: Path) -> World:
    """The story of the figures, up to 5 May 2021."""
    store = Store(f"sqlite:///{folder}/jumys.db")
    upgrade(store)
    w, people = told(store)
    more(w, people)
    return w.at("2021-05-06 10:00")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The same for all golden files."""
    made = the_world(tmp_path_factory.mktemp("golden"))
    yield made
    made.store.dispose()


def content(w: World, name: str) -> bytes:
    """The workbook of the region, in English."""
    with w.read() as session:
        return make(session, w.catalog, name, FIRST, LAST, now=w.now, zone=ZONE, language="en",
                    offices=offices_below(session, None), exporter="supervisor",
                    why="golden").content


def cells(workbook: bytes) -> dict[str, list[list[Any]]]:
    """Sheet -> rows of what stands in the cells; a formula as its text, an instant as ISO."""
    found = {}
    for sheet in load_workbook(BytesIO(workbook)):
        if sheet.title not in LEFT_OUT:
            rows = [[_plain(v) for v in row] for row in sheet.iter_rows(values_only=True)]
            found[sheet.title] = [row[: _filled(row)] for row in rows]
    return found


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _filled(row: list[Any]) -> int:
    return max((n for n, value in enumerate(row, 1) if value is not None), default=0)


def written(found: dict[str, list[list[Any]]]) -> str:
    """The golden file: one row a line, so that a difference is easy to read."""
    sheets = (
        f'{json.dumps(title, ensure_ascii=False)}: [\n'
        + ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in rows) + "\n ]"
        for title, rows in found.items()
    )
    return "{\n " + ",\n ".join(sheets) + "\n}\n"


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_is_as_it_was(world: World, name: str) -> None:
    """The six standard reports of a known story, cell by cell."""
    golden = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    found = cells(content(world, name))
    assert list(found) == list(golden)
    for title, rows in golden.items():
        assert found[title] == rows, title


def test_the_same_data_give_the_same_file(world: World) -> None:
    """Nothing in the workbook depends on when or how often it is made."""
    assert cells(content(world, "statistics")) == cells(content(world, "statistics"))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
def test_another_program_sums_the_cuts_to_the_total(world: World, tmp_path: Path) -> None:
    """LibreOffice computes each cut's sum, and it is the line that counts everybody."""
    source = tmp_path / "statistics.xlsx"
    source.write_bytes(content(world, "statistics"))
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", options, "--outdir", str(tmp_path), str(source)],
        check=True, capture_output=True, timeout=110,
    )
    text = next(tmp_path.glob("*.csv")).read_text(encoding="utf-8")
    lines = list(csv.reader(text.splitlines()))
    everybody = next(line for line in lines if line and line[0] == "All")
    sums = [line for line in lines if line and line[0] == "Total"]
    assert len(sums) == 10
    assert all(line[2:6] == everybody[2:6] for line in sums)


def main() -> None:
    """Write the golden files anew."""
    GOLDEN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        w = the_world(Path(folder))
        for name in NAMES:
            (GOLDEN / f"{name}.json").write_text(written(cells(content(w, name))),
                                                 encoding="utf-8")


if __name__ == "__main__":
    main()
