"""A person at the console: signs in, fills forms by the names of their fields, signs with a PIN."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.browser.site import PASSWORD, PIN, Site

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation",
  (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
DATE = r"\d{2}\.\d{2}\.\d{4}"


class Desk:
    """One signed-in browser. ``faults`` collects script errors and policy violations."""

    def __init__(self, browser: Any, site: Site, login: str, language: str = "kk") -> None:
        self.site, self.login = site, login
        self.context = browser.new_context(
            base_url=site.url, viewport={"width": 1366, "height": 900}, locale="kk-KZ",
        )
        self.context.add_init_script(WATCH)
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url} {error}"))
        self.page.on("console", self._said)
        self.page.goto(f"/lang/{language}?next=/login/")
        if login:
            self.page.fill("#username", login)
            self.page.fill("#password", PASSWORD)
            self.page.click("main form button")
            self.page.wait_for_load_state()
            assert "/login" not in self.page.url, f"{login} cannot sign in: {self.text}"
            # whoever signs in gets the account's language first
            self.page.goto(f"/lang/{language}?next=/profile")

    def _said(self, message: Any) -> None:
        # an answer of 4xx is reported by the browser too, and refusals are part of the story
        if message.type == "error" and "status of 4" not in message.text:
            self.faults.append(f"{self.page.url} {message.text}")

    # ---- looking
    @property
    def text(self) -> str:
        """What the page says, in one line."""
        return " ".join(str(self.page.locator("body").inner_text()).split())

    @property
    def path(self) -> str:
        """Path and query of the page."""
        return str(self.page.url).removeprefix(self.site.url)

    def go(self, path: str) -> Desk:
        """Open an address of the console; nothing but a page that answers will do."""
        answer = self.page.goto(path)
        assert answer is not None and answer.status == 200, f"{self.login} {path}: {answer}"
        self.faults += [f"{path} policy {v}" for v in self.page.evaluate("window.violations")]
        return self

    def status(self, path: str) -> int:
        """The status an address answers with."""
        return int(self.context.request.get(path, max_redirects=0).status)

    def sees(self, *words: str) -> Desk:
        """Every one of these words stands on the page."""
        text = self.text
        missing = [word for word in words if word not in text]
        assert not missing, f"{self.login} at {self.path} does not see {missing}: {text[:3000]}"
        return self

    def lacks(self, *words: str) -> Desk:
        """None of these words stands on the page."""
        text = self.text
        found = [word for word in words if word in text]
        assert not found, f"{self.login} at {self.path} sees {found}"
        return self

    def due(self, title: str) -> str:
        """The first date (DD.MM.YYYY) after some words of the page."""
        found = re.search(re.escape(title) + rf".*?({DATE})", self.text)
        assert found, f"{self.path}: no date after {title!r}: {self.text[:3000]}"
        return found[1]

    def shot(self, place: Path, name: str) -> None:
        """A picture of the whole page at both widths."""
        for width in (1366, 390):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.screenshot(path=str(place / f"{name}-{width}.png"), full_page=True)
        self.page.set_viewport_size({"width": 1366, "height": 900})

    # ---- doing
    def fill(self, values: Mapping[str, Any]) -> Desk:
        """Fill controls by name; nested dicts and lists are parts and rows."""
        for name, value in flat(values):
            self._put(name, value)
        return self

    def _put(self, name: str, value: Any) -> None:
        controls = self.page.locator(f'main [name="{name}"]')
        if not controls.count():
            self._row_for(name)
        first = controls.first
        kind = first.evaluate("e => e.tagName === 'INPUT' ? e.type : e.tagName.toLowerCase()")
        if kind in ("radio", "checkbox"):
            wanted = ("yes" if value else "no") if isinstance(value, bool) else value
            if kind == "checkbox" and value is False:
                first.uncheck()
            else:
                self.page.locator(f'main [name="{name}"][value="{wanted}"]').check()
        elif kind == "select":
            first.select_option(str(value))
        elif kind == "file":
            first.set_input_files(value)
        else:
            first.fill(str(value))

    def _row_for(self, name: str) -> None:
        """Ask for one more row of the repeated part that the control belongs to."""
        key = re.split(r"\.\d+\.", name)[0]
        button = self.page.locator(f'main [data-add-row="{key}"]')
        assert button.count(), f"{self.path} has no control {name}"
        button.click()

    def press(self, selector: str, status: int = 200) -> Desk:
        """Press a button that sends a form; the page that follows has this status."""
        with self.page.expect_navigation() as found:
            self.page.click(selector)
            self._confirm()
        answer = found.value
        said = answer.status if answer is not None else 0
        assert said == status, f"{self.login} at {self.path}: {said}, {self.text[:2500]}"
        self.faults += [f"{self.path} policy {v}" for v in self.page.evaluate("window.violations")]
        return self

    def _confirm(self) -> None:
        """Say yes where the console asks before an irreversible act."""
        dialog = self.page.locator("#confirm[open] .btn-primary, #confirm[open] .btn-danger-o")
        if dialog.count():
            dialog.first.click()

    def send(self, status: int = 200) -> Desk:
        """Press the one primary act of the page, or its dangerous one."""
        return self.press("main .actions .btn-primary, main .actions .btn-danger-o", status)

    def step(self, case: str, name: str, values: Mapping[str, Any] | None = None) -> Desk:
        """Take a step on its own page."""
        self.go(f"/cases/{case}/steps/{name}").fill(values or {})
        return self.send()

    def prepare(self, case: str, name: str, values: Mapping[str, Any] | None = None) -> str:
        """Have the document of a signed step prepared; its number."""
        self.go(f"/sign/{case}/{name}").fill(values or {})
        self.press('main form[action$="/prepare"] button.btn >> nth=-1')
        number = self.page.locator('main input[name="_document"]').input_value()
        assert number
        return str(number)

    def sign(self, case: str, name: str, values: Mapping[str, Any] | None = None) -> str:
        """Prepare and sign with the PIN; the number of the document."""
        number = self.prepare(case, name, values)
        self.page.fill("#_pin", PIN)
        self.press("[data-sign-submit]")
        return number

    def pdf(self, number: str, place: Path) -> str:
        """Download a document and read its words with pdftotext."""
        answer = self.context.request.get(f"/documents/{number}.pdf")
        assert answer.status == 200, f"{number}: {answer.status}"
        file = place / f"{number}.pdf"
        file.write_bytes(answer.body())
        assert answer.body().startswith(b"%PDF")
        read = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True,
                              text=True, check=True)
        return read.stdout

    def close(self) -> None:
        """End the browser's context."""
        self.context.close()


class Team:
    """Everybody's browser: ``team("director")`` signs in once."""

    def __init__(self, browser: Any, site: Site) -> None:
        self.browser, self.site = browser, site
        self.desks: dict[tuple[str, str], Desk] = {}

    def __call__(self, login: str, language: str = "kk") -> Desk:
        key = (login, language)
        if key not in self.desks:
            self.desks[key] = Desk(self.browser, self.site, login, language)
        return self.desks[key]

    @property
    def faults(self) -> list[str]:
        """Script errors and policy violations anybody met."""
        return [fault for desk in self.desks.values() for fault in desk.faults]


def flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Names of controls with values: ``full_name.surname``, ``documents.0.kind``."""
    for key, value in values.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            yield from flat(value, f"{name}.")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            for index, row in enumerate(value):
                yield from flat(row, f"{name}.{index}.")
        elif isinstance(value, list):
            yield from ((name, one) for one in value)
        elif value is not None:
            yield name, value
