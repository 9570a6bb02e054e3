"""The self-service area of par. 64, put together from its five parts."""

from __future__ import annotations

from console.declare import CaseKind, Step
from plugins.mediation import contacts, erasing, kiosks, resumes, searches

_PARTS = (resumes, contacts, searches, kiosks, erasing)

ACTIONS = tuple(action for part in _PARTS for action in part.ACTIONS)
STEPS: tuple[CaseKind | Step, ...] = tuple(
    item for part in _PARTS for item in (part.KIND, *part.STEPS)
)
NOTICES = (*resumes.NOTICES, *contacts.NOTICES, *searches.NOTICES)
