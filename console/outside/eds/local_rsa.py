"""The whole check of an RSA signature on this machine, in the order that hides nothing.

Structure and our bytes, the signer's certificate, its signature, the chain to pinned roots, life
at receipt, usage, IIN and BIN, revocation. GOST mathematics is not done here: such a signature
comes out *indeterminate* and another back end has to judge it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from console.outside.eds.certificate import RSA, CertificateFacts, check_signer, check_usage
from console.outside.eds.cms import SignerPart
from console.outside.eds.inspect import Inspection, conclude, inspect
from console.outside.eds.model import Reason, SignerExpectation, VerificationResult
from console.outside.eds.revocation import MAX_AGE, Proof, RevocationSource, judge
from console.outside.eds.trust import Chain, TrustStore

VERSION: Final = "1"
MIN_KEY_BITS: Final = 2048
_HASHES: Final = {
    "2.16.840.1.101.3.4.2.1": hashes.SHA256(),
    "2.16.840.1.101.3.4.2.2": hashes.SHA384(),
    "2.16.840.1.101.3.4.2.3": hashes.SHA512(),
}
_RSA_WITH: Final = {
    "1.2.840.113549.1.1.11": "2.16.840.1.101.3.4.2.1",
    "1.2.840.113549.1.1.12": "2.16.840.1.101.3.4.2.2",
    "1.2.840.113549.1.1.13": "2.16.840.1.101.3.4.2.3",
}


class LocalRsaVerifier:
    """Checks RSA signatures against ``trust`` with proofs from ``revocation``."""

    backend = "local_rsa"
    legally_recognised = True

    def __init__(
        self, trust: TrustStore, revocation: RevocationSource, *, max_age: timedelta = MAX_AGE
    ) -> None:
        self._trust = trust
        self._revocation = revocation
        self._max_age = max_age

    def verify(
        self, content: bytes, cms: bytes, expect: SignerExpectation, at: datetime
    ) -> VerificationResult:
        """Check ``cms`` over ``content`` as of ``at``, the moment of receipt."""
        seen = inspect(content, cms, at)
        reasons = list(seen.reasons)
        chain: Chain | None = None
        proofs: Sequence[Proof] = ()
        if seen.facts is not None and seen.signer is not None:
            reasons += check_maths(seen.signer, seen.facts)
            chain, told = self._chain(seen, seen.facts, at)
            reasons += told
            bodies = chain is not None and chain.anchor.state_bodies
            reasons += check_usage(seen.facts, expect, state_bodies=bodies)
            reasons += check_signer(seen.facts, expect, state_bodies=bodies)
        if chain is not None and not any(one.status == "invalid" for one in reasons):
            verdict = self._revocation_state(chain, at)
            proofs = (verdict[1],) if verdict[1] is not None else ()
            reasons += verdict[0]
        return conclude(
            seen, reasons, content=content, cms=cms, expect=expect, at=at,
            backend=self.backend, version=VERSION, chain=chain.path if chain else (),
            proofs=proofs, legally_recognised=self.legally_recognised,
        )  # fmt: skip

    def _chain(
        self, seen: Inspection, facts: CertificateFacts, at: datetime
    ) -> tuple[Chain | None, list[Reason]]:
        if not self._trust:
            return None, [Reason("no_roots")]
        if facts.key_oid != RSA:
            return None, [Reason("unsupported_algorithm", facts.key_oid)]
        others = seen.signed.certificates if seen.signed else ()
        chain = self._trust.chain(facts.der, others, within_life(facts, at))
        return chain, [] if chain is not None else [Reason("untrusted_chain")]

    def _revocation_state(self, chain: Chain, at: datetime) -> tuple[list[Reason], Proof | None]:
        leaf, issuer = chain.path[0], chain.issuer
        proofs = self._revocation.proofs(leaf, issuer)
        verdict = judge(leaf, issuer, proofs, at, max_age=self._max_age)
        if verdict.state == "revoked":
            return [Reason("revoked", verdict.detail)], verdict.proof
        if verdict.state == "unknown":
            return [Reason("revocation_unknown", verdict.detail)], verdict.proof
        return [], verdict.proof


def within_life(facts: CertificateFacts, at: datetime) -> datetime:
    """``at``, or the nearest moment of the certificate's life.

    A certificate outside its life is already refused for that; the chain is then judged as it
    stood, so that the reader is not told that a known authority is unknown.
    """
    begin, end = facts.signer.not_before, facts.signer.not_after
    if begin is None or end is None:
        return at
    return min(max(at, begin), end)


def check_maths(signer: SignerPart, facts: CertificateFacts) -> list[Reason]:
    """The RSA signature over the signed attributes, PKCS#1 v1.5."""
    digest = _RSA_WITH.get(signer.signature_oid)
    if signer.signature_oid == RSA:
        digest = signer.digest_oid
    if digest is None or digest not in _HASHES or facts.key_oid != RSA:
        return [Reason("unsupported_algorithm", signer.signature_oid)]
    if digest != signer.digest_oid:
        return [Reason("signature_wrong", "two digest algorithms")]
    try:
        key = x509.load_der_x509_certificate(facts.der).public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            return [Reason("unsupported_algorithm", facts.key_oid)]
        if key.key_size < MIN_KEY_BITS:
            return [Reason("weak_algorithm", f"{key.key_size} bits")]
        key.verify(signer.signature, signer.to_be_signed, padding.PKCS1v15(), _HASHES[digest])
    except (InvalidSignature, ValueError, UnsupportedAlgorithm):
        return [Reason("signature_wrong")]
    return []
