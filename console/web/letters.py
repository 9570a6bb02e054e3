"""The letter with a code: asked for, printed once by the center, entered a few times at most."""

from __future__ import annotations

import secrets
from typing import Any

from flask import g
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from console.data.actors import Office
from console.data.base import ALPHABET, public_number
from console.data.employment import EmployerClaim
from console.errors import Conflict, Invalid, NotFound, Throttled
from console.fab import accounts
from console.fab.models import ConsoleUser
from console.scope import SYSTEM
from console.throttle import Throttle
from console.web import organisations
from console.web.organisations import OWNER, RECRUITER, Entity, today
from console.web.running import now, running
from forms.document import render_pdf

#: wrong codes before a claim is spent
MOST_TRIES = 5
#: letters an account may wait for at once
MOST_OPEN = 3
LENGTH, GROUP = 10, 5
OPEN = ("asked", "printed")
WRONG_CODE = {
    "kk": "Код дұрыс емес немесе мерзімі өткен. Қалған әрекет: {left}.",
    "ru": "Код неверен или истек. Осталось попыток: {left}.",
    "en": "The code is wrong or has run out. Tries left: {left}.",
}
TOO_MANY = {
    "kk": "Хат күтіп тұрған сұраулар тым көп.", "ru": "Слишком много ожидаемых писем.",
    "en": "Too many letters are under way.",
}
ASKED_ALREADY = {
    "kk": "Бұл ұйымға хат сұралған.", "ru": "Письмо для этой организации уже запрошено.",
    "en": "A letter for this organisation was asked for already.",
}


def ask(entity: Entity) -> str:
    """A claim of the account signed in; its number. Conflict where one is open already."""
    with running().store.write(SYSTEM) as session:
        mine = session.scalars(
            select(EmployerClaim).where(EmployerClaim.account_id == g.actor.account_id)
            .where(EmployerClaim.state.in_(OPEN))
        ).all()
        if any(claim.bin == entity.bin for claim in mine):
            raise Conflict(ASKED_ALREADY)
        if len(mine) >= MOST_OPEN:
            raise Conflict(TOO_MANY)
        claim = EmployerClaim(
            number=public_number("L"), account_id=g.actor.account_id, bin=entity.bin,
            name=entity.name, address=entity.address, kato=entity.kato or None, state="asked",
            code_hash=None, attempts=0, asked_at=now(), printed_at=None, printed_by=None,
            valid_until=None, employer_id=None,
            office_id=organisations.center_of(session, entity.kato).id,
        )
        session.add(claim)
        session.flush()
        user = session.get_one(ConsoleUser, g.actor.account_id)
        accounts.journal(session, "account.ask_letter", user, g.actor,
                         {"bin": entity.bin, "claim": claim.number})
        return claim.number


def own_claims(session: Session) -> list[EmployerClaim]:
    """Claims of the account signed in that wait for a code."""
    return list(session.scalars(
        select(EmployerClaim).where(EmployerClaim.account_id == g.actor.account_id)
        .where(EmployerClaim.state.in_(OPEN)).order_by(EmployerClaim.id)
    ))


def waiting(session: Session) -> list[Any]:
    """(claim, name of who asks) that the reader's center may print, oldest first."""
    return list(session.execute(
        select(EmployerClaim, ConsoleUser.last_name, ConsoleUser.first_name)
        .join(ConsoleUser, ConsoleUser.id == EmployerClaim.account_id)
        .where(EmployerClaim.office_id == g.actor.office_id, EmployerClaim.state.in_(OPEN))
        .order_by(EmployerClaim.id).limit(100)
    ).all())


def printed(number: str) -> tuple[str, bytes]:
    """A fresh code on a letter to the registered address: file name and PDF. Shown nowhere else.

    Printing again makes the earlier code worthless. NotFound for another center's claim.
    """
    raw = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    code = f"{raw[:GROUP]}-{raw[GROUP:]}"
    with running().store.write(SYSTEM) as session:
        claim = session.scalars(
            select(EmployerClaim).where(EmployerClaim.number == number)
            .where(EmployerClaim.office_id == g.actor.office_id, EmployerClaim.state.in_(OPEN))
        ).one_or_none()
        if claim is None:
            raise NotFound()
        claim.code_hash, claim.attempts, claim.state = generate_password_hash(raw), 0, "printed"
        claim.printed_at, claim.printed_by = now(), g.actor.account_id
        claim.valid_until = organisations.last_day(session, "employer_letter_days")
        user = session.get_one(ConsoleUser, claim.account_id)
        accounts.journal(session, "account.print_letter", user, g.actor, {"claim": number})
        office = session.get_one(Office, claim.office_id)
        data = {
            "employer_name": claim.name, "employer_address": claim.address,
            "applicant": f"{user.last_name} {user.first_name}", "claim": claim.number,
            "code": code, "valid_until": claim.valid_until.isoformat(),
            "center_name": office.name_kk, "issue_date": today().isoformat(),
        }
    form = running().catalog.forms["employer_letter"]
    return f"letter-{number}.pdf", render_pdf(form, data, lang="kk", number=number,
                                              issued_on=today())


def prove(number: str, code: str) -> str:
    """The code of a letter entered: the account joins the organisation. Its name.

    Counted before it is checked, per claim and per account; the claim is spent after
    ``MOST_TRIES`` wrong ones.
    """
    parts = running()
    counter = Throttle(parts.store, parts.settings.secret_key)
    if counter.hit("letter-code", str(g.actor.account_id)) > 2 * MOST_TRIES:
        raise Throttled()
    with parts.store.write(SYSTEM) as session:
        claim = session.scalars(
            select(EmployerClaim).where(EmployerClaim.number == number[:24])
            .where(EmployerClaim.account_id == g.actor.account_id)
            .where(EmployerClaim.state == "printed").with_for_update()
        ).one_or_none()
        if claim is None:
            raise NotFound()
        claim.attempts += 1
        left = MOST_TRIES - claim.attempts
        right = _right(claim, code)
        if not right and left <= 0:
            claim.state = "spent"
        if right:
            employer = organisations.employer_of(session, Entity(
                claim.bin, claim.name, claim.address, claim.kato or "", claim.number))
            claim.state, claim.employer_id, claim.code_hash = "proved", employer.id, None
            role = RECRUITER if organisations.owners(session, employer.id) else OWNER
    if not right:
        said = {k: t.format(left=max(left, 0)) for k, t in WRONG_CODE.items()}
        raise Invalid(said, fields={"code": [said]})
    organisations.join(g.actor.account_id, employer, role, f"хаттағы код, {number}")
    return employer.name


def _right(claim: EmployerClaim, code: str) -> bool:
    typed = "".join(c for c in code.upper()[:40] if c.isascii() and c.isalnum())
    fresh = claim.valid_until is not None and claim.valid_until >= today()
    same = check_password_hash(claim.code_hash or generate_password_hash(""), typed)
    return fresh and same and len(typed) == LENGTH
