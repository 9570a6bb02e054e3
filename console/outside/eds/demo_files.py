"""Certificates, lists and files of the demonstration authority, after the national profile."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from console.outside.eds.certificate import EKU_LOGIN, EKU_SIGN, ROLES

if TYPE_CHECKING:
    from console.outside.eds.demo import DemoPerson

ALWAYS: Final = datetime(2018, 1, 1, tzinfo=UTC)
FOREVER: Final = datetime(2049, 12, 31, tzinfo=UTC)
"""A demonstration moves its clock to and fro, so its keys live longer than national ones do."""

_TITLES: Final = {
    "root": "Jumys demonstration CA - not legally recognised",
    "bodies": "Jumys demonstration CA of state bodies - not legally recognised",
}
_ROLE_OIDS: Final = {name: oid for oid, name in ROLES.items()}


def build_authority(root: str) -> tuple[bytes, x509.Certificate]:
    """A fresh root: its private key (PEM, unprotected: it guards nothing real), certificate."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "KZ"),
            x509.NameAttribute(NameOID.COMMON_NAME, _TITLES[root]),
        ]
    )
    usage = _usage(key_cert_sign=True, crl_sign=True)
    public = key.public_key()
    certificate = (
        _start(name, name, public)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), certificate


def build_certificate(
    person: DemoPerson,
    key: rsa.RSAPrivateKey,
    authority: x509.Certificate,
    authority_key: rsa.RSAPrivateKey,
) -> x509.Certificate:
    """A certificate after the national profile: IIN in SERIALNUMBER, BIN in OU, roles in EKU."""
    login = person.purpose == "login"
    public = key.public_key()
    builder = (
        _start(_subject(person), authority.subject, public)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            _usage(digital_signature=True, content_commitment=not login, key_encipherment=login),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()),
            critical=False,
        )
    )
    if not person.state_body:
        oids = [EKU_LOGIN if login else EKU_SIGN, *(_ROLE_OIDS[role] for role in person.roles)]
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([x509.ObjectIdentifier(oid) for oid in oids]), critical=False
        )
    return builder.sign(authority_key, hashes.SHA256())


def build_crl(
    rows: Mapping[str, str], authority: x509.Certificate, key: rsa.RSAPrivateKey
) -> bytes:
    """The revocation list (DER): ``{serial number: ISO moment}``."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.subject)
        .last_update(ALWAYS)
        .next_update(FOREVER)
    )
    for serial, moment in rows.items():
        row = (
            x509.RevokedCertificateBuilder()
            .serial_number(int(serial))
            .revocation_date(datetime.fromisoformat(moment))
        )
        builder = builder.add_revoked_certificate(row.build())
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def keep(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, readable by its owner only."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    part.replace(path)


def read_key(path: Path) -> rsa.RSAPrivateKey:
    """A root's private key."""
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"{path.name} is no RSA key.")
    return key


def _start(
    subject: x509.Name, issuer: x509.Name, public: rsa.RSAPublicKey
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(ALWAYS)
        .not_valid_after(FOREVER)
    )


def _subject(person: DemoPerson) -> x509.Name:
    parts = [
        (NameOID.COMMON_NAME, f"{person.surname} {person.name}".upper()),
        (NameOID.SURNAME, person.surname.upper()),
        (NameOID.GIVEN_NAME, person.patronymic.upper()),
        (NameOID.SERIAL_NUMBER, f"IIN{person.iin}"),
        (NameOID.COUNTRY_NAME, "KZ"),
        (NameOID.ORGANIZATION_NAME, person.organisation[:64]),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, f"BIN{person.bin}" if person.bin else ""),
    ]
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts if value])


def _usage(**said: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
        "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: said.get(name, False) for name in names})
