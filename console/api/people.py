"""Persons, the state registers about them, and the public vacancies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, g
from sqlalchemy import or_, select

from console import lookups
from console.api import basics
from console.api.cases import entitled
from console.data import vacancy_search
from console.data.actors import Card, Person
from console.data.case import Case, Episode
from console.data.documents import RegisterAnswer
from console.data.mediation import Vacancy
from console.data.vacancy_search import Filters
from console.declare import Step
from console.errors import Invalid, NotFound, Throttled
from console.process import Outcome
from console.throttle import Throttle
from console.web import acting, casework, paging, stepping
from console.web.access import public, signed_in
from console.web.audit import looked
from console.web.forms_view import dictionaries
from console.web.running import close_read, now, read, running, today
from forms.iin import MESSAGES, mask, validate_iin
from forms.schema import check

bp = basics.blueprint("api_people")
STATES = ("applicant", "jobseeker", "unemployed", "deregistered", "closed", "refused")
QUESTIONS_A_MINUTE = 30
MOST_CASES = 100


@bp.get("/persons")
@signed_in
def persons() -> Response:
    """People in the reader's scope in the order of their names; IIN masked."""
    given = basics.arguments("q", "state", "after", "limit")
    query = select(Person.id, Person.number, Person.surname, Person.given_name,
                   Person.patronymic, Person.iin, Person.state, Person.sort_name, Person.rural,
                   Person.version)
    counted = select(Person.id)
    for condition in _conditions(given):
        query, counted = query.where(condition), counted.where(condition)
    response, rows = basics.listed(
        query, (Person.sort_name, Person.id), (str, int), lambda r: (r.sort_name, r.id), _row,
        given, count=counted,
    )
    looked("list", "persons", ids=[r.id for r in rows])
    return response


def _conditions(given: Mapping[str, str]) -> list[Any]:
    found: list[Any] = []
    text = given.get("q", "").strip()[:100]
    if text:
        spelled = {text, text.title(), text.upper()}
        found.append(or_(*(Person.sort_name.startswith(s, autoescape=True) for s in spelled)))
    state = basics.one_of(given, "state", STATES)
    return [*found, Person.state == state] if state else found


def _row(row: Any) -> dict[str, Any]:
    return {
        "number": row.number, "state": row.state, "rural": row.rural, "iin": mask(row.iin or ""),
        "name": " ".join(p for p in (row.surname, row.given_name, row.patronymic) if p),
        "version": row.version, "href": f"{basics.ROOT}/persons/{row.number}",
    }


@bp.get("/persons/<number>")
@signed_in
def person(number: str) -> Response:
    """One person: identity with its sources, card, episodes and cases. The look is logged."""
    basics.arguments()
    found = read().execute(
        select(Person, Card).outerjoin(Card, Card.person_id == Person.id)
        .where(Person.number == basics.number_of(number))
    ).first()
    if found is None:
        raise NotFound()
    row, card = found
    looked("view", f"card {number}", person_id=row.id, purpose="interface")
    episodes = read().scalars(
        select(Episode).where(Episode.person_id == row.id).order_by(Episode.id.desc()).limit(20)
    )
    cases = read().execute(
        select(Case.number, Case.kind, Case.state, Case.opened_at, Case.closed_at)
        .where(Case.person_id == row.id).order_by(Case.id.desc()).limit(MOST_CASES)
    )
    out = {
        "number": row.number, "state": row.state, "version": row.version, "iin": row.iin,
        "surname": row.surname, "given_name": row.given_name, "patronymic": row.patronymic,
        "birth_date": basics.iso(row.birth_date), "sex": row.sex, "mobile": row.mobile,
        "email": row.email, "language": row.language, "rural": row.rural, "kato": row.kato,
        "address": row.address, "sources": row.sources, "card": _card(card),
        "episodes": [_episode(e) for e in episodes],
        "cases": [{"number": c.number, "kind": c.kind, "state": c.state,
                   "opened_at": basics.iso(c.opened_at), "closed_at": basics.iso(c.closed_at)}
                  for c in cases],
    }
    return basics.answer(out, version=row.version)


def _card(card: Card | None) -> dict[str, Any] | None:
    if card is None:
        return None
    return {
        "occupation": card.occupation, "education_level": card.education_level,
        "experience_years": card.experience_years, "wage_min": card.wage_min,
        "wage_max": card.wage_max, "regimes": card.regimes, "category": card.category,
        "searching": card.searching, "marks": card.marks,
        "updated_at": basics.iso(card.updated_at),
    }


def _episode(row: Episode) -> dict[str, Any]:
    days = ("opened_on", "registered_on", "unemployed_on", "closed_on")
    return {"channel": row.channel, "outcome": row.outcome,
            **{name: basics.iso(getattr(row, name)) for name in days}}


# ---- registers


@bp.post("/registers")
@signed_in
def registers() -> Response:
    """Ask the state registers with recorded consent: ``step`` (default: the one that opens)."""
    basics.arguments()
    given = basics.body("step", "case", "data")
    catalog = running().catalog
    known = [n for n in stepping.ASKING if n in catalog.steps]
    opening = next((n for n in known if catalog.steps[n].opens is not None), "")
    name = basics.text_of(given, "step", 80) or opening
    if name not in known:
        raise NotFound()
    number = basics.text_of(given, "case", 40)
    subject = casework.load_case(basics.number_of(number)) if number else None
    step = stepping.step_of(name, subject)
    if (subject is None) == bool(step.frm):
        raise NotFound()
    entitled(step, subject)
    outcome = ask(step, subject, basics.data_of(given))
    return _answered(outcome, opened=subject is None)


def ask(step: Step, subject: Any, data: Mapping[str, Any]) -> Outcome:
    """Check the form, count the question, ask, and perform the step with the answers."""
    names, purpose = stepping.ASKING[step.name]
    stated = dict(data)
    owner = getattr(subject, "person", None)
    if owner is not None:
        stated["iin"] = owner.iin
    form = running().catalog.forms.get(step.form or "")
    if form is not None:
        _clean, problems = check(form, {**stated, "purpose": purpose}, lookup=dictionaries(),
                                 today=today())
        if problems:
            raise Invalid(fields=problems)
    iin = str(stated.get("iin") or "")
    checked = validate_iin(iin)
    if not checked.ok:
        raise Invalid(fields={"iin": [MESSAGES[checked.blocks[0]]]})
    _count()
    return lookups.ask(
        running().process, acting.outside(), g.actor, g.scope, step=step.name,
        case=getattr(subject, "number", None), iin=iin, purpose=purpose, registers=names,
        now=now(), payload={k: v for k, v in stated.items() if k not in ("iin", "purpose")},
        key=basics.idempotency_key(),
    )


def _count() -> None:
    parts = running()
    counters = Throttle(parts.store, parts.settings.secret_key)
    if counters.hit("registers", str(g.actor.account_id), 60) > QUESTIONS_A_MINUTE:
        raise Throttled()


def _answered(outcome: Outcome, *, opened: bool) -> Response:
    response = basics.done(outcome, f"{basics.ROOT}/cases/{outcome.number}", opened=opened)
    close_read()  # what was written lies behind the snapshot this request has read so far
    rows = read().scalars(
        select(RegisterAnswer).join(Case, Case.id == RegisterAnswer.case_id)
        .where(Case.number == outcome.number).order_by(RegisterAnswer.id)
    ).all()
    looked("view", f"register answers {outcome.number}",
           person_id=next((r.person_id for r in rows if r.person_id), None))
    out = response.get_json()
    out["answers"] = [
        {"register": r.register, "status": r.status, "source": r.source,
         "at": basics.iso(r.answered_at), "data": r.answer} for r in rows
    ]
    return basics.answer(out, response.status_code, version=outcome.version,
                         location=response.headers.get("Location", ""))


# ---- vacancies, open to everybody


@bp.get("/vacancies")
@public
def vacancies() -> Response:
    """Published vacancies, newest first, with counts by region, regime and occupation."""
    given = basics.arguments("q", "region", "occupation", "pay", "regime", "experience", "after",
                             "limit")
    codes = {name: _code(given, name) for name in ("region", "occupation", "regime")}
    asked = Filters(
        words=given.get("q", "")[:200], pay=basics.whole(given, "pay", 0, 10**9),
        experience=basics.whole(given, "experience", 0, 100), **codes,
    )
    after: Any = None
    if "after" in given:
        after = tuple(paging.unpacked(given["after"], 2)) if given["after"] else basics.bad("after")
        if not hasattr(after[0], "tzinfo") or type(after[1]) is not int:
            basics.bad("after")
    size = basics.whole(given, "limit", 1, basics.LARGEST_PAGE) or paging.SIZE
    found = vacancy_search.search(read(), asked, after=after, limit=size)
    out = {
        "items": [_found(row) for row in found.rows], "count": found.count,
        "more_than_count": found.capped, "facets": found.facets, "instead": found.instead,
        "next": paging.address(after=paging.packed(found.after)) if found.after else None,
    }
    return basics.answer(out)


def _code(given: Mapping[str, str], name: str) -> str:
    value = given.get(name, "")
    return value if value.isascii() and len(value) <= 40 else str(basics.bad(name))


def _found(row: vacancy_search.Found) -> dict[str, Any]:
    return {
        "number": row.number, "title": row.title, "employer": row.employer, "region": row.region,
        "settlement": row.settlement, "wage_min": row.wage_min, "wage_max": row.wage_max,
        "regime": row.regime, "experience_years": row.experience_years, "places": row.places,
        "published_at": basics.iso(row.published_at),
        "href": f"{basics.ROOT}/vacancies/{row.number}",
    }


@bp.get("/vacancies/<number>")
@public
def vacancy(number: str) -> Response:
    """One published vacancy with every field of its form that is shown to the public."""
    basics.arguments()
    row = read().scalars(
        select(Vacancy).where(Vacancy.case_number == basics.number_of(number))
        .where(Vacancy.published.is_(True))
    ).one_or_none()
    if row is None:
        raise NotFound()
    names = (
        "title", "occupation", "clarification", "region", "settlement", "conditions", "regime",
        "qualification", "education_level", "professional_level", "experience_years", "wage_min",
        "wage_max", "duties", "traineeship", "additional", "contact", "places", "filled",
    )
    out = {"number": row.case_number, "employer": row.employer_name,
           "appeared_on": basics.iso(row.appeared_on), "closes_on": basics.iso(row.closes_on),
           "published_at": basics.iso(row.published_at),
           **{name: getattr(row, name) for name in names}}
    return basics.answer(out)
