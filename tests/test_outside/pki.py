"""Authorities, people and signatures made for one test run; keys are made once and shared."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509 import ocsp
from cryptography.x509.oid import NameOID

from console.outside.eds.revocation import KeptProofs, Proof
from console.outside.eds.trust import Anchor, TrustStore

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
BEGIN = datetime(2025, 9, 1, tzinfo=UTC)
END = datetime(2026, 9, 1, tzinfo=UTC)
IIN, OTHER_IIN = "850314301011", "921130402450"
BIN, OTHER_BIN = "180340001231", "190741000453"
SIGN, LOGIN = "1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.2"
PERSON = "1.2.398.3.3.4.1.1"
HEAD = "1.2.398.3.3.4.1.2.1"
AUTHORISED = "1.2.398.3.3.4.1.2.2"
CONTENT = "Шешім № 1".encode()


@cache
def key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """One key a name."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@dataclass(frozen=True)
class Authority:
    """A certification authority; two may bear one name and differ in the key."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


@dataclass(frozen=True)
class Holder:
    """A certificate and its key."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


def authority(
    name: str = "Test CA", key_name: str = "ca", parent: Authority | None = None
) -> Authority:
    """A root, or an authority below ``parent``."""
    own = key(key_name)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer, signing = (parent.certificate.subject, parent.key) if parent else (subject, own)
    usage = usages(key_cert_sign=True, crl_sign=True)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject).issuer_name(issuer).public_key(own.public_key())
        .serial_number(7).not_valid_before(BEGIN - timedelta(days=900))
        .not_valid_after(END + timedelta(days=900))
        .add_extension(x509.BasicConstraints(True, None), True)
        .add_extension(usage, True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), False
        )
        .sign(signing, hashes.SHA256())
    )  # fmt: skip
    return Authority(own, certificate)


def usages(**said: bool) -> x509.KeyUsage:
    """A key usage with only the named bits."""
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
        "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: said.get(name, False) for name in names})


@dataclass(frozen=True)
class Card:
    """What a certificate shall say."""

    iin: str = IIN
    bin: str = ""
    eku: tuple[str, ...] | None = (SIGN, PERSON)
    usage: x509.KeyUsage = field(
        default_factory=lambda: usages(digital_signature=True, content_commitment=True)
    )
    begin: datetime = BEGIN
    end: datetime = END
    key_name: str = "holder"
    bits: int = 2048
    serial: int = 4242
    units: tuple[str, ...] = ()


def holder(ca: Authority, card: Card = Card()) -> Holder:  # noqa: B008 - a frozen value
    """A certificate after the national profile."""
    own = key(card.key_name, card.bits)
    parts = [
        (NameOID.COMMON_NAME, "ТЕСТОВ ТЕСТ"), (NameOID.SURNAME, "ТЕСТОВ"),
        (NameOID.GIVEN_NAME, "ТЕСТОВИЧ"), (NameOID.SERIAL_NUMBER, f"IIN{card.iin}"),
        *[(NameOID.ORGANIZATIONAL_UNIT_NAME, unit) for unit in card.units],
    ]  # fmt: skip
    if card.bin:
        parts.append((NameOID.ORGANIZATIONAL_UNIT_NAME, f"BIN{card.bin}"))
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(*part) for part in parts]))
        .issuer_name(ca.certificate.subject).public_key(own.public_key())
        .serial_number(card.serial).not_valid_before(card.begin).not_valid_after(card.end)
        .add_extension(x509.BasicConstraints(False, None), True)
        .add_extension(card.usage, True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ca.key.public_key()), False
        )
    )  # fmt: skip
    if card.eku is not None:
        oids = [x509.ObjectIdentifier(oid) for oid in card.eku]
        builder = builder.add_extension(x509.ExtendedKeyUsage(oids), False)
    return Holder(own, builder.sign(ca.key, hashes.SHA256()))


def cms(
    *signers: Holder,
    content: bytes = CONTENT,
    detached: bool = True,
    attributes: bool = True,
    others: tuple[x509.Certificate, ...] = (),
    digest: hashes.SHA256 | hashes.SHA384 | hashes.SHA512 | None = None,
) -> bytes:
    """A CMS over ``content`` by each of ``signers``."""
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
    for one in signers:
        builder = builder.add_signer(one.certificate, one.key, digest or hashes.SHA256())
    for certificate in others:
        builder = builder.add_certificate(certificate)
    options = [pkcs7.PKCS7Options.Binary]
    if detached:
        options.append(pkcs7.PKCS7Options.DetachedSignature)
    options.append(
        pkcs7.PKCS7Options.NoCapabilities if attributes else pkcs7.PKCS7Options.NoAttributes
    )
    return builder.sign(Encoding.DER, options)


def crl(
    ca: Authority,
    revoked: dict[int, datetime] | None = None,
    *,
    since: datetime = AT - timedelta(hours=1),
    until: datetime | None = AT + timedelta(hours=12),
    signing: rsa.RSAPrivateKey | None = None,
) -> Proof:
    """A revocation list; ``signing`` another key than the authority's own."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(ca.certificate.subject).last_update(since).next_update(until or since)
    )  # fmt: skip
    for serial, moment in (revoked or {}).items():
        row = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment)
        builder = builder.add_revoked_certificate(row.build())
    made = builder.sign(signing or ca.key, hashes.SHA256())
    return Proof("crl", made.public_bytes(Encoding.DER))


def answer(
    ca: Authority,
    leaf: Holder,
    status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD,
    *,
    responder: Holder | Authority | None = None,
    since: datetime = AT - timedelta(minutes=1),
    until: datetime | None = None,
    revoked_at: datetime | None = None,
    nonce: bytes | None = None,
) -> Proof:
    """An OCSP answer about ``leaf``, signed by ``responder`` (the authority by default)."""
    who = responder or ca
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=leaf.certificate, issuer=ca.certificate, algorithm=hashes.SHA1(),
        cert_status=status, this_update=since, next_update=until,
        revocation_time=revoked_at, revocation_reason=None,
    ).responder_id(ocsp.OCSPResponderEncoding.HASH, who.certificate)  # fmt: skip
    if isinstance(who, Holder):
        builder = builder.certificates([who.certificate])
    if nonce is not None:
        builder = builder.add_extension(x509.OCSPNonce(nonce), False)
    made = builder.sign(who.key, hashes.SHA256())
    return Proof("ocsp", made.public_bytes(Encoding.DER))


def trusting(ca: Authority, *, state_bodies: bool = False) -> TrustStore:
    """A store that pins one authority."""
    return TrustStore([Anchor(ca.der, state_bodies)])


def kept(*proofs: Proof) -> KeptProofs:
    """A source that has these proofs at hand."""
    return KeptProofs(proofs)
