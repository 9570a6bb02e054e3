"""A verifier that can be made to misbehave: for demonstrations and drills only."""

from __future__ import annotations

from datetime import datetime

from console.outside.eds.inspect import conclude, inspect
from console.outside.eds.model import (
    Reason,
    SignatureVerifier,
    SignerExpectation,
    VerificationResult,
)
from console.outside.faults import OutsideDown
from console.outside.simulate import Controls

_FINDINGS = {
    "mismatch": "refused_by_service",
    "not_found": "revocation_unknown",
    "lost_ack": "service_down",
}


class ControlledVerifier:
    """Passes on to ``inner`` unless the controls (name ``eds``) say otherwise.

    Down, too slow, lost answers: *indeterminate*. ``mismatch``: the service finds it invalid.
    ``not_found``: the revocation source knows nothing.
    """

    def __init__(
        self, inner: SignatureVerifier, controls: Controls, *, timeout_s: float = 10.0
    ) -> None:
        self.inner = inner
        self._controls = controls
        self._timeout_s = timeout_s

    def verify(
        self, content: bytes, cms: bytes, expect: SignerExpectation, at: datetime
    ) -> VerificationResult:
        """Check as ``inner`` does, or fail as the controls ask."""
        try:
            mode = self._controls.meet("eds", self._timeout_s)
            reason = Reason(_FINDINGS[mode]) if mode in _FINDINGS else None
        except OutsideDown as fault:
            reason = Reason("service_down", str(fault))
        if reason is None:
            return self.inner.verify(content, cms, expect, at)
        return conclude(
            inspect(content, cms, at), [reason], content=content, cms=cms, expect=expect, at=at,
            backend="simulator", version="1", legally_recognised=False,
        )  # fmt: skip
