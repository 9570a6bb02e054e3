"""Signing by an SMS code: off in this edition; where on, one code for one document, five tries."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from console.data.documents import Signature, SigningCode
from console.data.store import Store
from console.errors import Invalid, Throttled
from console.process import Outcome
from console.scope import SYSTEM
from console.sms_codes import OFF, WRONG
from console.throttle import Throttle
from tests.make import World

STEP = "unemployed_status.decline_status"
SECRET = "k" * 40


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.desk = replace(made.desk, codes_on=True, secret=SECRET,
                        throttle=Throttle(store, SECRET))
    return made


def opened(world: World) -> str:
    """A case of unemployed status whose person may decline by a signature (reading A-14)."""
    told = world.a_registered_jobseeker(login="jobseeker")
    world.at("2021-04-20 09:00").sweep()
    return world.cases("unemployed_status", world.person(told.person).id)[-1].number


def send(world: World, case: str, document: str, by: str = "jobseeker") -> str:
    """The code that the telephone of a login got."""
    world.desk.send_code(STEP, case, world.actor(by), world.scope(by), world.now, document)
    sent = world.outside.sms._file.lines()  # type: ignore[attr-defined]
    texts = [line["text"] for line in sent if document in line["text"]]
    found = re.search(r"\b\d{6}\b", texts[-1])
    assert found
    return found[0]


def sign(world: World, case: str, document: str, code: str) -> Outcome:
    """Sign with a code now."""
    return world.desk.sign(STEP, case, world.actor("jobseeker"), world.scope("jobseeker"),
                           world.now, document=document, code=code)


def test_off_it_refuses_with_a_sentence(world: World) -> None:
    """Par. 25 to 45 name the EDS: this edition neither sends nor takes a code."""
    case = opened(world)
    made = world.prepare(STEP, case, "jobseeker")
    world.desk = replace(world.desk, codes_on=False)
    for act in (lambda: send(world, case, made.number),
                lambda: sign(world, case, made.number, "123456")):
        with pytest.raises(Invalid) as refused:
            act()
        assert refused.value.title == OFF
    assert world.state(case) == "opened" and world.count(SigningCode) == 0


def test_a_code_signs_its_document_once(world: World) -> None:
    """The signature says how it was made and over which bytes; it claims no legal force."""
    case = opened(world)
    made = world.prepare(STEP, case, "jobseeker")
    code = send(world, case, made.number)
    assert sign(world, case, made.number, code).state == "declined"
    with world.read() as session:
        kept = session.scalars(
            select(Signature).order_by(Signature.id.desc()).limit(1)).one()
        assert kept.method == "otp_sms" and kept.cms is None
        assert kept.result["sha256"] == made.sha256
        assert kept.result["legally_recognised"] is False
        assert kept.evidence["content_sha256"] == made.sha256
    with pytest.raises(Invalid):
        sign(world, case, made.number, code)


def test_a_code_of_another_document_does_not_sign(world: World) -> None:
    """Preparing again makes another document: the code of the first one is worth nothing."""
    case = opened(world)
    first = world.prepare(STEP, case, "jobseeker")
    code = send(world, case, first.number)
    second = world.prepare(STEP, case, "jobseeker")
    with pytest.raises(Invalid) as refused:
        sign(world, case, second.number, code)
    assert refused.value.title == WRONG


def test_a_code_bears_five_tries(world: World) -> None:
    """After five wrong ones the right one comes too late."""
    case = opened(world)
    made = world.prepare(STEP, case, "jobseeker")
    code = send(world, case, made.number)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        with pytest.raises(Invalid):
            sign(world, case, made.number, wrong)
    with pytest.raises(Invalid):
        sign(world, case, made.number, code)
    assert world.state(case) == "opened"


def test_a_code_expires_and_a_new_one_ends_the_old(world: World) -> None:
    """Five minutes, or until the next code."""
    case = opened(world)
    made = world.prepare(STEP, case, "jobseeker")
    old = send(world, case, made.number)
    fresh = send(world, case, made.number)
    with pytest.raises(Invalid):
        sign(world, case, made.number, old if old != fresh else "x")
    world.at("2021-04-20 09:05")
    with pytest.raises(Invalid):
        sign(world, case, made.number, fresh)


def test_codes_are_not_asked_for_without_end(world: World) -> None:
    """Three codes in ten minutes; an SMS costs money and patience."""
    case = opened(world)
    made = world.prepare(STEP, case, "jobseeker")
    for _ in range(3):
        send(world, case, made.number)
    with pytest.raises(Throttled):
        send(world, case, made.number)


def test_without_a_telephone_no_code_is_sent(world: World) -> None:
    """Staff sign for an office, by its key; a person without telephone uses the EDS."""
    case = opened(world)
    made = world.prepare(STEP, case, "jobseeker")
    with world.store.write(SYSTEM) as session:
        session.get_one(type(world.person_of(case)), world.case(case).person_id).mobile = None
    with pytest.raises(Invalid):
        send(world, case, made.number)
    assert world.count(SigningCode) == 0
