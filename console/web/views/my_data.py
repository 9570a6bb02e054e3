"""My data in the cabinet: every consent I gave, and all of it to take along."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, g, render_template, send_file

from console.errors import Throttled
from console.throttle import Throttle
from console.web import casework, my_data
from console.web.access import roles
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
