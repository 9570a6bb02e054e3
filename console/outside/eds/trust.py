"""Which certification authorities are believed: pinned certificates, never those a CMS brings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store, VerificationError

from console.outside.eds.certificate import RSA, read_certificate
from console.outside.eds.cms import MalformedCms
from console.outside.faults import SetupFault

MAX_DEPTH = 4
_DER = Encoding.DER


@dataclass(frozen=True)
class Anchor:
    """A pinned authority; under ``state_bodies`` certificates may come without extended usage."""

    der: bytes
    state_bodies: bool = False


@dataclass(frozen=True)
class Chain:
    """From the signer's certificate to the pinned one, as DER, and the anchor it ends at."""

    path: tuple[bytes, ...]
    anchor: Anchor

    @property
    def issuer(self) -> bytes:
        """Certificate that issued the signer's."""
        return self.path[1]


class TrustStore:
    """Pinned anchors of several generations. GOST anchors are kept for matching, not for maths."""

    def __init__(self, anchors: Sequence[Anchor]) -> None:
        self.anchors = tuple(anchors)
        self._by_der = {anchor.der: anchor for anchor in self.anchors}
        self._usable = [
            x509.load_der_x509_certificate(anchor.der)
            for anchor in self.anchors
            if read_certificate(anchor.der).key_oid == RSA
        ]

    def __bool__(self) -> bool:
        return bool(self.anchors)

    def chain(self, leaf: bytes, others: Iterable[bytes], at: datetime) -> Chain | None:
        """A chain of signatures from ``leaf`` to an anchor, all in force at ``at``; else None.

        ``others`` are certificates the CMS brought: stepping stones, never a place to stop.
        """
        if not self._usable:
            return None
        try:
            verifier = (
                PolicyBuilder()
                .store(Store(self._usable))
                .time(at)
                .max_chain_depth(MAX_DEPTH)
                .extension_policies(
                    ca_policy=ExtensionPolicy.webpki_defaults_ca(),
                    ee_policy=ExtensionPolicy.permit_all(),
                )
                .build_client_verifier()
            )
            steps = [x509.load_der_x509_certificate(one) for one in others if one != leaf]
            found = verifier.verify(x509.load_der_x509_certificate(leaf), steps)
        except (VerificationError, UnsupportedAlgorithm, ValueError, TypeError):
            return None
        path = tuple(one.public_bytes(_DER) for one in found.chain)
        anchor = self._by_der.get(path[-1])
        return Chain(path, anchor) if anchor is not None and len(path) > 1 else None


def load_anchors(paths: Iterable[Path], *, state_bodies: bool = False) -> tuple[Anchor, ...]:
    """Read pinned certificates (PEM or DER files); SetupFault names the file that is none."""
    anchors = []
    for path in paths:
        try:
            der = as_der(path.read_bytes())
            if not read_certificate(der).authority:
                raise SetupFault(f"{path.name} is no certificate of an authority.")
        except (OSError, ValueError, MalformedCms) as fault:
            raise SetupFault(f"{path.name} is no readable certificate.") from fault
        anchors.append(Anchor(der, state_bodies))
    return tuple(anchors)


def as_der(data: bytes) -> bytes:
    """One certificate as DER, from PEM or DER; ValueError if it is neither."""
    if b"-----BEGIN" in data:
        return x509.load_pem_x509_certificate(data).public_bytes(_DER)
    return x509.load_der_x509_certificate(data).public_bytes(_DER)
