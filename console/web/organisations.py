"""How people come to act for an organisation: its key, a letter with a code, an invitation.

Accounts and memberships are the framework's tables (console.fab); every change here leaves its
journal line. Codes and links are kept as hashes, run out, and serve once.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g, request
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from console.data.access import Membership
from console.data.actors import Employer, Office
from console.data.base import public_number
from console.data.employment import EmployerInvitation
from console.data.worktime import working_calendar
from console.errors import Conflict, Invalid, NotFound, Throttled, Unavailable
from console.fab import accounts, seats
from console.fab.models import ConsoleUser
from console.outside.registers.model import RegisterQuery
from console.scope import SYSTEM
from console.security import SYSTEM_ACTOR
from console.throttle import Throttle
from console.web.acting import outside
from console.web.refusals import request_id
from console.web.running import now, running, zone
from forms.iin import validate_bin

OWNER, RECRUITER, VIEWER = "employer", "employer_recruiter", "employer_viewer"
ROLES = (OWNER, RECRUITER, VIEWER)
#: look-ups of the register of legal entities an account may make in an hour
LOOKUPS, HOUR = 20, 3600
WRONG_BIN = {
    "kk": "БСН 12 цифрдан тұрады; соңғысы бақылау цифры.",
    "ru": "БИН состоит из 12 цифр; последняя контрольная.",
    "en": "A BIN has 12 digits; the last one is a check digit.",
}
UNKNOWN = {
    "kk": "Заңды тұлғалар тізілімінде мұндай жұмыс істеп тұрған ұйым табылмады.",
    "ru": "В реестре юридических лиц действующая организация с таким БИН не найдена.",
    "en": "The register of legal entities has no active organisation of this BIN.",
}
LAST_OWNER = {
    "kk": "Бұл – соңғы иесі: алдымен басқа иесін тағайындаңыз.",
    "ru": "Это последний владелец: сначала назначьте другого.",
    "en": "This is the last owner: appoint another one first.",
}
HAS_OWNER = {
    "kk": "Ұйымның иесі бар: кімнің әрекет ететінін өзі шешеді.",
    "ru": "У организации есть владелец: кто за нее действует, решает он.",
    "en": "The organisation has an owner, who decides who acts for it.",
}
MEMBER_ALREADY = {
    "kk": "Сіз бұл ұйымның атынан әрекет етіп жүрсіз.",
    "ru": "Вы уже действуете от имени этой организации.",
    "en": "You act for this organisation already.",
}
DEAD_LINK = {
    "kk": "Шақыру жарамсыз: ол қолданылған, қайтарылған немесе мерзімі өткен.",
    "ru": "Приглашение недействительно: использовано, отозвано или истекло.",
    "en": "The invitation is not valid: it was used, withdrawn or has run out.",
}


@dataclass(frozen=True)
class Entity:
    """What the register of legal entities says of a BIN."""

    bin: str
    name: str
    address: str
    kato: str
    message: str


def today() -> date:
    """The civil day here."""
    return now().astimezone(zone()).date()


def last_day(session: Session, value: str) -> date:
    """The last day of a code or a link given today: a dated value in working days."""
    days = int(running().catalog.law.value_at(value, today()))
    return working_calendar(session).add_working_days(today(), days)


def look_up(bin_: str) -> Entity:
    """The organisation of a BIN in the register; Invalid where there is none, Unavailable down."""
    if not validate_bin(bin_).ok:
        raise Invalid(fields={"bin": [WRONG_BIN]})
    parts = running()
    who = str(g.actor.account_id) if g.actor else request.remote_addr or ""
    if Throttle(parts.store, parts.settings.secret_key).hit("entity", who, HOUR) > LOOKUPS:
        raise Throttled()
    # the register is open and holds no person: what stands for a consent is the request itself
    answer = outside().registers.ask(RegisterQuery(
        "legal_entity", bin_, f"request {request_id()}", "55"))
    if answer.status == "down":
        raise Unavailable()
    if answer.status != "ok" or answer.data.get("active") is not True:
        raise Invalid(fields={"bin": [UNKNOWN]})
    held = answer.data
    return Entity(bin_, str(held["name"])[:300], str(held.get("address") or "")[:300],
                  str(held.get("kato") or "")[:9], answer.message_id)


def center_of(session: Session, kato: str) -> Office:
    """The center of the organisation's place: the one whose KATO shares most of its digits."""
    centers = session.scalars(
        select(Office).where(Office.kind == "center", Office.state == "published")
        .order_by(Office.id)
    ).all()
    if not centers:
        raise NotFound()

    def shared(office: Office) -> int:
        pairs = zip(office.kato or "", kato, strict=False)
        return next((i for i, (a, b) in enumerate(pairs) if a != b), len(kato))

    return max(centers, key=shared)


def employer_of(session: Session, entity: Entity) -> Employer:
    """The employer of a BIN, entered from the register on first use, journalled."""
    row = session.scalars(select(Employer).where(Employer.bin == entity.bin)).one_or_none()
    if row is not None:
        return row
    row = Employer(
        number=public_number("K"), state="published", version=1, bin=entity.bin, id_kind="bin",
        name=entity.name, address=entity.address, kato=entity.kato or None,
        office_id=center_of(session, entity.kato).id, created_at=now(),
    )
    session.add(row)
    session.flush()
    accounts.journal(session, "employer.enter", row, g.actor or SYSTEM_ACTOR,
                     {"bin": entity.bin, "register": entity.message})
    return row


# ---- members
def live(employer_id: int) -> list[Any]:
    """Conditions of memberships of an employer valid today."""
    day = today()
    return [Membership.employer_id == employer_id, Membership.role.in_(ROLES),
            Membership.valid_from <= day,
            or_(Membership.valid_to.is_(None), Membership.valid_to >= day)]


def members(session: Session, employer_id: int) -> list[Any]:
    """(membership, account) of everybody who acts for an employer today, oldest first."""
    return list(session.execute(
        select(Membership, ConsoleUser).join(ConsoleUser, ConsoleUser.id == Membership.account_id)
        .where(*live(employer_id)).order_by(Membership.id).limit(200)
    ).all())


def owners(session: Session, employer_id: int) -> int:
    """How many owners there are today."""
    return session.scalar(
        select(func.count(func.distinct(Membership.account_id)))
        .where(*live(employer_id), Membership.role == OWNER)
    ) or 0


def join(account: int, employer: Employer, role: str, basis: str, iin: str | None = None) -> None:
    """Give an account a role at an employer from today; Conflict where it has one already."""
    with running().store.session(SYSTEM) as session:
        held = session.scalar(
            select(Membership.id).where(*live(employer.id), Membership.account_id == account)
            .limit(1))
    if held is not None:
        raise Conflict(MEMBER_ALREADY)
    seats.grant(running().store, running().catalog, account, role, employer.bin,
                valid_from=today(), basis=basis, iin=iin, actor=g.actor or SYSTEM_ACTOR)


def change(employer_id: int, membership: int, role: str | None) -> None:
    """Another role for a member from now on, or none: the right ends at once.

    The last owner stays one (Conflict); a membership of another employer is NotFound.
    """
    parts = running()
    with parts.store.write(SYSTEM) as session:
        row = session.scalars(
            select(Membership).where(*live(employer_id), Membership.id == membership)
        ).one_or_none()
        if row is None or role not in (*ROLES, None):
            raise NotFound()
        if row.role == OWNER and role != OWNER and owners(session, employer_id) < 2:
            raise Conflict(LAST_OWNER)
        before, user = row.role, session.get_one(ConsoleUser, row.account_id)
        if role is None:
            # a day past: the right is gone with this request, not at midnight
            row.valid_to = working_calendar(session).add_working_days(today(), -1)
            user.session_epoch += 1
        else:
            row.role = role
        accounts.journal(session, "account.end_membership" if role is None else
                         "account.change_membership", user, g.actor,
                         {"employer": employer_id, "before": before, "role": role})


# ---- invitations
def invite(employer: Employer, email: str, role: str, *, first: bool = False) -> str:
    """A new invitation; returns the secret part of its link, shown and sent once.

    ``first``: from outside the organisation, Conflict where an owner is seated already.
    """
    if role not in ROLES:
        raise NotFound()
    token = secrets.token_urlsafe(24)
    with running().store.write(SYSTEM) as session:
        if first and owners(session, employer.id):
            raise Conflict(HAS_OWNER)
        row = EmployerInvitation(
            number=public_number("I"), employer_id=employer.id, office_id=employer.office_id,
            role=role, email=email, token_hash=hashed(token), invited_by=g.actor.account_id,
            state="sent", created_at=now(),
            valid_until=last_day(session, "employer_invitation_days"),
            accepted_by=None, accepted_at=None,
        )
        session.add(row)
        session.flush()
        user = session.get_one(ConsoleUser, g.actor.account_id)
        accounts.journal(session, "account.invite", user, g.actor,
                         {"employer": employer.id, "role": role, "invitation": row.number})
        if email:
            session.add(_letter(row, employer, token))
    return token


def _letter(row: EmployerInvitation, employer: Employer, token: str) -> Any:
    from console import notices
    from console.data.outbox import Message

    notice = running().catalog.notices["employer_invitation"]
    link = f"{running().settings.public_url.rstrip('/')}/employer/invitation/{token}"
    subject, body = notices.text(notice, employer.language, {
        "employer": employer.name, "link": link, "until": row.valid_until.strftime("%d.%m.%Y")})
    return Message(
        event=f"invitation:{row.number}", notice=notice.name, paragraph=notice.law,
        channel="email", recipient=row.email, language=employer.language, subject=subject,
        body=body, payload={}, employer_id=None, office_id=None, state="waiting",
        attempts=0, next_try_at=now(), created_at=now(),
    )


def hashed(token: str) -> str:
    """What is kept of a link: 24 random bytes need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation(session: Session, token: str) -> tuple[EmployerInvitation, Employer]:
    """The invitation of a link that still serves; Invalid otherwise, whatever the reason."""
    found = session.execute(
        select(EmployerInvitation, Employer)
        .join(Employer, Employer.id == EmployerInvitation.employer_id)
        .where(EmployerInvitation.token_hash == hashed(token[:80]))
    ).first()
    if found is None or found[0].state != "sent" or found[0].valid_until < today():
        raise Invalid(DEAD_LINK)
    own = session.scalar(
        select(Membership.id).where(Membership.employer_id == found[1].id)
        .where(Membership.account_id == found[0].invited_by).limit(1))
    if own is None and owners(session, found[1].id):
        raise Invalid(DEAD_LINK)  # the center seats the first owner alone
    return found[0], found[1]


def accept(token: str) -> Employer:
    """Take the invitation up for the account signed in; it serves once."""
    with running().store.write(SYSTEM) as session:
        row, employer = invitation(session, token)
        row.state, row.accepted_by, row.accepted_at = "accepted", g.actor.account_id, now()
        role, number = row.role, row.number
    try:
        join(g.actor.account_id, employer, role, f"шақыру {number}")
    except Conflict:
        with running().store.write(SYSTEM) as session:
            again = session.scalars(
                select(EmployerInvitation).where(EmployerInvitation.number == number)).one()
            again.state, again.accepted_by, again.accepted_at = "sent", None, None
        raise
    return employer


def withdraw(employer_id: int, number: str) -> None:
    """An invitation that nobody took up serves no more; NotFound for another employer's."""
    with running().store.write(SYSTEM) as session:
        row = session.scalars(
            select(EmployerInvitation).where(EmployerInvitation.number == number)
            .where(EmployerInvitation.employer_id == employer_id)
        ).one_or_none()
        if row is None or row.state != "sent":
            raise NotFound()
        row.state = "withdrawn"
        user = session.get_one(ConsoleUser, g.actor.account_id)
        accounts.journal(session, "account.withdraw_invitation", user, g.actor,
                         {"invitation": number})
