"""What a national certificate says: IIN, BIN, names, roles, key usage, life.

Read with ``asn1crypto`` so that GOST certificates and odd extensions are readable too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from asn1crypto import core
from asn1crypto import x509 as asn1_x509

from console.outside.eds.cms import ASN1_FAULTS, MalformedCms, extensions, load_certificate
from console.outside.eds.model import Reason, SignerExpectation, SignerInfo

EKU_SIGN: Final = "1.3.6.1.5.5.7.3.4"
EKU_LOGIN: Final = "1.3.6.1.5.5.7.3.2"
EKU_OCSP: Final = "1.3.6.1.5.5.7.3.9"
ROLE_ROOT: Final = "1.2.398.3.3.4.1"
ROLES: Final = {
    f"{ROLE_ROOT}.1": "person",
    f"{ROLE_ROOT}.2": "organisation",
    f"{ROLE_ROOT}.2.1": "head",
    f"{ROLE_ROOT}.2.2": "authorised",
    f"{ROLE_ROOT}.2.3": "financial",
    f"{ROLE_ROOT}.2.4": "hr",
    f"{ROLE_ROOT}.2.5": "employee",
}
RSA: Final = "1.2.840.113549.1.1.1"
KEY_USAGE: Final = "2.5.29.15"
EXTENDED_KEY_USAGE: Final = "2.5.29.37"
BASIC_CONSTRAINTS: Final = "2.5.29.19"

_NAMES: Final = {
    "2.5.4.3": "common_name",
    "2.5.4.4": "surname",
    "2.5.4.42": "patronymic",  # the national profile keeps the patronymic in GIVENNAME
    "2.5.4.10": "organisation",
}
_SERIAL_NUMBER, _UNIT = "2.5.4.5", "2.5.4.11"


@dataclass(frozen=True)
class CertificateFacts:
    """A certificate as read: who it names, what its key may do, key algorithm OID."""

    der: bytes
    signer: SignerInfo
    usage: frozenset[str]
    purposes: frozenset[str] | None
    key_oid: str
    authority: bool


def read_certificate(der: bytes) -> CertificateFacts:
    """Read a DER certificate; MalformedCms if it is none."""
    try:
        certificate = load_certificate(der)
        said = extensions(certificate)
        body = certificate["tbs_certificate"]
        key_oid = _key_oid(body["subject_public_key_info"].dump())
        oids = None
        if EXTENDED_KEY_USAGE in said:
            purposes = asn1_x509.ExtKeyUsageSyntax.load(said[EXTENDED_KEY_USAGE], strict=True)
            oids = frozenset(one.dotted for one in purposes)
        return CertificateFacts(
            der=der,
            signer=_signer(certificate, oids or frozenset(), key_oid),
            usage=_usage(said.get(KEY_USAGE)),
            purposes=oids,
            key_oid=key_oid,
            authority=_is_authority(said.get(BASIC_CONSTRAINTS)),
        )
    except ASN1_FAULTS as fault:
        raise MalformedCms("unreadable certificate") from fault


def _usage(value: bytes | None) -> frozenset[str]:
    if value is None:
        return frozenset()
    return frozenset(asn1_x509.KeyUsage.load(value, strict=True).native)


def _is_authority(value: bytes | None) -> bool:
    if value is None:
        return False
    return bool(asn1_x509.BasicConstraints.load(value, strict=True)["ca"].native)


def _key_oid(key: bytes) -> str:
    """Algorithm of a SubjectPublicKeyInfo, read without knowing the algorithm's own structure."""
    return str(core.Sequence.load(key)[0][0].dotted)


def _signer(certificate: Any, oids: frozenset[str], key_oid: str) -> SignerInfo:
    names: dict[str, str] = {}
    numbers: dict[str, set[str]] = {"IIN": set(), "BIN": set()}
    for part in certificate.subject.chosen:
        for pair in part:
            oid, value = pair["type"].dotted, str(pair["value"].native)
            if oid in _NAMES:
                names.setdefault(_NAMES[oid], value)
            if oid in {_SERIAL_NUMBER, _UNIT}:
                match = re.fullmatch(r"(IIN|BIN)([0-9]{12})", value)
                if match and not (oid == _UNIT and match[1] == "IIN"):
                    numbers[match[1]].add(match[2])
    life = certificate["tbs_certificate"]["validity"]
    return SignerInfo(
        iin=_single(numbers["IIN"]),
        bin=_single(numbers["BIN"]),
        roles=tuple(ROLES[oid] for oid in sorted(oids) if oid in ROLES),
        issuer=certificate.issuer.human_friendly,
        serial=f"{certificate.serial_number:x}",
        not_before=_utc(life["not_before"].native),
        not_after=_utc(life["not_after"].native),
        algorithm=key_oid,
        **names,
    )


def _single(found: set[str]) -> str:
    """The number, unless the certificate names two different ones: then it names none."""
    return next(iter(found)) if len(found) == 1 else ""


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def check_life(facts: CertificateFacts, at: datetime) -> tuple[Reason, ...]:
    """In force at ``at``, the moment of receipt; the signer's own clock is only a claim."""
    begin, end = facts.signer.not_before, facts.signer.not_after
    if begin is None or end is None or not begin <= at <= end:
        return (Reason("outside_validity", f"{begin} - {end}"),)
    return ()


def check_usage(
    facts: CertificateFacts, expect: SignerExpectation, *, state_bodies: bool
) -> tuple[Reason, ...]:
    """Key usage and extended key usage for the purpose.

    Only certificates under a state-bodies root may come without an extended key usage.
    """
    sign = expect.purpose == "sign"
    needed = {"digital_signature", "non_repudiation" if sign else "key_encipherment"}
    purpose = EKU_SIGN if sign else EKU_LOGIN
    if facts.purposes is None:
        fits = state_bodies
    else:
        fits = purpose in facts.purposes
    if facts.authority or not fits or not needed <= facts.usage:
        return (Reason("not_for_signing" if sign else "not_for_login"),)
    return ()


def check_signer(
    facts: CertificateFacts, expect: SignerExpectation, *, state_bodies: bool
) -> tuple[Reason, ...]:
    """IIN, BIN and role against the expectation; every mismatch is told.

    A state-bodies certificate carries no role: there IIN and BIN decide, both of them, and the
    caller's delegation record; it can never stand for a private person.
    """
    found: list[Reason] = []
    signer = facts.signer
    if not signer.iin or (expect.iin is not None and signer.iin != expect.iin):
        found.append(Reason("iin_mismatch"))
    if expect.bin is not None and signer.bin != expect.bin:
        found.append(Reason("bin_mismatch"))
    if "any" not in expect.roles and not expect.roles & set(signer.roles):
        bare = state_bodies and facts.purposes is None and expect.bin is not None
        if not (bare and expect.roles & {"head", "authorised"}):
            found.append(Reason("role_missing"))
    return tuple(found)
