"""The tests' own tools: a private PostgreSQL, a Chromium, stores that share nothing."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from console.data import store as stores


@pytest.mark.postgres
@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_has_its_own_postgresql_database(postgres_url: str, turn: int) -> None:
    """The second turn finds nothing of the first."""
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        tables = connection.scalar(
            text("select count(*) from pg_tables where schemaname = 'public'")
        )
        version = connection.scalar(text("show server_version_num"))
        connection.execute(text("create table mark (turn integer)"))
    engine.dispose()
    assert tables == 0
    assert int(version) >= 150000


@pytest.mark.browser
def test_the_browser_draws_kazakh(browser: Any) -> None:
    """A page set by a test is read back as typed."""
    page = browser.new_page()
    page.set_content("<meta charset=utf-8><h1>Жұмыс іздеуші</h1>")
    assert page.inner_text("h1") == "Жұмыс іздеуші"
    page.close()


@pytest.mark.every_store
@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_has_its_own_store(store: Any, turn: int) -> None:
    """A table made in the first turn is not there in the second."""
    with store.engine.begin() as connection:
        connection.execute(text("create table mark (turn integer)"))
        assert connection.scalar(text("select count(*) from mark")) == 0


def test_an_installation_waits_for_the_disk_though_the_tests_do_not(tmp_path: Path) -> None:
    """What a service has answered outlives a power cut; the tests' own stores need not."""
    connection = sqlite3.connect(tmp_path / "own.db")
    stores._sqlite_connect.__wrapped__(connection, None)  # type: ignore[attr-defined]
    asked = ("synchronous", "journal_mode", "foreign_keys")
    told = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in asked]
    connection.close()
    assert told == [2, "wal", 1]
