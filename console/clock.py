"""The instant everything is judged by. Real time, plus an offset on demo instances only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from console.data.access import Setting
from console.data.store import Store
from console.scope import SYSTEM

KEY = "clock"
STAMP = "demo"


class Clock:
    """``now()`` is an aware UTC instant. The offset lives in the database: web and worker agree."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def now(self) -> datetime:
        """Real time plus the demo offset."""
        return datetime.now(UTC) + timedelta(seconds=self.offset())

    def offset(self) -> int:
        """Seconds the demo clock is ahead; 0 on a production instance whatever the row says."""
        with self.store.session(SYSTEM) as session:
            stamp, row = session.get(Setting, STAMP), session.get(Setting, KEY)
            return int(row.value["offset"]) if stamp and row else 0

    def advance(self, seconds: int | None) -> int:
        """Move the demo clock on (None resets it). Raises PermissionError in production."""
        with self.store.write(SYSTEM) as session:
            if session.get(Setting, STAMP) is None:
                raise PermissionError("The clock moves on demo instances only.")
            row = session.get(Setting, KEY) or Setting(key=KEY, value={"offset": 0})
            offset = 0 if seconds is None else int(row.value["offset"]) + seconds
            row.value = {"offset": offset}
            session.add(row)
        return offset
