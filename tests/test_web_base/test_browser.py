"""The framework's pages in a real browser: two languages, two themes, three widths, no script."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from werkzeug.serving import make_server

from tests.test_fab.world import PASSWORD, World, build

pytestmark = pytest.mark.browser

PAGES = [
    "/login/",
    "/nowhere",
    "/profile",
    "/profile/password",
    "/admin/users/list/",
    "/admin/users/add",
    "/admin/users/show/1",
    "/admin/users/edit/1",
    "/admin/users/1/memberships",
    "/admin/users/1/password",
    "/admin/roles/list/",
    "/logout/",
]
#: (language, width, colour scheme)
LOOKS = [("kk", 1366, "light"), ("kk", 1366, "dark"), ("ru", 390, "light"), ("kk", 320, "dark")]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation",
  (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, filled: Path) -> Iterator[str]:
    """Address of a served console."""
    world: World = build(tmp_path_factory.mktemp("site"), filled)
    server = make_server("127.0.0.1", 0, world.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    world.close()


def sign_in(page: Any, site: str, name: str = "boss") -> None:
    """Sign in through the form."""
    page.goto(f"{site}/login/")
    page.fill("#username", name)
    page.fill("#password", PASSWORD)
    page.click("main form button")
    page.wait_for_load_state()


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_pages_are_clean(browser: Any, site: str, language: str, width: int, scheme: str) -> None:
    """No accessibility fault, no policy violation, no sideways scroll, the page's language."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=site
    )
    context.add_init_script(WATCH)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"/lang/{language}?next=/login/")
    for path in PAGES:
        if path == PAGES[1]:
            sign_in(page, site)
        page.goto(path)
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        faults += [
            f"{path} {rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]
        ]
        faults += [f"{path} policy: {text}" for text in page.evaluate("window.violations")]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            faults.append(f"{path} scrolls sideways")
        if page.locator("html").get_attribute("lang") != language:
            faults.append(f"{path} is in another language")
        if page.locator("main .btn-primary:visible").count() > 1:
            faults.append(f"{path} has several primary acts")
    context.close()
    assert faults == []


def test_first_visit_weighs_little(browser: Any, site: str) -> None:
    """A cold sign-in page and a cold staff page: at most 60 KB and 12 requests, all our own."""
    for path in ("/login/", "/admin/users/list/"):
        context = browser.new_context(base_url=site)
        page = context.new_page()
        if path != "/login/":
            sign_in(page, site)
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        sizes: list[float] = []
        addresses: list[str] = []
        session.on("Network.loadingFinished", lambda e, s=sizes: s.append(e["encodedDataLength"]))
        session.on(
            "Network.requestWillBeSent", lambda e, a=addresses: a.append(e["request"]["url"])
        )
        page.goto(path, wait_until="networkidle")
        context.close()
        assert sum(sizes) <= 60_000, (path, sum(sizes))
        assert len(sizes) <= 12, (path, addresses)
        assert all(a.startswith((site, "data:")) for a in addresses), addresses


def test_signing_in_without_script(browser: Any, site: str) -> None:
    """Everything of the framework's pages works with scripts off: sign in, save, leave."""
    context = browser.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()
    sign_in(page, site, "spec")
    page.goto("/profile")
    page.select_option("#language", "en")
    page.click("main form button")
    assert page.locator("h1").inner_text() == "Profile"
    page.goto("/logout/")
    page.click("main form button")
    page.goto("/profile")
    assert "/login/" in page.url
    context.close()


def test_keyboard(browser: Any, site: str) -> None:
    """First the skip link; Ctrl+K opens the palette, Escape closes it."""
    context = browser.new_context(base_url=site)
    page = context.new_page()
    sign_in(page, site)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Control+KeyK")
    assert page.locator("#palette").get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert page.locator("#palette").get_attribute("open") is None
    context.close()


def test_irreversible_acts_ask_first(browser: Any, site: str) -> None:
    """Ending sessions asks in a dialog; Cancel changes nothing."""
    context = browser.new_context(base_url=site)
    page = context.new_page()
    sign_in(page, site)
    page.goto("/admin/users/show/2")
    page.click("[data-confirm]")
    dialog = page.locator("#confirm")
    assert dialog.get_attribute("open") is not None
    dialog.locator("[data-confirm-close]").click()
    assert dialog.get_attribute("open") is None
    page.click("[data-confirm]")
    dialog.locator(".btn-primary").click()
    assert page.locator(".note.ok").count() == 1
    context.close()
