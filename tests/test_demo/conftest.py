"""One small demonstration region for all tests of the folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.data.store import Store
from console.demo.fill import Plan, fill
from console.migrate import upgrade
from tests.make import the_catalog

#: Wednesday noon in Almaty
NOW = datetime(2026, 9, 16, 7, tzinfo=UTC)
PERSONS = 160


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A filled database; tests only read it."""
    folder: Path = tmp_path_factory.mktemp("demo")
    store = Store(f"sqlite:///{folder / 'jumys.db'}")
    upgrade(store)
    assert fill(store, the_catalog(), plan(folder), lambda _d, _t: None, NOW)
    yield store
    store.dispose()


def plan(folder: Path, persons: int = PERSONS) -> Plan:
    """What to make in a folder."""
    return Plan(persons, 259, folder, "http://127.0.0.1:8080")
