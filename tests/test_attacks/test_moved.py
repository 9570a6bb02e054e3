"""Who has moved is read by the center that serves them now, and complains of it unseen."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from console.data.case import Case
from console.data.store import Store
from tests.make import Jobseeker, World
from tests.test_plugins.test_complaints import lodged

TRANSFER = "registration.transfer_person"


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


def moved(world: World) -> Jobseeker:
    """Registered at the first center, then served by the second (par. 4)."""
    told = world.a_registered_jobseeker(login="aigul")
    world.do(TRANSFER, told.case, by="director", center="center2", reason="Көшті")
    return told


def sees(world: World, login: str, number: str) -> bool:
    """Whether a login's scope reaches a case."""
    with world.read(world.scope(login)) as session:
        return session.scalars(select(Case.id).where(Case.number == number)).first() is not None


def test_the_accused_center_does_not_see_the_complaint_of_who_moved_to_it(world: World) -> None:
    """Par. 46: a transfer shows the new center the past, not what is written against it."""
    told = moved(world)
    complaint = lodged(world, told, by="aigul", against="center")
    assert sees(world, "head2", complaint)
    assert not sees(world, "specialist2", complaint)


def test_a_center_left_again_reads_nothing_new(world: World) -> None:
    """Par. 4: the grant of a transfer ends when the person moves on."""
    told = moved(world)
    world.do(TRANSFER, told.case, by="director2", center="center", reason="Қайта көшті")
    assert sees(world, "specialist", told.case)
    assert not sees(world, "specialist2", told.case)
