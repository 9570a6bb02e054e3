"""Rules of chapter 4: who may be complained to, and who may not answer (par. 46, 47)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from console.act import Act
from console.data.actors import Office, Person
from console.data.case import Case
from console.data.documents import Decision, Document, Signature
from console.data.journal import JournalLine
from console.data.office_tree import nearest
from console.declare import Ground
from plugins.complaints.tables import Complaint

#: addressee of the form -> kind of office
BODIES = {
    "local_authority_head": "local_authority",
    "local_executive_body_head": "executive_body",
    "quality_body": "quality_body",
}
#: whoever acted in these roles on the decided case took part in preparing its decision
DECIDERS = ("authority_officer", "authority_head", "center_director")
CENTER_ROLES = ("center_director",)

NO_BODY = Ground("no_such_body", "46", {
    "kk": "Бұл аумақта мұндай орган тіркелмеген.",
    "ru": "На этой территории такой орган не заведен.",
    "en": "No such body is recorded for this territory.",
}, field="addressee")
NO_PERSON = Ground("person_not_named", "46", {
    "kk": "Шағым берушінің ЖСН көрсетіңіз.", "ru": "Укажите ИИН заявителя.",
    "en": "Give the complainant's IIN.",
}, field="iin")
PREPARED_IT = Ground("took_part_in_decision", "46", {
    "kk": "Сіз шағым берілген шешімге қатыстыңыз: жауапты басқа адам дайындайды. Мерзім "
          "тоқтамайды.",
    "ru": "Вы участвовали в обжалуемом решении: ответ готовит другое лицо. Срок не ждет.",
    "en": "You took part in the decision complained of: somebody else prepares the answer. "
          "The clock does not wait.",
})
SIGNED_IT = Ground("signed_the_decision", "46", {
    "kk": "Шағым берілген шешімге сіз қол қойғансыз немесе қатысқансыз: жауапқа алмастыратын адам "
          "қол қояды. Мерзім тоқтамайды.",
    "ru": "Вы подписали обжалуемое решение или участвовали в нем: ответ подписывает замещающее "
          "лицо. Срок не ждет.",
    "en": "You signed the decision complained of or took part in it: the replacing person signs "
          "the answer. The clock does not wait.",
})
OTHER_BODY = Ground("other_body_decided", "46", {
    "kk": "Шешімнің күшін оны қабылдаған орган жояды.",
    "ru": "Решение отменяет тот орган, который его принял.",
    "en": "A decision is reversed by the body that took it.",
})


def complainant(act: Act) -> Person | None:
    """The person who complains: of the cabinet, or by IIN with the clerk's own eyes."""
    if act.seat is not None and act.seat.person_id is not None:
        return act.session.get(Person, act.seat.person_id)
    iin = act.data.get("iin")
    return act.find(Person, iin, "iin") if iin else None


def body_of(act: Act, person: Person) -> Office | None:
    """The office the person addresses, found from the center that serves the person."""
    center = act.session.get_one(Office, person.office_id)
    return nearest(act.session, center, BODIES[act.data["addressee"]])


def complaint_of(act: Act) -> Complaint:
    """The complaint's row beside its case."""
    return act.session.scalars(select(Complaint).where(Complaint.case_id == act.case.id)).one()


def decided_case(act: Act, number: str | None, person: Person) -> tuple[Case | None, str | None]:
    """The person's case that a number leads to, with the number of the decision meant.

    People copy what stands on a letter: the decision, another document, or the case itself; of a
    case and of a document the newest decision of that case is meant, or where the center decided
    by its notice alone (annexes 2 and 3) the newest signed document.
    """
    if not number:
        return None, None
    about = _case_of(act, number.strip().upper(), person)
    if about is None:
        return None, number
    decisions = act.session.scalars(
        select(Decision.number).where(Decision.case_id == about.id).order_by(Decision.id.desc())
    ).all()
    signed = decisions or act.session.scalars(
        select(Document.number).where(Document.case_id == about.id, Document.state == "signed")
        .order_by(Document.id.desc())
    ).all()
    exact = number.strip().upper()
    return about, exact if exact in signed else next(iter(signed), exact)


def _case_of(act: Act, number: str, person: Person) -> Case | None:
    for model in (Decision, Document):
        row: Any = act.session.scalars(
            select(model).where(model.number == number, model.person_id == person.id)
        ).first()
        if row is not None:
            return act.session.get(Case, row.case_id)
    return act.session.scalars(
        select(Case).where(Case.number == number, Case.person_id == person.id)
    ).one_or_none()


def took_part(act: Act, complaint: Complaint) -> dict[int, list[str]]:
    """Accounts that signed or prepared the decision complained of -> what they did."""
    found: dict[int, list[str]] = {}
    if complaint.decision_number is None or complaint.decided_case_id is None:
        return found
    signed = act.session.execute(
        select(Signature.account_id, Signature.part).join(Document)
        .where(Document.number == complaint.decision_number)
    )
    acted = act.session.execute(
        select(JournalLine.account_id, JournalLine.step)
        .where(JournalLine.case_id == complaint.decided_case_id)
        .where(JournalLine.role.in_(DECIDERS))
    )
    for account, what in (*signed, *acted):
        if account is not None:
            found.setdefault(account, []).append(what)
    return found


def addressee_known(act: Act) -> Iterator[Ground]:
    """Par. 46, 47: the person chooses the addressee; it must exist here."""
    person = complainant(act)
    if person is None:
        yield NO_PERSON
    elif body_of(act, person) is None:
        yield NO_BODY.because(addressee=act.data["addressee"])


def preparer_is_free(act: Act) -> Iterator[Ground]:
    """Whoever took part in the decision complained of prepares no answer."""
    did = took_part(act, complaint_of(act)).get(act.actor.account_id or 0)
    if did:
        yield PREPARED_IT.because(did=did)


def signer_is_free(act: Act) -> Iterator[Ground]:
    """Whoever took part in the decision complained of signs no answer; a replacing person does."""
    did = took_part(act, complaint_of(act)).get(act.actor.account_id or 0)
    if did:
        yield SIGNED_IT.because(did=did)


def own_decision(act: Act) -> Iterator[Ground]:
    """A reversing act comes from the body that decided: center or local authority."""
    by_center = act.case.facts.get("decided_by") in CENTER_ROLES
    role = act.seat.role if act.seat else ""
    if by_center != (role in CENTER_ROLES):
        yield OTHER_BODY.because(decided_by=act.case.facts.get("decided_by"))
