"""The exchange played: it keeps what it is told, shows it, and answers when asked to.

State lies in ``folder/exchange_portal.db``, so that web, worker and a drill see one exchange.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from console.outside.exchange_portal.lines import read_lines
from console.outside.exchange_portal.model import (
    OUTBOUND,
    ExchangeBatch,
    ExchangeMessage,
    Published,
    for_us,
)
from console.outside.faults import OutsideDown, OutsideRefused
from console.outside.jws import SharedSecret, compact
from console.outside.simulate import Controls

#: of the simulator alone: its signatures mean nothing outside a demonstration
SECRET = "a simulated exchange signs with this key"  # noqa: S105
NAME = "exchange_portal"
_TABLES = """
CREATE TABLE IF NOT EXISTS told (id TEXT PRIMARY KEY, kind TEXT, about TEXT, revision INTEGER,
  body TEXT, at TEXT);
CREATE TABLE IF NOT EXISTS shown (about TEXT PRIMARY KEY, revision INTEGER, state TEXT, body TEXT);
CREATE TABLE IF NOT EXISTS says (n INTEGER PRIMARY KEY, id TEXT, line TEXT);
"""


class SimulatedExchangePortal:
    """Controls ``exchange_portal``: ``down`` and ``slow`` as everywhere; ``lost_ack`` does what
    it is told and loses the answer; ``mismatch`` is inconsistent: it signs with another key and
    forgets what it is told; ``not_found`` refuses what it is told and has nothing to say.
    """

    def __init__(
        self, folder: Path, controls: Controls, *, us: str = "jumys", them: str = "exchange",
        timeout_s: float = 10.0, clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._path = folder / f"{NAME}.db"
        self._controls = controls
        self._timeout_s = timeout_s
        self._clock = clock
        self.us, self.them = us, them

    # ---- as the console reaches it
    def tell(self, message: ExchangeMessage) -> str:
        """Keep one message; a copy or an older revision changes nothing shown."""
        mode = self._controls.meet(NAME, self._timeout_s)
        if mode == "not_found":
            raise OutsideRefused("exchange_portal: the message is refused.")
        for_us(ExchangeMessage.read(message.to_json()), self.them, self.us, OUTBOUND)
        if mode != "mismatch":
            with self._base() as base:
                self._keep(base, message)
        if mode == "lost_ack":
            raise OutsideDown("exchange_portal: the answer was lost on the way.")
        return f"exchange-{message.id}"

    def tell_all(self, messages: Iterable[ExchangeMessage]) -> None:
        """Keep many messages at once, as if each had been told: for a demonstration's past."""
        with self._base() as base:
            for message in messages:
                for_us(ExchangeMessage.read(message.to_json()), self.them, self.us, OUTBOUND)
                self._keep(base, message)

    def since(self, cursor: str, limit: int = 200) -> ExchangeBatch:
        """What the exchange has to say, through the same checks as a real answer."""
        mode = self._controls.meet(NAME, self._timeout_s)
        if mode == "not_found":
            return ExchangeBatch((), cursor)
        start = int(cursor) if cursor.isdigit() else 0
        with self._base() as base:
            rows = base.execute("SELECT n, line FROM says WHERE n > ? ORDER BY n LIMIT ?",
                                (start, limit)).fetchall()
        if mode == "mismatch":
            raise OutsideDown("The exchange's answer is not signed by it.")
        messages, faults = read_lines([r[1] for r in rows], SharedSecret(SECRET), self.us,
                                      self.them)
        if mode == "lost_ack":
            raise OutsideDown("exchange_portal: the answer was lost on the way.")
        return ExchangeBatch(messages, str(rows[-1][0]) if rows else cursor, faults)

    def published(self, after: str, limit: int = 500) -> tuple[Published, ...]:
        """What of ours it shows, those with a number of ours."""
        self._controls.meet(NAME, self._timeout_s)
        return self.shown(after, limit)

    # ---- as a drill and the tests reach it
    def shown(self, after: str = "", limit: int = 100_000) -> tuple[Published, ...]:
        """What a visitor of the exchange sees, whether it answers us or not."""
        with self._base() as base:
            rows = base.execute(
                "SELECT about, revision, state FROM shown WHERE about > ? AND state <> 'removed' "
                "ORDER BY about LIMIT ?", (after, limit)).fetchall()
        return tuple(Published(*row) for row in rows)

    def say(self, kind: str, about: str, revision: int, at: datetime, *, message_id: str = "",
            **data: Any) -> ExchangeMessage:
        """Have the exchange say something to us: signed, and kept until asked for."""
        message = ExchangeMessage.read({
            "id": message_id or f"{about}:{revision}", "kind": kind, "about": about,
            "revision": revision, "at": at.isoformat(), "sender": self.them,
            "addressee": self.us, "data": data,
        })
        self.repeat(message)
        return message

    def repeat(self, message: ExchangeMessage, key: str = SECRET) -> None:
        """Say a message (again), signed with ``key``."""
        self.put_line(compact(SharedSecret(key), message.body()), message.id)

    def put_line(self, line: str, name: str = "") -> None:
        """Hand over any line at all, as somebody who meddles would."""
        with self._base() as base:
            base.execute("INSERT INTO says (id, line) VALUES (?, ?)", (name, line))

    def told(self, kind: str = "", about: str = "") -> list[Mapping[str, Any]]:
        """Messages received, oldest first, as JSON."""
        with self._base() as base:
            rows = base.execute(
                "SELECT body FROM told WHERE (? = '' OR kind = ?) AND (? = '' OR about = ?) "
                "ORDER BY rowid", (kind, kind, about, about)).fetchall()
        return [json.loads(row[0]) for row in rows]

    def forget(self, about: str) -> None:
        """Lose one thing shown, to be found again by the comparison."""
        with self._base() as base:
            base.execute("DELETE FROM shown WHERE about = ?", (about,))

    def show(self, about: str, revision: int, state: str) -> None:
        """Show something nobody told, or told otherwise."""
        with self._base() as base:
            base.execute("INSERT OR REPLACE INTO shown VALUES (?, ?, ?, '{}')",
                         (about, revision, state))

    def _keep(self, base: sqlite3.Connection, message: ExchangeMessage) -> None:
        body = message.body().decode()
        row = (message.id, message.kind, message.about, message.revision, body,
               self._clock().isoformat())
        base.execute("INSERT OR IGNORE INTO told VALUES (?, ?, ?, ?, ?, ?)", row)
        if message.kind == "vacancy":
            base.execute(
                "INSERT INTO shown VALUES (?, ?, ?, ?) ON CONFLICT (about) DO UPDATE SET "
                "revision = excluded.revision, state = excluded.state, body = excluded.body "
                "WHERE excluded.revision >= revision",
                (message.about, message.revision, message.data["state"], body))

    @contextmanager
    def _base(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._path, timeout=10)) as base, base:
            base.executescript(_TABLES)
            yield base
