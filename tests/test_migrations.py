"""Migrations: what they make is what is declared, on both databases; running them again is safe."""

from __future__ import annotations

import pytest

from console.data.store import Store
from console.migrate import drift, upgrade


@pytest.mark.every_store
def test_the_migrated_database_is_as_declared(store: Store) -> None:
    """Tables of the console, the accounts and every plugin: no difference left."""
    assert drift(store) == []


@pytest.mark.every_store
def test_migrating_again_changes_nothing(store: Store) -> None:
    """Every start of an instance may call it."""
    upgrade(store)
    assert drift(store) == []
