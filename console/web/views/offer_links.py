"""Answering an offer by a link, without signing in; and the button that sends the link (par. 59).

The page names the work and the term, never the person. A link serves one answer, until its day,
and a wrong one looks like one that nobody ever made.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Any

from flask import Blueprint, g, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from console.act import Evidence
from console.data.actors import Person
from console.data.case import Case
from console.data.mediation import Offer, Vacancy
from console.data.obligations import Obligation
from console.errors import Conflict, Grounds, Invalid, NotFound, Throttled
from console.scope import SYSTEM, Scope
from console.security import Actor, Seat
from console.throttle import Throttle
from console.web import casework, stepping
from console.web.access import public, roles
from console.web.forms_view import Refused, form_key, refused
from console.web.guard import ledger
from console.web.running import now, read, running

bp = Blueprint("offer_links", __name__)
#: questions a visitor's address may ask in five minutes
TRIES = 30
ANSWERS = {"accept": "mediation.accept_offer", "decline": "mediation.decline_offer"}
OPEN = ("on_the_way", "offered")


@bp.post("/matching/<number>/link/<offer>")
@roles("center_specialist")
def send(number: str, offer: str) -> Any:
    """Make a link for an offer of this vacancy and send it to the person."""
    case = read().scalars(
        select(Case).join(Vacancy, Vacancy.id == Case.vacancy_id)
        .where(Case.number == offer, Case.kind == "offer", Vacancy.case_number == number)
    ).one_or_none()
    if case is None:
        raise NotFound()
    token = secrets.token_urlsafe(18)
    root = running().settings.public_url.rstrip("/")
    evidence = Evidence(document="", method="link", cms=None, result={
        "hash": _hash(token), "url": f"{root}/answer/{offer}/{token}"})
    outcome = running().process.perform(
        "mediation.send_link", offer, g.actor, {}, None, now(), scope=g.scope, evidence=evidence,
        key=form_key(),
    )
    stepping.tell(outcome)
    return redirect(f"/matching/{number}")


@bp.get("/answer/<number>/<token>")
@public
def show(number: str, token: str) -> Any:
    """The work offered, by when to answer, and two buttons."""
    return _page(*_found(number, token))


@bp.post("/answer/<number>/<token>")
@public
def answer(number: str, token: str) -> Any:
    """The person's answer; receipt of the offer is what it shows as well."""
    case, person = _found(number, token)
    step = ANSWERS.get(request.form.get("answer", ""))
    if step is None or case.state not in OPEN:
        return _page(case, person), 409
    who = Actor(None, "link", person.full_name, (Seat("jobseeker", person_id=person.id),))
    perform, eyes = running().process.perform, Scope(person=(person.id,))
    try:
        if case.state == "on_the_way":
            perform("mediation.read_offer", number, who, {}, None, now(), scope=eyes)
        perform(step, number, who, {"channel": "mobile"}, None, now(), scope=eyes)
    except (Invalid, Grounds, Conflict) as error:
        return _page(case, person, refused(error)), error.status
    return redirect(request.path)


def _found(number: str, token: str) -> tuple[Case, Person]:
    """The offer of a link that serves; NotFound for any other, counted by address."""
    parts = running()
    with ledger():
        counters = Throttle(parts.store, parts.settings.secret_key)
        if counters.hit("offer-link", request.remote_addr or "") > TRIES:
            raise Throttled()
    with parts.store.session(SYSTEM) as session:
        row = session.execute(
            select(Case, Person).join(Person, Person.id == Case.person_id)
            .where(Case.number == number, Case.kind == "offer")
        ).first()
    link = ((row[0].facts or {}).get("link") if row else None) or {"hash": "", "until": ""}
    good = hmac.compare_digest(link["hash"], _hash(token))
    if row is None or not good or datetime.fromisoformat(link["until"]) < now():
        raise NotFound()
    return row[0], row[1]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _page(case: Case, person: Person, refusal: Refused | None = None) -> str:
    """What the link shows: the work in few words; nothing that says who was asked."""
    with running().store.session(SYSTEM) as session:
        vacancy = session.scalars(
            select(Vacancy).join(Offer, Offer.vacancy_id == Vacancy.id)
            .where(Offer.case_id == case.id)
        ).one()
        due_at = session.scalar(
            select(Obligation.due_at).where(Obligation.case_id == case.id)
            .where(Obligation.state == "open", Obligation.responsible == "person").limit(1)
        )
    return render_template(
        "pages/outside/offer_link.html", case=case, job=vacancy, due_at=due_at, refusal=refusal,
        open=case.state in OPEN, state=casework.state_title("offer", case.state),
        title=_("Offer of work"),
    )
