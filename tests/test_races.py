"""Races: one person through three entrances at once, two signers of one decision.

Fifty of each here, a thousand in ``make test-long`` (``JUMYS_TEST_RACES``), on SQLite and on
PostgreSQL. Nobody is there twice, nothing is decided twice, and whoever comes second is told.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from console.data.actors import Person
from console.data.case import Case
from console.data.documents import Decision, Document, Signature
from console.data.store import Store
from console.errors import Refusal
from console.scope import SYSTEM
from tests.make import PIN, World, a_check, a_full_card

RACES = int(os.environ.get("JUMYS_TEST_RACES", "50"))
DECIDE = "unemployed_status.sign_decision"
REGISTER = "registration.register_jobseeker"


@pytest.fixture
def world(store: Store, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world whose papers are not drawn: the race is for the transaction, not for the page."""
    for place in ("console.signing.render_pdf", "console.issuing.render_pdf"):
        monkeypatch.setattr(place, lambda *_form, **_page: os.urandom(32))
    return World(store)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run acts in threads that start together; their results, refusals included."""
    gate, results = threading.Barrier(len(acts)), list[Any]()

    def run(act: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results.append(act())
        except Refusal as refusal:
            results.append(refusal)
        except Exception as fault:  # a fault of a thread would pass unseen otherwise
            results.append(fault)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return results


def refused(results: list[Any]) -> int:
    """How many were refused; anything but an outcome or a refusal is a fault."""
    faults = [r for r in results if isinstance(r, Exception) and not isinstance(r, Refusal)]
    assert not faults, faults
    return sum(isinstance(r, Refusal) for r in results)


@pytest.mark.every_store
def test_one_person_through_three_entrances(world: World) -> None:
    """Par. 4, 22: center, State Corporation and village register one IIN in the same moment."""
    entrances = (
        ("registration.accept_application", "specialist"),
        ("registration.accept_application", "operator"),
        ("registration.preregister", "assistant"),
    )
    actors = {login: (world.actor(login), world.scope(login)) for _step, login in entrances}
    for _race in range(RACES):
        application = world.an_application(rural=True)

        def entering(step: str, login: str, form: dict[str, Any] = application) -> Any:
            actor, scope = actors[login]
            return lambda: world.process.perform(step, None, actor, form, None, world.now,
                                                 scope=scope)

        results = at_once(*(entering(step, login) for step, login in entrances))
        assert refused(results) == 2, results
        with world.store.session(SYSTEM) as session:
            persons = session.scalars(
                select(Person.id).where(Person.iin == application["iin"])).all()
            cases = session.scalar(
                select(func.count()).select_from(Case).where(Case.person_id.in_(persons)))
        assert (len(persons), cases) == (1, 1)


def to_register(world: World) -> str:
    """A registration that waits for the director (par. 12)."""
    application = world.an_application()
    number = world.do("registration.accept_application", data=application).number
    world.do("registration.fill_card", number, data=a_full_card(application))
    world.do("registration.propose_registration", number, data=a_check(application))
    return number


def to_decide(world: World) -> str:
    """A case of unemployed status that waits for the authority's head (par. 32)."""
    world.at("2021-04-16 10:00")
    told = world.a_registered_jobseeker()
    world.at("2021-04-20 09:00").sweep()
    person = world.person(told.person)
    case = world.cases("unemployed_status", person.id)[-1].number
    world.sign("unemployed_status.approve_draft", case)
    held = {"employment": {"contracts": []}, "student": {"institution": None}}
    for register, facts in held.items():
        world.outside.registers.know(person.iin, register, **facts)  # type: ignore[attr-defined]
    world.ask(person.iin or "", "officer", step="unemployed_status.check_registers", case=case,
              registers=("person", "employment", "entrepreneur", "student"), purpose="32")
    return case


def signing(world: World, step: str, case: str, by: str, paper: str | None = None) -> Any:
    """One hand: prepares a paper of its own, or takes one that is prepared, and signs it."""
    actor, scope = world.actor(by), world.scope(by)

    def hand() -> Any:
        number = paper or world.desk.prepare(step, case, actor, scope, world.now).number
        return world.desk.sign(step, case, actor, scope, world.now, document=number, pin=PIN)

    return hand


@pytest.mark.every_store
def test_two_signers_of_one_decision(world: World) -> None:
    """Par. 32: the head and the deputy sign at once; one decision, one signature, one state."""
    for login in ("head", "deputy"):
        world._key(login)
    case = to_decide(world)
    for race in range(RACES):
        results = at_once(signing(world, DECIDE, case, "head"),
                          signing(world, DECIDE, case, "deputy"))
        assert refused(results) >= 1, results
        if refused(results) == 2:  # each discarded the other's paper: nobody signed, nothing is
            assert world.state(case) == "checked"
            world.sign(DECIDE, case, by="head")
        _signed_once(world, case, "unemployed_registration")
        if race + 1 < RACES:
            case = to_decide(world)


def _signed_once(world: World, case: str, kind: str) -> None:
    key = world.case(case).id
    with world.store.session(SYSTEM) as session:
        decided = session.scalar(select(func.count()).select_from(Decision).where(
            Decision.case_id == key, Decision.kind == kind))
        marks = session.scalar(select(func.count()).select_from(Signature).join(Document).where(
            Document.case_id == key, Document.step == DECIDE))
    assert (decided, marks) == (1, 1)


@pytest.mark.every_store
def test_a_double_click_signs_once(world: World) -> None:
    """Par. 12: two requests with one prepared paper; one of them is told that it is done."""
    world._key("director")
    for _race in range(max(RACES // 5, 2)):
        case = to_register(world)
        paper = world.prepare(REGISTER, case).number
        hands = [signing(world, REGISTER, case, "director", paper) for _ in range(2)]
        assert refused(at_once(*hands)) == 1
        assert world.state(case) == "registered"
        with world.store.session(SYSTEM) as session:
            marks = session.scalar(select(func.count()).select_from(Signature).where(
                Signature.case_id == world.case(case).id))
        assert marks == 1
