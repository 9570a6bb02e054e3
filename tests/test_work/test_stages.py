"""Stage events reach the monitoring system effectively once, whatever it does meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from console.data.outbox import Message
from console.errors import Grounds
from console.outside.switched_off import NoStages
from console.work.outbox import PAUSES, Sender, unsent_stages
from tests import portal
from tests.make import World


@pytest.fixture(autouse=True)
def again_up(world: World) -> Iterator[None]:
    """Whatever a test did to the receivers is undone."""
    yield
    for name in ("monitoring", "egov"):
        world.outside.controls.set(name, "up")


def events(world: World, number: str, channel: str = "monitoring") -> list[Message]:
    """The stage events of a case for one system, as they are now."""
    return [m for m in world.messages(number, "stage") if m.channel == channel]


def heard(world: World, number: str, system: str = "monitoring") -> list[dict[str, Any]]:
    """What the simulated receiver keeps about a case."""
    receiver: Any = getattr(world.outside, system)
    return [row["event"] for row in receiver.told() if row["event"]["number"] == number]


def send(world: World, after: int = 0) -> Any:
    """The worker's turn, ``after`` seconds from the world's clock."""
    return Sender(world.store, world.outside, world.catalog).run(
        world.now + timedelta(seconds=after))


def accepted(world: World) -> str:
    """A case whose first stage waits to be told."""
    return world.do("registration.accept_application", data=world.an_application()).number


def test_a_stage_leaves_with_its_act(world: World) -> None:
    """Par. 23: what is told, in the act's own transaction: no name, no IIN."""
    application = world.an_application()
    number = world.do("registration.accept_application", data=application).number
    [row] = events(world, number)
    assert (row.state, row.payload["stage"], row.payload["service"]) == (
        "waiting", "accepted", "registration")
    assert application["iin"] not in str(row.payload)
    send(world)
    [event] = heard(world, number)
    assert event["title"]["en"] == "Request accepted"
    assert (event["office"], event["due_on"]) == ("center", "2021-04-19")


def test_a_refused_act_tells_nothing(world: World) -> None:
    """No act, no stage: the event is rolled back with it."""
    application = world.an_application()
    world.do("registration.accept_application", data=application)
    before = world.count(Message)
    with pytest.raises(Grounds):
        world.do("registration.accept_application", data=application)
    assert world.count(Message) == before


def test_a_receiver_that_is_down_is_told_later(world: World) -> None:
    """It waits with its pause; the first answer closes it."""
    number = accepted(world)
    world.outside.controls.set("monitoring", "down")
    send(world)
    [row] = events(world, number)
    assert (row.state, row.attempts) == ("waiting", 1)
    assert not heard(world, number)
    world.outside.controls.set("monitoring", "up")
    send(world, PAUSES[0] + 1)
    assert events(world, number)[0].state == "delivered"
    assert len(heard(world, number)) == 1


def test_a_lost_answer_does_not_tell_twice(world: World) -> None:
    """The receiver kept it, the answer was lost: the same key, so it is kept once."""
    number = accepted(world)
    world.outside.controls.set("monitoring", "lost_ack")
    send(world)
    assert events(world, number)[0].state == "waiting"
    assert len(heard(world, number)) == 1
    world.outside.controls.set("monitoring", "up")
    send(world, PAUSES[0] + 1)
    assert events(world, number)[0].state == "delivered"
    assert len(heard(world, number)) == 1


def test_a_slow_receiver_holds_up_nobody(world: World) -> None:
    """A late answer counts as none; the other system hears its own events meanwhile."""
    world.outside.controls.set("monitoring", "slow", delay_ms=20)
    data = portal.new_request(world)
    portal.applicant(world, "slow-citizen", data["iin"])
    number = portal.file(world, "slow-citizen", data).number
    send(world)
    assert events(world, number)[0].state == "delivered"
    assert len(heard(world, number, "egov")) == 1


def test_a_refusal_is_final_and_counted(world: World) -> None:
    """What the receiver refuses is given up with its words, and the doctor counts it."""
    number = accepted(world)
    world.outside.controls.set("monitoring", "mismatch")
    send(world)
    [row] = events(world, number)
    assert row.state == "failed"
    assert row.error
    with world.read() as session:
        assert unsent_stages(session)["monitoring", "failed"] >= 1


def test_a_system_that_is_not_set_up_is_not_tried(world: World) -> None:
    """Its stages wait untouched until it is; they are counted, never given up."""
    number = accepted(world)
    off = replace(world.outside, monitoring=NoStages("monitoring"))
    Sender(world.store, off, world.catalog).run(world.now)
    [row] = events(world, number)
    assert (row.state, row.attempts) == ("waiting", 0)
    with world.read() as session:
        assert unsent_stages(session)["monitoring", "waiting"] >= 1
    send(world)
    assert events(world, number)[0].state == "delivered"


def test_e_government_hears_of_portal_requests_only(world: World) -> None:
    """Par. 26: the applicant's cabinet there follows what came from there."""
    desk = accepted(world)
    data = portal.new_request(world)
    brought = portal.bring(world, "egov", data).number
    send(world)
    assert not events(world, desk, "egov")
    assert [e["stage"] for e in heard(world, brought, "egov")] == ["accepted"]


def test_two_workers_tell_once(world: World) -> None:
    """A claimed event is nobody else's until its pause is over."""
    number = accepted(world)
    first = Sender(world.store, world.outside, world.catalog)
    claimed = first._claim(world.now)
    assert {m.channel for m in claimed} >= {"monitoring"}
    assert Sender(world.store, world.outside, world.catalog).run(world.now).sent == 0
    with world.read() as session:
        assert session.scalar(select(Message.attempts).where(
            Message.case_id == world.case(number).id, Message.channel == "monitoring")) == 1
