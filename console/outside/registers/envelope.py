"""Envelopes of the state gateway's synchronous channel and who signs them.

The gateway takes SOAP 1.1 with ``SendMessage`` (messageId, serviceId, messageDate, sender) around
the data of one service, signed by WS-Security. The signature itself is made elsewhere, by an
injected `EnvelopeSigner`: keys of a state body do not live in this program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol
from xml.etree.ElementTree import Element, SubElement, tostring

from console.outside.faults import OutsideDown
from console.outside.wire import Endpoint, post_json

SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
CHANNEL: Final = "http://bip.bee.kz/SyncChannel/v10/Types"
WSU: Final = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class EnvelopeSigner(Protocol):
    """Signs a SOAP envelope by WS-Security."""

    def sign(self, xml: bytes) -> bytes:
        """Return the signed envelope; OutsideDown when the signing service gives no answer."""
        ...


class EnvelopeChecker(Protocol):
    """Checks the gateway's own signature over its answer."""

    def check(self, xml: bytes) -> bool:
        """Whether the answer is signed by a certificate that may sign answers."""
        ...


@dataclass(frozen=True)
class Sender:
    """Who we are to the gateway; the password never shows."""

    sender_id: str
    password: str = field(repr=False)


def build_envelope(
    service_id: str, message_id: str, at: datetime, sender: Sender, data: Mapping[str, str]
) -> bytes:
    """The envelope asking ``service_id``; values are text, so nothing typed becomes markup."""
    root = Element(f"{{{SOAP}}}Envelope")
    SubElement(root, f"{{{SOAP}}}Header")
    body = SubElement(root, f"{{{SOAP}}}Body", {f"{{{WSU}}}Id": f"id-{message_id}"})
    request = SubElement(SubElement(body, f"{{{CHANNEL}}}SendMessage"), "request")
    info = SubElement(request, "requestInfo")
    _put(info, "messageId", message_id)
    _put(info, "serviceId", service_id)
    _put(info, "messageDate", at.isoformat())
    who = SubElement(info, "sender")
    _put(who, "senderId", sender.sender_id)
    _put(who, "password", sender.password)
    inner = SubElement(SubElement(request, "requestData"), "data")
    for name, value in data.items():
        _put(inner, name, value)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _put(parent: Element, name: str, value: str) -> None:
    SubElement(parent, name).text = _NOT_XML.sub("", value)


class NcaNodeEnvelopes:
    """Signs and checks envelopes with NCANode (``/wsse/sign``, ``/wsse/verify``).

    ``key`` is the PKCS#12 of the state body in base64, ``password`` its password. An answer
    counts as signed only if NCANode finds it valid and one of its certificates carries a BIN of
    ``answer_bins``, when these are given.
    """

    def __init__(
        self, end: Endpoint, key: str, password: str, answer_bins: frozenset[str] = frozenset()
    ) -> None:
        self._end = end
        self._key = key
        self._password = password
        self._bins = answer_bins

    def sign(self, xml: bytes) -> bytes:
        """The envelope with its WS-Security header."""
        question = {"xml": xml.decode(), "key": self._key, "password": self._password}
        signed = post_json(self._end, "/wsse/sign", question).get("xml")
        if not isinstance(signed, str) or not signed:
            raise OutsideDown("NCANode signed nothing.")
        return signed.encode()

    def check(self, xml: bytes) -> bool:
        """Whether NCANode finds the answer's signature valid and of an expected body."""
        try:
            question = {"xml": xml.decode(), "revocationCheck": ["OCSP"]}
        except UnicodeDecodeError:
            return False
        answer = post_json(self._end, "/wsse/verify", question)
        signers = answer.get("signers")
        if answer.get("valid") is not True or not isinstance(signers, list) or not signers:
            return False
        bins = {(row.get("subject") or {}).get("bin") for row in signers if isinstance(row, dict)}
        return not self._bins or bool(bins & self._bins)
