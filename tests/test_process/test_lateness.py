"""An act of before the previous working day is entered with a reason, kept where it can be seen."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from console.data.journal import JournalLine
from console.data.store import Store
from console.errors import Invalid
from tests.make import ZONE, World

ACCEPT = "registration.accept_application"


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


def entered(w: World, happened: str, reason: str | None) -> str:
    """An application of ``happened`` entered now; the number of its case."""
    return w.process.perform(
        ACCEPT, None, w.actor("specialist"), w.an_application(),
        datetime.fromisoformat(happened).replace(tzinfo=ZONE), w.now,
        scope=w.scope("specialist"), late_reason=reason,
    ).number


@pytest.mark.parametrize(("now", "happened"), [
    ("2021-04-16 10:00", "2021-04-16 09:00"),  # Friday, the same day
    ("2021-04-16 10:00", "2021-04-15 12:00"),  # the day before
    ("2021-04-19 10:00", "2021-04-16 12:00"),  # Monday: the Friday before
    ("2021-04-19 10:00", "2021-04-17 12:00"),  # a Saturday lies after it
    ("2021-04-18 10:00", "2021-04-16 12:00"),  # Sunday: the Friday before
    ("2021-05-11 10:00", "2021-05-08 12:00"),  # the holidays of May count as passed
])
def test_the_previous_working_day_needs_no_reason(world: World, now: str, happened: str) -> None:
    """Papers of yesterday are the ordinary morning; weekends and holidays do not make them late."""
    assert entered(world.at(now), happened, "")


@pytest.mark.parametrize(("now", "happened"), [
    ("2021-04-16 10:00", "2021-04-14 12:00"), ("2021-04-19 10:00", "2021-04-15 23:59"),
    ("2021-04-18 10:00", "2021-04-15 12:00"),
])
def test_what_is_older_is_refused_without_a_reason(world: World, now: str, happened: str) -> None:
    """Blank is no reason; nothing is written."""
    for blank in ("", "   "):
        with pytest.raises(Invalid) as refused:
            entered(world.at(now), happened, blank)
        assert list(refused.value.fields) == ["late_reason"]
    assert not world.cases("registration")


def test_the_reason_stands_in_the_journal(world: World) -> None:
    """With both times; an act that is not late keeps none, whatever was typed."""
    late = entered(world.at("2021-04-16 10:00"), "2021-04-13 12:00", " Пошта кешікті ")
    soon = entered(world, "2021-04-16 09:00", "артық")
    with world.read() as session:
        why = {
            line.subject_number: line.why.get("late_reason")
            for line in session.scalars(select(JournalLine).where(JournalLine.step == ACCEPT))
        }
    assert why == {late: "Пошта кешікті", soon: None}


def test_programs_with_proof_of_their_own_are_not_asked(world: World) -> None:
    """An offline file or an import says its own times."""
    assert entered(world.at("2021-04-16 10:00"), "2021-04-01 12:00", None)
