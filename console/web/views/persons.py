"""People: the list by name, and the card with identity, episodes, cases and who looked."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import or_, select

from console.data.access import AccessLine
from console.data.actors import Card, Office, Person
from console.data.case import Case, Episode
from console.errors import NotFound, Throttled
from console.fab.models import ConsoleUser
from console.throttle import Throttle
from console.web import casework
from console.web.access import signed_in
from console.web.audit import looked
from console.web.cardfile import mark_words, sections, source_words
from console.web.looks import look_words
from console.web.paging import address, page
from console.web.register_roles import intake_step
from console.web.running import read, running
from console.web.shell import language
from console.web.theme import words
from console.web.views.person_acts import startable
from console.web.views.worklist import prefix, without_iin
from forms.dictionaries import lookup_shipped
from forms.iin import MESSAGES, validate_iin

bp = Blueprint("persons", __name__)

STATES = ("applicant", "jobseeker", "unemployed", "deregistered", "closed", "refused")
SEARCHES_A_MINUTE = 30
LOOKS = 30


@bp.get("/persons")
@signed_in
def persons() -> str:
    """People in the reader's scope in the order of their names; IIN masked."""
    casework.require_staff()
    text = without_iin(request.args.get("q", ""))
    state = request.args.get("state", "")
    query = (
        select(Person.id, Person.number, Person.surname, Person.given_name, Person.patronymic,
               Person.iin, Person.state, Person.sort_name, Person.rural, Person.birth_date,
               Card.category, Office.name_kk.label("village"))
        .outerjoin(Card, Card.person_id == Person.id)
        .outerjoin(Office, Office.id == Person.village_id)
    )
    if text:
        query = query.where(or_(*prefix(Person.sort_name, text)))
    if state in STATES:
        query = query.where(Person.state == state)
    found = page(read(), query, (Person.sort_name, Person.id), lambda r: (r.sort_name, r.id))
    looked("list", "persons", ids=[r.id for r in found.rows])
    return render_template(
        "pages/persons/list.html", page=found, q=text, state=state, address=address,
        states=[(code, state_words(code)) for code in STATES], state_words=state_words,
        category_words=category_words, may_register=intake_step(),
    )


def state_words(code: str) -> str:
    """A person's standing in words."""
    titles: dict[str, str] = {
        "applicant": _("Applicant"), "jobseeker": _("Jobseeker"), "unemployed": _("Unemployed"),
        "deregistered": _("Deregistered"), "closed": _("Closed"), "refused": _("Refused"),
    }
    return titles.get(code, code)


def category_words(code: str | None) -> str:
    """A category by the chances of finding work, in words."""
    known = lookup_shipped("chances_category")
    return known.label(code, language()) if known and code else "—"


def day(text: str) -> str:
    """An ISO date or moment as 23.11.2026."""
    return ".".join(reversed(text[:10].split("-")))


@bp.post("/search/person")
@signed_in
def by_iin() -> Any:
    """The card of an IIN in the reader's scope: it comes in the body, never in an address."""
    casework.require_staff()
    iin = request.form.get("iin", "").replace(" ", "")[:40]
    parts = running()
    counted = Throttle(parts.store, parts.settings.secret_key).hit(
        "iin-search", str(g.actor.account_id), 60
    )
    if counted > SEARCHES_A_MINUTE:
        raise Throttled()
    check = validate_iin(iin)
    number = None
    if check.ok:
        number = read().scalar(select(Person.number).where(Person.iin == iin))
    looked("search", "by IIN")
    if number:
        return redirect(f"/persons/{number}")
    flash(words(MESSAGES[check.blocks[0]]) if not check.ok
          else _("Your office serves nobody with this IIN."), "info")
    return redirect("/persons")


@bp.get("/persons/<number>")
@signed_in
def card(number: str) -> str:
    """The card. Opening it leaves a line that the person may read."""
    casework.require_staff()
    found = read().execute(
        select(Person, Card, Office.name_kk, Office.name_ru, Office.name_en)
        .outerjoin(Card, Card.person_id == Person.id)
        .outerjoin(Office, Office.id == Person.office_id)
        .where(Person.number == number)
    ).first()
    if found is None:
        raise NotFound()
    person, filled = found[0], found[1]
    looked("view", f"card {number}", person_id=person.id, purpose=_purpose())
    episodes = read().scalars(
        select(Episode).where(Episode.person_id == person.id).order_by(Episode.id.desc()).limit(20)
    ).all()
    cases = read().execute(
        select(Case.number, Case.kind, Case.state, Case.opened_at, Case.closed_at, Case.due_at)
        .where(Case.person_id == person.id).order_by(Case.id.desc()).limit(50)
    ).all()
    looks = read().execute(
        select(AccessLine.at, AccessLine.login, AccessLine.role, AccessLine.kind,
               AccessLine.what, AccessLine.purpose, ConsoleUser.last_name,
               ConsoleUser.first_name)
        .outerjoin(ConsoleUser, ConsoleUser.id == AccessLine.account_id)
        .where(AccessLine.person_id == person.id).order_by(AccessLine.id.desc()).limit(LOOKS)
    ).all()
    return render_template(
        "pages/persons/card.html", person=person, card=filled, episodes=episodes, cases=cases,
        looks=looks, work=casework, state=state_words(person.state),
        sections=sections(filled), category_words=category_words,
        source_words=source_words, mark_words=mark_words, day=day,
        office=dict(zip(("kk", "ru", "en"), found[2:], strict=True)),
        address=", ".join(str(v) for k, v in (person.address or {}).items() if v and k != "kato"),
        look_words=look_words, acts=startable(person),
        may_certificate=_may_register_request(),
    )


def _may_register_request() -> bool:
    """Whether the reader registers certificate requests of the portal (par. 38)."""
    step = running().catalog.steps.get("unemployed_status.request_certificate")
    if step is None or not g.scope.writes:
        return False
    return bool(running().catalog.action(step).roles & g.actor.roles)


def _purpose() -> str:
    return request.args.get("purpose", "")[:60] or "case work"
