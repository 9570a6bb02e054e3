"""NCANode's word is taken only where it says exactly what was asked about."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from console.outside.eds.model import Role, SignerExpectation, VerificationResult
from console.outside.eds.ncanode import NcaNodeVerifier, issued_by
from console.outside.eds.trust import Anchor, TrustStore, as_der
from console.outside.faults import SetupFault
from console.outside.wire import Endpoint
from tests.test_outside import pki
from tests.test_outside.pki import AT, BIN, CONTENT, IIN, Card
from tests.test_outside.servers import Answer, HttpDouble, Request, http_double
from tests.test_outside.test_local_rsa import relabelled

GOST_DIGEST, GOST_SIGNATURE = "1.2.398.3.10.1.3.3", "1.2.398.3.10.1.1.2.3.2"


def certificate(**changes: Any) -> dict[str, Any]:
    """A CertificateInfo of the OpenAPI document about the test holder."""
    return {
        "valid": True,
        "revocations": [
            {"revoked": False, "by": "OCSP", "revocationTime": None, "reason": None},
            {"revoked": False, "by": "CRL", "revocationTime": None, "reason": None},
        ],
        "notBefore": "2025-09-01T00:00:00.000+00:00",
        "notAfter": "2026-09-01T00:00:00.000+00:00",
        "keyUsage": "SIGN",
        "serialNumber": f"{4242:x}",
        "keyUser": ["INDIVIDUAL"],
        "subject": {"iin": IIN, "lastName": "ТЕСТОВИЧ", "surName": "ТЕСТОВ"},
        **changes,
    }


def answer(*certificates: dict[str, Any], valid: bool = True, under: str = "certificates") -> Any:
    """A CmsVerificationResponse with one signer."""
    signer = {under: list(certificates), "tsp": {"genTime": "2026-03-02T09:59:00.000+00:00"}}
    return {"status": 200, "message": "OK", "valid": valid, "signers": [signer]}


@contextmanager
def node(reply: Any) -> Iterator[tuple[NcaNodeVerifier, HttpDouble]]:
    """A verifier speaking to a double of the documented interface."""
    serve: Callable[[Request], Answer] = reply if callable(reply) else lambda _: Answer(body=reply)
    with http_double(serve) as server:
        end = Endpoint(server.url, timeout_s=1.0)
        yield NcaNodeVerifier(end, pki.trusting(pki.authority())), server


def check(reply: Any, cms: bytes | None = None, **kwargs: Any) -> VerificationResult:
    cms = pki.cms(pki.holder(pki.authority())) if cms is None else cms
    with node(reply) as (verifier, _):
        expect = kwargs.get("expect", SignerExpectation(IIN))
        return verifier.verify(CONTENT, cms, expect, kwargs.get("at", AT))


def codes(result: VerificationResult) -> list[str]:
    return [reason.code for reason in result.reasons]


@pytest.mark.parametrize("under", ["certificates", "signers"])
def test_a_confirmed_signature_is_valid(under: str) -> None:
    """The list of certificates has one name in the program and another in its document."""
    result = check(answer(certificate(), under=under))
    assert result.valid and result.backend == "ncanode" and b'"genTime"' in result.evidence


def test_the_question_is_the_documented_one() -> None:
    """CMS, our own data and both revocation checks, in base64 JSON."""
    cms = pki.cms(pki.holder(pki.authority()))
    with node(answer(certificate())) as (verifier, server):
        verifier.verify(CONTENT, cms, SignerExpectation(IIN), AT)
    asked = server.requests[0]
    assert (asked.method, asked.path) == ("POST", "/cms/verify")
    assert asked.json() == {
        "cms": base64.b64encode(cms).decode(),
        "data": base64.b64encode(CONTENT).decode(),
        "revocationCheck": ["OCSP", "CRL"],
    }


def test_gost_is_valid_when_the_node_confirms_it() -> None:
    """The mathematics missing here is the node's part; everything else stays ours."""
    cms = relabelled(
        pki.cms(pki.holder(pki.authority())), digest=GOST_DIGEST, signature=GOST_SIGNATURE
    )
    assert check(answer(certificate()), cms).valid
    assert codes(check(answer(certificate(), valid=False), cms)) == ["refused_by_service"]
    head = SignerExpectation(IIN, BIN, frozenset[Role]({"head"}))
    assert codes(check(answer(certificate()), cms, expect=head))[-2:] == [
        "bin_mismatch", "role_missing",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "cms_of",
    [
        lambda holder: pki.cms(holder, detached=False),
        lambda holder: pki.cms(holder, holder),
        lambda holder: pki.cms(holder, content=b"another"),
        lambda holder: b"junk",
    ],
)
def test_what_is_wrong_here_never_reaches_the_node(cms_of: Callable[[pki.Holder], bytes]) -> None:
    """Attached, two signers, another document: the node would say valid to some of them."""
    with node(answer(certificate())) as (verifier, server):
        cms = cms_of(pki.holder(pki.authority()))
        result = verifier.verify(CONTENT, cms, SignerExpectation(IIN), AT)
    assert result.status == "invalid" and not server.requests


def test_iin_usage_and_life_at_receipt_are_enforced_here() -> None:
    """The node reports them and checks the present moment only."""
    usage = pki.usages(digital_signature=True, key_encipherment=True)
    login = pki.holder(pki.authority(), Card(eku=(pki.LOGIN,), usage=usage))
    assert codes(check(answer(certificate()), pki.cms(login))) == ["not_for_signing"]
    other = SignerExpectation(pki.OTHER_IIN)
    assert codes(check(answer(certificate()), expect=other)) == ["iin_mismatch"]
    late = pki.END + timedelta(days=1)
    assert codes(check(answer(certificate()), at=late)) == ["outside_validity"]


def test_an_issuer_that_is_not_pinned_is_refused() -> None:
    """The node's own list of authorities is not ours."""
    forged = pki.cms(pki.holder(pki.authority(key_name="forger")))
    assert codes(check(answer(certificate()), forged)) == ["untrusted_chain"]


@pytest.mark.parametrize(
    "reply",
    [
        {"status": 200, "valid": True, "signers": []},
        {"status": 200, "valid": True},
        {"status": 500, "message": "kalkan", "valid": True, "signers": [{}]},
        answer(),
        answer(certificate(serialNumber="beef")),
        answer(certificate(serialNumber=None)),
        answer(certificate(subject={"iin": pki.OTHER_IIN})),
        answer(certificate(revocations="?")),
        {"status": 200, "valid": True, "signers": [certificate(), certificate()]},
    ],
)
def test_answers_that_prove_nothing_are_unclear(reply: Any) -> None:
    """``valid`` alone counts for nothing: zero signers, other certificates, broken answers."""
    result = check(reply)
    assert (result.status, codes(result)) == ("indeterminate", ["service_unclear"])


def test_revocation_that_was_not_answered_is_indeterminate() -> None:
    """No check asked, or an OCSP that said try again: valid false, revoked false."""
    assert codes(check(answer(certificate(revocations=[])))) == ["revocation_unknown"]
    tried = check(answer(certificate(valid=False), valid=False))
    assert (tried.status, codes(tried)) == ("indeterminate", ["revocation_unknown"])


def test_a_revoked_certificate_is_invalid() -> None:
    """From its moment on; a revocation after receipt leaves the question open."""
    row = {"revoked": True, "by": "OCSP", "revocationTime": "2026-01-01T00:00:00.000+00:00"}
    bad = certificate(valid=False, revocations=[row])
    assert codes(check(answer(bad, valid=False))) == ["revoked"]
    later = {**row, "revocationTime": "2026-05-01T00:00:00.000+00:00"}
    open_ = check(answer(certificate(valid=False, revocations=[later]), valid=False))
    assert (open_.status, codes(open_)) == ("indeterminate", ["revocation_unknown"])


def test_a_node_that_is_down_slow_or_confused_parks_the_act() -> None:
    """503, an error page, a closed line, silence: indeterminate every time."""
    import time

    def sleep(_: Any) -> bool:
        time.sleep(1.5)
        return True

    for reply in (
        Answer(503),
        Answer(body=b"<html>gateway</html>"),
        Answer(before=lambda _: False),
        Answer(before=sleep, body=answer(certificate())),
    ):
        result = check(lambda _, reply=reply: reply)
        assert (result.status, codes(result)) == ("indeterminate", ["service_down"])
    assert codes(check(lambda _: Answer(400))) == ["service_unclear"]


def test_health_and_roots_are_asked_for() -> None:
    """An actuator says UP; a verifier without pinned authorities does not start."""
    with node({"status": "UP"}) as (verifier, server):
        assert verifier.healthy() and server.requests[0].path == "/actuator/health"
    with node({"status": "DOWN"}) as (verifier, _):
        assert not verifier.healthy()
    assert not verifier.healthy(), "nobody listens any more"
    with pytest.raises(SetupFault, match="roots"):
        NcaNodeVerifier(Endpoint("http://127.0.0.1:1"), TrustStore([]))


def test_a_national_gost_certificate_is_matched_to_its_pinned_authority(reference: Path) -> None:
    """By name and key identifier, which the mathematics of the node then proves."""
    folder = reference / "data" / "pki_test"
    leaf = as_der((folder / "ceo_valid_sign_2004_gost.cer").read_bytes())
    right = Anchor(as_der((folder / "nca_gost_test.crt").read_bytes()))
    wrong = Anchor(as_der((folder / "nca_rsa_test.crt").read_bytes()))
    assert issued_by(leaf, right) and not issued_by(leaf, wrong)
