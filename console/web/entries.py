"""A submitted form as it was submitted: read-only, labels beside values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from console.web.forms_view import dictionaries
from console.web.running import running
from console.web.shell import language
from console.web.theme import grouped, words
from forms.model import Field
from forms.parts import PART_LABELS


@dataclass(frozen=True)
class Part:
    """A section in words: rows of (label, value); a section that is not repeated has one row."""

    title: str
    rows: list[list[tuple[str, str]]]


def shown_entry(form_name: str, data: Mapping[str, Any]) -> list[Part]:
    """The filled parts of an entry; fields nobody filled are left out."""
    form = running().catalog.forms.get(form_name)
    if form is None:
        return [Part(form_name, [[(str(k), str(v)) for k, v in data.items()]])]
    parts = []
    for section in form.sections:
        given = data.get(section.key) if section.repeat else None
        sources = [r for r in given or [] if isinstance(r, Mapping)] if section.repeat else [data]
        rows = [_row(section.fields, source) for source in sources]
        rows = [row for row in rows if row]
        if rows:
            parts.append(Part(words(section.title), rows))
    return parts


def _row(specs: tuple[Field, ...], source: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (words(spec.asked or spec.label), text) for spec in specs
        if spec.type != "fixed" and (text := value_text(spec, source.get(spec.key)))
    ]


def value_text(spec: Field, value: Any) -> str:
    """A stored value in the reader's words; '' for nothing."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if spec.type == "repeat":
        rows = [_row(spec.fields, row) for row in value if isinstance(row, Mapping)]
        return "; ".join(", ".join(f"{a}: {b}" for a, b in row) for row in rows)
    if isinstance(value, Mapping):
        return _parts(spec, value)
    if isinstance(value, list):
        return ", ".join(_code(spec, item) for item in value)
    if spec.type == "money":
        return f"{grouped(value)} ₸"
    if spec.type in ("date", "date_partial"):
        return ".".join(reversed(str(value).split("-")))
    return _code(spec, value)


def _parts(spec: Field, value: Mapping[str, Any]) -> str:
    if spec.type == "classifier":
        return _code(spec, value["code"]) if value.get("code") else str(value.get("text", ""))
    glue = " " if spec.type == "name" else ", "
    # the code of a place says nothing to a reader who has its name
    unsaid = {"kato"} if value.get("settlement") else set()
    return glue.join(str(value[key]) for key in PART_LABELS if value.get(key) and key not in unsaid)


def _code(spec: Field, value: Any) -> str:
    for choice in spec.choices:
        if choice.code == value:
            return words(choice.label)
    if spec.dictionary:
        found = dictionaries()(spec.dictionary)
        return found.label(str(value), language()) if found else str(value)
    return str(value)
