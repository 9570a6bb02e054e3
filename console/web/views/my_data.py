"""My data in the cabinet: every consent I gave, all of it to take along, and to be erased."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, send_file, session
from flask_babel import gettext as _
from flask_login import logout_user

from console.errors import Conflict, Grounds, Invalid, Refusal, Throttled
from console.throttle import Throttle
from console.web import casework, erasing, my_data, outsiders, stepping
from console.web.access import roles
from console.web.forms_view import form_key, form_page, refused
from console.web.guard import ledger
from console.web.outsiders import own_person
from console.web.running import running
from console.web.views.card_files import card_bytes

bp = Blueprint("my_data", __name__, url_prefix="/cabinet")
ARCHIVES_AN_HOUR = 6


@bp.get("/data")
@roles("jobseeker")
def data() -> str:
    """What I may take along, what I agreed to, and where a consent is taken back."""
    person = own_person()
    return render_template(
        "pages/cabinet/data.html", person=person, consents=my_data.consents(person),
        work=casework,
    )


@bp.get("/data.zip")
@roles("jobseeker")
def archive() -> Any:
    """Everything kept of me: JSON, the card and my papers as PDF."""
    person, parts = own_person(), running()
    with ledger():
        hits = Throttle(parts.store, parts.settings.secret_key).hit(
            "my-data", str(g.actor.account_id), 3600)
    if hits > ARCHIVES_AN_HOUR:
        raise Throttled()
    packed = my_data.archive(person, card_bytes(person))
    return send_file(BytesIO(packed), mimetype="application/zip", as_attachment=True,
                     download_name=f"my-data-{person.number}.zip", max_age=0)


@bp.route("/data/erase", methods=["GET", "POST"])
@roles("jobseeker", "applicant")
def erase() -> Any:
    """What goes and what stays, counted; then, confirmed, the erasure. It cannot be undone."""
    step = stepping.step_of("mediation.erase_data")
    person = own_person() if g.scope.person else None
    shown = erasing.preview(step, person)
    if request.method != "POST":
        return _page(shown, None)
    try:
        stepping.perform(step, None, outsiders.given(running().catalog.forms[step.form or ""]))
    except (Invalid, Grounds, Conflict) as error:
        return _page(shown, error), error.status
    if not shown.whole:
        flash(_("Erased. What stays is listed below."), "success")
        return redirect("/cabinet/data/erase")
    if not shown.closes:  # also an office's or an employer's
        flash(_("Your data are erased."), "success")
        return redirect("/")
    logout_user()
    session.clear()
    flash(_("Your data are erased and the account is closed."), "success")
    return redirect("/")


def _page(shown: erasing.Preview, refusal: Refusal | None) -> str:
    """The page; a ground that stands in the way takes the place of the confirmation."""
    step = stepping.step_of("mediation.erase_data")
    grounds = refusal.grounds if isinstance(refusal, Grounds) else shown.grounds
    said = refused(refusal) if refusal is not None and not grounds else None
    page = form_page(running().catalog.forms[step.form or ""], {}, said.fields if said else {},
                     draft="", filled_by=outsiders.OUTSIDER)
    return render_template("pages/cabinet/erase.html", shown=shown, grounds=grounds, step=step,
                           page=page, refusal=said, key=form_key(), known=bool(g.scope.person))
