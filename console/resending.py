"""A notice sent once more: the same words to the address known today; the first one stays as it is.

The legal effect stays with the first message and its time: a repeated one starts and stops nothing.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from console.data.actors import Employer, Person
from console.data.outbox import Message
from console.data.store import Store
from console.errors import Conflict, Label, NotFound, Throttled
from console.scope import SYSTEM

#: ways that can be tried again by themselves; a village's task and the cabinet stay where they are
AGAIN = ("sms", "email")
MOST = 3
NOT_NOW: Label = {
    "kk": "Бұл хабарлама әлі жіберілуде немесе оны қайта жіберуге болмайды.",
    "ru": "Это сообщение еще отправляется или не отправляется повторно.",
    "en": "This message is still on its way, or is not of a kind that is sent again.",
}


def may_repeat(channel: str, state: str) -> bool:
    """Whether a message of this channel in this state may be sent again."""
    return channel in AGAIN and state in ("failed", "sent", "delivered")


def send_again(store: Store, case_id: int, message: int, *, by: str, now: datetime) -> int:
    """Write a copy of a message of the case for the sender; answers its key.

    NotFound for a message of another case, Conflict while it is on its way, Throttled after
    three copies.
    """
    with store.write(SYSTEM) as session:
        row = session.scalars(
            select(Message).where(Message.id == message, Message.case_id == case_id)
            .with_for_update()
        ).one_or_none()
        if row is None:
            raise NotFound()
        if not may_repeat(row.channel, row.state):
            raise Conflict(NOT_NOW)
        first = row.event.partition("~")[0]
        copies = session.scalar(
            select(func.count()).select_from(Message)
            .where(Message.case_id == case_id, Message.channel == row.channel)
            .where(Message.event.startswith(f"{first}~", autoescape=True))
        ) or 0
        if copies >= MOST:
            raise Throttled()
        receiver: Person | Employer | None = None
        if row.person_id is not None:
            receiver = session.get(Person, row.person_id)
        elif row.employer_id is not None:
            receiver = session.get(Employer, row.employer_id)
        copy = Message(
            event=f"{first}~{copies + 1}", notice=row.notice, paragraph=row.paragraph,
            channel=row.channel, recipient=_address(receiver, row), language=row.language,
            subject=row.subject, body=row.body, payload={"again": row.id, "by": by},
            case_id=row.case_id, person_id=row.person_id, employer_id=row.employer_id,
            office_id=row.office_id, village_id=row.village_id, state="waiting", attempts=0,
            next_try_at=now, created_at=now,
        )
        session.add(copy)
        session.flush()
        return copy.id


def _address(receiver: Person | Employer | None, row: Message) -> str:
    """The address known today, else the one used before."""
    if row.channel == "email":
        return (receiver.email if receiver else None) or row.recipient
    phone = receiver.mobile if isinstance(receiver, Person) else getattr(receiver, "phone", None)
    return phone or row.recipient
