"""Values of the documents of chapter 4: the answer and the reversing act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from console.act import Act
from console.data.actors import Office
from console.data.case import Case
from console.data.documents import Decision, Document
from plugins.complaints import conflicts
from plugins.complaints.subjects import complaint_of

NOBODY_ELSE = (
    "Органда басқа қол қоюшы болмағандықтан, шешімге қатысқан адам қол қояды. / "
    "Подписывает участвовавшее в решении лицо: другого подписанта в органе нет."
)
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
    tied = conflicts.conflict_of(act.session, act.case, conflicts.actor_of(act))
    return {
        "full_name": act.person.full_name, "complaint_number": act.case.number,
        "complaint_date": row.lodged_on.isoformat(), "body_name": body.name("kk"),
        "result": draft["result"], "paragraphs": draft["paragraphs"], "answer": draft["answer"],
        "measures": draft.get("measures", ""), "issue_date": act.today.isoformat(),
        "earlier": _earlier(act, draft), "conflict": NOBODY_ELSE if tied else "",
        **signer(act),
    }


def _earlier(act: Act, draft: Mapping[str, Any]) -> str:
    """The answer that was given before, where this one refers to it."""
    if draft["result"] != "repeated":
        return ""
    number = str(draft.get("earlier", "")).strip().upper()
    row = act.session.execute(
        select(Decision.number, Decision.decided_on).join(Case, Case.id == Decision.case_id)
        .where(Case.number == number, Decision.kind == "complaint_answer")
        .order_by(Decision.id.desc())
    ).first()
    return f"№ {number}: {row.decided_on:%d.%m.%Y} № {row.number}" if row else f"№ {number}"


def corrected_answer(act: Act) -> dict[str, Any]:
    """The answer's sheet as it was signed last, with what is corrected and why."""
    old = act.session.scalars(
        select(Document).where(Document.case_id == act.case.id, Document.state == "signed")
        .where(Document.form == "complaint_answer").order_by(Document.id.desc())
    ).first()
    if old is None:
        raise LookupError(f"{act.step.name}: no answer was signed yet")
    given = [str(act.data.get(key, "")).strip() for key in ("correction", "reason")]
    return {
        **old.data, "full_name": act.person.full_name, "issue_date": act.today.isoformat(),
        "corrected_number": old.number, "correction": "\n".join(t for t in given if t),
        **signer(act),
    }


def outcome(act: Act) -> str:
    """Granted, partly granted or denied."""
    return str(act.case.facts["result"])


def reversal(act: Act) -> dict[str, Any]:
    """The reversing decision of the body that decided."""
    facts = act.case.facts
    by_center = facts.get("by_center", False)
    body = act.session.get(Office, act.case.office_id if by_center else act.case.authority_id)
    return {
        "decision_kind": "reversal", "full_name": act.person.full_name,
        "iin": act.person.iin or "", "local_authority_name": body.name("kk") if body else "",
        "center_name": act.office.name("kk"), "issue_date": act.today.isoformat(),
        "effective_from": act.today.isoformat(), "paragraphs": "46",
        "grounds": f"№ {facts['complaint']} шағым қанағаттандырылды.",
        "reversed_number": facts["reversed_number"], **signer(act),
    }


#: where a complaint of somebody outside this service belongs
ELSEWHERE = {
    "kk": "Еңбек инспекциясы жөніндегі жергілікті орган (жұмыс берушінің әрекетіне қатысты) немесе "
          "сот",
    "ru": "Местный орган по инспекции труда (о действиях работодателя) или суд",
    "en": "The local labour inspection (on acts of an employer), or the court",
}


def where_to(act: Act) -> dict[str, Any]:
    """The usual body for a complaint of an employer, in the person's language."""
    if complaint_of(act).against != "other":
        return {}
    return {"to_whom": ELSEWHERE[act.person.language]}
