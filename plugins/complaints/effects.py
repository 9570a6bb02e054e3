"""Effects of chapter 4: the complaint's row, access for the addressee, the duty to reverse."""

from __future__ import annotations

from sqlalchemy import select

from console.act import Act
from console.data.access import AccessGrant
from console.data.actors import Office
from console.data.case import Case
from console.data.documents import Document, Signature
from console.data.office_tree import nearest
from plugins.complaints.rules import body_of, complainant, complaint_of, decided_case
from plugins.complaints.tables import Complaint

GRANTED = ("granted", "partly_granted")
AGAINST_CENTER = ("center", "center_official")


def open_complaint(act: Act) -> Case:
    """The case at the body addressed. The center sees it unless the center is complained of."""
    person = complainant(act)
    body = body_of(act, person) if person else None
    if person is None or body is None:
        raise LookupError(f"{act.step.name}: rules let an unknown person or body through")
    hidden = act.data["against"] in AGAINST_CENTER
    return act.new_case(
        "complaint", person=person, authority_id=body.id, village_id=None,
        office_id=body.id if hidden else person.office_id,
        channel="center" if act.seat and act.seat.office_id else "cabinet",
    )


def keep_complaint(act: Act) -> None:
    """The row of the complaint, linked to the case it is about where the number is known."""
    case, person = act.case, act.person
    about, number = decided_case(act, act.data.get("decision_number"), person)
    act.session.add(Complaint(
        case_id=case.id, person_id=person.id, office_id=case.office_id,
        authority_id=case.authority_id, addressee=act.data["addressee"],
        subject=act.data["subject"], against=act.data["against"], decision_number=number,
        decided_case_id=about.id if about else None,
        way="paper" if case.channel == "center" else "cabinet", lodged_on=act.today,
    ))
    if about is not None:
        case.parent_id = about.id
    act.facts.update(addressee=act.data["addressee"], decision_found=about is not None)
    _grant(act, person.authority_id)


def _grant(act: Act, already: int | None) -> None:
    """The body addressed sees the person's file until it has answered (par. 46, 47)."""
    case = act.case
    if case.authority_id == already:
        return
    act.session.add(AccessGrant(
        office_id=case.authority_id, account_id=None, person_id=case.person_id, case_id=None,
        reason=f"№ {case.number} шағым", valid_from=act.occurred_at, valid_to=None,
    ))


def _end_grant(act: Act) -> None:
    rows = act.session.scalars(
        select(AccessGrant).where(AccessGrant.office_id == act.case.authority_id)
        .where(AccessGrant.person_id == act.case.person_id, AccessGrant.valid_to.is_(None))
        .where(AccessGrant.reason == f"№ {act.case.number} шағым")
    )
    for row in rows:
        row.valid_to = act.now


def take_over(act: Act) -> None:
    """The complaint is this official's from now on."""
    act.case.assignee = act.actor.account_id
    act.keep(taken_by=act.actor.name)


def keep_draft(act: Act) -> None:
    """The draft is its form's entry; its preparer is noted."""
    act.case.assignee = act.actor.account_id
    act.keep(result=act.data["result"], prepared_by=act.actor.name)


def keep_answer(act: Act) -> None:
    """The answer is given: result and day on the complaint, the body's extra access ends."""
    row = complaint_of(act)
    row.result, row.answered_on = act.case.facts["result"], act.today
    act.facts.update(result=row.result, addressee=row.addressee)
    _end_grant(act)


def keep_passed_on(act: Act) -> None:
    """Not a matter of the Rules: the complaint went to the competent body."""
    row = complaint_of(act)
    row.result, row.answered_on = "redirected", act.today
    act.keep(result="redirected", passed_to=act.data["to_whom"], reason=act.data["reason"])
    _end_grant(act)


# ---- a granted complaint
def must_reverse(act: Act) -> bool:
    """A granted complaint about a known decision opens a duty; nothing is issued by itself."""
    if act.cause is None or act.cause.facts.get("result") not in GRANTED:
        return False
    return complaint_of(act.cause).decided_case_id is not None


def open_reversal(act: Act) -> Case:
    """The duty of the body that decided, beside the complaint."""
    if act.cause is None:
        raise LookupError(f"{act.step.name}: no complaint")
    complaint = complaint_of(act.cause)
    about = act.session.get_one(Case, complaint.decided_case_id)
    center = act.session.get_one(Office, about.office_id)
    authority = nearest(act.session, center, "local_authority")
    case = act.new_case(
        "reversal", person=act.cause.person, parent_id=act.cause.case.id, office_id=center.id,
        authority_id=about.authority_id or (authority.id if authority else None),
        episode_id=about.episode_id, village_id=None,
    )
    case.facts = {
        "reversed_number": complaint.decision_number, "complaint": act.cause.case.number,
        "decided_by": _decided_by(act, str(complaint.decision_number)), "about": about.number,
    }
    return case


def _decided_by(act: Act, number: str) -> str:
    """The role that signed the document complained of."""
    found = act.session.scalars(
        select(Signature.role).join(Document).where(Document.number == number)
        .order_by(Signature.id.desc())
    ).first()
    return str(found or "")


def reverse(act: Act) -> None:
    """The reversing act names what it reverses; the chapter concerned follows by itself."""
    act.facts.update(
        reversed_number=act.case.facts["reversed_number"],
        grounds=[{"paragraph": "46", "complaint": act.case.facts["complaint"]}],
    )


def keep_otherwise(act: Act) -> None:
    """What was done instead of a reversal."""
    act.keep(measures=act.data["measures"], document=act.data["document"])
