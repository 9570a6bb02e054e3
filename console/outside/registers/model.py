"""The contract of a register look-up: one question about one person, one dated answer.

An answer never raises for a fault of the other side: ``down`` is a fact the case records, so that
a document may be accepted as proof and the check is asked again, while the clock of par. 10, 28
or 32 keeps running.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, Protocol

REGISTERS: tuple[str, ...] = (
    "person",
    "address",
    "employment",
    "contributions",
    "entrepreneur",
    "pension",
    "student",
    "conviction",
)
"""Names of the registers asked about a person, each with the fields of `FIELDS`."""

ENTITIES = "legal_entity"
"""The register of legal entities: asked by a BIN about an organisation, holds no person."""

FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "person": (
            "surname", "name", "patronymic", "birth_date", "sex", "citizenship",
            "document_type", "document_number", "document_issued_on", "document_issued_by",
            "document_valid_until", "deceased",
        ),
        "address": ("kato", "kk", "ru", "street", "house", "flat", "registered_on"),
        "employment": ("contracts",),
        "contributions": ("payments",),
        "entrepreneur": ("active", "since"),
        "pension": ("receives", "kind", "since"),
        "student": ("full_time", "institution", "since"),
        "conviction": ("convicted", "serving", "article", "sentenced_on"),
        "legal_entity": ("name", "address", "kato", "active", "registered_on"),
    }
)  # fmt: skip
"""Fields of each register's data. Dates are ISO text, yes/no are booleans, sex is ``f`` or ``m``.
``contracts`` rows: employer_bin, employer, post, from, to (or None), suspended. ``payments``
rows: month (``2021-03``), kind (pension, social, medical), payer_bin, amount (tenge)."""

AnswerStatus = Literal["ok", "not_found", "mismatch", "down"]


class ConsentMissing(ValueError):
    """A look-up was tried without the person's recorded consent or without a purpose."""


@dataclass(frozen=True)
class RegisterQuery:
    """One question. ``claimed`` holds what the person said (``surname``, ``birth_date``…).

    ``consent_id`` is the recorded consent the look-up rests on, ``purpose`` why it is made
    (``par. 10``), ``asked_by`` the account that asks. All three are stored with the answer.
    """

    register: str
    iin: str
    consent_id: str
    purpose: str
    asked_by: str = ""
    claimed: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.register not in (*REGISTERS, ENTITIES):
            raise ValueError(f"There is no register called {self.register!r}.")
        if not (len(self.iin) == 12 and self.iin.isascii() and self.iin.isdigit()):
            raise ValueError("An IIN or BIN has twelve digits.")
        if not self.consent_id.strip() or not self.purpose.strip():
            raise ConsentMissing("A register is asked with a recorded consent and a purpose only.")


@dataclass(frozen=True)
class RegisterAnswer:
    """What a register said. ``data`` is empty unless ``ok``.

    ``differences`` names the claimed fields that the register holds otherwise; ``source`` which
    system answered; ``at`` the UTC moment; ``message_id`` the exchange's own number, for disputes.
    """

    status: AnswerStatus
    register: str
    data: Mapping[str, Any]
    source: str
    at: datetime
    message_id: str = ""
    differences: tuple[str, ...] = ()
    fault: str = ""

    def to_json(self) -> bytes:
        """The answer as canonical JSON bytes, to be kept beside the case."""
        row = {
            "status": self.status, "register": self.register, "data": dict(self.data),
            "source": self.source, "at": self.at.isoformat(), "message_id": self.message_id,
            "differences": list(self.differences), "fault": self.fault,
        }  # fmt: skip
        return json.dumps(row, ensure_ascii=False, sort_keys=True).encode()


class RegisterService(Protocol):
    """Anything that answers register look-ups."""

    def ask(self, query: RegisterQuery) -> RegisterAnswer:
        """Answer one question; faults of the other side are status ``down``."""
        ...


def differing(claimed: Mapping[str, str], held: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of claimed fields the register holds otherwise, letter case and outer spaces aside."""
    return tuple(
        key
        for key, value in sorted(claimed.items())
        if value.strip() and key in held and _plain(held[key]) != _plain(value)
    )


def _plain(value: object) -> str:
    return " ".join(str(value if value is not None else "").split()).casefold()
