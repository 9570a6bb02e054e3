"""What the exchange is told: the present state of a vacancy, a candidate, an offer (par. 54-63).

A message is built when it leaves, from what stands then, under the version of its case. Several
changes of one thing that waited together leave as one state; an older one sent again is the same
message with the same id, which the other side drops.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.data.actors import Card, Employer, Person
from console.data.case import Case
from console.data.content import Entry
from console.data.exchange_portal import Disclosure, ExchangeThing
from console.data.mediation import Offer, Vacancy
from console.data.obligations import Obligation
from console.data.outbox import Message
from console.outside import OutsideRefused
from console.outside.exchange_portal import BadMessage, ExchangeMessage, ExchangePortal

CHANNEL, NOTICE = "ele_portal", "exchange"
#: fields of the vacancy form that are the center's own
OWN_FIELDS = frozenset({"employer", "source", "received_on", "excluded_checked"})
#: states of an offer whose candidate the employer may look at
SENT = frozenset({"sent", "interview", "hired", "refused", "refused_deemed"})
ALIVE = frozenset({"on_the_way", "offered"})
REPLY, AGENCY = "reply", "agency"

Built = tuple[str, str, str, int, Mapping[str, Any]]


def build(session: Session, row: Message, portal: ExchangePortal) -> ExchangeMessage:
    """The message an outbox row stands for; OutsideRefused when there is nothing left to say."""
    service = str(row.payload.get("service", ""))
    make = BUILDERS.get(service)
    if make is None:
        raise OutsideRefused(f"The exchange is not told of {service or 'this'}.")
    name, kind, about, revision, data = make(session, row)
    try:
        return ExchangeMessage.read({
            "id": name, "kind": kind, "about": about, "revision": revision,
            "at": row.created_at.astimezone(UTC).isoformat(), "sender": portal.us,
            "addressee": portal.them, "data": dict(data),
        })
    except BadMessage as fault:
        raise OutsideRefused(f"The message would not keep the contract: {fault}.") from fault


def _case(session: Session, row: Message) -> Case:
    return session.get_one(Case, row.case_id)


def vacancy(session: Session, row: Message) -> Built:
    """Par. 54, 55, 63: published with free access, paused, or removed."""
    case = _case(session, row)
    what = session.get_one(Vacancy, case.vacancy_id)
    employer = session.get_one(Employer, what.employer_id)
    fields = session.scalars(
        select(Entry.data).where(Entry.subject_kind == "case", Entry.subject_id == case.id)
        .where(Entry.form == "vacancy").order_by(Entry.revision.desc()).limit(1)
    ).first() or {}
    origin = session.scalars(
        select(ExchangeThing.about).where(ExchangeThing.case_id == case.id)).first()
    return f"{case.number}:{case.version}", "vacancy", case.number, case.version, {
        "state": shown(case, what), "origin": origin, "employer": _employer(employer),
        "fields": {k: v for k, v in fields.items() if k not in OWN_FIELDS},
    }


def shown(case: Case, what: Vacancy) -> str:
    """How the exchange has to show a vacancy."""
    if what.published:
        return "published"
    return "paused" if case.state == "paused" else "removed"


def _employer(row: Employer) -> dict[str, str]:
    return {"bin": row.bin, "name": row.name, "kato": row.kato or "000000000",
            "address": row.address or "", "phone": row.phone or "", "email": row.email or ""}


def candidate(session: Session, row: Message) -> Built:
    """Par. 60: the data of a candidate who agreed, for the employer's cabinet there."""
    case = _case(session, row)
    offer = session.scalars(select(Offer).where(Offer.case_id == case.id)).one()
    what = session.get_one(Vacancy, offer.vacancy_id)
    employer = session.get_one(Employer, offer.employer_id)
    live = case.state in SENT
    return f"{case.number}:c{case.version}", "candidate", f"{case.number}:c", case.version, {
        "state": "sent" if live else "withdrawn", "offer": case.number,
        "vacancy": what.case_number, "receiver": employer.bin, "contract": None,
        "resume": case.facts.get("resume") if live else None,
    }


def offer(session: Session, row: Message) -> Built:
    """Par. 58(2): suitable work for the person's cabinet there, open until it is answered."""
    case = _case(session, row)
    what = session.get_one(Vacancy, case.vacancy_id)
    person = session.get_one(Person, case.person_id)
    due = session.scalars(
        select(Obligation.due_on).where(Obligation.case_id == case.id)
        .where(Obligation.state == "open", Obligation.deadline.in_(("D-25", "D-26"))).limit(1)
    ).first()
    if not person.iin:
        raise OutsideRefused("The person has no IIN for a cabinet on the exchange.")
    return f"{case.number}:o{case.version}", "offer", f"{case.number}:o", case.version, {
        "state": "open" if case.state in ALIVE else "closed", "offer": case.number,
        "vacancy": what.case_number, "iin": person.iin, "title": what.title,
        "answer_by": due.isoformat() if due else None,
    }


def reply(_session: Session, row: Message) -> Built:
    """What became of a message of theirs."""
    told = row.payload
    return f"reply:{told['item']}:{told['turn']}", "reply", f"reply:{told['item']}", \
        int(told["turn"]), {
            "message": told["message"], "result": told["result"],
            "number": told.get("number"), "reasons": list(told.get("reasons", ())),
        }


def agency(session: Session, row: Message) -> Built:
    """Annex 1.1: a consenting person's résumé for a private agency, or its withdrawal."""
    gone = session.scalars(
        select(Disclosure).where(Disclosure.number == row.payload["disclosure"])).one()
    live = gone.ended_at is None
    if live and session.get_one(Case, gone.case_id).closed_at is not None:
        raise OutsideRefused("The consent was withdrawn before the résumé left.")
    revision = 1 if live else 2
    return f"{gone.number}:{revision}", "candidate", gone.number, revision, {
        "state": "sent" if live else "withdrawn", "offer": None, "vacancy": None,
        "receiver": gone.agency, "contract": gone.contract,
        "resume": resume(session, gone.person_id) if live else None,
    }


def resume(session: Session, person_id: int) -> dict[str, Any]:
    """What an agency needs to find work for somebody; no IIN, birth date, health or family."""
    person = session.get_one(Person, person_id)
    card = session.scalars(select(Card).where(Card.person_id == person_id)).first()
    return {
        "name": person.full_name, "mobile": person.mobile or "", "email": person.email or "",
        "kato": person.kato or "", "occupation": (card.occupation if card else None) or "",
        "education_level": (card.education_level if card else None) or "",
        "experience_years": card.experience_years if card else None,
        "wage_min": card.wage_min if card else None,
        "regimes": list(card.regimes or ()) if card else [],
    }


BUILDERS: Mapping[str, Callable[[Session, Message], Built]] = {
    "vacancy": vacancy, "candidate": candidate, "offer": offer, REPLY: reply, AGENCY: agency,
}


def put(session: Session, event: str, payload: Mapping[str, Any], now: Any, *,
        case_id: int | None = None, office_id: int | None = None,
        person_id: int | None = None, paragraph: str = "55") -> None:
    """A message of the worker's own into the outbox, in the caller's transaction."""
    session.add(Message(
        event=event[:80], notice=NOTICE, paragraph=paragraph, channel=CHANNEL,
        recipient=CHANNEL, language="kk", subject=str(payload["service"]), body="",
        payload=dict(payload), case_id=case_id, person_id=person_id, office_id=office_id,
        village_id=None, employer_id=None, state="waiting", attempts=0, next_try_at=now,
        created_at=now,
    ))
