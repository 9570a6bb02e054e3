"""Acts begun from a person's card: the person is the card's, the rest is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from flask import Blueprint, g, request
from flask_babel import gettext as _
from sqlalchemy import select

from console.data.actors import Person
from console.declare import Step
from console.errors import NotFound
from console.web import casework, complained, opening, stepping
from console.web.access import signed_in
from console.web.audit import looked
from console.web.opening import Opening
from console.web.running import read, running
from forms.model import Form

bp = Blueprint("person_acts", __name__)


def startable(person: Person) -> list[Step]:
    """Steps the reader may begin for the person as the person stands now."""
    catalog = running().catalog
    if not g.scope.writes:
        return []
    return [
        step for step in catalog.steps.values()
        if person.state in step.for_person
        and g.actor.seat_for(catalog.action(step), None) is not None
    ]


@bp.route("/persons/<number>/acts/<name>", methods=["GET", "POST"])
@signed_in
def begin(number: str, name: str) -> Any:
    """The form of an opening step with the person filled in by the page, and the act."""
    casework.require_staff()
    person = read().scalars(select(Person).where(Person.number == number)).one_or_none()
    step = stepping.step_of(name)
    if person is None or step not in startable(person):
        raise NotFound()
    looked("view", f"step {name} of {number}", person_id=person.id)
    back = f"/persons/{number}"
    form = running().catalog.forms.get(step.form or "")
    found = complained.offered(person) if form is not None and form.name == "complaint" else {}
    one = complained.chosen(found, request.args.get("about", ""))
    return opening.run(Opening(
        step, [("/persons", _("Jobseekers")), (back, person.full_name)], lambda outcome: back,
        lead=person.full_name, draft=number, fixed={**named(person, form), **complained.fixed(one)},
        side="pages/complaints/matters.html" if found else "",
        action=f"{request.path}?about={quote(one.token)}" if one else "",
        more={"about": one, "groups": complained.groups(found), "here": request.path},
    ))


def named(person: Person, form: Form | None) -> Mapping[str, Any]:
    """What the form asks of who the person is, from the person's own row."""
    asked = {f.key for s in form.sections if not s.repeat for f in s.fields} if form else set()
    known: dict[str, Any] = {
        "person": person.number, "iin": person.iin,
        "full_name": {"surname": person.surname, "given_name": person.given_name,
                      "patronymic": person.patronymic},
    }
    return {key: value for key, value in known.items() if key in asked and value}
