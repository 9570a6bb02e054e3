"""Vacancies by the thousand: every fault found, all rows or none, the same file again a no-op."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from bench.imports import cells_of, reported, workbook
from console.data import counting
from console.data.actors import Employer
from console.data.base import Base
from console.data.case import Case
from console.data.mediation import Vacancy
from console.data.store import Store
from console.data.vacancy_search import FTS, Filters, search
from console.errors import Refusal, TooLarge
from console.exchange.safety import Unsafe
from console.exchange.vacancies import Result, VacancyImport
from console.exchange.vacancy_files import faults_book, given, rows_of, vacancy_columns
from console.many import Batch, Lost
from console.migrate import upgrade
from console.scope import SYSTEM
from forms.dictionaries import lookup_shipped
from tests.make import World, a_vacancy_form

#: what two acts at one moment may differ in
DIFFERENT = {"number", "case_number", "subject_number", "receipt", "why", "external_id", "event"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for the file: every test brings employers' numbers of its own."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('many')}/jumys.db")
    upgrade(store)
    yield World(store)
    store.dispose()


def employer(world: World, login: str = "employer") -> Employer:
    """The employer of a login."""
    with world.read() as session:
        return session.get_one(Employer, world.actor(login).seats[0].employer_id)


def importer(world: World, login: str = "employer") -> VacancyImport:
    """An import from the cabinet of a login; from the center for a specialist."""
    own = employer(world, login) if login.startswith("employer") else None
    return VacancyImport(world.process, world.actor(login), world.scope(login), world.now, own)


def columns(world: World, *, own: bool = True) -> list[Any]:
    """The columns of the sheet."""
    return vacancy_columns(world.catalog.forms["vacancy"], lookup_shipped, own=own)


def item(number: str, **over: Any) -> dict[str, Any]:
    """A vacancy as a feed sends it."""
    return a_vacancy_form(external_id=number, appeared_on="2021-04-16", **over)


def send(
    world: World, *items: dict[str, Any], login: str = "employer", write: bool = True
) -> Result:
    """Import items."""
    return importer(world, login).run(given(list(items)), write=write, most_kept=50)


def vacancy(world: World, number: str) -> Vacancy | None:
    """The vacancy of an employer's own number."""
    with world.read() as session:
        return session.scalars(select(Vacancy).where(Vacancy.external_id == number)).one_or_none()


def sheet(*rows: dict[str, Any], keys: list[str]) -> bytes:
    """A workbook of rows."""
    book = Workbook()
    page: Any = book.active
    page.append(keys)
    page.append(["" for _ in keys])
    for row in rows:
        page.append([row.get(k) for k in keys])
        for cell in page[page.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_every_planted_fault_is_reported_and_nothing_is_written(world: World) -> None:
    """400 rows with 40 planted faults: each with its row and column, no row written (par. 54)."""
    content, planted = workbook(columns(world), 400, 40)
    before = world.count(Vacancy)
    result = importer(world).run(rows_of(content, columns(world)), write=True)
    assert reported(result) >= planted
    assert {row for row, _ in reported(result)} == {row for row, _ in planted}
    assert (result.wrong, result.written, world.count(Vacancy)) == (40, False, before)


def test_the_corrected_file_is_written_and_sent_again_does_nothing(world: World) -> None:
    """All 300 rows in one go; the second time every row is unchanged (par. 55)."""
    content, _none = workbook(columns(world), 300)
    first = importer(world).run(rows_of(content, columns(world)), write=True)
    assert (first.post, first.written) == (300, True)
    journal = {name: world.count(_model(name)) for name in ("journal_line", "entry", "obligation")}
    again = importer(world).run(rows_of(content, columns(world)), write=True)
    assert (again.post, again.amend, again.same) == (0, 0, 300)
    assert journal == {name: world.count(_model(name)) for name in journal}
    with world.read() as session:
        assert search(session, Filters(words="Сатушы")).count >= 100
        assert session.scalar(select(FTS.c.words).limit(1))


def _model(table: str) -> Any:
    return next(m.class_ for m in Base.registry.mappers if m.local_table.name == table)


def rows_about(world: World, case: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table about a case, without keys and numbers."""
    found: dict[str, list[dict[str, Any]]] = {}
    with world.read() as session:
        row = session.scalars(select(Case).where(Case.number == case)).one()
        owners = {"case": ("id", row.id), "vacancy": ("case_number", case),
                  "journal_line": ("case_id", row.id), "obligation": ("case_id", row.id),
                  "entry": ("subject_id", row.id)}
        for table, (column, value) in owners.items():
            held = Base.metadata.tables[table]
            query = select(held).where(held.c[column] == value)
            if table == "entry":
                query = query.where(held.c.subject_kind == "case")
            lines = [dict(r._mapping) for r in session.connection().execute(query)]
            found[table] = [_plain(line) for line in lines]
    return found


def _plain(line: dict[str, Any]) -> dict[str, Any]:
    kept = {k: v for k, v in line.items()
            if k not in DIFFERENT and k != "id" and not k.endswith("_id")
            and k not in ("started_by", "stopped_by", "digest")}
    if "data" in kept:
        kept["data"] = {k: v for k, v in kept["data"].items() if k != "external_id"}
    return kept


@pytest.mark.parametrize(("step", "login"), [
    ("mediation.post_vacancy", "employer"), ("mediation.register_vacancy", "specialist"),
])
def test_many_at_once_write_what_one_act_writes(world: World, step: str, login: str) -> None:
    """The rows of an act among many are those of perform(), column by column (par. 53-55)."""
    more = {} if login == "employer" else {
        "employer": employer(world).bin, "received_on": "2021-04-16", "source": "written"}
    data = item(f"SAME-{login}", **more)
    alone = world.do(step, by=login, data={**data, "external_id": f"ALONE-{login}"})
    result = send(world, data, login=login)
    together = result.numbers[0][2]
    assert rows_about(world, alone.number) == rows_about(world, together)
    amended = {**data, "wage_level": 170000}
    world.do("mediation.amend_vacancy", alone.number, login,
             data={**amended, "external_id": f"ALONE-{login}"})
    assert send(world, amended, login=login).amend == 1
    assert rows_about(world, alone.number) == rows_about(world, together)


def test_the_counters_of_the_day_count_every_row(world: World) -> None:
    """An import counts in the figures like single acts do."""
    from console.data.journal import Counter

    def counted() -> int:
        with world.read() as session:
            return session.scalar(select(Counter.value).where(
                Counter.key == "mediation.post_vacancy", Counter.day == "2021-04-16")) or 0

    before = counted()
    send(world, item("C-1"), item("C-2"), item("C-3"))
    assert counted() == before + 3


def test_counters_kept_by_a_batch_are_those_counted_anew(world: World) -> None:
    """Posted and amended together: what doctor recounts from the rows is what stands there."""
    send(world, item("K-1"), item("K-2"))
    send(world, item("K-1", wage_level=156000), item("K-3"))
    with world.read() as session:
        counts = tuple(world.catalog.counts.values())
        assert counting.differences(session, counts) == []
        assert any(n >= 3 for n in counting.kept(session, counts).values())


def test_a_changed_row_amends_its_vacancy_alone(world: World) -> None:
    """Two are sent, one changes: one amendment, the public page shows the new pay (par. 54)."""
    send(world, item("A-1"), item("A-2"))
    result = send(world, item("A-1", wage_level=155000), item("A-2"))
    assert (result.amend, result.same) == (1, 1)
    changed = vacancy(world, "A-1")
    assert changed is not None
    assert (changed.wage_min, world.case(changed.case_number).version) == (155000, 2)


def test_one_bad_row_keeps_the_good_ones_out(world: World) -> None:
    """All or none."""
    result = send(world, item("N-1"), item("N-2", settlement=""))
    assert (result.wrong, result.written) == (1, False)
    assert vacancy(world, "N-1") is None


def test_a_number_twice_in_one_file_names_the_earlier_row(world: World) -> None:
    """The second of two equal numbers is a fault."""
    result = send(world, item("T-1"), item("T-1", wage_level=160000))
    assert [(f.row, f.path) for f in result.faults] == [(2, "external_id")]
    assert "1" in result.faults[0].text["en"]


def test_a_closed_vacancy_does_not_come_back_by_its_number(world: World) -> None:
    """A new vacancy takes a new number (A-51: never destroyed, never reopened)."""
    send(world, item("Z-1"))
    row = vacancy(world, "Z-1")
    assert row is not None
    world.do("mediation.close_vacancy", row.case_number, "employer", cause="post_cut")
    assert send(world, item("Z-1")).same == 1
    result = send(world, item("Z-1", wage_level=165000))
    assert [f.path for f in result.faults] == ["external_id"]


def test_a_discriminatory_row_is_refused_with_the_word_found(world: World) -> None:
    """The word stands in the sentence."""
    result = send(world, item("D-1", job_duties="Тек ерлер үшін жұмыс"))
    assert any("ерлер" in fault.text["kk"] for fault in result.faults)


def test_somebody_elses_bin_in_a_cabinets_file_is_refused(world: World) -> None:
    """A cabinet brings its own vacancies alone (par. 55)."""
    result = send(world, item("B-1", employer=employer(world, "employer2").bin))
    assert [f.path for f in result.faults] == ["employer"]
    assert vacancy(world, "B-1") is None


def test_the_same_number_of_two_employers_is_two_vacancies(world: World) -> None:
    """Numbers are each employer's own; neither sees or changes the other's."""
    send(world, item("E-1"))
    assert send(world, item("E-1"), login="employer2").post == 1
    with world.read() as session:
        owners = session.scalars(
            select(Vacancy.employer_id).where(Vacancy.external_id == "E-1")).all()
    assert len(set(owners)) == 2


def test_the_center_names_the_employer_of_every_row(world: World) -> None:
    """A written notice without a known BIN is refused at that row (par. 54)."""
    row = item("W-1", received_on="2021-04-16", source="written", employer=employer(world).bin)
    result = send(world, row, {**row, "external_id": "W-2", "employer": "990140000007"},
                  login="specialist", write=False)
    assert [(f.row, f.path) for f in result.faults] in ([(2, "employer")], [(2, "employer")] * 2)


def test_whoever_may_not_post_imports_nothing(world: World) -> None:
    """The right of the step is asked for every row."""
    job = VacancyImport(world.process, world.actor("assistant"), world.scope("assistant"),
                        world.now, employer(world))
    result = job.run(given([item("R-1")]), write=True)
    assert (result.wrong, result.written) == (1, False)


def test_a_row_changed_meanwhile_loses_the_whole_batch(world: World) -> None:
    """Somebody amends between the check and the writing: nothing is written, said so."""
    send(world, item("L-1"))
    row = vacancy(world, "L-1")
    assert row is not None
    with Batch(world.process, world.actor("employer"), world.scope("employer"),
               world.now) as batch:
        batch.add("mediation.post_vacancy", None, item("L-2"))
        batch.add("mediation.amend_vacancy", row.case_number, item("L-1", wage_level=151000))
        world.do("mediation.amend_vacancy", row.case_number, "employer",
                 data=item("L-1", wage_level=152000))
        with pytest.raises(Lost):
            batch.write()
    assert vacancy(world, "L-2") is None
    assert vacancy(world, "L-1").wage_min == 152000  # type: ignore[union-attr]


def test_xml_and_json_say_the_same_as_a_workbook(world: World) -> None:
    """One vacancy in three kinds of file is one vacancy."""
    cells = cells_of(7, random.Random(1)) | {"external_id": "X-1"}
    keys = [c.key for c in columns(world)]
    first = importer(world).run(rows_of(sheet(cells, keys=keys), columns(world)), write=True)
    inner = "".join(
        f"<{k}>{v}</{k}>" for k, v in cells.items() if "." not in k
    ) + ("<profession_position>" + "".join(
        f"<{k.partition('.')[2]}>{v}</{k.partition('.')[2]}>"
        for k, v in cells.items() if "." in k) + "</profession_position>")
    xml = f"<vacancies><vacancy>{inner}</vacancy></vacancies>".encode()
    second = importer(world).run(rows_of(xml, columns(world)), write=True)
    plain = {k: v for k, v in cells.items() if "." not in k} | {
        "profession_position": {"code": cells["profession_position.code"],
                                "text": cells["profession_position.text"]}}
    third = importer(world).run(rows_of(json.dumps([plain]).encode(), columns(world)), write=True)
    assert (first.post, second.same, third.same) == (1, 1, 1)


@pytest.mark.parametrize("content", [
    b"", b"GIF89a", b"[1, 2]", b"{", b"<html/>", b'{"vacancies": 7}', b"[" * 5000,
])
def test_a_file_of_no_known_kind_is_refused(world: World, content: bytes) -> None:
    """A sentence, never a fault of ours."""
    with pytest.raises(Refusal):
        list(rows_of(content, columns(world)))


def test_entities_and_bombs_are_refused(world: World) -> None:
    """XML with entities, a zip of a gigabyte of nothing, a cell in row a million."""
    with pytest.raises(Unsafe):
        rows_of(b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><vacancies/>', columns(world))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (100 * 1024 * 1024))
    with pytest.raises(TooLarge):
        rows_of(stream.getvalue(), columns(world))
    book = Workbook()
    book.active.cell(900_000, 1).value = "x"  # type: ignore[union-attr]
    far = io.BytesIO()
    book.save(far)
    with pytest.raises(TooLarge):
        rows_of(far.getvalue(), columns(world))


def test_a_formula_is_a_text_and_stays_one_in_the_workbook_of_faults(world: World) -> None:
    """What begins with = is shown, not counted."""
    keys = [c.key for c in columns(world)]
    evil = {"external_id": "=cmd|' /C calc'!A0", "settlement": "=1+1", "places": "=2"}
    result = importer(world).run(rows_of(sheet(evil, keys=keys), columns(world)))
    assert result.wrong == 1
    told = [{"row": 3, "path": "settlement", "text": dict.fromkeys(("kk", "ru", "en"), "=1+1")}]
    page = load_workbook(io.BytesIO(faults_book(told, columns(world), "en"))).worksheets[0]
    assert page.cell(2, 4).data_type == "s"
    assert page.cell(2, 2).value == "J" or page.cell(2, 2).value


def test_dates_of_a_workbook_are_read_as_days(world: World, tmp_path: Path) -> None:
    """A date cell and an ISO text mean the same day."""
    cells = cells_of(3, random.Random(1)) | {"external_id": "DATE-1"}
    keys = [c.key for c in columns(world)]
    content = sheet(cells | {"appeared_on": date(2021, 4, 16)}, keys=keys)
    [one] = list(rows_of(content, columns(world)))
    assert one.data["appeared_on"] == "2021-04-16"
    assert one.row == 3


def test_an_unknown_column_and_an_unknown_member_are_named(world: World) -> None:
    """A misspelt heading must not lose its column in silence."""
    keys = [*(c.key for c in columns(world)), "salery"]
    with pytest.raises(Refusal) as refused:
        list(rows_of(sheet({}, keys=keys), columns(world)))
    assert "salery" in str(refused.value.fields)
    assert [f.path for f in send(world, item("U-1", salery=1)).faults] == ["salery"]


def test_a_stopped_import_leaves_nothing(world: World) -> None:
    """Cancelled half way: no row is there."""

    class Stopped(Exception):
        pass

    def stop(done: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        importer(world).run(given([item("S-1")]), write=True, progress=stop)
    assert vacancy(world, "S-1") is None


@pytest.mark.postgres
def test_an_import_goes_into_postgresql_alike(store: Store) -> None:
    """The other database: written, sent again, then a single act after it."""
    world = World(store)
    assert send(world, item("P-1"), item("P-2")).written
    assert send(world, item("P-1"), item("P-2")).same == 2
    assert world.a_vacancy().state == "published"
    assert send(world, item("P-1", wage_level=151000), item("P-3")).written
    with store.session(SYSTEM) as session:
        assert len(session.scalars(select(Vacancy.id)).all()) == 4
