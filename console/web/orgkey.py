"""An organisation's key proves who acts for it: the certificate's own BIN, never a typed one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import g, request
from sqlalchemy import select

from console.data.access import Membership
from console.data.actors import Office
from console.errors import Invalid, Throttled, Unavailable
from console.scope import SYSTEM
from console.throttle import Throttle
from console.web import eds_signin, organisations
from console.web.acting import outside
from console.web.organisations import OWNER, RECRUITER
from console.web.running import now, running

if TYPE_CHECKING:
    from console.outside.eds.model import SignerInfo

#: roles of a certificate whose holder speaks for the whole organisation
HEADS = frozenset({"head", "authorised"})
NO_BIN = {
    "kk": "Бұл – жеке кілт: онда ұйымның БСН жоқ. Ұйым берген кілтпен қол қойыңыз.",
    "ru": "Это личный ключ: в нем нет БИН организации. Подпишите ключом организации.",
    "en": "This is a personal key: it holds no BIN. Sign with a key of the organisation.",
}
SOMEBODY_ELSE = {
    "kk": "Кілт басқа адамға тиесілі: кабинетке кірген адамның өзі қол қояды.",
    "ru": "Ключ принадлежит другому лицу: подписывает тот, кто вошел в кабинет.",
    "en": "The key belongs to somebody else: whoever is signed in signs.",
}


def demo_keys() -> list[tuple[str, str]]:
    """(login, name) of the demonstration's organisation keys; none elsewhere."""
    authority = outside().demo_ca if running().demo else None
    if authority is None:
        return []
    with running().store.session(SYSTEM) as session:
        offices = set(session.scalars(select(Office.bin)))
    return [(p.login, f"{p.surname} {p.name} — {p.organisation or p.bin}")
            for p in authority.people() if p.bin and p.bin not in offices]


def signer_of(token: str, cms: bytes | None, key: str, pin: str) -> SignerInfo:
    """Who signed the challenge with an organisation's key. Invalid, Throttled or Unavailable."""
    from console.outside.eds.model import SignerExpectation  # here: not every start signs

    content, parts = eds_signin.content(token), running()
    counter = Throttle(parts.store, parts.settings.secret_key)
    if counter.hit("eds-signin", request.remote_addr or "") > eds_signin.TRIES:
        raise Throttled()
    if cms is None:
        cms = _demo(content, key, pin)
    if counter.hit("org-challenge", token, eds_signin.DAY) > 1:
        raise Invalid(eds_signin.STALE)
    result = outside().eds.verify(
        content, cms, SignerExpectation(iin=None, purpose="login"), now())
    if result.status == "indeterminate":
        raise Unavailable()
    if not result.valid:
        result = _signing_key(content, cms, result)
    if not result.signer.bin:
        raise Invalid(NO_BIN, fields={"_cms_file": [NO_BIN]})
    return result.signer


def _signing_key(content: bytes, cms: bytes, first: Any) -> Any:
    """Organisations hold signing keys: the same bytes judged as a signature of whom they name."""
    from console.outside.eds.model import SignerExpectation

    signer = first.signer
    if signer.iin and signer.bin:
        expected = SignerExpectation(iin=signer.iin, bin=signer.bin, purpose="sign")
        second = outside().eds.verify(content, cms, expected, now())
        if second.valid:
            return second
    raise Invalid(eds_signin.WRONG, fields={"_cms_file": [eds_signin.WRONG]})


def _demo(content: bytes, key: str, pin: str) -> bytes:
    from console.outside.eds.demo import UnknownSigner
    from console.outside.eds.pin import WrongPin

    authority = outside().demo_ca if running().demo else None
    if authority is None or key not in dict(demo_keys()) or not pin:
        raise Invalid(eds_signin.NO_PIN, fields={"_pin": [eds_signin.NO_PIN]})
    parts = running()
    counter = Throttle(parts.store, parts.settings.secret_key)
    if counter.hit("pin", key) > eds_signin.TRIES:
        raise Throttled()
    try:
        return authority.sign(key, pin, content)
    except (UnknownSigner, WrongPin) as error:
        raise Invalid(eds_signin.NO_PIN, fields={"_pin": [eds_signin.NO_PIN]}) from error


def account_for(signer: SignerInfo) -> int:
    """The account that joins: the one signed in, if the key is its owner's; else by the IIN."""
    if g.actor is None:
        return int(eds_signin.account_of(signer).id)
    with running().store.session(SYSTEM) as session:
        known = set(session.scalars(select(Membership.iin).where(
            Membership.account_id == g.actor.account_id, Membership.iin.is_not(None))))
    if known and signer.iin not in known:
        raise Invalid(SOMEBODY_ELSE)
    return int(g.actor.account_id)


def join(signer: SignerInfo) -> tuple[int, str]:
    """The account joins the organisation of the certificate: (account, its name).

    The head's key makes an owner; another employee's, a recruiter.
    """
    entity = organisations.look_up(signer.bin)
    account = account_for(signer)
    with running().store.write(SYSTEM) as session:
        employer = organisations.employer_of(session, entity)
    role = OWNER if HEADS & set(signer.roles) else RECRUITER
    organisations.join(account, employer, role, f"ЭЦҚ {signer.serial[:40]}", signer.iin)
    return account, employer.name
