"""A generic HTTP gateway for text messages.

``POST /messages`` with JSON ``{"to", "text", "sender", "key"}`` and header ``Idempotency-Key``
answers ``{"id", "state"}``; ``GET /messages/<id>`` answers ``{"id", "state"}``. Operators with
other names are reached through a small proxy or the ``names`` table of the configuration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from console.outside.faults import OutsideDown, SetupFault
from console.outside.sms.model import STATES, SmsReceipt, SmsState, checked
from console.outside.wire import Endpoint, call, post_json

SENDER_LENGTH = 11


class HttpSms:
    """Sends through an operator's HTTP interface.

    ``end`` carries address, token and limits; ``sender`` is the pre-registered name (at most 11
    letters); ``names`` maps our field names to the operator's and ``states`` its states to ours.
    """

    def __init__(
        self,
        end: Endpoint,
        sender: str,
        *,
        names: Mapping[str, str] | None = None,
        states: Mapping[str, SmsState] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        if not 0 < len(sender) <= SENDER_LENGTH or not sender.isascii():
            raise SetupFault("The SMS sender name has 1 to 11 Latin letters.")
        self._end = end
        self._sender = sender
        self._names = dict(names or {})
        self._states = dict(states or {})
        self._clock = clock

    def send(self, to: str, text: str, dedupe_key: str) -> SmsReceipt:
        """Hand one message to the operator; the key makes a retry harmless."""
        number, parts = checked(to, text, dedupe_key)
        told = {"to": number, "text": text, "sender": self._sender, "key": dedupe_key}
        answer = post_json(
            self._end,
            "/messages",
            {self._names.get(name, name): value for name, value in told.items()},
            {"Idempotency-Key": quote(dedupe_key, safe="")},
        )
        return self._receipt(answer, parts)

    def status(self, message_id: str) -> SmsReceipt:
        """Ask the operator what became of a message."""
        path = "/messages/" + quote(message_id, safe="")
        return self._receipt(call(self._end, "GET", path).json(), 0)

    def _receipt(self, answer: Mapping[str, Any], parts: int) -> SmsReceipt:
        message_id = answer.get(self._names.get("id", "id"))
        if not isinstance(message_id, str | int) or message_id == "":
            raise OutsideDown("The gateway's answer names no message.")
        said = str(answer.get(self._names.get("state", "state"), "unknown"))
        state: SmsState = self._states.get(said, said if said in STATES else "unknown")  # type: ignore[arg-type]
        return SmsReceipt(str(message_id), state, parts, self._clock())
