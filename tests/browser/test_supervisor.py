"""The supervisor's way: board, figure, list, case, workbook, delivery; a report of one's own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.browser.looks import WIDE, fits, one_act, readable, wide
from tests.browser.telling import Story
from tests.browser.walk import Desk

pytestmark = pytest.mark.browser

WHY = "Тоқсандық тексеру үшін"
FIGURE = 'main a[href*="/monitoring/list"][href*="deadline"]'
SAVED: dict[str, str] = {}


def fits_both(desk: Desk) -> None:
    """At both widths: nothing is scrolled sideways, axe finds nothing, one primary act at most."""
    fits(desk)
    one_act(readable(wide(desk)))
    across = desk.page.evaluate("document.documentElement.scrollWidth")
    assert across <= WIDE["width"], f"{desk.path} is {across} px wide"


def number(text: str) -> int:
    """A count as the page groups it."""
    return int(re.sub(r"\D", "", text))


def enter(desk: Desk, link: Any) -> None:
    """Follow a link by the keyboard."""
    link.focus()
    with desk.page.expect_navigation():
        desk.page.keyboard.press("Enter")


def test_from_the_board_to_the_case(story: Story) -> None:
    """By the keyboard alone: a figure leads to as many duties, a duty to its case."""
    desk = story.team("supervisor").go("/monitoring?p=year")
    fits_both(desk)
    figure = desk.page.locator(FIGURE).first
    count = number(figure.inner_text())
    enter(desk, figure)
    assert "/monitoring/list" in desk.path
    fits_both(desk)
    assert desk.page.locator("main a.who").count() == min(count, 25)
    enter(desk, desk.page.locator("main a.who").first)
    assert desk.path.startswith("/cases/")


@pytest.mark.parametrize("path", [
    "/monitoring/load", "/monitoring/quality", "/reports", "/reports/closes",
    "/reports/monitoring",
])
def test_the_pages_around_it_are_sound(story: Story, path: str) -> None:
    """Each fits both widths and passes axe."""
    desk = story.team("supervisor").go(path)
    fits_both(desk)
    assert desk.page.locator("main h1").count() == 1


def test_a_report_is_put_together_and_saved(story: Story) -> None:
    """Measures by a tick, the period by a choice; looked at, then kept under a name."""
    desk = story.team("supervisor").go("/reports/build?p=year")
    desk.page.locator("main details").first.locator("summary").click()
    desk.page.check('main [name="m"][value="general.duties"]')
    desk.page.locator('main form#measures button:not([type="button"])').last.click()
    desk.page.wait_for_load_state()
    assert "m=general.duties" in desk.path and desk.page.locator("main table td").count()
    fits_both(desk)
    desk.page.fill("main #title", "Мерзімдер, жыл")
    desk.page.click('main form[action="/reports/saved"] button')
    desk.page.wait_for_load_state()
    SAVED["path"] = desk.path
    desk.sees("Мерзімдер, жыл")
    fits_both(desk)


def test_it_is_taken_as_a_workbook(story: Story, tmp_path: Path) -> None:
    """The file says what for; its figures are those of the page."""
    desk = story.team("supervisor").go(SAVED["path"])
    shown = number(desk.page.locator("main table tbody tr").first.locator("td").nth(3).inner_text())
    desk.page.fill("main #t-why", WHY)
    with desk.page.expect_download(timeout=60_000) as waiting:
        desk.page.click('main form[action="/reports/build/take"] button')
    file = tmp_path / "report.xlsx"
    waiting.value.save_as(file)
    book = load_workbook(file)
    cells = [c.value for sheet in book.worksheets for row in sheet.iter_rows() for c in row]
    assert shown in cells
    assert any(WHY in str(value) for value in cells)


def test_it_is_sent_every_month(story: Story) -> None:
    """The first working day of each month, to the supervisor; paused by a button."""
    desk = story.team("supervisor").go(SAVED["path"])
    desk.page.select_option("main #every", "month")
    desk.page.locator('main [name="to"]').first.check()
    desk.page.fill("main #why", WHY)
    desk.page.click(f'main form[action="{SAVED["path"]}/schedules"] button')
    desk.page.wait_for_load_state()
    desk.sees(WHY)
    desk.page.click('main form[action$="/pause"] button')
    desk.page.wait_for_load_state()
    assert desk.page.locator('main form[action$="/resume"]').count() == 1
    assert desk.faults == []
