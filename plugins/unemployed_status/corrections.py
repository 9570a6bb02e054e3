"""A clerical error in a signed decision: a new decision beside it, never a change of the old one.

The Rules give no such step; the body that decided may correct its own writing. Outcome, grounds
and every date that counts stay as decided: what was decided wrongly is reversed (par. 46) or
decided anew, not corrected. The old decision stays readable and genuine, and names the new one.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from console.act import Act
from console.data.documents import Decision, Document
from console.declare import Action, Label, Notice, Signing, Step
from plugins.unemployed_status.documents import signer
from plugins.unemployed_status.notices import TEXTS

KIND = "correction"
CORRECTABLE = ("unemployed_registration", "unemployed_refusal", "status_end", "deregistration")
TITLE: Label = {
    "kk": "Шешімдегі қатені түзету", "ru": "Исправить ошибку в решении",
    "en": "Correct an error in the decision",
}
HINT: Label = {
    "kk": "Бұрынғы шешім сақталады және жаңасына сілтейді. Нәтиже мен негіздер өзгермейді.",
    "ru": "Прежнее решение сохраняется и ссылается на новое. Исход и основания не меняются.",
    "en": "The earlier decision stays and names the new one. Outcome and grounds do not change.",
}
#: states of a case in which a decision of the authority stands, by kind of case
STANDING = {
    "unemployed_status": ("registered", "notified", "active", "refused", "refusal_notified",
                          "refusal_done", "end_proposed", "ended"),
    "deregistration": ("deregistered", "informed"),
}
STEP_NAMES = {
    "unemployed_status": "unemployed_status.correct_decision",
    "deregistration": "unemployed_status.correct_deregistration",
}
LAW = {"unemployed_status": "32", "deregistration": "45"}


def decision_to_correct(act: Act) -> Decision:
    """The newest decision of the case, with its corrections so far. LookupError before one."""
    row = act.session.scalars(
        select(Decision)
        .where(Decision.case_id == act.case.id, Decision.kind.in_((*CORRECTABLE, KIND)))
        .order_by(Decision.id.desc())
    ).first()
    if row is None:
        raise LookupError(f"{act.step.name}: no decision was signed yet")
    return row


def corrected(act: Act) -> dict[str, Any]:
    """The decision's sheet as it stood, with the person's name as it is now and the correction."""
    old = act.session.scalars(
        select(Document).where(Document.number == decision_to_correct(act).number)
    ).one()
    given = {key: str(act.data.get(key, "")).strip() for key in ("correction", "reason")}
    return {
        **old.data, "full_name": act.person.full_name, "iin": act.person.iin or "",
        "issue_date": act.today.isoformat(), "corrected_number": old.number,
        "correction": "\n".join(text for text in given.values() if text), **signer(act),
    }


def outcome(act: Act) -> str:
    """What was decided stays decided."""
    return decision_to_correct(act).outcome


def keep_grounds(act: Act) -> None:
    """The new decision rests on the same grounds; the journal names what it corrects."""
    old = decision_to_correct(act)
    act.facts.update(grounds=list(old.grounds), corrects=old.number, reason=act.data["reason"])


def _said(act: Act) -> dict[str, Any]:
    return {"corrected": act.facts["corrects"], "correction": act.data["correction"]}


def _step(kind: str) -> Step:
    name = STEP_NAMES[kind]
    return Step(
        name, LAW[kind], kind, title=TITLE, action=name, frm=STANDING[kind],
        form="decision_correction", do=(keep_grounds,), hint=HINT, asks_worklist=False,
        signing=Signing("decision", corrected, "head", kind=KIND, outcome=outcome,
                        supersedes=decision_to_correct),
        notices=("decision_corrected",),
    )


ACTIONS = tuple(
    Action(name, LAW[kind], TITLE, frozenset({"authority_head"}))
    for kind, name in STEP_NAMES.items()
)
STEPS = tuple(_step(kind) for kind in STEP_NAMES)
NOTICES = (Notice("decision_corrected", "32", "person", TEXTS, data=_said, relay=True),)
