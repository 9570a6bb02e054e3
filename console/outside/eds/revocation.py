"""Has the signer's certificate been revoked? OCSP answers and CRLs, checked like signatures.

An answer counts only if its own signature leads to the authority that issued the certificate and
it was fresh at the moment asked about. Anything less is no answer, and no answer never means good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from asn1crypto import crl as asn1_crl
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from console.outside.eds.certificate import EKU_OCSP, read_certificate
from console.outside.eds.cms import MalformedCms, load_certificate

MAX_AGE = timedelta(hours=24)
"""How long an OCSP answer without ``nextUpdate`` counts as fresh."""
SKEW = timedelta(minutes=5)
_DER = Encoding.DER

_FAULTS = (ValueError, TypeError, UnsupportedAlgorithm, InvalidSignature, MalformedCms)


@dataclass(frozen=True)
class Proof:
    """An OCSP response or a CRL, as received (DER)."""

    kind: Literal["ocsp", "crl"]
    data: bytes


@dataclass(frozen=True)
class Verdict:
    """``good``, ``revoked`` (by the moment asked about) or ``unknown``, with the proof."""

    state: Literal["good", "revoked", "unknown"]
    proof: Proof | None = None
    detail: str = ""


class RevocationSource(Protocol):
    """Where proofs come from."""

    def proofs(self, leaf: bytes, issuer: bytes) -> Sequence[Proof]:
        """Proofs about ``leaf`` (DER) issued by ``issuer`` (DER); none when nobody answers."""
        ...


class KeptProofs:
    """Proofs at hand: files that an administrator or a job put there, or a test's vectors."""

    def __init__(self, proofs: Sequence[Proof]) -> None:
        self._proofs = tuple(proofs)

    def proofs(self, leaf: bytes, issuer: bytes) -> Sequence[Proof]:
        """All kept proofs; those about other certificates are passed over when judged."""
        return self._proofs


def judge(
    leaf: bytes,
    issuer: bytes,
    proofs: Sequence[Proof],
    at: datetime,
    *,
    max_age: timedelta = MAX_AGE,
) -> Verdict:
    """Weigh all proofs about ``leaf`` as of ``at``: one that says revoked outweighs all others."""
    good: Verdict | None = None
    last = "no proof"
    for proof in proofs:
        try:
            weigh = _weigh_ocsp if proof.kind == "ocsp" else _weigh_crl
            found = weigh(
                x509.load_der_x509_certificate(leaf),
                x509.load_der_x509_certificate(issuer),
                proof, at, max_age,
            )  # fmt: skip
        except _FAULTS as fault:
            last = type(fault).__name__
            continue
        if found.state == "revoked":
            return found
        if found.state == "good":
            good = good or found
        else:
            last = found.detail
    return good or Verdict("unknown", None, last)


def _weigh_ocsp(
    leaf: x509.Certificate,
    issuer: x509.Certificate,
    proof: Proof,
    at: datetime,
    max_age: timedelta,
) -> Verdict:
    answer = ocsp.load_der_ocsp_response(proof.data)
    if answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        return Verdict("unknown", proof, answer.response_status.name)
    _check_responder(answer, issuer)
    for single in answer.responses:
        if not _about(single, leaf, issuer):
            continue
        if not _fresh(single.this_update_utc, single.next_update_utc, leaf, at, max_age):
            return Verdict("unknown", proof, "stale")
        if single.certificate_status is ocsp.OCSPCertStatus.GOOD:
            return Verdict("good", proof)
        if single.certificate_status is ocsp.OCSPCertStatus.REVOKED:
            return _revoked(single.revocation_time_utc, at, proof)
        return Verdict("unknown", proof, "the responder does not know the certificate")
    return Verdict("unknown", proof, "about another certificate")


def _about(
    single: ocsp.OCSPSingleResponse, leaf: x509.Certificate, issuer: x509.Certificate
) -> bool:
    """Whether the answer's certificate id (serial, hashes of issuer's name and key) is ours."""
    asked = ocsp.OCSPRequestBuilder().add_certificate(leaf, issuer, single.hash_algorithm).build()
    return (
        single.serial_number == asked.serial_number
        and single.issuer_name_hash == asked.issuer_name_hash
        and single.issuer_key_hash == asked.issuer_key_hash
    )


def _check_responder(answer: ocsp.OCSPResponse, issuer: x509.Certificate) -> None:
    """Signed by the issuer, or by a responder the issuer certified for OCSP; else it raises."""
    for responder in [issuer, *answer.certificates]:
        try:
            _check_signature(answer, responder)
        except _FAULTS:
            continue
        if responder == issuer:
            return
        responder.verify_directly_issued_by(issuer)
        # asn1crypto reads the usage: an empty ocsp_no_check breaks cryptography's .extensions
        facts = read_certificate(responder.public_bytes(_DER))
        produced = answer.produced_at_utc
        if EKU_OCSP not in (facts.purposes or frozenset()) or not (
            responder.not_valid_before_utc <= produced <= responder.not_valid_after_utc
        ):
            raise ValueError("the responder was not entitled")
        return
    raise InvalidSignature("no responder certificate matches")


def _check_signature(answer: ocsp.OCSPResponse, responder: x509.Certificate) -> None:
    key, used = responder.public_key(), answer.signature_hash_algorithm
    if not isinstance(key, rsa.RSAPublicKey) or not isinstance(
        used, hashes.SHA256 | hashes.SHA384 | hashes.SHA512
    ):
        raise UnsupportedAlgorithm("OCSP signature")
    key.verify(answer.signature, answer.tbs_response_bytes, padding.PKCS1v15(), used)


def _fresh(
    this_update: datetime,
    next_update: datetime | None,
    leaf: x509.Certificate,
    at: datetime,
    max_age: timedelta,
) -> bool:
    """Still current at ``at``; a later answer serves too while the certificate lived.

    Later because a parked check is repeated: not revoked afterwards is not revoked then. Beyond
    the certificate's life authorities stop listing it, so silence there proves nothing.
    """
    until = next_update if next_update is not None else this_update + max_age
    if this_update > at + SKEW and this_update > leaf.not_valid_after_utc:
        return False
    return at <= until


def _revoked(since: datetime | None, at: datetime, proof: Proof) -> Verdict:
    if since is not None and since > at:
        return Verdict("good", proof, "revoked later")
    return Verdict("revoked", proof, f"since {since}")


def _list_of(data: bytes, leaf: x509.Certificate) -> bool:
    """Whether the list's issuer is the certificate's, byte for byte."""
    named = asn1_crl.CertificateList.load(data).issuer.dump()
    return bool(named == load_certificate(leaf.public_bytes(_DER)).issuer.dump())


def _weigh_crl(
    leaf: x509.Certificate,
    issuer: x509.Certificate,
    proof: Proof,
    at: datetime,
    max_age: timedelta,
) -> Verdict:
    crl = x509.load_der_x509_crl(proof.data)
    if not _list_of(proof.data, leaf):
        return Verdict("unknown", proof, "list of another authority")
    key = issuer.public_key()
    if not isinstance(key, rsa.RSAPublicKey) or not crl.is_signature_valid(key):
        return Verdict("unknown", proof, "signature")
    if any(extension.critical for extension in crl.extensions):
        return Verdict("unknown", proof, "partial list")  # indirect, delta or by reasons
    if crl.next_update_utc is None or not _fresh(
        crl.last_update_utc, crl.next_update_utc, leaf, at, max_age
    ):
        return Verdict("unknown", proof, "stale")
    row = crl.get_revoked_certificate_by_serial_number(leaf.serial_number)
    return Verdict("good", proof) if row is None else _revoked(row.revocation_date_utc, at, proof)
