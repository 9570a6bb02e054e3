"""Takes facts other systems tell about people and keeps them as register answers.

Kept are facts about people who are registered as unemployed now, for the purpose of paragraph 44;
all others are read and forgotten. A fact decides nothing: a specialist opens a case on it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.data.access import Setting
from console.data.actors import Person
from console.data.documents import RegisterAnswer
from console.data.store import Store
from console.outside.facts.model import Fact, FactFeed
from console.outside.faults import OutsideFault
from console.scope import SYSTEM

log = logging.getLogger(__name__)

CURSOR = "facts_cursor"
#: why these answers are kept: the closed list of grounds they may support
PURPOSE = "44"
REGISTERS = {"contribution": "contributions", "court": "conviction"}
CONCERNED = "unemployed"
#: batches read in one go, so that a sender that never ends cannot hold the worker
BATCHES = 50


@dataclass
class Taken:
    """What one reading did: kept, known before, about nobody here, breaking the contract."""

    kept: int = 0
    known: int = 0
    nobody: int = 0
    refused: int = 0

    def sentence(self) -> str:
        """For the log; counts only."""
        return (f"facts: {self.kept} kept, {self.known} known, {self.nobody} about nobody "
                f"registered, {self.refused} refused")


def take(store: Store, feed: FactFeed, now: datetime) -> Taken:
    """Read the feed from where the last reading ended. A feed that is down is read later."""
    done = Taken()
    for _turn in range(BATCHES):
        cursor = _cursor(store)
        try:
            batch = feed.since(cursor)
        except OutsideFault as fault:
            log.warning("facts: %s", fault)
            return done
        done.refused += batch.refused
        with store.write(SYSTEM) as session:
            if _held(session) != cursor:
                return done  # another worker read on meanwhile
            for fact in batch.facts:
                _keep(session, fact, now, done)
            _move(session, batch.cursor)
        if batch.cursor == cursor:
            return done
    return done


def _cursor(store: Store) -> str:
    with store.session(SYSTEM) as session:
        return _held(session)


def _held(session: Session) -> str:
    row = session.get(Setting, CURSOR)
    return str(row.value.get("after", "")) if row is not None else ""


def _move(session: Session, cursor: str) -> None:
    row = session.get(Setting, CURSOR)
    if row is None:
        session.add(Setting(key=CURSOR, value={"after": cursor}))
    else:
        row.value = {"after": cursor}


def _keep(session: Session, fact: Fact, now: datetime, done: Taken) -> None:
    person = session.scalars(select(Person).where(Person.iin == fact.iin)).one_or_none()
    if person is None or person.state != CONCERNED:
        done.nobody += 1
        return
    register = REGISTERS[fact.kind]
    held = session.scalars(
        select(RegisterAnswer.answer).where(RegisterAnswer.iin == fact.iin)
        .where(RegisterAnswer.register == register, RegisterAnswer.purpose == PURPOSE)
    )
    if any(answer.get("fact") == fact.id for answer in held):
        done.known += 1
        return
    session.add(RegisterAnswer(
        register=register, iin=fact.iin, person_id=person.id, case_id=None,
        office_id=person.office_id, authority_id=person.authority_id, consent_id=None,
        purpose=PURPOSE, status="ok", source=fact.source[:120], answer=_answer(fact),
        asked_by=None, asked_at=now, answered_at=fact.at,
    ))
    done.kept += 1


def _answer(fact: Fact) -> dict[str, Any]:
    """The fact's data; a month as its first day, as the recorded documents hold it."""
    data = {"fact": fact.id, **fact.data}
    if fact.kind == "contribution":
        data["month"] = f"{fact.data['month']}-01"
    return data
