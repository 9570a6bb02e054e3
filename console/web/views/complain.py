"""A complaint from the cabinet: whom I address is my choice, and what happens to it (par. 46)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from console.data.actors import Office, Person
from console.data.content import Entry
from console.data.documents import Document
from console.web import casework, outsiders, stepping
from console.web.access import roles
from console.web.entries import shown_entry
from console.web.forms_view import dictionaries
from console.web.outsiders import Flow, own_case, own_person
from console.web.running import read, running
from console.web.shell import language
from console.web.theme import words

bp = Blueprint("complain", __name__, url_prefix="/cabinet")
#: addressee of the form -> deadline that runs for it; the executive body has none
TERMS = {"local_authority_head": "D-17", "local_executive_body_head": "", "quality_body": "D-18"}


@bp.route("/complain", methods=["GET", "POST"])
@roles("jobseeker")
def complain() -> Any:
    """The complaint: written, shown back, sent."""
    person = own_person()
    return outsiders.run(Flow(
        stepping.step_of("complaints.lodge"), None, ("/cabinet", _("My status")),
        lambda outcome: f"/cabinet/complaints/{outcome.number}?sent=1",
        title=_("Complain"), send=_("Send the complaint"), draft="own", checked=True, tell=False,
        lead=_("You choose whom to address. The right to go to court remains."),
        side="pages/cabinet/complain_side.html", values=_start(person),
        extra=_identity(person), hide=("full_name", "iin"), known=_known(person),
        more={"terms": _terms(), "papers": _papers(person)},
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
    return {
        "phone": person.mobile, "email": person.email,
        "decision_number": request.args.get("about", "")[:40],
    }


def _terms() -> list[tuple[str, str]]:
    """(addressee, by when it answers) in words, from the law's own values."""
    law, found = running().catalog.law, []
    dictionary = dictionaries()("complaint_addressee")
    for choice in dictionary.choices() if dictionary else ():
        name = TERMS.get(choice.code, "")
        known = {d.id: d for d in law.deadlines()}
        text = words(known[name].title) if name in known else _("The Rules state no term.")
        found.append((words(choice.label), text))
    return found


def _papers(person: Person) -> list[Any]:
    """The person's latest decisions and notices, to copy the number from."""
    rows = read().execute(
        select(Document.number, Document.form, Document.state, Document.issued_on,
               Document.valid_until)
        .where(Document.person_id == person.id, Document.state.in_(("signed", "issued")))
        .order_by(Document.id.desc()).limit(6)
    )
    return [casework.paper_of(row) for row in rows]


@bp.get("/complaints/<number>")
@roles("jobseeker")
def complaint(number: str) -> str:
    """My complaint: its number, who answers and by when, then the answer."""
    case = own_case(number, "complaint")
    row = read().execute(
        select(Entry.form, Entry.data).where(
            Entry.subject_kind == "case", Entry.subject_id == case.id, Entry.form == "complaint"
        ).order_by(Entry.revision.desc()).limit(1)
    ).first()
    body = read().get(Office, case.authority_id) if case.authority_id else None
    return render_template(
        "pages/cabinet/complaint.html", case=case, work=casework,
        body=body.name(language()) if body else "", sent=bool(request.args.get("sent")),
        clocks=casework.clocks_of(case), papers=casework.papers_of(case),
        answers=shown_entry(row.form, row.data) if row else [],
    )
