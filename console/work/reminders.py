"""Reminders of the terms that bind a person or an employer: the day before, on the day, after it.

A reminder orders nothing and moves no term; it says what is awaited, by when and what follows.
Each of the three goes out once for a duty, over the person's own channels. Offices are not
written to: their terms stand in the worklist.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import notices
from console.data.actors import Employer, Office, Person
from console.data.case import Case
from console.data.obligations import Obligation
from console.data.outbox import Message
from console.data.store import Store
from console.data.worktime import working_calendar, zone_of
from console.scope import SYSTEM

if TYPE_CHECKING:
    from datetime import date

    from console.calendar import WorkCalendar
    from console.catalog import Catalog
    from console.declare import Notice

BATCH = 200
#: Nobody writes at night: reminders go out from this hour of the office's day on.
FROM_HOUR = 9
#: A term missed longer ago than so many working days is not reminded of any more.
RECENT = 5
AHEAD, TODAY, LATE = "reminder_ahead", "reminder_today", "reminder_late"


@dataclass
class Reminded:
    """What one round did."""

    sent: int = 0

    def sentence(self) -> str:
        """One line for the log."""
        return f"Reminders: {self.sent} written."


def remind(store: Store, catalog: Catalog, now: datetime) -> Reminded:
    """Write the reminders due at ``now`` (aware) into the outbox, in batches of duties."""
    done, after = Reminded(), 0
    while True:
        with store.write(SYSTEM) as session:
            duties = _duties(session, now, after)
            for duty, case, office in duties:
                done.sent += _remind(session, catalog, duty, case, office, now)
        if len(duties) < BATCH:
            return done
        after = duties[-1][0].id


def _duties(session: Session, now: datetime, after: int) -> Sequence[Any]:
    """(duty, its case, its office): open, of a person or employer, ending about now."""
    calendar = working_calendar(session)
    day = now.date()
    first = datetime.combine(calendar.add_working_days(day, -RECENT), time(), now.tzinfo)
    last = datetime.combine(calendar.add_working_days(day, 2), time.max, now.tzinfo)
    return session.execute(
        select(Obligation, Case, Office)
        .join(Case, Case.id == Obligation.case_id).join(Office, Office.id == Obligation.office_id)
        .where(Obligation.state == "open", Obligation.lapsed_at.is_(None))
        .where(Obligation.due_at.between(first, last))
        .where(Obligation.responsible.in_(("person", "employer")), Obligation.unit != "minute")
        .where(Obligation.id > after)
        .order_by(Obligation.id).limit(BATCH)
    ).all()


def _remind(
    session: Session, catalog: Catalog, duty: Obligation, case: Case, office: Office, now: datetime
) -> int:
    local = now.astimezone(zone_of(office))
    name = stage(duty, local, working_calendar(session, duty.scheme))
    key = duty.person_id if duty.responsible == "person" else duty.employer_id
    if name is None or local.hour < FROM_HOUR or key is None:
        return 0
    event = f"duty:{duty.id}:{name}"
    if session.scalar(select(Message.id).where(Message.event == event).limit(1)) is not None:
        return 0
    receiver = (session.get_one(Person, key) if duty.responsible == "person"
                else session.get_one(Employer, key))
    rows = list(_rows(catalog, catalog.notices[name], duty, case, office, receiver, now))
    for row in rows:
        row.event = event
    session.add_all(rows)
    return len(rows)


def stage(duty: Obligation, local: datetime, calendar: WorkCalendar) -> str | None:
    """Which reminder a duty calls for on the local day, if any.

    The day before only where the duty began earlier: on its first day the notice that began it
    has just said the same.
    """
    today, zone = local.date(), local.tzinfo
    if duty.due_on == today:
        return TODAY if duty.started_at.astimezone(zone).date() < today else None
    if duty.due_on < today:
        return LATE
    began: date = duty.started_at.astimezone(zone).date()
    is_next = calendar.add_working_days(today, 1) == duty.due_on
    return AHEAD if is_next and began < today else None


def _rows(
    catalog: Catalog, notice: Notice, duty: Obligation, case: Case, office: Office,
    receiver: Person | Employer, now: datetime,
) -> Iterator[Message]:
    language = str(receiver.language)
    deadline = catalog.law.deadline(duty.deadline)
    subject, body = notices.text(notice, language, {
        "name": receiver.full_name if isinstance(receiver, Person) else receiver.name,
        "duty": deadline.title[language], "consequence": deadline.consequence[language],
        "due": duty.due_on.strftime(notices.DATE), "paragraph": duty.paragraph,
        "number": case.number, "office": office.name(language),
    })
    mobile = receiver.mobile if isinstance(receiver, Person) else receiver.phone
    ways = [("cabinet", receiver.number), ("email", receiver.email), ("sms", mobile)]
    for channel, address in ways:
        if not address or channel not in notice.channels:
            continue
        at_once = channel == "cabinet"
        yield Message(
            notice=notice.name, paragraph=duty.paragraph, channel=channel, recipient=address,
            language=language, subject=subject, body=body, payload={}, case_id=case.id,
            person_id=duty.person_id if duty.responsible == "person" else None,
            employer_id=duty.employer_id if duty.responsible == "employer" else None,
            office_id=duty.office_id, village_id=None,
            state="delivered" if at_once else "waiting", attempts=0,
            next_try_at=None if at_once else now, created_at=now,
            delivered_at=now if at_once else None,
        )
