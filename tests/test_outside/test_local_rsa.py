"""The check of a signature on this machine: what must never pass, and what must."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta

import pytest
from asn1crypto import cms as asn1
from asn1crypto import core
from cryptography.hazmat.primitives import hashes

from console.outside.eds.local_rsa import LocalRsaVerifier
from console.outside.eds.model import Role, SignerExpectation, VerificationResult
from console.outside.eds.reasons import REASONS
from console.outside.eds.trust import Anchor, TrustStore
from tests.test_outside import pki
from tests.test_outside.pki import AT, BIN, CONTENT, IIN, Card

ANYBODY = SignerExpectation(IIN)
HEAD = SignerExpectation(IIN, BIN, frozenset[Role]({"head", "authorised"}))


def check(
    cms: bytes,
    expect: SignerExpectation = ANYBODY,
    *,
    at: datetime = AT,
    content: bytes = CONTENT,
    trust: TrustStore | None = None,
    proofs: tuple[pki.Proof, ...] | None = None,
) -> VerificationResult:
    """Check with the test authority pinned and its fresh, empty list at hand."""
    ca = pki.authority()
    source = pki.kept(*(proofs if proofs is not None else (pki.crl(ca),)))
    pinned = pki.trusting(ca) if trust is None else trust
    return LocalRsaVerifier(pinned, source).verify(content, cms, expect, at)


def codes(result: VerificationResult) -> list[str]:
    return [reason.code for reason in result.reasons]


def test_a_forged_authority_of_the_same_name_is_refused() -> None:
    """A signature that matches its own certificate proves nobody: chains end at pinned keys."""
    forged = pki.holder(pki.authority(key_name="forger"))
    result = check(pki.cms(forged, others=(pki.authority(key_name="forger").certificate,)))
    assert (result.status, codes(result)) == ("invalid", ["untrusted_chain"])


def test_a_good_signature_is_valid_and_keeps_everything_needed_to_check_it_again() -> None:
    """The control: the same holder under the pinned authority passes, with its evidence."""
    cms = pki.cms(pki.holder(pki.authority()))
    result = check(cms)
    kept = json.loads(result.evidence)
    assert result.valid and result.legally_recognised and not result.reasons
    assert base64.b64decode(kept["cms"]) == cms
    assert len(kept["chain"]) == 2 and kept["revocation"][0]["kind"] == "crl"
    assert kept["verifier"]["name"] == "local_rsa" and kept["at"] == AT.isoformat()
    assert (result.signer.iin, result.signer.surname, result.signer.patronymic) == (
        IIN, "ТЕСТОВ", "ТЕСТОВИЧ",
    )  # fmt: skip


def test_a_certificate_is_chained_through_an_authority_in_between() -> None:
    """An intermediate that the CMS brings is a stepping stone to the pinned root."""
    between = pki.authority("Issuing CA", "between", parent=pki.authority())
    cms = pki.cms(pki.holder(between), others=(between.certificate,))
    assert check(cms, proofs=(pki.crl(between),)).status == "valid"


def test_attached_signatures_are_refused() -> None:
    """What was signed is what we froze, never what a file carries inside."""
    result = check(pki.cms(pki.holder(pki.authority()), detached=False))
    assert (result.status, codes(result)) == ("invalid", ["attached"])


def test_another_document_is_refused() -> None:
    """The digest is taken of our own bytes."""
    result = check(pki.cms(pki.holder(pki.authority())), content=CONTENT + b" ")
    assert (result.status, codes(result)) == ("invalid", ["digest_mismatch"])


@pytest.mark.parametrize("at", [pki.BEGIN - timedelta(seconds=1), pki.END + timedelta(seconds=1)])
def test_a_certificate_outside_its_life_at_receipt_is_refused(at: datetime) -> None:
    """The moment of receipt counts, not the signer's own clock."""
    proof = pki.crl(pki.authority(), since=at - timedelta(hours=1), until=at + timedelta(hours=1))
    result = check(pki.cms(pki.holder(pki.authority())), at=at, proofs=(proof,))
    assert (result.status, codes(result)) == ("invalid", ["outside_validity"])


def test_a_log_in_certificate_cannot_sign_and_a_signing_one_cannot_log_in() -> None:
    """Key usage and extended key usage are enforced for the purpose asked."""
    usage = pki.usages(digital_signature=True, key_encipherment=True)
    login = pki.holder(pki.authority(), Card(eku=(pki.LOGIN, pki.PERSON), usage=usage))
    asked = SignerExpectation(None, purpose="login")
    assert codes(check(pki.cms(login))) == ["not_for_signing"]
    assert check(pki.cms(login), asked).valid
    assert codes(check(pki.cms(pki.holder(pki.authority())), asked)) == ["not_for_login"]


def test_key_usage_without_non_repudiation_is_refused_though_the_purpose_is_signing() -> None:
    """Both extensions must agree."""
    bare = pki.holder(pki.authority(), Card(usage=pki.usages(digital_signature=True)))
    assert codes(check(pki.cms(bare))) == ["not_for_signing"]


def test_a_certificate_without_extended_usage_is_refused_under_a_national_root() -> None:
    """Only the state-bodies authority issues such certificates."""
    bare = pki.holder(pki.authority(), Card(eku=None, bin=BIN))
    assert codes(check(pki.cms(bare), HEAD)) == ["not_for_signing", "role_missing"]


def test_a_state_bodies_certificate_signs_by_iin_and_bin() -> None:
    """It carries no role; IIN and BIN decide, and it never stands for a private person."""
    trust = pki.trusting(pki.authority(), state_bodies=True)
    cms = pki.cms(pki.holder(pki.authority(), Card(eku=None, bin=BIN)))
    person = SignerExpectation(IIN, None, frozenset[Role]({"person"}))
    elsewhere = SignerExpectation(IIN, pki.OTHER_BIN, HEAD.roles)
    assert check(cms, HEAD, trust=trust).valid
    assert codes(check(cms, person, trust=trust)) == ["role_missing"]
    assert codes(check(cms, elsewhere, trust=trust)) == ["bin_mismatch"]


def test_wrong_iin_bin_and_role_are_all_told() -> None:
    """A director signs with his own certificate, of his own organisation, in his role."""
    card = Card(iin=pki.OTHER_IIN, bin=pki.OTHER_BIN, eku=(pki.SIGN, pki.PERSON))
    result = check(pki.cms(pki.holder(pki.authority(), card)), HEAD)
    assert result.status == "invalid"
    assert codes(result) == ["iin_mismatch", "bin_mismatch", "role_missing"]
    assert all(set(reason.text) == {"kk", "ru", "en"} for reason in result.reasons)


@pytest.mark.parametrize("role", [pki.HEAD, pki.AUTHORISED])
def test_head_and_authorised_may_sign_for_the_organisation(role: str) -> None:
    """EKU .2.1 or .2.2 with the right IIN and BIN."""
    holder = pki.holder(pki.authority(), Card(bin=BIN, eku=(pki.SIGN, role)))
    assert check(pki.cms(holder), HEAD).valid


def test_two_bins_in_one_certificate_name_no_organisation() -> None:
    """An ambiguous subject matches nobody."""
    card = Card(bin=BIN, units=(f"BIN{pki.OTHER_BIN}",), eku=(pki.SIGN, pki.HEAD))
    cms = pki.cms(pki.holder(pki.authority(), card))
    for bin in (BIN, pki.OTHER_BIN):
        assert codes(check(cms, SignerExpectation(IIN, bin, HEAD.roles))) == ["bin_mismatch"]


def test_two_signers_in_one_file_are_refused() -> None:
    """One detached CMS for each signer."""
    ca = pki.authority()
    second = pki.holder(ca, Card(key_name="second", serial=9))
    result = check(pki.cms(pki.holder(ca), second))
    assert (result.status, codes(result)) == ("invalid", ["signer_count"])


def test_no_signed_attributes_is_refused() -> None:
    """A bare signature can be moved to other meanings of the same bytes."""
    assert codes(check(pki.cms(pki.holder(pki.authority()), attributes=False))) == [
        "signed_attributes",
        "digest_mismatch",
        "signature_wrong",
    ]


def test_a_flipped_signature_is_refused() -> None:
    """One bit of the signature value decides."""
    cms = bytearray(pki.cms(pki.holder(pki.authority())))
    cms[-1] ^= 1
    assert codes(check(bytes(cms))) == ["signature_wrong"]


def test_another_certificate_with_the_signers_number_is_refused() -> None:
    """The signer's certificate is the one named; a second of that name and number is ambiguous."""
    ca = pki.authority()
    real, twin = pki.holder(ca), pki.holder(ca, Card(iin=pki.OTHER_IIN, key_name="twin"))
    both = pki.cms(real, others=(twin.certificate,))
    assert codes(check(both)) == ["certificate_missing"]


def test_short_keys_and_old_digests_are_refused() -> None:
    """1024 bits and SHA-1 prove nothing today."""
    ca = pki.authority()
    short = pki.holder(ca, Card(key_name="short", bits=1024))
    assert "weak_algorithm" in codes(check(pki.cms(short)))
    old = relabelled(pki.cms(pki.holder(ca)), digest="1.3.14.3.2.26")
    assert "weak_algorithm" in codes(check(old))


def test_gost_is_indeterminate_and_not_a_crash() -> None:
    """Mathematics that is not done here parks the act; another back end judges."""
    cms = relabelled(
        pki.cms(pki.holder(pki.authority())),
        digest="1.2.398.3.10.1.3.3",
        signature="1.2.398.3.10.1.1.2.3.2",
    )
    result = check(cms)
    assert (result.status, set(codes(result))) == ("indeterminate", {"unsupported_algorithm"})


@pytest.mark.parametrize("digest", [hashes.SHA384(), hashes.SHA512()])
def test_stronger_digests_pass(digest: hashes.SHA384 | hashes.SHA512) -> None:
    """SHA-256 or stronger."""
    assert check(pki.cms(pki.holder(pki.authority()), digest=digest)).valid


@pytest.mark.parametrize(
    "junk", [b"", b"hello", b"\x30\x80", b"\x30\x03\x02\x01\x01", b"\x30" * 5000, b"\x00" * 600_000]
)
def test_junk_is_invalid_and_not_a_crash(junk: bytes) -> None:
    """Whatever somebody uploads is answered with a sentence."""
    assert codes(check(junk)) == ["malformed"]


def test_a_truncated_or_flipped_file_is_never_valid() -> None:
    """Each cut and each flipped byte of the file, sampled."""
    cms = pki.cms(pki.holder(pki.authority()))
    for place in range(0, len(cms), 37):
        assert check(cms[:place]).status == "invalid"
        flipped = cms[:place] + bytes([cms[place] ^ 0x55]) + cms[place + 1 :]
        result = check(flipped)
        # an unsigned part may change (a set's order, an unused certificate field): never our facts
        assert not result.valid or result.signer.iin == IIN


def test_without_pinned_roots_nothing_is_valid() -> None:
    """An installation that forgot its roots parks every act."""
    result = check(pki.cms(pki.holder(pki.authority())), trust=TrustStore([]))
    assert (result.status, codes(result)) == ("indeterminate", ["no_roots"])


def test_several_generations_of_roots_stand_side_by_side() -> None:
    """The old authority's certificates live on after the new one starts."""
    old, new = pki.authority("Old", "old"), pki.authority()
    trust = TrustStore([Anchor(new.der), Anchor(old.der)])
    result = check(pki.cms(pki.holder(old)), trust=trust, proofs=(pki.crl(old),))
    assert result.valid


def test_a_moment_without_zone_and_a_signature_of_nobody_are_programming_errors() -> None:
    """Neither can be asked by accident."""
    with pytest.raises(ValueError, match="time zone"):
        check(b"x", at=AT.replace(tzinfo=None))
    with pytest.raises(ValueError, match="IIN"):
        SignerExpectation(None)


def test_every_finding_is_told_in_three_languages() -> None:
    """Nobody reads an error code."""
    for status, text in REASONS.values():
        assert status in {"invalid", "indeterminate"}
        assert set(text) == {"kk", "ru", "en"} and all(one.endswith(".") for one in text.values())


def relabelled(cms: bytes, *, digest: str = "", signature: str = "") -> bytes:
    """The same file claiming other algorithms."""
    outer = asn1.ContentInfo.load(cms)
    info = outer["content"]["signer_infos"][0]
    if digest:
        info["digest_algorithm"] = {"algorithm": core.ObjectIdentifier(digest).dotted}
    if signature:
        info["signature_algorithm"] = {"algorithm": core.ObjectIdentifier(signature).dotted}
    made: bytes = outer.dump(force=True)
    return made
