"""What one item from the exchange amounts to: an act of whoever said it there, or a verdict.

An employer's vacancy and answer, a person's answer: each is performed in that party's own name
and within that party's own scope, so that nobody reaches further through the exchange than
through the cabinet here. Nothing is written over what people here decided meanwhile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.data.actors import Employer, Office, Person
from console.data.case import Case
from console.data.exchange_portal import ExchangeItem
from console.data.mediation import Offer
from console.errors import Conflict, Grounds, Invalid, Refusal
from console.process import Outcome, Process
from console.scope import SYSTEM, Scope
from console.security import Actor, Seat

LOGIN = "ele_portal"
Reason = Mapping[str, Any]


def reason(code: str, paragraph: str, kk: str, ru: str, en: str) -> Reason:
    """A reason in the shape of the grounds."""
    return {"code": code, "paragraph": paragraph, "text": {"kk": kk, "ru": ru, "en": en}}


NO_OFFER = reason("no_such_offer", "62", "Мұндай ұсыныс жоқ.", "Такого предложения нет.",
                  "There is no such offer.")
NOT_PARTY = reason("not_a_party", "62", "Жауап берген тарап бұл ұсынысқа қатысты емес.",
                   "Ответивший не является стороной этого предложения.",
                   "Whoever answered is no party to this offer.")
ANSWERED_OTHERWISE = reason(
    "answered_otherwise", "59", "Мұнда басқаша жауап жазылған.", "Здесь записан иной ответ.",
    "Another answer is recorded here.")
STATE_MOVED = reason(
    "state_moved_on", "62", "Істің қазіргі күйі бұл мәлімет айтқаннан басқа.",
    "Нынешнее состояние дела не то, о котором говорят сведения.",
    "The case stands otherwise than the item supposes.")
NOT_POSSIBLE = reason(
    "not_possible_now", "62", "Істің қазіргі күйінде орындалмайды.",
    "В нынешнем состоянии дела невыполнимо.", "It cannot be done as the case stands.")


ANSWERS: Mapping[str, tuple[str, str]] = {
    "agreed": ("mediation.accept_offer", "accepted"),
    "declined": ("mediation.decline_offer", "declined"),
    "hired": ("mediation.confirm_hiring", "hired"),
    "refused": ("mediation.refuse_hiring", "refused"),
    "not_interested": ("mediation.not_interested", "refused"),
}
#: states in which a party's answer is not yet possible: it waits for what comes before
TOO_EARLY = {"person": ("on_the_way",), "employer": ("on_the_way", "offered", "accepted")}


@dataclass(frozen=True)
class Verdict:
    """What became of an item: its state, why, and whose it is."""

    state: str
    reasons: tuple[Reason, ...] = ()
    office_id: int | None = None
    case_id: int | None = None


def judge(process: Process, item: ExchangeItem, now: datetime) -> Verdict:
    """Do one item as it can be done now."""
    from console.work.exchange_things import resume, vacancy

    if item.said_at > now:  # their clock is ahead of ours: its time will come
        return Verdict("waiting")
    handlers: Mapping[str, Callable[[Process, ExchangeItem, datetime], Verdict]] = {
        "answer": answer, "vacancy": vacancy, "resume": resume,
    }
    return handlers[item.kind](process, item, now)


# ---- acting in somebody's name
def as_employer(employer: Employer) -> tuple[Actor, Scope]:
    """The employer at the exchange's cabinet (par. 55, 62)."""
    seat = Seat("employer", employer_id=employer.id)
    return Actor(None, LOGIN, f"{employer.name} (ele)", (seat,)), Scope(employer=(employer.id,))


def as_person(person: Person) -> tuple[Actor, Scope]:
    """The person at the exchange's cabinet (par. 58, 59)."""
    seat = Seat("jobseeker", person_id=person.id, iin=person.iin)
    return Actor(None, LOGIN, f"{person.full_name} (ele)", (seat,)), Scope(person=(person.id,))


def as_center(office: Office) -> tuple[Actor, Scope]:
    """The exchange itself, entering an employer it knows at the center that serves the place."""
    seat = Seat("center_specialist", office_id=office.id, path=office.path)
    return Actor(None, LOGIN, "Electronic Labour Exchange", (seat,)), Scope(office=(office.id,))


def act(
    process: Process, item: ExchangeItem, step: str, case: Case | None,
    who: tuple[Actor, Scope], data: Mapping[str, Any], now: datetime,
) -> Outcome:
    """Perform a step once for this item, as of the moment it was said there."""
    said = max(item.said_at, case.opened_at) if case is not None else item.said_at
    key = hashlib.sha256(f"{item.message_id}:{step}".encode()).hexdigest()[:40]
    return process.perform(step, case.number if case else None, who[0], data,
                           occurred_at=min(said, now), now=now, scope=who[1], key=f"ele:{key}")


def refused(refusal: Refusal) -> tuple[Reason, ...]:
    """Why an act was refused, in words for both sides."""
    if isinstance(refusal, Grounds):
        return tuple(
            {"code": g.code, "paragraph": g.paragraph, "text": dict(g.text)}
            for g in refusal.grounds
        )
    if isinstance(refusal, Invalid) and refusal.fields:
        return tuple(
            {"code": "field", "paragraph": "54", "field": str(name), "text": dict(texts[0])}
            for name, texts in sorted(refusal.fields.items()) if texts
        )[:50]
    return ({"code": refusal.code, "paragraph": "", "text": dict(refusal.title)},)


# ---- answers (par. 59, 62)
def answer(process: Process, item: ExchangeItem, now: datetime) -> Verdict:
    """An answer given on the exchange, as the answer of that person or employer."""
    with process.store.session(SYSTEM) as session:
        found = _party(session, item)
    if isinstance(found, Verdict):
        return found
    case, said, who = found
    at: dict[str, Any] = {"office_id": case.office_id, "case_id": case.id}
    party, wanted = item.data["party"], ANSWERS[item.data["answer"]]
    if item.state != "accepted":
        if said == wanted[1] or (said == "deemed" and wanted[1] == "refused"):
            return Verdict("known", **at)
        if said in ("accepted", "declined", "hired", "refused"):
            return Verdict("conflict", (ANSWERED_OTHERWISE,), **at)
        if case.state in TOO_EARLY[party]:
            return Verdict("waiting", **at)
    return _answer(process, item, now, case, who, at)


def _answer(
    process: Process, item: ExchangeItem, now: datetime, case: Case, who: tuple[Actor, Scope],
    at: Mapping[str, Any],
) -> Verdict:
    decided = item.state == "accepted"
    try:
        act(process, item, _step(item, case), case, who, _reply(item), now)
    except Grounds as refusal:
        return Verdict("refused", refused(refusal), **at)
    except Conflict:
        return Verdict("refused", (NOT_POSSIBLE,), **at) if decided else Verdict(
            "conflict", (STATE_MOVED,), **at)
    except Refusal as refusal:
        return Verdict("refused", refused(refusal), **at)
    return Verdict("taken", **at)


def _party(session: Session, item: ExchangeItem) -> Verdict | tuple[Case, str | None, Any]:
    """The offer's case, what that party answered here so far, and who acts; or a verdict."""
    data = item.data
    case = session.scalars(
        select(Case).where(Case.number == data["offer"], Case.kind == "offer")).one_or_none()
    if case is None:
        return Verdict("refused", (NO_OFFER,))
    row = session.scalars(select(Offer).where(Offer.case_id == case.id)).one()
    if data["party"] == "person":
        person = session.get_one(Person, row.person_id)
        if person.iin != data["who"]:
            return Verdict("refused", (NOT_PARTY,), case.office_id, case.id)
        said = row.answer if row.answer != "unanswered" else None
        return case, said, as_person(person)
    employer = session.get_one(Employer, row.employer_id)
    if employer.bin != data["who"]:
        return Verdict("refused", (NOT_PARTY,), case.office_id, case.id)
    return case, row.employer_answer, as_employer(employer)


def _step(item: ExchangeItem, case: Case) -> str:
    """Not interested after an interview was arranged is a refusal (par. 60, 62)."""
    step = ANSWERS[item.data["answer"]][0]
    if step == "mediation.not_interested" and case.state == "interview":
        return "mediation.refuse_hiring"
    return step


def _reply(item: ExchangeItem) -> dict[str, Any]:
    """What the form of the step asks: the day of a hiring, the reason of a refusal."""
    asked = "employed_on" if item.data["answer"] == "hired" else "reason"
    return {asked: item.data[asked]} if item.data[asked] else {}
