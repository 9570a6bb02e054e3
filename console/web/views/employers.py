"""Employers the center works with: the list, one employer with vacancies and answers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Blueprint, g, render_template, request
from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from console.data.actors import Employer
from console.data.case import Case
from console.data.mediation import Offer, Vacancy
from console.errors import NotFound
from console.web import casework, opening, stepping
from console.web.access import roles
from console.web.opening import Opening
from console.web.paging import capped, page
from console.web.running import read, running

bp = Blueprint("employers", __name__)
STAFF = ("center_specialist", "center_director", "supervisor", "administrator")


@bp.get("/employers")
@roles(*STAFF)
def employers() -> str:
    """Employers of the office by name or BIN, with their open vacancies."""
    text = request.args.get("q", "").strip()[:80]
    opened = (
        select(func.count()).select_from(Vacancy)
        .where(Vacancy.employer_id == Employer.id, Vacancy.published.is_(True))
        .correlate(Employer).scalar_subquery()
    )
    query = select(Employer.id, Employer.number, Employer.name, Employer.bin, Employer.id_kind,
                   Employer.address, Employer.phone, opened.label("opened"))
    counted = select(Employer.id)
    if text:
        condition = or_(Employer.name.contains(text, autoescape=True), Employer.bin == text)
        query, counted = query.where(condition), counted.where(condition)
    found = page(read(), query, (Employer.name, Employer.id), lambda r: (r.name, r.id))
    return render_template(
        "pages/employers/list.html", page=found, text=text, total=capped(read(), counted),
        may_add=_may("content.create_employer", None),
        is_specialist="center_specialist" in g.actor.roles,
    )


def _may(name: str, subject: Any) -> bool:
    step = running().catalog.steps.get(name)
    if step is None or not g.scope.writes:
        return False
    return g.actor.seat_for(running().catalog.action(step), subject) is not None


@bp.route("/employers/new", methods=["GET", "POST"])
@roles("center_specialist", "administrator")
def new() -> Any:
    """An employer whose written notice came for the first time."""
    return opening.run(Opening(
        stepping.step_of("content.create_employer"), [("/employers", _("Employers"))],
        lambda outcome: f"/employers/{outcome.number}", draft="new", dated=False,
        title=_("New employer"),
    ))


def _load(number: str) -> Employer:
    row = read().scalars(select(Employer).where(Employer.number == number)).one_or_none()
    if row is None:
        raise NotFound()
    return row


@bp.get("/employers/<number>")
@roles(*STAFF)
def employer(number: str) -> str:
    """One employer: contacts, vacancies, how it answered about candidates."""
    row = _load(number)
    query = (
        select(Vacancy.id, Vacancy.case_number, Vacancy.title, Vacancy.places, Vacancy.filled,
               Vacancy.registered_at, Case.state)
        .join(Case, Case.number == Vacancy.case_number).where(Vacancy.employer_id == row.id)
    )
    found = page(read(), query, (Vacancy.id,), lambda r: (r.id,), descending=True)
    answers = Counter({
        answer or "": count for answer, count in read().execute(
            select(Offer.employer_answer, func.count()).where(Offer.employer_id == row.id)
            .where(Offer.resume_sent_at.is_not(None)).group_by(Offer.employer_answer)
        )
    })
    return render_template(
        "pages/employers/employer.html", employer=row, page=found, work=casework, answers=answers,
        may_edit=_may("content.edit_employer", row),
        is_specialist="center_specialist" in g.actor.roles,
    )


@bp.route("/employers/<number>/edit", methods=["GET", "POST"])
@roles("center_specialist", "administrator")
def edit(number: str) -> Any:
    """Correct what is known of an employer."""
    row = _load(number)
    back = f"/employers/{number}"
    return opening.run(Opening(
        stepping.step_of("content.edit_employer"),
        [("/employers", _("Employers")), (back, row.name)], lambda outcome: back, subject=row,
        title=_("Correct the employer’s data"), dated=False,
    ))
