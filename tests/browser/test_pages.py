"""The key screens: two languages, two themes, two widths; light, quiet and without a fault."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.looks import RULES
from tests.browser.walk import Desk, Team

pytestmark = pytest.mark.browser

LOOKS = [("light", 1366), ("dark", 1366), ("light", 390), ("dark", 390)]
#: looked at in every look; the others light and wide, dark and narrow
KEY = ("worklist", "case", "register", "sign", "jobs", "vacancy form", "matching", "plan",
       "cabinet", "monitoring", "document", "admin")
SHEET = re.compile(r"/documents/[^/]+/\d+\.svg")
#: whether a button of the page's head covers a part of its heading
UNDER = """
() => [...document.querySelectorAll(".ph")].some((head) => {
  const words = document.createRange();
  words.selectNodeContents(head.querySelector("h1") ?? head);
  const a = words.getBoundingClientRect();
  return head.querySelector("h1") && [...head.querySelectorAll(".btn")].some((button) => {
    const b = button.getBoundingClientRect();
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  });
})
"""
MOST_BYTES, MOST_REQUESTS = 60 * 1024, 12


def first(path: str, pattern: str) -> Callable[[Desk], str]:
    """The address of the first link of a page whose address begins so."""

    def look(desk: Desk) -> str:
        links = desk.go(path).page.locator(f'main a[href^="{pattern}"]')
        assert links.count(), f"{path} has no link to {pattern}"
        return str(links.first.get_attribute("href"))

    return look


def paper(desk: Desk) -> str:
    """A document that somebody signed."""
    for row in desk.go("/cases?open=closed").page.locator('main a[href^="/cases/"]').all()[:20]:
        desk.go(str(row.get_attribute("href")))
        papers = desk.page.locator('main a[href^="/documents/"]:not([href$=".pdf"])')
        if papers.count():
            return str(papers.first.get_attribute("href"))
        desk.page.go_back()
    raise AssertionError("no case has a document")


def prepared(desk: Desk) -> str:
    """A document the director has had prepared, beside the field for the PIN."""
    links = desk.go("/sign").page.locator('main a[href^="/sign/"]').all()
    for address in [str(link.get_attribute("href")) for link in links]:
        # a primary button: the Rules allow this signature now
        button = desk.go(address).page.locator('main form[action$="/prepare"] .btn-primary')
        if button.count():
            desk.press('main form[action$="/prepare"] .btn-primary')
            return desk.path
    raise AssertionError("nothing waits for the director's signature")


#: screen -> (login, address or how it is found)
SCREENS: dict[str, tuple[str, str | Callable[[Desk], str]]] = {
    "front": ("", "/"),
    "jobs": ("", "/jobs"),
    "job": ("", first("/jobs", "/jobs/")),
    "worklist": ("specialist", "/worklist"),
    "case": ("specialist", first("/worklist", "/cases/")),
    "person": ("specialist", first("/persons", "/persons/")),
    "register": ("specialist", "/register/new"),
    "application": ("specialist", "/register/new?manual=1"),
    "vacancy": ("specialist", first("/vacancies", "/vacancies/V")),
    "matching": ("specialist", first("/matching", "/matching/")),
    "document": ("specialist", paper),
    "sign": ("director", prepared),
    "queue": ("frontdesk", "/desk"),
    "wall": ("frontdesk", "/desk/screen"),
    "queue figures": ("supervisor", "/desk/figures"),
    "look-ups": ("specialist", "/lookups"),
    "village": ("assistant", "/village"),
    "cabinet": ("jobseeker", "/cabinet"),
    "offers": ("jobseeker", "/cabinet/offers"),
    "plan": ("jobseeker2", "/cabinet/plan"),
    "complain": ("jobseeker", "/cabinet/complain"),
    "employer": ("employer", "/employer"),
    "vacancy form": ("employer", "/employer/vacancies/new"),
    "monitoring": ("supervisor", "/monitoring"),
    "silence": ("supervisor", "/monitoring/silence"),
    "reports": ("supervisor", "/reports"),
    "law": ("specialist", "/law/24"),
    "admin": ("admin", "/admin"),
}


def place(team: Team, screen: str) -> tuple[str, str]:
    """Login and address of a screen; what has to be found is found once."""
    login, where = SCREENS[screen]
    if callable(where):
        where = where(team(login))
        SCREENS[screen] = (login, where)
    return login, where


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("screen", SCREENS)
def test_screen_is_clean(team: Team, screen: str, language: str) -> None:
    """No accessibility fault, no policy violation, no script error, no sideways scroll."""
    login, path = place(team, screen)
    desk = team(login, language)
    before = len(desk.faults)
    desk.go(path)
    found = [
        f"{scheme} {width} {text}"
        for scheme, width in (LOOKS if screen in KEY else LOOKS[::3])
        for text in _looked(desk, scheme, width)
    ]
    desk.page.emulate_media(color_scheme="light")
    desk.page.set_viewport_size({"width": 1366, "height": 900})
    assert desk.page.locator("html").get_attribute("lang") == language
    assert found + desk.faults[before:] == []


def _looked(desk: Desk, scheme: str, width: int) -> list[str]:
    page: Any = desk.page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    # the dark theme is the same page in other colours
    only = RULES if scheme == "light" else {"type": "rule", "values": ["color-contrast"]}
    found = [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in Axe().run(page, options={"runOnly": only}).response["violations"]
        for node in rule["nodes"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append("scrolls sideways")
    if page.evaluate(UNDER):
        found.append("buttons stand on the heading")
    if page.locator("main .btn-primary:visible").count() > 1:
        found.append("has several primary acts")
    return found


def test_the_dark_theme_prints_as_the_light_one(team: Team) -> None:
    """Paper is white and its words are dark; no button is printed."""
    login, path = place(team, "case")
    page = team(login).go(path).page
    page.emulate_media(color_scheme="dark", media="print")
    shades = page.locator("main .card-x").first.evaluate(
        "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
    )
    buttons = page.locator("main .btn:visible").count()
    page.emulate_media(color_scheme="light", media="screen")
    assert shades == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    assert buttons == 0


def test_on_a_telephone_vacancies_come_before_their_filters(team: Team) -> None:
    """The filters wait behind their heading; at a desk they stand open."""
    page = team("").go("/jobs").page
    assert page.locator("#jobs-region").is_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    assert not page.locator("#jobs-region").is_visible()
    page.locator("details[data-narrow-closed] summary").click()
    assert page.locator("#jobs-region").is_visible()
    page.set_viewport_size({"width": 1366, "height": 900})


def test_first_visit_weighs_little(team: Team) -> None:
    """Every key screen cold: at most 60 KB and 12 requests, all our own.

    The drawing of a document is the document itself and not counted with its page.
    """
    heavy = []
    for screen in SCREENS:
        login, path = place(team, screen)
        desk = team(login)
        session = desk.context.new_cdp_session(desk.page)
        session.send("Network.enable")
        session.send("Network.clearBrowserCache")
        asked: dict[str, str] = {}
        sizes: dict[str, float] = {}
        session.on("Network.requestWillBeSent",
                   lambda e, a=asked: a.update({e["requestId"]: e["request"]["url"]}))
        session.on("Network.loadingFinished",
                   lambda e, s=sizes: s.update({e["requestId"]: e["encodedDataLength"]}))
        desk.page.goto(path, wait_until="networkidle")
        session.detach()
        own = {key: url for key, url in asked.items() if not url.startswith("data:")}
        foreign = [url for url in own.values() if not url.startswith(desk.site.url)]
        bytes_ = sum(sizes.get(key, 0) for key, url in own.items() if not SHEET.search(url))
        if bytes_ > MOST_BYTES or len(own) > MOST_REQUESTS or foreign:
            heavy.append((screen, round(bytes_), len(own), foreign))
    assert heavy == []
