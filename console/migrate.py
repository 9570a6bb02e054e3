"""Migrations: one Alembic environment, a branch per plugin, run as a library.

Objects the database engine makes itself (FTS5 shadow tables) are left out of drift by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import MetaData

from console.data import triggers, vacancy_search
from console.data.store import Store
from console.data.worktime import seed_calendars
from console.scope import SYSTEM

HERE = Path(__file__).resolve().parent / "data" / "migrations"
CORE = HERE / "versions"
#: made by the engine beside a table or index of ours
ENGINE_MADE = ("vacancy_fts", "person_fts", "sqlite_")
#: years the first calendar version covers; later years arrive as later versions
YEARS = range(2016, 2036)


def config(store: Store, branches: Iterable[Path] = ()) -> Config:
    """Alembic's configuration for a store and the plugins' branch folders."""
    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.set_main_option("path_separator", "os")
    from os import pathsep

    made.set_main_option("version_locations", pathsep.join(str(p) for p in [CORE, *branches]))
    made.attributes["engine"] = store.engine
    return made


def upgrade(store: Store, branches: Iterable[Path] | None = None) -> None:
    """Every head, then triggers, the search table and the first calendar. Idempotent."""
    command.upgrade(config(store, _branches(branches)), "heads")
    triggers.create(store.engine)
    vacancy_search.create_search(store.engine)
    with store.write(SYSTEM) as session:
        seed_calendars(session, list(YEARS), datetime.now(UTC))


def _branches(branches: Iterable[Path] | None) -> list[Path]:
    if branches is not None:
        return list(branches)
    from console.plugins import manager

    return list(reversed(manager().hook.declare_migrations()))


def metadatas() -> list[MetaData]:
    """Our tables and Flask-AppBuilder's: the core branch owns both."""
    from console.data.tables import metadata
    from console.fab.models import metadata as fab_metadata
    from console.plugins import manager

    manager().hook.declare_tables()
    return [metadata, fab_metadata]


def include(name: str | None, kind: str, *_: Any) -> bool:
    """Whether Alembic compares an object: everything but what the engine made itself."""
    return not (kind in ("table", "index") and (name or "").startswith(ENGINE_MADE))


def drift(store: Store) -> list[Any]:
    """Differences between the migrated database and the declared tables; [] when clean."""
    with store.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda n, k, p: include(n, k), "compare_type": True,
                  "target_metadata": metadatas()},
        )
        found: list[Any] = compare_metadata(context, metadatas())  # type: ignore[arg-type]
    return found
