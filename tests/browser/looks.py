"""What every screen owes its reader: a telephone's width, and what axe finds."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe

from tests.browser.walk import Desk

NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1366, "height": 900}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def narrow(desk: Desk) -> Desk:
    """The same page on a telephone: nothing has to be scrolled sideways."""
    desk.page.set_viewport_size(NARROW)
    wide = desk.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= NARROW["width"], f"{desk.path} is {wide} px wide"
    return desk


def readable(desk: Desk) -> Desk:
    """Axe finds nothing on the page as it stands."""
    found = Axe().run(desk.page, options={"runOnly": RULES}).response["violations"]
    assert found == [], f"{desk.path}: {[rule['id'] for rule in found]}"
    return desk


def one_act(desk: Desk) -> Desk:
    """At most one act is the primary one."""
    assert desk.page.locator("main .btn-primary:visible").count() <= 1, desk.path
    return desk


def fits(desk: Desk) -> Desk:
    """On a telephone: nothing scrolled sideways, axe finds nothing, one primary act at most."""
    return one_act(readable(narrow(desk)))


def wide(desk: Desk) -> Desk:
    """The desk's own width again."""
    desk.page.set_viewport_size(WIDE)
    return desk
