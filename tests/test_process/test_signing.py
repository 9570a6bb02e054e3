"""Signing: exactly the prepared bytes, by the right person, once, until midnight (par. 12, 29)."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from console.data.actors import Person
from console.data.documents import Document, Signature
from console.data.store import Store
from console.errors import Conflict, Forbidden, Invalid, NotFound, Throttled, Unavailable
from console.outside.eds.demo import DemoVerifier, make_demo_ca
from console.outside.eds.local_rsa import LocalRsaVerifier
from console.outside.eds.revocation import KeptProofs
from console.scope import SYSTEM
from console.throttle import Throttle
from tests.make import PIN, World, a_check, a_full_card

STEP = "registration.register_jobseeker"


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


def to_sign(world: World) -> str:
    """A registration that waits for the director's signature."""
    application = world.an_application()
    number = world.do("registration.accept_application", by="specialist", data=application).number
    world.do("registration.fill_card", number, by="specialist", data=a_full_card(application))
    world.do("registration.propose_registration", number, by="specialist",
             data=a_check(application))
    return number


def sign(world: World, case: str, document: str, by: str = "director", **how: object) -> object:
    """Sign a prepared document as somebody, by PIN unless told otherwise."""
    world._key(by)
    return world.desk.sign(STEP, case, world.actor(by), world.scope(by), world.now,
                           document=document, **(how or {"pin": PIN}))  # type: ignore[arg-type]


def test_the_signed_bytes_are_the_prepared_bytes(world: World) -> None:
    """Annex 3 is signed as it was shown: same hash, number and date."""
    case = to_sign(world)
    made = world.prepare(STEP, case)
    outcome = sign(world, case, made.number)
    with world.read() as session:
        document = session.scalars(select(Document).where(Document.number == made.number)).one()
        signature = session.scalars(select(Signature)).one()
    assert document.state == "signed" and document.sha256 == made.sha256
    assert signature.result["sha256"] == made.sha256
    assert signature.result["legally_recognised"] is False
    assert outcome.documents == (made.number,)  # type: ignore[attr-defined]


def test_a_wrong_pin_signs_nothing_and_may_be_tried_five_times(world: World) -> None:
    """Guessing leads nowhere, and the right PIN afterwards has to wait as well."""
    case = to_sign(world)
    made = world.prepare(STEP, case)
    world.desk = replace(world.desk, throttle=Throttle(world.store, "s" * 32))
    for _ in range(5):
        with pytest.raises(Invalid):
            sign(world, case, made.number, pin="000000")
    with pytest.raises(Throttled):
        sign(world, case, made.number)
    assert world.state(case) == "to_register"


def test_somebody_elses_certificate_does_not_sign_for_the_director(world: World) -> None:
    """The certificate must carry the account's IIN."""
    case = to_sign(world)
    made = world.prepare(STEP, case)
    world._key("specialist")
    assert world.outside.demo_ca is not None
    cms = world.outside.demo_ca.sign("specialist", PIN, made.pdf)
    with pytest.raises(Invalid) as refused:
        sign(world, case, made.number, cms=cms)
    assert {r["code"] for r in refused.value.detail["reasons"]} >= {"iin_mismatch"}
    assert "The IIN in the certificate is not the signer's." in refused.value.title["en"]
    assert world.state(case) == "to_register"


def test_a_signature_over_other_bytes_is_refused(world: World) -> None:
    """One changed byte is another document."""
    case = to_sign(world)
    made = world.prepare(STEP, case)
    world._key("director")
    assert world.outside.demo_ca is not None
    cms = world.outside.demo_ca.sign("director", PIN, made.pdf + b" ")
    with pytest.raises(Invalid):
        sign(world, case, made.number, cms=cms)


def test_a_prepared_document_lives_until_midnight(world: World) -> None:
    """Its date is the day's date; tomorrow it is prepared again."""
    world.at("2021-04-15 10:00")
    case = to_sign(world)
    made = world.prepare(STEP, case)
    world.at("2021-04-16 09:00")
    with pytest.raises(Conflict):
        sign(world, case, made.number)
    assert world.sign(STEP, case).state == "registered"


def test_preparing_again_discards_the_earlier_document(world: World) -> None:
    """Only the newest bytes can be signed."""
    case = to_sign(world)
    first, second = world.prepare(STEP, case), world.prepare(STEP, case)
    with pytest.raises(Conflict):
        sign(world, case, first.number)
    assert sign(world, case, second.number).state == "registered"  # type: ignore[attr-defined]


def test_nobody_but_the_director_prepares_or_signs(world: World) -> None:
    """Par. 12: a specialist proposes; another center's director does not even see the case."""
    case = to_sign(world)
    with pytest.raises(Forbidden):
        world.prepare(STEP, case, by="specialist")
    with pytest.raises(NotFound):
        world.prepare(STEP, case, by="director2")


def test_two_hands_sign_once(world: World) -> None:
    """Promise P6: a double click leaves one signature; the second is told of the conflict."""
    case = to_sign(world)
    made = world.prepare(STEP, case)
    world._key("director")
    results: list[str] = []
    gate = threading.Barrier(8)

    def hand() -> None:
        gate.wait()
        try:
            results.append(sign(world, case, made.number).state)  # type: ignore[attr-defined]
        except Conflict:
            results.append("conflict")

    hands = [threading.Thread(target=hand) for _ in range(8)]
    for one in hands:
        one.start()
    for one in hands:
        one.join()
    assert sorted(results) == ["conflict"] * 7 + ["registered"]
    with world.store.session(SYSTEM) as session:
        assert session.scalar(select(func.count()).select_from(Signature)) == 1


def test_a_paper_that_no_longer_says_what_holds_is_not_signed(world: World) -> None:
    """The person's name was corrected between preparation and signature."""
    case = to_sign(world)
    made = world.prepare(STEP, case)
    with world.store.write(SYSTEM) as session:
        person = session.get_one(Person, world.case(case).person_id)
        person.surname = "Басқатегі"
    with pytest.raises(Conflict):
        sign(world, case, made.number)


@pytest.mark.parametrize(
    ("how", "code", "sentence"),
    [
        ("authority", "untrusted_chain", "not issued by a trusted certification authority"),
        ("bytes", "digest_mismatch", "Another document was signed"),
        ("person", "iin_mismatch", "not the signer's"),
        ("revoked", "revoked", "has been revoked"),
    ],
)
def test_a_bad_signature_is_refused_with_its_reason(
    world: World, how: str, code: str, sentence: str, tmp_path: Path
) -> None:
    """A fake authority of the same name, other bytes, another person, a revoked certificate."""
    case = to_sign(world)
    made = world.prepare(STEP, case)
    world._key("director")
    real = world.outside.demo_ca
    assert real is not None
    own = next(one for one in real.people() if one.login == "director")
    fake = make_demo_ca(tmp_path / "eds", [(own, PIN)])
    if how == "authority":
        cms = fake.sign("director", PIN, made.pdf)
    elif how == "person":
        world._key("specialist")
        cms = real.sign("specialist", PIN, made.pdf)
    else:
        cms = real.sign("director", PIN, made.pdf + (b" " if how == "bytes" else b""))
    if how == "revoked":
        fake.revoke("director", world.now)
        cms = fake.sign("director", PIN, made.pdf)
        eds = DemoVerifier(tmp_path / "eds", production=False)
        world.desk = replace(world.desk, outside=replace(world.outside, eds=eds))
    with pytest.raises(Invalid) as refused:
        sign(world, case, made.number, cms=cms)
    assert code in {r["code"] for r in refused.value.detail["reasons"]}
    assert sentence in refused.value.title["en"]
    assert world.state(case) == "to_register" and world.count(Signature) == 0


def test_a_check_that_cannot_be_made_decides_nothing(world: World, tmp_path: Path) -> None:
    """The revocation source is silent: neither valid nor invalid, the act waits."""
    case = to_sign(world)
    made = world.prepare(STEP, case)
    world._key("director")
    assert world.outside.demo_ca is not None
    eds = LocalRsaVerifier(world.outside.demo_ca.trust(), KeptProofs([]))
    world.desk = replace(world.desk, outside=replace(world.outside, eds=eds))
    with pytest.raises(Unavailable) as parked:
        sign(world, case, made.number)
    assert "revoked is not known" in parked.value.title["en"]
    assert world.state(case) == "to_register"
