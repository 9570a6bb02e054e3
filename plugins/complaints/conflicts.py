"""Who took part in what is complained of: warned, replaced, and shown no more than needed.

Reading R-complaint-conflict: somebody else prepares, the replacing person signs, the clock does
not wait. Where the body has nobody else, whoever took part answers, and the answer says so.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select, union
from sqlalchemy.orm import Session

from console.act import Act
from console.data.access import Delegation, Membership
from console.data.case import Case
from console.data.documents import Document, Signature
from console.data.journal import JournalLine
from console.declare import Label, Reader, Withheld
from plugins.complaints.actions import PREPARERS, SIGNERS
from plugins.complaints.tables import Complaint

#: whoever acted in these roles on the decided case took part in preparing its decision
DECIDERS = ("authority_officer", "authority_head", "center_director", "center_specialist")


def took_part(session: Session, complaint: Complaint) -> dict[int, list[str]]:
    """Accounts that signed, prepared or did what is complained of -> what they did."""
    found: dict[int, list[str]] = {}
    if complaint.decided_case_id is None:
        return found
    signed = (
        select(Signature.account_id, Signature.part).join(Document)
        .where(Document.number == complaint.decision_number)
    )
    acted = (
        select(JournalLine.account_id, JournalLine.step)
        .where(JournalLine.case_id == complaint.decided_case_id)
        .where(or_(JournalLine.role.in_(DECIDERS), JournalLine.step == complaint.about_step))
    )
    for account, what in session.execute(union(signed, acted)):
        # whoever wrote a paper complaint down knows it already
        if account is not None and account != complaint.lodged_by:
            found.setdefault(account, []).append(what)
    return found


def actor_of(act: Act) -> Reader:
    """Whoever performs the act, as the questions below take them."""
    seats = act.actor.seats
    return Reader(act.actor.account_id, act.actor.name, act.actor.roles,
                  frozenset(s.office_id for s in seats if s.office_id is not None))


def conflict_of(session: Session, case: Case, actor: Reader) -> list[str]:
    """Why this actor should not answer: what they did, that they are named, or stepped aside."""
    complaint = session.scalars(select(Complaint).where(Complaint.case_id == case.id)).one()
    found = list(took_part(session, complaint).get(actor.account_id or 0, []))
    if str(actor.account_id) in case.facts.get("aside", {}):
        found.append("stepped_aside")
    named = case.facts.get("against_name")
    if named and named == folded(actor.name):
        found.append("named")
    return found


def folded(name: str) -> str:
    """A name as it is compared: case and spaces do not matter."""
    return " ".join(name.casefold().split())


def holders(session: Session, office_id: int, roles: tuple[str, ...], day: date) -> set[int]:
    """Accounts that hold one of the roles at the office that day, replacing persons included."""
    own = session.scalars(
        select(Membership.account_id)
        .where(Membership.office_id == office_id, Membership.role.in_(roles))
        .where(Membership.valid_from <= day)
        .where(or_(Membership.valid_to.is_(None), Membership.valid_to >= day))
    ).all()
    lent = session.scalars(
        select(Delegation.to_account)
        .where(Delegation.office_id == office_id, Delegation.role.in_(roles))
        .where(Delegation.valid_from <= day)
        .where(or_(Delegation.valid_to.is_(None), Delegation.valid_to >= day))
    ).all()
    return {*own, *lent}


def somebody_else(session: Session, case: Case, roles: tuple[str, ...], day: date) -> bool:
    """Whether the body has anybody of these roles who took no part."""
    complaint = session.scalars(select(Complaint).where(Complaint.case_id == case.id)).one()
    tied = {*took_part(session, complaint), *map(int, case.facts.get("aside", {}))}
    return bool(holders(session, complaint.authority_id, roles, day) - tied)


def tied_body(act: Act, complaint: Complaint) -> bool:
    """Whether somebody who would answer for the body addressed took part."""
    body = holders(act.session, complaint.authority_id, PREPARERS, act.today)
    return bool(body & set(took_part(act.session, complaint)))


def kept_from(session: Session, case: Case, actor: Reader, day: date) -> bool:
    """Whether the words of the complaint are kept from the actor now.

    They open when the answer needs it: an explanation is asked with the text shown, or nobody
    else can answer.
    """
    if case.facts.get("explanation", {}).get("shows_text"):
        return False
    if not conflict_of(session, case, actor):
        return False
    roles = SIGNERS if actor.roles & set(SIGNERS) else PREPARERS
    mine = case.authority_id in actor.offices
    return not mine or somebody_else(session, case, roles, day)


WHY: Label = {
    "kk": "Сіз шағым берілген мәселеге қатыстыңыз: жауап үшін қажет болғанша шағымның мәтіні "
          "сізге көрсетілмейді.",
    "ru": "Вы участвовали в том, что обжалуется: текст жалобы не показан вам, пока этого не "
          "потребует ответ.",
    "en": "You took part in what is complained of: the words of the complaint are not shown to "
          "you until the answer needs it.",
}
WITHHELD = (Withheld(
    "complaints.words", "46", "complaint",
    frozenset({"complaint", "complaint_draft", "complaint_answer"}), WHY, kept_from,
),)
