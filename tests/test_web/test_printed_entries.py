"""A submitted form on its legal sheet: the application with the tear-off slip of par. 12."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select

from console.data.access import AccessLine
from console.data.content import Entry
from console.data.obligations import Obligation
from tests.test_web.conftest import Web
from tests.test_web.test_staff import received


def _entries(web: Web, form: str) -> tuple[int, dict[str, object]]:
    with web.world.read() as session:
        row = session.execute(
            select(Entry.id, Entry.data).where(Entry.form == form).order_by(Entry.id.desc())
        ).first()
    assert row is not None
    return row.id, row.data


def _words(pdf: bytes, folder: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext: install Debian's package poppler-utils")
    file = folder / "sheet.pdf"
    file.write_bytes(pdf)
    return subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True, text=True,
    ).stdout


def test_the_slip_says_when_the_service_is_due(web: Web, tmp_path: Path) -> None:
    """Par. 12: the receipt names the day of registration and the day the clock of D-02 ends."""
    number, _application = received(web)
    key, data = _entries(web, "application")
    with web.world.read() as session:
        due = session.scalars(
            select(Obligation.due_on).where(Obligation.deadline == "D-02")
            .order_by(Obligation.id.desc())
        ).first()
    assert due is not None
    assert data["slip_service_date"] == due.isoformat()
    desk = web.browser("specialist")
    assert f"/cases/{number}/entries/{key}.pdf" in desk.get(f"/cases/{number}/entries/{key}").text
    answer = desk.get(f"/cases/{number}/entries/{key}.pdf")
    assert answer.mimetype == "application/pdf"
    text = _words(answer.data, tmp_path)
    assert "(қию сызығы)" in text
    assert str(due.day) in text.split("көрсетілетін қызметті алу")[-1].split("Осы арқылы")[0]
    with web.world.read() as session:
        last = session.scalars(select(AccessLine.kind).order_by(AccessLine.id.desc())).first()
    assert last == "print"


def test_only_the_office_of_the_case_prints_its_forms(web: Web) -> None:
    """A foreign center, an unknown number and a form without a sheet are not found."""
    number, _application = received(web)
    key, _data = _entries(web, "application")
    assert web.browser("specialist2").get(f"/cases/{number}/entries/{key}.pdf").status_code == 404
    assert web.browser("employer").get(f"/cases/{number}/entries/{key}.pdf").status_code == 403
    assert web.browser("specialist").get(f"/cases/{number}/entries/999999.pdf").status_code == 404
