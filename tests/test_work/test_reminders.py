"""Reminders of a person's and an employer's terms: the day before, on the day, after, each once."""

from __future__ import annotations

from sqlalchemy import select

from console.data.obligations import Obligation
from console.data.outbox import Message
from console.scope import SYSTEM
from console.work.reminders import remind
from tests.make import World
from tests.test_plugins.offers import offered, searching


def reminded(w: World, text: str) -> list[tuple[str, str]]:
    """(notice, channel) of what a round at that moment wrote."""
    with w.read() as session:
        before = set(session.scalars(select(Message.id)))
    remind(w.store, w.catalog, w.at(text).now)
    with w.read() as session:
        rows = session.scalars(select(Message).where(Message.id.not_in(before))).all()
    return sorted((row.notice, row.channel) for row in rows)


def an_unanswered_offer(w: World) -> None:
    """An unemployed person has three working days to answer (par. 59)."""
    w.at("2021-04-16 10:00")
    offered(w, searching(w, "unemployed"), w.a_vacancy().number)


def test_par_59_the_answer_is_reminded_of_before_and_on_the_day(world: World) -> None:
    """Three working days from Friday 16 April 2021 end on Wednesday the 21st."""
    an_unanswered_offer(world)
    with world.read() as session:
        duty = session.scalars(select(Obligation).where(Obligation.deadline == "D-26")).one()
    ahead, today = "2021-04-20 10:00", "2021-04-21 10:00"
    assert duty.due_on.isoformat() == "2021-04-21"
    assert reminded(world, "2021-04-19 10:00") == []
    assert ("reminder_ahead", "cabinet") in reminded(world, ahead)
    assert reminded(world, ahead) == []
    assert ("reminder_today", "cabinet") in reminded(world, today)
    assert ("reminder_late", "cabinet") in reminded(world, "2021-04-22 10:00")
    assert reminded(world, "2021-04-23 10:00") == []


def test_nobody_is_written_to_at_night(world: World) -> None:
    """Before nine in the office's zone nothing goes out."""
    an_unanswered_offer(world)
    assert reminded(world, "2021-04-20 08:30") == []
    assert reminded(world, "2021-04-20 09:00") != []


def test_a_long_missed_term_is_left_alone(world: World) -> None:
    """A console that stood still for a month does not write about what is long past."""
    an_unanswered_offer(world)
    assert reminded(world, "2021-06-01 10:00") == []


def test_offices_are_not_written_to(world: World) -> None:
    """Their terms stand in the worklist: D-08 of the center calls for no message."""
    world.at("2021-04-16 10:00").a_registered_jobseeker()
    with world.store.session(SYSTEM) as session:
        open_duties = session.scalars(select(Obligation.responsible).where(
            Obligation.state == "open")).all()
    assert set(open_duties) & {"center"}
    assert reminded(world, "2021-04-19 10:00") == []


def test_a_reminder_names_paragraph_duty_and_consequence(world: World) -> None:
    """What is awaited, until when, on what basis, what follows; in the person's language."""
    an_unanswered_offer(world)
    reminded(world, "2021-04-21 10:00")
    with world.read() as session:
        row = session.scalars(select(Message).where(Message.notice == "reminder_today")).first()
    assert row is not None
    assert row.paragraph == "59"
    assert "21.04.2021" in row.body
    deadline = world.catalog.law.deadline("D-26")
    assert deadline.title[row.language] in row.subject
    assert deadline.consequence[row.language] in row.body
