"""The employer's cabinet: my vacancies, a new one, candidates and my answer about hiring."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import func, select

from console.data.case import Case
from console.data.content import Entry
from console.data.journal import JournalLine
from console.data.mediation import Offer, Vacancy
from console.data.obligations import Obligation
from console.data.outbox import Message
from console.data.worktime import working_calendar
from console.errors import NotFound
from console.web import casework, outsiders, stepping
from console.web.access import roles
from console.web.outsiders import Flow, own_case, own_employer
from console.web.paging import address, page
from console.web.running import now, read, running, zone
from console.web.theme import words
from console.web.views.cabinet import mark_read

bp = Blueprint("employer", __name__, url_prefix="/employer")
CHANGES = {
    "amend": "mediation.amend_vacancy", "pause": "mediation.pause_vacancy",
    "resume": "mediation.resume_vacancy", "confirm": "mediation.confirm_vacancy",
    "close": "mediation.close_vacancy",
}
#: changes that are one click, without a form
CLICKS = ("resume", "confirm")
#: filters of the candidates' list: states of an offer
GROUPS = {
    "waiting": ("sent", "interview"), "interview": ("interview",), "hired": ("hired",),
    "refused": ("refused", "refused_deemed", "withdrawn", "declined"),
}
#: who reads the organisation's pages; who may act is each step's matter
MEMBERS = ("employer", "employer_recruiter", "employer_viewer")
HIRING = MEMBERS[:2]
#: working days before its last day that a vacancy is listed to be confirmed
SOON = 3
NOT_COPIED = ("external_id", "closes_on", "received_on", "registered_at", "source", "employer")
WRITTEN = ("mediation.post_vacancy", "mediation.register_vacancy", "mediation.amend_vacancy")
REPLIES = {
    "hire": "mediation.confirm_hiring", "refuse": "mediation.refuse_hiring",
    "not-interested": "mediation.not_interested", "came": "mediation.attend_interview",
}


@bp.get("")
@roles(*MEMBERS)
def home() -> str:
    """My vacancies: state, places, candidates sent; and what I must answer first."""
    employer = own_employer()
    sent = (
        select(func.count()).select_from(Offer)
        .where(Offer.vacancy_id == Vacancy.id, Offer.resume_sent_at.is_not(None))
        .correlate(Vacancy).scalar_subquery()
    )
    query = (
        select(Vacancy.id, Vacancy.case_number, Vacancy.title, Vacancy.places, Vacancy.filled,
               Vacancy.published_at, Vacancy.settlement, Vacancy.wage_min, Vacancy.wage_max,
               Case.state, sent.label("sent"))
        .join(Case, Case.number == Vacancy.case_number).where(Vacancy.employer_id == employer.id)
    )
    found = page(read(), query, (Vacancy.id,), lambda r: (r.id,), descending=True)
    return render_template(
        "pages/employer/home.html", employer=employer, page=found, work=casework,
        duties=_duties(employer.id), unread=_unread(employer.id), figures=_figures(employer.id),
        confirm=_to_confirm(employer.id), organisations=len(g.organisations),
        hiring=bool(set(HIRING) & g.actor.roles),
    )


def _figures(employer_id: int) -> dict[str, int]:
    """Four numbers: open vacancies, free places, candidates to answer, hired (one statement)."""
    offers = (
        select(func.count()).select_from(Offer).join(Case, Case.id == Offer.case_id)
        .where(Offer.employer_id == employer_id, Offer.resume_sent_at.is_not(None))
    )
    row = read().execute(select(
        func.count(Vacancy.id), func.coalesce(func.sum(Vacancy.places - Vacancy.filled), 0),
        offers.where(Case.state.in_(GROUPS["waiting"])).scalar_subquery(),
        offers.where(Case.state == "hired").scalar_subquery(),
    ).where(Vacancy.employer_id == employer_id, Vacancy.published.is_(True))).one()
    return dict(zip(("open", "places", "waiting", "hired"), row, strict=True))


def _to_confirm(employer_id: int) -> Any:
    """My published vacancies whose last day is near, soonest first."""
    today = now().astimezone(zone()).date()
    last = working_calendar(read()).add_working_days(today, SOON)
    return read().execute(
        select(Vacancy.case_number, Vacancy.title, Vacancy.confirm_by)
        .where(Vacancy.employer_id == employer_id, Vacancy.published.is_(True))
        .where(Vacancy.confirm_by <= last).order_by(Vacancy.confirm_by).limit(5)
    ).all()


def _duties(employer_id: int) -> list[Any]:
    """My open duties, soonest first: (clock, offer number, the candidate's name as sent)."""
    rows = read().execute(
        select(Obligation, Case.number, Case.facts).join(Case, Case.id == Obligation.case_id)
        .where(Case.employer_id == employer_id, Obligation.state == "open")
        .where(Obligation.responsible == "employer", Case.kind == "offer")
        .order_by(Obligation.due_at).limit(5)
    )
    return [(casework.clock_of(duty), number, _sent_name(facts)) for duty, number, facts in rows]


def _sent_name(facts: Any) -> str:
    """The candidate's name in the resume that was sent, '' before it is."""
    return str(((facts or {}).get("resume") or {}).get("name", ""))


def _unread(employer_id: int) -> int:
    return read().scalar(
        select(func.count()).select_from(Message)
        .where(Message.employer_id == employer_id, Message.channel == "cabinet")
        .where(Message.read_at.is_(None))
    ) or 0


@bp.route("/vacancies/new", methods=["GET", "POST"])
@roles(*HIRING)
def new() -> Any:
    """Post a vacancy: every field of par. 54, shown back, published at once."""
    employer = own_employer()
    today = now().astimezone(zone()).date().isoformat()
    contact = ", ".join(p for p in (employer.contact_name, employer.phone) if p)
    values = {"contact": contact, "places": 1, **_copied(request.args.get("copy", ""))}
    return outsiders.run(Flow(
        stepping.step_of("mediation.post_vacancy"), None, ("/employer", _("My vacancies")),
        lambda outcome: f"/employer/vacancies/{outcome.number}",
        title=_("Post a vacancy"), send=_("Publish"), draft="new", checked=True,
        lead=f"{employer.name} · " + _("The vacancy is public at once and free of charge."),
        side="pages/employer/vacancy_side.html",
        values={**values, "appeared_on": today},
        more={"stages": _stages()},
    ))


def _copied(number: str) -> dict[str, Any]:
    """What a vacancy of mine says, to begin another one with: never its number or its last day."""
    if not number:
        return {}
    case, _row = _vacancy(number[:24])
    data = stepping.default_values(stepping.step_of(CHANGES["amend"]), case) \
        if case.state in ("published", "paused") else _entered(case)
    return {k: v for k, v in data.items() if k not in NOT_COPIED}


def _entered(case: Case) -> dict[str, Any]:
    data = read().scalar(
        select(Entry.data).where(Entry.subject_kind == "case", Entry.subject_id == case.id)
        .where(Entry.form == "vacancy").order_by(Entry.revision.desc()).limit(1))
    return dict(data or {})


def _stages() -> list[tuple[str, str, str]]:
    """What follows a posted vacancy: (duty, paragraph, consequence) from the law's own values."""
    law = running().catalog.law
    known = {d.id: d for d in law.deadlines()}
    return [
        (words(known[name].title), known[name].paragraph, words(known[name].consequence))
        for name in ("D-23", "D-24", "D-27", "D-29") if name in known
    ]


@bp.get("/vacancies/<number>")
@roles(*MEMBERS)
def vacancy(number: str) -> str:
    """One vacancy of mine: its words, its state, candidates sent, what I may change."""
    case, row = _vacancy(number)
    offers = read().execute(
        select(Offer, Case.number, Case.state, Case.facts).join(Case, Case.id == Offer.case_id)
        .where(Offer.vacancy_id == row.id, Offer.resume_sent_at.is_not(None))
        .order_by(Offer.id.desc()).limit(50)
    ).all()
    return render_template(
        "pages/employer/vacancy.html", case=case, job=row, work=casework, offers=offers,
        clicks=CLICKS, hints=_hints(case), history=casework.history_of(case),
        hiring=bool(set(HIRING) & g.actor.roles),
        changes=[(verb, casework.step_title(step)) for verb, step in CHANGES.items()
                 if outsiders.may(step, case)],
        clocks=[c for c in casework.clocks_of(case) if c.row.state == "open"],
    )


def _hints(case: Case) -> Any:
    """What the last writing of the vacancy made the console remark; nothing once it is closed."""
    if case.closed_at is not None:
        return ()
    why = read().scalar(
        select(JournalLine.why).where(JournalLine.case_id == case.id)
        .where(JournalLine.step.in_(WRITTEN)).order_by(JournalLine.id.desc()).limit(1))
    return ((why or {}).get("facts") or {}).get("hints") or ()


def _vacancy(number: str) -> tuple[Case, Vacancy]:
    employer = own_employer()
    case = own_case(number, "vacancy", "employer")
    row = read().scalars(
        select(Vacancy).where(Vacancy.case_number == number, Vacancy.employer_id == employer.id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return case, row


@bp.route("/vacancies/<number>/<verb>", methods=["GET", "POST"])
@roles(*HIRING)
def change(number: str, verb: str) -> Any:
    """Amend, pause, resume or close a vacancy of mine."""
    if verb not in CHANGES:
        abort(404)
    case, row = _vacancy(number)
    back = f"/employer/vacancies/{number}"
    return outsiders.run(Flow(
        stepping.step_of(CHANGES[verb], case), case, (back, row.title), lambda outcome: back,
        checked=verb == "amend",
    ))


@bp.get("/candidates")
@roles(*MEMBERS)
def candidates() -> str:
    """Candidates sent to me, newest first; of one group of states or one vacancy where asked."""
    employer, group = own_employer(), request.args.get("state", "")
    job = request.args.get("vacancy", "")[:24]
    query = (
        select(Offer.id, Offer.vacancy_id, Offer.resume_sent_at, Offer.interview_at,
               Offer.employer_answered_at, Case.number, Case.state, Case.facts,
               Vacancy.title, Vacancy.case_number)
        .join(Case, Case.id == Offer.case_id).join(Vacancy, Vacancy.id == Offer.vacancy_id)
        .where(Offer.employer_id == employer.id, Offer.resume_sent_at.is_not(None))
    )
    if group in GROUPS:
        query = query.where(Case.state.in_(GROUPS[group]))
    if job:
        query = query.where(Vacancy.case_number == job)
    found = page(read(), query, (Offer.id,), lambda r: (r.id,), descending=True)
    clocks = _answer_clocks([r.number for r in found.rows])
    return render_template(
        "pages/employer/candidates.html", page=found, work=casework, clocks=clocks,
        group=group if group in GROUPS else "", job=job, address=address,
    )


def _answer_clocks(numbers: list[str]) -> dict[str, Any]:
    """The open duty to answer of each offer."""
    rows = read().execute(
        select(Case.number, Obligation).join(Case, Case.id == Obligation.case_id)
        .where(Case.number.in_(numbers), Obligation.state == "open")
        .where(Obligation.responsible == "employer")
    )
    return {number: casework.clock_of(duty) for number, duty in rows}


@bp.get("/candidates/<number>")
@roles(*MEMBERS)
def candidate(number: str) -> str:
    """One candidate: the data the center sent, and my answer with its term."""
    case, offer, row = _candidate(number)
    return render_template(
        "pages/employer/candidate.html", case=case, offer=offer, job=row, work=casework,
        resume=(case.facts or {}).get("resume") or {},
        clocks=[c for c in casework.clocks_of(case)
                if c.row.state == "open" and c.row.responsible == "employer"],
        replies=[(verb, casework.step_title(step)) for verb, step in REPLIES.items()
                 if outsiders.may(step, case)],
    )


def _candidate(number: str) -> tuple[Case, Offer, Vacancy]:
    employer = own_employer()
    case = own_case(number, "offer", "employer")
    found = read().execute(
        select(Offer, Vacancy).join(Vacancy, Vacancy.id == Offer.vacancy_id)
        .where(Offer.case_id == case.id, Offer.employer_id == employer.id)
        .where(Offer.resume_sent_at.is_not(None))
    ).first()
    if found is None:
        raise NotFound()
    return case, *found


@bp.route("/candidates/<number>/<verb>", methods=["GET", "POST"])
@roles(*HIRING)
def reply(number: str, verb: str) -> Any:
    """My answer about a candidate."""
    if verb not in REPLIES:
        abort(404)
    case, _offer, _row = _candidate(number)
    back = f"/employer/candidates/{number}"
    name = _sent_name(case.facts)
    today = now().astimezone(zone()).date().isoformat()
    return outsiders.run(Flow(
        stepping.step_of(REPLIES[verb], case), case, (back, name or number), lambda outcome: back,
        lead=name, values={"employed_on": today} if verb == "hire" else None,
    ))


@bp.get("/notices")
@roles(*MEMBERS)
def notices() -> str:
    """Messages of the service to the employer."""
    employer = own_employer()
    query = (
        select(Message.id, Message.subject, Message.body, Message.language, Message.paragraph,
               Message.created_at, Message.read_at, Case.number, Case.kind)
        .outerjoin(Case, Case.id == Message.case_id)
        .where(Message.employer_id == employer.id, Message.channel == "cabinet")
    )
    found = page(read(), query, (Message.id,), lambda r: (r.id,), descending=True)
    return render_template(
        "pages/cabinet/notices.html", page=found, work=casework, base="/employer",
        place={"offer": "/employer/candidates/", "vacancy": "/employer/vacancies/"},
    )


@bp.post("/notices/read")
@roles(*MEMBERS)
def notice_read() -> Any:
    """Mark one message, or all, as read."""
    mark_read(Message.employer_id == own_employer().id)
    return redirect("/employer/notices")
