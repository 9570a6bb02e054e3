"""The contract of a signature check: what is expected of the signer, and what was found.

Only ``valid`` closes a legal step. ``indeterminate`` parks it: the check could not be carried out
(unsupported algorithm, revocation source down) and is asked again. ``invalid`` is final for these
bytes at this moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from console.outside.eds.reasons import REASONS

Status = Literal["valid", "invalid", "indeterminate"]
Role = Literal["head", "authorised", "person", "any"]
Purpose = Literal["sign", "login"]


@dataclass(frozen=True)
class Reason:
    """One finding against the signature: a stable ``code`` and, if it helps, a technical detail."""

    code: str
    detail: str = ""

    @property
    def status(self) -> Status:
        """What this finding makes of the whole: ``invalid`` or ``indeterminate``."""
        return REASONS[self.code][0]

    @property
    def text(self) -> Mapping[str, str]:
        """One sentence in kk, ru, en."""
        return REASONS[self.code][1]


@dataclass(frozen=True)
class SignerExpectation:
    """Who must have signed.

    ``iin`` the account's IIN; None only for ``login``, where the certificate itself tells who
    comes. ``bin`` the organisation's BIN, None for a person acting for himself. ``roles`` any of
    which the certificate must carry; ``any`` asks for none. A delegation valid that day is the
    caller's to check. ``purpose`` chooses between a signing and a log-in certificate.
    """

    iin: str | None
    bin: str | None = None
    roles: frozenset[Role] = frozenset({"any"})
    purpose: Purpose = "sign"

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", frozenset(self.roles))
        if self.purpose == "sign" and not self.iin:
            raise ValueError("A signature is expected from somebody: give an IIN.")
        if not self.roles:
            raise ValueError("Expect at least one role, or any.")


@dataclass(frozen=True)
class SignerInfo:
    """Who the certificate names. Empty text where it says nothing; moments are UTC."""

    iin: str = ""
    bin: str = ""
    surname: str = ""
    patronymic: str = ""
    common_name: str = ""
    organisation: str = ""
    roles: tuple[str, ...] = ()
    issuer: str = ""
    serial: str = ""
    not_before: datetime | None = None
    not_after: datetime | None = None
    algorithm: str = ""

    def to_json(self) -> dict[str, Any]:
        """A JSON object of all fields, moments as ISO text."""
        row: dict[str, Any] = dict(vars(self))
        row["roles"] = list(self.roles)
        for name in ("not_before", "not_after"):
            row[name] = row[name].isoformat() if row[name] else None
        return row


@dataclass(frozen=True)
class VerificationResult:
    """The outcome at one moment. ``evidence`` is a JSON document (UTF-8) with everything needed
    to repeat the check later: CMS, certificates, OCSP/CRL, verifier and its version. ``signer`` is
    what the certificate claims and proves nothing unless the status is ``valid``.
    """

    status: Status
    reasons: tuple[Reason, ...]
    signer: SignerInfo
    at: datetime
    backend: str
    legally_recognised: bool = True
    evidence: bytes = field(default=b"", repr=False)

    @property
    def valid(self) -> bool:
        """Whether the signature may close a legal step."""
        return self.status == "valid"


class SignatureVerifier(Protocol):
    """Checks a detached CMS over bytes we froze ourselves."""

    def verify(
        self, content: bytes, cms: bytes, expect: SignerExpectation, at: datetime
    ) -> VerificationResult:
        """Check at ``at``, the moment of receipt (aware). Never raises for a bad signature."""
        ...


def worst(reasons: tuple[Reason, ...]) -> Status:
    """``invalid`` outweighs ``indeterminate``; no finding at all is ``valid``."""
    found = {reason.status for reason in reasons}
    if "invalid" in found:
        return "invalid"
    return "indeterminate" if found else "valid"
