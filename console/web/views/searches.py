"""Searches I keep, with news of new vacancies by e-mail or SMS; and the link that stops them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from console.data.case import Case
from console.data.self_service import SavedSearch
from console.data.vacancy_filters import kept_query
from console.errors import NotFound, Throttled
from console.scope import SYSTEM
from console.security import SYSTEM_ACTOR
from console.throttle import Throttle
from console.web import casework, jobpages, outsiders, stepping
from console.web.access import public, roles
from console.web.guard import ledger
from console.web.outsiders import Flow, own_case, own_person
from console.web.running import now, read, running

bp = Blueprint("searches", __name__)
HOME = "/cabinet/searches"
CHANGES = {
    "change": "mediation.change_search", "confirm": "mediation.confirm_search",
    "code": "mediation.send_search_code", "pause": "mediation.pause_search",
    "continue": "mediation.continue_search", "end": "mediation.end_search",
}
#: those that ask nothing more
AT_ONCE = ("code", "pause", "continue", "end")
STOPS_AN_HOUR, CODES_AN_HOUR = 30, 20


@bp.get(HOME)
@roles("jobseeker")
def searches() -> str:
    """My kept searches: what each looks for, how it tells, and what I may do with it."""
    person = own_person()
    rows = read().execute(
        select(SavedSearch, Case).join(Case, Case.id == SavedSearch.case_id)
        .where(SavedSearch.person_id == person.id, Case.closed_at.is_(None))
        .order_by(SavedSearch.id.desc()).limit(20)
    ).all()
    shown = [
        (row, case, jobpages.in_words(row.query),
         [verb for verb, step in CHANGES.items() if outsiders.may(step, case)])
        for row, case in rows
    ]
    return render_template("pages/cabinet/searches.html", rows=shown, work=casework,
                           at_once=AT_ONCE)


@bp.route(f"{HOME}/new", methods=["GET", "POST"])
@roles("jobseeker")
def new() -> Any:
    """Keep the search whose conditions the address carries."""
    query = kept_query(request.args)
    said = jobpages.in_words(query)
    return outsiders.run(Flow(
        stepping.step_of("mediation.save_search"), None, (HOME, _("My searches")),
        lambda _done: HOME, title=_("Keep the search"), lead=said, send=_("Keep"),
        values={"name": said[:80]}, extra={"query": query},
        action=f"{HOME}/new" + (f"?{query}" if query else ""),
    ))


@bp.route(f"{HOME}/<number>/<verb>", methods=["GET", "POST"])
@roles("jobseeker")
def change(number: str, verb: str) -> Any:
    """Change, confirm, pause, go on with or delete a search of mine."""
    if verb not in CHANGES:
        abort(404)
    case = own_case(number, "saved_search")
    row = read().scalars(
        select(SavedSearch).where(SavedSearch.case_number == number)
    ).one_or_none()
    if row is None:
        raise NotFound()
    if verb == "confirm" and request.method == "POST":
        _count("search-code", str(g.actor.account_id), CODES_AN_HOUR)
    return outsiders.run(Flow(
        stepping.step_of(CHANGES[verb], case), case, (HOME, _("My searches")),
        lambda _done: HOME, lead=jobpages.in_words(row.query),
        extra={"query": row.query} if verb == "change" else None,
    ))


def _count(purpose: str, key: str, most: int) -> None:
    parts = running()
    with ledger():
        if Throttle(parts.store, parts.settings.secret_key).hit(purpose, key, 3600) > most:
            raise Throttled()


@bp.route("/searches/stop/<token>", methods=["GET", "POST"])
@public
def stop(token: str) -> Any:
    """Tell no more, from a link in a message: one button, no sign-in, nothing shown of whom."""
    _count("search-stop", request.remote_addr or "", STOPS_AN_HOUR)
    found = _of_token(token)
    if request.method != "POST":
        return render_template("pages/public/stop.html", name=found.name, done=False)
    number, state = found.case_number, found.state
    if state == "active":
        running().process.perform(
            "mediation.pause_search", number, SYSTEM_ACTOR, {}, now=now(), scope=SYSTEM,
        )
    return redirect(f"/searches/stopped/{token}")


@bp.get("/searches/stopped/<token>")
@public
def stopped(token: str) -> str:
    """It tells no more; it may be gone on with in the cabinet."""
    _count("search-stop", request.remote_addr or "", STOPS_AN_HOUR)
    return render_template("pages/public/stop.html", name=_of_token(token).name, done=True)


def _of_token(token: str) -> Any:
    """The search a message's link names; NotFound for anything else."""
    with running().store.session(SYSTEM) as session:
        row = session.execute(
            select(SavedSearch.case_number, SavedSearch.name, Case.state)
            .join(Case, Case.id == SavedSearch.case_id)
            .where(SavedSearch.stop_token == token, Case.closed_at.is_(None))
        ).first() if 20 <= len(token) <= 48 and token.isascii() else None
    if row is None:
        raise NotFound()
    return row
