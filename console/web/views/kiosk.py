"""The self-service area: a device's first page, its pairing and end, and the head's list."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, abort, flash, g, make_response, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from console.data.case import Case
from console.data.self_service import Kiosk
from console.errors import Grounds, NotFound, Throttled
from console.scope import SYSTEM
from console.security import SYSTEM_ACTOR
from console.throttle import Throttle
from console.web import casework, kiosk, outsiders, stepping
from console.web.access import public, roles
from console.web.guard import ledger
from console.web.outsiders import Flow, own_case
from console.web.running import now, read, running

bp = Blueprint("kiosk", __name__)
bp.before_app_request(kiosk.guard)
bp.after_app_request(kiosk.dress)
bp.record_once(lambda state: kiosk.init_kiosk(state.app))
PAIRS_AN_HOUR = 10


@bp.get("/kiosk")
@public
def home() -> Any:
    """The first page of a device: a few large ways to go on. Elsewhere: how to pair one."""
    if kiosk.device() is None:
        return redirect("/kiosk/pair")
    return render_template("pages/kiosk/home.html", device=kiosk.device())


@bp.route("/kiosk/pair", methods=["GET", "POST"])
@public
def pair() -> Any:
    """Type the code the head of the center sees; the device is marked from now on."""
    if request.method != "POST":
        return render_template("pages/kiosk/pair.html", fault=False)
    parts = running()
    with ledger():
        hits = Throttle(parts.store, parts.settings.secret_key).hit(
            "kiosk-pair", request.remote_addr or "", 3600)
    if hits > PAIRS_AN_HOUR:
        raise Throttled()
    code = request.form.get("code", "").strip().upper()
    with parts.store.session(SYSTEM) as session:
        number = session.scalar(select(Kiosk.case_number).where(Kiosk.code == code)) \
            if 0 < len(code) <= 24 else None
    token = secrets.token_urlsafe(32)
    try:
        if number is None:
            raise Grounds()
        parts.process.perform(
            "mediation.pair_kiosk", number, SYSTEM_ACTOR,
            {"token_hash": kiosk.token_hash(token)}, now=now(), scope=SYSTEM,
        )
    except Grounds:
        return render_template("pages/kiosk/pair.html", fault=True), 422
    kiosk.wipe()
    return kiosk.keep(make_response(redirect("/kiosk")), token)


@bp.route("/kiosk/end", methods=["GET", "POST"])
@public
def end() -> Any:
    """Wipe the session of this browser: by the button, or because the page stood idle."""
    here = kiosk.device() is not None
    if here and request.method == "POST" and g.actor is not None:
        from console.fab import accounts

        accounts.end_sessions(running().store, g.actor.account_id, "logout", g.actor)
    if here:
        kiosk.wipe()
    answer = make_response(render_template("pages/kiosk/ended.html",
                                           idle="idle" in request.args))
    if here:  # anywhere else a foreign page's link would wipe the drafts on an assistant's phone
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        for choice in ("lang", "theme"):  # whoever comes next begins as the device stands
            answer.delete_cookie(choice)
    return answer


@bp.get("/kiosks")
@roles("center_director")
def kiosks() -> str:
    """Devices of the center, with the code of one that waits."""
    rows = read().execute(
        select(Kiosk, Case.state).join(Case, Case.id == Kiosk.case_id)
        .order_by(Kiosk.id.desc()).limit(50)
    ).all()
    return render_template("pages/kiosk/list.html", rows=rows, work=casework, moment_now=now())


@bp.route("/kiosks/new", methods=["GET", "POST"])
@roles("center_director")
def new() -> Any:
    """Enable a device; its code is typed on the device itself."""
    return outsiders.run(Flow(
        stepping.step_of("mediation.enable_kiosk"), None, ("/kiosks", _("Self-service devices")),
        lambda _done: "/kiosks",
    ))


@bp.post("/kiosks/<number>/end")
@roles("center_director")
def stop(number: str) -> Any:
    """End a device: its mark means nothing any more, its sessions end at the next page."""
    case = own_case(number, "kiosk", "office")
    row = read().scalars(select(Kiosk).where(Kiosk.case_number == number)).one_or_none()
    if row is None:
        raise NotFound()
    if case.state == "ended":
        abort(409)
    stepping.perform(stepping.step_of("mediation.end_kiosk", case), case, {})
    flash(_("The device is ended."), "success")
    return redirect("/kiosks")
