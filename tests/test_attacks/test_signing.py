"""A signature stands under what was read: the signer's own paper, for the act it was made for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.data.store import Store
from console.errors import Conflict
from tests.make import PIN, World

STEP = "unemployed_status.sign_decision"


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


def checked(world: World) -> str:
    """A registration as unemployed that waits for the head's signature (par. 32)."""
    told = world.a_registered_jobseeker()
    world.at("2021-04-20 09:00").sweep()
    person = world.person(told.person)
    case = world.cases("unemployed_status", person.id)[-1].number
    world.sign("unemployed_status.approve_draft", case)
    held = {"employment": {"contracts": []}, "student": {"institution": None}}
    for register, facts in held.items():
        world.outside.registers.know(person.iin, register, **facts)  # type: ignore[attr-defined]
    world.ask(
        person.iin or "", "officer", step="unemployed_status.check_registers", case=case,
        registers=("person", "employment", "entrepreneur", "student"), purpose="32",
    )
    return case


def sign(world: World, case: str, document: str, by: str, step: str = STEP) -> object:
    """Sign a document somebody has prepared."""
    world._key(by)
    return world.desk.sign(step, case, world.actor(by), world.scope(by), world.now,
                           document=document, pin=PIN)


def test_a_paper_that_names_the_head_is_not_signed_by_the_deputy(world: World) -> None:
    """Par. 32: the sheet says who signs; whoever else signs prepares a sheet of their own."""
    case = checked(world)
    made = world.prepare(STEP, case, "head")
    with pytest.raises(Conflict):
        sign(world, case, made.number, "deputy")
    assert world.state(case) == "checked"
    world.sign(STEP, case, by="deputy")
    assert world.state(case) == "registered"


def test_a_paper_is_signed_for_the_act_it_was_prepared_for(world: World) -> None:
    """Two acts may use one form: the sheet of one does not carry the other."""
    case = checked(world)
    declared = world.catalog.steps[STEP]
    other = replace(declared, name="unemployed_status.sign_decision_again")
    steps = {**world.catalog.steps, other.name: other}
    both = world.with_catalog(replace(world.catalog, steps=steps))
    made = both.prepare(STEP, case, "head")
    with pytest.raises(Conflict):
        sign(both, case, made.number, "head", other.name)
    assert world.state(case) == "checked"
