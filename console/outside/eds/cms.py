"""Taking a CMS SignedData apart (RFC 5652) into plain values, without believing any of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from asn1crypto import cms as asn1
from asn1crypto import core
from asn1crypto import x509 as asn1_x509

MAX_CMS_BYTES: Final = 512_000
DATA: Final = "1.2.840.113549.1.7.1"
CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST: Final = "1.2.840.113549.1.9.4"
SIGNING_TIME: Final = "1.2.840.113549.1.9.5"
SIGNING_CERTIFICATE_V2: Final = "1.2.840.113549.1.9.16.2.47"
TIME_STAMP_TOKEN: Final = "1.2.840.113549.1.9.16.2.14"

ASN1_FAULTS = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError,
                RecursionError, NotImplementedError)  # fmt: skip


class MalformedCms(ValueError):
    """The bytes are no SignedData that could be taken apart."""


@dataclass(frozen=True)
class SignerPart:
    """The one SignerInfo: algorithms as dotted OIDs, attributes as signed, signature bytes.

    ``to_be_signed`` is the DER of the signed attributes as a SET (b"" when there are none);
    ``message_digest`` and ``content_type`` come from them and are empty when missing or repeated.
    """

    digest_oid: str
    signature_oid: str
    to_be_signed: bytes
    content_type: str
    message_digest: bytes
    signature: bytes
    certificate: bytes
    certificate_hash: tuple[str, bytes] | None
    signing_time: str
    time_stamp: bytes


@dataclass(frozen=True)
class SignedBytes:
    """A SignedData: whether it carries its content, how many signers, and the first of them."""

    attached: bool
    signer_count: int
    content_type: str
    certificates: tuple[bytes, ...]
    signer: SignerPart | None


def parse_cms(cms: bytes) -> SignedBytes:
    """Take ``cms`` (DER or BER) apart; MalformedCms for anything else or anything too large."""
    if not 0 < len(cms) <= MAX_CMS_BYTES:
        raise MalformedCms("empty or too large")
    try:
        outer = asn1.ContentInfo.load(cms, strict=True)
        if outer["content_type"].native != "signed_data":
            raise MalformedCms("not SignedData")
        return _signed_data(outer["content"])
    except MalformedCms:
        raise
    except ASN1_FAULTS as fault:
        raise MalformedCms(type(fault).__name__) from fault


def _signed_data(data: Any) -> SignedBytes:
    inner = data["encap_content_info"]
    certificates = []
    if not isinstance(data["certificates"], core.Void):
        for choice in data["certificates"]:
            if choice.name == "certificate":
                certificates.append(choice.chosen)
    infos = list(data["signer_infos"])
    return SignedBytes(
        attached=not isinstance(inner["content"], core.Void),
        signer_count=len(infos),
        content_type=inner["content_type"].dotted,
        certificates=tuple(certificate.dump() for certificate in certificates),
        signer=_signer(infos[0], certificates) if infos else None,
    )


def _signer(info: Any, certificates: list[Any]) -> SignerPart:
    signed, unsigned = info["signed_attrs"], info["unsigned_attrs"]
    none = isinstance(signed, core.Void)
    found = {} if none else _attributes(signed)
    digest = found.get(MESSAGE_DIGEST)
    kind = found.get(CONTENT_TYPE)
    when = found.get(SIGNING_TIME)
    stamp = {} if isinstance(unsigned, core.Void) else _attributes(unsigned)
    token = stamp.get(TIME_STAMP_TOKEN)
    return SignerPart(
        digest_oid=info["digest_algorithm"]["algorithm"].dotted,
        signature_oid=info["signature_algorithm"]["algorithm"].dotted,
        to_be_signed=b"" if none else b"\x31" + signed.dump()[1:],
        content_type=kind.dotted if kind is not None else "",
        message_digest=digest.native if digest is not None else b"",
        signature=info["signature"].native,
        certificate=_chosen(info["sid"], certificates),
        certificate_hash=_certificate_hash(found.get(SIGNING_CERTIFICATE_V2)),
        signing_time=when.native.isoformat() if when is not None else "",
        time_stamp=token.dump() if token is not None else b"",
    )


def _attributes(attributes: Any) -> dict[str, Any]:
    """Attributes by OID; one that is repeated or holds not one value is left out altogether."""
    found: dict[str, Any] = {}
    spoiled: set[str] = set()
    for attribute in attributes:
        oid = attribute["type"].dotted
        values = attribute["values"]
        if oid in found or len(values) != 1:
            spoiled.add(oid)
        else:
            found[oid] = values[0]
    return {oid: value for oid, value in found.items() if oid not in spoiled}


def _chosen(sid: Any, certificates: list[Any]) -> bytes:
    """The certificate the signer names by issuer and serial number, never just the first one."""
    if sid.name != "issuer_and_serial_number":
        return b""
    issuer, serial = sid.chosen["issuer"], sid.chosen["serial_number"].native
    matching = {
        certificate.dump()
        for certificate in certificates
        if certificate.serial_number == serial and certificate.issuer == issuer
    }
    return matching.pop() if len(matching) == 1 else b""


def _certificate_hash(attribute: Any) -> tuple[str, bytes] | None:
    """Digest OID and value of ESSCertIDv2, where the signer bound its certificate."""
    if attribute is None:
        return None
    first = attribute["certs"][0]
    return first["hash_algorithm"]["algorithm"].dotted, first["cert_hash"].native


def extensions(certificate: Any) -> dict[str, bytes]:
    """Raw values of a certificate's extensions by OID; ValueError when one stands twice.

    Taken apart one by one, because a single odd extension (the national responder's empty
    ``ocsp_no_check``) would otherwise make all of them unreadable.
    """
    found: dict[str, bytes] = {}
    rows = certificate["tbs_certificate"]["extensions"]
    if isinstance(rows, core.Void):
        return found
    for row in core.SequenceOf.load(rows.untag().dump(), spec=core.Any):
        parts = core.Sequence.load(row.dump())
        oid = parts[0].dotted
        if oid in found:
            raise ValueError("an extension stands twice")
        found[oid] = parts[len(parts) - 1].native
    return found


def load_certificate(der: bytes) -> Any:
    """An asn1crypto certificate, which also reads keys that the mathematics does not know."""
    return asn1_x509.Certificate.load(der, strict=True)
