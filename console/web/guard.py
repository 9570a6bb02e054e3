"""A GET writes nothing. Enforced where rows are written, not where routes are declared.

The access log and the counters of tries are the only exceptions; they say so by ``ledger()``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import has_request_context, request
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from console.data.guard import ReadOnlySession, ScopedSession

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_ledger: ContextVar[bool] = ContextVar("jumys_ledger", default=False)


@contextmanager
def ledger() -> Iterator[None]:
    """Inside, the access log or a counter is written even though the request is a GET."""
    token = _ledger.set(True)
    try:
        yield
    finally:
        _ledger.reset(token)


def _refuse() -> None:
    if has_request_context() and request.method in SAFE and not _ledger.get():
        raise ReadOnlySession(f"{request.method} {request.path} must not write")


@event.listens_for(ScopedSession, "before_flush")
def _no_flush(session: Session, _context: Any, _instances: Any) -> None:
    if session.new or session.dirty or session.deleted:
        _refuse()


@event.listens_for(ScopedSession, "do_orm_execute")
def _no_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        _refuse()
