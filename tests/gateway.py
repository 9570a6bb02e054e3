"""An e-government gateway as a program of the tests: it signs each request and brings requests."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from console.outside.jws import BodySigner, PrivateKey, SharedSecret, compact
from tests.portal import certified
from tests.test_api.conftest import API, Api

SECRET = "hotline-secret-0123456789abcdefghij"
AUDIENCE = "http://127.0.0.1:8080"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
CLIENTS = {
    "gateway-1": {"login": "egov", "public_key": PUBLIC},
    "hotline-1": {"login": "hotline", "secret": SECRET},
}


class Gateway:
    """A program with its account's token and its own signing key."""

    def __init__(self, api: Api, login: str = "egov", signer: BodySigner | None = None) -> None:
        self.api, self.login = api, login
        usual = PrivateKey(KEY, "gateway-1") if login == "egov" else SharedSecret(
            SECRET, "hotline-1")
        self.signer = signer or usual

    def claims(
        self, verb: str, path: str, body: bytes, over: Mapping[str, Any] | None = None
    ) -> bytes:
        """What a signature is about; ``over`` falsifies claims."""
        told = {
            "aud": AUDIENCE, "iat": int(datetime.now(UTC).timestamp()), "jti": uuid4().hex,
            "method": verb, "path": API + path, "sha256": hashlib.sha256(body).hexdigest(),
            **(over or {}),
        }
        return json.dumps(told, sort_keys=True).encode()

    def call(
        self, verb: str, path: str, data: Any = None, *, jws: str | None = None,
        key: str = "", claims: Mapping[str, Any] | None = None,
    ) -> Any:
        """One signed request; ``jws`` sends another signature, ``claims`` falsify its claims."""
        body = json.dumps(data).encode() if data is not None else b""
        signed = jws if jws is not None else compact(
            self.signer, self.claims(verb, path, body, claims or {}))
        headers = {"Authorization": f"Bearer {self.api.program(self.login).token}",
                   "X-JWS-Signature": signed}
        if key:
            headers["Idempotency-Key"] = key
        more: dict[str, Any] = {"data": body, "content_type": "application/json"} if body else {}
        return self.api.web.app.test_client().open(API + path, method=verb, headers=headers, **more)

    def bring(
        self, what: str, data: Mapping[str, Any], *, by: str | None = None, key: str = "",
    ) -> Any:
        """Bring what its applicant (or ``by``) signed on the portal."""
        content, cms = certified(self.api.world, data, by)
        sent = {"content": base64.b64encode(content).decode(),
                "cms": base64.b64encode(cms).decode()}
        return self.call("POST", f"/egov/{what}", sent, key=key or uuid4().hex)
