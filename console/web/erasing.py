"""What the page of an erasure shows: how much of each kind goes, what stays and by which paragraph.

The counts are those the act itself takes (console.data.erasing), read with the console's eyes
about the reader alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import g
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console import steps
from console.data import erasing
from console.data.actors import Card, Person
from console.data.documents import Document
from console.declare import Ground, Step
from console.scope import SYSTEM
from console.web import casework
from console.web.running import now, running

#: state of a person -> paragraph by which the center has something to tell
TOLD_BY = {"applicant": "12", "jobseeker": "58", "unemployed": "58"}


@dataclass(frozen=True)
class Row:
    """A line of either list: what it is, how many (0: not counted), the paragraph, and why."""

    title: str
    count: int = 0
    law: str = ""
    why: str = ""


@dataclass(frozen=True)
class Preview:
    """What an erasure would do now. ``whole``: the identity goes too; ``closes``: the account."""

    goes: list[Row] = field(default_factory=list)
    stays: list[Row] = field(default_factory=list)
    whole: bool = False
    closes: bool = False
    grounds: list[Ground] = field(default_factory=list)


def preview(step: Step, person: Person | None) -> Preview:
    """Both lists for the reader, and the grounds that stand in the way now."""
    parts = running()
    with parts.store.session(SYSTEM) as session:
        act = parts.process.reading_act(
            session, step, None, g.actor, g.scope, now(), {"understood": True})
        grounds = steps.grounds(act)
        who = erasing.whose(parts.catalog, person, g.actor.account_id)
        found = erasing.count(session, who)
        stays = [] if person is None else _stays(session, person, found)
    return Preview(_goes(found), [*stays, *_always()], found.whole, found.closes,
                   grounds)


def _goes(found: erasing.Found) -> list[Row]:
    rows = [Row(casework.kind_title(kind), number) for kind, number in found.cases.items()]
    if found.drafts:
        rows.append(Row(_("Drafts not sent"), found.drafts))
    if found.files:
        rows.append(Row(_("Files uploaded and not sent"), found.files))
    if found.contact:
        rows.append(Row(_("Telephone and e-mail"), why=_("no case needs them any more")))
    if found.whole:
        rows.append(Row(_("Name, IIN and birth date"),
                        why=_("a number without a name takes their place")))
    if found.closes:
        rows.append(Row(_("Account"), why=_("the account is closed and you are signed out")))
    return rows


def _stays(reading: Session, person: Person, found: erasing.Found) -> list[Row]:
    kinds = running().catalog.kinds
    known = kept_by()
    other = _("the Rules set this procedure: what was done in it is kept as its proof")
    rows = [Row(casework.kind_title(kind), number, *known.get(kind, (kinds[kind].law, other)))
            for kind, number in found.kept.items() if kind in kinds]
    if found.whole:
        return rows
    signed = select(func.count()).select_from(Document).where(
        Document.person_id == person.id, Document.state.in_(("signed", "issued")))
    card = select(func.count()).select_from(Card).where(Card.person_id == person.id)
    papers, cards = reading.execute(
        select(signed.scalar_subquery(), card.scalar_subquery())).one()
    if papers:
        rows.append(Row(_("Signed papers"), papers, "12",
                        _("a signed paper never changes; it proves your rights too")))
    if cards:
        rows.append(Row(_("Personal employment card"), 0, "10",
                        _("the center enters and keeps it; mistakes are corrected there")))
    if (person.mobile or person.email) and not found.contact:
        rows.append(Row(_("Telephone and e-mail"), 0, TOLD_BY.get(person.state, "45"),
                        _("a case is open and the center must be able to tell you of it")))
    rows.append(Row(_("Name, IIN and the account"), 0, "14",
                    _("the registration and its decisions are about you")))
    return rows


def kept_by() -> dict[str, tuple[str, str]]:
    """Kind of case -> the paragraph that has it kept, and why in plain words."""
    return {
        "registration": ("14", _("the mark that you are registered stays in the system")),
        "register_query": (
            "10", _("it shows what the registers answered, and why they were asked")),
        "unemployed_status": ("32", _("a signed decision: your payments may rest on it")),
        "plan": ("49", _("signed by you and the center; each keeps a copy")),
        "deregistration": ("45", _("a signed decision, marked in the card; you may contest it")),
        "certificate": ("43", _("issued as an electronic document that stays verifiable")),
        "complaint": ("46", _("a complaint and its answer are proof for both sides")),
        "offer": ("58", _("it proves what you were offered, when, and what you answered")),
    }


def _always() -> list[Row]:
    return [Row(_("Journal of acts"), 0, "",
                _("who did what and when, under a number; a line taken out would break its seal")),
            Row(_("Who looked at my data"), 0, "", _("the proof that your data were guarded"))]
