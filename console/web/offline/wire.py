"""What a phone sends and what it is answered: one draft at a time, as JSON.

    {"id": uuid, "paper_on": "2021-04-15", "mode": "offline_paper",
     "application": {control name: [texts]}, "card": {…} or null}
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from console.errors import Grounds, Invalid, Refusal, TooLarge
from console.web.forms_view import refused
from console.web.offline.entering import MODES, Draft, Entered
from console.web.offline.shell import APPLICATION, CARD
from console.web.running import running
from console.web.theme import moment, words
from forms.messages import problem
from forms.widgets import read

LARGEST = 200_000
PARTS = frozenset({"id", "paper_on", "mode", "application", "card"})


def draft_from(body: Any) -> Draft:
    """The draft of a request's JSON; Invalid names the field that cannot be read."""
    if not isinstance(body, Mapping) or set(body) - PARTS:
        raise Invalid()
    mode = body.get("mode")
    if mode not in MODES:
        raise Invalid(fields={"mode": [problem("choice")]})
    forms = running().catalog.forms
    card = body.get("card")
    sent = [_controls(body.get("application")), _controls(card) if card else {}]
    if sum(len(t) for part in sent for texts in part.values() for t in texts) > LARGEST:
        raise TooLarge()
    return Draft(
        identifier(body.get("id")), _day(body.get("paper_on")), str(mode),
        read(forms[APPLICATION], sent[0]), read(forms[CARD], sent[1]) if card else None,
    )


def identifier(value: Any) -> str:
    """The draft's UUID as it is stored; Invalid for anything else."""
    try:
        return str(uuid.UUID(value))
    except (ValueError, TypeError, AttributeError) as error:
        raise Invalid(fields={"id": [problem("pattern")]}) from error


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (ValueError, TypeError) as error:
        raise Invalid(fields={"paper_on": [problem("date")]}) from error


def _controls(posted: Any) -> dict[str, list[str]]:
    if not isinstance(posted, Mapping):
        raise Invalid()
    return {
        str(name): [text for text in texts if isinstance(text, str)]
        for name, texts in posted.items() if isinstance(texts, list)
    }


def told(done: Entered) -> dict[str, Any]:
    """What the phone shows of an entered draft: number, both dates, what follows."""
    if done.conflict:
        return {
            "state": "conflict", "number": done.number, "beside": done.beside,
            "kind": done.conflict, "href": f"/village/conflicts/{done.number}",
            "text": _("Another version is kept beside application %(number)s. A person decides; "
                      "nothing was overwritten.", number=done.beside),
        }
    days = {"number": done.number, "paper": moment(done.paper_on),
            "entered": moment(done.entered_at)}
    text = (
        _("Entered before: № %(number)s, on paper %(paper)s, entered %(entered)s.", **days)
        if done.repeated
        else _("№ %(number)s, on paper %(paper)s, entered %(entered)s.", **days)
    )
    return {
        "state": "sent", "number": done.number, "paper_on": done.paper_on.isoformat(),
        "entered_at": done.entered_at.isoformat(), "repeated": done.repeated, "text": text,
        "href": f"/cases/{done.number}",
    }


def told_refusal(error: Refusal, part: str, number: str = "") -> dict[str, Any]:
    """Every ground with its paragraph, every wrong field with the name of its control."""
    form = running().catalog.forms[CARD if part == "card" else APPLICATION]
    shown = refused(error, form) if isinstance(error, (Invalid, Grounds)) else None
    fields = {
        path: " ".join(words(text) for text in texts) for path, texts in error.fields.items()
    }
    return {
        "state": "refused", "part": part, "number": number, "title": words(error.title),
        "fields": fields, "grounds": shown.grounds if shown else [],
    }
