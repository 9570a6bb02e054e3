"""Sending the outbox: at least once, with a key that lets the other side drop a copy.

A message is claimed (its next try moved on) before it goes out and marked afterwards, each in a
transaction of its own: whatever dies between the two is sent again with the same key.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.catalog import Catalog
from console.data.outbox import Message
from console.data.store import Store
from console.outside import Outside, OutsideDown, OutsideRefused
from console.outside.email.model import Letter
from console.outside.stages import StageEvent, StageService
from console.outside.switched_off import NoExchangePortal, NoStages
from console.process import Event
from console.scope import SYSTEM
from console.work import exchange_out

log = logging.getLogger(__name__)

#: Seconds before the second, third … try; the last one repeats until TRIES.
PAUSES = (30, 60, 300, 900, 3600, 10_800, 21_600)
TRIES = 30
BATCH = 200
#: a system that was down so often in one run is left alone until the next
BREAK = 3
#: Channels people deliver: a task for the village, a paper in the hand.
BY_HAND = ("assistant", "akim", "in_person", "cabinet")
ERROR = 300


@dataclass
class Sent:
    """How many messages went out, arrived, wait for another try, or were given up."""

    sent: int = 0
    delivered: int = 0
    again: int = 0
    failed: int = 0
    errors: list[str] = field(default_factory=list)

    def sentence(self) -> str:
        """One line for a person."""
        return (f"Messages: {self.sent} sent, {self.delivered} delivered, "
                f"{self.again} to be tried again, {self.failed} given up.")


@dataclass(frozen=True)
class Result:
    """What a channel answered: the provider's id and whether that already proves delivery."""

    provider_id: str = ""
    delivered: bool = False


def key_of(message: Message) -> str:
    """The idempotency key: the same for every try of one message."""
    return f"jumys-{message.id}-{message.event}"[:100].replace(" ", "_")


def pause(attempts: int) -> timedelta:
    """How long to wait after the n-th try."""
    return timedelta(seconds=PAUSES[min(max(attempts, 1), len(PAUSES)) - 1])


class Sender:
    """Sends what is waiting. ``run`` may be called by several workers at once."""

    def __init__(self, store: Store, outside: Outside, catalog: Catalog) -> None:
        self.store, self.outside, self.catalog = store, outside, catalog
        systems = {"monitoring": outside.monitoring, "egov": outside.egov}
        # a system that is not set up is not tried: its stages wait until it is
        self.parked = [name for name, way in systems.items() if isinstance(way, NoStages)]
        if isinstance(outside.exchange_portal, NoExchangePortal):
            self.parked.append(exchange_out.CHANNEL)
        self._down: dict[str, int] = {}
        self.channels: dict[str, Callable[[Message], Result]] = {
            "sms": self._sms,
            "email": self._email,
            "monitoring": lambda m: self._stage(m, outside.monitoring),
            "egov": lambda m: self._stage(m, outside.egov),
            exchange_out.CHANNEL: self._exchange,
            "listener": self._listener,
        }

    def run(self, now: datetime) -> Sent:
        """Send everything due at ``now``, then ask for receipts of what is on its way."""
        done = Sent()
        self._down.clear()
        while True:
            claimed = self._claim(now)
            for message in claimed:
                self._one(message, now, done)
            if len(claimed) < BATCH:
                break
        self._receipts(now, done)
        return done

    def due(self, now: datetime) -> bool:
        """Whether anything waits to be sent."""
        with self.store.session(SYSTEM) as session:
            return session.scalar(self._waiting(now, Message.id).limit(1)) is not None

    def _waiting(self, now: datetime, what: Any = Message) -> Any:
        return (
            select(what)
            .where(Message.state == "waiting", Message.next_try_at <= now)
            .where(Message.channel.not_in((*BY_HAND, *self.parked)))
            .order_by(Message.next_try_at, Message.id)
        )

    def _claim(self, now: datetime) -> list[Message]:
        """The next batch, its next try moved on: nobody else takes it meanwhile."""
        with self.store.write(SYSTEM) as session:
            rows = list(session.scalars(
                self._waiting(now).limit(BATCH).with_for_update(skip_locked=True)
            ))
            for row in rows:
                row.attempts += 1
                row.next_try_at = now + pause(row.attempts)
            return rows

    def _one(self, message: Message, now: datetime, done: Sent) -> None:
        channel = self.channels.get(message.channel) or self._plugin(message.channel)
        if self._down.get(message.channel, 0) >= BREAK:
            self._untried(message, done)
            return
        try:
            if channel is None:
                raise OutsideRefused(f"There is no channel {message.channel}.")
            result = channel(message)
        except OutsideRefused as error:
            self._give_up(message, str(error), done)
        except Exception as error:
            # an adapter's own fault must not hold up everybody else's messages
            if isinstance(error, OutsideDown):
                self._down[message.channel] = self._down.get(message.channel, 0) + 1
            else:
                log.exception("channel %s failed on message %s", message.channel, message.id)
            self._try_again(message, str(error), done)
        else:
            self._down.pop(message.channel, None)
            self._note(message.id, state="delivered" if result.delivered else "sent",
                       sent_at=now, delivered_at=now if result.delivered else None, error=None,
                       provider_id=result.provider_id[:120] or None,
                       next_try_at=None if result.delivered else now + pause(1))
            done.sent += 1
            done.delivered += result.delivered

    def _give_up(self, message: Message, error: str, done: Sent) -> None:
        self._note(message.id, state="failed", next_try_at=None, error=error[:ERROR])
        done.failed += 1
        done.errors.append(error)

    def _try_again(self, message: Message, error: str, done: Sent) -> None:
        if message.attempts >= TRIES:
            self._give_up(message, error, done)
            return
        self._note(message.id, error=error[:ERROR])
        done.again += 1
        done.errors.append(error)

    def _untried(self, message: Message, done: Sent) -> None:
        """The system is down: the message waits its pause and the try is not counted."""
        self._note(message.id, attempts=max(message.attempts - 1, 0))
        done.again += 1

    def _note(self, key: int, **values: object) -> None:
        with self.store.write(SYSTEM) as session:
            row = session.get_one(Message, key)
            for name, value in values.items():
                setattr(row, name, value)

    # ---- channels
    def _sms(self, message: Message) -> Result:
        receipt = self.outside.sms.send(message.recipient, message.body, key_of(message))
        return Result(receipt.id, receipt.state == "delivered")

    def _email(self, message: Message) -> Result:
        letter = Letter(message.recipient, message.subject, message.body, key_of(message))
        return Result(self.outside.email.send(letter))

    def _stage(self, message: Message, service: StageService) -> Result:
        told = dict(message.payload)
        event = StageEvent(
            # by the case's own number: no two installations ever share a key
            id=f"{told.get('number', '')}:{message.event}", number=str(told.get("number", "")),
            service=str(told.get("service", "")), stage=str(told.get("stage", "")),
            at=datetime.fromisoformat(told["at"]) if "at" in told else message.created_at,
            title=self._title(told), office=str(told.get("office", "")),
            due_on=str(told.get("due_on", "")),
        )
        return Result(service.tell(event), delivered=True)

    def _exchange(self, message: Message) -> Result:
        """The present state of what the row names, to the Electronic Labour Exchange."""
        portal = self.outside.exchange_portal
        with self.store.session(SYSTEM) as session:
            told = exchange_out.build(session, message, portal)
        return Result(portal.tell(told), delivered=True)

    def _title(self, told: dict[str, Any]) -> Mapping[str, str]:
        """The words of a stage, as its plugin declares them now."""
        declared = self.catalog.stages.get(str(told.get("step", "")), ())
        found = (s.title for s in declared if s.code == told.get("stage"))
        return dict(next(found, told.get("title", {})))

    def _listener(self, message: Message) -> Result:
        """A listener that failed after an act is told again."""
        told = message.payload
        event = Event(told["step"], told["subject_kind"], told["subject_id"], told["number"],
                      told["line_id"], message.created_at)
        for listener in self.catalog.pm.hook.after_step.get_hookimpls():
            if listener.plugin_name == message.recipient:
                listener.function(event=event)
                return Result(delivered=True)
        raise OutsideRefused(f"The plugin {message.recipient} is not installed.")

    def _plugin(self, name: str) -> Callable[[Message], Result] | None:
        send = self.catalog.channels.get(name)
        if send is None:
            return None
        return lambda message: Result(str(send(message) or ""))

    # ---- receipts
    def _receipts(self, now: datetime, done: Sent) -> None:
        """Ask what became of text messages that were accepted; a silent operator is no failure."""
        with self.store.session(SYSTEM) as session:
            rows = session.execute(
                select(Message.id, Message.provider_id, Message.attempts)
                .where(Message.channel == "sms", Message.state == "sent")
                .where(Message.next_try_at <= now, Message.provider_id.is_not(None))
                .order_by(Message.next_try_at).limit(BATCH)
            ).all()
        for key, provider_id, attempts in rows:
            self._receipt(key, str(provider_id), attempts, now, done)

    def _receipt(
        self, key: int, provider_id: str, attempts: int, now: datetime, done: Sent
    ) -> None:
        try:
            state = self.outside.sms.status(provider_id).state
        except (OutsideDown, OutsideRefused) as error:
            log.info("no receipt for message %s: %s", key, error)
            state = "unknown"
        if state == "delivered":
            self._note(key, state="delivered", delivered_at=now, next_try_at=None)
            done.delivered += 1
        elif state == "undelivered":
            self._note(key, state="failed", error="The operator could not deliver it.",
                       next_try_at=None)
            done.failed += 1
        else:
            over = attempts >= TRIES
            self._note(key, attempts=attempts + 1,
                       next_try_at=None if over else now + pause(attempts + 1))


def unsent_stages(session: Session) -> dict[tuple[str, str], int]:
    """(system, state) -> stage events that it has not received: waiting or given up."""
    from sqlalchemy import func

    rows = session.execute(
        select(Message.channel, Message.state, func.count())
        .where(Message.notice == "stage", Message.state.in_(("waiting", "failed")))
        .group_by(Message.channel, Message.state)
    ).all()
    return {(row[0], row[1]): row[2] for row in rows}


def backlog(session: Session, now: datetime) -> dict[str, int]:
    """How many messages wait past their time, and how many were given up."""
    from sqlalchemy import func

    late = select(func.count()).select_from(Message).where(
        Message.state == "waiting", Message.next_try_at < now - pause(len(PAUSES)))
    failed = select(func.count()).select_from(Message).where(Message.state == "failed")
    return {"late": session.scalar(late) or 0, "failed": session.scalar(failed) or 0}
