"""The file of a dossier: a ZIP whose every byte is determined by what is in it, and its seal.

``manifest.json`` names each file with its SHA-256; ``seal.sig`` is the console's own Ed25519
signature over the manifest. Files are stored, not compressed, sorted, under one fixed date, so that
packing the same content again gives the same bytes and a changed byte of the envelope shows too.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import struct
import zipfile
from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

FORMAT: Final = "jumys-dossier"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
SEAL: Final = "seal.sig"
LARGEST: Final = 200_000_000
_TORN: Final = (
    zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, KeyError,
    RuntimeError, struct.error,
)
_DAY: Final = (1980, 1, 1, 0, 0, 0)


class BrokenFile(ValueError):
    """The file is no dossier or is not what was packed. One sentence."""


def as_json(value: Any) -> bytes:
    """JSON as a person can read it, the same bytes for the same value."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1)
    return (text + "\n").encode()


def sealing_key(secret: str) -> Ed25519PrivateKey:
    """The console's sealing key: derived from its secret, the same on every node."""
    raw = HKDF(hashes.SHA256(), 32, None, b"jumys dossier seal").derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(raw)


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes others check the seal with."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def fingerprint(public: bytes) -> str:
    """A public key as people compare it: SHA-256 in groups of four."""
    text = hashlib.sha256(public).hexdigest()[:32]
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def mark_of(secret: str) -> str:
    """Fingerprint of the key that a console with this secret seals with."""
    return fingerprint(public_bytes(sealing_key(secret)))


def pack(about: Mapping[str, Any], files: Mapping[str, bytes], key: Ed25519PrivateKey) -> bytes:
    """The ZIP of ``files`` under a sealed manifest that also says ``about``."""
    manifest = as_json({
        "format": FORMAT, "version": VERSION, **about,
        "sealed_by": base64.b64encode(public_bytes(key)).decode(),
        "files": {
            name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
            for name, data in files.items()
        },
    })
    return _zip({**files, MANIFEST: manifest, SEAL: key.sign(manifest)})


def _zip(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _DAY)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, files[name])
    return out.getvalue()


def unpack(data: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Manifest and files of a dossier, each compared with its hash. BrokenFile otherwise."""
    files = _unzip(data)
    manifest, seal = files.pop(MANIFEST, None), files.pop(SEAL, None)
    if manifest is None or seal is None:
        raise BrokenFile("It holds no sealed manifest: this is no dossier.")
    told = read_json(MANIFEST, manifest)
    if told.get("format") != FORMAT or told.get("version") != VERSION:
        raise BrokenFile("Its manifest is not of a known format.")
    _check_files(told.get("files"), files)
    _check_seal(told, manifest, seal)
    if _zip({**files, MANIFEST: manifest, SEAL: seal}) != data:
        raise BrokenFile("The envelope of the file was changed: it is not the file that was made.")
    return told, files


def _unzip(data: bytes) -> dict[str, bytes]:
    if len(data) > LARGEST:
        raise BrokenFile("It is larger than any dossier.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if any(one.compress_type != zipfile.ZIP_STORED for one in entries):
                raise BrokenFile("It is packed otherwise than dossiers are.")
            names = [one.filename for one in entries]
            if len(set(names)) != len(names):
                raise BrokenFile("It holds two files of one name.")
            return {one.filename: archive.read(one) for one in entries}
    except _TORN as fault:
        if isinstance(fault, BrokenFile):
            raise
        raise BrokenFile("It cannot be unpacked: it was changed or cut.") from fault


def _check_files(listed: Any, files: Mapping[str, bytes]) -> None:
    if not isinstance(listed, dict):
        raise BrokenFile("Its manifest lists no files.")
    for name in sorted(set(listed) | set(files)):
        if name not in files:
            raise BrokenFile(f"{name} is missing.")
        if name not in listed:
            raise BrokenFile(f"{name} was put in later.")
        said = listed[name]
        digest = hashlib.sha256(files[name]).hexdigest()
        if not isinstance(said, dict) or said.get("sha256") != digest:
            raise BrokenFile(f"{name} was changed: its hash is not the manifest's.")


def _check_seal(told: Mapping[str, Any], manifest: bytes, seal: bytes) -> None:
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(str(told.get("sealed_by"))))
        key.verify(seal, manifest)
    except (InvalidSignature, ValueError) as fault:
        raise BrokenFile("The manifest was changed: its seal does not fit.") from fault


def read_json(name: str, data: bytes) -> dict[str, Any]:
    """A JSON object of the dossier; BrokenFile names what is none."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as fault:
        raise BrokenFile(f"{name} cannot be read.") from fault
    if not isinstance(found, dict):
        raise BrokenFile(f"{name} is not what it should be.")
    return found
