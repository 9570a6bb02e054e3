"""Upkeep: what has served its purpose goes. Nothing an act wrote is ever touched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete

from console.data.access import LoginCounter
from console.data.content import Draft, StoredFile
from console.data.outbox import Job
from console.data.sheets import Sheet
from console.data.store import Store
from console.scope import SYSTEM

#: Counters of tries older than this say nothing any more.
COUNTERS = timedelta(hours=48)
#: An upload nobody attached to a case within this time was abandoned.
STAGED = timedelta(hours=168)


def clean(store: Store, now: datetime) -> dict[str, int]:
    """Delete expired drafts, old counters, abandoned uploads and expired jobs; how many each."""
    real = datetime.now(UTC)  # counters keep real time even where the demo clock is moved
    statements = {
        "drafts": delete(Draft).where(Draft.expires_at < now),
        "counters": delete(LoginCounter).where(LoginCounter.window_start < real - COUNTERS),
        "uploads": delete(StoredFile).where(
            StoredFile.case_id.is_(None), StoredFile.created_at < now - STAGED),
        "sheets": delete(Sheet).where(Sheet.prepared_until < now),
        "jobs": delete(Job).where(Job.expires_at < now, Job.state != "running"),
    }
    done = {}
    with store.write(SYSTEM) as session:
        for name, statement in statements.items():
            result = session.execute(statement, execution_options={"synchronize_session": False})
            done[name] = int(getattr(result, "rowcount", 0))
    return done
