"""A declared form as a page: drawn, read back, kept as a draft, refused in words.

    page = form_page(form, values, errors)      # for ui/form.html
    values = posted(form)                       # what the browser sent, files staged
    adding()                                    # the reader only asked for one more row

Nothing here decides: ``forms.schema`` checks the values inside perform().
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import g, request
from sqlalchemy import select

from console.data.content import ContentItem
from console.data.content_store import merged
from console.errors import Refusal
from console.scope import SYSTEM
from console.web import filing
from console.web.drafting import Saved, saved_draft
from console.web.running import running
from console.web.shell import language
from console.web.theme import words
from forms.dictionaries import Dictionary, Lookup, lookup_shipped
from forms.model import Form
from forms.widgets import FieldView, SectionView, html_id, read, views

STAFF = frozenset({"person", "staff"})
_CODE = re.compile(r"[a-z][a-z_]*")
LABEL = 90


@dataclass(frozen=True)
class FormPage:
    """What ``ui/form.html`` draws. ``summary``: id of a control -> words, for the error summary."""

    form: Form
    title: str
    sections: tuple[SectionView, ...]
    summary: dict[str, str] = field(default_factory=dict)
    draft: Saved | None = None
    draft_key: str = ""
    files: bool = False

    @property
    def autosave(self) -> str:
        """Where the draft is kept; empty when the form keeps none."""
        return f"/drafts/{self.form.name}/{self.draft_key}" if self.draft_key else ""


def form_page(
    form: Form,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, Any] | None = None,
    lang: str | None = None,
    *,
    draft: str = "",
    filled_by: frozenset[str] = STAFF,
) -> FormPage:
    """The form as controls with values, or with the draft ``draft`` when none are given.

    ``values`` given with errors are what was posted; an untouched page passes its defaults as
    ``values`` and a draft, if there is one, lies over them.
    """
    tongue = lang or language()
    problems = {path: [_told(p, tongue) for p in found] for path, found in (errors or {}).items()}
    saved = saved_draft(form.name, draft) if draft and not errors else None
    given = dict(values or {})
    if saved is not None and request.method == "GET":
        given |= read(form, saved.data)
    drawn = views(
        form, given, lang=tongue, problems=problems, lookup=dictionaries(), filled_by=filled_by
    )
    return FormPage(
        form,
        words(form.title),
        drawn,
        _summary(drawn, problems, tongue),
        saved if request.method == "GET" else None,
        draft,
        any(f.type == "file" for f in form.fields()),
    )


def _told(problem: Any, lang: str) -> dict[str, str]:
    text = problem.get(lang) or problem.get("en") or ""
    return {"code": problem.get("code", ""), "kk": text, "ru": text, "en": text}


def _summary(
    sections: tuple[SectionView, ...], problems: Mapping[str, Any], lang: str
) -> dict[str, str]:
    """Every fault once, in the order of the page; faults of no control point at the form."""
    found: dict[str, str] = {}
    left = dict(problems)
    for view in _controls(sections):
        if view.name in left:
            text = " ".join(p[lang] for p in left.pop(view.name))
            found[view.id] = f"{_short(view)}: {text}"
    for path, faults in left.items():
        found[html_id(path.split(".", 1)[0])] = " ".join(p[lang] for p in faults)
    return found


def _short(view: FieldView) -> str:
    """A label for the summary: short, with the number of its row in a repeated part."""
    row = next((int(part) + 1 for part in view.name.split(".") if part.isdigit()), 0)
    text = view.label if len(view.label) <= LABEL else view.label[:LABEL].rsplit(" ", 1)[0] + "…"
    return f"№ {row}, {text}" if row else text


def _controls(sections: tuple[SectionView, ...]) -> Iterator[FieldView]:
    for section in sections:
        for row in (section.fields, *section.rows):
            for view in row:
                yield view
                yield from view.parts
                for inner in view.rows:
                    yield from inner


def condition(view: FieldView) -> dict[str, str] | None:
    """When a field is asked: name of the deciding control and its values as JSON."""
    if not view.show_if:
        return None
    prefix = view.name.rpartition(".")[0]
    name = f"{prefix}.{view.show_if['field']}" if prefix else str(view.show_if["field"])
    among = [
        {True: "yes", False: "no"}.get(v, v) if isinstance(v, bool) else str(v)
        for v in view.show_if["among"]
    ]
    return {"name": name, "among": json.dumps(among)}


def posted(form: Form | None) -> dict[str, Any]:
    """What the browser sent, as the form's own shape; files that came along are staged."""
    flat = {key: request.form.getlist(key) for key in request.form if not _reserved(key)}
    for name, upload in request.files.items(multi=True):
        if upload.filename and not _reserved(name):
            flat[name] = [filing.stage(upload)]
    if form is not None:
        return read(form, flat)
    return {key: texts[-1].strip() for key, texts in flat.items() if texts[-1].strip()}


def _reserved(key: str) -> bool:
    return key.startswith("_") or key == "csrf_token"


def adding() -> bool:
    """Whether the reader only asked for one more row (works without a script)."""
    return bool(request.form.get("_add"))


def form_key() -> str:
    """Idempotency key of the form: the posted one, so that a double click acts once."""
    given = request.form.get("_key", "")
    return given if 8 <= len(given) <= 60 else secrets.token_urlsafe(18)


def dictionaries() -> Lookup:
    """Dictionaries as shipped with this installation's own entries, read once a request."""
    if "dictionaries" not in g:
        g.dictionaries = _own_entries()
    own: dict[str, list[Any]] = g.dictionaries
    known: dict[str, Dictionary | None] = {}

    def look(name: str) -> Dictionary | None:
        if name not in known:
            base = lookup_shipped(name)
            known[name] = merged(name, base, own[name]) if name in own else base
        return known[name]

    return look


def _own_entries() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    with running().store.session(SYSTEM) as session:
        rows = session.scalars(
            select(ContentItem).where(ContentItem.type == "dictionary_entry")
        ).all()
    for row in rows:
        found.setdefault((row.code or "").partition(":")[0], []).append(row)
    return found


@dataclass(frozen=True)
class Refused:
    """A refusal as a page shows it: title, fields, and every ground with paragraph and facts."""

    status: int
    title: str
    grounds: list[dict[str, Any]] = field(default_factory=list)
    fields: Mapping[str, Any] = field(default_factory=dict)


def refused(error: Refusal, form: Form | None = None) -> Refused:
    """What to show above the form after a Refusal; codes of ``form`` are put in words."""
    shown = grounds_shown(error.grounds, form)
    return Refused(error.status, words(error.title), shown, error.fields)


def grounds_shown(grounds: Any, form: Form | None = None) -> list[dict[str, Any]]:
    """Grounds with paragraph, words, and the facts that decided, in words."""
    codes = codes_of(form)
    return [
        {
            "paragraph": ground.paragraph,
            "text": words(ground.text),
            "field": ground.field,
            "facts": [codes.get(fact, fact) for fact in facts_shown(ground.facts)],
            "pairs": pairs_shown(ground.facts),
        }
        for ground in grounds
    ]


#: two values of one datum as facts give them -> which two they are
SIDES = (("old", "new"), ("stated", "held"))


def _pair(value: Any) -> tuple[str, str] | None:
    """The keys of a fact that sets two values of a field side by side, None for other facts."""
    if not isinstance(value, Mapping) or "field" not in value:
        return None
    return next((sides for sides in SIDES if set(sides) <= set(value)), None)


def pairs_shown(facts: Mapping[str, Any]) -> list[dict[str, str]]:
    """Facts that compare: ``{"sides", "field", "one", "two"}`` in the reader's words."""
    found = []
    for value in facts.values():
        sides = _pair(value)
        if sides is not None:
            found.append({
                "sides": sides[0], "field": _fact(value["field"]), "one": _fact(value[sides[0]]),
                "two": _fact(value[sides[1]]),
            })
    return found


def codes_of(form: Form | None) -> dict[str, str]:
    """Every code the form's own lists may hold, in words."""
    fields = [one for f in (form.fields() if form else ()) for one in (f, *f.fields)]
    return {c.code: words(c.label) for f in fields for c in f.choices}


def facts_shown(facts: Mapping[str, Any]) -> list[str]:
    """Facts as texts: labels in the reader's language, dates in the local order."""
    found: list[str] = []
    for value in facts.values():
        if _pair(value):
            continue  # compared in a table of its own
        plain = isinstance(value, (list, tuple)) and all(isinstance(v, str) for v in value)
        found += [_fact(v) for v in value] if plain else [_fact(value)]
    return [text for text in found if text]


def _fact(value: Any) -> str:
    if value is None or value == "" or isinstance(value, bool):
        return ""
    if isinstance(value, Mapping):
        if set(value) >= {"kk", "ru", "en"}:
            return words(value)
        return "; ".join(t for t in (_fact(v) for v in value.values()) if t)
    if isinstance(value, (list, tuple)):
        return ", ".join(t for t in (_fact(v) for v in value) if t)
    if isinstance(value, str) and value[4:5] == "-":
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return str(value)
    return value.strftime("%d.%m.%Y") if hasattr(value, "strftime") else str(value)


def controls_of(values: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Values under the names of their controls, for hidden fields: ``full_name.surname``."""
    flat: dict[str, str] = {}
    for key, value in values.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            flat |= controls_of(value, f"{name}.")
        elif isinstance(value, bool):
            flat[name] = "yes" if value else "no"
        elif isinstance(value, (str, int, float)) and value != "":
            flat[name] = str(value)
    return flat
