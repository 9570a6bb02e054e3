"""Reads facts as signed JSON over HTTP: what is not signed by the sender is not there."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, Protocol
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric import rsa

from console.outside.facts.model import BadFact, Fact, FactBatch
from console.outside.faults import OutsideDown
from console.outside.jws import SharedSecret, check_rs256
from console.outside.wire import Endpoint, call

MAX_CURSOR = 200


class BodyChecker(Protocol):
    """Says whether a detached JWS is the sender's over a body."""

    def check(self, body: bytes, jws: str) -> bool:
        """True for the sender's own signature."""
        ...


class PublicKey:
    """RS256 by the sender's public key."""

    def __init__(self, key: rsa.RSAPublicKey) -> None:
        self._key = key

    def check(self, body: bytes, jws: str) -> bool:
        """Whether ``jws`` is the key's signature over ``body``."""
        return check_rs256(self._key, body, jws)


class SignedFeed:
    """``GET /facts?after=<cursor>&limit=<n>`` answered by a flattened JWS (RFC 7515, 7.2.2)."""

    def __init__(self, end: Endpoint, checker: BodyChecker | SharedSecret) -> None:
        self._end = end
        self._checker = checker

    def since(self, cursor: str, limit: int = 200) -> FactBatch:
        """Facts after ``cursor``; OutsideDown when the answer is not signed by the sender."""
        path = f"/facts?after={quote(cursor, safe='')}&limit={limit}"
        return read_batch(call(self._end, "GET", path).json(), self._checker, cursor)


def read_batch(
    envelope: dict[str, Any], checker: BodyChecker | SharedSecret, cursor: str
) -> FactBatch:
    """The facts of a signed answer. A single bad fact is counted and left out."""
    parts = [envelope.get(name) for name in ("protected", "payload", "signature")]
    if not all(isinstance(p, str) and p for p in parts):
        raise OutsideDown("The feed's answer is not signed.")
    protected, payload, signature = (str(p) for p in parts)
    body = _decoded(payload)
    if not checker.check(body, f"{protected}..{signature}"):
        raise OutsideDown("The feed's signature is not the sender's.")
    return _batch(body, cursor)


def _decoded(payload: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    except (binascii.Error, ValueError) as fault:
        raise OutsideDown("The feed's payload cannot be read.") from fault


def _batch(body: bytes, cursor: str) -> FactBatch:
    try:
        told = json.loads(body)
        rows, after = told["facts"], told["cursor"]
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise OutsideDown("The feed's payload is not a list of facts.") from fault
    if not isinstance(rows, list) or not isinstance(after, str) or len(after) > MAX_CURSOR:
        raise OutsideDown("The feed's payload is not a list of facts.")
    facts, refused = [], 0
    for row in rows:
        try:
            facts.append(Fact.read(row))
        except BadFact:
            refused += 1
    return FactBatch(tuple(facts), after or cursor, refused)
