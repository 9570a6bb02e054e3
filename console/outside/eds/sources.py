"""Where revocation proofs come from: the authority's OCSP responder, its published lists, files."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from console.outside.eds.revocation import Proof
from console.outside.faults import OutsideFault
from console.outside.wire import Endpoint, call

log = logging.getLogger(__name__)
LIST_KEPT_S = 600.0


class HttpProofs:
    """Asks ``ocsp_end``; where that gives nothing, the lists at ``list_ends``.

    Addresses are configured, never taken from a certificate: a forged one must not make us call
    anywhere. Lists are kept in memory for ten minutes.
    """

    def __init__(self, ocsp_end: Endpoint | None, list_ends: Sequence[Endpoint] = ()) -> None:
        self._ocsp = ocsp_end
        self._lists = tuple(list_ends)
        self._kept: dict[str, tuple[float, bytes]] = {}
        self._lock = threading.Lock()

    def proofs(self, leaf: bytes, issuer: bytes) -> Sequence[Proof]:
        """An OCSP answer if one comes, else every list that can be fetched."""
        if self._ocsp is not None:
            with suppress(OutsideFault, ValueError):
                return [Proof("ocsp", self._ask(self._ocsp, leaf, issuer))]
        found = []
        for end in self._lists:
            with suppress(OutsideFault):
                found.append(Proof("crl", self._list(end)))
        return found

    def _ask(self, end: Endpoint, leaf: bytes, issuer: bytes) -> bytes:
        nonce = os.urandom(16)
        request = (
            ocsp.OCSPRequestBuilder()
            .add_certificate(
                x509.load_der_x509_certificate(leaf),
                x509.load_der_x509_certificate(issuer),
                hashes.SHA1(),  # names the certificate as RFC 5019 asks; protects nothing
            )
            .add_extension(x509.OCSPNonce(nonce), critical=False)
            .build()
        )
        kind = {"Content-Type": "application/ocsp-request"}
        data = call(end, "POST", "", request.public_bytes(Encoding.DER), kind).body
        answer = ocsp.load_der_ocsp_response(data)
        if answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            raise ValueError(answer.response_status.name)
        with suppress(x509.ExtensionNotFound):
            told = answer.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
            if told != nonce:
                raise ValueError("an answer to somebody else's question")
        return data

    def _list(self, end: Endpoint) -> bytes:
        with self._lock:
            kept = self._kept.get(end.url)
        if kept is not None and time.monotonic() - kept[0] < LIST_KEPT_S:
            return kept[1]
        data = call(end, "GET", "").body
        with self._lock:
            self._kept[end.url] = (time.monotonic(), data)
        return data


class FolderProofs:
    """Lists and answers that somebody puts into a folder (``*.crl``, ``*.ocsp``)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def proofs(self, leaf: bytes, issuer: bytes) -> Sequence[Proof]:
        """Every file of the folder; what is stale or foreign is passed over when judged."""
        found = [Proof("ocsp", path.read_bytes()) for path in sorted(self._folder.glob("*.ocsp"))]
        return found + [
            Proof("crl", path.read_bytes()) for path in sorted(self._folder.glob("*.crl"))
        ]
