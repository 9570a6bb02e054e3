"""State registers through the state gateway (SOAP): one envelope out, one checked answer back."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final
from xml.etree.ElementTree import Element

from console.outside.faults import OutsideFault, SetupFault
from console.outside.registers.envelope import (
    EnvelopeChecker,
    EnvelopeSigner,
    Sender,
    build_envelope,
)
from console.outside.registers.model import (
    FIELDS,
    AnswerStatus,
    RegisterAnswer,
    RegisterQuery,
    differing,
)
from console.outside.wire import Endpoint, call
from console.outside.xmlread import BadXml, child, children, local, read_xml, text

log = logging.getLogger(__name__)

DELIVERED: Final = "SCSS001"
YES_NO: Final = frozenset(
    {"deceased", "active", "receives", "full_time", "convicted", "serving", "suspended"}
)
NUMBERS: Final = frozenset({"amount"})
ROWS: Final = {"contracts": "contract", "payments": "payment"}
CODES: Final[Mapping[str, AnswerStatus]] = MappingProxyType(
    {"00000": "ok", "00404": "not_found", "00409": "mismatch"}
)


class _Unusable(Exception):
    """The answer came but cannot be used; the text tells why, without personal data."""


@dataclass(frozen=True)
class RegisterBinding:
    """How one register is reached and read; each agreement with a register's owner has its own.

    ``service_id`` names the service at the gateway. ``paths`` says where under ``data`` a field of
    ours stands (``person/surname``); one that is not named stands under its own name, the rows of
    contracts and payments as ``contracts/contract`` and ``payments/payment``. ``values`` translates
    codes (``{"sex": {"1": "m"}}``), ``codes`` result codes to answer states.
    """

    service_id: str
    paths: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    codes: Mapping[str, AnswerStatus] = field(default_factory=lambda: CODES)
    code_path: str = "messageResult/code"


class SoapRegisters:
    """Asks through the gateway at ``end``.

    ``bindings`` by register; a register without one answers ``down``. ``checker`` is left out only
    where the line itself proves who answers.
    """

    def __init__(
        self,
        end: Endpoint,
        bindings: Mapping[str, RegisterBinding],
        sender: Sender,
        signer: EnvelopeSigner,
        checker: EnvelopeChecker | None = None,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        unknown = set(bindings) - set(FIELDS)
        if unknown:
            raise SetupFault(f"There is no register called {sorted(unknown)[0]!r}.")
        self._end = end
        self._bindings = dict(bindings)
        self._sender = sender
        self._signer = signer
        self._checker = checker
        self._clock = clock

    def ask(self, query: RegisterQuery) -> RegisterAnswer:
        """One exchange; whatever goes wrong on the way is status ``down`` with its reason."""
        message_id = str(uuid.uuid4())
        binding = self._bindings.get(query.register)
        try:
            if binding is None:
                raise _Unusable("This register is not connected.")
            return self._exchange(query, binding, message_id)
        except (OutsideFault, BadXml, _Unusable) as fault:
            log.warning("register %s, message %s: %s", query.register, message_id, fault)
            return self._answer(query, "down", message_id, fault=str(fault))

    def _exchange(
        self, query: RegisterQuery, binding: RegisterBinding, message_id: str
    ) -> RegisterAnswer:
        told = {
            "messageId": message_id,
            "senderCode": self._sender.sender_id,
            "iin": query.iin,
            "consentConfirmed": "true",
            "consentId": query.consent_id,
            "purpose": query.purpose,
            **{name: value for name, value in query.claimed.items() if name in _SAID},
        }
        plain = build_envelope(binding.service_id, message_id, self._clock(), self._sender, told)
        kind = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
        reply = call(self._end, "POST", "", self._signer.sign(plain), kind).body
        if self._checker is not None and not self._checker.check(reply):
            raise _Unusable("The answer's signature is not valid.")
        data = _response_data(read_xml(reply), message_id)
        status = binding.codes.get(text(data, binding.code_path))
        if status is None:
            raise _Unusable(f"Unknown result code {text(data, binding.code_path)[:20]!r}.")
        if text(data, "iin") != query.iin:
            raise _Unusable("The answer is about somebody else.")
        return self._judged(query, status, message_id, _fields(query.register, binding, data))

    def _judged(
        self, query: RegisterQuery, status: AnswerStatus, message_id: str, held: dict[str, Any]
    ) -> RegisterAnswer:
        if status == "ok":
            if all(value in (None, "", []) for value in held.values()):
                raise _Unusable("The answer holds no data.")
            wrong = differing(query.claimed, held)
            if not wrong:
                return self._answer(query, "ok", message_id, data=held)
            return self._answer(query, "mismatch", message_id, differences=wrong)
        wrong = tuple(sorted(query.claimed)) if status == "mismatch" else ()
        return self._answer(query, status, message_id, differences=wrong)

    def _answer(
        self,
        query: RegisterQuery,
        status: AnswerStatus,
        message_id: str,
        *,
        data: Mapping[str, Any] | None = None,
        differences: tuple[str, ...] = (),
        fault: str = "",
    ) -> RegisterAnswer:
        return RegisterAnswer(
            status=status,
            register=query.register,
            data=data or {},
            source=self._end.host,
            at=self._clock(),
            message_id=message_id,
            differences=differences,
            fault=fault,
        )


_SAID: Final = frozenset(name for names in FIELDS.values() for name in names)


def _response_data(root: Element, message_id: str) -> Element:
    """The data of a delivered answer to our own message."""
    body = child(root, "Body")
    if body is None or child(body, "Fault") is not None:
        raise _Unusable("The gateway answered with a fault.")
    response = child(body, "SendMessageResponse/response")
    info = child(response, "responseInfo")
    code = text(info, "status/code")
    if code != DELIVERED:
        raise _Unusable(f"The gateway did not deliver ({code[:20]!r}).")
    if message_id not in {text(info, "correlationId"), text(info, "messageId")}:
        raise _Unusable("The answer belongs to another message.")
    data = child(response, "responseData/data")
    if data is None:
        raise _Unusable("The answer holds no data.")
    return data


def _fields(register: str, binding: RegisterBinding, data: Element) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in FIELDS[register]:
        if name in ROWS:
            path = binding.paths.get(name, f"{name}/{ROWS[name]}")
            found[name] = [
                {local(cell): _value(local(cell), text(cell), binding) for cell in row}
                for row in children(data, path)
            ]
        else:
            found[name] = _value(name, text(data, binding.paths.get(name, name)), binding)
    return found


def _value(name: str, said: str, binding: RegisterBinding) -> Any:
    said = binding.values.get(name, {}).get(said, said)
    if said == "":
        return None
    if name in YES_NO:
        if said not in {"true", "false", "1", "0"}:
            raise _Unusable(f"Field {name} is neither yes nor no.")
        return said in {"true", "1"}
    if name in NUMBERS:
        if not (said.isascii() and said.isdigit() and len(said) <= 12):
            raise _Unusable(f"Field {name} is no number.")
        return int(said)
    return said
