"""Content types: from one form definition, the steps that create, edit, publish and archive it.

A form whose ``form.toml`` names an ``action`` (the right to manage it) is a content type. Items
live in a typed table (``storage = "table:office"``) or as documents (content_item); either way
every change is a Step through perform(): an entry revision, a journal line, no overwriting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from console.act import Act
from console.data.actors import Employer, Office
from console.data.base import public_number
from console.data.content import ContentItem
from console.declare import CaseKind, Effect, Ground, Step
from forms.model import Form
from forms.schema import bound

STATES: Mapping[str, Mapping[str, str]] = {
    "draft": {"kk": "Қаралама", "ru": "Черновик", "en": "Draft"},
    "published": {"kk": "Жарияланған", "ru": "Опубликовано", "en": "Published"},
    "archived": {"kk": "Мұрағатта", "ru": "В архиве", "en": "Archived"},
}
VERBS: Mapping[str, Mapping[str, str]] = {
    "create": {"kk": "Құру", "ru": "Создать", "en": "Create"},
    "edit": {"kk": "Өзгерту", "ru": "Изменить", "en": "Edit"},
    "publish": {"kk": "Жариялау", "ru": "Опубликовать", "en": "Publish"},
    "archive": {"kk": "Мұрағатқа жіберу", "ru": "В архив", "en": "Archive"},
}
UNKNOWN_PARENT = Ground(
    "unknown_parent", "",
    {"kk": "Жоғары тұрған орган табылмады.", "ru": "Вышестоящий орган не найден.",
     "en": "The office above was not found."},
    field="parent",
)


def kind_of(form: Form) -> str:
    """The case-kind code of a content type."""
    return f"content/{form.name}"


def content_forms(forms: Mapping[str, Form]) -> list[Form]:
    """The forms that are content types, in order."""
    return [form for form in forms.values() if form.action]


def is_personal(form: Form) -> bool:
    """Whether items of the type tell something about a person."""
    return any(f.personal != "plain" for f in form.fields())


def generated(forms: Mapping[str, Form]) -> Iterable[CaseKind | Step]:
    """Kinds and steps of every content type."""
    for form in content_forms(forms):
        kind = kind_of(form)
        yield CaseKind(kind, form.title, "K", STATES)
        yield from _steps(form, kind)


def _steps(form: Form, kind: str) -> list[Step]:
    law = form.law[0] if form.law else ""
    kept: list[Effect] = [_keep_data(form)] if form.storage == "document" else []
    rules = [_parent_exists] if form.name == "office" else []
    more: list[Effect] = [_place_office] if form.name == "office" else []

    def title(verb: str) -> dict[str, str]:
        return {lang: f"{VERBS[verb][lang]}: {form.title[lang]}" for lang in ("kk", "ru", "en")}

    def name(verb: str) -> str:
        return f"content.{verb}_{form.name}"

    return [
        Step(name("create"), law, kind, title("create"), form.action, form=form.name,
             to="draft" if form.publish else "published", opens=_opens(form), rules=rules,
             do=[*kept, *more], asks_worklist=False),
        Step(name("edit"), law, kind, title("edit"), form.action, ("draft", "published"),
             form=form.name, rules=rules, do=[*kept, *more], asks_worklist=False,
             default=_current(form)),
        Step(name("publish"), law, kind, title("publish"), form.action, ("draft", "archived"),
             "published", asks_worklist=False),
        Step(name("archive"), law, kind, title("archive"), form.action, ("draft", "published"),
             "archived", asks_worklist=False, danger=True),
    ]


def _opens(form: Form) -> Any:
    """A new row of the type's table, its bound columns set at once (they may not be empty)."""

    def make(act: Act) -> Any:
        number = public_number("K")
        if form.storage == "document":
            return ContentItem(
                number=number, state="draft", version=1, type=form.name, code=_code(form, act.data),
                sort=_sort(act.data), data=act.data, changed_at=act.now,
                personal=is_personal(form),
                office_id=act.seat.office_id if act.seat and form.name != "dictionary_entry"
                else None,
            )
        model = {"office": Office, "employer": Employer}[form.storage.partition(":")[2]]
        row = model(number=number, state="published", version=1)
        for path, value in bound(form, act.data).items():
            setattr(row, path.partition(".")[2], value)
        if isinstance(row, Employer):
            row.office_id = act.seat.office_id if act.seat else None  # type: ignore[assignment]
            row.created_at = act.now
        if isinstance(row, Office):
            row.path = "/"
        return row

    return make


def _code(form: Form, data: Mapping[str, Any]) -> str | None:
    return form.code.format_map(data) if form.code else None


def _sort(data: Mapping[str, Any]) -> str:
    for key in ("title_kk", "label_kk", "name_kk", "name"):
        if data.get(key):
            return str(data[key])[:200].casefold()
    return ""


def _keep_data(form: Form) -> Effect:
    def keep(act: Act) -> None:
        act.subject.data, act.subject.sort = act.data, _sort(act.data)
        act.subject.code = _code(form, act.data)

    return keep


def _current(form: Form) -> Any:
    """What an edit form starts from: the newest entry, else the typed columns."""

    def values(act: Act) -> Mapping[str, Any]:
        if form.storage == "document":
            return dict(act.subject.data)
        found = act.entry_of(form.name)
        return found or {
            f.key: getattr(act.subject, f.binds.partition(".")[2], None)
            for section in form.sections for f in section.fields if f.binds
        }

    return values


def _parent_exists(act: Act) -> Iterable[Ground]:
    code = act.data.get("parent")
    parent = _office_by_code(act, code) if code else None
    own = act.subject.path if act.subject is not None else ""
    below_itself = parent is not None and len(own) > 1 and parent.path.startswith(own)
    if code and (parent is None or below_itself):
        yield UNKNOWN_PARENT.because(code=code)


def _office_by_code(act: Act, code: str) -> Office | None:
    return act.session.scalars(select(Office).where(Office.code == code)).one_or_none()


def _place_office(act: Act) -> None:
    """Put the office (and all below it) where its parent says."""
    office: Office = act.subject
    parent = _office_by_code(act, act.data["parent"]) if act.data.get("parent") else None
    old = office.path
    office.parent_id = parent.id if parent else None
    office.path = f"{parent.path if parent else '/'}{office.id}/"
    if parent is not None and not office.region:
        office.region = parent.region
    if len(old) > 1 and old != office.path:
        below = act.session.scalars(
            select(Office).where(Office.path.startswith(old), Office.id != office.id)
        )
        for one in below:
            one.path = office.path + one.path[len(old):]
