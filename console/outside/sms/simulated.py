"""The simulated gateway: messages land in a file that the demonstration can show."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from console.outside.faults import OutsideDown, OutsideRefused
from console.outside.journal import LineFile
from console.outside.simulate import Controls
from console.outside.sms.model import SmsReceipt, checked


class SimulatedSms:
    """Keeps each message once per key in ``folder/sms.jsonl``.

    Controls name: ``sms``; ``mismatch`` delivers to nobody (state ``undelivered``), ``lost_ack``
    keeps the message but loses the answer.
    """

    def __init__(
        self,
        folder: Path,
        controls: Controls,
        *,
        timeout_s: float = 10.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._file = LineFile(folder / "sms.jsonl")
        self._controls = controls
        self._timeout_s = timeout_s
        self._clock = clock

    def send(self, to: str, text: str, dedupe_key: str) -> SmsReceipt:
        """Keep the message; a second send with the same key returns the first one's receipt."""
        number, parts = checked(to, text, dedupe_key)
        mode = self._controls.meet("sms", self._timeout_s)
        if mode == "not_found":
            raise OutsideRefused("The number is not in service.")
        row: dict[str, Any] = {
            "id": str(uuid.uuid4()), "key": dedupe_key, "to": number, "text": text,
            "parts": parts, "at": self._clock().isoformat(),
            "state": "undelivered" if mode == "mismatch" else "delivered",
        }  # fmt: skip
        kept, _new = self._file.add(row)
        if mode == "lost_ack":
            raise OutsideDown("sms: the answer was lost on the way.")
        return SmsReceipt(kept["id"], "accepted", kept["parts"], self._clock())

    def status(self, message_id: str) -> SmsReceipt:
        """Delivered, unless the controls said otherwise when it was sent."""
        self._controls.meet("sms", self._timeout_s)
        row = self._file.find("id", message_id)
        if row is None:
            return SmsReceipt(message_id, "unknown", 0, self._clock())
        return SmsReceipt(message_id, row["state"], row["parts"], self._clock())

    def sent(self) -> list[dict[str, Any]]:
        """All messages kept, oldest first: id, key, to, text, parts, at, state."""
        return list(self._file.lines())
