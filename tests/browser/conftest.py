"""One instance, one server, one browser per login for the whole package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.people import known
from tests.browser.site import Site
from tests.browser.walk import Desk


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served demonstration instance on the morning of a working day."""
    made = Site(tmp_path_factory.mktemp("story") / "instance")
    made.configure(known())
    made.fill()
    made.next_working_day(9)
    made.start()
    yield made
    made.stop()


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


@pytest.fixture(scope="session")
def team(browser: Any, site: Site) -> Iterator[Team]:
    """Browsers by login and language."""
    made = Team(browser, site)
    yield made
    for desk in made.desks.values():
        desk.close()


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scanned document to attach: a small PDF."""
    file = tmp_path_factory.mktemp("papers") / "diplom.pdf"
    file.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )
    return file
