"""Lines of the access log in words, for the people they are about."""

from __future__ import annotations

import re

from flask_babel import gettext as _

from console.web.casework import step_title

#: lines of the worker that passes résumés to agencies (console.work.agencies)
AGENCY = "agency "
#: "view" lines that name one thing by its public number; written by ``console.web.audit.looked``
_ONE = re.compile(r"(?P<what>[a-z ]+?) (?P<number>[A-Z]+-[0-9A-Z-]+)")
_STEP = re.compile(r"(?:step|sign) (?P<step>[a-z_]+\.[a-z_]+) of (?P<number>[A-Z]+-[0-9A-Z-]+)")


def look_words(what: str | None) -> str:
    """What was looked at, in words; a line of another form as it was written."""
    text = what or ""
    if text.startswith(AGENCY):
        return str(_("résumé passed to %(agency)s", agency=text.removeprefix(AGENCY)))
    step = _STEP.fullmatch(text)
    if step:
        return f"{step_title(step['step'])} № {step['number']}"
    one = _ONE.fullmatch(text)
    title = _titles().get(one["what"]) if one else None
    return f"{title} № {one['number']}" if one and title else text


def _titles() -> dict[str, str]:
    return {
        "case": _("case"), "card": _("card"), "document": _("document"), "file": _("file"),
        "panel": _("table"), "dossier": _("dossier of the document"),
        "card in Excel": _("card in Excel"),
        "card in PDF": _("card in PDF"),
        "complaint": _("complaint"), "offer": _("offer"), "category of": _("category, case"),
        "register answers": _("answers of registers"), "matching": _("matching, vacancy"),
        "resume": _("resume"), "contact": _("contact behind the resume"),
    }
