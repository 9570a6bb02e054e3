"""Signatures checked by NCANode 3.x over HTTP, which knows GOST; its word alone is not enough.

NCANode ignores the data of an attached CMS, calls a CMS without signers valid, checks at its own
present moment, reports usage, IIN and BIN without enforcing them, and shows an unanswered OCSP
like an invalid certificate. So everything that needs no GOST mathematics is checked here first,
and its answer must name exactly the certificate that was seen here.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from asn1crypto import core as asn1_core
from asn1crypto import x509 as asn1_x509

from console.outside.eds.certificate import (
    RSA,
    CertificateFacts,
    check_signer,
    check_usage,
)
from console.outside.eds.cms import ASN1_FAULTS, extensions, load_certificate
from console.outside.eds.inspect import Inspection, conclude, inspect
from console.outside.eds.local_rsa import check_maths, within_life
from console.outside.eds.model import Reason, SignerExpectation, VerificationResult
from console.outside.eds.trust import Anchor, TrustStore
from console.outside.faults import OutsideDown, OutsideFault, OutsideRefused, SetupFault
from console.outside.wire import Endpoint, call, post_json

VERSION: Final = "1"
CHECKS: Final = ["OCSP", "CRL"]
AUTHORITY_KEY: Final = "2.5.29.35"
SUBJECT_KEY: Final = "2.5.29.14"


class NcaNodeVerifier:
    """Checks with NCANode at ``end``; ``trust`` pins the authorities whose certificates count."""

    backend = "ncanode"

    def __init__(self, end: Endpoint, trust: TrustStore) -> None:
        if not trust:
            raise SetupFault("NCANode needs pinned authorities: set the roots.")
        self._end = end
        self._trust = trust

    def verify(
        self, content: bytes, cms: bytes, expect: SignerExpectation, at: datetime
    ) -> VerificationResult:
        """Own checks first, then NCANode's; asked only if nothing is already wrong."""
        seen = inspect(content, cms, at)
        reasons = list(seen.reasons)
        chain: tuple[bytes, ...] = ()
        answer: dict[str, Any] | None = None
        if seen.facts is not None and seen.signer is not None:
            told, chain, bodies = self._authority(seen, seen.facts, at)
            reasons += told
            reasons += check_maths(seen.signer, seen.facts)
            reasons += check_usage(seen.facts, expect, state_bodies=bodies)
            reasons += check_signer(seen.facts, expect, state_bodies=bodies)
            if not any(one.status == "invalid" for one in reasons):
                answer, told = self._ask(content, cms, seen.facts, at)
                reasons = [one for one in reasons if one.code != "unsupported_algorithm"] + told
        return conclude(
            seen, reasons, content=content, cms=cms, expect=expect, at=at, backend=self.backend,
            version=VERSION, chain=chain, answer=answer,
        )  # fmt: skip

    def healthy(self) -> bool:
        """Whether NCANode says that it is up."""
        try:
            return call(self._end, "GET", "/actuator/health").json().get("status") == "UP"
        except OutsideFault:
            return False

    def _authority(
        self, seen: Inspection, facts: CertificateFacts, at: datetime
    ) -> tuple[list[Reason], tuple[bytes, ...], bool]:
        """The pinned authority: by a chain of RSA signatures, for GOST by name and key number."""
        if facts.key_oid == RSA:
            others = seen.signed.certificates if seen.signed else ()
            chain = self._trust.chain(facts.der, others, within_life(facts, at))
            if chain is not None:
                return [], chain.path, chain.anchor.state_bodies
            return [Reason("untrusted_chain")], (), False
        for anchor in self._trust.anchors:
            if issued_by(facts.der, anchor):
                return [], (facts.der, anchor.der), anchor.state_bodies
        return [Reason("untrusted_chain")], (), False

    def _ask(
        self, content: bytes, cms: bytes, facts: CertificateFacts, at: datetime
    ) -> tuple[dict[str, Any] | None, list[Reason]]:
        question = {
            "cms": base64.b64encode(cms).decode(),
            "data": base64.b64encode(content).decode(),
            "revocationCheck": CHECKS,
        }
        try:
            answer = post_json(self._end, "/cms/verify", question)
        except OutsideDown as fault:
            return None, [Reason("service_down", str(fault))]
        except OutsideRefused as fault:
            return None, [Reason("service_unclear", str(fault))]
        try:
            return answer, weigh(answer, facts, at)
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            return answer, [Reason("service_unclear", type(fault).__name__)]


def issued_by(leaf: bytes, anchor: Anchor) -> bool:
    """Whether ``leaf`` names ``anchor`` as its issuer, by name and by key identifier.

    Names alone are cheap to forge; that the key really signed is NCANode's part.
    """
    try:
        return _names(load_certificate(leaf), load_certificate(anchor.der))
    except ASN1_FAULTS:
        return False


def _names(child: Any, parent: Any) -> bool:
    if child.issuer != parent.subject:
        return False
    asked = extensions(child).get(AUTHORITY_KEY)
    held = extensions(parent).get(SUBJECT_KEY)
    if asked is None or held is None:
        return True
    wanted = asn1_x509.AuthorityKeyIdentifier.load(asked)["key_identifier"].native
    return bool(wanted is None or wanted == asn1_core.OctetString.load(held).native)


def weigh(answer: Mapping[str, Any], facts: CertificateFacts, at: datetime) -> list[Reason]:
    """What NCANode's answer adds to the findings; an empty list lets the signature stand."""
    signers = answer.get("signers")
    if answer.get("status", 200) != 200 or not isinstance(signers, list) or len(signers) != 1:
        return [Reason("service_unclear", str(answer.get("message", ""))[:200])]
    certificate = _same(signers[0], facts)
    if certificate is None:
        return [Reason("service_unclear", "the answer is about another certificate")]
    checks = certificate.get("revocations") or []
    revoked = [one for one in checks if one.get("revoked") is True]
    if revoked:
        if all(_moment(one.get("revocationTime"), at) > at for one in revoked):
            return [Reason("revocation_unknown", "revoked after receipt")]
        return [Reason("revoked", str(revoked[0].get("revocationTime")))]
    if answer.get("valid") is True and certificate.get("valid") is True:
        answered = any(one.get("revoked") is False for one in checks)
        return [] if answered else [Reason("revocation_unknown", "not asked")]
    if certificate.get("valid") is True and answer.get("valid") is False:
        return [Reason("refused_by_service")]
    # an unanswered OCSP and a certificate that ended meanwhile look alike: not proved wrong
    return [Reason("revocation_unknown", "NCANode does not confirm the certificate")]


def _same(signer: Mapping[str, Any], facts: CertificateFacts) -> Mapping[str, Any] | None:
    """The answer's certificate of our signer; versions call the list by either name."""
    rows = signer.get("certificates") or signer.get("signers") or []
    for row in rows:
        subject = row.get("subject") or {}
        if (
            int(str(row.get("serialNumber")), 16) == int(facts.signer.serial, 16)
            and (subject.get("iin") or "") == facts.signer.iin
            and (subject.get("bin") or "") == facts.signer.bin
        ):
            found: Mapping[str, Any] = row
            return found
    return None


def _moment(text: Any, otherwise: datetime) -> datetime:
    """NCANode's time (``2022-09-28T16:03:41.000+00:00``), or ``otherwise`` where unreadable."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return otherwise
    return found if found.tzinfo is not None else otherwise
