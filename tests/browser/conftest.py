"""One instance, one server, one browser per login for the whole package."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.browser.people import known
from tests.browser.site import Site
from tests.browser.telling import Story
from tests.browser.walk import Team


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """A served demonstration instance on the morning of a working day."""
    made = Site(folder)
    made.configure(known())
    made.fill()
    made.next_working_day(9)
    try:
        made.start()
        yield made
    finally:
        made.stop()


def instance(scope: Literal["session", "module"]) -> tuple[Any, Any, Any]:
    """Fixtures ``site``, ``team`` and ``story`` of one instance.

    A walk that ends somebody's status or lets the clock run on takes a ``module``'s own.
    """

    @pytest.fixture(scope=scope)
    def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
        """The instance."""
        with served(tmp_path_factory.mktemp("walk") / "instance") as made:
            yield made

    @pytest.fixture(scope=scope)
    def team(browser: Any, site: Site) -> Iterator[Team]:
        """Browsers by login and language."""
        made = Team(browser, site)
        yield made
        for desk in made.desks.values():
            desk.close()

    @pytest.fixture(scope=scope)
    def story(
        site: Site, team: Team, paper: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> Story:
        """The story as far as it was told."""
        return Story(site, team, paper, tmp_path_factory.mktemp("documents"))

    return site, team, story


#: the instance that the walks share
site, team, story = instance("session")


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scanned document to attach: a small PDF."""
    file = tmp_path_factory.mktemp("papers") / "diplom.pdf"
    file.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )
    return file
