"""The database: one engine, read sessions and write transactions, both under a Scope.

SQLite runs in WAL mode with synchronous=FULL; a write transaction begins IMMEDIATE, because a
transaction that has already read cannot upgrade its lock. PostgreSQL locks rows (see process).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from console.data import guard
from console.scope import Scope, ambient_scope

_WRITE = "jumys_write"
#: rows of an index that SQLite looks at to know how they are spread
SAMPLE = 1_000
#: seconds after which a connection is opened anew, with what the database has learnt meanwhile
RECYCLED = 3_600


class Store:
    """Engine and sessions over one database.

    ``url`` is an SQLAlchemy URL (``sqlite:////path/jumys.db`` or ``postgresql+psycopg://…``).
    """

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.url = url
        self.sqlite = url.startswith("sqlite")
        options: dict[str, Any] = {"hide_parameters": True}
        if self.sqlite:
            options["connect_args"] = {"check_same_thread": False, "timeout": 30}
            options["pool_recycle"] = RECYCLED
        else:
            options |= {"pool_size": pool_size, "pool_pre_ping": True}
        self.engine: Engine = create_engine(url, **options)
        if self.sqlite:
            event.listen(self.engine, "connect", _sqlite_connect)
            event.listen(self.engine, "begin", _sqlite_begin)
        self._writer = self.engine.execution_options(**{_WRITE: True})

    def session(self, scope: Scope | None = None) -> Session:
        """A read session narrowed to ``scope`` (default: the ambient scope, else nothing).

        Flushing it raises: reads never write. Close it, or use it in a ``with``.
        """
        return self._make(self.engine, scope, writes=False)

    @contextmanager
    def write(self, scope: Scope | None = None) -> Iterator[Session]:
        """One write transaction: committed at the end of the block, rolled back on any error."""
        with self._make(self._writer, scope, writes=True) as session, session.begin():
            yield session

    def _make(self, engine: Engine, scope: Scope | None, *, writes: bool) -> Session:
        chosen = ambient_scope() if scope is None else scope
        return guard.ScopedSession(
            bind=engine,
            autoflush=writes,
            expire_on_commit=False,
            info={"scope": chosen, "writes": writes},
        )

    def learn(self) -> None:
        """Let the database learn how its rows are spread, so that plans choose the fit index.

        SQLite looks at a sample of each index and tells connections opened afterwards;
        PostgreSQL does it by itself, so this only hurries it.
        """
        with self._writer.connect() as connection:
            if self.sqlite:
                connection.exec_driver_sql(f"PRAGMA analysis_limit={SAMPLE}")
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
        if self.sqlite:
            self.engine.dispose()

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _sqlite_connect(connection: Any, _record: Any) -> None:
    # The driver must not open transactions by itself: _sqlite_begin says which kind.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=30000")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get(_WRITE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
