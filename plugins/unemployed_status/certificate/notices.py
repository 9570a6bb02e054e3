"""Notices around the certificate: accepted with the day of the answer, ready, refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from console.act import Act
from console.declare import Notice
from plugins.unemployed_status.certificate.documents import DATE, refusal_reason, valid_until

TEXTS = Path(__file__).resolve().parent.parent / "notices"


def accepted(act: Act) -> Mapping[str, Any]:
    """Annex 6, row 8: the day the answer is due."""
    due = [row.due_on for row in act.open_obligations("D-14")]
    return {"due": max(due).strftime(DATE) if due else act.today.strftime(DATE)}


def issued(act: Act) -> Mapping[str, Any]:
    """The number of the certificate and the last day it is valid."""
    return {"document": _newest(act), "valid_until": valid_until(act).strftime(DATE)}


def refused(act: Act) -> Mapping[str, Any]:
    """Why, in the person's language, and the number of the reply."""
    reason = refusal_reason(act)
    return {"document": _newest(act), "reason": reason.get(act.person.language, reason["kk"])}


def _newest(act: Act) -> str:
    return act.documents[-1].number if act.documents else ""


NOTICES = (
    Notice("certificate_accepted", "41", "person", TEXTS, data=accepted, channels=("cabinet",)),
    Notice("certificate_ready", "43", "person", TEXTS, data=issued),
    Notice("certificate_refused", "43", "person", TEXTS, data=refused),
)
