"""Matching: the vacancy on the left, ranked people on the right, each with the reasons why.

Who ranks is the answer of the hook ``choose_matcher``; the session's scope says whose people.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from console.data.actors import Person
from console.data.case import Case
from console.data.mediation import Offer, Vacancy
from console.data.obligations import Obligation
from console.declare import Matcher
from console.errors import Conflict, Grounds, Invalid, NotFound
from console.web import casework, opening, stepping
from console.web.access import roles
from console.web.audit import looked
from console.web.forms_view import Refused, form_key, refused
from console.web.opening import Opening
from console.web.paging import address, packed, page, unpacked
from console.web.register_roles import intake_step
from console.web.running import now, read, running, zone
from console.web.views.vacancies import load_vacancy, own_offices

bp = Blueprint("matching", __name__)
SIZE = 10
ASKED = 8
#: numbers of the exchange that one line of the access log holds
TOLD = 5
FAR = "9999-12-31 00:00:00"
#: terms of selecting and of informing (par. 56, 58)
TERMS = ("D-23", "D-24")


def matcher() -> Matcher:
    """Who ranks here; without an answer there are no matching pages."""
    found: Matcher | None = running().catalog.pm.hook.choose_matcher()
    if found is None:
        raise NotFound()
    return found


def _today() -> date:
    return now().astimezone(zone()).date()


@bp.get("/matching")
@roles("center_specialist")
def waiting() -> str:
    """Open vacancies of the office, those whose terms end first."""
    due = func.coalesce(Case.due_at, FAR)
    query = (
        select(Vacancy.id, Vacancy.case_number, Vacancy.title, Vacancy.employer_name,
               Vacancy.settlement, Vacancy.places, Vacancy.filled, Case.due_at,
               Case.id.label("case_id"), due.label("due_key"))
        .join(Case, Case.number == Vacancy.case_number)
        .where(own_offices(), Vacancy.published.is_(True))
    )
    found = page(read(), query, (due, Vacancy.id), lambda r: (str(r.due_key), r.id))
    rows = read().execute(
        select(Obligation).where(Obligation.case_id.in_([r.case_id for r in found.rows]))
        .where(Obligation.state == "open", Obligation.deadline.in_(TERMS))
        .order_by(Obligation.due_at)
    ).scalars()
    clocks: dict[int, list[Any]] = {}
    for row in rows:
        clocks.setdefault(row.case_id, []).append(row)
    return render_template("pages/matching/list.html", page=found, clocks=clocks, work=casework)


@bp.get("/matching/why")
@roles("center_specialist")
def why() -> str:
    """Any person against any vacancy: every criterion, its answer and what decided (par. 57)."""
    person, vacancy, missing = _pair()
    reasons = score = None
    if person is not None and vacancy is not None:
        looked("view", f"pair {vacancy.case_number}", person_id=person.id)
        ranks = matcher()
        reasons = ranks.explain(read(), vacancy, person)
        score = ranks.score(reasons, running().catalog.law, _today())
    return render_template(
        "pages/matching/why.html", person=person, job=vacancy, reasons=reasons, score=score,
        missing=missing, asked={n: request.args.get(n, "")[:24] for n in ("person", "vacancy")},
    )


def _pair() -> tuple[Person | None, Vacancy | None, list[str]]:
    """The person and the vacancy asked about, and which of them nobody here knows."""
    number = request.args.get("person", "").strip().upper()[:24]
    posted = request.args.get("vacancy", "").strip().upper()[:24]
    person = read().scalars(select(Person).where(Person.number == number)).one_or_none()
    vacancy = read().scalars(
        select(Vacancy).where(Vacancy.case_number == posted)).one_or_none()
    missing = ["person"] * bool(number and person is None)
    return person, vacancy, missing + ["vacancy"] * bool(posted and vacancy is None)


@bp.get("/matching/people/<number>")
@roles("center_specialist")
def for_person(number: str) -> str:
    """Open vacancies for one person, best first, with the reasons (par. 56, third part)."""
    person = read().scalars(select(Person).where(Person.number == number)).one_or_none()
    if person is None:
        raise NotFound()
    looked("view", f"vacancies for {number}", person_id=person.id)
    found = matcher().vacancies_for(read(), person, running().catalog.law, _today(), SIZE)
    made = read().execute(
        select(Vacancy.case_number, Case.number, Case.state)
        .join(Offer, Offer.vacancy_id == Vacancy.id).join(Case, Case.id == Offer.case_id)
        .where(Offer.person_id == person.id).limit(200)
    )
    rows = read().scalars(select(Vacancy).where(Vacancy.id.in_([m.row_id for m in found])))
    return render_template(
        "pages/matching/person.html", person=person, found=found, work=casework,
        offered={row.case_number: row for row in made}, jobs={v.id: v for v in rows},
    )


@bp.get("/matching/<number>")
@roles("center_specialist")
def match(number: str) -> str:
    """Candidates for one vacancy, best first, each with the reason per criterion."""
    return _page(number)


def _page(number: str, refusal: Refused | None = None) -> str:
    case, vacancy = load_vacancy(number)
    after: Any = request.args.get("after", "")
    if after:
        after = tuple(unpacked(after, 2))
        if not isinstance(after[0], (int, float)) or not isinstance(after[1], int):
            abort(400)
    ranked = matcher().candidates(
        read(), vacancy, running().catalog.law, _today(), SIZE + 1, after or None
    )
    shown = list(ranked[:SIZE])
    asked, many = _asked(vacancy)
    told = [m.number for m in shown if getattr(m, "source", "")]
    seen = [m.row_id for m in shown if m.number not in told]
    looked("list", f"matching {number}", ids=seen + [p.id for p, _reasons, _score in asked])
    for few in (told[n : n + TOLD] for n in range(0, len(told), TOLD)):
        looked("list", f"exchange {' '.join(few)}")
    return render_template(
        "pages/matching/match.html", case=case, job=vacancy, work=casework, refusal=refusal,
        ranked=shown, asked=asked, many=many, offered=_offered(vacancy), key=form_key(),
        text=request.args.get("ask", ""), selected=(case.facts or {}).get("selected") or [],
        clocks=[casework.clock_of(row) for row in casework.duties_of(case) if row.state == "open"],
        next=address(after=packed(shown[-1].key)) if len(ranked) > SIZE else "",
        first=address(after=None) if after else "",
        open_now=vacancy.published and vacancy.filled < vacancy.places,
        may_register=bool(intake_step()),
    )


def _offered(vacancy: Vacancy) -> dict[str, Any]:
    """person number -> (offer number, state) of those it was offered to already."""
    rows = read().execute(
        select(Person.number.label("person"), Case.number, Case.state)
        .join(Offer, Offer.person_id == Person.id).join(Case, Case.id == Offer.case_id)
        .where(Offer.vacancy_id == vacancy.id)
    )
    return {row.person: row for row in rows}


def _asked(vacancy: Vacancy) -> tuple[list[Any], bool]:
    """The answer about a person named in ``?ask=``: (person, reasons, score); any person at all."""
    text = request.args.get("ask", "").strip()[:80]
    if len(text) < 2:
        return [], False
    heads = {text, text.casefold(), text[:1].upper() + text[1:]}
    people = read().scalars(
        select(Person).where(or_(
            Person.number == text.upper(),
            *(Person.sort_name.startswith(h, autoescape=True) for h in heads),
        )).order_by(Person.sort_name, Person.id).limit(ASKED + 1)
    ).all()
    ranks, law, found = matcher(), running().catalog.law, []
    for person in people[:ASKED if len(people) < 4 else 3]:
        reasons = ranks.explain(read(), vacancy, person)
        found.append((person, reasons, ranks.score(reasons, law, _today())))
    return found, len(people) > len(found)


@bp.post("/matching/<number>/select")
@roles("center_specialist")
def select_candidates(number: str) -> Any:
    """Keep whom I selected, or that there is nobody (par. 56)."""
    case, _vacancy = load_vacancy(number)
    chosen = request.form.getlist("person")[:100]
    data: dict[str, Any] = {"candidates": [{"person": n} for n in chosen]}
    if request.form.get("none"):
        data = {"none_found": True}
    step = stepping.step_of("mediation.select_candidates", case)
    try:
        outcome = stepping.perform(step, case, data)
    except (Invalid, Grounds, Conflict) as error:
        return _page(number, refused(error)), error.status
    stepping.tell(outcome)
    return redirect(f"/matching/{number}")


@bp.route("/matching/<number>/offer/<person>", methods=["GET", "POST"])
@roles("center_specialist")
def offer(number: str, person: str) -> Any:
    """Offer the vacancy: the checklist of suitability, the channel, the act (par. 2(9), 58)."""
    _case, vacancy = load_vacancy(number)
    who = read().scalars(select(Person).where(Person.number == person)).one_or_none()
    if who is None:
        raise NotFound()
    looked("view", f"offer {number}", person_id=who.id)
    reasons = matcher().explain(read(), vacancy, who)
    back = f"/matching/{number}"
    return opening.run(Opening(
        stepping.step_of("mediation.offer_vacancy"),
        [("/matching", _("Matching")), (back, vacancy.title)],
        lambda outcome: back, lead=f"{vacancy.title} · {who.full_name}",
        values={"channel": "assistant"} if who.village_id else None,
        fixed={"vacancy": number, "person": person},
        side="pages/matching/side.html", more={"reasons": list(reasons), "who": who},
    ))
