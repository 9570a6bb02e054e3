"""Whose certificate signs: that of the seat that acts, for the office it acts for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from console.data.access import Delegation, Membership
from console.data.actors import Office
from console.data.store import Store
from console.errors import Invalid
from console.outside.eds.demo import DemoPerson
from console.scope import SYSTEM
from tests.make import FROM, PIN, World
from tests.people import an_iin
from tests.test_process.test_signing import STEP, to_sign


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


def with_key(world: World, login: str, *, iin: str | None = None, **says: object) -> None:
    """A key whose certificate says what the test wants, in place of the usual one."""
    assert world.outside.demo_ca is not None
    own = next(s.iin for s in world.actor(login).seats if s.iin)
    card = {"surname": "Demo", "name": login, "roles": ("person",), **says}
    world.outside.demo_ca.issue(DemoPerson(login=login, iin=iin or own, **card), PIN)


def sign(world: World, case: str, by: str) -> set[str]:
    """The findings a signature is refused with; empty when it was accepted."""
    made = world.prepare(STEP, case, by)
    try:
        world.desk.sign(STEP, case, world.actor(by), world.scope(by), world.now,
                        document=made.number, pin=PIN)
    except Invalid as refused:
        return {reason["code"] for reason in refused.detail.get("reasons", ())} or {"refused"}
    return set()


def bin_of(world: World, code: str) -> str:
    """The BIN of an office of the world."""
    with world.read() as session:
        return session.scalars(select(Office.bin).where(Office.code == code)).one() or ""


def lend(world: World, to: str, role: str, office: str) -> None:
    """A delegation to somebody, in force since ever."""
    with world.store.write(SYSTEM) as session:
        session.add(Delegation(
            office_id=world.offices[office], from_account=world.accounts["head"],
            to_account=world.accounts[to], role=role, kind="replacing", valid_from=FROM,
            valid_to=None, basis="№ 8 бұйрық", created_at=datetime(2018, 1, 1, tzinfo=UTC),
        ))


def test_a_delegation_elsewhere_does_not_make_a_private_key_a_directors(world: World) -> None:
    """Par. 12: who replaces somebody else signs as director with a director's certificate."""
    case = to_sign(world)
    lend(world, "director", "authority_head", "authority")
    with_key(world, "director")
    assert sign(world, case, "director") == {"bin_mismatch", "role_missing"}
    assert world.state(case) == "to_register"


def test_a_replacing_person_signs_for_the_office_with_its_bin(world: World) -> None:
    """A delegation gives the power to sign; the certificate still speaks for the office."""
    case = to_sign(world)
    lend(world, "specialist", "center_director", "center")
    with_key(world, "specialist")
    assert sign(world, case, "specialist") == {"bin_mismatch", "role_missing"}
    with_key(world, "specialist", bin=bin_of(world, "authority"), roles=("authorised",))
    assert sign(world, case, "specialist") == {"bin_mismatch"}
    with_key(world, "specialist", bin=bin_of(world, "center"), roles=("authorised",))
    assert sign(world, case, "specialist") == set()
    assert world.state(case) == "registered"


def test_the_iin_asked_for_is_that_of_the_seat_that_acts(world: World) -> None:
    """An earlier membership with another IIN does not lend its certificate to this act."""
    case, other = to_sign(world), an_iin("1979-01-01", 777)
    account = world.accounts["director"]
    with world.store.write(SYSTEM) as session:
        right = session.scalars(
            select(Membership.iin).where(Membership.account_id == account)).one()
        session.execute(update(Membership).where(Membership.account_id == account)
                        .values(role="center_specialist", iin=other))
        world.member(session, "director", "center_director",
                     office_id=world.offices["center"], iin=right)
    office = {"bin": bin_of(world, "center"), "roles": ("head",)}
    with_key(world, "director", iin=other, **office)
    assert sign(world, case, "director") == {"iin_mismatch"}
    with_key(world, "director", iin=right, **office)
    assert sign(world, case, "director") == set()


def test_a_seat_without_iin_or_an_office_without_bin_signs_nothing(world: World) -> None:
    """What cannot be compared with a certificate is refused with a sentence, not let through."""
    case = to_sign(world)
    world._key("director")
    with world.store.write(SYSTEM) as session:
        session.execute(update(Office).where(Office.code == "center").values(bin=None),
                        execution_options={"synchronize_session": False})
    assert sign(world, case, "director") == {"refused"}
    with world.store.write(SYSTEM) as session:
        session.execute(update(Membership)
                        .where(Membership.account_id == world.accounts["director"])
                        .values(iin=None))
    assert sign(world, case, "director") == {"refused"}
    assert world.state(case) == "to_register"
