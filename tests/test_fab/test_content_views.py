"""Content types as tables: read within scope, written by steps, no update lost."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select

from console.data.actors import Office
from console.data.journal import JournalLine
from console.scope import SYSTEM
from tests.people import an_iin
from tests.test_web.conftest import Browser, Web, text_of, web

assert web  # the fixture
ROOT = "/admin/registers"
TABLES = ("office", "employer", "assistant", "announcement", "dictionary_entry", "calendar",
          "calendar_day", "membership")


def office(web: Web, code: str) -> Any:
    """An office by code."""
    with web.store.session(SYSTEM) as session:
        return session.scalars(select(Office).where(Office.code == code)).one()


def filled(page: str) -> dict[str, str]:
    """The values of an edit page by control."""
    found = dict(re.findall(r'name="(f_\w+|version_seen)"[^>]*? value="([^"]*)"', page))
    for name, inner in re.findall(r'<select[^>]*name="(f_\w+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', inner)
        found[name] = chosen[1] if chosen else ""
    return found


def test_every_table_opens_for_its_keeper(web: Web) -> None:
    """The administrator sees each list; a specialist those of her right alone."""
    for name in TABLES:
        answer = web.browser("admin").get(f"{ROOT}/{name}/list/")
        assert answer.status_code == 200, (name, answer.status_code)
        kept = name == "employer"
        seen = web.browser("specialist").get(f"{ROOT}/{name}/list/").status_code
        assert (seen == 200) is kept, (name, seen)


def test_an_edit_is_a_step_with_its_journal_line(web: Web) -> None:
    """What the table writes is the generated act; a stale page changes nothing."""
    browser, row = web.browser("admin"), office(web, "desk2")
    page = browser.get(f"{ROOT}/office/edit/{row.id}").text
    values = {**filled(page), "f_name_en": "Desk of the second district", "f_address": "Абай 1"}
    values.setdefault("f_zone", "")
    assert values["f_code"] == "desk2" and values["f_parent"] == "district2"
    answer = browser.post(f"{ROOT}/office/edit/{row.id}", values)
    assert answer.status_code == 302, text_of(answer.text)[:1500]
    assert office(web, "desk2").name_en == "Desk of the second district"
    with web.store.session(SYSTEM) as session:
        line = session.scalars(
            select(JournalLine).where(JournalLine.subject_number == row.number)
        ).one()
    assert line.step == "content.edit_office"
    stale = browser.post(f"{ROOT}/office/edit/{row.id}", {**values, "f_name_en": "Lost"})
    assert stale.status_code == 409 and "Lost" in stale.text
    assert office(web, "desk2").name_en == "Desk of the second district"


def test_a_refused_record_keeps_what_was_entered(web: Web) -> None:
    """An office below one that is not there is refused in words."""
    values = {"f_code": "new-1", "f_kind": "center", "f_name_kk": "Жаңа орталық",
              "f_name_ru": "Новый", "f_parent": "nowhere"}
    answer = web.browser("admin").post(f"{ROOT}/office/add", values)
    assert answer.status_code == 422 and "Жаңа орталық" in answer.text
    made = web.browser("admin").post(f"{ROOT}/office/add", {**values, "f_parent": "district"})
    assert made.status_code == 302, text_of(made.text)[:1500]
    assert office(web, "new-1").path.startswith(office(web, "district").path)


def test_rows_of_another_center_and_another_type_are_not_there(web: Web) -> None:
    """The condition of the type holds on list, page and form."""
    iin = an_iin("1979-01-01", 9)
    number = web.world.do("content.create_assistant", by="director", data={
        "full_name": {"surname": "Жасырын", "given_name": "А"}, "iin": iin, "office": "akim",
        "mobile": "+77011112233", "works_from": "2021-01-01",
    }).number
    key = _key(web, number)
    assert "Жасырын" in web.browser("director").get(f"{ROOT}/assistant/list/").text
    stranger = web.browser("director2")
    assert "Жасырын" not in stranger.get(f"{ROOT}/assistant/list/").text
    for path in (f"assistant/show/{key}", f"assistant/edit/{key}", f"announcement/show/{key}"):
        assert stranger.get(f"{ROOT}/{path}").status_code == 404, path
    assert _post(stranger, f"{ROOT}/assistant/edit/{key}").status_code == 404
    assert iin not in web.browser("admin").get(f"{ROOT}/membership/list/").text


def _key(web: Web, number: str) -> int:
    from console.data.content import ContentItem

    with web.store.session(SYSTEM) as session:
        return int(session.scalars(
            select(ContentItem.id).where(ContentItem.number == number)
        ).one())


def _post(browser: Browser, path: str) -> Any:
    return browser.post(path, {"f_office": "akim2"})
