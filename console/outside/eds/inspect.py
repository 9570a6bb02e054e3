"""The part of a check that needs no authority: structure, our bytes, the certificate's claims."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from console.outside.eds.certificate import CertificateFacts, check_life, read_certificate
from console.outside.eds.cms import DATA, MalformedCms, SignedBytes, SignerPart, parse_cms
from console.outside.eds.model import (
    Reason,
    SignerExpectation,
    SignerInfo,
    VerificationResult,
    worst,
)
from console.outside.eds.revocation import Proof

DIGESTS: Final = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
WEAK: Final = frozenset(
    {
        "1.3.14.3.2.26",  # SHA-1
        "1.2.840.113549.2.5",  # MD5
        "1.2.840.113549.2.2",  # MD2
        "1.2.840.113549.1.1.4",  # MD5 with RSA
        "1.2.840.113549.1.1.5",  # SHA-1 with RSA
    }
)


@dataclass(frozen=True)
class Inspection:
    """What structure and claims gave: findings so far, and the parts for the next checks.

    ``signer`` and ``facts`` are None when the structure is so wrong that nothing more is read.
    """

    reasons: tuple[Reason, ...]
    signed: SignedBytes | None = None
    signer: SignerPart | None = None
    facts: CertificateFacts | None = None


def inspect(content: bytes, cms: bytes, at: datetime) -> Inspection:
    """Detached, one signer, signed attributes, digest of *our* bytes, named certificate, life."""
    if at.tzinfo is None:
        raise ValueError("The moment of receipt needs its time zone.")
    try:
        signed = parse_cms(cms)
    except MalformedCms as fault:
        return Inspection((Reason("malformed", str(fault)),))
    if signed.attached:
        return Inspection((Reason("attached"),), signed)
    if signed.signer_count != 1 or signed.signer is None:
        return Inspection((Reason("signer_count", str(signed.signer_count)),), signed)
    signer = signed.signer
    found = [*_attributes(signed, signer), *_digest(content, signer)]
    if not signer.certificate:
        return Inspection((*found, Reason("certificate_missing")), signed, signer)
    try:
        facts = read_certificate(signer.certificate)
    except MalformedCms as fault:
        return Inspection((*found, Reason("malformed", str(fault))), signed, signer)
    found += _bound(signer)
    found += check_life(facts, at)
    return Inspection(tuple(found), signed, signer, facts)


def _attributes(signed: SignedBytes, signer: SignerPart) -> list[Reason]:
    whole = signer.to_be_signed and signer.message_digest
    if not whole or signer.content_type != signed.content_type or signer.content_type != DATA:
        return [Reason("signed_attributes")]
    return []


def _digest(content: bytes, signer: SignerPart) -> list[Reason]:
    if signer.digest_oid in WEAK or signer.signature_oid in WEAK:
        return [Reason("weak_algorithm", signer.digest_oid)]
    name = DIGESTS.get(signer.digest_oid)
    if name is None:
        return [Reason("unsupported_algorithm", signer.digest_oid)]
    if hashlib.new(name, content).digest() != signer.message_digest:
        return [Reason("digest_mismatch")]
    return []


def _bound(signer: SignerPart) -> list[Reason]:
    """Where the signer bound its certificate into the signed attributes, it must be this one."""
    if signer.certificate_hash is None:
        return []
    oid, value = signer.certificate_hash
    name = DIGESTS.get(oid)
    if name is not None and hashlib.new(name, signer.certificate).digest() != value:
        return [Reason("certificate_missing", "another certificate was signed")]
    return []


def conclude(
    seen: Inspection,
    reasons: Sequence[Reason],
    *,
    content: bytes,
    cms: bytes,
    expect: SignerExpectation,
    at: datetime,
    backend: str,
    version: str,
    chain: Sequence[bytes] = (),
    proofs: Sequence[Proof] = (),
    answer: Any = None,
    legally_recognised: bool = True,
) -> VerificationResult:
    """Make the result and its evidence document; ``answer`` is a checking service's own words."""
    found = tuple(dict.fromkeys(reasons))
    status = worst(found)
    signer = seen.facts.signer if seen.facts else SignerInfo()
    told = _claims(seen, found, expect) | {
        "status": status,
        "at": at.isoformat(),
        "verifier": {"name": backend, "version": version},
        "legally_recognised": legally_recognised,
        "content_sha256": hashlib.sha256(content).hexdigest(),
        "cms": _b64(cms),
        "chain": [_b64(one) for one in chain],
        "revocation": [{"kind": one.kind, "data": _b64(one.data)} for one in proofs],
        "service_answer": answer,
    }
    return VerificationResult(
        status=status,
        reasons=found,
        signer=signer,
        at=at,
        backend=backend,
        legally_recognised=legally_recognised,
        evidence=json.dumps(told, ensure_ascii=False, sort_keys=True).encode(),
    )


def _claims(
    seen: Inspection, found: Sequence[Reason], expect: SignerExpectation
) -> dict[str, Any]:
    """What the signature says of itself, what was expected of it and what was found wrong."""
    signer = seen.facts.signer if seen.facts else SignerInfo()
    return {
        "reasons": [{"code": one.code, "detail": one.detail} for one in found],
        "signer": signer.to_json(),
        "signing_time_claimed": seen.signer.signing_time if seen.signer else "",
        "time_stamp": _b64(seen.signer.time_stamp) if seen.signer else "",
        "expected": {
            "iin": expect.iin,
            "bin": expect.bin,
            "roles": sorted(expect.roles),
            "purpose": expect.purpose,
        },
    }


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
