"""Pages of the chapters' panels: on a person's card, on a case, in the person's own cabinet."""

from __future__ import annotations

from flask import Blueprint, render_template
from sqlalchemy import select

from console.data.actors import Person
from console.errors import NotFound
from console.web import casework, panels
from console.web.access import roles, signed_in
from console.web.audit import looked
from console.web.outsiders import own_person
from console.web.running import read

bp = Blueprint("panels", __name__)
bp.app_template_global("panels_of")(panels.readable)
bp.app_template_global("own_panels")(panels.own)
bp.app_template_global("panels_beside")(panels.beside)
bp.app_template_global("panel_cell")(panels.kind_of_cell)


@bp.get("/persons/<number>/panels/<name>")
@signed_in
def of_person(number: str, name: str) -> str:
    """A panel about a person within the reader's scope. Opening it leaves a line."""
    casework.require_staff()
    person = read().scalars(select(Person).where(Person.number == number)).one_or_none()
    if person is None:
        raise NotFound()
    panel = panels.one(name, "person")
    looked("view", f"panel {number}", person_id=person.id, purpose=name)
    return render_template(
        "pages/panels/panel.html", shown=panels.drawn(panel, person), person=person,
        crumbs=[("/persons", ""), (f"/persons/{number}", person.full_name)],
        others=[(p, f"/persons/{number}/panels/{p.name}") for p in panels.readable("person")],
    )


@bp.get("/cases/<number>/panels/<name>")
@signed_in
def of_case(number: str, name: str) -> str:
    """A panel on a case within the reader's scope."""
    casework.require_staff()
    case = casework.load_case(number)
    if case.person is None:
        raise NotFound()
    panel = panels.one(name, case.kind)
    looked("view", f"panel {number}", person_id=case.person_id, purpose=name)
    return render_template(
        "pages/panels/panel.html", shown=panels.drawn(panel, case.person, case),
        person=case.person,
        crumbs=[("/cases", ""), (f"/cases/{number}", f"№ {number}")],
        others=[(p, f"/cases/{number}/panels/{p.name}") for p in panels.readable(case.kind)],
    )


@bp.get("/cabinet/panels/<name>")
@roles("jobseeker")
def of_own(name: str) -> str:
    """A panel about myself."""
    person = own_person()
    panel = next((p for p in panels.own() if p.name == name), None)
    if panel is None:
        raise NotFound()
    return render_template("pages/cabinet/panel.html", shown=panels.drawn(panel, person))
