"""The world every chapter's tests begin in."""

from __future__ import annotations

import pytest

from console.data.store import Store
from tests.make import World


@pytest.fixture
def w(store: Store) -> World:
    """A region with two districts, every role, and the clock at Friday 16.04.2021, 10:00."""
    return World(store)
