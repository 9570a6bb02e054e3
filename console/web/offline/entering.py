"""Entering a draft of par. 17: once, on its paper day, never over another application.

``enter`` performs the pre-registration under the draft's own identifier. Sent again it changes
nothing. A changed body under the same identifier, or a second draft for the same person, is kept
beside the application as a conflict that waits for a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from console import steps
from console.act import Evidence
from console.data.actors import Person
from console.data.case import Case
from console.data.journal import JournalLine
from console.errors import Conflict, Grounds
from console.process import Process
from console.scope import SYSTEM, Scope
from console.security import Actor

PREREGISTER = "registration.preregister"
FILL_CARD = "registration.fill_village_card"
KEEP = "registration.keep_conflict"
METHOD = "offline_draft"
MODES = ("offline_electronic", "offline_paper")
ENTERED, SAME_PERSON = "draft_entered", frozenset({"registered_already", "application_open"})


@dataclass(frozen=True)
class Draft:
    """A draft as the form schema takes it. ``mode``: one of MODES; ``card`` annex 1.2 or None."""

    id: str
    paper_on: date
    mode: str
    application: Mapping[str, Any]
    card: Mapping[str, Any] | None = None

    @property
    def digest(self) -> str:
        """Hash of the application and its paper day."""
        return steps.digest({"application": dict(self.application),
                             "paper_on": self.paper_on.isoformat()})

    def evidence(self, **more: Any) -> Evidence:
        """What perform() is told of the draft."""
        return Evidence(self.id, METHOD, None, {
            "paper_on": self.paper_on.isoformat(), "mode": self.mode, "digest": self.digest,
            **more,
        })


@dataclass(frozen=True)
class Entered:
    """``number`` of the application, or of the conflict where ``conflict`` says which kind.

    ``repeated``: the draft had been entered before, nothing was done now.
    """

    number: str
    paper_on: date
    entered_at: datetime
    conflict: str = ""
    beside: str = ""
    repeated: bool = False


@dataclass(frozen=True)
class Clerk:
    """Who enters, seeing what, when and where."""

    process: Process
    actor: Actor
    scope: Scope
    now: datetime
    zone: ZoneInfo

    def on(self, day: date) -> datetime | None:
        """The instant an act of that day is taken to have happened: noon; None for today."""
        if day == self.now.astimezone(self.zone).date():
            return None
        return datetime.combine(day, time(12), self.zone)

    def perform(self, step: str, case: str | None, draft: Draft, key: str,
                payload: Mapping[str, Any], **more: Any) -> Any:
        """perform() on the draft's paper day, with the draft as evidence."""
        return self.process.perform(
            step, case, self.actor, payload, self.on(draft.paper_on), self.now,
            scope=self.scope, key=key, evidence=draft.evidence(**more),
        )


def enter(clerk: Clerk, draft: Draft) -> Entered:
    """Pre-register the person of a draft. Raises Refusal with every ground, nothing written."""
    try:
        outcome = clerk.perform(PREREGISTER, None, draft, draft.id, draft.application)
    except Grounds as refusal:
        return _known(clerk, draft, refusal)
    except Conflict:
        # the same identifier with another body, or another hand was quicker: look who has it
        number = _case_of_key(clerk, draft.id)
        if not number:
            raise
        return _again(clerk, draft, number)
    if outcome.repeated:
        return _again(clerk, draft, outcome.number)
    return Entered(outcome.number, draft.paper_on, clerk.now)


def fill_card(clerk: Clerk, draft: Draft, number: str) -> Entered | None:
    """Fill in the village card of an entered application with the draft's annex 1.2."""
    if draft.card is None:
        return None
    try:
        clerk.perform(FILL_CARD, number, draft, f"{draft.id}.card", draft.card)
    except Conflict:
        # changed after it was entered, or the center has the application by now
        return _keep(clerk, draft, "changed", number)
    return None


def enter_as_own(clerk: Clerk, draft: Draft, conflict: str) -> Any:
    """Make the second version of a conflict an application of its own; the conflict ends."""
    return clerk.perform(PREREGISTER, None, draft, f"{draft.id}:{conflict}", draft.application,
                         conflict=conflict)


def _known(clerk: Clerk, draft: Draft, refusal: Grounds) -> Entered:
    """A refusal that means there is another version where the actor can see it."""
    codes = {ground.code for ground in refusal.grounds}
    entered = next((g for g in refusal.grounds if g.code == ENTERED), None)
    if entered is not None and entered.facts["case"]:
        return _again(clerk, draft, entered.facts["case"])
    if codes & SAME_PERSON:
        other = _application_of(clerk, str(draft.application.get("iin", "")))
        if other:
            return _keep(clerk, draft, "same_person", other)
    raise refusal


def _again(clerk: Clerk, draft: Draft, number: str) -> Entered:
    """The draft of an entered application once more: a no-op, or a changed body."""
    with clerk.process.store.session(clerk.scope) as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        kept = dict(case.facts.get("draft") or {})
        first = session.scalars(
            select(JournalLine.why).where(JournalLine.case_id == case.id)
            .where(JournalLine.step == PREREGISTER).limit(1)
        ).first()
    same_body = (first or {}).get("digest") == steps.digest(draft.application)
    if same_body and kept.get("paper_on") == draft.paper_on.isoformat():
        entered_at = datetime.fromisoformat(kept["entered_at"])
        return Entered(number, draft.paper_on, entered_at, repeated=True)
    return _keep(clerk, draft, "changed", number)


def _keep(clerk: Clerk, draft: Draft, kind: str, beside: str) -> Entered:
    version = steps.digest({"draft": draft.digest, "card": draft.card})
    outcome = clerk.perform(
        KEEP, None, draft, f"{draft.id}:{version[:24]}", {}, kind=kind,
        application=dict(draft.application), card=dict(draft.card) if draft.card else None,
        **{"with": beside},
    )
    return Entered(outcome.number, draft.paper_on, clerk.now, kind, beside, outcome.repeated)


def _case_of_key(clerk: Clerk, key: str) -> str:
    """The application the actor's own earlier act under this key opened."""
    with clerk.process.store.session(SYSTEM) as session:
        found = session.scalars(
            select(JournalLine.subject_number)
            .where(JournalLine.account_id == clerk.actor.account_id)
            .where(JournalLine.idempotency_key == key, JournalLine.step == PREREGISTER)
        ).first()
    return found or ""


def _application_of(clerk: Clerk, iin: str) -> str:
    """The newest application of an IIN that the actor may see."""
    with clerk.process.store.session(clerk.scope) as session:
        found = session.scalars(
            select(Case.number).join(Person, Person.id == Case.person_id)
            .where(Person.iin == iin, Case.kind == "registration")
            .order_by(Case.id.desc()).limit(1)
        ).first()
    return found or ""
