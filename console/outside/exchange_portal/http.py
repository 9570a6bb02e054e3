"""The exchange over HTTP: signed JSON both ways."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from console.outside.exchange_portal.lines import Checker, cursor_of, payload_of, read_lines
from console.outside.exchange_portal.model import (
    BadMessage,
    ExchangeBatch,
    ExchangeMessage,
    Published,
    loads,
    read_published,
)
from console.outside.faults import OutsideDown
from console.outside.jws import BodySigner
from console.outside.wire import Endpoint, call


class HttpExchangePortal:
    """``POST /messages``, ``GET /messages``, ``GET /published``; see the interface document.

    Ours carry a detached JWS in ``X-JWS-Signature``. Theirs come as a compact JWS whose payload
    holds the cursor and the messages, each again a compact JWS: a list cannot be shortened and a
    message cannot be moved to another list without breaking a signature.
    """

    def __init__(
        self, end: Endpoint, signer: BodySigner, checker: Checker, *, us: str, them: str
    ) -> None:
        self._end = end
        self._signer = signer
        self._checker = checker
        self.us, self.them = us, them

    def tell(self, message: ExchangeMessage) -> str:
        """Send one message; its id is the idempotency key."""
        body = message.body()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": message.id,
            "X-JWS-Signature": self._signer.sign(body),
        }
        receipt = call(self._end, "POST", "/messages", body, headers).json().get("receipt")
        if not isinstance(receipt, str) or not receipt:
            raise OutsideDown(f"{self._end.host} gave no receipt.")
        return receipt

    def since(self, cursor: str, limit: int = 200) -> ExchangeBatch:
        """Messages for us; OutsideDown when the list is not signed by the exchange."""
        told = self._asked(f"/messages?after={quote(cursor, safe='')}&limit={limit}")
        lines = told.get("messages")
        if not isinstance(lines, list) or len(lines) > limit:
            raise OutsideDown("The exchange's list cannot be read.")
        messages, faults = read_lines(lines, self._checker, self.us, self.them)
        return ExchangeBatch(messages, cursor_of(told.get("cursor")) or cursor, faults)

    def published(self, after: str, limit: int = 500) -> tuple[Published, ...]:
        """What of ours is shown there."""
        told = self._asked(f"/published?after={quote(after, safe='')}&limit={limit}")
        return read_published(told.get("published"))

    def _asked(self, path: str) -> dict[str, Any]:
        answer = call(self._end, "GET", path).json().get("signed")
        try:
            if not isinstance(answer, str):
                raise BadMessage("signed")
            body = payload_of(answer, self._checker, self._end.max_bytes)
            told = loads(body)
        except BadMessage as fault:
            raise OutsideDown("The exchange's answer is not signed by it.") from fault
        if not isinstance(told, dict) or told.get("addressee") != self.us:
            raise OutsideDown("The exchange's answer is not for us.")
        return told

