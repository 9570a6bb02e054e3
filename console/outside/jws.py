"""Detached JSON Web Signatures (RFC 7515, appendix F): who sent these bytes, and that they stand.

The text ``<header>..<signature>`` travels in a header beside the body. HS256 for a shared secret,
RS256 for a private key whose public half the other side holds.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from console.outside.faults import SetupFault

MIN_SECRET: Final = 32


class BodySigner(Protocol):
    """Signs a message body."""

    def sign(self, body: bytes) -> str:
        """A detached JWS over ``body``."""
        ...


class SharedSecret:
    """HS256 with a secret of at least 32 bytes."""

    def __init__(self, secret: str, key_id: str = "") -> None:
        if len(secret.encode()) < MIN_SECRET:
            raise SetupFault(f"A shared secret has at least {MIN_SECRET} bytes.")
        self._secret = secret.encode()
        self._key_id = key_id

    def sign(self, body: bytes) -> str:
        """A detached JWS over ``body``."""
        head = _head("HS256", self._key_id)
        return f"{head}..{_b64(self._mac(head, body))}"

    def check(self, body: bytes, jws: str) -> bool:
        """Whether ``jws`` is ours over ``body``; the algorithm of the header is never obeyed."""
        head, _, mac = jws.partition("..")
        return head == _head("HS256", self._key_id) and hmac.compare_digest(
            mac.encode(), _b64(self._mac(head, body)).encode()
        )

    def _mac(self, head: str, body: bytes) -> bytes:
        return hmac.new(self._secret, _input(head, body), hashlib.sha256).digest()


class PrivateKey:
    """RS256 with an RSA key."""

    def __init__(self, key: rsa.RSAPrivateKey, key_id: str = "") -> None:
        self._key = key
        self._key_id = key_id

    def sign(self, body: bytes) -> str:
        """A detached JWS over ``body``."""
        head = _head("RS256", self._key_id)
        made = self._key.sign(_input(head, body), padding.PKCS1v15(), hashes.SHA256())
        return f"{head}..{_b64(made)}"


def check_rs256(public: rsa.RSAPublicKey, body: bytes, jws: str) -> bool:
    """Whether ``jws`` is an RS256 signature of ``public`` over ``body``."""
    head, _, made = jws.partition("..")
    try:
        if json.loads(_unb64(head)).get("alg") != "RS256":
            return False
        public.verify(_unb64(made), _input(head, body), padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError, AttributeError):
        return False
    return True


def compact(signer: BodySigner, payload: bytes) -> str:
    """``payload`` and its signature in one text: ``<header>.<payload>.<signature>``."""
    head, _dots, made = signer.sign(payload).partition("..")
    return f"{head}.{_b64(payload)}.{made}"


def opened(text: str) -> tuple[str, bytes, str]:
    """(key id, payload, detached form) of a compact text; ValueError for anything else.

    Nothing is proved by it: check the detached form with the key that the id names.
    """
    parts = text.split(".")
    if len(parts) != 3 or not text.isascii():
        raise ValueError("A compact signature has three parts.")
    head, body, made = parts
    told = json.loads(_unb64(head))
    if not isinstance(told, dict):
        raise ValueError("The header is no object.")
    return str(told.get("kid", "")), _unb64(body), f"{head}..{made}"


def _head(algorithm: str, key_id: str) -> str:
    told = {"alg": algorithm, **({"kid": key_id} if key_id else {})}
    return _b64(json.dumps(told, separators=(",", ":")).encode())


def _input(head: str, body: bytes) -> bytes:
    return head.encode() + b"." + _b64(body).encode()


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
