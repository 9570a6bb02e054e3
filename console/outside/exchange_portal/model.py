"""The contract of an exchange message: whole states of one thing, never changes to it.

A message says how the thing called ``about`` stands at ``revision``; whoever has seen a higher
revision drops a lower one. So messages may come twice, late and in any order. Nothing but the
fields below is taken over; a message that lacks one or holds another shape is refused, not
repaired.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, Final, Protocol

from console.outside.faults import OutsideDown

HEAD: Final = ("id", "kind", "about", "revision", "at", "sender", "addressee", "data")
"""Fields of every message."""
FIELDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "vacancy": ("state", "origin", "employer", "fields"),
    "resume": ("state", "iin", "surname", "given_name", "mobile", "email", "kato", "occupation",
               "education_level", "experience_years", "wage_min", "regimes", "relocation",
               "consent_version", "consent_at"),
    "answer": ("offer", "party", "who", "answer", "reason", "employed_on"),
    "candidate": ("state", "offer", "vacancy", "receiver", "contract", "resume"),
    "offer": ("state", "offer", "vacancy", "iin", "title", "answer_by"),
    "reply": ("message", "result", "number", "reasons"),
})
"""Kind -> fields of its data."""
INBOUND: Final = frozenset({"vacancy", "resume", "answer"})
OUTBOUND: Final = frozenset({"vacancy", "candidate", "offer", "reply"})
EMPLOYER: Final = ("bin", "name", "kato", "address", "phone", "email")
"""Fields of a vacancy's employer."""
CODES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "vacancy.state": ("published", "paused", "removed"),
    "resume.state": ("active", "withdrawn"),
    "candidate.state": ("sent", "withdrawn"),
    "offer.state": ("open", "closed"),
    "answer.party": ("person", "employer"),
    "answer.answer": ("agreed", "declined", "hired", "refused", "not_interested"),
    "reply.result": ("taken", "known", "late", "waiting", "refused", "conflict", "kept"),
})
OF_PARTY: Final = {"person": ("agreed", "declined"),
                   "employer": ("hired", "refused", "not_interested")}
MAX_BYTES: Final = 65_536
MAX_REVISION: Final = 2**31 - 1
DEPTH: Final = 5
TEXT: Final = 5000
WORDS: Final = 300
_ID = re.compile(r"[A-Za-z0-9._:-]{1,80}")
_NAME = re.compile(r"[A-Za-z0-9._-]{1,40}")
_DIGITS = re.compile(r"[0-9]{12}")
_KATO = re.compile(r"[0-9]{9}")
_CODE = re.compile(r"[A-Za-z0-9._-]{0,40}")


class BadMessage(ValueError):
    """A message that does not keep the contract; the text names the field, never its value."""


@dataclass(frozen=True)
class ExchangeMessage:
    """One message. ``at`` (aware) is when the sender's side reached this state."""

    id: str
    kind: str
    about: str
    revision: int
    at: datetime
    sender: str
    addressee: str
    data: Mapping[str, Any]

    @classmethod
    def read(cls, row: Any) -> ExchangeMessage:
        """A message from JSON; BadMessage names the field that is wrong."""
        if not isinstance(row, Mapping) or set(row) != set(HEAD):
            raise BadMessage("head")
        kind, data, revision = row["kind"], row["data"], row["revision"]
        _need("kind", isinstance(kind, str) and kind in FIELDS)
        _need("id", _fits(row["id"], _ID))
        _need("about", _fits(row["about"], _ID))
        _need("revision", _whole(revision) and 1 <= revision <= MAX_REVISION)
        _need("sender", _fits(row["sender"], _NAME))
        _need("addressee", _fits(row["addressee"], _NAME))
        if not isinstance(data, Mapping) or set(data) != set(FIELDS[kind]):
            raise BadMessage("data")
        _shallow(data, DEPTH)
        for name, value in data.items():
            _need(name, _SHAPES[f"{kind}.{name}"](value))
        if kind == "answer":
            _need("answer", data["answer"] in OF_PARTY[data["party"]])
        return cls(row["id"], kind, row["about"], revision, _moment(row["at"]), row["sender"],
                   row["addressee"], dict(data))

    def to_json(self) -> dict[str, Any]:
        """The message as it travels; ``at`` in UTC."""
        return {"id": self.id, "kind": self.kind, "about": self.about, "revision": self.revision,
                "at": self.at.astimezone(UTC).isoformat(), "sender": self.sender,
                "addressee": self.addressee, "data": dict(self.data)}

    def body(self) -> bytes:
        """The bytes that are signed."""
        return json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True).encode()


@dataclass(frozen=True)
class ExchangeBatch:
    """Messages after a cursor, the cursor after them, and why others were not taken."""

    messages: tuple[ExchangeMessage, ...]
    cursor: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Published:
    """What the other side shows of one thing: its name, its revision there and its state."""

    about: str
    revision: int
    state: str


class ExchangePortal(Protocol):
    """The exchange as the console reaches it. Every method may raise OutsideDown: try later.

    ``us`` and ``them`` are the names both sides carry in ``sender`` and ``addressee``.
    """

    us: str
    them: str

    def tell(self, message: ExchangeMessage) -> str:
        """Send one message and return the receipt; OutsideRefused: do not send it again."""
        ...

    def since(self, cursor: str, limit: int = 200) -> ExchangeBatch:
        """Messages for us after ``cursor`` ("" from the beginning)."""
        ...

    def published(self, after: str, limit: int = 500) -> tuple[Published, ...]:
        """What of ours is shown there, by name, names above ``after``; () at the end."""
        ...


def parsed(body: bytes) -> Any:
    """JSON without duplicate names, endless numbers or bottomless nesting; BadMessage."""
    if len(body) > MAX_BYTES:
        raise BadMessage("size")
    return loads(body)


def loads(body: bytes) -> Any:
    """As `parsed`, without the limit of one message."""
    try:
        return json.loads(body, object_pairs_hook=_once, parse_constant=_never)
    except (ValueError, RecursionError) as fault:
        raise BadMessage("json") from fault


def for_us(message: ExchangeMessage, us: str, them: str, kinds: frozenset[str]) -> None:
    """BadMessage for what is signed soundly but meant for somebody else or not for taking in."""
    _need("sender", message.sender == them)
    _need("addressee", message.addressee == us)
    _need("kind", message.kind in kinds)


def read_published(rows: Any) -> tuple[Published, ...]:
    """The list of what is shown; OutsideDown for another shape."""
    try:
        found = tuple(Published(r["about"], r["revision"], r["state"]) for r in rows)
    except (TypeError, KeyError) as fault:
        raise OutsideDown("The list of what is published cannot be read.") from fault
    for row in found:
        if not (_fits(row.about, _ID) and _whole(row.revision)
                and row.state in CODES["vacancy.state"]):
            raise OutsideDown("The list of what is published cannot be read.")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _never(word: str) -> Any:
    raise ValueError(word)


def _need(name: str, holds: Any) -> None:
    if not holds:
        raise BadMessage(name)


def _shallow(value: Any, left: int) -> None:
    _need("data", left > 0)
    inner = value.values() if isinstance(value, Mapping) else value
    for one in inner:
        if isinstance(one, Mapping | list):
            _shallow(one, left - 1)


def _fits(value: Any, pattern: re.Pattern[str]) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _words(value: Any, longest: int = WORDS) -> bool:
    return isinstance(value, str) and len(value) <= longest and "\x00" not in value


def _some(value: Any) -> bool:
    return _words(value) and bool(value.strip())


def _maybe(shape: Any) -> Any:
    return lambda value: value is None or shape(value)


def _coded(key: str) -> Any:
    return lambda value: isinstance(value, str) and value in CODES[key]


def _day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _when(value: Any) -> bool:
    try:
        _moment(value)
    except BadMessage:
        return False
    return True


def _moment(value: Any) -> datetime:
    try:
        found = datetime.fromisoformat(value)
        if found.tzinfo is None:
            raise BadMessage("at")
        return found.astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as fault:
        raise BadMessage("at") from fault


def _employer(value: Any) -> bool:
    return (
        isinstance(value, Mapping) and set(value) == set(EMPLOYER) and _fits(value["bin"], _DIGITS)
        and _some(value["name"]) and _fits(value["kato"], _KATO)
        and all(_words(value[name]) for name in ("address", "phone", "email"))
    )


def _form(value: Any) -> bool:
    """Values of a form: its own checks come later; here only what no form could hold."""
    if not isinstance(value, Mapping) or len(value) > 60:
        return False
    return all(_fits(k, _NAME) and (not isinstance(v, str) or _words(v, TEXT))
               for k, v in value.items())


def _list_of(shape: Any, longest: int) -> Any:
    return lambda value: isinstance(value, list) and len(value) <= longest and all(
        shape(one) for one in value)


_number = _maybe(lambda v: _fits(v, _ID))
_SHAPES: Mapping[str, Any] = MappingProxyType({
    **{key: _coded(key) for key in CODES},
    "vacancy.origin": _number,
    "vacancy.employer": _employer,
    "vacancy.fields": _form,
    "resume.iin": lambda v: _fits(v, _DIGITS),
    "resume.surname": _some,
    "resume.given_name": _words,
    "resume.mobile": _words,
    "resume.email": _words,
    "resume.kato": lambda v: _fits(v, _KATO),
    "resume.occupation": lambda v: _fits(v, _CODE),
    "resume.education_level": lambda v: _fits(v, _CODE),
    "resume.experience_years": _maybe(
        lambda v: isinstance(v, int | float) and not isinstance(v, bool) and 0 <= v <= 80),
    "resume.wage_min": _maybe(lambda v: _whole(v) and 0 <= v <= 10**9),
    "resume.regimes": _list_of(lambda v: _fits(v, _CODE), 20),
    "resume.relocation": lambda v: isinstance(v, bool),
    "resume.consent_version": _some,
    "resume.consent_at": _when,
    "answer.offer": lambda v: _fits(v, _ID),
    "answer.who": lambda v: _fits(v, _DIGITS),
    "answer.reason": lambda v: _words(v, 2000),
    "answer.employed_on": _maybe(_day),
    "candidate.offer": _number,
    "candidate.vacancy": _number,
    "candidate.receiver": lambda v: _fits(v, _DIGITS),
    "candidate.contract": _maybe(_some),
    "candidate.resume": _maybe(lambda v: isinstance(v, Mapping)),
    "offer.offer": lambda v: _fits(v, _ID),
    "offer.vacancy": lambda v: _fits(v, _ID),
    "offer.iin": lambda v: _fits(v, _DIGITS),
    "offer.title": _some,
    "offer.answer_by": _maybe(_day),
    "reply.message": lambda v: _fits(v, _ID),
    "reply.number": _number,
    "reply.reasons": _list_of(lambda v: isinstance(v, Mapping), 50),
})
