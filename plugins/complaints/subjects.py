"""Who complains, to which body, and of which decision, act or silence (par. 46, 47)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from console.act import Act
from console.data import matters
from console.data.actors import Office, Person
from console.data.case import Case
from console.data.documents import Decision, Document
from console.data.journal import JournalLine
from console.data.obligations import Obligation
from console.data.office_tree import nearest
from console.errors import NotFound
from plugins.complaints.tables import Complaint

#: addressee of the form -> kind of office
BODIES = {
    "local_authority_head": "local_authority",
    "local_executive_body_head": "executive_body",
    "quality_body": "quality_body",
}
#: roles of the bodies addressed, who take in what comes to their own address
BODY_ROLES = ("authority_officer", "authority_head", "executive_head", "quality_officer")


@dataclass(frozen=True)
class About:
    """What is complained of; all None where it was told in words only."""

    case: Case | None = None
    number: str | None = None
    kind: str | None = None
    step: str | None = None
    deadline: str | None = None


def complainant(act: Act) -> Person | None:
    """The person who complains: of the cabinet, or by IIN with the clerk's own eyes.

    A body addressed does not see everybody's file: by IIN it finds those who may address it.
    """
    seat = act.seat
    if seat is not None and seat.person_id is not None:
        return act.session.get(Person, seat.person_id)
    iin = act.data.get("iin")
    if not iin:
        return None
    if seat is None or seat.role not in BODY_ROLES:
        return act.find(Person, iin, "iin")
    person = act.session.scalars(select(Person).where(Person.iin == iin)).one_or_none()
    body = body_of(act, person) if person is not None else None
    if person is None or body is None or body.id != seat.office_id:
        raise NotFound()
    return person


def body_of(act: Act, person: Person) -> Office | None:
    """The office the person addresses, found from the center that serves the person."""
    center = act.session.get_one(Office, person.office_id)
    return nearest(act.session, center, BODIES[act.data["addressee"]])


def complaint_of(act: Act) -> Complaint:
    """The complaint's row beside its case."""
    return act.session.scalars(select(Complaint).where(Complaint.case_id == act.case.id)).one()


def about_of(act: Act, person: Person) -> About:
    """What the complaint is about, among the person's own cases; a foreign one is nobody's."""
    named = matters.parse(act.data.get("about"))
    if named is None or named.sort == matters.DECISION:
        number = named.number if named else act.data.get("decision_number")
        case, found = decided_case(act, number, person)
        return About(case, found, _kind_of(act, found) if case is not None else None)
    case = _own(act, named.number, person)
    if case is None:
        return About()
    if named.sort == matters.TERM:
        known = act.session.scalars(
            select(Obligation.id).where(Obligation.case_id == case.id)
            .where(Obligation.deadline == named.name)
        ).first()
        return About(case, deadline=named.name) if known is not None else About()
    line = act.session.scalars(
        select(JournalLine.id).where(JournalLine.case_id == case.id)
        .where(JournalLine.step == named.name)
    ).first()
    return About(case, step=named.name) if line is not None else About()


def decided_case(act: Act, number: str | None, person: Person) -> tuple[Case | None, str | None]:
    """The person's case that a number leads to, with the number of the decision meant.

    People copy what stands on a letter: the decision, another document, or the case itself; of a
    case and of a document the newest decision of that case is meant, or where the center decided
    by its notice alone (annexes 2 and 3) the newest signed document.
    """
    if not number:
        return None, None
    exact = number.strip().upper()
    about = _case_of(act, exact, person)
    if about is None:
        return None, number
    decisions = act.session.scalars(
        select(Decision.number).where(Decision.case_id == about.id).order_by(Decision.id.desc())
    ).all()
    signed = decisions or act.session.scalars(
        select(Document.number).where(Document.case_id == about.id)
        .where(Document.state.in_(("signed", "issued"))).order_by(Document.id.desc())
    ).all()
    return about, exact if exact in signed else next(iter(signed), exact)


def _case_of(act: Act, number: str, person: Person) -> Case | None:
    for model in (Decision, Document):
        row: Any = act.session.scalars(
            select(model).where(model.number == number, model.person_id == person.id)
        ).first()
        if row is not None:
            return act.session.get(Case, row.case_id)
    return _own(act, number, person)


def _own(act: Act, number: str, person: Person) -> Case | None:
    return act.session.scalars(
        select(Case).where(Case.number == number, Case.person_id == person.id)
    ).one_or_none()


def _kind_of(act: Act, number: str | None) -> str | None:
    """Kind of the decision, or the form of a document that carries none."""
    kind = act.session.scalars(select(Decision.kind).where(Decision.number == number)).first()
    return kind or act.session.scalars(
        select(Document.form).where(Document.number == number)
    ).first()


def earlier_of(act: Act, person: Person, about: About) -> Complaint | None:
    """The person's newest complaint of the same matter."""
    if about.case is None:
        return None
    return act.session.scalars(
        select(Complaint).where(Complaint.person_id == person.id)
        .where(Complaint.decided_case_id == about.case.id, *_same(about))
        .order_by(Complaint.id.desc())
    ).first()


def _same(about: About) -> tuple[Any, ...]:
    return (
        Complaint.decision_number.is_(None) if about.number is None
        else Complaint.decision_number == about.number,
        Complaint.about_step.is_(None) if about.step is None
        else Complaint.about_step == about.step,
        Complaint.about_deadline.is_(None) if about.deadline is None
        else Complaint.about_deadline == about.deadline,
    )
