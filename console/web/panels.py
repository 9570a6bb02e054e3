"""Panels of the chapters: a chapter's table about a person, drawn wherever the person is shown.

Whoever asks was let see the person or the case by the scope before; the panel's own roles decide
the rest. The query reads with the console's eyes, about this one person only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g
from sqlalchemy.orm import joinedload

from console.data.actors import Person
from console.data.case import Case
from console.data.worktime import zone_of
from console.declare import Panel, PanelAsk, PanelTable, Step
from console.errors import Forbidden, NotFound
from console.scope import SYSTEM
from console.web.running import now, running

#: the person's own role: their panels stand in the cabinet, never on pages of staff
OWN = "jobseeker"
#: what nearly every panel asks of a case, in the same statement
_WITH_CASE = (joinedload(Case.person).joinedload(Person.office), joinedload(Case.episode))


@dataclass(frozen=True)
class Drawn:
    """A panel with what it shows now."""

    panel: Panel
    table: PanelTable


def readable(kind: str) -> list[Panel]:
    """Panels the reader may open on the card (``person``) or on a case of that kind."""
    held = frozenset(g.actor.roles) if g.actor else frozenset()
    return [p for p in running().catalog.panels.values() if kind in p.kinds and held & p.roles]


def own() -> list[Panel]:
    """Panels a person sees of themselves, whatever the case."""
    return [p for p in running().catalog.panels.values()
            if OWN in p.roles and "person" in p.kinds]


def own_on(person: Person, case: Case) -> list[Drawn]:
    """Panels a person sees on one of their own cases."""
    found = [p for p in running().catalog.panels.values()
             if OWN in p.roles and case.kind in p.kinds and "person" not in p.kinds]
    return [drawn(p, person, case) for p in found]


def one(name: str, kind: str) -> Panel:
    """A panel by name; NotFound where it is not shown, Forbidden for other roles."""
    found = running().catalog.panels.get(name)
    if found is None or kind not in found.kinds:
        raise NotFound()
    if found not in readable(kind):
        raise Forbidden(detail={"panel": name})
    return found


def drawn(panel: Panel, person: Person, case: Case | None = None) -> Drawn:
    """The panel's table about a person the reader was let see, on one of the person's cases."""
    parts = running()
    with parts.store.session(SYSTEM) as session:
        about = session.get_one(Case, case.id, options=_WITH_CASE) if case is not None else None
        who = session.get_one(Person, person.id, options=(joinedload(Person.office),))
        office = who.office
        table = panel.query(PanelAsk(
            session, parts.catalog.law, who, about, now(), zone_of(office), office.region,
        ))
    return Drawn(panel, table)


def beside(step: Step, case: Case) -> list[Drawn]:
    """Panels a step's page shows, so that whoever decides sees what is compared."""
    if case.person is None:
        return []
    return [drawn(p, case.person, case) for p in readable(case.kind) if step.name in p.beside]


def kind_of_cell(value: Any) -> str:
    """How a cell is drawn: met (a truth value), label (three languages) or plain."""
    if isinstance(value, bool):
        return "met"
    return "label" if isinstance(value, Mapping) else "plain"
