"""Incoming: what centers sent to the local authority and what the authority must still check."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, render_template, request
from sqlalchemy import ColumnElement, func, select

from console.data.actors import Employer, Office, Person
from console.data.case import Case
from console.web import casework
from console.web.access import roles
from console.web.audit import looked
from console.web.oversight import office_name
from console.web.paging import address, dated_first
from console.web.running import now, read, running

bp = Blueprint("incoming", __name__)
ROLES = ("authority_officer", "authority_head")


def _waiting() -> list[ColumnElement[bool]]:
    """Open cases of the reader's authority whose next act is the authority's own."""
    actions = [a.name for a in running().catalog.actions.values() if a.roles & set(ROLES)]
    return [
        Case.authority_id.in_(g.scope.authority), Case.closed_at.is_(None),
        Case.next_action.in_(actions),
    ]


@bp.get("/incoming")
@roles(*ROLES)
def incoming() -> str:
    """Cases sent and checks due, the most urgent first; a tab per next act."""
    which = request.args.get("step", "")
    counted = read().execute(
        select(Case.next_step, func.count()).where(*_waiting()).group_by(Case.next_step)
    ).all()
    late = read().scalar(
        select(func.count()).select_from(Case).where(*_waiting(), Case.due_at < now())
    )
    query = (
        select(*casework.case_columns(), Case.changed_at, Office.name_kk,
               Office.name_ru, Office.name_en)
        .outerjoin(Person, Person.id == Case.person_id)
        .outerjoin(Employer, Employer.id == Case.employer_id)
        .join(Office, Office.id == Case.office_id)
        .where(*_waiting())
    )
    if which:
        query = query.where(Case.next_step == which)
    found = dated_first(read(), query, Case.due_at, Case.id)
    looked("list", f"incoming {which}".strip(), ids=[r.id for r in found.rows])
    tabs = sorted(((name, n) for name, n in counted), key=_order)
    return render_template(
        "pages/incoming/list.html", page=found, tabs=tabs, which=which, late=late or 0,
        total=sum(n for _, n in counted), work=casework, address=address, office=office_name,
        steps=running().catalog.steps, mine=_mine(),
    )


def _order(item: tuple[Any, int]) -> int:
    names = list(running().catalog.steps)
    return names.index(item[0]) if item[0] in names else len(names)


def _mine() -> frozenset[str]:
    """Actions the reader holds: the others are a colleague's or the head's."""
    return frozenset(
        a.name for a in running().catalog.actions.values() if a.roles & g.actor.roles
    )
