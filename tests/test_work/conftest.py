"""A world with its outbox, on a database of the test's own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.make import World


@pytest.fixture
def world(store: Any) -> World:
    """Offices, people and a fixed clock (tests.make)."""
    return World(store)
