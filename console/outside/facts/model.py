"""The contract of a fact: what another system says of a person, with source, time and period.

A fact is told once and has an id of its own, so that reading it twice is harmless. Nothing but the
fields below is taken over; a fact that lacks one or holds another shape is refused, not repaired.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, Final, Protocol

FIELDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "contribution": ("contribution", "month", "payer", "payer_bin", "amount", "withheld"),
    "court": ("court_measure", "court", "act_number", "act_on", "in_force_on"),
})
"""Kind -> fields of its data."""
HEAD: Final = ("id", "kind", "iin", "source", "at", "data")
"""Fields of every fact."""
CODES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "contribution": ("medical", "pension", "social"),
    "court_measure": ("imprisonment", "suspended", "compulsory_treatment", "other"),
})
_ID = re.compile(r"[A-Za-z0-9._:-]{1,100}")
_DIGITS = re.compile(r"[0-9]{12}")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
TEXT = 300


class BadFact(ValueError):
    """A fact that does not keep the contract; the message names the field, never its value."""


@dataclass(frozen=True)
class Fact:
    """One fact. ``at`` (aware) is when the source recorded it; ``data`` as in `FIELDS`."""

    id: str
    kind: str
    iin: str
    source: str
    at: datetime
    data: Mapping[str, Any]

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Fact:
        """A fact from JSON; BadFact names the field that is wrong."""
        if not isinstance(row, Mapping) or set(row) != set(HEAD):
            raise BadFact("A fact has id, kind, iin, source, at and data.")
        kind, data = row["kind"], row["data"]
        if kind not in FIELDS:
            raise BadFact("kind")
        _need("id", isinstance(row["id"], str) and _ID.fullmatch(row["id"]))
        _need("iin", isinstance(row["iin"], str) and _DIGITS.fullmatch(row["iin"]))
        _need("source", _text(row["source"]))
        if not isinstance(data, Mapping) or set(data) != set(FIELDS[kind]):
            raise BadFact("data")
        for name, value in data.items():
            _need(name, _SHAPES[name](value))
        return cls(row["id"], kind, row["iin"], row["source"], _moment(row["at"]), dict(data))

    def to_json(self) -> dict[str, Any]:
        """The fact as it travels; ``at`` in UTC."""
        return {"id": self.id, "kind": self.kind, "iin": self.iin, "source": self.source,
                "at": self.at.astimezone(UTC).isoformat(), "data": dict(self.data)}


@dataclass(frozen=True)
class FactBatch:
    """Facts after a cursor, the cursor after them, and how many broke the contract."""

    facts: tuple[Fact, ...]
    cursor: str
    refused: int = 0


class FactFeed(Protocol):
    """Another system whose facts are read."""

    def since(self, cursor: str, limit: int = 200) -> FactBatch:
        """Facts after ``cursor`` ("" from the beginning). OutsideDown: ask again later."""
        ...


def _need(name: str, holds: Any) -> None:
    if not holds:
        raise BadFact(name)


def _text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= TEXT and value.isprintable()


def _day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _moment(value: Any) -> datetime:
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError) as fault:
        raise BadFact("at") from fault
    if found.tzinfo is None:
        raise BadFact("at")
    return found


_SHAPES: Mapping[str, Any] = MappingProxyType({
    "contribution": lambda v: v in CODES["contribution"],
    "month": lambda v: isinstance(v, str) and _MONTH.fullmatch(v),
    "payer": _text,
    "payer_bin": lambda v: isinstance(v, str) and _DIGITS.fullmatch(v),
    "amount": lambda v: isinstance(v, int) and not isinstance(v, bool) and v > 0,
    "withheld": lambda v: isinstance(v, bool),
    "court_measure": lambda v: v in CODES["court_measure"],
    "court": _text,
    "act_number": _text,
    "act_on": _day,
    "in_force_on": lambda v: v is None or _day(v),
})
