"""Signing in with a digital signature: a challenge is signed, the certificate says who comes.

The challenge is ours, short-lived and good once. Whoever has no account here yet gets one, tied
to the IIN of the certificate; it opens nobody's data until a person of that IIN exists.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from flask import request
from sqlalchemy import or_, select

from console.data.access import Membership
from console.data.actors import Person
from console.data.base import public_number
from console.errors import Invalid, Throttled, Unavailable
from console.scope import SYSTEM
from console.throttle import Throttle
from console.web.acting import outside
from console.web.running import now, running, zone
from console.web.shell import language

if TYPE_CHECKING:
    from console.outside.eds.model import SignerInfo

LASTS = 300  # seconds a challenge may be signed
DAY = 86_400
TRIES = 20
APPLICANT, JOBSEEKER = "applicant", "jobseeker"
STALE = {
    "kk": "Сұрау ескірді немесе бұрын қолданылған. Қайтадан қол қойыңыз.",
    "ru": "Запрос устарел или уже использован. Подпишите заново.",
    "en": "The challenge is too old or was used already. Sign again.",
}
WRONG = {
    "kk": "Қолтаңба расталмады: кіру кілтін (AUTH) таңдап, қайталап көріңіз.",
    "ru": "Подпись не подтверждена: выберите ключ для входа (AUTH) и повторите.",
    "en": "The signature was not confirmed: choose the key for signing in (AUTH) and try again.",
}
NO_PIN = {
    "kk": "PIN қате немесе кілт табылмады.", "ru": "Неверный PIN или ключ не найден.",
    "en": "Wrong PIN, or there is no key.",
}


def challenge() -> str:
    """A fresh challenge of this instance: moment, random part, and our own mark over both."""
    head = f"{int(datetime.now(UTC).timestamp())}.{secrets.token_urlsafe(18)}"
    return f"{head}.{_mark(head)}"


def content(token: str) -> bytes:
    """The bytes to be signed; Invalid for a challenge that is not ours or too old."""
    _issued(token)
    return token.encode()


def _mark(head: str) -> str:
    key = running().settings.secret_key.encode()
    return hmac.new(key, b"eds-signin:" + head.encode(), hashlib.sha256).hexdigest()


def _issued(token: str) -> datetime:
    head, _dot, mark = token.rpartition(".")
    moment = head.partition(".")[0]
    good = len(token) < 200 and token.isascii() and moment.isdigit() and len(moment) < 12
    if not good or not hmac.compare_digest(mark, _mark(head)):
        raise Invalid(STALE)
    issued = datetime.fromtimestamp(int(moment), UTC)
    if not 0 <= (datetime.now(UTC) - issued).total_seconds() <= LASTS:
        raise Invalid(STALE)
    return issued


def identify(token: str, cms: bytes | None, key: str = "", pin: str = "") -> SignerInfo:
    """Who signed the challenge. ``key`` and ``pin`` name a demonstration key instead of a CMS.

    Counted per network address; a challenge serves once. Invalid, Throttled or Unavailable.
    """
    from console.outside.eds.model import SignerExpectation  # here: not every start signs in

    issued, parts = _issued(token), running()
    if Throttle(parts.store, parts.settings.secret_key).hit(
        "eds-signin", request.remote_addr or ""
    ) > TRIES:
        raise Throttled()
    if cms is None:
        cms = _demo(token, key, pin)
    once = Throttle(parts.store, parts.settings.secret_key, now=lambda: issued)
    if once.hit("eds-challenge", token, DAY) > 1:
        raise Invalid(STALE)
    result = outside().eds.verify(
        token.encode(), cms, SignerExpectation(iin=None, purpose="login"), now()
    )
    if result.status == "indeterminate":
        raise Unavailable()
    if not result.valid or not result.signer.iin or result.signer.bin:
        raise Invalid(WRONG, fields={"_cms_file": [WRONG]})
    return result.signer


def demo_keys() -> list[tuple[str, str]]:
    """(login, name) of the demonstration keys people may sign in with; none elsewhere."""
    authority = outside().demo_ca if running().demo else None
    if authority is None:
        return []
    return [(p.login, " ".join(t for t in (p.surname, p.name, p.patronymic) if t))
            for p in authority.people() if p.purpose == "login"]


def _demo(token: str, key: str, pin: str) -> bytes:
    from console.outside.eds.demo import UnknownSigner
    from console.outside.eds.pin import WrongPin

    authority, parts = outside().demo_ca, running()
    if authority is None or key not in dict(demo_keys()) or not pin:
        raise Invalid(NO_PIN, fields={"_pin": [NO_PIN]})
    if Throttle(parts.store, parts.settings.secret_key).hit("pin", key) > TRIES:
        raise Throttled()
    try:
        return authority.sign(key, pin, token.encode())
    except (UnknownSigner, WrongPin) as error:
        raise Invalid(NO_PIN, fields={"_pin": [NO_PIN]}) from error


def demo_signature(iin: str, pin: str, over: bytes) -> bytes:
    """A demonstration signature of whoever has that IIN; Invalid for a wrong PIN."""
    from console.outside.eds.demo import UnknownSigner
    from console.outside.eds.pin import WrongPin

    authority, parts = outside().demo_ca, running()
    if Throttle(parts.store, parts.settings.secret_key).hit("pin", iin) > TRIES:
        raise Throttled()
    try:
        if authority is None or not pin:
            raise UnknownSigner(iin)
        login = next((p.login for p in authority.people()
                      if p.iin == iin and p.purpose == "sign" and not p.bin), "")
        return authority.sign(login, pin, over)
    except (UnknownSigner, WrongPin) as error:
        raise Invalid(NO_PIN, fields={"pin": [NO_PIN]}) from error


# ---- the account
def account_of(signer: SignerInfo) -> Any:
    """The account of whoever signed, made on first use; a known person's cabinet is claimed."""
    from console.fab import accounts, seats
    from console.fab.models import ConsoleUser

    parts = running()
    today = now().astimezone(zone()).date()
    account, held = _account(signer.iin, today)
    if account is None:
        account = accounts.create_account(
            parts.store, f"eds-{public_number('', 10).lower()}", language=language(),
            first_name=_given(signer), last_name=(signer.surname or "-")[:64],
        )
    with parts.store.session(SYSTEM) as session:
        person = session.scalar(select(Person.id).where(Person.iin == signer.iin))
    basis = "25-тармақ: ЭЦҚ"
    if person is not None and JOBSEEKER not in held:
        seats.grant(parts.store, parts.catalog, account, JOBSEEKER, signer.iin,
                    valid_from=today, basis=basis, iin=signer.iin)
    elif person is None and APPLICANT not in held:
        with parts.store.write(SYSTEM) as session:
            user = session.get_one(ConsoleUser, account)
            session.add(Membership(account_id=account, role=APPLICANT, iin=signer.iin,
                                   valid_from=today, valid_to=None, basis=basis))
            accounts.journal(session, "account.grant", user, _system(),
                             {"role": APPLICANT, "basis": basis})
    with parts.store.session(SYSTEM) as session:
        return session.get_one(ConsoleUser, account)


def _system() -> Any:
    from console.security import SYSTEM_ACTOR

    return SYSTEM_ACTOR


def _account(iin: str, today: date) -> tuple[int | None, set[str]]:
    """The account seated as a private person under the IIN today, and its roles."""
    with running().store.session(SYSTEM) as session:
        rows = session.execute(
            select(Membership.account_id, Membership.role).where(Membership.iin == iin)
            .where(Membership.role.in_((APPLICANT, JOBSEEKER)), Membership.valid_from <= today)
            .where(or_(Membership.valid_to.is_(None), Membership.valid_to >= today))
            .order_by(Membership.id)
        ).all()
    first = rows[0].account_id if rows else None
    return first, {row.role for row in rows if row.account_id == first}


def _given(signer: SignerInfo) -> str:
    """The given name as the certificate writes it beside the surname."""
    return (signer.common_name.removeprefix(signer.surname).strip() or "-")[:64]
