"""Signed lines: each message one compact JWS, checked by the sender's key before it is read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from console.outside.exchange_portal.model import (
    INBOUND,
    MAX_BYTES,
    BadMessage,
    ExchangeMessage,
    for_us,
    parsed,
)
from console.outside.faults import OutsideDown
from console.outside.jws import opened

#: a line is the message in base64 with header and signature
MAX_LINE = MAX_BYTES * 2
UNSIGNED = "not signed by the exchange"


class Checker(Protocol):
    """Says whether a detached JWS is the sender's over a body."""

    def check(self, body: bytes, jws: str) -> bool:
        """True for the sender's own signature."""
        ...


def payload_of(text: str, checker: Checker, longest: int = MAX_LINE) -> bytes:
    """The signed bytes of a compact text; BadMessage when the sender did not sign them."""
    if len(text) > longest:
        raise BadMessage("size")
    try:
        _key, body, detached = opened(text)
    except (ValueError, RecursionError) as fault:
        raise BadMessage(UNSIGNED) from fault
    if not checker.check(body, detached):
        raise BadMessage(UNSIGNED)
    return body


def read_lines(
    lines: Iterable[Any], checker: Checker, us: str, them: str
) -> tuple[tuple[ExchangeMessage, ...], tuple[str, ...]]:
    """(messages for us, why each other line was left out). One bad line spoils no other."""
    messages, faults = [], []
    for line in lines:
        try:
            if not isinstance(line, str):
                raise BadMessage("line")
            message = ExchangeMessage.read(parsed(payload_of(line, checker)))
            for_us(message, us, them, INBOUND)
        except BadMessage as fault:
            faults.append(str(fault))
        else:
            messages.append(message)
    return tuple(messages), tuple(faults)


def cursor_of(value: Any) -> str:
    """A cursor as the other side gave it; OutsideDown for another shape."""
    if not isinstance(value, str) or len(value) > 200 or not value.isprintable():
        raise OutsideDown("The exchange gave no usable cursor.")
    return value
