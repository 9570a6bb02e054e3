"""What a text message is: a number, a text counted in parts, a receipt with a delivery state."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, get_args

from console.outside.faults import OutsideRefused

SmsState = Literal["accepted", "delivered", "undelivered", "unknown"]
STATES: frozenset[str] = frozenset(get_args(SmsState))
MAX_PARTS = 10

GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM7_TWICE = frozenset("^{}\\[~]|€\f")


@dataclass(frozen=True)
class SmsReceipt:
    """A gateway's word about one message; ``at`` is the UTC moment of that word."""

    id: str
    state: SmsState
    parts: int
    at: datetime


class SmsService(Protocol):
    """Sends one-way messages and tells their delivery."""

    def send(self, to: str, text: str, dedupe_key: str) -> SmsReceipt:
        """Send once per ``dedupe_key``; OutsideDown: retry, OutsideRefused: do not."""
        ...

    def status(self, message_id: str) -> SmsReceipt:
        """Present delivery state of a message sent earlier."""
        ...


def phone(number: str) -> str:
    """``number`` as E.164 (``+77011234567``); a leading national 8 becomes +7.

    Raises OutsideRefused for anything that is no telephone number.
    """
    digits = re.sub(r"[\s()\-]", "", number)
    if re.fullmatch(r"8[0-9]{10}", digits):
        digits = "+7" + digits[1:]
    if not re.fullmatch(r"\+[1-9][0-9]{7,14}", digits):
        raise OutsideRefused("This is not a telephone number.")
    return digits


def count_parts(text: str) -> int:
    """How many parts the operator bills: 160/153 in GSM letters, else 70/67 UCS-2 units.

    A letter outside the basic plane takes two units and is never cut between two parts.
    """
    if all(letter in GSM7 or letter in GSM7_TWICE for letter in text):
        return _parts([2 if letter in GSM7_TWICE else 1 for letter in text], 160, 153)
    return _parts([2 if ord(letter) > 0xFFFF else 1 for letter in text], 70, 67)


def _parts(units: list[int], alone: int, joined: int) -> int:
    if sum(units) <= alone:
        return 1
    parts, room = 1, joined
    for unit in units:
        if unit > room:
            parts, room = parts + 1, joined
        room -= unit
    return parts


def checked(to: str, text: str, dedupe_key: str) -> tuple[str, int]:
    """The number in E.164 and the number of parts; OutsideRefused if it cannot be sent."""
    if not text.strip() or not dedupe_key.strip():
        raise OutsideRefused("A message needs a text and a key.")
    parts = count_parts(text)
    if parts > MAX_PARTS:
        raise OutsideRefused(f"A message of {parts} parts is longer than {MAX_PARTS}.")
    return phone(to), parts
