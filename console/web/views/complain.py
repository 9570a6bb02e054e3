"""A complaint from the cabinet: whom I address is my choice, and what happens to it (par. 46)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from console.data.actors import Office, Person
from console.data.content import Entry
from console.web import casework, complained, outsiders, panels, stepping
from console.web.access import roles
from console.web.entries import shown_entry
from console.web.forms_view import dictionaries
from console.web.outsiders import Flow, own_case, own_person
from console.web.running import now, read, running, zone
from console.web.shell import language
from console.web.theme import words
from forms.dictionaries import lookup_shipped

WITHDRAW = "complaints.withdraw"
bp = Blueprint("complain", __name__, url_prefix="/cabinet")
#: addressee of the form -> deadline that runs for it; the executive body has none
TERMS = {"local_authority_head": "D-17", "local_executive_body_head": "", "quality_body": "D-18"}


@bp.get("/complain/about")
@roles("jobseeker")
def about() -> str:
    """What I complain of: my decisions, what was not done in time, acts; or something else."""
    person = own_person()
    return render_template(
        "pages/cabinet/complain_about.html", groups=complained.groups(complained.offered(person)),
    )


@bp.route("/complain", methods=["GET", "POST"])
@roles("jobseeker")
def complain() -> Any:
    """The complaint: written, shown back, sent."""
    person = own_person()
    found = complained.offered(person)
    one = complained.chosen(found, request.args.get("about", ""))
    return outsiders.run(Flow(
        stepping.step_of("complaints.lodge"), None, ("/cabinet", _("My status")),
        lambda outcome: f"/cabinet/complaints/{outcome.number}?sent=1",
        title=_("Complain"), send=_("Send the complaint"), draft="own", checked=True, tell=False,
        lead=_("You choose whom to address. The right to go to court remains."),
        side="pages/cabinet/complain_side.html", values=_start(person),
        extra=_identity(person) | complained.fixed(one), known=_known(person),
        hide=("full_name", "iin", *(("subject", "decision_number") if one else ())),
        more={"terms": _terms(), "about": one},
        action=f"/cabinet/complain?about={quote(one.token)}" if one else "",
    ))


def _identity(person: Person) -> dict[str, Any]:
    """Whose complaint it is: the account's person, whatever was sent."""
    names = {"surname": person.surname, "given_name": person.given_name,
             "patronymic": person.patronymic}
    return {"full_name": names, "iin": person.iin}


def _known(person: Person) -> tuple[tuple[str, str], ...]:
    """The same in words."""
    rows = ((_("Surname, name, patronymic"), person.full_name), (_("IIN"), person.iin or ""))
    return tuple((name, value) for name, value in rows if value)


def _start(person: Person) -> dict[str, Any]:
    """How to reach the person, to be corrected; the document that ``?about=`` names."""
    about = request.args.get("about", "")[:40]
    return {
        "phone": person.mobile, "email": person.email,
        "decision_number": "" if ":" in about else about,
    }


def _terms() -> list[tuple[str, str]]:
    """(addressee, who that is and by when it answers) in words, from the law's own values."""
    dictionary = dictionaries()("complaint_addressee")
    means = {
        "local_authority_head": _("The district body above the employment center; it decides on "
                                  "registration as unemployed and on deregistration."),
        "local_executive_body_head": _("The akimat above the local authority."),
        "quality_body": _("A separate body that checks how public services are rendered, for "
                          "whoever disagrees with the result."),
    }
    return [
        (words(choice.label), f"{means.get(choice.code, '')} {_term(choice.code)}".strip())
        for choice in (dictionary.choices() if dictionary else ())
    ]


def _term(addressee: str) -> str:
    """The term of one body in working days, or that the Rules state none."""
    law, name = running().catalog.law, TERMS.get(addressee, "")
    if name not in {d.id for d in law.deadlines()}:
        return str(_("The Rules state no term."))
    value = law.deadline(name).value_at(now().astimezone(zone()).date())
    return str(_("Answers within %(n)s working days of the day your complaint is registered.",
                 n=value.amount))


@bp.get("/complaints/<number>")
@roles("jobseeker")
def complaint(number: str) -> str:
    """My complaint: who answers and by when, the answer, what was decided and what changed."""
    case = own_case(number, "complaint")
    row = read().execute(
        select(Entry.form, Entry.data).where(
            Entry.subject_kind == "case", Entry.subject_id == case.id, Entry.form == "complaint"
        ).order_by(Entry.revision.desc()).limit(1)
    ).first()
    body = read().get(Office, case.authority_id) if case.authority_id else None
    answered = case.state == "answered"
    return render_template(
        "pages/cabinet/complaint.html", case=case, work=casework,
        body=body.name(language()) if body else "", sent=bool(request.args.get("sent")),
        clocks=casework.clocks_of(case), papers=casework.papers_of(case),
        answers=shown_entry(row.form, row.data) if row else [],
        result=_result(case.facts.get("result")) if case.closed_at else "",
        changed=panels.own_on(case.person, case) if answered and case.person else [],
        may_withdraw=outsiders.may(WITHDRAW, case),
    )


def _result(code: str | None) -> str:
    known = lookup_shipped("complaint_result")
    return known.label(code, language()) if known is not None and code else ""


@bp.route("/complaints/<number>/withdraw", methods=["GET", "POST"])
@roles("jobseeker")
def withdraw(number: str) -> Any:
    """I take my complaint back; it is not answered then."""
    case = own_case(number, "complaint")
    back = f"/cabinet/complaints/{number}"
    return outsiders.run(Flow(
        stepping.step_of(WITHDRAW, case), case, (back, f"{_('Complaint')} № {number}"),
        lambda outcome: back,
    ))
