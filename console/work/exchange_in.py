"""Taking in what the exchange says: staged as it was signed, then done item by item.

Staging keeps each message once. An item waits for what it refers to, is done as an act of whoever
spoke on the exchange, or is refused with its grounds; where people here decided otherwise
meanwhile, it is put to a specialist. Order, copies and delays change nothing in the end.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.data.access import Setting
from console.data.base import public_number
from console.data.case import Case
from console.data.exchange_portal import ExchangeItem
from console.data.store import Store
from console.errors import Refusal
from console.outside.exchange_portal import ExchangeMessage, ExchangePortal
from console.outside.faults import OutsideFault
from console.process import Process
from console.scope import SYSTEM
from console.security import SYSTEM_ACTOR
from console.work import exchange_out
from console.work.exchange_acts import Verdict, judge
from console.work.exchange_sides import both_sides

log = logging.getLogger(__name__)

CURSOR, TURN, HEALTH = "exchange_cursor", "exchange_turn", "exchange_health"
#: batches read in one go, so that a sender that never ends cannot hold the worker
BATCHES = 50
PAGE = 200
#: how long one worker's turn may last before another may take it
LEASE = timedelta(minutes=10)
OPEN = ("waiting", "accepted")
ASK = "mediation.ask_about_exchange"


@dataclass
class Taken:
    """What one turn did: messages staged, known before and unsound; items by their new state."""

    staged: int = 0
    known: int = 0
    faults: list[str] = field(default_factory=list)
    down: str = ""
    done: dict[str, int] = field(default_factory=dict)

    def sentence(self) -> str:
        """For the log; counts only."""
        states = ", ".join(f"{n} {state}" for state, n in sorted(self.done.items()))
        return (f"exchange: {self.staged} new, {self.known} known, {len(self.faults)} unsound"
                f"{'; ' + states if states else ''}{'; ' + self.down if self.down else ''}")


def turn(process: Process, portal: ExchangePortal, now: datetime) -> Taken:
    """Read what is new, then do what can be done. One worker at a time."""
    store, done = process.store, Taken()
    with _turn(store, now) as mine:
        if mine:
            take(store, portal, now, done)
            apply(process, now, done)
            _note_health(store, now, done)
    return done


# ---- reading
def take(store: Store, portal: ExchangePortal, now: datetime, done: Taken) -> None:
    """Stage everything after the cursor. An exchange that is down is read later."""
    for _batch in range(BATCHES):
        with store.session(SYSTEM) as session:
            cursor = _held(session)
        try:
            batch = portal.since(cursor, PAGE)
        except OutsideFault as fault:
            log.warning("exchange: %s", fault)
            done.down = str(fault)[:200]
            return
        done.faults += batch.faults
        with store.write(SYSTEM) as session:
            if _held(session) != cursor:
                return  # another worker read on meanwhile
            for message in batch.messages:
                _stage(session, message, now, done)
            _put(session, CURSOR, {"after": batch.cursor})
        if batch.cursor == cursor:
            return


def _stage(session: Session, message: ExchangeMessage, now: datetime, done: Taken) -> None:
    digest = hashlib.sha256(message.body()).hexdigest()
    before = session.scalars(
        select(ExchangeItem.digest).where(ExchangeItem.message_id == message.id)).first()
    if before is not None:
        done.known += 1
        if before != digest:
            done.faults.append("an id was used for something else")
        return
    session.add(ExchangeItem(
        number=public_number("XI"), message_id=message.id, digest=digest, kind=message.kind,
        about=message.about, revision=message.revision, said_at=message.at, arrived_at=now,
        data=dict(message.data), state="waiting", reasons=[], office_id=None, case_id=None,
        settled_at=None,
    ))
    session.flush()
    done.staged += 1


def _held(session: Session) -> str:
    row = session.get(Setting, CURSOR)
    return str(row.value.get("after", "")) if row is not None else ""


def _put(session: Session, key: str, value: dict[str, Any]) -> None:
    row = session.get(Setting, key)
    if row is None:
        session.add(Setting(key=key, value=value))
    else:
        row.value = value


# ---- doing
def apply(process: Process, now: datetime, done: Taken) -> None:
    """Do what waits, and again while something was taken that others may have waited for."""
    while True:
        progress, after = False, 0
        while items := _waiting(process.store, after):
            for item in items:
                after = item.id
                progress |= _one(process, item, now, done)
        if not progress:
            return


def _waiting(store: Store, after: int) -> Sequence[ExchangeItem]:
    with store.session(SYSTEM) as session:
        return session.scalars(
            select(ExchangeItem).where(ExchangeItem.state.in_(OPEN), ExchangeItem.id > after)
            .order_by(ExchangeItem.id).limit(PAGE)
        ).all()


def _one(process: Process, item: ExchangeItem, now: datetime, done: Taken) -> bool:
    """Do one item; True when it was taken, so that others may go on."""
    try:
        verdict = judge(process, item, now)
    except Exception:
        log.exception("exchange: item %s failed; it will be tried again", item.number)
        return False
    if verdict.state == item.state:
        return False
    done.done[verdict.state] = done.done.get(verdict.state, 0) + 1
    _keep(process.store, item, verdict, now)
    if verdict.state == "conflict":
        _ask(process, item.number, now)
    return verdict.state == "taken"


def _keep(store: Store, item: ExchangeItem, verdict: Verdict, now: datetime) -> None:
    with store.write(SYSTEM) as session:
        row = session.get_one(ExchangeItem, item.id)
        turns = 2 if item.state == "accepted" else 1
        row.state, row.reasons, row.settled_at = verdict.state, list(verdict.reasons), now
        row.office_id = verdict.office_id or row.office_id
        row.case_id = verdict.case_id or row.case_id
        case = session.get(Case, row.case_id) if row.case_id else None
        exchange_out.put(
            session, f"exchange:{row.number}:{turns}",
            {"service": exchange_out.REPLY, "item": row.number, "turn": turns,
             "message": row.message_id, "result": verdict.state,
             "number": case.number if case else None, "reasons": list(verdict.reasons)[:50]},
            now, office_id=row.office_id, case_id=None,
        )


def _ask(process: Process, number: str, now: datetime) -> None:
    """Put the difference to a specialist, once."""
    if ASK not in process.catalog.steps:
        return
    try:
        with process.store.session(SYSTEM) as session:
            theirs, ours = both_sides(session, process.catalog, number)
        process.perform(ASK, None, SYSTEM_ACTOR,
                        {"item": number, "theirs": theirs, "ours": ours}, now=now)
    except Refusal as refusal:
        log.warning("exchange: %s could not be put to a person: %s", number, refusal)


# ---- one worker at a time, and what the health page shows
@contextmanager
def _turn(store: Store, now: datetime) -> Iterator[bool]:
    mine = public_number("T")
    with store.write(SYSTEM) as session:
        row = session.get(Setting, TURN, with_for_update=True)
        taken = row is not None and row.value.get("until", "") > now.isoformat()
        if not taken:
            _put(session, TURN, {"by": mine, "until": (now + LEASE).isoformat()})
    try:
        yield not taken
    finally:
        if not taken:
            with store.write(SYSTEM) as session:
                row = session.get(Setting, TURN, with_for_update=True)
                if row is not None and row.value.get("by") == mine:
                    row.value = {}


def _note_health(store: Store, now: datetime, done: Taken) -> None:
    with store.write(SYSTEM) as session:
        row = session.get(Setting, HEALTH)
        value = dict(row.value) if row is not None else {}
        value["asked_at"] = now.isoformat()
        if done.down:
            value["down"] = done.down
        else:
            value.update(down="", answered_at=now.isoformat())
        value["unsound"] = int(value.get("unsound", 0)) + len(done.faults)
        if done.faults:
            value["unsound_at"], value["fault"] = now.isoformat(), done.faults[-1][:100]
        _put(session, HEALTH, value)
