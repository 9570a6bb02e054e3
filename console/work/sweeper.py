"""Expired duties: their consequence in law, applied once, as of the due instant.

There is no lower bound of time: however long nothing ran, nothing is missed. What is late is
computed from the rows; the sweeper only adds the acts that follow.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from console.data.access import Setting
from console.data.obligations import Obligation
from console.data.store import Store
from console.process import Outcome, Process
from console.scope import SYSTEM

log = logging.getLogger(__name__)

HEARTBEAT = "sweeper"
BATCH = 200


@dataclass
class Swept:
    """What one sweep did."""

    lapsed: int = 0
    outcomes: list[Outcome] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def sentence(self) -> str:
        """One line for a person."""
        return (f"Duties: {self.lapsed} lapsed, {len(self.outcomes)} acts followed, "
                f"{len(self.failures)} failed.")


def sweep(process: Process, now: datetime) -> Swept:
    """Apply every lapse due before ``now``, oldest first, then leave the heartbeat."""
    done, failed = Swept(), set[int]()
    while True:
        ids = _expired(process, now, failed)
        for key in ids:
            try:
                done.outcomes += process.lapse(key, now)
                done.lapsed += 1
            except Exception as error:
                # one duty that cannot be applied must not hide the others; the next sweep retries
                log.exception("obligation %s could not lapse", key)
                failed.add(key)
                done.failures.append(f"Obligation {key}: {error}")
        if not ids:
            break
    beat(process.store, {"judged_at": now.isoformat(), "lapsed": done.lapsed,
                         "failures": len(done.failures)})
    return done


def _expired(process: Process, now: datetime, failed: set[int]) -> list[int]:
    deadlines = tuple(process.catalog.lapses)
    if not deadlines:
        return []
    query = (
        select(Obligation.id)
        .where(Obligation.state == "open", Obligation.lapsed_at.is_(None))
        .where(Obligation.due_at < now, Obligation.deadline.in_(deadlines))
        .order_by(Obligation.due_at, Obligation.id)
        .limit(BATCH)
    )
    if failed:
        query = query.where(Obligation.id.not_in(failed))
    if process.store.sqlite:
        with process.store.session(SYSTEM) as session:
            return list(session.scalars(query))
    # rows another sweeper holds at this moment are left to it; lapse() looks again under its lock
    with process.store.write(SYSTEM) as session:
        return list(session.scalars(query.with_for_update(skip_locked=True)))


def beat(store: Store, values: dict[str, Any]) -> None:
    """Leave the heartbeat: real time, with what the last sweep did."""
    with store.write(SYSTEM) as session:
        row = session.get(Setting, HEARTBEAT)
        value = {**values, "at": datetime.now(UTC).isoformat()}
        if row is None:
            session.add(Setting(key=HEARTBEAT, value=value))
        else:
            row.value = value


def silent_for(store: Store) -> float | None:
    """Seconds since the last heartbeat in real time; None when there never was one."""
    with store.session(SYSTEM) as session:
        row = session.get(Setting, HEARTBEAT)
    if row is None:
        return None
    return (datetime.now(UTC) - datetime.fromisoformat(row.value["at"])).total_seconds()
