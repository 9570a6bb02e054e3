"""Signatures for demonstrations: an own certification authority, keys on the server under a PIN.

They look and are checked exactly like national ones and mean nothing outside the demonstration:
the authority's name says so, every result says so, and a production instance refuses to start
with them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from console.outside.eds.demo_files import (
    build_authority,
    build_certificate,
    build_crl,
    keep,
    read_key,
)
from console.outside.eds.local_rsa import LocalRsaVerifier
from console.outside.eds.pin import WrongPin, lock, unlock
from console.outside.eds.revocation import Proof
from console.outside.eds.trust import TrustStore, load_anchors
from console.outside.faults import SetupFault
from console.outside.journal import locked

__all__ = ["DemoCa", "DemoPerson", "DemoVerifier", "UnknownSigner", "WrongPin", "make_demo_ca"]

NOTICE: Final[Mapping[str, str]] = {
    "kk": "Көрсетілім қолтаңбасы: заңды күші жоқ.",
    "ru": "Демонстрационная подпись: юридической силы не имеет.",
    "en": "Demonstration signature: not legally recognised.",
}
MIN_PIN: Final = 4
_LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


class UnknownSigner(LookupError):
    """Nobody by this login or IIN has a demonstration key."""


@dataclass(frozen=True)
class DemoPerson:
    """Whose key it is. ``roles`` are names of `certificate.ROLES`; ``state_body`` issues under the
    second root, without extended key usage, as the state-bodies authority does.
    """

    login: str
    iin: str
    surname: str
    name: str
    patronymic: str = ""
    bin: str = ""
    organisation: str = ""
    roles: tuple[str, ...] = ("person",)
    state_body: bool = False
    purpose: str = "sign"


class DemoCa:
    """The demonstration authority in one folder: two roots, people's keys, a revocation list."""

    def __init__(self, folder: Path) -> None:
        if not (folder / "root.crt").exists():
            raise SetupFault(f"{folder.name} holds no demonstration authority.")
        self.folder = folder

    def issue(self, person: DemoPerson, pin: str) -> None:
        """Give ``person`` a key under ``pin``; one who has the same card keeps the present key."""
        if not _LOGIN.fullmatch(person.login):
            raise ValueError("A login has small Latin letters, digits, dot, dash, underscore.")
        if len(pin) < MIN_PIN:
            raise ValueError(f"A PIN has at least {MIN_PIN} characters.")
        with locked(self.folder / ".lock"):
            self._issue(person, pin)

    def _issue(self, person: DemoPerson, pin: str) -> None:
        card = self._card(person.login)
        if card is not None and card == _row(person):
            return
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        root = "bodies" if person.state_body else "root"
        certificate = build_certificate(
            person, key, self._certificate(root), self._root_key(root)
        )
        keep(self._path(person.login, "key"), lock(key, pin))
        keep(self._path(person.login, "crt"), certificate.public_bytes(Encoding.PEM))
        keep(self._path(person.login, "json"), json.dumps(_row(person)).encode())

    def _root_key(self, root: str) -> RSAPrivateKey:
        """The key of a root, read anew each time."""
        return read_key(self.folder / f"{root}.key")

    def change_pin(self, login: str, old: str, new: str) -> None:
        """Put the key of ``login`` under another PIN; WrongPin if ``old`` does not open it."""
        if len(new) < MIN_PIN:
            raise ValueError(f"A PIN has at least {MIN_PIN} characters.")
        if not _LOGIN.fullmatch(login) or self._card(login) is None:
            raise UnknownSigner(login)
        path = self._path(login, "key")
        keep(path, lock(unlock(path.read_bytes(), old), new))

    def people(self) -> list[DemoPerson]:
        """Everybody who has a key, by login."""
        files = sorted((self.folder / "people").glob("*.json"))
        return [_person(json.loads(path.read_bytes())) for path in files]

    def sign(self, who: str, pin: str, content: bytes, *, bin: str | None = None) -> bytes:
        """A detached CMS (DER) over ``content`` by the login or IIN ``who``.

        ``bin`` chooses among several keys of one IIN. Raises WrongPin or UnknownSigner.
        """
        login = self._login(who, bin)
        key = unlock(self._path(login, "key").read_bytes(), pin)
        certificate = x509.load_pem_x509_certificate(self._path(login, "crt").read_bytes())
        return (
            pkcs7.PKCS7SignatureBuilder()
            .set_data(content)
            .add_signer(certificate, key, hashes.SHA256())
            .sign(
                Encoding.DER,
                [
                    pkcs7.PKCS7Options.DetachedSignature,
                    pkcs7.PKCS7Options.Binary,
                    pkcs7.PKCS7Options.NoCapabilities,
                ],
            )
        )

    def revoke(self, who: str, at: datetime) -> None:
        """Put every key of the login or IIN ``who`` on the revocation list as of ``at``."""
        logins = [one.login for one in self.people() if who in {one.login, one.iin}]
        if not logins:
            raise UnknownSigner(who)
        path = self.folder / "revoked.json"
        rows = json.loads(path.read_bytes())
        for login in logins:
            found = x509.load_pem_x509_certificate(self._path(login, "crt").read_bytes())
            rows[str(found.serial_number)] = at.astimezone(UTC).isoformat()
        keep(path, json.dumps(rows).encode())
        self._write_lists(rows)

    def proofs(self, leaf: bytes, issuer: bytes) -> list[Proof]:
        """The present revocation lists of both roots."""
        return [
            Proof("crl", (self.folder / f"{root}.crl").read_bytes()) for root in ("root", "bodies")
        ]

    def trust(self) -> TrustStore:
        """Both demonstration roots, and nothing else."""
        bodies = load_anchors([self.folder / "bodies.crt"], state_bodies=True)
        return TrustStore([*load_anchors([self.folder / "root.crt"]), *bodies])

    def _write_lists(self, rows: Mapping[str, str]) -> None:
        for root in ("root", "bodies"):
            crl = build_crl(rows, self._certificate(root), read_key(self.folder / f"{root}.key"))
            keep(self.folder / f"{root}.crl", crl)

    def _login(self, who: str, bin: str | None) -> str:
        for one in self.people():
            if who in {one.login, one.iin} and (bin is None or one.bin == bin):
                return one.login
        raise UnknownSigner(who)

    def _certificate(self, root: str) -> x509.Certificate:
        return x509.load_pem_x509_certificate((self.folder / f"{root}.crt").read_bytes())

    def _path(self, login: str, kind: str) -> Path:
        return self.folder / "people" / f"{login}.{kind}"

    def _card(self, login: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = json.loads(self._path(login, "json").read_bytes())
        except FileNotFoundError:
            return None
        return found


def make_demo_ca(folder: Path, people: Iterable[tuple[DemoPerson, str]] = ()) -> DemoCa:
    """Make the authority in ``folder`` (kept if there) and issue keys for (person, PIN) pairs."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "people").mkdir(exist_ok=True)
    with locked(folder / ".lock"):  # web and worker may start in the same second
        if not (folder / "root.crt").exists():
            _found(folder)
    ca = DemoCa(folder)
    for person, pin in people:
        ca.issue(person, pin)
    return ca


def _found(folder: Path) -> None:
    keep(folder / "revoked.json", b"{}")
    for root in ("bodies", "root"):  # root last: its file says that the authority is whole
        key, certificate = build_authority(root)
        keep(folder / f"{root}.key", key)
        crl = build_crl({}, certificate, read_key(folder / f"{root}.key"))
        keep(folder / f"{root}.crl", crl)
        keep(folder / f"{root}.crt", certificate.public_bytes(Encoding.PEM))


class DemoVerifier(LocalRsaVerifier):
    """The local check with the demonstration roots; SetupFault in production."""

    backend = "demo"
    legally_recognised = False

    def __init__(self, folder: Path, *, production: bool) -> None:
        if production:
            raise SetupFault("Demonstration signatures are refused in production.")
        self.ca = DemoCa(folder)
        super().__init__(self.ca.trust(), self.ca)


def _row(person: DemoPerson) -> dict[str, Any]:
    return {**vars(person), "roles": list(person.roles)}


def _person(row: Mapping[str, Any]) -> DemoPerson:
    return DemoPerson(**{**row, "roles": tuple(row["roles"])})
