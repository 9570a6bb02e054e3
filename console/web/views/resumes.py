"""My resume (par. 64): made by myself, shown by my consent, withdrawn; and who asks for contact."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, g, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from console.data.actors import Person
from console.data.case import Case
from console.data.obligations import Obligation
from console.data.self_service import Contact, Resume, masked_name
from console.errors import NotFound
from console.process import Outcome
from console.web import casework, outsiders, stepping
from console.web.access import roles
from console.web.entries import shown_entry
from console.web.outsiders import Flow, own_case, own_person
from console.web.paging import page
from console.web.running import now, read, running, zone

bp = Blueprint("resumes", __name__, url_prefix="/cabinet")
HOME = "/cabinet/resume"
CHANGES = {
    "amend": "mediation.amend_resume", "publish": "mediation.publish_resume",
    "hide": "mediation.hide_resume", "withdraw": "mediation.withdraw_resume",
}
ANSWERS = {
    "agree": "mediation.agree_contact", "decline": "mediation.decline_contact",
    "revoke": "mediation.revoke_contact",
}


@bp.get("/resume")
@roles("jobseeker", "applicant")
def resume() -> str:
    """My resume as employers see it, whether they do, and who asked for my contact."""
    row = _own()
    if row is None:
        return render_template("pages/cabinet/resume.html", resume=None, case=None)
    case = own_case(row.case_number, "resume")
    person = own_person()
    until = read().scalar(
        select(Obligation.due_on).where(Obligation.case_id == case.id, Obligation.state == "open")
        .order_by(Obligation.id.desc()).limit(1)
    )
    asked = read().scalars(
        select(Contact).where(Contact.person_id == person.id).order_by(Contact.id.desc()).limit(3)
    ).all()
    return render_template(
        "pages/cabinet/resume.html", resume=row, case=case, work=casework, until=until,
        name=masked_name(person), parts_of=shown_entry("resume", row.data), asked=asked,
        changes=[verb for verb, step in CHANGES.items() if outsiders.may(step, case)],
    )


def _own() -> Resume | None:
    return read().scalars(
        select(Resume).where(Resume.open_person_id.in_(g.scope.person)).limit(1)
    ).one_or_none() if g.scope.person else None


@bp.route("/resume/new", methods=["GET", "POST"])
@roles("jobseeker", "applicant")
def new() -> Any:
    """Make a resume, from my employment card or (``?fresh=1``) from nothing."""
    step = stepping.step_of("mediation.make_resume")
    blank = dict.fromkeys((f.key for f in running().catalog.forms["resume"].fields()), None)
    return outsiders.run(Flow(
        step, None, (HOME, _("My resume")), _made, title=_("Make a resume"),
        send=_("Keep the resume"), draft="own", checked=True,
        lead=_("It stays hidden until you publish it."),
        values=blank if request.args.get("fresh") else None,
    ))


def _made(_outcome: Outcome) -> str:
    """Whoever signed in by certificate alone now is a person here, and sees their cabinet."""
    if not g.scope.person:
        from console.fab import seats

        parts, seat = running(), next(s for s in g.actor.seats if s.iin)
        seats.grant(
            parts.store, parts.catalog, g.actor.account_id, "jobseeker", seat.iin,
            valid_from=now().astimezone(zone()).date(), basis="64-тармақ: ЭЦҚ", iin=seat.iin,
        )
    return HOME


@bp.route("/resume/<verb>", methods=["GET", "POST"])
@roles("jobseeker")
def change(verb: str) -> Any:
    """Change, publish, hide or withdraw my resume."""
    row = _own() if verb in CHANGES else None
    if row is None:
        abort(404)
    case, person = own_case(row.case_number, "resume"), own_person()
    known = bool(person.mobile or person.email)
    return outsiders.run(Flow(
        stepping.step_of(CHANGES[verb], case), case, (HOME, _("My resume")), lambda _done: HOME,
        checked=verb == "amend",
        hide=("mobile", "email") if known and verb == "publish" else (),
    ))


@bp.get("/contacts")
@roles("jobseeker")
def contacts() -> str:
    """Employers who asked for my contact, newest first, and what I answered."""
    person = own_person()
    query = select(Contact).where(Contact.person_id == person.id)
    found = page(read(), query, (Contact.id,), lambda r: (r.Contact.id,), descending=True)
    return render_template("pages/cabinet/contacts.html", page=found, work=casework)


@bp.get("/contacts/<number>")
@roles("jobseeker")
def contact(number: str) -> str:
    """One request: who asks, what for, what they would see, and my answer."""
    case, row = _contact(number)
    return render_template(
        "pages/cabinet/contact.html", case=case, contact=row, person=own_person(), work=casework,
        answers=[verb for verb, step in ANSWERS.items() if outsiders.may(step, case)],
        clock=next((c for c in casework.clocks_of(case) if c.row.state == "open"), None),
    )


def _contact(number: str) -> tuple[Case, Contact]:
    case = own_case(number, "contact")
    row = read().scalars(
        select(Contact).join(Person, Person.id == Contact.person_id)
        .where(Contact.case_number == number)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return case, row


@bp.route("/contacts/<number>/<verb>", methods=["GET", "POST"])
@roles("jobseeker")
def answer(number: str, verb: str) -> Any:
    """My answer to a request, or my consent taken back."""
    if verb not in ANSWERS:
        abort(404)
    case, row = _contact(number)
    back = f"/cabinet/contacts/{number}"
    return outsiders.run(Flow(
        stepping.step_of(ANSWERS[verb], case), case, (back, row.employer_name),
        lambda _done: back, lead=row.employer_name,
    ))
