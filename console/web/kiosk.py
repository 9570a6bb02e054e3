"""A device of the self-service area (par. 64): large pages, short sessions, nothing kept.

The device carries a mark in a cookie. The mark opens nothing: with it the console draws large
pages, keeps to the public and personal ones, lets no employee in, and ends a session that stands
idle. A session begun on a device is good on that device alone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, flash, g, redirect, request, session
from flask_babel import gettext as _
from flask_login import logout_user
from sqlalchemy import select

from console.data.actors import Office
from console.data.self_service import Kiosk
from console.scope import NOTHING, SYSTEM
from console.web.running import running
from console.web.shell import is_staff

#: seconds a page may stand untouched, and a session without a request
IDLE, SILENT = 120, 900
YEAR = 31_536_000
MARK, SEEN = "kiosk", "kiosk_seen"
#: what a device may open; staff pages and drafts are not among it
OPEN = frozenset((
    "jobs", "kiosk", "cabinet", "employer", "apply", "verify", "law", "login", "logout", "static",
    "bootstrap", "lang", "theme", "documents", "files", "searches", "profile", "healthz",
))
END = "/kiosk/end?idle=1"


@dataclass(frozen=True)
class Device:
    """The device a request comes from."""

    number: str
    name: str
    office: Office


def cookie_name() -> str:
    """Bound to the host where people reach the console by https."""
    return "__Host-kiosk" if running().settings.https else "kiosk"


def token_hash(token: str) -> str:
    """What is kept of a device's mark."""
    return hashlib.sha256(token.encode()).hexdigest()


def device() -> Device | None:
    """The device of this request; None for any other browser and for an ended mark."""
    if "kiosk" not in g:
        token = request.cookies.get(cookie_name(), "")
        g.kiosk = _known(token) if 20 <= len(token) <= 80 else None
    found: Device | None = g.kiosk
    return found


def _known(token: str) -> Device | None:
    with running().store.session(SYSTEM) as store:
        row = store.execute(
            select(Kiosk.case_number, Kiosk.name, Office)
            .join(Office, Office.id == Kiosk.office_id)
            .where(Kiosk.token_hash == token_hash(token), Kiosk.ended_at.is_(None))
        ).first()
    return Device(row.case_number, row.name, row.Office) if row else None


def keep(response: Response, token: str) -> Response:
    """Give the device its mark."""
    response.set_cookie(
        cookie_name(), token, max_age=YEAR, httponly=True, samesite="Strict", path="/",
        secure=running().settings.https,
    )
    return response


def wipe() -> None:
    """End whatever session this browser holds."""
    if g.get("actor") is not None:
        logout_user()
    chosen = {k: session[k] for k in ("locale",) if k in session}
    session.clear()
    session.update(chosen)
    g.actor, g.scope, g.office, g.administrator = None, NOTHING, None, False


def guard() -> Any:
    """Before every page: what a device may open, and whose session may go on."""
    here = device()
    begun = session.get(MARK)
    if here is None:
        if begun:  # a session of a device, brought elsewhere or outliving its mark
            wipe()
        return None
    first = request.path.split("/")[1]
    if first and first not in OPEN:
        return redirect("/kiosk") if request.method in ("GET", "HEAD") else ("", 403)
    if g.get("actor") is None:
        session.pop(SEEN, None)
        return None
    instant = int(datetime.now(UTC).timestamp())
    if is_staff():
        wipe()
        flash(_("Employees do not sign in on this device."), "danger")
        return redirect("/kiosk")
    if begun not in (None, here.number) or instant - int(session.get(SEEN, instant)) > SILENT:
        wipe()
        return redirect(END)
    session[MARK], session[SEEN], session.permanent = here.number, instant, False
    return None


def dress(response: Response) -> Response:
    """On a device no form is remembered by the browser and no page is kept."""
    if g.get("kiosk") is None:
        return response
    response.headers["Cache-Control"] = "no-store"
    if response.mimetype == "text/html" and not response.is_streamed:
        page = response.get_data(as_text=True)
        response.set_data(page.replace("<form ", '<form autocomplete="off" '))
    return response


def idle_seconds() -> int:
    """Seconds after which the page of a device ends the session; 0 on any other browser."""
    return IDLE if g.get("kiosk") is not None else 0


def init_kiosk(app: Flask) -> None:
    """What the pages of a device ask."""
    app.jinja_env.globals |= {"kiosk_idle": idle_seconds, "kiosk_end": lambda: END}
