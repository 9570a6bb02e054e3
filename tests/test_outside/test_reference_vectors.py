"""The national authority's own test vectors, where the reference data is at hand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import cms as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from console.outside.eds.certificate import check_usage, read_certificate
from console.outside.eds.cms import parse_cms
from console.outside.eds.local_rsa import LocalRsaVerifier
from console.outside.eds.model import SignerExpectation, VerificationResult
from console.outside.eds.revocation import KeptProofs, Proof, judge
from console.outside.eds.trust import TrustStore, as_der, load_anchors

CONTENT = b"test123"
INSIDE = datetime(2021, 6, 1, tzinfo=UTC)
IIN = "123456789011"


@pytest.fixture
def pki(reference: Path) -> Path:
    return reference / "data" / "pki_test"


def der(tag: int, *parts: bytes) -> bytes:
    """One DER value around ``parts``."""
    body = b"".join(parts)
    size = len(body).to_bytes(3, "big").lstrip(b"\x00")
    long = bytes([0x80 | len(size)]) if len(body) > 127 else b""
    return bytes([tag]) + long + (size or b"\x00") + body


def rebuilt(cms: bytes, *, only_first: bool = False) -> bytes:
    """The same signatures in a file without the content, optionally only the first of them."""
    outer = asn1.ContentInfo.load(cms)
    data = outer["content"]
    infos = [one.dump() for one in data["signer_infos"]]
    oid = outer["content_type"].dump()
    plain = der(0x30, data["encap_content_info"]["content_type"].dump())
    signed = der(
        0x30, data["version"].dump(), data["digest_algorithms"].dump(), plain,
        data["certificates"].dump(), der(0x31, *(infos[:1] if only_first else infos)),
    )  # fmt: skip
    return der(0x30, oid, der(0xA0, signed))


def verify(pki: Path, cms: bytes, at: datetime, proofs: list[Proof]) -> VerificationResult:
    trust = TrustStore(load_anchors([pki / "nca_rsa_test.crt", pki / "nca_gost_test.crt"]))
    signer = parse_cms(cms).signer
    iin = read_certificate(signer.certificate).signer.iin if signer else IIN
    return LocalRsaVerifier(trust, KeptProofs(proofs)).verify(
        CONTENT, cms, SignerExpectation(iin or IIN), at
    )


def codes(result: VerificationResult) -> list[str]:
    return [reason.code for reason in result.reasons]


def test_the_national_signature_is_good_inside_its_life_and_not_after(pki: Path) -> None:
    """Digest, signature and issuer are right; receipt after the certificate's end is refused."""
    cms = rebuilt((pki / "cms_rsa_attached_1signer.der").read_bytes())
    inside = verify(pki, cms, INSIDE, [])
    assert (inside.status, codes(inside)) == ("indeterminate", ["revocation_unknown"])
    after = verify(pki, cms, datetime(2022, 9, 28, tzinfo=UTC), [])
    assert (after.status, codes(after)) == ("invalid", ["outside_validity"])


def test_the_attached_original_is_refused(pki: Path) -> None:
    """Attached, though everything else is right."""
    cms = (pki / "cms_rsa_attached_1signer.der").read_bytes()
    assert codes(verify(pki, cms, INSIDE, [])) == ["attached"]


@pytest.mark.parametrize("name", ["attached", "detached"])
def test_two_signers_gost_and_rsa_are_refused_whole(pki: Path, name: str) -> None:
    """One signer a file; GOST inside does not crash."""
    cms = (pki / f"cms_gost2015_{name}_2signers.der").read_bytes()
    result = verify(pki, cms, datetime(2022, 9, 28, tzinfo=UTC), [])
    assert codes(result) == ["attached" if name == "attached" else "signer_count"]


def test_a_lone_gost_signer_is_indeterminate(pki: Path) -> None:
    """With the RSA signer taken out the GOST one cannot be judged here."""
    cms = rebuilt((pki / "cms_gost2015_detached_2signers.der").read_bytes(), only_first=True)
    facts = read_certificate(parse_cms(cms).signer.certificate)  # type: ignore[union-attr]
    assert facts.signer.not_before is not None
    result = verify(pki, cms, facts.signer.not_before.replace(hour=23), [])
    assert (result.status, set(codes(result))) == ("indeterminate", {"unsupported_algorithm"})
    assert result.signer.iin == facts.signer.iin != ""


def test_signing_and_log_in_certificates_of_one_person_are_told_apart(pki: Path) -> None:
    """Usage decides, not the name."""
    sign = read_certificate(as_der((pki / "individual_valid_sign_2004_rsa.cer").read_bytes()))
    login = read_certificate(as_der((pki / "individual_valid_sign_2004_rsa_auth.cer").read_bytes()))
    expect = SignerExpectation(IIN)
    assert sign.signer.iin == login.signer.iin and "person" in sign.signer.roles
    assert check_usage(sign, expect, state_bodies=False) == ()
    refused = check_usage(login, expect, state_bodies=False)
    assert [reason.code for reason in refused] == ["not_for_signing"]


def test_the_role_and_bin_of_a_head_are_read_from_a_gost_certificate(pki: Path) -> None:
    """The key is unsupported, the subject is readable."""
    pem = x509.load_pem_x509_certificate((pki / "ceo_valid_sign_2004_gost.cer").read_bytes())
    facts = read_certificate(pem.public_bytes(Encoding.DER))
    assert set(facts.signer.roles) >= {"organisation", "head"}
    assert len(facts.signer.bin) == 12 and len(facts.signer.iin) == 12


def test_gost_roots_are_pinned_without_a_crash(pki: Path) -> None:
    """They serve another back end; here they chain nobody."""
    anchors = load_anchors([pki / "nca_gost_test.crt", pki / "nca_gost2015_test.cer"])
    leaf = as_der((pki / "individual_valid_sign_2004_rsa.cer").read_bytes())
    assert TrustStore(anchors).chain(leaf, [], INSIDE) is None


def test_the_published_list_clears_the_person(pki: Path) -> None:
    """126 entries, the person's certificate is not among them; a week later it is stale."""
    leaf = as_der((pki / "individual_valid_sign_2004_rsa.cer").read_bytes())
    issuer = as_der((pki / "nca_rsa_test.crt").read_bytes())
    proof = Proof("crl", (pki / "nca_rsa_test.crl").read_bytes())
    assert judge(leaf, issuer, [proof], datetime(2022, 5, 1, tzinfo=UTC)).state == "good"
    assert judge(leaf, issuer, [proof], datetime(2022, 10, 2, tzinfo=UTC)).state == "unknown"
    gost = Proof("crl", (pki / "nca_gost2022_test.crl").read_bytes())
    assert judge(leaf, issuer, [gost], datetime(2022, 5, 1, tzinfo=UTC)).state == "unknown"


def test_the_ocsp_answer_counts_on_its_day_only(pki: Path) -> None:
    """Signed by a responder whose empty ocsp_no_check must not break the reading."""
    signer = parse_cms((pki / "cms_rsa_attached_1signer.der").read_bytes()).signer
    assert signer is not None
    issuer = as_der((pki / "nca_rsa_test.crt").read_bytes())
    proof = Proof("ocsp", (pki / "ocsp_response_individual_sign_2004.bin").read_bytes())
    day = datetime(2022, 9, 2, 23, 59, tzinfo=UTC)
    assert judge(signer.certificate, issuer, [proof], day).state == "good"
    late = datetime(2022, 9, 5, tzinfo=UTC)
    assert judge(signer.certificate, issuer, [proof], late).state == "unknown"
    assert judge(signer.certificate, issuer, [proof], INSIDE).state == "unknown"


def test_a_gost_ocsp_answer_is_no_answer_here(pki: Path) -> None:
    """Its signature cannot be checked, so even REVOKED is only unknown."""
    leaf = as_der((pki / "individual_valid_sign_2004_rsa.cer").read_bytes())
    issuer = as_der((pki / "nca_rsa_test.crt").read_bytes())
    proof = Proof("ocsp", (pki / "ocsp_response_ceo_2015_revoked.bin").read_bytes())
    assert judge(leaf, issuer, [proof], datetime(2022, 9, 2, tzinfo=UTC)).state == "unknown"
