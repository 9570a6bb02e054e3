"""The jobseeker's cabinet: my status, offers, plan, notices, papers, who looked at my data."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from console.data.access import AccessLine
from console.data.actors import Office
from console.data.case import Case
from console.data.documents import Document
from console.data.mediation import Offer
from console.data.obligations import Obligation
from console.data.outbox import Message
from console.errors import NotFound
from console.web import cabinet_status, casework, outsiders, stepping
from console.web.access import roles
from console.web.looks import look_words
from console.web.outsiders import Flow, own_case, own_person
from console.web.paging import page
from console.web.running import now, read, running

bp = Blueprint("cabinet", __name__, url_prefix="/cabinet")
OFFERS = "/cabinet/offers"
ANSWERS = {"accept": "mediation.accept_offer", "decline": "mediation.decline_offer"}


@bp.get("")
@roles("jobseeker")
def home() -> str:
    """My status in one sentence, my next duty, what others must do for me, what happened."""
    person = own_person()
    every = cabinet_status.open_cases(person)
    aside = {kind.code for kind in running().catalog.kinds.values() if not kind.listed}
    cases = [case for case in every if case.kind not in aside]
    own, others = cabinet_status.duties(cases)
    wish = next((c for c in cases if c.kind == "unemployed_status"), None)
    return render_template(
        "pages/cabinet/home.html", person=person, cases=cases, own=own, others=others,
        sentence=cabinet_status.sentence(person, cabinet_status.open_episode(person)),
        history=cabinet_status.history(person), unread=cabinet_status.unread(person),
        to_sign=[c for c in cases if c.kind == "plan" and c.state in ("drafted", "amending")],
        unsigned=[c for c in cases if c.kind == "certificate" and c.state == "drafted"],
        certificates="certificate" in running().catalog.kinds,
        wish=wish, work=casework, paragraph=cabinet_status.paragraph(person),
        asking=[c for c in every if c.kind == "contact" and c.state == "asked"],
        dispute=cabinet_status.disputable(person),
    )


@bp.get("/offers")
@roles("jobseeker")
def offers() -> str:
    """All offers made to me, newest first."""
    person = own_person()
    query = (
        select(Offer.id, Offer.vacancy_id, Offer.offered_at, Offer.answer, Case.number,
               Case.state, Case.due_at)
        .join(Case, Case.id == Offer.case_id).where(Offer.person_id == person.id)
    )
    found = page(read(), query, (Offer.id,), lambda r: (r.id,), descending=True)
    clocks = _clocks([r.number for r in found.rows])
    return render_template(
        "pages/cabinet/offers.html", page=found, work=casework, clocks=clocks,
        vacancies=outsiders.vacancies_by_id([r.vacancy_id for r in found.rows]),
    )


def _clocks(numbers: list[str]) -> dict[str, Any]:
    """The nearest open duty of the person in each case."""
    rows = read().execute(
        select(Case.number, Obligation).join(Case, Case.id == Obligation.case_id)
        .where(Case.number.in_(numbers), Obligation.state == "open")
        .where(Obligation.responsible == "person").order_by(Obligation.due_at.desc())
    )
    return {row.number: row.Obligation for row in rows}


@bp.get("/offers/<number>")
@roles("jobseeker")
def offer(number: str) -> str:
    """One offer: the work, how it fits me and why, by when I answer, what follows."""
    person = own_person()
    case = own_case(number, "offer")
    row = read().scalars(select(Offer).where(Offer.case_id == case.id)).one_or_none()
    if row is None:
        raise NotFound()
    return render_template(
        "pages/cabinet/offer.html", case=case, offer=row, person=person, work=casework,
        vacancy=outsiders.vacancies_by_id([row.vacancy_id]).get(row.vacancy_id),
        clocks=[c for c in casework.clocks_of(case) if c.row.state == "open"],
        may_accept=outsiders.may(ANSWERS["accept"], case),
        may_decline=outsiders.may(ANSWERS["decline"], case),
        papers=casework.papers_of(case),
    )


@bp.route("/offers/<number>/<answer>", methods=["GET", "POST"])
@roles("jobseeker")
def answer(number: str, answer: str) -> Any:
    """My answer to an offer."""
    if answer not in ANSWERS:
        abort(404)
    case = own_case(number, "offer")
    back = f"{OFFERS}/{number}"
    return outsiders.run(Flow(
        stepping.step_of(ANSWERS[answer], case), case, (back, f"№ {number}"),
        lambda outcome: back,
    ))


@bp.route("/status/<number>/decline", methods=["GET", "POST"])
@roles("jobseeker")
def decline_status(number: str) -> Any:
    """My own signed wish not to be registered as unemployed."""
    case = own_case(number, "unemployed_status")
    step = stepping.step_of("unemployed_status.decline_status", case)
    return outsiders.sign(step, case, ("/cabinet", _("My status")))


@bp.get("/notices")
@roles("jobseeker")
def notices() -> str:
    """Messages of the service to me."""
    person = own_person()
    query = (
        select(Message.id, Message.subject, Message.body, Message.language, Message.paragraph,
               Message.created_at, Message.read_at, Case.number, Case.kind)
        .outerjoin(Case, Case.id == Message.case_id)
        .where(Message.person_id == person.id, Message.channel == "cabinet")
    )
    found = page(read(), query, (Message.id,), lambda r: (r.id,), descending=True)
    return render_template(
        "pages/cabinet/notices.html", page=found, work=casework, base="/cabinet",
        place=cabinet_status.PLACES,
    )


@bp.post("/notices/read")
@roles("jobseeker")
def notice_read() -> Any:
    """Mark one message, or all, as read."""
    person = own_person()
    mark_read(Message.person_id == person.id)
    return redirect("/cabinet/notices")


def mark_read(own: Any) -> None:
    """Mark the posted message (or all) of the reader as read, now."""
    key = request.form.get("message", "")
    query = select(Message).where(own, Message.channel == "cabinet", Message.read_at.is_(None))
    if key:
        if not (key.isascii() and key.isdigit() and len(key) < 16):
            abort(400)
        query = query.where(Message.id == int(key))
    with running().store.write(g.scope) as session:
        for row in session.scalars(query.limit(200)):
            row.read_at = now()
    flash(_("Marked as read."), "success")


@bp.get("/documents")
@roles("jobseeker")
def documents() -> str:
    """My papers, as issued."""
    person = own_person()
    query = (
        select(Document.id, Document.number, Document.form, Document.state, Document.issued_on,
               Document.valid_until, Document.verify_code)
        .where(Document.person_id == person.id, Document.state.in_(("signed", "issued")))
    )
    found = page(read(), query, (Document.id,), lambda r: (r.id,), descending=True)
    papers = [(casework.paper_of(row), row.verify_code) for row in found.rows]
    return render_template("pages/cabinet/documents.html", page=found, papers=papers)


@bp.get("/access")
@roles("jobseeker")
def access() -> str:
    """Who looked at my data, when and in which office."""
    person = own_person()
    query = (
        select(AccessLine.id, AccessLine.at, AccessLine.role, AccessLine.kind, AccessLine.what,
               AccessLine.purpose, AccessLine.office_id)
        .where(AccessLine.person_id == person.id)
    )
    found = page(read(), query, (AccessLine.id,), lambda r: (r.id,), descending=True)
    keys = {r.office_id for r in found.rows if r.office_id}
    offices = {o.id: o for o in read().scalars(select(Office).where(Office.id.in_(keys)))}
    return render_template(
        "pages/cabinet/access.html", page=found, offices=offices, work=casework,
        look_words=look_words,
        kinds={"view": _("looked at"), "list": _("saw in a list"), "search": _("found in a search"),
               "export": _("downloaded"), "refused": _("was refused")},
    )
