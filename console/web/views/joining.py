"""To act for an organisation: by its key, by a letter with a code, by an invitation (par. 55)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    redirect,
    render_template,
    request,
    send_file,
    session,
)
from flask_babel import gettext as _

from console.errors import Conflict, Invalid, NotFound, Refusal, Throttled, Unavailable
from console.scope import SYSTEM
from console.web import eds_signin, letters, organisations, orgkey
from console.web.access import public, roles, signed_in
from console.web.forms_view import Refused, refused
from console.web.headers import allow_connect
from console.web.running import running
from console.web.shell import is_staff
from console.web.views.sign import NCALAYER, posted_cms

bp = Blueprint("joining", __name__)
#: refusals shown on the page they come from
SHOWN = (Invalid, Conflict, Throttled, Unavailable)


def _page(refusal: Refused | None = None, entity: Any = None) -> str:
    allow_connect(NCALAYER)
    claims: list[Any] = []
    if g.actor is not None:
        with running().store.session(SYSTEM) as every:
            claims = letters.own_claims(every)
    return render_template(
        "pages/joining/join.html", refusal=refusal, token=eds_signin.challenge(),
        keys=orgkey.demo_keys(), chosen=request.form.get("_signer", ""), ncalayer=NCALAYER,
        fields=refusal.fields if refusal else {}, claims=claims, entity=entity,
        bin=request.form.get("bin", "")[:12], known=g.actor is not None,
    )


@bp.get("/employer/join")
@public
def join() -> str:
    """The ways to act for an organisation."""
    return _page()


@bp.get("/employer/join/challenge/<token>")
@public
def challenge(token: str) -> Any:
    """The bytes of a challenge of ours, for the signing program."""
    return Response(eds_signin.content(token), mimetype="application/octet-stream",
                    headers={"Cache-Control": "no-store"})


@bp.post("/employer/join/key")
@public
def by_key() -> Any:
    """The challenge signed with a key of the organisation: its BIN decides, nothing typed."""
    if g.actor is not None and is_staff():
        raise NotFound()
    try:
        signer = orgkey.signer_of(
            request.form.get("_token", "")[:300], posted_cms(),
            request.form.get("_signer", "")[:64], request.form.get("_pin", "")[:40],
        )
        account, name = orgkey.join(signer)
    except SHOWN as error:
        return _page(refused(error)), error.status
    if g.actor is None:
        _sign_in(account)
    return _joined(name)


def _sign_in(account: int) -> None:
    from console.fab.models import ConsoleUser
    from console.fab.signin import start_session  # here: the framework's part

    with running().store.session(SYSTEM) as every:
        start_session(every.get_one(ConsoleUser, account))


def _joined(name: str) -> Any:
    flash(_("You act for %(name)s now.", name=name), "success")
    session.pop("employer", None)
    return redirect("/employer")


@bp.post("/employer/join/letter")
@signed_in
def ask_letter() -> Any:
    """The organisation of a BIN as the register holds it; then a letter to its address."""
    if is_staff():
        raise NotFound()
    try:
        entity = organisations.look_up(request.form.get("bin", "").strip()[:12])
        if not request.form.get("_go"):
            return _page(entity=entity)
        letters.ask(entity)
    except SHOWN as error:
        return _page(refused(error)), error.status
    flash(_("The letter goes to the registered address. Enter its code here."), "success")
    return redirect("/employer/join")


@bp.post("/employer/join/code")
@signed_in
def enter_code() -> Any:
    """The code of the letter."""
    try:
        name = letters.prove(request.form.get("claim", ""), request.form.get("code", ""))
    except SHOWN as error:
        return _page(refused(error)), error.status
    return _joined(name)


@bp.get("/employer/invitation/<token>")
@public
def invitation(token: str) -> Any:
    """What one is invited to; who is not signed in signs in and comes back."""
    try:
        with running().store.session(SYSTEM) as every:
            row, employer = organisations.invitation(every, token)
    except Refusal as error:
        return render_template("pages/joining/invitation.html", employer=None, row=None,
                               refusal=refused(error)), error.status
    return render_template("pages/joining/invitation.html", row=row, employer=employer,
                           refusal=None, known=g.actor is not None, path=request.path)


@bp.post("/employer/invitation/<token>")
@signed_in
def accept(token: str) -> Any:
    """Take the invitation up."""
    if is_staff():
        raise NotFound()
    try:
        employer = organisations.accept(token)
    except SHOWN as error:
        return render_template("pages/joining/invitation.html", employer=None, row=None,
                               refusal=refused(error)), error.status
    session["employer"] = employer.id
    flash(_("You act for %(name)s now.", name=employer.name), "success")
    return redirect("/employer")


# ---- the center's part
@bp.get("/employers/letters")
@roles("center_specialist")
def waiting_letters() -> str:
    """Letters to be printed and posted."""
    with running().store.session(SYSTEM) as every:
        rows = letters.waiting(every)
    return render_template("pages/joining/letters.html", rows=rows)


@bp.post("/employers/letters/<number>/print")
@roles("center_specialist")
def print_letter(number: str) -> Any:
    """A fresh code on paper; it is shown on no screen."""
    name, pdf = letters.printed(number)
    return send_file(BytesIO(pdf), mimetype="application/pdf", as_attachment=True,
                     download_name=name, max_age=0)
