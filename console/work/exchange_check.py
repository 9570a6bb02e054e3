"""Comparing what the exchange shows with what stands here; differences are a specialist's to see.

What is on its way in the outbox is no difference. A vacancy the exchange was never told of (it
was published before the two were joined) is told now instead.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from console.data.access import Setting
from console.data.case import Case
from console.data.exchange_portal import ExchangeDifference
from console.data.mediation import Vacancy
from console.data.outbox import Message
from console.data.store import Store
from console.outside.exchange_portal import ExchangePortal, Published
from console.outside.faults import OutsideFault
from console.scope import SYSTEM
from console.work import exchange_out

log = logging.getLogger(__name__)

PAGE = 500
#: vacancies told for the first time in one comparison
FIRST = 500
HEALTH = "exchange_compared"
#: as long as the exchange may list in one comparison
LONGEST = 2_000_000


@dataclass(frozen=True)
class Ours:
    """A vacancy as the exchange should show it."""

    about: str
    state: str
    version: int
    case_id: int
    office_id: int


@dataclass
class Compared:
    """What one comparison found."""

    seen: int = 0
    differences: int = 0
    told: int = 0
    down: str = ""

    def sentence(self) -> str:
        """For the log; counts only."""
        return (f"exchange: {self.seen} compared, {self.differences} differ, "
                f"{self.told} told for the first time{'; ' + self.down if self.down else ''}")


def compare(store: Store, portal: ExchangePortal, now: datetime) -> Compared:
    """Walk their list beside ours, keep what differs, end what no longer does."""
    done = Compared()
    try:
        theirs = _theirs(portal)
        with store.session(SYSTEM) as session:
            pairs = list(_differences(session, theirs, done))
            unsaid = _unsaid(session)
    except OutsideFault as fault:
        done.down = str(fault)[:200]
        return done
    with store.write(SYSTEM) as session:
        for ours in unsaid:
            exchange_out.put(
                session, f"exchange:first:{ours.about}", {"service": "vacancy"}, now,
                case_id=ours.case_id, office_id=ours.office_id, paragraph="54")
        done.told = len(unsaid)
        for about, mine, other, office in pairs:
            _keep(session, about, mine, other, office, now)
        _end(session, now)
        session.merge(Setting(key=HEALTH, value={
            "at": now.isoformat(), "seen": done.seen, "differences": len(pairs)}))
    done.differences = len(pairs)
    return done


def _theirs(portal: ExchangePortal) -> Iterator[Published]:
    after, seen = "", 0
    while rows := portal.published(after, PAGE):
        yield from rows
        seen += len(rows)
        if rows[-1].about == after or seen >= LONGEST:
            return
        after = rows[-1].about


def _ours(session: Session) -> dict[str, Ours]:
    """Everything that must be shown, by number."""
    rows = session.execute(
        select(Vacancy.case_number, Vacancy.published, Case.version, Case.id, Case.office_id)
        .join(Case, and_(Case.number == Vacancy.case_number, Case.kind == "vacancy"))
        .where(or_(Vacancy.published.is_(True), Case.state == "paused"))
    )
    return {
        number: Ours(number, "published" if published else "paused", version, key, office)
        for number, published, version, key, office in rows
    }


Pair = tuple[str, str, str, int | None]


def _differences(
    session: Session, theirs: Iterable[Published], done: Compared
) -> Iterator[Pair]:
    """What is shown there otherwise, then what is not shown there at all."""
    ours = _ours(session)
    for other in theirs:
        done.seen += 1
        mine = ours.pop(other.about, None)
        if mine is None:
            yield from _extra(session, other)
        elif mine.state != other.state and not _moving(session, mine.case_id):
            yield mine.about, mine.state, other.state, mine.office_id
    for mine in ours.values():
        done.seen += 1
        if not _moving(session, mine.case_id) and _said(session, mine.case_id):
            yield mine.about, mine.state, "", mine.office_id


def _extra(session: Session, row: Published) -> Iterator[Pair]:
    """Shown there, and over or unknown here."""
    case = session.scalars(
        select(Case).where(Case.number == row.about, Case.kind == "vacancy")).one_or_none()
    if case is None:
        yield row.about, "", row.state, None
    elif not _moving(session, case.id):
        yield row.about, "removed", row.state, case.office_id


def _moving(session: Session, case_id: int) -> bool:
    """Whether something about it is on its way."""
    return session.scalars(
        select(Message.id).where(Message.case_id == case_id, Message.state == "waiting")
        .where(Message.channel == exchange_out.CHANNEL).limit(1)
    ).first() is not None


def _said(session: Session, case_id: int) -> bool:
    """Whether the exchange was ever told of it."""
    return session.scalars(
        select(Message.id).where(Message.case_id == case_id)
        .where(Message.channel == exchange_out.CHANNEL).limit(1)
    ).first() is not None


def _unsaid(session: Session) -> list[Ours]:
    """Published vacancies the exchange was never told of, some at a time."""
    told = (select(Message.id).where(Message.case_id == Case.id)
            .where(Message.channel == exchange_out.CHANNEL).exists())
    rows = session.execute(
        select(Vacancy.case_number, Case.version, Case.id, Case.office_id)
        .join(Case, and_(Case.number == Vacancy.case_number, Case.kind == "vacancy"))
        .where(Vacancy.published.is_(True), ~told).order_by(Vacancy.id).limit(FIRST)
    ).all()
    return [Ours(number, "published", version, key, office)
            for number, version, key, office in rows]


def _keep(
    session: Session, about: str, ours: str, theirs: str, office: int | None, now: datetime
) -> None:
    row = session.scalars(
        select(ExchangeDifference).where(ExchangeDifference.about == about)
        .where(ExchangeDifference.ended_at.is_(None))
    ).first()
    if row is None:
        row = ExchangeDifference(about=about, kind="vacancy", found_at=now, office_id=office,
                                 ended_at=None)
        session.add(row)
    row.ours, row.theirs, row.seen_at = ours, theirs, now
    session.flush()


def _end(session: Session, now: datetime) -> None:
    """What this comparison did not find any more is over."""
    session.execute(
        update(ExchangeDifference).where(ExchangeDifference.ended_at.is_(None))
        .where(ExchangeDifference.seen_at < now).values(ended_at=now),
        execution_options={"synchronize_session": False},
    )
