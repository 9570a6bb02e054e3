"""Any figure of a workbook can be recomputed from its lineage sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from console.data.store import Store
from console.migrate import upgrade
from reports import lineage
from reports.command import make
from reports.model import ReportError, shipped
from tests.make import ZONE, World

FIRST, LAST = date(2021, 4, 1), date(2021, 4, 30)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two jobseekers of one center, one of the other, a request left lying."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('lineage')}/jumys.db")
    upgrade(store)
    made = World(store).at("2021-04-05 11:00")
    made.a_registered_jobseeker()
    made.a_registered_jobseeker(second=True)
    made.do("registration.accept_application", data=made.an_application())
    made.at("2021-04-12 10:00").sweep()
    yield made
    store.dispose()


def book_of(w: World, login: str, name: str, why: str = "", language: str = "en") -> Workbook:
    """The workbook of a login's own offices."""
    scope = w.scope(login)
    with w.read(scope) as session:
        made = make(session, w.catalog, name, FIRST, LAST, now=w.now, zone=ZONE, why=why,
                    offices=sorted({*scope.office, *scope.authority}), language=language,
                    exporter="=A1&B1")
    return load_workbook(BytesIO(made.content))


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_table_is_recomputed_from_its_line(world: World, name: str) -> None:
    """Measure, cuts, period, offices and moment give the same hash, table by table."""
    lines = lineage.read(book_of(world, "supervisor", name, language="kk"))
    assert lines
    with world.read(world.scope("supervisor")) as session:
        for line in lines:
            assert lineage.recompute(session, world.catalog, line) == line.hash, line.measure


def test_another_reader_gets_another_hash(world: World) -> None:
    """The lineage gives nobody more than their own scope shows."""
    lines = lineage.read(book_of(world, "supervisor", "registrations"))
    with world.read(world.scope("director2")) as session:
        told = [lineage.recompute(session, world.catalog, one) == one.hash for one in lines
                if one.rows]
    assert not all(told)


def test_a_workbook_without_lineage_or_measure_is_a_clear_answer(world: World) -> None:
    """One sentence says what is missing."""
    with pytest.raises(ReportError, match="no lineage sheet"):
        lineage.read(Workbook())
    line = lineage.read(book_of(world, "director", "monitoring"))[0]
    gone = lineage.Line(**{**line.__dict__, "measure": "region.gone"})
    with world.read() as session, pytest.raises(ReportError, match="not installed"):
        lineage.recompute(session, world.catalog, gone)


def test_who_when_and_why_stand_on_every_page(world: World) -> None:
    """An export is an act: the mark is printed, and what was typed is no code of the header."""
    book = book_of(world, "director", "monitoring", why="Тексеру № 7")
    for sheet in book:
        mark = sheet.oddHeader.right.text
        assert "Тексеру № 7" in mark
        assert "12.04.2021" in mark
        assert "=A1&&B1" in mark or "=A1&B1" in mark
    texts = [c.value for row in book["Report"].iter_rows() for c in row]
    assert "Тексеру № 7" in texts


def test_the_special_cases_are_defined(world: World) -> None:
    """Empty and future periods, moved offices, late holidays, corrections: one line each."""
    sheet = book_of(world, "director", "monitoring")["Definitions"]
    texts = [row[0] for row in sheet.iter_rows(values_only=True)]
    assert {"Empty period", "Future or unfinished period", "A holiday added later",
            "An office that moved districts in mid-year",
            "A correction after the period was closed"} <= set(texts)
