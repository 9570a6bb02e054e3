"""Requests of other systems are signed: who sends, to whom, when, which bytes, and only once.

Beside the token of its account a program sends ``X-JWS-Signature``: a compact JWS whose payload is
``{"aud", "iat", "jti", "method", "path", "sha256"}``. Keys are configuration (``EGOV_CLIENTS``):
``{kid: {"login": …, "secret" | "secret_file" | "public_key" | "public_key_file": …}}``.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from flask import g, request

from console.errors import Refusal, Throttled
from console.outside import SetupFault
from console.outside.jws import SharedSecret, check_rs256, opened
from console.throttle import Throttle
from console.web.guard import ledger
from console.web.running import running

HEADER = "X-JWS-Signature"
LASTS, DAY = 300, 86_400  # seconds a signed request may travel; how long its number is kept
PER_MINUTE = 600
LONGEST = 4096
View = TypeVar("View", bound=Callable[..., Any])


class Unsigned(Refusal):
    """The request carries no signature that proves sender, receiver, moment and bytes."""

    status = 401
    code = "unsigned"
    default = {  # noqa: RUF012
        "kk": "Сұраудың қолтаңбасы жоқ немесе расталмады.",
        "ru": "Запрос не подписан, или подпись не подтверждена.",
        "en": "The request is not signed, or its signature was not confirmed.",
    }


class Replayed(Refusal):
    """The very same signed request came before."""

    status = 409
    code = "replayed"
    default = {  # noqa: RUF012
        "kk": "Бұл сұрау бұрын келген: қайталау үшін жаңа jti қойыңыз.",
        "ru": "Этот запрос уже приходил: для повтора укажите новый jti.",
        "en": "This very request came before: sign a repetition with a new jti.",
    }


def signed(view: View) -> View:
    """Refuse whatever is not signed by the program the account belongs to."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        _check()
        return view(*args, **kwargs)

    return checked  # type: ignore[return-value]


def _check() -> None:
    parts = running()
    with ledger():
        many = Throttle(parts.store, parts.settings.secret_key).hit(
            "egov", str(g.actor.account_id), 60)
    if many > PER_MINUTE:
        raise Throttled()
    text = request.headers.get(HEADER, "")
    if not text or len(text) > LONGEST:
        raise Unsigned()
    try:
        kid, payload, detached = opened(text)
        claims = json.loads(payload)
        issued = _fits(claims)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise Unsigned() from error
    if not _proved(kid, payload, detached):
        raise Unsigned()
    # counted in the window of its own moment: a copy falls into the same one
    once = Throttle(parts.store, parts.settings.secret_key, now=lambda: issued)
    with ledger():
        times = once.hit("egov-jti", f"{kid}:{claims['jti']}", DAY)
    if times > 1:
        raise Replayed()


def _fits(claims: Any) -> datetime:
    """The moment of a payload that is about this request; ValueError for any other."""
    body = hashlib.sha256(request.get_data(cache=True)).hexdigest()
    issued = datetime.fromtimestamp(int(claims["iat"]), UTC)
    jti = claims["jti"]
    good = (
        claims["aud"] == running().settings.public_url.rstrip("/")
        and claims["method"] == request.method and claims["path"] == request.path
        and isinstance(jti, str) and 8 <= len(jti) <= 80
        and hmac.compare_digest(str(claims["sha256"]).encode(), body.encode())
        and abs((datetime.now(UTC) - issued).total_seconds()) <= LASTS
    )
    if not good:
        raise ValueError("The signature is about another request.")
    return issued


def _proved(kid: str, payload: bytes, detached: str) -> bool:
    """Whether the key that the id names is this account's and made the signature."""
    clients = running().settings.extra.get("EGOV_CLIENTS", {})
    row = clients.get(kid) if isinstance(clients, Mapping) else None
    if not isinstance(row, Mapping) or row.get("login") != g.actor.login:
        return False
    secret = _held(row, "secret")
    if secret:
        return SharedSecret(secret, kid).check(payload, detached)
    public = _held(row, "public_key")
    return bool(public) and check_rs256(_key(public), payload, detached)


def _held(row: Mapping[str, Any], name: str) -> str:
    path = row.get(f"{name}_file")
    if path is None:
        return str(row.get(name, ""))
    try:
        return Path(str(path)).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SetupFault(f"EGOV_CLIENTS: {name}_file cannot be read.") from error


def _key(text: str) -> Any:
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    return load_pem_public_key(text.encode())
