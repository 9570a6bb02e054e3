"""The list of cases, and one case: where it stands, what next, by when, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, render_template, request
from sqlalchemy import select

from console.data.actors import Employer, Person
from console.data.case import Case
from console.data.content import Entry
from console.data.mediation import Vacancy
from console.errors import NotFound
from console.web import casework, keeping, meanwhile, onward
from console.web.access import signed_in
from console.web.audit import looked
from console.web.entries import shown_entry
from console.web.paging import address, capped, page
from console.web.running import read, running
from console.web.shell import language
from console.web.theme import words
from forms.document import render_pdf
from forms.iin import mask
from forms.model import Form

bp = Blueprint("cases", __name__)
bp.app_template_global("masked")(mask)


@dataclass(frozen=True)
class OpenUntil:
    """The nearest open duty of a case in a list, as the term chip takes it."""

    due_at: datetime


bp.app_template_global("open_until")(OpenUntil)


@bp.get("/cases")
@signed_in
def cases() -> str:
    """Cases in the reader's scope: by kind, state, open or closed; newest first."""
    casework.require_staff()
    kind, state = request.args.get("kind", ""), request.args.get("state", "")
    which = request.args.get("open", "open")
    query = (
        select(*casework.case_columns(), Vacancy.title.label("vacancy_title"))
        .outerjoin(Person, Person.id == Case.person_id)
        .outerjoin(Employer, Employer.id == Case.employer_id)
        .outerjoin(Vacancy, Vacancy.id == Case.vacancy_id)
    )
    counted = select(Case.id)
    for condition in _conditions(kind, state, which):
        query, counted = query.where(condition), counted.where(condition)
    found = page(read(), query, (Case.opened_at, Case.id), lambda r: (r.opened_at, r.id),
                 descending=True)
    looked("list", "cases", ids=[r.id for r in found.rows])
    catalog = running().catalog
    return render_template(
        "pages/cases/list.html", page=found, total=capped(read(), counted), kind=kind,
        state=state, which=which, address=address, work=casework,
        kinds=[(k.code, words(k.title)) for k in casework.case_kinds()],
        states=[(c, words(t)) for c, t in catalog.kinds[kind].states.items()]
        if kind in catalog.kinds else [],
    )


def _conditions(kind: str, state: str, which: str) -> list[Any]:
    found: list[Any] = []
    found.append(Case.kind == kind if kind else casework.listed())
    if state:
        found.append(Case.state == state)
    if which == "open":
        found.append(Case.closed_at.is_(None))
    elif which == "closed":
        found.append(Case.closed_at.is_not(None))
    return found


@bp.get("/cases/<number>")
@signed_in
def case(number: str) -> str:
    """One case. Reading it leaves a line in the access log."""
    casework.require_staff()
    subject, parent = casework.load_with_parent(number)
    looked("view", f"case {number}", person_id=subject.person_id)
    others = meanwhile.company(subject)
    lines = casework.history_of(subject)
    return render_template(
        "pages/cases/case.html", case=subject, work=casework,
        heading=casework.heading(subject), others_here=others,
        options=onward.options(subject, ask=True),
        stages=onward.stages(subject, reversed(lines)), clocks=casework.clocks_of(subject),
        papers=casework.papers_of(subject), history=casework.told_all(lines),
        related=([parent] if parent else []) + casework.opened_by(lines, subject),
    )


@bp.get("/cases/<number>/entries/<int:key>")
@signed_in
def entry(number: str, key: int) -> str:
    """A form of the case as it was submitted."""
    subject, row, form = _entry(number, key)
    looked("view", f"entry {row.form} of {number}", person_id=subject.person_id)
    return render_template(
        "pages/cases/entry.html", case=subject, row=row, heading=casework.heading(subject),
        title=words(form.title) if form else row.form, form=form,
        parts=shown_entry(row.form, row.data), printed=form is not None and form.printed,
    )


@bp.get("/cases/<number>/entries/<int:key>.pdf")
@signed_in
def printed_entry(number: str, key: int) -> Response:
    """A form of the case on its legal sheet; the application with its tear-off slip (par. 12)."""
    subject, row, form = _entry(number, key)
    if form is None or not form.printed:
        raise NotFound()
    looked("print", f"entry {row.form} of {number}", person_id=subject.person_id)
    sheet = render_pdf(form, row.data, lang=language())
    name = f"{number}-{row.form}.pdf"
    return Response(sheet, mimetype="application/pdf", headers={
        "Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store",
    })


def _entry(number: str, key: int) -> tuple[Case, Any, Form | None]:
    casework.require_staff()
    subject = casework.load_case(number)
    row = read().execute(
        select(Entry.id, Entry.form, Entry.form_version, Entry.revision, Entry.data,
               Entry.created_at, Entry.occurred_at, Entry.subject_id)
        .where(Entry.id == key, Entry.subject_kind == "case", Entry.subject_id == subject.id)
    ).first()
    if row is None:
        raise NotFound()
    keeping.open_entry(subject, row.form)
    return subject, row, running().catalog.forms.get(row.form)
