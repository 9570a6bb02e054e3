"""Values of the documents of chapter 4: the answer and the reversing act."""

from __future__ import annotations

from typing import Any

from console.act import Act
from console.data.actors import Office
from plugins.complaints.rules import CENTER_ROLES, complaint_of

STANDING_IN: dict[str | None, str] = {
    None: "", "authorised": " (уәкілеттік берілген адам)", "replacing": " (алмастыратын адам)",
}


def signer(act: Act) -> dict[str, str]:
    """Who signs, as the sheet names him: position and name."""
    role = act.seat.role if act.seat else ""
    title = act.catalog.roles[role].title["kk"] if role in act.catalog.roles else role
    kind = act.seat.delegation_kind if act.seat else None
    return {"signer_position": title + STANDING_IN.get(kind, ""), "signer_name": act.actor.name}


def answer(act: Act) -> dict[str, Any]:
    """The answer to the complaint, from the draft prepared last."""
    draft, row = act.entry("complaint_draft"), complaint_of(act)
    body = act.session.get_one(Office, row.authority_id)
    return {
        "full_name": act.person.full_name, "complaint_number": act.case.number,
        "complaint_date": row.lodged_on.isoformat(), "body_name": body.name("kk"),
        "result": draft["result"], "paragraphs": draft["paragraphs"], "answer": draft["answer"],
        "measures": draft.get("measures", ""), "issue_date": act.today.isoformat(),
        **signer(act),
    }


def outcome(act: Act) -> str:
    """Granted, partly granted or denied."""
    return str(act.case.facts["result"])


def reversal(act: Act) -> dict[str, Any]:
    """The reversing decision of the body that decided."""
    facts = act.case.facts
    by_center = facts.get("decided_by") in CENTER_ROLES
    body = act.session.get(Office, act.case.office_id if by_center else act.case.authority_id)
    return {
        "decision_kind": "reversal", "full_name": act.person.full_name,
        "iin": act.person.iin or "", "local_authority_name": body.name("kk") if body else "",
        "center_name": act.office.name("kk"), "issue_date": act.today.isoformat(),
        "effective_from": act.today.isoformat(), "paragraphs": "46",
        "grounds": f"№ {facts['complaint']} шағым қанағаттандырылды.",
        "reversed_number": facts["reversed_number"], **signer(act),
    }
