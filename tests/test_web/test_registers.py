"""The lists behind the figures: chosen columns, own scope, masked, as a job that can be stopped."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from console.data.access import AccessLine
from console.data.outbox import Job
from console.scope import SYSTEM
from console.web.running import KEY
from console.work import cleanup, jobs
from console.work.jobs import Work
from reports.sheets import TOP
from tests.test_web.conftest import Web

YEAR = {"p": "dates", "from": "2021-01-01", "to": "2021-12-31", "language": "en",
        "why": "Тоқсандық тексеру"}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A jobseeker of each center."""
    web = Web(tmp_path_factory.mktemp("registers"))
    web.mine = web.world.a_registered_jobseeker()  # type: ignore[attr-defined]
    web.theirs = web.world.a_registered_jobseeker(second=True)  # type: ignore[attr-defined]
    yield web
    web.close()


def started(web: Web, login: str, name: str, **data: Any) -> str:
    """The number of the job that a form starts."""
    answer = web.browser(login).post(f"/reports/registers/{name}", {**YEAR, **data})
    assert answer.status_code == 302, answer.text[:500]
    return str(answer.headers["Location"]).rsplit("/", 1)[1]


def worked(web: Web, number: str) -> str | None:
    """What the worker does with it."""
    parts = web.app.extensions[KEY]

    def work(row: Job) -> Work:
        return Work(
            number=row.number, params=row.params, account_id=row.account_id, store=parts.store,
            catalog=parts.catalog, process=parts.process, outside=parts.outside,
            folder=Path(parts.settings.instance), now=web.world.now,
        )

    return jobs.run(parts.store, number, work, lambda: web.world.now)


def sheets(web: Web, login: str, number: str) -> Any:
    """The finished workbook."""
    answer = web.browser(login).get(f"/reports/jobs/{number}/file")
    assert answer.status_code == 200
    return openpyxl.load_workbook(BytesIO(answer.data))


def table(book: Any) -> list[tuple[Any, ...]]:
    """Header and rows."""
    return list(book.worksheets[0].iter_rows(min_row=TOP, values_only=True))


def test_a_director_gets_the_people_of_the_own_center_masked(full: Web) -> None:
    """Rows of another center are not there; names are initials, IIN are masked."""
    number = started(full, "director", "jobseekers")
    assert worked(full, number) == "done"
    head, *rows = table(sheets(full, "director", number))
    at = {name: place for place, name in enumerate(head)}
    people = {row[at["Number of the person"]] for row in rows}
    assert people == {full.mine.person}  # type: ignore[attr-defined]
    assert "•" in rows[0][at["IIN"]]
    assert rows[0][at["Surname"]].endswith(".")


def test_in_full_needs_a_purpose_and_leaves_it_in_log_and_file(full: Web) -> None:
    """Who took names and IIN says what for; without it nothing is made and nothing is lost."""
    page = full.browser("director").post("/reports/registers/jobseekers", {
        **YEAR, "full": "1", "why": "керек", "column": "iin"})
    assert page.status_code == 422
    assert 'value="керек"' in page.text
    number = started(full, "director", "jobseekers", full="1", why="Прокуратура сұрауы № 12",
                     column="iin")
    assert worked(full, number) == "done"
    book = sheets(full, "director", number)
    assert table(book)[0][0] == "IIN"
    assert table(book)[1][0].isdigit()
    assert "Прокуратура сұрауы № 12" in [row[1].value for row in book.worksheets[1]]
    with full.world.read(SYSTEM) as session:
        told = session.scalars(select(AccessLine.purpose).where(
            AccessLine.what == "register jobseekers").order_by(AccessLine.id.desc())).first()
    assert "Прокуратура сұрауы № 12" in (told or "")


def test_duties_are_listed_with_day_and_words(full: Web) -> None:
    """Typed dates, the duty in the reader's language, the number of the case."""
    number = started(full, "supervisor", "duties")
    assert worked(full, number) == "done"
    head, *rows = table(sheets(full, "supervisor", number))
    at = {name: place for place, name in enumerate(head)}
    assert {row[at["Number of the case"]] for row in rows} >= {
        full.mine.case, full.theirs.case}  # type: ignore[attr-defined]
    assert all(hasattr(row[at["Due on"]], "year") for row in rows)
    assert all(str(row[at["Duty"]]).startswith("D-") for row in rows)


def test_a_stopped_job_leaves_nothing(full: Web) -> None:
    """Cancelled before or while it runs: no file, and its folder goes with the next clean-up."""
    number = started(full, "director", "vacancies")
    assert full.browser("director").post(f"/reports/jobs/{number}/cancel", {}).status_code == 302
    assert worked(full, number) is None
    assert full.browser("director").get(f"/reports/jobs/{number}/file").status_code == 404
    folder = Path(full.app.extensions[KEY].settings.instance)
    (folder / "jobs" / number).mkdir(parents=True, exist_ok=True)
    cleanup.clean(full.world.store, full.world.now, folder)
    assert not (folder / "jobs" / number).exists()


def test_a_job_belongs_to_whoever_started_it(full: Web) -> None:
    """Another director neither sees, takes nor stops it; a specialist has no registers at all."""
    number = started(full, "director", "duties")
    other = full.browser("director2")
    assert other.get(f"/reports/jobs/{number}").status_code == 404
    assert other.get(f"/reports/jobs/{number}/file").status_code == 404
    assert other.post(f"/reports/jobs/{number}/cancel", {}).status_code == 404
    assert full.browser("specialist").get("/reports/registers/duties").status_code == 403
    assert full.browser("director").get("/reports/registers/nobody").status_code == 404
