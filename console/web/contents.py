"""Items of content types as the reader may see them: for pages, interface and exports alike.

Types with personal fields are read by those who keep them, for the offices they sit in; open
types by everybody once published; the rest by whoever has signed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g
from sqlalchemy import ColumnElement, false, or_, select

from console.content_types import STATES, content_forms, kind_of
from console.content_types import is_personal as personal
from console.data.actors import Employer, Office
from console.data.content import ContentItem, Entry
from console.data.journal import JournalLine
from console.declare import Step
from console.errors import Forbidden, NotFound
from console.scope import SYSTEM
from console.steps import SUBJECTS
from console.web.running import read, running
from forms.iin import mask
from forms.model import Form

VERBS = ("create", "edit", "publish", "archive")
COLUMNS: Mapping[Any, tuple[str, ...]] = {
    Office: ("code", "name_kk", "name_ru", "name_en", "kind"),
    Employer: ("bin", "name"),
    ContentItem: ("code", "sort"),
}


@dataclass(frozen=True)
class Item:
    """An item with the values of its form. ``row`` is the table's own row."""

    id: int
    number: str
    state: str
    version: int
    title: str
    data: Mapping[str, Any]
    changed_at: datetime | None
    row: Any


def types() -> dict[str, Form]:
    """Every content type of this installation."""
    return {form.name: form for form in content_forms(running().catalog.forms)}


def type_of(name: str) -> Form:
    """A content type; NotFound for anything else."""
    found = types().get(name)
    if found is None:
        raise NotFound()
    return found


def step_of(form: Form, verb: str) -> Step:
    """The generated step of a type."""
    return running().catalog.steps[f"content.{verb}_{form.name}"]


def model_of(form: Form) -> Any:
    """The table an item lives in."""
    return SUBJECTS.get(form.name, ContentItem)


def manages(form: Form) -> bool:
    """Whether the reader holds a seat that keeps this type."""
    actor = g.get("actor")
    action = running().catalog.actions[form.action]
    return actor is not None and actor.seat_for(action, None) is not None


def require_manager(form: Form) -> None:
    """403 for those who do not keep the type."""
    if not manages(form):
        raise Forbidden(detail={"action": form.action})


def visible(form: Form) -> list[ColumnElement[bool]]:
    """Conditions beyond the scope of the session."""
    model = model_of(form)
    if model is not ContentItem:
        return [] if g.get("actor") is not None else [false()]
    found: list[ColumnElement[bool]] = [ContentItem.type == form.name]
    if personal(form):
        found.append(ContentItem.office_id.in_(_kept_offices(form)))
    elif not manages(form):
        found.append(ContentItem.state == "published")
        if not form.publish and g.get("actor") is None:
            found.append(false())
    return found


def _kept_offices(form: Form) -> list[int]:
    """Offices of the seats that keep the type."""
    roles = running().catalog.actions[form.action].roles
    seats = g.actor.seats if g.get("actor") is not None else ()
    return [s.office_id for s in seats if s.role in roles and s.office_id is not None]


def selected(form: Form) -> Any:
    """SELECT of the items the reader may see."""
    return select(model_of(form)).where(*visible(form))


def order(form: Form) -> tuple[Any, type]:
    """The column items are listed by, beside their id."""
    model = model_of(form)
    return {Office: Office.code, Employer: Employer.name}.get(model, ContentItem.sort), str


def searching(form: Form, text: str) -> ColumnElement[bool]:
    """Items whose code or name begins with the words typed."""
    model, plain = model_of(form), text.strip()[:100]
    spelled = {plain, plain.title(), plain.casefold(), plain.upper()}
    terms = [
        getattr(model, name).startswith(word, autoescape=True)
        for name in COLUMNS[model] for word in sorted(spelled)
        if not (personal(form) and name == "code")
    ]
    if form.name == "dictionary_entry":
        terms.append(ContentItem.code.contains(f":{plain}", autoescape=True))
    return or_(*terms)


def load(form: Form, number: str) -> Item:
    """One item; NotFound for what the reader may not see."""
    model = model_of(form)
    row = read().scalars(
        selected(form).where(model.number == number)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return items(form, [row])[0]


def items(form: Form, rows: Sequence[Any]) -> list[Item]:
    """Rows of the type's table with the values of their forms (one more statement at most)."""
    newest = _newest(form, rows) if model_of(form) is not ContentItem else {}
    above = _above([row for row in rows if row.id not in newest])
    found = []
    for row in rows:
        own = row.data if isinstance(row, ContentItem) else newest.get(row.id)
        data = own or typed(form, row, above)
        found.append(Item(row.id, row.number, row.state, row.version, title_of(form, data),
                          data, getattr(row, "changed_at", None), row))
    return found


def _newest(form: Form, rows: Sequence[Any]) -> dict[int, dict[str, Any]]:
    """Newest entry of each row. Entries of offices belong to nobody: read with wide eyes."""
    if not rows:
        return {}
    with running().store.session(SYSTEM) as session:
        entries = session.execute(
            select(Entry.subject_id, Entry.data)
            .where(Entry.subject_kind == rows[0].__tablename__, Entry.form == form.name)
            .where(Entry.subject_id.in_([row.id for row in rows])).order_by(Entry.revision)
        ).all()
    return {entry.subject_id: entry.data for entry in entries}


def _above(rows: Sequence[Any]) -> dict[int, str]:
    """Codes of the offices above, by id."""
    keys = {row.parent_id for row in rows if isinstance(row, Office) and row.parent_id}
    if not keys:
        return {}
    found = read().execute(select(Office.id, Office.code).where(Office.id.in_(keys)))
    return {row.id: row.code for row in found}


def typed(form: Form, row: Any, above: Mapping[int, str]) -> dict[str, Any]:
    """Values of a row that was made without its form (the first offices of an installation)."""
    values = {
        f.key: getattr(row, f.binds.partition(".")[2], None) for f in form.fields() if f.binds
    }
    if isinstance(row, Office):
        values["parent"] = above.get(row.parent_id or 0)
    return {key: value for key, value in values.items() if value not in (None, "")}


def title_of(form: Form, data: Mapping[str, Any]) -> str:
    """What an item is called in lists."""
    from console.web.shell import language

    for key in (f"title_{language()}", f"label_{language()}", f"name_{language()}", "title_kk",
                "label_kk", "name_kk", "name"):
        if data.get(key):
            return str(data[key])
    name = data.get("full_name")
    if isinstance(name, Mapping):
        return " ".join(str(v) for v in name.values() if v)
    return str(data.get("code", ""))


def masked(form: Form, data: Mapping[str, Any]) -> dict[str, Any]:
    """Values for lists: IINs masked."""
    keys = {f.key for f in form.fields() if f.type == "iin"}
    return {k: mask(str(v)) if k in keys else v for k, v in data.items()}


@dataclass(frozen=True)
class Revision:
    """One revision of an item: what was entered, when, by whom, and the version it made."""

    number: int
    version: int
    data: Mapping[str, Any]
    form_version: str
    at: datetime
    by: str


def revisions(form: Form, item: Item) -> list[Revision]:
    """Every revision, newest first. The item itself was loaded with the reader's eyes."""
    kind = item.row.__tablename__
    with running().store.session(SYSTEM) as session:
        entries = session.scalars(
            select(Entry).where(Entry.subject_kind == kind, Entry.subject_id == item.id)
            .where(Entry.form == form.name).order_by(Entry.revision.desc()).limit(200)
        ).all()
        lines = session.execute(
            select(JournalLine.why, JournalLine.actor)
            .where(JournalLine.subject_kind == kind, JournalLine.subject_id == item.id)
        ).all()
    told = {line.why.get("entry"): line for line in lines if line.why}
    return [_revision(entry, told.get(entry.id)) for entry in entries]


def _revision(entry: Entry, line: Any) -> Revision:
    made = (line.why.get("outcome") or {}).get("version") if line is not None else None
    return Revision(entry.revision, int(made or entry.revision), entry.data, entry.form_version,
                    entry.created_at, line.actor if line is not None else "")


def state_words(state: str) -> Mapping[str, str]:
    """Words of an item's state."""
    return STATES.get(state, {"kk": state, "ru": state, "en": state})


def allowed(form: Form, item: Item) -> list[str]:
    """Verbs the reader may do to the item now."""
    steps = {verb: step_of(form, verb) for verb in VERBS[1:]}
    actor, catalog = g.get("actor"), running().catalog
    if actor is None:
        return []
    action = catalog.actions[form.action]
    if actor.seat_for(action, item.row) is None:
        return []
    return [verb for verb, step in steps.items() if item.state in step.frm]


__all__ = [
    "Item", "Revision", "allowed", "items", "kind_of", "load", "manages", "masked", "order",
    "personal", "require_manager", "revisions", "searching", "selected", "state_words",
    "step_of", "title_of", "type_of", "typed", "types", "visible",
]
