"""Upkeep: what has served its purpose goes. Nothing an act wrote is ever touched."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select

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


def clean(store: Store, now: datetime, folder: Path | None = None) -> dict[str, int]:
    """Delete expired drafts, old counters, abandoned uploads and expired jobs; how many each.

    ``folder`` is the instance's: files of jobs that are gone or were stopped go with them.
    """
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
    if folder is not None:
        done["files"] = _files(store, folder / "jobs")
    return done


def _files(store: Store, place: Path) -> int:
    with store.session(SYSTEM) as session:
        kept = set(session.scalars(select(Job.number).where(Job.state != "cancelled")))
    gone = [one for one in place.glob("*") if one.is_dir() and one.name not in kept]
    for one in gone:
        shutil.rmtree(one, ignore_errors=True)
    return len(gone)
