"""Vacancies as the center keeps them: the list, a written notice registered, one vacancy."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, render_template, request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from console.data.actors import Person
from console.data.case import Case
from console.data.mediation import Offer, Vacancy
from console.errors import NotFound
from console.web import casework, onward, opening, stepping
from console.web.access import roles
from console.web.audit import looked
from console.web.opening import Opening
from console.web.paging import address, capped, page
from console.web.running import now, read, zone

bp = Blueprint("vacancies", __name__)
STAFF = ("center_specialist", "center_director", "supervisor")
STATES = ("published", "paused", "filled", "closed")


def own_offices() -> ColumnElement[bool]:
    """Vacancies of the reader's offices: published ones of others are public, not theirs."""
    return Vacancy.office_id.in_(g.scope.office)


@bp.get("/vacancies")
@roles(*STAFF)
def vacancies() -> str:
    """Vacancies of the office by state and words of the title or employer, newest first."""
    state, text = request.args.get("state", "published"), request.args.get("q", "").strip()[:80]
    conditions = [own_offices()]
    if state in STATES:
        conditions.append(Case.state == state)
    if text:
        head = text[:1].upper() + text[1:]
        conditions.append(or_(
            Vacancy.title.startswith(text, autoescape=True),
            Vacancy.title.startswith(head, autoescape=True),
            Vacancy.employer_name.contains(text, autoescape=True), Vacancy.case_number == text,
        ))
    query = (
        select(Vacancy.id, Vacancy.case_number, Vacancy.title, Vacancy.employer_name,
               Vacancy.settlement, Vacancy.places, Vacancy.filled, Vacancy.source,
               Vacancy.wage_min, Vacancy.wage_max, Vacancy.registered_at, Case.state, Case.due_at)
        .join(Case, Case.number == Vacancy.case_number).where(*conditions)
    )
    counted = select(Vacancy.id).join(Case, Case.number == Vacancy.case_number).where(*conditions)
    found = page(read(), query, (Vacancy.id,), lambda r: (r.id,), descending=True)
    return render_template(
        "pages/vacancies/list.html", page=found, total=capped(read(), counted), state=state,
        text=text, address=address, work=casework, states=STATES,
        may_register="center_specialist" in g.actor.roles,
    )


@bp.route("/vacancies/new", methods=["GET", "POST"])
@roles("center_specialist")
def new() -> Any:
    """A written notice of an employer is registered and published (par. 54)."""
    today = now().astimezone(zone()).date().isoformat()
    return opening.run(Opening(
        stepping.step_of("mediation.register_vacancy"), [("/vacancies", _("Vacancies"))],
        lambda outcome: f"/vacancies/{outcome.number}", draft="new",
        values={"received_on": today, "source": "written", "places": 1,
                "employer": request.args.get("bin", "")[:12]},
    ))


@bp.get("/vacancies/<number>")
@roles(*STAFF)
def vacancy(number: str) -> str:
    """One vacancy: its words, its terms, whom it was offered, what may be done next."""
    case, row = load_vacancy(number)
    offers = read().execute(
        select(Case.number, Case.state, Case.due_at, Offer.offered_at, Offer.score,
               Person.surname, Person.given_name, Person.patronymic,
               Person.number.label("person_number"))
        .join(Offer, Offer.case_id == Case.id).join(Person, Person.id == Offer.person_id)
        .where(Offer.vacancy_id == row.id).order_by(Offer.id.desc()).limit(50)
    ).all()
    looked("list", f"offers of {number}", ids=[])
    return render_template(
        "pages/vacancies/vacancy.html", case=case, job=row, work=casework, offers=offers,
        options=onward.options(case), clocks=casework.clocks_of(case),
        employer=case.employer,
    )


def load_vacancy(number: str) -> tuple[Case, Vacancy]:
    """A vacancy of the reader's office with its case; NotFound otherwise."""
    found = read().execute(
        select(Case, Vacancy).join(Vacancy, Vacancy.case_number == Case.number)
        .where(Case.number == number, Case.kind == "vacancy")
        .options(joinedload(Case.employer))
    ).unique().first()
    if found is None:
        raise NotFound()
    case, row = found
    return case, row
