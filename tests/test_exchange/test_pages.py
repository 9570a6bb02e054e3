"""Pages of content types: lists, forms, revisions, and the import with its dry run."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
from sqlalchemy import func, select

from console.data.content import ContentItem
from console.scope import SYSTEM
from tests.people import an_iin
from tests.test_exchange.test_workbooks import workbook
from tests.test_web.conftest import Browser, Web, hidden, text_of, web

assert web  # the fixture
ENTRY = {"dictionary": "occupation", "label_kk": "Жаңа", "label_ru": "Новая", "label_en": "New"}
PAGES = ("/admin/content", "/admin/dictionaries", "/admin/dictionaries/occupation",
         "/admin/content/office", "/admin/content/office/new", "/admin/content/office/import",
         "/admin/content/office/template.xlsx", "/admin/content/office/export.xlsx")


def count(web: Web) -> int:
    """Content items there are."""
    with web.store.session(SYSTEM) as session:
        return session.scalar(select(func.count()).select_from(ContentItem)) or 0


def give(browser: Browser, content: bytes) -> Any:
    """Upload a workbook of dictionary entries."""
    return browser.post("/admin/content/dictionary_entry/import",
                        {"file": (io.BytesIO(content), "a.xlsx")},
                        content_type="multipart/form-data")


def test_pages_open_for_those_who_keep_the_type(web: Web) -> None:
    """Administrators yes, specialists no, visitors to the sign-in page."""
    for path in PAGES:
        assert web.browser("admin").get(path).status_code == 200, path
        assert web.browser("operator").get(path).status_code == 403, path
        assert web.visitor().get(path).status_code == 302, path
    assert web.browser("admin").get("/admin/content/nothing").status_code == 404
    assert web.browser("admin").get("/admin/dictionaries/nothing").status_code == 404


def test_lists_cost_few_statements(web: Web) -> None:
    """At most twelve statements a page, however many rows."""
    for path in ("/admin/content/office", "/admin/content/employer", "/admin/dictionaries"):
        login = "specialist" if "employer" in path else "admin"
        answer, statements = web.sql(web.browser(login), path)
        assert answer.status_code == 200
        assert len(statements) <= 12, (path, len(statements))


def test_a_record_is_made_changed_compared_and_archived(web: Web) -> None:
    """Each save is a revision; the page shows two of them side by side."""
    browser = web.browser("admin")
    made = browser.post("/admin/content/dictionary_entry/new", {**ENTRY, "code": "7001"})
    assert made.status_code == 302, text_of(made.text)[:500]
    one = made.headers["Location"]
    form = browser.get(f"{one}/edit").text
    changed = {**ENTRY, "code": "7001", "label_en": "Better", "_version": hidden(form, "_version")}
    assert browser.post(f"{one}/edit", changed).status_code == 302
    stale = browser.post(f"{one}/edit", {**changed, "label_en": "Third"})
    assert stale.status_code == 409 and "Third" in stale.text
    page = browser.get(one).text
    assert "<del>New</del>" in page and "<ins>Better</ins>" in page
    assert browser.post(f"{one}/archive", {}).status_code == 302
    assert "Archived" in text_of(browser.get(one).text)
    assert browser.post(f"{one}/edit", changed).status_code == 409


def test_a_wrong_form_keeps_what_was_typed(web: Web) -> None:
    """422 with every fault, the values still there."""
    answer = web.browser("admin").post(
        "/admin/content/dictionary_entry/new", {"dictionary": "Occupation!", "label_kk": "Қалды"}
    )
    assert answer.status_code == 422 and "Қалды" in answer.text
    assert answer.text.count('class="err"') >= 3


def test_an_import_checks_everything_before_it_writes(web: Web) -> None:
    """Faults by row and column; nothing is written while there is one, then all at once."""
    browser, before = web.browser("admin"), count(web)
    bad = workbook([
        ["", "", "", "occupation", "7101", "а", "б", "c"],
        ["", "", "", "occupation", "", "а", "б", "c"],
        ["K-NOBODY", "", "", "occupation", "7102", "а", "б", "c"],
        ["", "", "", "occupation", "7101", "а", "б", "c"],
    ])
    answer = give(browser, bad)
    said = text_of(answer.text)
    assert answer.status_code == 422 and "Rows with errors: 3" in said
    assert "There is no record of this number" in said and "in the file twice" in said
    assert count(web) == before
    good = workbook([["", "", "", "occupation", f"72{n:02}", "а", "-б", "c"] for n in range(5)])
    dry = give(browser, good)
    assert dry.status_code == 200 and count(web) == before
    kept = re.search(r'name="_file" value="([^"]+)"', dry.text)
    assert kept
    done = browser.post("/admin/content/dictionary_entry/import", {"_file": kept[1], "_go": "1"})
    assert done.status_code == 302 and count(web) == before + 5
    again = give(browser, good)
    assert "unchanged: 5" in text_of(again.text) and 'name="_file"' not in again.text


def test_an_export_holds_the_filter_and_comes_back(web: Web) -> None:
    """Edit the exported sheet and give it back: one change, the rest unchanged."""
    browser = web.browser("admin")
    browser.post("/admin/content/dictionary_entry/new", {**ENTRY, "code": "7301"})
    browser.post("/admin/content/dictionary_entry/new", {**ENTRY, "code": "7302"})
    answer = browser.get("/admin/content/dictionary_entry/export.xlsx?q=730")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    sheet = book.worksheets[0]
    keys = [c.value for c in sheet[1]]
    assert sheet.max_row == 4
    sheet.cell(3, keys.index("label_en") + 1).value = "Changed"
    stream = io.BytesIO()
    book.save(stream)
    said = text_of(give(browser, stream.getvalue()).text)
    assert "changed: 1, unchanged: 1, errors: 0" in said


def test_a_bomb_is_answered_with_words(web: Web) -> None:
    """A stranger's file is refused on the page, in the reader's language."""
    answer = give(web.browser("admin"), b"PK nothing")
    assert answer.status_code == 422 and "not an Excel" in text_of(answer.text)


def test_assistants_stay_with_their_center(web: Web) -> None:
    """Personal content is listed masked, for its own center alone."""
    data = {"full_name.surname": "Құпия", "full_name.given_name": "А",
            "iin": an_iin("1985-01-01", 7), "office": "akim", "mobile": "+77011112233",
            "works_from": "2021-01-01"}
    made = web.browser("director").post("/admin/content/assistant/new", data)
    assert made.status_code == 302, text_of(made.text)[:800]
    listed = web.browser("director").get("/admin/content/assistant").text
    assert "Құпия" in listed and data["iin"] not in listed
    assert "Құпия" not in web.browser("director2").get("/admin/content/assistant").text
    assert web.browser("director2").get(made.headers["Location"]).status_code == 404
