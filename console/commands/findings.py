"""What ``jumys doctor`` says: one line a finding."""

from __future__ import annotations

from dataclasses import dataclass

OK, NOTE, BAD = "ok", "note", "wrong"


@dataclass(frozen=True)
class Finding:
    """One line: how bad, where, what."""

    level: str
    place: str
    sentence: str
