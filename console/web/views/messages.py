"""What a case told whom: every notice and stage event with its way, state and tries."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from console.data.outbox import Message
from console.errors import Conflict, Forbidden, NotFound
from console.resending import may_repeat, send_again
from console.web import casework
from console.web.access import signed_in
from console.web.audit import looked
from console.web.paging import page
from console.web.running import now, read, running
from console.web.theme import words

bp = Blueprint("messages", __name__)


@bp.get("/cases/<number>/messages")
@signed_in
def of_case(number: str) -> str:
    """Messages of a case, newest first."""
    casework.require_staff()
    case = casework.load_case(number)
    looked("view", f"messages of {number}", person_id=case.person_id)
    query = (
        select(Message.id, Message.subject, Message.paragraph, Message.channel, Message.state,
               Message.attempts, Message.created_at, Message.sent_at, Message.delivered_at,
               Message.error, Message.language, Message.payload)
        .where(Message.case_id == case.id)
    )
    found = page(read(), query, (Message.id,), lambda r: (r.id,), descending=True)
    return render_template(
        "pages/cases/messages.html", case=case, page=found, heading=casework.heading(case),
        channels=channel_words(), states=state_words(),
        repeatable=may_repeat if g.scope.writes else None,
    )


@bp.post("/cases/<number>/messages/again")
@signed_in
def again(number: str) -> Any:
    """Send one of the case's messages once more, to the address known today."""
    casework.require_staff()
    case = casework.load_case(number)
    asked = request.form.get("message", "")
    if not g.scope.writes:
        raise Forbidden()
    if not (asked.isascii() and asked.isdigit() and len(asked) < 16):
        raise NotFound()
    try:
        send_again(running().store, case.id, int(asked), by=g.actor.login, now=now())
        flash(_("The message will be sent again."), "success")
    except Conflict as error:
        flash(words(error.title), "error")
    looked("export", f"messages of {number}", person_id=case.person_id, purpose="sent again")
    return redirect(f"/cases/{number}/messages")


def channel_words() -> dict[str, str]:
    """Ways of a message in the reader's language."""
    return {
        "cabinet": _("Cabinet"), "sms": _("SMS"), "email": _("E-mail"),
        "assistant": _("Assistant"), "akim": _("Akim"), "in_person": _("In person"),
        "monitoring": _("Monitoring of public services"), "egov": _("eGov portal"),
        "ele_portal": _("Electronic Labour Exchange"),
    }


def state_words() -> dict[str, str]:
    """States of a message in the reader's language."""
    return {
        "waiting": _("waits to be sent"), "sent": _("sent, no receipt yet"),
        "delivered": _("received"), "failed": _("given up"), "cancelled": _("cancelled"),
    }
