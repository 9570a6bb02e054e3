"""What a person may complain of: a decision, an act or a silence of theirs, each under a token.

``decision:<document>``, ``act:<case>:<step>`` or ``term:<case>:<deadline>``. The token is all that
a page or a program sends; whose it is, is read again where it is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from console.data.case import Case
from console.data.documents import Document, Signature
from console.data.journal import JournalLine
from console.data.obligations import Obligation

#: at most so many of each sort are offered, newest first; anything else is named in words
OFFERED = 10
DECISION, ACT, TERM = "decision", "act", "term"
#: bodies whose silence is nobody's to complain of under the person's own name
OWN_DUTY = ("person", "employer", "system")
#: those whose acts and signatures are the person's own
OUTSIDERS = ("jobseeker", "applicant", "employer", "system", "egov_gateway", "contact_center")


@dataclass(frozen=True)
class Matter:
    """One thing to complain of. ``name``: form, step or deadline; ``day`` when it was or was due.

    ``late`` False: a duty not done yet whose term has passed; True: done after its term.
    ``what`` is the code of the sort of decision, where the document is one.
    """

    token: str
    sort: str
    case: str
    kind: str
    name: str
    number: str
    day: date | datetime
    late: bool = False
    what: str = ""


@dataclass(frozen=True)
class Named:
    """A token taken apart. ``number``: of the document or of the case."""

    sort: str
    number: str
    name: str = ""


def parse(token: str | None) -> Named | None:
    """The parts of a token; None for anything that is none."""
    sort, _, rest = (token or "").strip().partition(":")
    if sort == DECISION and rest and ":" not in rest:
        return Named(sort, rest.upper())
    number, _, name = rest.partition(":")
    if sort in (ACT, TERM) and number and name:
        return Named(sort, number.upper(), name)
    return None


def matters_of(session: Session, person_id: int, now: datetime) -> list[Matter]:
    """Decisions, silences and acts about a person, as the session may see them: three reads."""
    return [*_decisions(session, person_id), *_terms(session, person_id, now),
            *_acts(session, person_id)]


def _decisions(session: Session, person_id: int) -> list[Matter]:
    own = select(Signature.document_id).where(Signature.role.in_(OUTSIDERS))
    rows = session.execute(
        select(Document.number, Document.form, Document.issued_on, Document.data,
               Case.number.label("case"), Case.kind)
        .join(Case, Case.id == Document.case_id)
        .where(Document.person_id == person_id, Document.state.in_(("signed", "issued")))
        .where(Document.id.not_in(own), Document.form != "employment_plan")
        .order_by(Document.id.desc()).limit(OFFERED)
    )
    return [Matter(f"{DECISION}:{r.number}", DECISION, r.case, r.kind, r.form, r.number,
                   r.issued_on, what=str(r.data.get("decision_kind") or "")) for r in rows]


def _terms(session: Session, person_id: int, now: datetime) -> list[Matter]:
    rows = session.execute(
        select(Obligation, Case.number, Case.kind).join(Case, Case.id == Obligation.case_id)
        .where(Obligation.person_id == person_id, Obligation.kind == "duty")
        .where(Obligation.internal.is_(False), Obligation.responsible.not_in(OWN_DUTY))
        .where(or_(
            and_(Obligation.state == "open", Obligation.due_at < now),
            and_(Obligation.state == "met", Obligation.stopped_at > Obligation.due_at),
        ))
        .order_by(Obligation.due_at.desc()).limit(OFFERED)
    )
    return [Matter(f"{TERM}:{number}:{row.deadline}", TERM, number, kind, row.deadline, number,
                   row.due_on, row.state == "met") for row, number, kind in rows]


def _acts(session: Session, person_id: int) -> list[Matter]:
    rows = session.execute(
        select(JournalLine.step, JournalLine.subject_number, JournalLine.occurred_at, Case.kind)
        .join(Case, Case.id == JournalLine.case_id)
        .where(JournalLine.person_id == person_id, JournalLine.role.not_in(OUTSIDERS))
        .where(Case.kind.not_in(("complaint", "reversal")))
        .order_by(JournalLine.id.desc()).limit(OFFERED * 3)
    ).all()
    found: dict[str, Matter] = {}
    for r in rows:
        token = f"{ACT}:{r.subject_number}:{r.step}"
        if token not in found and len(found) < OFFERED:
            found[token] = Matter(token, ACT, r.subject_number, r.kind, r.step, r.subject_number,
                                  r.occurred_at)
    return list(found.values())
