"""Demonstration signatures: real checks, real keys under a PIN, and no way into production."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_der_private_key

from console.outside.eds.demo import (
    DemoCa,
    DemoPerson,
    DemoVerifier,
    UnknownSigner,
    WrongPin,
    make_demo_ca,
)
from console.outside.eds.model import Role, SignerExpectation
from console.outside.faults import SetupFault

AT = datetime(2026, 3, 2, tzinfo=UTC)
HEAD = DemoPerson(
    "head", "850314301011", "Ахметов", "Асқар", "Болатұлы",
    bin="180340001231", organisation="Жұмыспен қамту бөлімі", roles=("organisation", "head"),
)  # fmt: skip
AKIM = DemoPerson(
    "akim", "921130402450", "Ким", "Анна", bin="190741000453", organisation="Әкімдік",
    state_body=True,
)  # fmt: skip
SELF = DemoPerson("jobseeker", "040229605121", "Омарова", "Әсел")
SIGNATORIES = frozenset[Role]({"head", "authorised"})


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> DemoCa:
    folder = tmp_path_factory.mktemp("eds")
    return make_demo_ca(folder, [(HEAD, "1234"), (AKIM, "4321"), (SELF, "пароль")])


def test_head_akim_and_person_sign_and_are_recognised(ca: DemoCa) -> None:
    """By login or IIN; the head by his role, the akim by IIN and BIN, the person by IIN."""
    verifier = DemoVerifier(ca.folder, production=False)
    for who, pin, expect in [
        ("head", "1234", SignerExpectation(HEAD.iin, HEAD.bin, SIGNATORIES)),
        (AKIM.iin, "4321", SignerExpectation(AKIM.iin, AKIM.bin, SIGNATORIES)),
        ("jobseeker", "пароль", SignerExpectation(SELF.iin, None, frozenset[Role]({"person"}))),
    ]:
        result = verifier.verify(b"document", ca.sign(who, pin, b"document"), expect, AT)
        assert result.valid, (who, result.reasons)
        assert not result.legally_recognised and result.backend == "demo"
    assert "not legally recognised" in result.signer.issuer


def test_one_cannot_sign_for_another(ca: DemoCa) -> None:
    """The jobseeker's signature does not close the head's step."""
    cms = ca.sign("jobseeker", "пароль", b"document")
    expect = SignerExpectation(HEAD.iin, HEAD.bin, SIGNATORIES)
    result = DemoVerifier(ca.folder, production=False).verify(b"document", cms, expect, AT)
    assert {one.code for one in result.reasons} == {
        "iin_mismatch", "bin_mismatch", "role_missing",
    }  # fmt: skip


def test_a_wrong_pin_signs_nothing(ca: DemoCa) -> None:
    """Nor does a login that has no key."""
    with pytest.raises(WrongPin):
        ca.sign("head", "1235", b"document")
    with pytest.raises(UnknownSigner):
        ca.sign("nobody", "1234", b"document")
    with pytest.raises(UnknownSigner):
        ca.sign("head", "1234", b"document", bin="190741000453")


def test_private_keys_rest_under_scrypt_and_are_the_owners_only(ca: DemoCa) -> None:
    """PKCS#8 with scrypt that a stranger's library opens with the PIN and not without."""
    path = ca.folder / "people" / "head.key"
    data = path.read_bytes()
    assert bytes.fromhex("2b06010401da47040b") in data, "OID of scrypt"
    assert load_der_private_key(data, b"1234").key_size == 2048  # type: ignore[union-attr]
    with pytest.raises(ValueError, match=r"(?i)password"):
        load_der_private_key(data, b"0000")
    assert path.stat().st_mode & 0o077 == 0


def test_a_pin_can_be_changed_by_who_knows_the_old_one(tmp_path: Path) -> None:
    """The key stays, its PIN moves."""
    ca = make_demo_ca(tmp_path, [(SELF, "1111")])
    with pytest.raises(WrongPin):
        ca.change_pin("jobseeker", "2222", "3333")
    ca.change_pin("jobseeker", "1111", "3333")
    assert ca.sign("jobseeker", "3333", b"x")
    with pytest.raises(WrongPin):
        ca.sign("jobseeker", "1111", b"x")
    for login in ("../head", "nobody"):
        with pytest.raises(UnknownSigner):
            ca.change_pin(login, "1111", "3333")


def test_production_refuses_demonstration_signatures(ca: DemoCa) -> None:
    """It does not start with them."""
    with pytest.raises(SetupFault, match="production"):
        DemoVerifier(ca.folder, production=True)


def test_signatures_of_another_demonstration_are_refused(ca: DemoCa, tmp_path: Path) -> None:
    """Both authorities bear one name; their keys differ."""
    other = make_demo_ca(tmp_path, [(HEAD, "1234")])
    cms = other.sign("head", "1234", b"document")
    verifier = DemoVerifier(ca.folder, production=False)
    result = verifier.verify(b"document", cms, SignerExpectation(HEAD.iin), AT)
    assert [one.code for one in result.reasons] == ["untrusted_chain"]


def test_a_revoked_key_is_refused_from_that_moment(tmp_path: Path) -> None:
    """What was received before stays good."""
    ca = make_demo_ca(tmp_path, [(SELF, "1111")])
    verifier = DemoVerifier(tmp_path, production=False)
    cms = ca.sign("jobseeker", "1111", b"x")
    ca.revoke(SELF.iin, AT)
    expect = SignerExpectation(SELF.iin)
    assert verifier.verify(b"x", cms, expect, AT.replace(day=1)).valid
    assert verifier.verify(b"x", cms, expect, AT).status == "invalid"
    with pytest.raises(UnknownSigner):
        ca.revoke("nobody", AT)


def test_making_the_authority_again_keeps_roots_and_keys(tmp_path: Path) -> None:
    """A second demonstration start changes nothing; a changed card gets a new key."""
    ca = make_demo_ca(tmp_path, [(SELF, "1111")])
    before = {path.name: path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file()}
    again = make_demo_ca(tmp_path, [(SELF, "1111")])
    after = {path.name: path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file()}
    assert before == after
    married = DemoPerson("jobseeker", SELF.iin, "Сейітова", "Әсел")
    again.issue(married, "9999")
    assert ca.people() == [married] and ca.sign("jobseeker", "9999", b"x")


def test_two_processes_that_start_together_make_one_authority(tmp_path: Path) -> None:
    """Web and worker start in the same second: the root and its key belong together."""
    with ThreadPoolExecutor(4) as pool:
        authorities = list(pool.map(lambda _: make_demo_ca(tmp_path), range(4)))
    authorities[0].issue(SELF, "1111")
    cms = authorities[1].sign("jobseeker", "1111", b"x")
    verifier = DemoVerifier(tmp_path, production=False)
    assert verifier.verify(b"x", cms, SignerExpectation(SELF.iin), AT).valid


def test_short_pins_and_odd_logins_get_no_key(ca: DemoCa) -> None:
    """A login becomes a file name."""
    with pytest.raises(ValueError, match="PIN"):
        ca.issue(SELF, "123")
    with pytest.raises(ValueError, match="login"):
        ca.issue(DemoPerson("../evil", SELF.iin, "A", "B"), "1234")
    with pytest.raises(SetupFault):
        DemoCa(ca.folder / "nowhere")
