"""Drafts of a village without connection (par. 17): the phone's page, entry, paper, conflicts."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, flash, g, jsonify, redirect, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from console.data.case import Case
from console.data.content import Entry
from console.errors import Conflict, Grounds, Invalid, NotFound, Refusal
from console.web import casework
from console.web.access import public, roles
from console.web.audit import looked
from console.web.forms_view import refused
from console.web.intake import counted
from console.web.offline.compare import versions
from console.web.offline.entering import PREREGISTER, Clerk, Draft, enter, enter_as_own, fill_card
from console.web.offline.shell import draft_forms, owner_mark, worker_script
from console.web.offline.wire import draft_from, identifier, told, told_refusal
from console.web.register_roles import may
from console.web.running import now, read, running, zone
from forms.papercard import MOST_COPIES, render_paper_cards

bp = Blueprint("offline", __name__)

DESK = ("assistant", "center_specialist", "center_frontdesk")
KIND, RESOLVE = "draft_conflict", "registration.resolve_conflict"


@bp.app_template_filter("instant")
def instant(text: str) -> datetime:
    """An instant kept as text among the facts of a case."""
    return datetime.fromisoformat(text)


@bp.app_template_filter("day")
def day(text: str) -> date:
    """A day kept as text among the facts of a case."""
    return date.fromisoformat(text)


# ---- the page a phone keeps
@bp.get("/village/drafts")
@roles("assistant")
def drafts() -> str:
    """Drafts on this phone; works without connection once it was open."""
    application, card = draft_forms()
    return render_template("pages/village/drafts.html", application=application, card=card)


@bp.get("/village/paper/<number>")
@roles("assistant")
def paper(number: str) -> str:
    """The same page at a paper card's number: its later entry."""
    if identifier_or_none(number) != number:
        raise NotFound()
    page: str = drafts()
    return page


def identifier_or_none(number: str) -> str | None:
    """The number of a card as it is stored; None for what is no number."""
    try:
        return identifier(number)
    except Invalid:
        return None


@bp.get("/village/sw.js")
@public
def worker() -> Response:
    """The worker of the phone's page: a script and a list of public files."""
    answer = Response(worker_script(), mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/village/drafts/session")
@roles("assistant")
def session() -> Response:
    """What sending needs: the token of this session, and whose drafts are shown."""
    return jsonify(csrf=generate_csrf(), owner=owner_mark(g.actor.account_id))


# ---- entry
@bp.post("/village/drafts")
@roles("assistant")
def send() -> Any:
    """Enter one draft: sent, refused with every ground, or kept as a conflict."""
    draft = draft_from(request.get_json(silent=True))
    who = _clerk()
    try:
        with counted(PREREGISTER):
            done = enter(who, draft)
    except (Invalid, Grounds, Conflict) as error:
        return jsonify(told_refusal(error, "application")), error.status
    if done.conflict:
        return jsonify(told(done))
    try:
        conflict = fill_card(who, draft, done.number)
    except (Invalid, Grounds) as error:
        return jsonify(told_refusal(error, "card", done.number)), error.status
    return jsonify(told(conflict or done))


def _clerk() -> Clerk:
    return Clerk(running().process, g.actor, g.scope, now(), zone())


# ---- paper
@bp.get("/village/paper.pdf")
@roles("assistant")
def paper_cards() -> Response:
    """Blank cards of annexes 1.1 and 1.2, each with a number of its own as a QR."""
    asked = request.args.get("copies", "1")
    copies = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0
    if not 1 <= copies <= MOST_COPIES:
        raise Invalid()
    forms = running().catalog.forms
    sheet = render_paper_cards(
        forms["application"], forms["jobseeker_data"],
        [str(uuid.uuid4()) for _n in range(copies)], running().settings.public_url,
    )
    answer = Response(sheet, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="cards.pdf"'
    return answer


# ---- conflicts
@bp.get("/village/conflicts/<number>")
@roles(*DESK)
def conflict(number: str) -> Any:
    """Both versions side by side, and what may be done about them."""
    return _conflict_page(_conflict(number))


def _conflict(number: str) -> Case:
    case = casework.load_case(number)
    if case.kind != KIND:
        raise NotFound()
    return case


def _conflict_page(case: Case, refusal: Refusal | None = None) -> Any:
    beside = read().scalars(select(Case).where(Case.id == case.parent_id)).one_or_none()
    if beside is None:
        raise NotFound()
    looked("view", f"conflict {case.number}", person_id=beside.person_id)
    page = render_template(
        "pages/village/conflict.html", case=case, beside=beside, pairs=versions(case, beside),
        work=casework, draft=case.facts.get("draft", {}), resolved=case.facts.get("resolved"),
        refusal=refused(refusal) if refusal else None, resolve=RESOLVE,
        may_enter=may(PREREGISTER), may_resolve=may(RESOLVE),
    )
    return (page, refusal.status) if refusal else page


@bp.post("/village/conflicts/<number>/enter")
@roles("assistant")
def enter_second(number: str) -> Any:
    """The second version is somebody else's: an application of its own, on its own paper day."""
    case = _conflict(number)
    kept = case.facts.get("draft", {})
    application = read().scalars(
        select(Entry.data).where(Entry.subject_kind == "case", Entry.subject_id == case.id)
        .where(Entry.form == "application")
    ).one()
    own = str(uuid.uuid5(uuid.UUID(kept["id"]), case.number))
    draft = Draft(own, date.fromisoformat(kept["paper_on"]), kept["mode"], application)
    try:
        with counted(PREREGISTER):
            outcome = enter_as_own(_clerk(), draft, case.number)
    except (Invalid, Grounds, Conflict) as error:
        return _conflict_page(case, error)
    flash(_("Application № %(number)s is entered.", number=outcome.number), "success")
    return redirect(f"/cases/{outcome.number}")
