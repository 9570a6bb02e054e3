"""The cabinet's other cases: what is asked of me, what I may say, and reports of changes (par. 51).

Cases with a page of their own (offers, plan, certificate, complaint) stay there; every other case
of mine is shown here with the acts the Rules let me take, whichever chapter declared it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, g, redirect, render_template
from flask_babel import gettext as _
from sqlalchemy import select

from console.data.actors import Person
from console.data.case import Case
from console.declare import Step
from console.errors import NotFound
from console.web import casework, outsiders, panels, stepping
from console.web.access import roles
from console.web.outsiders import Flow, own_person
from console.web.paging import page
from console.web.running import read, running
from console.web.theme import moment

bp = Blueprint("matters", __name__, url_prefix="/cabinet")
REPORT = "unemployed_status.report_change"
CHANGES = "/cabinet/changes"
#: kinds with pages of their own
ELSEWHERE = {"offer": "/cabinet/offers/{}", "plan": "/cabinet/plan",
             "certificate": "/cabinet/certificates/{}", "complaint": "/cabinet/complaints/{}"}


def own_steps(case: Case) -> list[Step]:
    """Steps the person may take from where their case stands."""
    catalog = running().catalog
    if not g.scope.writes:
        return []
    return [
        step for step in catalog.steps_from.get((case.kind, case.state), ())
        if g.actor.seat_for(catalog.action(step), case) is not None
    ]


def own_matter(number: str, person: Person | None = None) -> Case:
    """A case of mine by number; NotFound for anybody else's."""
    person = person or own_person()
    row = read().scalars(
        select(Case).where(Case.number == number, Case.person_id == person.id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return row


@bp.app_template_global("iso_day")
def iso_day(text: str | None) -> str:
    """An ISO date as the reader's date; a dash for nothing."""
    return str(moment(date.fromisoformat(text))) if text else "—"


@bp.get("/matters/<number>")
@roles("jobseeker")
def matter(number: str) -> Any:
    """One case of mine: where it stands, its terms, its papers, what I may do."""
    person = own_person()
    case = own_matter(number, person)
    if case.kind in ELSEWHERE:
        return redirect(ELSEWHERE[case.kind].format(number))
    lines = casework.history_of(case)
    clocks = casework.clocks_of(case)
    return render_template(
        "pages/cabinet/matter.html", case=case, work=casework, steps=own_steps(case),
        clocks=[c for c in clocks if c.row.state == "open"],
        papers=casework.papers_of(case), history=casework.told_all(lines),
        tables=panels.own_on(person, case),
    )


@bp.route("/matters/<number>/<name>", methods=["GET", "POST"])
@roles("jobseeker")
def act(number: str, name: str) -> Any:
    """One act of mine on a case: a form, or a signature."""
    case = own_matter(number)
    step = stepping.step_of(name, case)
    if case.kind in ELSEWHERE or (case.state in step.frm and step not in own_steps(case)):
        raise NotFound()
    back = f"/cabinet/matters/{number}"
    place = (back, f"{casework.kind_title(case.kind)} № {number}")
    if step.signing is not None:
        return outsiders.sign(step, case, place)
    return outsiders.run(Flow(step, case, place, lambda outcome: back,
                              checked=step.form is not None))


@bp.get("/changes")
@roles("jobseeker")
def changes() -> str:
    """Changes I reported or was asked about, newest first."""
    person = own_person()
    query = (
        select(Case.id, Case.number, Case.state, Case.opened_at, Case.closed_at, Case.facts)
        .where(Case.person_id == person.id, Case.kind == "change")
    )
    found = page(read(), query, (Case.id,), lambda r: (r.id,), descending=True)
    return render_template(
        "pages/cabinet/changes.html", page=found, work=casework,
        may_report=person.state in _reporting().for_person,
    )


def _reporting() -> Step:
    return stepping.step_of(REPORT)


@bp.route("/changes/new", methods=["GET", "POST"])
@roles("jobseeker")
def report() -> Any:
    """My report of a change: written, shown back, sent."""
    own_person()
    return outsiders.run(Flow(
        _reporting(), None, (CHANGES, _("My changes")), lambda outcome: CHANGES,
        title=_("Report a change"), send=_("Send the report"), draft="own", checked=True,
        lead=_("Five working days run from the day of the change. A change reported in time is "
               "never a ground of deregistration."),
    ))
