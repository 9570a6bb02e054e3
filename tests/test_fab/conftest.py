"""One small console per test; no context is pushed around requests, or scopes would leak."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_fab.world import World, build, fill


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled database, made once and copied for each test."""
    path = tmp_path_factory.mktemp("filled") / "console.db"
    fill(path)
    return path


@pytest.fixture
def world(tmp_path: Path, filled: Path) -> Iterator[World]:
    """The console of world.py."""
    made = build(tmp_path, filled)
    yield made
    made.close()
