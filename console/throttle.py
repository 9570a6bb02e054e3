"""Tries counted in the database, so that all nodes count together.

A bucket is a purpose and a key (a name, an address, a number); the key is stored as a keyed hash,
never as it is. Counting comes before checking: parallel guesses cannot slip past. Real time is
used, never the movable clock of a demo.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as lite_insert

from console.data.access import LoginCounter
from console.data.store import Store
from console.scope import SYSTEM

FIVE_MINUTES = 300
KEEP_COUNTS = timedelta(hours=24)
KEEP_KNOWN = timedelta(hours=24 * 90)
_KNOWN = "known"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Throttle:
    """Counters over ``store``; ``secret`` keys the hashes; ``now`` is real time."""

    store: Store
    secret: str
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def hit(self, purpose: str, key: str, seconds: int = FIVE_MINUTES) -> int:
        """Count one try and return how many there are in the window of ``seconds``."""
        start = self._window(seconds)
        bucket = self._bucket(purpose, key)
        with self.store.write(SYSTEM) as session:
            make: Any = lite_insert if self.store.sqlite else pg_insert
            statement = make(LoginCounter).values(bucket=bucket, window_start=start, count=1)
            statement = statement.on_conflict_do_update(
                index_elements=["bucket", "window_start"], set_={"count": LoginCounter.count + 1}
            )
            count = session.scalar(statement.returning(LoginCounter.count)) or 1
            if count == 1:
                self._sweep(session)
        return int(count)

    def back(self, purpose: str, key: str, seconds: int = FIVE_MINUTES) -> None:
        """Take one try back: it was a success, not a guess."""
        with self.store.write(SYSTEM) as session:
            session.execute(
                update(LoginCounter)
                .where(LoginCounter.bucket == self._bucket(purpose, key))
                .where(LoginCounter.window_start == self._window(seconds), LoginCounter.count > 0)
                .values(count=LoginCounter.count - 1),
                execution_options={"synchronize_session": False},
            )

    def clear(self, purpose: str, key: str) -> None:
        """Forget the tries of a bucket (after a success)."""
        with self.store.write(SYSTEM) as session:
            session.execute(
                delete(LoginCounter).where(LoginCounter.bucket == self._bucket(purpose, key))
            )

    def remember(self, key: str) -> None:
        """Note that ``key`` (a name at an address) has succeeded here before."""
        self.clear(_KNOWN, key)
        with self.store.write(SYSTEM) as session:
            session.add(
                LoginCounter(bucket=self._bucket(_KNOWN, key), window_start=self.now(), count=1)
            )

    def known(self, key: str) -> bool:
        """Whether ``key`` has succeeded here before: strangers cannot lock it out."""
        with self.store.session(SYSTEM) as session:
            found = session.scalar(
                select(LoginCounter.id).where(LoginCounter.bucket == self._bucket(_KNOWN, key))
            )
        return found is not None

    def _bucket(self, purpose: str, key: str) -> str:
        digest = hmac.new(
            self.secret.encode(), key.lower().encode("utf-8", "replace"), hashlib.sha256
        )
        return f"{purpose}:{digest.hexdigest()[:40]}"

    def _window(self, seconds: int) -> datetime:
        elapsed = int((self.now() - _EPOCH).total_seconds())
        return _EPOCH + timedelta(seconds=elapsed - elapsed % seconds)

    def _sweep(self, session: Any) -> None:
        known = LoginCounter.bucket.startswith(f"{_KNOWN}:")
        for kept, age in ((~known, KEEP_COUNTS), (known, KEEP_KNOWN)):
            old = LoginCounter.window_start < self.now() - age
            session.execute(
                delete(LoginCounter).where(kept, old),
                execution_options={"synchronize_session": False},
            )
