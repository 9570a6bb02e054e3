"""Reads the facts of a person's offers for the ledger; the rows are of the console, not ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.data.case import Case, Episode
from console.data.journal import JournalLine
from console.data.mediation import Offer, Vacancy
from console.data.obligations import Obligation
from console.data.outbox import Message
from plugins.unemployed_status.deregistration.ledger import POINTS, OfferFacts, Receipt

TERM, OFFERED, DELIVERED = "D-26", "mediation.offer_vacancy", "mediation.deliver_offer"
INTERVIEW_TERM, ARRANGED = "D-28", "mediation.arrange_interview"
#: channel of an offer that reached the person in the act itself -> how receipt is proved
TOLD = {"in_person": "visit", "mobile": "phone"}
#: channel that only lays the offer into the cabinet: it has to be read there
CABINET = "ele_cabinet"


@dataclass
class Beside:
    """What stands beside the offers: terms, acts and cabinet messages, by the offer's case."""

    terms: dict[tuple[int, str], Obligation] = field(default_factory=dict)
    acts: dict[tuple[int, str], JournalLine] = field(default_factory=dict)
    read: dict[int, datetime] = field(default_factory=dict)
    judged: frozenset[str] = frozenset()


def rows_of(session: Session, person_id: int) -> list[Any]:
    """(offer, number, state, facts, vacancy number, title) of every offer made by the center."""
    return list(session.execute(
        select(Offer, Case.number, Case.state, Case.facts, Vacancy.case_number, Vacancy.title)
        .join(Case, Case.id == Offer.case_id).join(Vacancy, Vacancy.id == Offer.vacancy_id)
        .where(Offer.person_id == person_id, Offer.offered_at.is_not(None))
        .order_by(Offer.id)
    ))


def beside(
    session: Session, person_id: int, made: Iterable[Offer], judged: Iterable[str]
) -> Beside:
    """Terms, acts and read marks of the person's offers."""
    rows, found = list(made), Beside(judged=frozenset(judged))
    keys = [offer.case_id for offer in rows]
    if not keys:
        return found
    for term in session.scalars(
        select(Obligation).where(Obligation.case_id.in_(keys), Obligation.person_id == person_id)
        .where(Obligation.deadline.in_((TERM, INTERVIEW_TERM))).order_by(Obligation.id)
    ):
        found.terms[(term.case_id, term.deadline)] = term
    for line in session.scalars(
        select(JournalLine).where(JournalLine.case_id.in_(keys))
        .where(JournalLine.step.in_((OFFERED, DELIVERED, ARRANGED))).order_by(JournalLine.id)
    ):
        if line.case_id is not None:
            found.acts[(line.case_id, line.step)] = line
    unread = [offer.case_id for offer in rows if offer.channel == CABINET]
    if not unread:
        return found
    for case_id, at in session.execute(
        select(Message.case_id, Message.read_at).where(Message.case_id.in_(unread))
        .where(Message.notice == "job_offer", Message.channel == "cabinet")
        .where(Message.read_at.is_not(None))
    ):
        if case_id is not None and at is not None:
            found.read[case_id] = at
    return found


def facts_of(
    rows: Iterable[Any], side: Beside, episode: Episode | None, zone: ZoneInfo
) -> list[OfferFacts]:
    """The facts of each offer; what a person answered to an own response is no offer's answer."""
    return [
        _facts(row, side, episode, zone) for row in rows
        if (row[0].case_id, OFFERED) in side.acts
    ]


def _facts(row: Any, side: Beside, episode: Episode | None, zone: ZoneInfo) -> OfferFacts:
    offer, number, state, facts, vacancy, title = row
    term = side.terms.get((offer.case_id, TERM))
    return OfferFacts(
        number=number, vacancy=vacancy, title=title, offered_at=offer.offered_at,
        in_status=_in_status(offer, term, episode, zone),
        points={name: str(offer.suitability.get(name, "unknown")) for name in POINTS},
        receipt=_receipt(offer, side, term), answer=offer.answer or "",
        answered_at=offer.answered_at, due_at=term.due_at if term else None,
        silent=offer.answer == "unanswered", reason=offer.answer_reason,
        withdrawn=state == "withdrawn" or bool(facts.get("withdrawn")),
        judged=number in side.judged,
    )


def _in_status(
    offer: Offer, term: Obligation | None, episode: Episode | None, zone: ZoneInfo
) -> bool:
    """Received as an unemployed person, in the registration that runs now."""
    since = episode.unemployed_on if episode else None
    at = offer.received_at or offer.offered_at
    if episode is None or since is None or at is None or offer.episode_id != episode.id:
        return False
    return at.astimezone(zone).date() >= since and (term is not None or offer.received_at is None)


def _receipt(offer: Offer, side: Beside, term: Obligation | None) -> Receipt | None:
    """The proof that the person got the offer; lying in a cabinet unread proves nothing."""
    if offer.received_at is None:
        return None
    given, made = (side.acts.get((offer.case_id, step)) for step in (DELIVERED, OFFERED))
    if given is not None:
        return Receipt("delivery", offer.received_at, given.actor)
    if offer.channel in TOLD and made is not None:
        return Receipt(TOLD[offer.channel], offer.received_at, made.actor)
    read = side.read.get(offer.case_id)
    if read is not None and (term is None or read <= term.due_at):
        return Receipt("read", read)
    if offer.answered_at is not None and offer.answer in ("accepted", "declined"):
        return Receipt("own_answer", offer.answered_at)
    return None
