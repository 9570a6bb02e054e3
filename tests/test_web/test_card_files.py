"""The employment card to take away (par. 14, 21, 45): PDF and workbook, in scope, logged."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from console.data.access import AccessLine
from console.data.actors import Person
from console.scope import SYSTEM
from tests.make import Jobseeker
from tests.test_web.conftest import Web


def registered(web: Web) -> Jobseeker:
    """A jobseeker whose card was filled in again after registration."""
    web.world.at("2021-04-16 10:00")
    return web.world.a_registered_jobseeker()


def words(pdf: bytes) -> str:
    """The text of a PDF, if the program for it is here."""
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext: install Debian's package poppler-utils")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "card.pdf"
        path.write_bytes(pdf)
        return subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True,
                              capture_output=True).stdout.decode()


def test_the_workbook_holds_card_marks_and_changes_with_their_source(web: Web) -> None:
    """Par. 14: the mark with its case; each change with act, paragraph, person and both times."""
    told = registered(web)
    answer = web.browser("specialist").get(f"/persons/{told.person}/card.xlsx")
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.data))
    marks = [[c.value for c in row] for row in book["Marks"].iter_rows()]
    assert marks[1][1:4] == ["Registered as a jobseeker", "14", told.case]
    changes = [[c.value for c in row] for row in book["Changes"].iter_rows()]
    assert changes[1][4] == told.case and "specialist" in changes[1][3]
    card = [(row[0].value, row[1].value) for row in book.worksheets[0].iter_rows(max_col=2)]
    assert ("Number", told.person) in card
    assert str(card[0][0]).startswith("Taken by Demo Specialist")


def test_the_pdf_says_the_same(web: Web) -> None:
    """One card, two files: name, mark and case stand in both."""
    told = registered(web)
    answer = web.browser("specialist").get(f"/persons/{told.person}/card.pdf")
    assert answer.mimetype == "application/pdf" and answer.data.startswith(b"%PDF")
    text = words(answer.data)
    assert "Registered as a jobseeker" in text and told.case in text
    assert web.person(told.person).surname in text


def test_what_people_typed_is_no_formula_and_no_markup(web: Web) -> None:
    """A name that begins like a formula stays text in the workbook and in the PDF."""
    told = registered(web)
    with web.store.write(SYSTEM) as session:
        row = session.scalars(select(Person).where(Person.number == told.person)).one()
        row.address = {"settlement": "=cmd|' /C calc'!A0", "street": "#panic(\"x\") *b*"}
    browser = web.browser("specialist")
    book = load_workbook(io.BytesIO(browser.get(f"/persons/{told.person}/card.xlsx").data))
    cells = [c for row in book.worksheets[0].iter_rows() for c in row if c.value]
    assert any("=cmd" in str(c.value) for c in cells)
    assert all(c.data_type != "f" for c in cells)
    assert "#panic" in words(browser.get(f"/persons/{told.person}/card.pdf").data)


def test_only_who_may_read_the_card_takes_it_and_each_time_is_noted(web: Web) -> None:
    """Another district 404, employers 403, a visitor signs in; the log names kind and person."""
    told = registered(web)
    for kind in ("pdf", "xlsx"):
        address = f"/persons/{told.person}/card.{kind}"
        assert web.browser("specialist2").get(address).status_code == 404
        assert web.browser("employer").get(address).status_code in (403, 404)
        assert web.visitor().get(address).status_code in (302, 401)
        assert web.browser("director").get(address).status_code == 200
    assert web.browser("director").get(f"/persons/{told.person}/card.docx").status_code == 404
    with web.store.session(SYSTEM) as session:
        lines = session.scalars(select(AccessLine).where(
            AccessLine.what.in_([f"card in PDF {told.person}", f"card in Excel {told.person}"])
        )).all()
    assert [line.kind for line in lines] == ["export", "export"]
    assert all(line.person_id and line.login == "director" for line in lines)


def test_the_person_takes_their_own_card_and_no_other(web: Web) -> None:
    """One's own card is at one address without a number."""
    told, other = registered(web), registered(web)
    mine = web.account_for("cardowner", told.person)
    answer = mine.get("/cabinet/card.xlsx")
    assert answer.status_code == 200
    assert told.person in answer.headers["Content-Disposition"]
    assert mine.get(f"/persons/{other.person}/card.xlsx").status_code in (403, 404)
    assert web.browser("specialist").get("/cabinet/card.pdf").status_code == 403


def test_the_page_of_the_card_offers_both_files(web: Web) -> None:
    """And says its marks in words."""
    told = registered(web)
    page = web.browser("specialist").get(f"/persons/{told.person}").text
    assert "card.pdf" in page and "card.xlsx" in page and "Registered as a jobseeker" in page
