"""The demonstration's keys, opened once: a PIN is slow to try on purpose, stories sign often."""

from __future__ import annotations

from dataclasses import replace

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from console.outside import Outside
from console.outside.eds.demo import DemoCa
from console.outside.eds.pin import unlock

OPTIONS = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary,
           pkcs7.PKCS7Options.NoCapabilities]


class KeyRing(DemoCa):
    """The same authority; a key that was opened with a PIN stays open for this process."""

    def __init__(self, authority: DemoCa) -> None:
        super().__init__(authority.folder)
        self._open: dict[tuple[str, str], tuple[RSAPrivateKey, x509.Certificate]] = {}
        self._roots: dict[str, RSAPrivateKey] = {}

    def _root_key(self, root: str) -> RSAPrivateKey:
        if root not in self._roots:
            self._roots[root] = super()._root_key(root)
        return self._roots[root]

    def sign(self, who: str, pin: str, content: bytes, *, bin: str | None = None) -> bytes:
        """A detached CMS over ``content``, as DemoCa.sign; ``who`` is a login."""
        if (who, pin) not in self._open:
            people = self.folder / "people"
            key = unlock((people / f"{who}.key").read_bytes(), pin)
            certificate = x509.load_pem_x509_certificate((people / f"{who}.crt").read_bytes())
            self._open[who, pin] = (key, certificate)
        key, certificate = self._open[who, pin]
        builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
        return builder.add_signer(certificate, key, hashes.SHA256()).sign(Encoding.DER, OPTIONS)


def with_open_keys(outside: Outside) -> Outside:
    """The same bundle whose demonstration authority keeps its keys open."""
    if outside.demo_ca is None:
        return outside
    return replace(outside, demo_ca=KeyRing(outside.demo_ca))
