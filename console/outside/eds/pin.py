"""Private keys at rest under a PIN: PKCS#8, PBES2 with scrypt and AES-256-CBC (RFC 8018, 7914).

Written here because ``cryptography`` reads scrypt-protected keys but writes only PBKDF2 ones,
which a short PIN makes cheap to try.
"""

from __future__ import annotations

import os
from typing import Final

from asn1crypto import core
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

N, R, P = 2**14, 8, 1
_PBES2: Final = "1.2.840.113549.1.5.13"
_SCRYPT: Final = "1.3.6.1.4.1.11591.4.11"
_AES_256_CBC: Final = "2.16.840.1.101.3.4.1.42"
_SEQUENCE: Final = 0x30


class WrongPin(ValueError):
    """The PIN does not open the key."""


def lock(key: rsa.RSAPrivateKey, pin: str) -> bytes:
    """The key as an EncryptedPrivateKeyInfo (DER) under ``pin``."""
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    salt, start = os.urandom(16), os.urandom(16)
    secret = Scrypt(salt=salt, length=32, n=N, r=R, p=P).derive(pin.encode())
    padder = padding.PKCS7(128).padder()
    padded = padder.update(plain) + padder.finalize()
    machine = Cipher(algorithms.AES(secret), modes.CBC(start)).encryptor()
    hidden = machine.update(padded) + machine.finalize()
    how = _seq(_octets(salt), _whole(N), _whole(R), _whole(P))
    scheme = _seq(
        _oid(_PBES2),
        _seq(_seq(_oid(_SCRYPT), how), _seq(_oid(_AES_256_CBC), _octets(start))),
    )
    return _seq(scheme, _octets(hidden))


def unlock(locked: bytes, pin: str) -> rsa.RSAPrivateKey:
    """The key inside ``locked``; WrongPin if ``pin`` does not open it."""
    try:
        key = load_der_private_key(locked, pin.encode())
    except (ValueError, TypeError):
        raise WrongPin("Wrong PIN.") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise WrongPin("This is not an RSA key.")
    return key


def _seq(*parts: bytes) -> bytes:
    body = b"".join(parts)
    size = len(body)
    if size < 128:
        return bytes([_SEQUENCE, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([_SEQUENCE, 0x80 | len(length)]) + length + body


def _oid(dotted: str) -> bytes:
    return bytes(core.ObjectIdentifier(dotted).dump())


def _octets(data: bytes) -> bytes:
    return bytes(core.OctetString(data).dump())


def _whole(number: int) -> bytes:
    return bytes(core.Integer(number).dump())
