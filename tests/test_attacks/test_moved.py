"""Who has moved is read by the center that serves them now, and complains of it unseen."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from console.data.case import Case, Episode
from console.data.content import Entry
from console.data.documents import Consent, RegisterAnswer
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


KEPT = (Entry, Episode, Consent, RegisterAnswer)


def reached(world: World, login: str) -> dict[str, set[int]]:
    """Forms, episodes, consents and register answers that a login reads."""
    with world.read(world.scope(login)) as session:
        return {model.__tablename__: set(session.scalars(select(model.id))) for model in KEPT}


def filled_in(world: World, case: str) -> set[int]:
    """The forms of a case."""
    with world.read() as session:
        return set(session.scalars(
            select(Entry.id).where(Entry.subject_kind == "case")
            .where(Entry.subject_id == world.case(case).id)
        ))


def test_forms_and_answers_are_read_where_the_person_is_served_now(world: World) -> None:
    """Par. 22, 27: what was filled in, consented to and answered, of this person alone."""
    told = world.a_registered_jobseeker(login="aigul")
    other = world.a_registered_jobseeker(login="other")
    status = refused_status(world, told)
    answers = reached(world, "specialist")["register_answer"]
    assert not any(reached(world, "specialist2").values())
    world.do(TRANSFER, told.case, by="director", center="center2", reason="Көшті")
    after = reached(world, "specialist2")
    for case in (told.case, status):
        assert filled_in(world, case) <= after["entry"], case
    assert after["episode"] and after["consent"]
    assert not filled_in(world, other.case) & after["entry"]
    assert after["register_answer"] <= answers


def refused_status(world: World, told: Jobseeker) -> str:
    """The day of par. 24 passes, the registers are asked; the case of the status."""
    world.at("2021-04-20 09:00").sweep()
    case = world.cases("unemployed_status", world.person(told.person).id)[-1].number
    world.sign("unemployed_status.approve_draft", case, "director")
    for register, facts in (("employment", {"contracts": []}), ("student", {"institution": None})):
        world.outside.registers.know(  # type: ignore[attr-defined]
            told.application["iin"], register, **facts)
    world.ask(
        str(told.application["iin"]), "officer", case=case, purpose="unemployed_status",
        step="unemployed_status.check_registers", claims_measures=False,
        registers=("person", "employment", "entrepreneur", "student"),
    )
    return case


def test_the_forms_are_left_with_the_person(world: World) -> None:
    """Par. 4: who moves on is no longer read by the center in between."""
    told = world.a_registered_jobseeker(login="aigul")
    before = filled_in(world, told.case)
    world.do(TRANSFER, told.case, by="director", center="center2", reason="Көшті")
    assert before and before <= reached(world, "specialist2")["entry"]
    world.do(TRANSFER, told.case, by="director2", center="center", reason="Қайта көшті")
    assert not before & reached(world, "specialist2")["entry"]


def test_a_complaint_stays_with_whom_it_addressed(world: World) -> None:
    """Par. 46: a move changes neither the addressee nor who may not see the complaint."""
    told = world.a_registered_jobseeker(login="aigul")
    kept = lodged(world, told, by="aigul", against="center")
    world.do(TRANSFER, told.case, by="director", center="center2", reason="Көшті")
    assert sees(world, "head", kept)
    assert not sees(world, "head2", kept) and not sees(world, "specialist2", kept)
