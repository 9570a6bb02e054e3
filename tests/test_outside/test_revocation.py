"""Revocation: only a fresh answer of the right authority counts, and silence is never good."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import OCSPNonce, ocsp

from console.outside.eds.local_rsa import LocalRsaVerifier
from console.outside.eds.model import SignerExpectation, VerificationResult
from console.outside.eds.revocation import Proof, judge
from console.outside.eds.sources import FolderProofs, HttpProofs
from console.outside.wire import Endpoint
from tests.test_outside import pki
from tests.test_outside.pki import AT, Card
from tests.test_outside.servers import Answer, Request, http_double

HOUR = timedelta(hours=1)
OCSP_EKU = "1.3.6.1.5.5.7.3.9"


def state(*proofs: Proof, at: datetime = AT) -> str:
    ca = pki.authority()
    return judge(pki.holder(ca).der, ca.der, proofs, at).state


def responder(ca: pki.Authority, *, eku: tuple[str, ...] = (OCSP_EKU,)) -> pki.Holder:
    return pki.holder(
        ca,
        Card(
            key_name="ocsp", serial=77, eku=eku, usage=pki.usages(digital_signature=True),
            end=pki.END + timedelta(days=900),
        ),
    )  # fmt: skip


def verified(*proofs: Proof) -> VerificationResult:
    ca = pki.authority()
    verifier = LocalRsaVerifier(pki.trusting(ca), pki.kept(*proofs))
    return verifier.verify(
        pki.CONTENT, pki.cms(pki.holder(ca)), SignerExpectation(pki.IIN), AT
    )  # fmt: skip


def test_no_answer_is_indeterminate_and_a_revoked_certificate_invalid() -> None:
    """The act is parked without an answer and refused with a bad one."""
    ca = pki.authority()
    assert (verified().status, verified().reasons[0].code) == (
        "indeterminate", "revocation_unknown",
    )  # fmt: skip
    bad = verified(pki.crl(ca, {4242: AT - HOUR}))
    assert (bad.status, bad.reasons[0].code) == ("invalid", "revoked")


def test_a_certificate_revoked_after_receipt_was_good_at_receipt() -> None:
    """Old signatures are not re-judged by what happened later."""
    ca = pki.authority()
    later = pki.crl(ca, {4242: AT + HOUR}, since=AT + 2 * HOUR, until=AT + 9 * HOUR)
    assert state(later) == "good"
    assert state(later, at=AT + 2 * HOUR) == "revoked"


def test_a_stale_list_says_nothing() -> None:
    """Past its own next update a list may lack the entry that matters."""
    assert state(pki.crl(pki.authority(), since=AT - 9 * HOUR, until=AT - HOUR)) == "unknown"


def test_a_list_signed_by_another_key_says_nothing() -> None:
    """The list's signature is checked like any other."""
    assert state(pki.crl(pki.authority(), signing=pki.key("forger"))) == "unknown"


def test_ocsp_answers_of_the_authority_and_of_its_responder_count() -> None:
    """Signed by the issuer itself or by whom it certified for OCSP."""
    ca = pki.authority()
    leaf = pki.holder(ca)
    assert state(pki.answer(ca, leaf)) == "good"
    assert state(pki.answer(ca, leaf, responder=responder(ca))) == "good"
    revoked = pki.answer(ca, leaf, ocsp.OCSPCertStatus.REVOKED, revoked_at=AT - HOUR)
    assert state(revoked) == "revoked"


def test_ocsp_answers_of_strangers_do_not_count() -> None:
    """No OCSP usage, another authority's responder, a forged authority: no answer."""
    ca, forger = pki.authority(), pki.authority(key_name="forger")
    leaf = pki.holder(ca)
    assert state(pki.answer(ca, leaf, responder=responder(ca, eku=(pki.SIGN,)))) == "unknown"
    assert state(pki.answer(ca, leaf, responder=responder(forger))) == "unknown"
    assert state(pki.answer(forger, leaf)) == "unknown"


def test_ocsp_about_another_certificate_or_unknown_to_the_responder_is_no_answer() -> None:
    """The answer must name our certificate and know it."""
    ca = pki.authority()
    other = pki.holder(ca, Card(serial=5))
    assert state(pki.answer(ca, other)) == "unknown"
    assert state(pki.answer(ca, pki.holder(ca), ocsp.OCSPCertStatus.UNKNOWN)) == "unknown"


def test_ocsp_without_next_update_is_fresh_for_a_day() -> None:
    """The dated default; the configuration may set another."""
    ca = pki.authority()
    old = pki.answer(ca, pki.holder(ca), since=AT - 23 * HOUR)
    assert state(old) == "good"
    assert state(old, at=AT + 2 * HOUR) == "unknown"


def test_revoked_outweighs_every_good_answer() -> None:
    """Two sources that differ: the worse one is believed."""
    ca = pki.authority()
    good, bad = pki.answer(ca, pki.holder(ca)), pki.crl(ca, {4242: AT - HOUR})
    assert state(good, bad) == state(bad, good) == "revoked"


@pytest.mark.parametrize("kind", ["ocsp", "crl"])
def test_junk_is_no_answer(kind: str) -> None:
    """A proxy's error page is no proof."""
    assert state(Proof(kind, b"<html>")) == "unknown"  # type: ignore[arg-type]


def test_ocsp_is_asked_over_http_with_a_nonce_that_must_come_back() -> None:
    """A replayed answer to somebody else's question is passed over; the list is asked instead."""
    ca = pki.authority()
    leaf = pki.holder(ca)
    replay = False

    def reply(request: Request) -> Answer:
        if request.method == "GET":
            return Answer(body=pki.crl(ca).data)
        asked = ocsp.load_der_ocsp_request(request.body)
        nonce = asked.extensions.get_extension_for_class(OCSPNonce).value.nonce
        sent = b"\x00" * 16 if replay else nonce
        return Answer(body=pki.answer(ca, leaf, nonce=sent).data)

    with http_double(reply) as server:
        source = HttpProofs(Endpoint(server.url), [Endpoint(server.url + "/crl")])
        assert [one.kind for one in source.proofs(leaf.der, ca.der)] == ["ocsp"]
        replay = True
        assert [one.kind for one in source.proofs(leaf.der, ca.der)] == ["crl"]
        assert [one.kind for one in source.proofs(leaf.der, ca.der)] == ["crl"]
        lists = [one for one in server.requests if one.method == "GET"]
    assert len(lists) == 1, "a list is fetched once in ten minutes"
    assert server.requests[0].headers["Content-Type"] == "application/ocsp-request"


def test_a_dead_responder_gives_no_proofs() -> None:
    """Nobody answers: no exception, no proof."""
    ca = pki.authority()
    with http_double(lambda _: Answer(503)) as server:
        source = HttpProofs(Endpoint(server.url), [Endpoint(server.url + "/crl")])
        assert list(source.proofs(pki.holder(ca).der, ca.der)) == []


def test_a_folder_of_lists_is_read_anew_each_time(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """A machine without a way out is fed by files."""
    ca = pki.authority()
    source = FolderProofs(tmp_path)
    assert list(source.proofs(b"", b"")) == []
    (tmp_path / "national.crl").write_bytes(pki.crl(ca).data)
    (tmp_path / "one.ocsp").write_bytes(pki.answer(ca, pki.holder(ca)).data)
    assert [one.kind for one in source.proofs(b"", b"")] == ["ocsp", "crl"]
    assert ca.certificate.public_bytes(Encoding.DER) == ca.der
