"""Electronic digital signatures: the contract and its back ends."""

from __future__ import annotations

from console.outside.eds.model import (
    Reason,
    SignatureVerifier,
    SignerExpectation,
    SignerInfo,
    VerificationResult,
)

__all__ = [
    "Reason",
    "SignatureVerifier",
    "SignerExpectation",
    "SignerInfo",
    "VerificationResult",
]
