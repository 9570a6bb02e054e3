"""A form as columns of a sheet: one a field, one a part of names, addresses and classifiers.

Codes stand in the cells, never their words: a sheet filled in Kazakh is read in English too.
Repeated parts have no place in a row; a type that has them is exchanged through the interface.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from forms.dictionaries import Lookup
from forms.model import ADDRESS_PARTS, NAME_PARTS, Field, Form, Label
from forms.parts import PART_LABELS
from forms.widgets import from_text

GROUPS: Mapping[str, tuple[str, ...]] = {
    "name": NAME_PARTS, "address": (*ADDRESS_PARTS, "kato"), "classifier": ("code", "text"),
}
YES_NO = ("yes", "no")
SKIPPED = ("fixed", "repeat", "file")
#: rows of one export; more is a report
MOST_EXPORTED = 50_000
#: names of the three columns every sheet begins with
OWN_LABELS: Mapping[str, Mapping[str, str]] = {
    "number": {"kk": "Нөмірі (өзгерту үшін)", "ru": "Номер (для изменения)",
               "en": "Number (to change it)"},
    "version": {"kk": "Нұсқасы", "ru": "Версия", "en": "Version"},
    "state": {"kk": "Күйі", "ru": "Состояние", "en": "State"},
}


@dataclass(frozen=True)
class Column:
    """A column: ``key`` (``full_name.surname``) heads it for programs, ``label`` for people."""

    key: str
    label: Label
    spec: Field
    part: str = ""
    codes: tuple[tuple[str, Label], ...] = ()

    @property
    def required(self) -> bool:
        """Whether a row must have it."""
        return self.spec.required and self.part in ("", "surname", "given_name")


def columns_of(form: Form, lookup: Lookup) -> list[Column]:
    """Columns of a form in its printed order."""
    found: list[Column] = []
    for section in form.sections:
        if section.repeat:
            continue
        for spec in section.fields:
            if spec.type in SKIPPED:
                continue
            codes = _codes(spec, lookup)
            for part in GROUPS.get(spec.type, ("",)):
                found.append(_column(spec, part, codes))
    return found


def _column(spec: Field, part: str, codes: tuple[tuple[str, Label], ...]) -> Column:
    if not part:
        return Column(spec.key, spec.label, spec, "", codes)
    label = {lang: f"{spec.label[lang]}: {PART_LABELS[part][lang]}" for lang in ("kk", "ru", "en")}
    return Column(f"{spec.key}.{part}", label, spec, part, codes if part == "code" else ())


def _codes(spec: Field, lookup: Lookup) -> tuple[tuple[str, Label], ...]:
    if spec.choices:
        return tuple((c.code, c.label) for c in spec.choices)
    found = lookup(spec.dictionary) if spec.dictionary else None
    return tuple((c.code, c.label) for c in found.choices()) if found else ()


def payload_of(columns: list[Column], cells: Mapping[str, Any]) -> dict[str, Any]:
    """The form's data out of a row: column key -> cell value."""
    data: dict[str, Any] = {}
    for column in columns:
        cell = cells.get(column.key)
        if cell is None:
            continue
        value = _value(column, cell)
        if value in (None, "", []):
            continue
        if column.part:
            data.setdefault(column.spec.key, {})[column.part] = value
        else:
            data[column.spec.key] = value
    return data


def _value(column: Column, cell: Any) -> Any:
    """A cell as the JSON value of its field; what cannot be read stays as typed."""
    kind = column.spec.type
    if isinstance(cell, (datetime, date)):
        day = cell.date() if isinstance(cell, datetime) else cell
        return day.isoformat()
    if isinstance(cell, bool):
        return cell if kind in ("bool", "consent") else str(cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, (int, float)):
        return cell if kind in ("int", "money", "number") else str(cell)
    text = str(cell).strip() if cell is not None else ""
    if kind == "choices":
        return [code.strip() for code in text.split(",") if code.strip()]
    return text if column.part else from_text(column.spec, text)


def cell_of(column: Column, data: Mapping[str, Any]) -> Any:
    """The value of a cell: dates as dates, numbers as numbers, codes as text."""
    value = data.get(column.spec.key)
    if column.part:
        value = value.get(column.part) if isinstance(value, Mapping) else None
    if value is None:
        return None
    if isinstance(value, bool):
        return YES_NO[0] if value else YES_NO[1]
    if isinstance(value, list):
        return ", ".join(str(v) for v in value)
    if column.spec.type == "date" and not column.part:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            return str(value)
    return value if isinstance(value, (int, float)) else str(value)
