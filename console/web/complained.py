"""What a person may complain of, in words, as links that begin the complaint (par. 46)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from console.data import matters
from console.data.actors import Person
from console.data.matters import Matter
from console.law import LawError
from console.scope import SYSTEM
from console.web import casework
from console.web.running import now, running
from console.web.shell import language
from console.web.theme import moment, words
from forms.dictionaries import lookup_shipped

#: what the form calls each sort
SUBJECTS = {matters.DECISION: "decision", matters.ACT: "action", matters.TERM: "inaction"}


@dataclass(frozen=True)
class Offered:
    """One thing to complain of: its words, the line beneath, the sort and the token."""

    token: str
    title: str
    sub: str
    sort: str


def offered(person: Person) -> dict[str, list[Offered]]:
    """By sort: decisions, silences, acts of the person's own cases."""
    with running().store.session(SYSTEM) as session:
        found = matters.matters_of(session, person.id, now())
    out: dict[str, list[Offered]] = {}
    for one in found:
        out.setdefault(one.sort, []).append(_shown(one))
    return out


def groups(found: dict[str, list[Offered]]) -> list[tuple[str, list[Offered]]]:
    """The same under their headings, in the order people look for them."""
    titles = (
        (matters.DECISION, _("Decisions and notices")),
        (matters.TERM, _("What was not done in time")),
        (matters.ACT, _("Acts of officials")),
    )
    return [(title, found[sort]) for sort, title in titles if found.get(sort)]


def chosen(found: dict[str, list[Offered]], token: str) -> Offered | None:
    """The offered thing of that token; None for anything else."""
    return next((o for rows in found.values() for o in rows if o.token == token), None)


def fixed(one: Offered | None) -> dict[str, Any]:
    """What the form need not ask any more."""
    return {"about": one.token, "subject": SUBJECTS[one.sort]} if one is not None else {}


def _shown(one: Matter) -> Offered:
    where = f"{casework.kind_title(one.kind)} № {one.number}"
    if one.sort == matters.DECISION:
        form = running().catalog.forms.get(one.name)
        title = words(form.title) if form is not None else one.name
        known = lookup_shipped("decision_kind") if one.what else None
        if known is not None:
            title = f"{title}: {known.label(one.what, language())}"
        return Offered(one.token, title, f"№ {one.number} · {moment(one.day)}", one.sort)
    if one.sort == matters.TERM:
        late = _("done after its term, %(day)s", day=moment(one.day)) if one.late else \
            _("not done, the term was %(day)s", day=moment(one.day))
        return Offered(one.token, duty(one.name), f"{late} · {where}", one.sort)
    return Offered(one.token, casework.step_title(one.name), f"{moment(one.day)} · {where}",
                   one.sort)


def duty(name: str) -> str:
    """Title of a deadline; its name where its chapter is not installed."""
    try:
        return words(running().catalog.law.deadline(name).title)
    except LawError:
        return name
