"""The workbook: typed cells, totals that agree, nothing that turns into a formula, its lineage."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select, update

from console.data.actors import Office
from console.data.store import Store
from console.migrate import upgrade
from console.scope import SYSTEM
from reports.command import Made, make, run
from reports.model import ReportError, load, shipped
from reports.sheets import TOP, put
from tests.make import ZONE, World

FIRST, LAST = date(2021, 4, 1), date(2021, 4, 30)
#: terms of the center in the story below: term -> all, in time, done late, open, overdue
GOLDEN = {
    "D-01": (3, 2, 0, 1, 1), "D-02": (3, 2, 0, 1, 1), "D-08": (2, 2, 0, 0, 0),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """April 2021: two registered in time, one application left lying over its term."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('reports')}/jumys.db")
    upgrade(store)
    made = World(store)
    made.at("2021-04-05 11:00")
    made.a_registered_jobseeker()
    made.a_registered_jobseeker()
    made.do("registration.accept_application", data=made.an_application())
    with store.write(SYSTEM) as session:
        session.execute(update(Office).where(Office.code == "center").values(
            name_en='=HYPERLINK("http://example.kz";"x")'
        ))
    made.at("2021-04-07 10:00").sweep()
    yield made
    store.dispose()


def made_for(world: World, login: str, name: str = "monitoring", **over: Any) -> Made:
    """The workbook a login gets for its own scope."""
    scope = world.scope(login)
    asked: dict[str, Any] = {
        "now": world.now, "zone": ZONE, "language": "en", "exporter": login,
        "offices": sorted({*scope.office, *scope.authority}), "first": FIRST, "last": LAST,
    } | over
    with world.read(scope) as session:
        return make(session, world.catalog, name, asked.pop("first"), asked.pop("last"), **asked)


def opened(made: Made) -> Workbook:
    """The workbook read back."""
    return load_workbook(BytesIO(made.content))


def rows_of(book: Workbook) -> dict[str, tuple[Any, ...]]:
    """Term -> its row on the sheet of terms."""
    sheet = book["Terms kept"]
    found = {}
    for row in sheet.iter_rows(min_row=TOP + 1, values_only=True):
        if row[1] is None:
            break
        found[str(row[1]).partition(".")[0]] = row
    return found


def test_cells_are_those_of_the_story(world: World) -> None:
    """Par. 8, 12, 24: the figures of each term, cell by cell."""
    rows = rows_of(opened(made_for(world, "director")))
    assert {term: rows[term][3:8] for term in GOLDEN} == GOLDEN
    assert rows["D-02"][9] == pytest.approx(66.7)
    assert all(isinstance(v, int) for term in GOLDEN for v in rows[term][3:9])


def test_totals_are_formulas_that_agree_with_the_values(world: World) -> None:
    """The sum is a formula over exactly the rows shown."""
    book = opened(made_for(world, "director"))
    sheet, rows = book["Terms kept"], rows_of(book)
    last = TOP + len(rows)
    assert sheet.cell(last + 1, 4).value == f"=SUBTOTAL(109,D{TOP + 1}:D{last})"
    assert sheet.auto_filter.ref == f"A{TOP}:J{last}"


def test_text_never_becomes_a_formula(world: World) -> None:
    """A name that begins like a formula stays a text, in every cell of the workbook."""
    book = opened(made_for(world, "director"))
    formulas = [
        c.value for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"
    ]
    assert formulas
    assert all(str(f).startswith("=SUBTOTAL(109,") for f in formulas)
    statistics = opened(made_for(world, "supervisor", "statistics"))
    for cells in (row for sheet in statistics for row in sheet.iter_rows()):
        for cell in cells:
            if cell.data_type == "f":
                assert str(cell.value).startswith(("=SUBTOTAL(109,", "=SUM(", "='")), cell.value
    names = [r[0] for r in rows_of(book).values()]
    assert '=HYPERLINK("http://example.kz";"x")' in names
    for text in ("=1+1", "+1", "-1", "@x"):
        cell = Workbook().active["A1"]  # type: ignore[index]
        put(cell, text)
        assert (cell.value, cell.data_type) == (text, "s")


def test_a_reader_gets_the_own_scope_only(world: World) -> None:
    """The other center's director counts nothing of this center, whatever offices are named."""
    foreign = made_for(world, "director2", offices=list(world.offices.values()))
    assert rows_of(opened(foreign)) == {}
    assert rows_of(opened(made_for(world, "supervisor"))).keys() >= GOLDEN.keys()


def test_the_sheets_are_made_for_reading_and_printing(world: World) -> None:
    """Frozen header, A4 landscape one page wide, chart, lateness in colour."""
    sheet = opened(made_for(world, "director"))["Terms kept"]
    assert sheet.freeze_panes == f"B{TOP + 1}"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert len(sheet._charts) == 1
    assert list(sheet.conditional_formatting)


def test_the_first_sheet_says_what_when_and_for_whom(world: World) -> None:
    """Period, moment of the data, edition, who took it, a place for the signature."""
    book = opened(made_for(world, "director"))
    texts = [str(c.value) for row in book["Report"].iter_rows() for c in row if c.value]
    assert "01.04.2021 – 30.04.2021" in texts
    assert "director" in texts
    assert any(t.startswith("Signature") for t in texts)
    assert any("has not ended yet" in t for t in texts)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_report_defines_what_it_counts(world: World, name: str, language: str) -> None:
    """Each measure has its definition, each term its consequence, in the language asked for."""
    book = opened(made_for(world, "director", name, language=language))
    texts = {str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value}
    arrangement = load(world.catalog.reports[name].path)
    for layout in arrangement.sheets:
        measure = world.catalog.measures[layout.measure]
        assert measure.definition[language] in texts
    for deadline in world.catalog.law.deadlines():
        assert deadline.consequence[language] in texts


def test_the_lineage_names_the_data(world: World) -> None:
    """The same data give the same hash, other data another one."""

    def hashes(made: Made) -> list[Any]:
        sheet = opened(made)["Lineage"]
        return [r[5] for r in sheet.iter_rows(min_row=4, values_only=True)]

    one, again = made_for(world, "director"), made_for(world, "director", language="kk")
    assert len(hashes(one)) == len(load(world.catalog.reports["monitoring"].path).sheets)
    with world.read(world.scope("director")) as session:
        asked = make(session, world.catalog, "monitoring", FIRST, LAST, now=world.now, zone=ZONE,
                     offices=[world.offices["center2"]], language="en")
    assert hashes(one) == [r[5] for r in opened(again)["Шығу тегі"].iter_rows(
        min_row=4, values_only=True)]
    assert hashes(asked)[0] != hashes(one)[0]


def test_an_empty_and_a_future_period_say_so(world: World) -> None:
    """No duties: a sentence instead of rows; a period ahead is marked as not ended."""
    past = opened(made_for(world, "director", first=date(2019, 1, 1), last=date(2019, 1, 31)))
    assert past["Terms kept"].cell(TOP + 1, 1).value == "There are no data for this period."
    ahead = opened(made_for(world, "director", first=date(2030, 1, 1), last=date(2030, 1, 31)))
    texts = [c.value for row in ahead["Report"].iter_rows() for c in row]
    assert any("has not ended yet" in str(t) for t in texts)


def test_the_command_writes_the_file(world: World, tmp_path: Path) -> None:
    """jumys report: into a folder or a file; an unknown report or office is one sentence."""
    with world.read() as session:
        made = run(session, world.catalog, "monitoring", FIRST, LAST, tmp_path, now=world.now,
                   zone=ZONE, office="district", language="ru")
        assert Path(made.name).parent == tmp_path
        assert load_workbook(made.name).sheetnames[0] == "Отчет"
        for wrong in ({"name": "nothing"}, {"office": "nowhere"}, {"last": date(2020, 1, 1)}):
            with pytest.raises(ReportError):
                run(session, world.catalog, str(wrong.get("name", "monitoring")), FIRST,
                    wrong.get("last", LAST), tmp_path, now=world.now, zone=ZONE,  # type: ignore[arg-type]
                    office=wrong.get("office"))  # type: ignore[arg-type]


def test_offices_are_told_by_name(world: World) -> None:
    """No id of a row reaches the reader."""
    with world.read() as session:
        names = {o.name("en") for o in session.scalars(select(Office))}
    assert {r[0] for r in rows_of(opened(made_for(world, "supervisor"))).values()} <= names


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
def test_another_program_computes_the_same(world: World, tmp_path: Path) -> None:
    """LibreOffice opens the workbook and its totals are the sums of the golden figures."""
    made = made_for(world, "director")
    source = tmp_path / "report.xlsx"
    source.write_bytes(made.content)
    # the second sheet as CSV: the last but one number of the filter is the sheet
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", options, "--outdir", str(tmp_path), str(source)],
        check=True, capture_output=True, timeout=110,
    )
    target = next(tmp_path.glob("*.csv"))
    lines = list(csv.reader(target.read_text(encoding="utf-8").splitlines()))
    rows = rows_of(opened(made))
    total = next(line for line in lines if line and line[0] == "Total")
    for column in range(3, 9):
        assert int(total[column]) == sum(r[column] for r in rows.values())


@pytest.mark.parametrize("language", ["ru", "en"])
def test_codes_and_labels_are_words_of_the_language(world: World, language: str) -> None:
    """Channels, states, categories, grounds, addressees: no code and no Kazakh word is left."""
    for name, sheet, words in (
        ("registrations", 1, {"ru": "Центр", "en": "Center"}),
        ("registrations", 2, {"ru": "краткосрочная", "en": "short-term"}),
        ("mediation", 4, {"ru": "Руководитель местного органа",
                          "en": "Head of the local authority"}),
    ):
        book = opened(made_for(world, "supervisor", name, language=language))
        cells = [c for row in book.worksheets[sheet].iter_rows(min_row=TOP + 1, values_only=True)
                 for c in row if isinstance(c, str) and not c.startswith("=")]
        assert words[language] in cells, cells
        codes = [c for c in cells if c.isascii() and c == c.lower() and c.isidentifier()]
        assert not codes, codes
