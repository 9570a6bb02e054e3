"""A batch: acts worked out one by one with nobody waiting, written together in a moment.

``Batch`` reserves keys some way ahead of each table's last one. While it works, others write as
ever; at the end, under the write lock, it makes sure that nobody reached the reserved keys and
that every row it changes is still as it was read, then writes all rows table by table.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from console import lateness, steps
from console.act import Act
from console.data import content_store, counting
from console.data.base import Base
from console.declare import Step
from console.errors import Forbidden
from console.many.session import ManySession
from console.many.spool import Lost, Spool
from console.process import Event, Process
from console.scope import SYSTEM, Scope
from console.security import Actor

#: keys left free for whoever writes while a batch is worked out
AHEAD = 20_000
#: how seldom the collector of cycles runs meanwhile
SELDOM = (100_000, 50, 100)
#: acts between two writings to the spool
CHUNK = 500


@dataclass(frozen=True)
class Done:
    """One act of a batch: where its subject is, once the batch is written."""

    step: str
    number: str
    subject_id: int
    version: int


class Keys:
    """Reserved keys of every table, from ``ahead`` beyond the last."""

    def __init__(self, store: Any, ahead: int) -> None:
        self._store, self._ahead = store, ahead
        self.first: dict[str, int] = {}
        self._next: dict[str, int] = {}

    def __call__(self, table: str) -> int:
        """The next key."""
        if table not in self._next:
            with self._store.session(SYSTEM) as session:
                self.first[table] = self._next[table] = last_key(session, table) + self._ahead
        self._next[table] += 1
        return self._next[table] - 1

    def check(self, session: Session) -> None:
        """Lost when somebody reached the reserved keys; inside the writing transaction."""
        if session.get_bind().dialect.name == "postgresql":
            names = ", ".join(f'"{t}"' for t in sorted(self.first))
            session.connection().exec_driver_sql(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
        if any(last_key(session, t) >= first for t, first in self.first.items()):
            raise Lost()

    def advance(self, session: Session) -> None:
        """PostgreSQL: the sequences go on after the keys used."""
        if session.get_bind().dialect.name != "postgresql":
            return
        for table, following in self._next.items():
            sequence = func.pg_get_serial_sequence(f'"{table}"', "id")
            session.connection().execute(select(func.setval(sequence, following, False)))


def last_key(session: Session, table: str) -> int:
    """The last key given out in a table."""
    connection = session.connection()
    held = Base.metadata.tables[table]
    last = connection.execute(select(func.max(held.c.id))).scalar() or 0
    if session.get_bind().dialect.name != "postgresql":
        return int(last)
    name = connection.execute(select(func.pg_get_serial_sequence(f'"{table}"', "id"))).scalar()
    given = connection.exec_driver_sql(f"SELECT last_value FROM {name}").scalar()
    return max(int(last), int(given or 0))


@dataclass
class Batch:
    """Acts of one actor at one instant. ``add`` each, then ``write`` once. A context manager.

    ``add`` raises what perform() would (Grounds, Conflict, NotFound, Forbidden); the batch goes
    on with the next. Data are expected as ``forms.schema.checker`` tidied them.
    """

    process: Process
    actor: Actor
    scope: Scope
    now: datetime
    ahead: int = AHEAD
    count: int = 0
    _waiting: int = 0
    _counts: Counter[tuple[int, str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Reserve nothing yet: keys are asked for table by table."""
        self._keys = Keys(self.process.store, self.ahead)
        self.session = ManySession(self.process.store, self._keys)
        self._spool = Spool(self.process.store.engine.dialect)
        self._events: list[Event] = []

    def __enter__(self) -> Batch:
        """The batch itself; until its end little is looked through for cycles: rows have none."""
        self._collected = gc.get_threshold()
        gc.set_threshold(*SELDOM)
        return self

    def __exit__(self, *_: object) -> None:
        """Forget what was not written."""
        gc.set_threshold(*self._collected)
        self.session.close()
        self._spool.close()

    def add(
        self, step: str, case: str | None, data: Mapping[str, Any],
        occurred_at: datetime | None = None, digest: str = "",
    ) -> Done:
        """Work out one act. Refusals as perform() raises them; such an act leaves nothing.

        ``digest``: that of the data (console.steps.digest) where it is known already.
        """
        try:
            declared = self.process.catalog.steps[step]
            act = self._act(declared, case, dict(data), occurred_at, digest)
            events: list[Event] = []
            outcome = steps.carry_out(act, None, [], events)
        except Exception:
            self.session.forget()
            raise
        done = Done(step, outcome.number, act.subject.id, outcome.version)
        self._events += events
        self._counts[(act.subject.office_id, act.today.isoformat(), step)] += 1
        self.session.settle()
        self.count += 1
        self._waiting += 1
        if self._waiting >= CHUNK:
            self._put()
        return done

    def _act(
        self, step: Step, case: str | None, data: dict[str, Any], occurred_at: datetime | None,
        digest: str,
    ) -> Act:
        when = occurred_at or self.now
        plainly = {} if digest and not _holds_nul(data) else data
        steps.check_request(self.process.catalog.law, when, self.now, plainly)
        subject = None
        if step.frm or case:
            subject = steps.load_subject(self.session, self.process.catalog, step, case, self.scope)
        action = self.process.catalog.action(step)
        seat = self.actor.seat_for(action, subject)
        if seat is None:
            raise Forbidden(detail={"action": action.name})
        if subject is not None:
            steps.check_state(step, subject, None)
            steps.check_not_before(self.session, subject, when)
        act = Act(self.session, self.process.catalog, step, self.actor, seat, self.scope, subject,
                  data, self.now, when, among=True)
        lateness.check(act, None)
        act.digest = digest or steps.digest(data)
        return act

    def refusals(
        self, step: str, case: str | None, data: Mapping[str, Any], digest: str = ""
    ) -> list[Any]:
        """The grounds that would refuse the act; nothing is laid aside. Raises as ``add``."""
        act = self._act(self.process.catalog.steps[step], case, dict(data), None, digest)
        return steps.grounds(act)

    def _put(self) -> None:
        self._spool.put(self.session.take())
        self._waiting = 0

    # ---- the moment of writing
    def write(self, more: Callable[[Session], None] | None = None) -> int:
        """Write every act in one transaction, ``more(session)`` with them; returns how many.

        Lost when rows changed meanwhile; then nothing is written.
        """
        self._put()
        self.session.close()  # its snapshot must not keep the log from being tidied
        try:
            with self.process.store.write(SYSTEM) as session:
                self._write(session, more)
        except IntegrityError as error:
            # uniqueness is the database's: somebody else sent the same meanwhile
            raise Lost() from error
        self.process.tell(self._events)
        return self.count

    def _write(self, session: Session, more: Callable[[Session], None] | None) -> None:
        if self.count:
            self._keys.check(session)
            self._spool.write(session)
            self._keys.advance(session)
        for (office, day, step), number in self._counts.items():
            content_store.count_more(session, office, day, step, number)
        counting.add(session, self.session.info.pop("counted", {}))
        if more is not None:
            more(session)


def _holds_nul(value: Any) -> bool:
    """Whether a NUL hides in a payload: what check_request looks for, without writing it out."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, Mapping):
        return any(map(_holds_nul, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(_holds_nul, value))
    return False


__all__ = ["AHEAD", "Batch", "Done", "Lost"]
