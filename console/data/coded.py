"""Reads for tables kept in memory: keys and coded columns of everybody, and nothing that names.

What is shown of a row is read again through the asker's own session, which the wall narrows.
"""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from console.data.guard import ScopedSession
from console.scope import SYSTEM


def all_rows(session: Session) -> ScopedSession:
    """A read session beside the given one, on the same database, that sees every row.

    For columns that say nothing of who somebody is; use it in a ``with``.
    """
    return all_rows_of(session.get_bind().engine)


def all_rows_of(engine: Engine) -> ScopedSession:
    """The same for a thread that reads beside the questions and has no session to go by."""
    return ScopedSession(bind=engine, autoflush=False, expire_on_commit=False,
                         info={"scope": SYSTEM, "writes": False})
