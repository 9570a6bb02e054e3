"""A signed decision never changes; an error in it is corrected by another that names it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from console.data.documents import Decision, Document
from console.data.store import Store
from console.errors import Conflict, Forbidden, NotFound
from console.scope import SYSTEM
from tests.make import World
from tests.test_attacks.test_signing import STEP, checked

CORRECT = "unemployed_status.correct_decision"
SAID = {"correction": "Тегі «Басқатегі» деп оқылсын.", "reason": "Тіркелімдегі жазу"}


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


def decided(world: World) -> str:
    """A case of unemployed status whose registration was signed (par. 32)."""
    case = checked(world)
    world.sign(STEP, case, by="head")
    return case


def decisions(world: World, case: str) -> list[Decision]:
    """The authority's decisions of a case, oldest first."""
    with world.read() as session:
        return list(session.scalars(
            select(Decision).where(Decision.case_id == world.case(case).id)
            .where(Decision.kind != "draft_decision").order_by(Decision.id)
        ))


def test_a_correction_is_a_new_decision_linked_to_the_old(world: World) -> None:
    """Par. 32: outcome, grounds and state stay; the new sheet bears the name as it is now."""
    case = decided(world)
    with world.store.write(SYSTEM) as session:
        person = session.get_one(type(world.person_of(case)), world.case(case).person_id)
        person.surname = "Басқатегі"
    outcome = world.sign(CORRECT, case, by="head", **SAID)
    old, new = decisions(world, case)
    assert (new.kind, new.outcome, new.supersedes_id) == ("correction", old.outcome, old.id)
    assert new.grounds == old.grounds and outcome.state == "registered"
    with world.read() as session:
        first, second = [
            session.scalars(select(Document).where(Document.number == d.number)).one()
            for d in (old, new)
        ]
        assert second.supersedes_id == first.id and first.state == second.state == "signed"
        assert second.data["full_name"].startswith("Басқатегі")
        assert not first.data["full_name"].startswith("Басқатегі")
        assert second.data["corrected_number"] == first.number
        assert second.data["facts"] == first.data["facts"]
    assert world.messages(case, "decision_corrected")


def test_annex_four_keeps_the_day_of_the_decision(world: World) -> None:
    """Par. 33: what was corrected later was still decided on its own day."""
    case = decided(world)
    day = decisions(world, case)[0].decided_on
    world.at("2021-04-22 10:00")
    world.sign(CORRECT, case, by="head", **SAID)
    number = world.sign("unemployed_status.give_notice", case).documents[0]
    with world.read() as session:
        data = session.scalars(select(Document.data).where(Document.number == number)).one()
    assert data["registered_from"] == day.isoformat()


def test_a_second_correction_follows_the_first(world: World) -> None:
    """The chain of corrections has no fork."""
    case = decided(world)
    for _ in range(2):
        world.sign(CORRECT, case, by="head", **SAID)
    old, first, second = decisions(world, case)
    assert (first.supersedes_id, second.supersedes_id) == (old.id, first.id)


def test_only_the_head_of_that_authority_corrects(world: World) -> None:
    """Neither the center's director nor another authority, and never before a decision."""
    case = checked(world)
    with pytest.raises(Conflict):
        world.prepare(CORRECT, case, "head", **SAID)
    world.sign(STEP, case, by="head")
    with pytest.raises(Forbidden):
        world.prepare(CORRECT, case, "director", **SAID)
    with pytest.raises(NotFound):
        world.prepare(CORRECT, case, "head2", **SAID)


def test_the_database_refuses_to_change_a_decision(world: World) -> None:
    """Promise P7: no UPDATE and no DELETE, whoever asks."""
    case = decided(world)
    for statement in ("UPDATE decision SET outcome = 'refused'", "DELETE FROM decision",
                      "UPDATE document SET data = '{}' WHERE state = 'signed'"):
        with pytest.raises(Exception, match="never change|never deleted"), \
                world.store.engine.begin() as connection:
            connection.exec_driver_sql(statement)
    assert decisions(world, case)[0].outcome == "registered"
