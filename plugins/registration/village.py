"""Drafts made in a village without access to the system (par. 17): entered once, never over.

A draft comes with its own identifier (on the paper card as a QR), the day on paper, and what was
filled in. The web and programs hand it to perform() as evidence of method ``offline_draft``:

    document  the draft's identifier
    result    paper_on, mode, digest; for a conflict also kind, with, application, card
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from console.act import Act
from console.data.actors import Person
from console.data.case import Case
from console.data.content import Entry
from console.declare import Ground
from plugins.registration.places import center_near, seat_office
from plugins.registration.tables import VillageDraft

METHOD, CONFLICT = "offline_draft", "draft_conflict"
FORMS = ("application", "jobseeker_data")

DRAFT_ENTERED = Ground(
    "draft_entered", "17",
    {"kk": "осы нөмірі бар қаралама немесе қағаз карта бұрын енгізілген",
     "ru": "черновик или бумажная карта с этим номером уже внесены",
     "en": "the draft or paper card of this number was entered before"},
)
NO_DRAFT = Ground(
    "no_draft", "17",
    {"kk": "қарама-қайшылық офлайн қараламаның өзімен бірге жазылады",
     "ru": "расхождение записывается вместе с самим черновиком",
     "en": "a conflict is recorded with the offline draft itself"},
)

def draft_of(act: Act) -> Mapping[str, Any] | None:
    """What came with an offline draft; None for an act done in the system at once."""
    if act.evidence is None or act.evidence.method != METHOD:
        return None
    return act.evidence.result


# ---- rules
def draft_is_new(act: Act) -> Iterable[Ground]:
    """Par. 17: a draft becomes one application. The case is told where the actor may see it."""
    draft = draft_of(act)
    if draft is None or act.evidence is None:
        return
    row = act.session.scalars(
        select(VillageDraft).where(VillageDraft.uuid == act.evidence.document)
    ).one_or_none()
    if row is None:
        return
    scope = act.scope
    mine = (scope.everything or row.office_id in scope.ids("office")
            or row.village_id in scope.ids("village"))
    case = act.session.get_one(Case, row.case_id)
    yield DRAFT_ENTERED.because(
        case=case.number if mine else "", same=mine and row.digest == draft["digest"],
    )


def with_draft(act: Act) -> Iterable[Ground]:
    """A conflict is kept with both versions, so it never stands alone."""
    draft = draft_of(act)
    return [] if draft and draft.get("with") and draft.get("application") else [NO_DRAFT]


# ---- entering a draft
def keep_draft(act: Act) -> None:
    """Par. 17: the day on paper and the moment of entry stay on the case and in its history."""
    draft = draft_of(act)
    if draft is None or act.evidence is None:
        return
    case = act.case
    act.session.add(VillageDraft(
        uuid=act.evidence.document, digest=draft["digest"], mode=draft["mode"],
        paper_on=date.fromisoformat(draft["paper_on"]), entered_at=act.now, case_id=case.id,
        office_id=case.office_id, village_id=case.village_id,
    ))
    act.keep(draft={
        "id": act.evidence.document, "mode": draft["mode"], "paper_on": draft["paper_on"],
        "entered_at": act.now.isoformat(),
    })
    act.facts["offline"] = _told(act, draft["paper_on"])


def _told(act: Act, day: str) -> dict[str, str]:
    """Both days in words, as the history of the case tells them."""
    paper = f"{date.fromisoformat(day):%d.%m.%Y}"
    entered = f"{act.now.astimezone(act.zone):%d.%m.%Y %H:%M}"
    return {
        "kk": f"Жүйесіз толтырылды: {paper}; енгізілді: {entered}",
        "ru": f"Заполнено без системы: {paper}; внесено: {entered}",
        "en": f"Filled in without the system: {paper}; entered: {entered}",
    }


def check_default(act: Act) -> dict[str, Any]:
    """The check opens with the way the card was filled in (par. 17)."""
    draft = act.case.facts.get("draft") or {}
    return {"card_entry_mode": draft.get("mode") or "ais"}


# ---- a conflict goes to a person
def open_conflict(act: Act) -> Case:
    """The case of two versions, beside the application there is; seen in village and center."""
    draft = draft_of(act) or {}
    other = act.find(Case, str(draft.get("with", "")))
    here = seat_office(act)
    iin = (draft["application"].get("iin") or "") if draft.get("application") else ""
    known = act.session.get(Person, other.person_id) if other.person_id else None
    person = known if known is not None and known.iin == iin else None
    return act.new_case(
        CONFLICT, person=person, office=center_near(act.session, here), channel="assistant",
        village_id=here.id, parent_id=other.id, office_id=other.office_id,
    )


def keep_version(act: Act) -> None:
    """The version that came second, as it came: an entry of the conflict, of no application."""
    draft, case = draft_of(act), act.case
    if draft is None or act.evidence is None:
        return
    act.keep(draft={
        "id": act.evidence.document, "mode": draft["mode"], "paper_on": draft["paper_on"],
        "entered_at": act.now.isoformat(), "kind": draft["kind"], "with": draft["with"],
        "digest": draft["digest"],
    })
    act.facts["conflict"], act.facts["with"] = draft["kind"], draft["with"]
    for name, part in zip(FORMS, (draft["application"], draft.get("card")), strict=True):
        if not part:
            continue
        act.session.add(Entry(
            form=name, form_version=act.catalog.forms[name].version, subject_kind="case",
            subject_id=case.id, revision=1, data=dict(part), person_id=case.person_id,
            office_id=case.office_id, village_id=case.village_id, created_at=act.now,
            created_by=act.actor.account_id, occurred_at=act.occurred_at,
        ))


def close_conflict(act: Act) -> None:
    """What was decided about the second version, by whom and why."""
    act.keep(resolved={
        "outcome": act.data["outcome"], "reason": act.data["reason"], "by": act.actor.name,
        "at": act.now.isoformat(),
    })


# ---- the second version was somebody else's: it becomes an application of its own
def from_conflict(act: Act) -> bool:
    """Whether the application came out of a conflict."""
    cause = act.cause
    draft = draft_of(cause) if cause is not None else None
    return bool(draft and draft.get("conflict"))


def conflict_of(cause: Act) -> Case | None:
    """The conflict an application came out of, seen with the actor's own eyes."""
    draft = draft_of(cause)
    if not draft or not draft.get("conflict"):
        return None
    return cause.find(Case, str(draft["conflict"]))


def close_entered(act: Act) -> None:
    """The conflict ends with the application that its second version became."""
    cause = act.cause
    number = cause.case.number if cause is not None else ""
    act.keep(resolved={
        "outcome": "entered", "case": number, "at": act.now.isoformat(),
        "by": cause.actor.name if cause is not None else "",
    })
    act.facts["application"] = number
