"""The page a phone keeps: two declared forms without files, the same for every assistant.

Nothing on it tells who looks: no name, no office, no token. The worker may therefore keep it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import current_app

from console.web.forms_view import FormPage, form_page
from console.web.running import running
from console.web.shell import language
from forms.widgets import FieldView, SectionView

PAGE = "/village/drafts"
APPLICATION, CARD = "application", "jobseeker_data"
ASSETS = ("app.css", "app.js", "offline.js", "theme.js", "icons.svg", "logo.svg")
#: what is likely in a village; the assistant changes it where it is not so
START: dict[str, Any] = {
    "language": "kk", "rural": True, "documents": [{"kind": "identity_document"}],
}


def draft_forms() -> tuple[FormPage, FormPage]:
    """Annexes 1.1 and 1.2 as controls; the second with names of its own for labels."""
    declared = running().catalog.forms
    card = form_page(declared[CARD], {})
    return (
        _without_files(form_page(declared[APPLICATION], START)),
        replace(_without_files(card), sections=tuple(_own_ids(card.sections))),
    )


def _without_files(page: FormPage) -> FormPage:
    """A file is attached at the office: a telephone's storage is no place for copies."""
    return replace(page, files=False, sections=tuple(
        replace(
            s, fields=tuple(v for v in s.fields if v.control != "file"),
            rows=tuple(tuple(v for v in row if v.control != "file") for row in s.rows),
        )
        for s in page.sections
    ))


def _own_ids(sections: Iterable[SectionView]) -> Iterable[SectionView]:
    for section in sections:
        yield replace(
            section, fields=tuple(map(_own_id, section.fields)),
            rows=tuple(tuple(map(_own_id, row)) for row in section.rows),
        )


def _own_id(view: FieldView) -> FieldView:
    """The same control under another id: both forms ask for a name and an IIN."""
    return replace(
        view, id=f"c-{view.id}", parts=tuple(map(_own_id, view.parts)),
        rows=tuple(tuple(map(_own_id, row)) for row in view.rows),
    )


def owner_mark(account_id: int) -> str:
    """Whose drafts a phone holds, without saying who: a keyed hash of the account."""
    key = running().settings.secret_key.encode()
    return hmac.new(key, f"drafts:{account_id}".encode(), hashlib.sha256).hexdigest()[:32]


def worker_script() -> str:
    """The worker with the list of what it keeps; another list or language is another version."""
    helpers = current_app.jinja_env.globals
    asset, bootstrap = helpers["asset"], helpers["bootstrap_css"]
    kept = [PAGE, bootstrap(), *(asset(name) for name in ASSETS)]
    source = Path(str(current_app.static_folder), "sw.js").read_text(encoding="utf-8")
    known = json.dumps([source, kept, language()])
    version = hashlib.sha256(known.encode()).hexdigest()[:12]
    shell = json.dumps({"version": version, "page": PAGE, "kept": kept})
    return f"const SHELL = {shell};\n{source}"
