"""Two versions of one application side by side: what is there, and what came second."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from console.data.case import Case
from console.data.content import Entry
from console.web.entries import value_text
from console.web.forms_view import dictionaries
from console.web.running import read, running, today
from console.web.theme import words
from forms.model import Form, Section
from forms.schema import check

FORMS = ("application", "jobseeker_data")


@dataclass(frozen=True)
class Row:
    """One field in both versions, in words."""

    label: str
    there: str
    came: str

    @property
    def differs(self) -> bool:
        """Whether the versions say different things."""
        return self.there != self.came


@dataclass(frozen=True)
class Pair:
    """One form in both versions; only filled fields."""

    title: str
    rows: list[Row]


def versions(conflict: Case, beside: Case) -> list[Pair]:
    """The forms the second version fills, each against what the application holds now."""
    came, there = _entries(conflict), _entries(beside)
    catalog = running().catalog
    return [
        Pair(words(form.title), _rows(form, there.get(name, {}), _as_kept(form, came[name])))
        for name in FORMS if name in came and (form := catalog.forms[name])
    ]


def _as_kept(form: Form, came: Mapping[str, Any]) -> Mapping[str, Any]:
    """The second version as an application would keep it: one telephone number, one writing."""
    clean, problems = check(form, came, lookup=dictionaries(), today=today())
    return came if problems else clean


def _entries(case: Case) -> dict[str, Mapping[str, Any]]:
    """Newest data of each form of a case."""
    rows = read().execute(
        select(Entry.form, Entry.data)
        .where(Entry.subject_kind == "case", Entry.subject_id == case.id)
        .where(Entry.form.in_(FORMS)).order_by(Entry.revision)
    )
    return {row.form: row.data for row in rows}


def _rows(form: Form, there: Mapping[str, Any], came: Mapping[str, Any]) -> list[Row]:
    found = []
    for section in form.sections:
        if section.repeat:
            rows = Row(words(section.title), _repeated(section, there), _repeated(section, came))
            found.append(rows)
            continue
        found += [
            Row(words(spec.label), value_text(spec, there.get(spec.key)),
                value_text(spec, came.get(spec.key)))
            for spec in section.fields if spec.type not in ("fixed", "consent")
        ]
    return [row for row in found if row.there or row.came]


def _repeated(section: Section, data: Mapping[str, Any]) -> str:
    rows = [row for row in data.get(section.key) or [] if isinstance(row, Mapping)]
    told = [
        ", ".join(text for spec in section.fields
                  if (text := value_text(spec, row.get(spec.key))))
        for row in rows
    ]
    return "; ".join(told)
