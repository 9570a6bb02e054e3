"""The certificate of registration as unemployed: asked for, signed, answered (par. 38 to 43).

The person's own pages, and one for staff who register a request that came by the portal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template
from flask_babel import gettext as _
from sqlalchemy import select

from console import calendar
from console.data.actors import Person
from console.data.case import Case
from console.data.documents import Document
from console.data.worktime import working_calendar
from console.errors import NotFound, Refusal
from console.process import Outcome
from console.web import cabinet_status, casework, opening, outsiders, stepping
from console.web.access import roles
from console.web.acting import desk
from console.web.audit import looked
from console.web.opening import Opening
from console.web.outsiders import Flow, own_case, own_person
from console.web.paging import page
from console.web.running import now, read, running, zone
from console.web.theme import moment

bp = Blueprint("certificates", __name__)
KIND, HOME = "certificate", "/cabinet/certificates"
REQUEST = "unemployed_status.request_certificate"
SIGN = "unemployed_status.sign_certificate_request"
WITHDRAW = "unemployed_status.withdraw_certificate_request"
#: what the page knows already and does not ask
KNOWN = ("full_name", "iin", "date_1", "signature_1", "applicant_signature")
#: an answer given: the certificate itself, or the reasoned reply
ANSWERS = ("certificate", "certificate_refusal_reply")


@dataclass(frozen=True)
class Answer:
    """The signed answer to a request. ``valid``: not expired; None for a refusal."""

    number: str
    code: str
    issued_on: Any
    valid_until: Any
    valid: bool | None


@bp.get(HOME)
@roles("jobseeker")
def certificates() -> str:
    """My certificates and requests, newest first, each with its validity today."""
    person = own_person()
    stepping.step_of(REQUEST)  # not found where the chapter is not installed
    query = select(Case.id, Case.number, Case.state, Case.opened_at, Case.due_at).where(
        Case.person_id == person.id, Case.kind == KIND
    )
    found = page(read(), query, (Case.id,), lambda r: (r.id,), descending=True)
    return render_template(
        "pages/cabinet/certificates.html", page=found, person=person, work=casework,
        answers=_answers([r.id for r in found.rows]),
    )


def _answers(cases: Iterable[int]) -> dict[int, Answer]:
    """Signed answers by the key of their case."""
    today = now().astimezone(zone()).date()
    rows = read().execute(
        select(Document.case_id, Document.number, Document.verify_code, Document.issued_on,
               Document.valid_until)
        .where(Document.case_id.in_(list(cases)), Document.form.in_(ANSWERS))
        .where(Document.state == "signed").order_by(Document.id)
    )
    return {
        row.case_id: Answer(
            row.number, row.verify_code, row.issued_on, row.valid_until,
            None if row.valid_until is None else row.valid_until >= today,
        )
        for row in rows
    }


@bp.route(f"{HOME}/new", methods=["GET", "POST"])
@roles("jobseeker")
def new() -> Any:
    """The request of annex 7: telephone, consent; the rest the register knows."""
    person = own_person()
    waiting = _waiting(person)
    if waiting is not None:
        flash(_("You have a request already: it goes on from here."), "info")
        return redirect(_place(waiting))
    return outsiders.run(Flow(
        stepping.step_of(REQUEST), None, (HOME, _("Certificates")), _to_sign,
        title=_("Get the certificate of registration"), send=_("Go on to the signature"),
        lead=_("Free of charge. Signed now, it is answered by %(day)s.", day=moment(_answer_day())),
        side="pages/cabinet/certificate_side.html", values=_contacts(person),
        extra=_known(person), hide=KNOWN, tell=False,
        more={"person": person, "since": cabinet_status.open_episode(person),
              "days": _term("D-13").amount},
    ))


def _term(name: str) -> Any:
    """The term of a deadline in force today."""
    law = running().catalog.law
    return law.deadline(name).value_at(now().astimezone(zone()).date())


def _answer_day() -> date:
    """When a request signed now is to be answered (par. 42)."""
    term = _term("D-14")
    return calendar.due(
        now(), calendar.Term(term.amount, term.unit), working_calendar(read()), zone()
    ).due_on


def _waiting(person: Person) -> Any:
    """The person's request that is not answered yet; staff may have registered another one."""
    return read().execute(
        select(Case.number, Case.state)
        .where(Case.person_id == person.id, Case.kind == KIND, Case.closed_at.is_(None))
        .order_by(Case.id.desc()).limit(1)
    ).first()


def _place(case: Any) -> str:
    return f"{HOME}/{case.number}{'/sign' if case.state == 'drafted' else ''}"


def _known(person: Person) -> dict[str, Any]:
    """The identity as registered, and the day."""
    return {
        "full_name": {"surname": person.surname, "given_name": person.given_name,
                      "patronymic": person.patronymic},
        "iin": person.iin, "date_1": now().astimezone(zone()).date().isoformat(),
    }


def _contacts(person: Person) -> dict[str, Any]:
    return {"phone": person.mobile, "email": person.email}


def _to_sign(outcome: Outcome) -> str:
    """Annex 7 is prepared at once, so that the next page shows what is to be signed."""
    try:
        made = desk().prepare(SIGN, outcome.number, g.actor, g.scope, now(), {})
    except Refusal:
        return f"{HOME}/{outcome.number}/sign"  # the page prepares it on a press and says why not
    return f"{HOME}/{outcome.number}/sign?document={made.number}"


@bp.get(f"{HOME}/<number>")
@roles("jobseeker")
def certificate(number: str) -> str:
    """One request: where it stands, by when it is answered, the answer and its papers."""
    case = own_case(number, KIND)
    return render_template(
        "pages/cabinet/certificate.html", case=case, work=casework,
        answer=_answers([case.id]).get(case.id), papers=casework.papers_of(case),
        clocks=[c for c in casework.clocks_of(case) if c.row.kind == "duty"],
    )


@bp.route(f"{HOME}/<number>/sign", methods=["GET", "POST"])
@roles("jobseeker")
def sign(number: str) -> Any:
    """My signature under annex 7; with it the request is made."""
    case = own_case(number, KIND)
    step = stepping.step_of(SIGN, case)
    return outsiders.sign(step, case, (f"{HOME}/{number}", f"№ {number}"))


@bp.post(f"{HOME}/<number>/withdraw")
@roles("jobseeker")
def withdraw(number: str) -> Any:
    """Remove a request I have not signed."""
    case = own_case(number, KIND)
    step = stepping.step_of(WITHDRAW, case)
    if case.state not in step.frm:
        flash(_("This has been answered already, or it is no longer possible."), "info")
    else:
        stepping.tell(stepping.perform(step, case, {}))
    return redirect(HOME)


@bp.route("/persons/<number>/certificate", methods=["GET", "POST"])
@roles("center_specialist")
def from_portal(number: str) -> Any:
    """A request that came by the portal is registered with the number the portal gave it."""
    person = read().scalars(select(Person).where(Person.number == number)).one_or_none()
    if person is None:
        raise NotFound()
    looked("view", f"card {number}", person_id=person.id)
    card = f"/persons/{number}"
    return opening.run(Opening(
        stepping.step_of(REQUEST), [("/persons", _("Jobseekers")), (card, person.full_name)],
        lambda outcome: f"/cases/{outcome.number}",
        title=_("Register a certificate request of the portal"),
        lead=_("The person signed it on the portal; state the number the portal gave."),
        values=_contacts(person), fixed={**dict.fromkeys(KNOWN), **_known(person)},
    ))
