"""Keeping and throwing away drafts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, request
from flask_babel import gettext as _

from console.web.access import signed_in
from console.web.drafting import drop_draft, keep_draft
from console.web.forms_view import condition
from console.web.running import now, zone
from console.web.theme import local_url

bp = Blueprint("drafts", __name__)
bp.app_template_global("form_condition")(condition)


@bp.app_template_global("today")
def today() -> str:
    """Civil date of the reader's office, ISO: the last day an act may have happened on."""
    return now().astimezone(zone()).date().isoformat()


@bp.post("/drafts/<form>/<key>")
@signed_in
def save(form: str, key: str) -> Any:
    """Keep what was typed: JSON control name -> text or texts. Answers the time of saving."""
    at = keep_draft(form, key, request.get_json(silent=True))
    return jsonify(saved_at=at.astimezone(zone()).strftime("%H:%M"))


@bp.post("/drafts/<form>/<key>/discard")
@signed_in
def discard(form: str, key: str) -> Any:
    """Throw a draft away and go back to the form."""
    drop_draft(form, key)
    flash(_("The draft is discarded."), "info")
    return redirect(local_url(request.form.get("next")))
