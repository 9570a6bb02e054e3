"""An import: first its plan with every fault of every row, then each row through perform().

A row with ``number`` edits that item, one whose code is known edits that one, any other creates.
Nothing is imported while any row has a fault. The key of a row is the file's hash and the row:
importing the same file again repeats nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from console import steps
from console.calendar import local_date, zone_of_region
from console.data.content import ContentItem, Entry
from console.errors import Label, Refusal
from console.exchange.columns import Column, payload_of
from console.exchange.reader import Line
from console.process import Process
from console.scope import SYSTEM, Scope
from console.security import Actor
from forms.model import Form
from forms.schema import check

#: types with a table of their own: column and field that tell items apart
SUBJECT_KEYS: Mapping[str, tuple[str, str]] = {
    "office": ("code", "code"), "employer": ("bin", "bin"),
}
CREATE, EDIT, SAME, WRONG = "create", "edit", "unchanged", "error"
DOUBLED = {
    "kk": "Файлда осы жазба қайталанған.", "ru": "Эта запись повторяется в файле.",
    "en": "This record is in the file twice.",
}
NOT_YOURS = {
    "kk": "Мұндай нөмірлі жазба табылмады.", "ru": "Запись с таким номером не найдена.",
    "en": "There is no record of this number.",
}
ARCHIVED = {
    "kk": "Жазба мұрағатта: алдымен оны жариялаңыз.",
    "ru": "Запись в архиве: сначала опубликуйте ее.",
    "en": "The record is archived: publish it first.",
}


@dataclass(frozen=True)
class Row:
    """What an import does with one row, or why it cannot. ``faults``: (column key, words)."""

    row: int
    action: str
    number: str = ""
    version: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[tuple[str, Label], ...] = ()


@dataclass(frozen=True)
class Found:
    """An item a row may edit."""

    number: str
    version: int
    state: str
    data: Mapping[str, Any]


@dataclass
class Import:
    """One import of one type by one actor. ``visible(number)`` finds items with his eyes."""

    process: Process
    form: Form
    columns: list[Column]
    actor: Actor
    scope: Scope
    now: datetime
    visible: Callable[[str], Any]

    def plan(self, lines: Sequence[Line]) -> list[Row]:
        """Every row with its action or all its faults. Nothing is written."""
        rows, seen = [], set()
        with self.process.store.session(SYSTEM) as session:
            lookup = steps.lookup(session)
            for line in lines:
                row = self._row(session, line, lookup)
                natural = row.number or key_of(self.form, row.data)
                if natural and natural in seen and row.action != WRONG:
                    row = replace(row, action=WRONG, faults=(("", DOUBLED),))
                seen.add(natural)
                rows.append(row)
        return rows

    def _row(self, session: Any, line: Line, lookup: Any) -> Row:
        given = payload_of(self.columns, line.cells)
        today = local_date(self.now, zone_of_region(None))
        clean, problems = check(self.form, given, lookup=lookup, today=today)
        faults = [(path, fault) for path, found in problems.items() for fault in found]
        number = str(line.cells.get("number") or "").strip()
        found = self._subject(session, number, clean)
        if number and found is None:
            faults.append(("number", NOT_YOURS))
        if found is not None and found.state == "archived":
            faults.append(("number", ARCHIVED))
        if faults:
            return Row(line.row, WRONG, number, data=given, faults=tuple(faults))
        if found is None:
            row = Row(line.row, CREATE, data=clean)
        else:
            same = _comparable(found.data) == _comparable(clean)
            seen = _version(line.cells.get("version"))
            row = Row(line.row, SAME if same else EDIT, found.number, seen or found.version, clean)
        return self._ruled(session, row)

    def _subject(self, session: Any, number: str, data: Mapping[str, Any]) -> Found | None:
        """The item the row means: by number, else by its own code."""
        if not number:
            key = key_of(self.form, data)
            model, column = _table(self.form)
            query = select(model.number).where(column == key)
            if model is ContentItem:
                query = query.where(ContentItem.type == self.form.name)
            number = str(session.scalar(query) or "") if key else ""
        row = self.visible(number) if number else None
        if row is None:
            return None
        data = row.data if isinstance(row, ContentItem) else _entry(session, self.form, row)
        return Found(row.number, row.version, row.state, data)

    def _ruled(self, session: Any, row: Row) -> Row:
        """The Rules of the step itself, asked without performing it."""
        if row.action == SAME:
            return row
        step = self.process.catalog.steps[f"content.{row.action}_{self.form.name}"]
        try:
            act = self.process.reading_act(session, step, row.number or None, self.actor,
                                           self.scope, self.now, row.data)
            if act.subject is not None:
                steps.check_state(step, act.subject, row.version)
            grounds = steps.grounds(act)
        except Refusal as refusal:
            return replace(row, action=WRONG, faults=(("number", refusal.title),))
        if not grounds:
            return row
        return replace(row, action=WRONG, faults=tuple((g.field or "", g.text) for g in grounds))

    def carry_out(self, rows: Sequence[Row], content: bytes) -> list[Row]:
        """Perform every row; each its own transaction. A row refused meanwhile says why."""
        digest = hashlib.sha256(content).hexdigest()[:32]
        return [self._perform(row, f"import:{digest}:{row.row}") for row in rows]

    def _perform(self, row: Row, key: str) -> Row:
        if row.action not in (CREATE, EDIT):
            return row
        try:
            outcome = self.process.perform(
                f"content.{row.action}_{self.form.name}", row.number or None, self.actor,
                row.data, now=self.now, scope=self.scope, key=key, version=row.version,
            )
        except Refusal as refusal:
            told = [(path, fault) for path, found in refusal.fields.items() for fault in found]
            told += [(g.field or "", g.text) for g in refusal.grounds]
            return replace(row, action=WRONG, faults=tuple(told) or (("", refusal.title),))
        return replace(row, number=outcome.number, version=outcome.version)


def wrong(rows: Sequence[Row]) -> list[Row]:
    """Rows that cannot be imported."""
    return [row for row in rows if row.action == WRONG]


def key_of(form: Form, data: Mapping[str, Any]) -> str:
    """The item's own code, '' where it has none."""
    try:
        if form.code:
            return form.code.format_map(data)
    except (KeyError, ValueError):
        return ""
    return str(data.get(SUBJECT_KEYS.get(form.name, ("", ""))[1], ""))


def _table(form: Form) -> tuple[Any, Any]:
    model = steps.SUBJECTS.get(form.name, ContentItem)
    name = SUBJECT_KEYS[form.name][0] if form.name in SUBJECT_KEYS else "code"
    return model, getattr(model, name)


def _entry(session: Any, form: Form, row: Any) -> Mapping[str, Any]:
    found = session.scalar(
        select(Entry.data).where(Entry.subject_kind == row.__tablename__)
        .where(Entry.subject_id == row.id, Entry.form == form.name)
        .order_by(Entry.revision.desc()).limit(1)
    )
    return found or {}


def _comparable(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}


def _version(value: Any) -> int | None:
    text = str(value).strip() if value is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
