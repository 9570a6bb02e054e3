"""Files of vacancies given in by hand: checked by a job, written by another, each one's own."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from console.data.mediation import Vacancy
from console.data.outbox import Message
from console.scope import SYSTEM
from console.web.running import KEY
from console.work import jobs
from tests.make import a_vacancy_form
from tests.test_web.conftest import Browser, Web, text_of, web

assert web  # the fixture
PLACES = (("specialist", "/vacancies/import"), ("employer", "/employer/import"))


def item(number: str, **over: Any) -> dict[str, Any]:
    """A vacancy as a file holds it."""
    return a_vacancy_form(external_id=number, appeared_on="2021-04-16", **over)


def give(browser: Browser, base: str, *items: dict[str, Any]) -> Any:
    """Upload a JSON file."""
    content = json.dumps({"vacancies": items}).encode()
    return browser.post(base, {"file": (io.BytesIO(content), "v.json")},
                        content_type="multipart/form-data")


def work(web: Web, tmp_path: Path) -> None:
    """The worker's turn."""
    parts = web.app.extensions[KEY]

    def make(row: Any) -> jobs.Work:
        return jobs.Work(row.number, row.params, row.account_id, web.store, web.world.catalog,
                         web.world.process, web.world.outside, tmp_path, web.world.now)

    for number in jobs.waiting(web.store):
        jobs.run(parts.store, number, make, lambda: datetime.now(UTC))


def find(web: Web, number: str) -> Vacancy | None:
    """The vacancy of an own number."""
    with web.store.session(SYSTEM) as session:
        return session.scalars(
            select(Vacancy).where(Vacancy.external_id == number)).one_or_none()


def test_a_file_is_checked_then_written(web: Web, tmp_path: Path) -> None:
    """Upload, look at what it does, agree, see the numbers (par. 55); one message, not one each."""
    browser = web.browser("employer")
    page = give(browser, "/employer/import", item("WEB-1"), item("WEB-2")).location
    assert "being checked" in text_of(browser.get(page).text)
    work(web, tmp_path)
    shown = browser.get(page).text
    assert "New: 2" in shown
    assert find(web, "WEB-1") is None
    following = browser.post(f"{page}/write").location
    work(web, tmp_path)
    assert "All rows are written" in browser.get(following).text
    row = find(web, "WEB-1")
    assert row is not None
    assert row.published
    with web.store.session(SYSTEM) as session:
        told = session.scalars(
            select(Message.body).where(Message.notice == "vacancies_imported",
                                       Message.channel == "cabinet")).all()
    assert len(told) == 1
    assert "2" in told[0]


def test_faults_are_shown_by_row_and_column_and_fetched_as_a_workbook(
    web: Web, tmp_path: Path
) -> None:
    """A good row and a bad one: nothing to write; the sentence stands beside its row."""
    browser = web.browser("employer")
    page = give(browser, "/employer/import", item("BAD-1"), item("BAD-2", settlement="")).location
    work(web, tmp_path)
    shown = browser.get(page).text
    assert "Rows with errors: 1" in shown
    assert f"{page}/write" not in shown
    assert browser.post(f"{page}/write").status_code == 404
    book = load_workbook(io.BytesIO(browser.get(f"{page}/faults.xlsx").data)).worksheets[0]
    assert book.cell(2, 1).value == 2
    assert find(web, "BAD-1") is None


@pytest.mark.parametrize(("login", "base"), PLACES)
def test_the_template_has_the_columns_and_the_lists(web: Web, login: str, base: str) -> None:
    """Filled in as it is, a template is read back; the lists stand on a sheet of their own."""
    browser = web.browser(login)
    assert browser.get(base).status_code == 200
    book = load_workbook(io.BytesIO(browser.get(f"{base}/template.xlsx").data))
    keys = [c.value for c in book.worksheets[0][1]]
    assert keys[0] == "external_id"
    assert ("employer" in keys) is (login == "specialist")
    assert "codes" in book.sheetnames
    assert "registered_at" not in keys


def test_the_center_brings_written_notices_from_a_file(web: Web, tmp_path: Path) -> None:
    """Each row names its employer; the vacancy stands as received in writing (par. 54)."""
    with web.store.session(SYSTEM) as session:
        from console.data.actors import Employer

        own = session.scalars(select(Employer).order_by(Employer.id)).first()
    assert own is not None
    browser = web.browser("specialist")
    page = give(browser, "/vacancies/import", item(
        "CEN-1", employer=own.bin, source="written", received_on="2021-04-16")).location
    work(web, tmp_path)
    following = browser.post(f"{page}/write").location
    work(web, tmp_path)
    assert "All rows are written" in browser.get(following).text
    row = find(web, "CEN-1")
    assert row is not None
    assert row.source == "written"


def test_somebody_elses_file_is_not_found(web: Web, tmp_path: Path) -> None:
    """Not by another employer, not from the other place, not by guessing (attack)."""
    page = give(web.browser("employer"), "/employer/import", item("OWN-1")).location
    work(web, tmp_path)
    center = page.replace("employer", "vacancies")
    for login, address in (("employer2", page), ("specialist", center),
                           ("employer2", f"{page}/faults.xlsx")):
        assert web.browser(login).get(address).status_code in (403, 404), address
    assert web.browser("employer2").post(f"{page}/write").status_code == 404
    assert web.browser("employer2").post(f"{page}/cancel").status_code == 404


def test_a_stopped_job_writes_nothing(web: Web, tmp_path: Path) -> None:
    """Cancelled before the worker took it."""
    browser = web.browser("employer")
    page = give(browser, "/employer/import", item("STOP-1")).location
    browser.post(f"{page}/cancel")
    work(web, tmp_path)
    assert "stopped" in browser.get(page).text
    assert find(web, "STOP-1") is None


@pytest.mark.parametrize("content", [b"", b"MZ\x90", b"<!DOCTYPE a [<!ENTITY b 'c'>]><vacancies/>"])
def test_a_strange_file_is_refused_at_once(web: Web, content: bytes) -> None:
    """422 with a sentence; no job begins."""
    answer = web.browser("employer").post(
        "/employer/import", {"file": (io.BytesIO(content), "x.xlsx")},
        content_type="multipart/form-data")
    assert answer.status_code == 422
    assert not jobs.waiting(web.store)


def test_an_import_is_for_those_who_hire(web: Web) -> None:
    """Roles without the act do not see the page."""
    for login in ("officer", "assistant", "supervisor"):
        assert web.browser(login).get("/employer/import").status_code in (403, 404), login
        assert web.browser(login).get("/vacancies/import").status_code in (403, 404), login
