"""Messages go out at least once, under one key, and never hold up each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from console.data.outbox import Message
from console.outside import OutsideDown, OutsideRefused
from console.outside.sms.model import SmsReceipt
from console.scope import SYSTEM
from console.work.outbox import PAUSES, TRIES, Sender, backlog
from tests.make import World


class Gateway:
    """An SMS gateway that does what the test says and remembers the keys it saw."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.fail: Exception | None = None
        self.state: Any = "accepted"

    def send(self, to: str, text: str, dedupe_key: str) -> SmsReceipt:
        self.keys.append(dedupe_key)
        if self.fail:
            raise self.fail
        return SmsReceipt(f"id-{len(self.keys)}", "accepted", 1, datetime.now().astimezone())

    def status(self, message_id: str) -> SmsReceipt:
        return SmsReceipt(message_id, self.state, 1, datetime.now().astimezone())


def a_message(world: World, channel: str = "sms", **over: Any) -> int:
    """A waiting message; returns its key."""
    with world.store.write(SYSTEM) as session:
        row = Message(**{
            "event": f"{world.serial()}:test", "notice": "test", "paragraph": "12",
            "channel": channel, "recipient": "+77011112233", "language": "kk", "subject": "s",
            "body": "b", "payload": {}, "state": "waiting", "attempts": 0,
            "next_try_at": world.now, "created_at": world.now, **over,
        })
        session.add(row)
        session.flush()
        return row.id


def row(world: World, key: int) -> Message:
    """The message as it is now."""
    with world.read() as session:
        return session.scalars(select(Message).where(Message.id == key)).one()


def sender(world: World, gateway: Gateway) -> Sender:
    """A sender whose text messages go to the test's gateway."""
    return Sender(world.store, replace(world.outside, sms=gateway), world.catalog)


def test_a_message_is_sent_once_and_its_receipt_is_asked_for(world: World) -> None:
    """Sent, then delivered when the operator says so; a second run sends nothing."""
    gateway, key = Gateway(), a_message(world)
    assert sender(world, gateway).run(world.now).sent == 1
    assert row(world, key).state == "sent"
    gateway.state = "delivered"
    later = world.now + timedelta(seconds=PAUSES[0] + 1)
    assert sender(world, gateway).run(later).delivered == 1
    assert row(world, key).state == "delivered"
    assert len(gateway.keys) == 1


def test_a_lost_answer_is_tried_again_under_the_same_key(world: World) -> None:
    """The other side can drop the copy: at least once, never with a second key."""
    gateway, key = Gateway(), a_message(world)
    gateway.fail = OutsideDown("the answer was lost")
    assert sender(world, gateway).run(world.now).again == 1
    assert row(world, key).state == "waiting"
    assert sender(world, gateway).run(world.now).again == 0, "not before its pause is over"
    gateway.fail = None
    sender(world, gateway).run(world.now + timedelta(seconds=PAUSES[0] + 1))
    assert row(world, key).state == "sent"
    assert len(set(gateway.keys)) == 1
    assert len(gateway.keys) == 2


def test_a_refusal_and_endless_failure_are_given_up_and_seen(world: World) -> None:
    """A wrong number is not tried for ever; the backlog shows what was given up."""
    gateway, key = Gateway(), a_message(world)
    gateway.fail = OutsideRefused("no such number")
    assert sender(world, gateway).run(world.now).failed == 1
    old = a_message(world, attempts=TRIES - 1)
    gateway.fail = OutsideDown("still down")
    sender(world, gateway).run(world.now)
    assert (row(world, key).state, row(world, old).state) == ("failed", "failed")
    with world.read() as session:
        assert backlog(session, world.now)["failed"] == 2


def test_one_broken_channel_holds_nobody_up(world: World) -> None:
    """An adapter's own fault is noted; the messages behind it go out."""
    gateway = Gateway()
    broken, good = a_message(world, "nowhere"), a_message(world)
    sender(world, gateway).run(world.now)
    assert row(world, broken).state == "failed"
    assert row(world, good).state == "sent"


def test_what_people_carry_is_left_to_them(world: World) -> None:
    """A task of the assistant (par. 35) is never sent by the machine."""
    key = a_message(world, "assistant", next_try_at=None)
    assert sender(world, Gateway()).run(world.now).sent == 0
    assert row(world, key).state == "waiting"


def test_a_crash_between_claim_and_mark_repeats_the_message(world: World) -> None:
    """Claimed and never marked: after the pause it is sent again, with its key."""
    gateway, key = Gateway(), a_message(world)
    assert [m.id for m in sender(world, gateway)._claim(world.now)] == [key]
    assert sender(world, gateway).run(world.now).sent == 0
    assert sender(world, gateway).run(world.now + timedelta(seconds=PAUSES[0])).sent == 1


def test_a_failed_listener_is_told_again(world: World) -> None:
    """after_step listeners that failed are retried from the outbox, by plugin name."""
    told: list[Any] = []

    class Listener:
        @staticmethod
        def after_step(event: Any) -> None:
            told.append(event)

    from console.catalog import load_catalog
    from console.hookspecs import hookimpl

    Listener.after_step = staticmethod(hookimpl(Listener.after_step))
    catalog = load_catalog(extra=[Listener()])
    key = a_message(world, "listener", recipient="Listener", payload={
        "step": "a.b", "subject_kind": "case", "subject_id": 1, "number": "R-1", "line_id": 7})
    Sender(world.store, world.outside, catalog).run(world.now)
    assert [event.line_id for event in told] == [7]
    assert row(world, key).state == "delivered"
