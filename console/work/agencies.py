"""Résumés for private employment agencies under contract, while consent and contract stand.

Each résumé that leaves is a disclosure: a row of its own, a message to the exchange, and a line
in the person's access journal that says to whom and by which contract. When the consent, the
contract or the registration ends, the next turn calls back what left (annex 1.1).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.data.access import AccessLine
from console.data.actors import Office, Person
from console.data.base import public_number
from console.data.case import Case
from console.data.content import ContentItem
from console.data.documents import Consent
from console.data.exchange_portal import Disclosure
from console.data.store import Store
from console.data.worktime import zone_of
from console.scope import SYSTEM
from console.work import exchange_out

log = logging.getLogger(__name__)

KIND, TYPE = "agency_consent", "private_agency"
REGISTERED = ("jobseeker", "unemployed")
PAGE = 500


@dataclass(frozen=True)
class Contract:
    """A contract in force today: whom it binds and which center it was made with."""

    agency: str
    name: str
    number: str
    office_id: int | None


@dataclass
class Passed:
    """What one turn sent and called back."""

    sent: int = 0
    ended: int = 0


def turn(store: Store, now: datetime) -> Passed:
    """Send what may be sent, call back what may not stay."""
    done = Passed()
    with store.session(SYSTEM) as session:
        contracts = list(_contracts(session, now))
    _call_back(store, contracts, now, done)
    if contracts:
        _send(store, contracts, now, done)
    if done.sent or done.ended:
        log.info("agencies: %s sent, %s called back", done.sent, done.ended)
    return done


def _contracts(session: Session, now: datetime) -> Iterator[Contract]:
    rows = session.execute(
        select(ContentItem, Office).outerjoin(Office, Office.id == ContentItem.office_id)
        .where(ContentItem.type == TYPE, ContentItem.state == "published")
    ).all()
    for item, office in rows:
        today = now.astimezone(zone_of(office)).date() if office is not None else now.date()
        if _in_force(item.data, today):
            yield Contract(item.data["bin"], item.data["name"], item.data["contract"],
                           item.office_id)


def _in_force(data: dict[str, Any], today: date) -> bool:
    return (data.get("keeps_data_law") is True
            and date.fromisoformat(data["valid_from"]) <= today
            and today <= date.fromisoformat(data["valid_to"]))


def _why_over(
    row: Disclosure, case: Case, person: Person, contracts: list[Contract]
) -> str | None:
    """What no longer stands: consent, contract or registration; None while all do."""
    if case.closed_at is not None:
        return "consent"
    held = {(c.agency, c.number) for c in contracts if c.office_id in (None, person.office_id)}
    if (row.agency, row.contract) not in held:
        return "contract"
    return None if person.state in REGISTERED else "registration"


def _call_back(store: Store, contracts: list[Contract], now: datetime, done: Passed) -> None:
    after = 0
    while True:
        with store.write(SYSTEM) as session:
            rows = session.execute(
                select(Disclosure, Case, Person).join(Case, Case.id == Disclosure.case_id)
                .join(Person, Person.id == Disclosure.person_id)
                .where(Disclosure.ended_at.is_(None), Disclosure.id > after)
                .order_by(Disclosure.id).limit(PAGE)
            ).all()
            for row, case, person in rows:
                after = row.id
                why = _why_over(row, case, person, contracts)
                if why is not None:
                    row.ended_at, row.reason = now, why
                    _tell(session, row, 2, now)
                    done.ended += 1
        if len(rows) < PAGE:
            return


def _send(store: Store, contracts: list[Contract], now: datetime, done: Passed) -> None:
    after = 0
    while True:
        with store.write(SYSTEM) as session:
            rows = session.execute(
                select(Case, Person).join(Person, Person.id == Case.person_id)
                .join(Consent, Consent.number == Case.facts["consent"].as_string())
                .where(Case.kind == KIND, Case.closed_at.is_(None), Case.id > after)
                .where(Consent.withdrawn_at.is_(None), Person.state.in_(REGISTERED))
                .order_by(Case.id).limit(PAGE)
            ).all()
            for case, person in rows:
                after = case.id
                for contract in contracts:
                    if contract.office_id in (None, person.office_id):
                        done.sent += _disclose(session, case, person, contract, now)
        if len(rows) < PAGE:
            return


def _disclose(
    session: Session, case: Case, person: Person, contract: Contract, now: datetime
) -> int:
    """Once for each consent and contract."""
    before = session.scalars(
        select(Disclosure.id).where(Disclosure.case_id == case.id)
        .where(Disclosure.agency == contract.agency, Disclosure.contract == contract.number)
    ).first()
    if before is not None:
        return 0
    row = Disclosure(
        number=public_number("XD"), person_id=person.id, case_id=case.id,
        office_id=person.office_id, agency=contract.agency, agency_name=contract.name,
        contract=contract.number, sent_at=now, ended_at=None, reason=None,
    )
    session.add(row)
    session.flush()
    _tell(session, row, 1, now)
    session.add(AccessLine(
        at=now, account_id=None, login=exchange_out.CHANNEL, role=exchange_out.CHANNEL,
        office_id=person.office_id, kind="export", what=f"agency {contract.name}"[:120],
        purpose=f"№ {contract.number}"[:120], person_id=person.id, ids=[],
        request_id=row.number,
    ))
    return 1


def _tell(session: Session, row: Disclosure, revision: int, now: datetime) -> None:
    exchange_out.put(
        session, f"exchange:{row.number}:{revision}",
        {"service": exchange_out.AGENCY, "disclosure": row.number}, now,
        office_id=row.office_id, person_id=row.person_id, paragraph="annex-1.1",
    )
