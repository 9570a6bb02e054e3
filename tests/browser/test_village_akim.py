"""The akim at 390 px on a bad connection: a message told, an answer taken (par. 58, 59)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.site import Site
from tests.browser.walk import Desk

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def akim(browser: Any, site: Site) -> Iterator[Desk]:
    """The akim's telephone."""
    made = Desk(browser, site, "akim", "kk")
    made.page.set_viewport_size({"width": 390, "height": 844})
    yield made
    made.close()


def an_offer(akim: Desk) -> str:
    """The address of an offer that waits to be told in the village."""
    links = akim.go("/village").page.locator('main a[href^="/village/tell/O-"]')
    assert links.count(), akim.text
    return str(links.first.get_attribute("href"))


def test_a_message_is_told_though_the_connection_breaks(akim: Desk) -> None:
    """Pressed without connection it is kept on the page, and sent once when there is one."""
    address = an_offer(akim)
    page = akim.go(address).page
    assert page.locator('a[href^="tel:"]').count()
    assert page.locator('main button[name="told"]').bounding_box()["height"] >= 40
    akim.context.set_offline(True)
    page.click('main button[name="told"]')
    expect(page.locator("[data-retry-status]")).to_be_visible()
    akim.context.set_offline(False)
    page.wait_for_url("**/village/answer/*")
    assert akim.status(address) == 404  # told: nothing waits any more


def test_the_answer_is_taken_with_its_time(akim: Desk) -> None:
    """Without an answer nothing is written; with one the offer moves on."""
    page = akim.page
    page.click("main .actions button")
    expect(page.locator(".errsum")).to_be_visible()
    page.check('main [name="answer"][value="accept"]')
    page.click("main .actions button")
    page.wait_for_url("**/village")
    akim.sees("Менің ауылым")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_villages_pages_can_be_used_by_everybody(
    browser: Any, site: Site, theme: str
) -> None:
    """Axe finds nothing at 390 px, and nothing hangs over the side."""
    desk = Desk(browser, site, "assistant", "ru")
    desk.page.set_viewport_size({"width": 390, "height": 844})
    desk.page.emulate_media(color_scheme=theme)
    for path in ("/village", "/village/drafts"):
        page = desk.go(path).page
        if path.endswith("drafts"):
            page.click("[data-new]")
            page.click("[data-card] > summary")
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        told = {v["id"]: [n["html"] for n in v["nodes"]][:3] for v in found}
        assert not told, (path, told)
        assert page.evaluate("document.documentElement.scrollWidth <= 390"), path
    assert not desk.faults
    desk.close()
