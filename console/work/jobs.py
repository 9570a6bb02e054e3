"""Long work that somebody started and watches: a Job row, a progress, a file at the end.

A kind of job is a function registered by name::

    @job("import")
    def run(work: Work) -> dict[str, Any]: ...

Modules in ``MODULES`` are imported by the worker when they exist. The function reports by
``work.step(done, total)`` and stops when that raises Cancelled.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from console.data.base import public_number
from console.data.outbox import Job
from console.data.store import Store
from console.errors import Refusal, Throttled
from console.scope import SYSTEM

if TYPE_CHECKING:
    from console.catalog import Catalog
    from console.outside import Outside
    from console.process import Process

log = logging.getLogger(__name__)

MODULES = ("console.work.imports", "console.work.reports", "console.work.closing",
           "console.work.mass", "reports.jobs")
_KINDS: dict[str, Callable[[Work], dict[str, Any]]] = {}


FULL = {
    "kk": "Кезекте тұрған жұмыс саны шегіне жетті: біреуін тоқтатыңыз немесе күтіңіз.",
    "ru": "Достигнут предел заданий в очереди: остановите одно или подождите.",
    "en": "The limit of jobs in the queue is reached: stop one or wait.",
}


class Cancelled(Exception):
    """Somebody cancelled the job while it ran."""


@dataclass
class Work:
    """What a running job may use. ``now`` is the instant it was started with."""

    number: str
    params: Mapping[str, Any]
    account_id: int | None
    store: Store
    catalog: Catalog
    process: Process
    outside: Outside
    folder: Path
    now: datetime

    def step(self, done: int, total: int) -> None:
        """Note the progress; raises Cancelled when the job was cancelled meanwhile."""
        with self.store.write(SYSTEM) as session:
            row = session.scalars(select(Job).where(Job.number == self.number)).one()
            if row.state == "cancelled":
                raise Cancelled(self.number)
            row.done, row.total = done, total

    def path(self, name: str) -> Path:
        """A file of this job in the instance's folder; give ``file_name`` in the result."""
        place = self.folder / "jobs" / self.number
        place.mkdir(parents=True, exist_ok=True)
        return place / Path(name).name


Runner = Callable[[Work], dict[str, Any]]


def job(kind: str) -> Callable[[Runner], Runner]:
    """Register the function of a kind of job."""

    def register(function: Runner) -> Runner:
        _KINDS[kind] = function
        return function

    return register


def kinds() -> dict[str, Runner]:
    """All kinds known, after importing the modules that exist."""
    for name in MODULES:
        if find_spec(name.partition(".")[0]) and _there(name):
            import_module(name)
    return dict(_KINDS)


def _there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def enqueue(
    store: Store, kind: str, params: Mapping[str, Any], now: datetime, *,
    account_id: int | None = None, office_id: int | None = None, file_name: str = "",
    expires_at: datetime | None = None, most: int = 0,
) -> str:
    """Start a job; returns its public number. The worker takes it within seconds.

    ``most``: how many jobs of the account may wait or run at once (0: any number); Throttled
    beyond that.
    """
    number = public_number("J")
    with store.write(SYSTEM) as session:
        if most and _unfinished(session, account_id) >= most:
            raise Throttled(FULL, detail={"most": most})
        session.add(Job(
            number=number, kind=kind, account_id=account_id, office_id=office_id, state="waiting",
            done=0, total=0, params=dict(params), result={}, file_name=file_name or None,
            created_at=now, finished_at=None, expires_at=expires_at,
        ))
    return number


def _unfinished(session: Session, account_id: int | None) -> int:
    return session.scalar(
        select(func.count()).select_from(Job)
        .where(Job.account_id == account_id, Job.state.in_(("waiting", "running")))
    ) or 0


def cancel(store: Store, number: str) -> bool:
    """Cancel a job that is not finished; False when it is too late."""
    with store.write(SYSTEM) as session:
        row = session.scalars(select(Job).where(Job.number == number)).one_or_none()
        if row is None or row.state not in ("waiting", "running"):
            return False
        row.state = "cancelled"
        return True


def waiting(store: Store) -> list[str]:
    """Numbers of jobs nobody has taken yet, oldest first."""
    with store.session(SYSTEM) as session:
        return list(session.scalars(
            select(Job.number).where(Job.state == "waiting").order_by(Job.id).limit(100)
        ))


def take(store: Store, number: str) -> Job | None:
    """Claim a waiting job; None when somebody else has it."""
    with store.write(SYSTEM) as session:
        result: Any = session.execute(
            update(Job).where(Job.number == number, Job.state == "waiting").values(state="running"),
            execution_options={"synchronize_session": False},
        )
        if result.rowcount != 1:
            return None
        return session.scalars(select(Job).where(Job.number == number)).one()


def run(
    store: Store, number: str, make: Callable[[Job], Work], now: Callable[[], datetime]
) -> str | None:
    """Run a waiting job to its end; returns its last state, None when somebody else has it."""
    row = take(store, number)
    if row is None:
        return None
    function = kinds().get(row.kind)
    state, result = "done", dict[str, Any]()
    try:
        if function is None:
            raise LookupError(f"There is no job of the kind {row.kind}.")
        result = function(make(row))
    except Cancelled:
        state = "cancelled"
    except Refusal as error:
        state, result = "failed", {"error": str(error), "title": dict(error.title)}
    except Exception as error:
        log.exception("job %s failed", number)
        state, result = "failed", {"error": f"{type(error).__name__}: {error}"}
    finish(store, number, state, result, now())
    return state


def finish(store: Store, number: str, state: str, result: Mapping[str, Any], at: datetime) -> None:
    """Note how a job ended; ``file_name`` in the result is what it made."""
    with store.write(SYSTEM) as session:
        row = session.scalars(select(Job).where(Job.number == number)).one()
        row.state, row.result, row.finished_at = state, dict(result), at
        row.file_name = result.get("file_name", row.file_name)
