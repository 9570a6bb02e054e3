"""Content types as tables of the framework: offices, employers, assistants, dictionaries and more.

Lists and pages read through the scoped session and the same conditions as everywhere; a change
is the generated step of the type, performed like any other act. Memberships and the working
calendar are shown only: they have acts of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flask import g
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.models.filters import BaseFilter
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from sqlalchemy import select
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.validators import Optional as Empty

from console.content_types import content_forms
from console.data.access import Membership
from console.data.actors import Employer, Office
from console.data.content import ContentItem
from console.data.obligations import CalendarDay, CalendarVersion
from console.errors import NotFound, Refusal
from console.exchange.columns import Column, cell_of, columns_of, payload_of
from console.fab.base import ConsoleModelView
from console.fab.interface import Conflict, ConsoleInterface, NotHere, Outside, Rejected
from console.fab.models import ConsoleUser
from console.fab.registry import Registry
from console.steps import SUBJECTS
from console.web import contents
from console.web.forms_view import dictionaries
from console.web.running import now, read, running
from console.web.theme import words
from forms.dictionaries import lookup_shipped
from forms.model import Form

if TYPE_CHECKING:
    from console.catalog import Catalog

ROOT = "/admin/registers"
READ = ["can_list", "can_show"]
STATE, NUMBER, VERSION = lazy("State"), lazy("Number"), lazy("Version")
#: columns of lists beside number, state and version; ``data`` is shown as the item's name
LISTED: Mapping[Any, tuple[str, ...]] = {
    Office: ("code", "name_kk", "kind"), Employer: ("bin", "name"), ContentItem: ("data",),
}


class ByStep:
    """Writes are the generated steps of one content type."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def write(self, verb: str, items: Sequence[Any]) -> None:
        """One act for each item; refusals become words for the page."""
        if verb not in ("add", "edit"):
            raise NotHere
        for item in items:
            self._perform("create" if verb == "add" else "edit", item)

    def _perform(self, verb: str, item: Any) -> None:
        number = item.number if verb == "edit" else None
        try:
            if number is not None:
                contents.load(self.form, number)
            outcome = running().process.perform(
                f"content.{verb}_{self.form.name}", number, g.actor, item.entered, now=now(),
                scope=g.scope, version=item.version_seen,
            )
        except NotFound as error:
            raise Outside from error
        except Refusal as refusal:
            kind = Conflict if refusal.status == 409 else Rejected
            raise kind(told(self.form, refusal)) from refusal
        item.id = outcome.number


def told(form: Form, refusal: Refusal) -> str:
    """A refusal in one paragraph: every field and every ground."""
    labels = {f.key: words(f.label) for f in form.fields()}
    parts = [
        f"{labels.get(path.split('.')[0], path)}: {' '.join(words(w) for w in found)}"
        for path, found in refusal.fields.items()
    ]
    parts += [words(ground.text) for ground in refusal.grounds]
    return " ".join([words(refusal.title), *parts])


class EntryForm(DynamicForm):
    """The form of a type out of its definition; what it holds goes to ``item.entered``."""

    columns: Sequence[Column] = ()
    version_seen = HiddenField()

    def populate_obj(self, obj: Any) -> None:
        """Hand the data over; the columns of the row are the step's to write."""
        obj.entered = payload_of(list(self.columns), {
            c.key: self[control_name(c)].data for c in self.columns
        })
        seen = self.version_seen.data or ""
        obj.version_seen = int(seen) if seen.isdigit() and len(seen) < 10 else None

    def fill(self, data: Mapping[str, Any]) -> None:
        """Show the values of an item."""
        for column in self.columns:
            value = cell_of(column, data)
            self[control_name(column)].data = (
                value.isoformat() if hasattr(value, "isoformat") else "" if value is None
                else str(value)
            )


def control_name(column: Column) -> str:
    """Name of the control of a column."""
    return "f_" + column.key.replace(".", "__")


def entry_form(form: Form) -> type[EntryForm]:
    """The form class of a type."""
    columns = columns_of(form, lookup_shipped)
    members: dict[str, Any] = {"columns": columns}
    for column in columns:
        members[control_name(column)] = _control(column)
    made: type[EntryForm] = type(f"{form.name}_form", (EntryForm,), members)
    return made


def _control(column: Column) -> Any:
    label = LazyString(words, column.label)
    checks: list[Any] = [DataRequired() if column.required else Empty(), Length(max=10_000)]
    if column.codes:
        return SelectField(label, choices=lambda: _choices(column), validators=checks[:1])
    if column.spec.type == "text_long":
        return TextAreaField(label, validators=checks)
    return StringField(label, validators=checks)


def _choices(column: Column) -> list[tuple[str, str]]:
    codes = column.codes
    if column.spec.dictionary:
        found = dictionaries()(column.spec.dictionary)
        codes = tuple((c.code, c.label) for c in found.choices()) if found else ()
    return [("", "—"), *((code, words(label)) for code, label in codes)]


def _kept(form: Form) -> type[BaseFilter]:
    """Only rows that the reader may see of the type (the table may hold several types)."""

    class Kept(BaseFilter):
        """See ``console.web.contents.visible``."""

        name = arg_name = f"kept_{form.name}"

        def apply(self, query: Any, value: Any) -> Any:
            return query.filter(*contents.visible(form))

    return Kept


class ContentRegister(ConsoleModelView):
    """A content type as a table. Made for each type by ``register_view``."""

    base_permissions = [*READ, "can_add", "can_edit"]
    content_form: Form

    def prefill_form(self, form: Any, pk: str) -> None:
        """Show the newest values with the version they are of."""
        row = self._visible(pk)
        item = contents.items(self.content_form, [row])[0]
        form.fill(item.data)
        form.version_seen.data = str(item.version)


def register_view(form: Form) -> type[ContentRegister]:
    """The view class of a type."""
    model = SUBJECTS.get(form.name, ContentItem)
    made = entry_form(form)
    controls = [control_name(c) for c in made.columns]
    shown = ["number", *LISTED[model], "state", "version"]
    labels = {"number": NUMBER, "state": STATE, "version": VERSION, "code": lazy("Code"),
              "name_kk": lazy("Name"), "name": lazy("Name"), "kind": lazy("Kind"),
              "bin": lazy("BIN"), "data": lazy("Name")}
    labels |= {control_name(c): LazyString(words, c.label) for c in made.columns}
    title = LazyString(words, form.title)
    return type(f"{form.name.title().replace('_', '')}Register", (ContentRegister,), {
        "__doc__": f"The type {form.name}.",
        "content_form": form, "route_base": f"{ROOT}/{form.name}",
        "datamodel": ConsoleInterface(model, ByStep(form)),
        "base_filters": [["id", _kept(form), lambda: None]],
        "list_title": title, "show_title": title, "add_title": title, "edit_title": title,
        "list_columns": shown, "show_columns": shown, "label_columns": labels,
        "order_columns": [c for c in shown if c not in ("data", "version")],
        "search_columns": ["state", *(c for c in LISTED[model] if c != "data")],
        "add_columns": controls, "edit_columns": controls, "add_form": made, "edit_form": made,
        "formatters_columns": {
            "state": lambda code: words(contents.state_words(code)),
            "data": lambda data: contents.title_of(form, data),
        },
    })


class CalendarRegister(ConsoleModelView):
    """Versions of the working calendar; a new one is made by its own act."""

    route_base = f"{ROOT}/calendar"
    datamodel = ConsoleInterface(CalendarVersion)
    base_permissions = READ
    list_title = show_title = lazy("Versions of the working calendar")
    list_columns = show_columns = [
        "scheme", "number", "state", "first_day", "last_day", "basis", "note", "created_at",
    ]
    order_columns = search_columns = ["scheme", "number", "state"]
    add_columns = edit_columns = ["note"]
    label_columns = {
        "scheme": lazy("Working week"), "number": NUMBER, "state": STATE, "basis": lazy("Basis"),
        "first_day": lazy("First day"), "last_day": lazy("Last day"), "note": lazy("Note"),
        "created_at": lazy("Created on"),
    }


class CalendarDayRegister(ConsoleModelView):
    """Holidays and moved days of every version."""

    route_base = f"{ROOT}/calendar_day"
    datamodel = ConsoleInterface(CalendarDay)
    base_permissions = READ
    list_title = show_title = lazy("Holidays and moved days")
    list_columns = show_columns = ["date", "kind", "name_kk", "name_ru", "name_en", "basis"]
    order_columns = search_columns = ["date", "kind"]
    base_order = ("date", "desc")
    add_columns = edit_columns = ["basis"]
    label_columns = {
        "date": lazy("Day"), "kind": lazy("Kind"), "basis": lazy("Basis"),
        "name_kk": lazy("Kazakh"), "name_ru": lazy("Russian"), "name_en": lazy("English"),
    }


def _account_name(key: int) -> str:
    """User name of an account that works for an office; all are read once a request."""
    if "staff_names" not in g:
        staff = select(Membership.account_id).where(Membership.office_id.is_not(None))
        found = read().execute(
            select(ConsoleUser.id, ConsoleUser.username).where(ConsoleUser.id.in_(staff))
        )
        g.staff_names = {row.id: row.username for row in found}
    names: dict[int, str] = g.staff_names
    return names.get(key, str(key))


def _office_name(key: int | None) -> str:
    if "office_codes" not in g:
        found = read().execute(select(Office.id, Office.code))
        g.office_codes = {row.id: row.code for row in found}
    codes: dict[int, str] = g.office_codes
    return codes.get(key or 0, "—")


class Staff(BaseFilter):
    """Memberships of offices; persons and employers are not staff."""

    name = arg_name = "staff"

    def apply(self, query: Any, value: Any) -> Any:
        """Rows with an office."""
        return query.filter(Membership.office_id.is_not(None))


class MembershipRegister(ConsoleModelView):
    """Who holds which role at which office; given and ended at the account's own page."""

    route_base = f"{ROOT}/membership"
    datamodel = ConsoleInterface(Membership)
    base_permissions = READ
    base_filters = [["id", Staff, lambda: None]]
    list_title = show_title = lazy("Roles of the staff")
    list_columns = show_columns = [
        "account_id", "role", "office_id", "title", "valid_from", "valid_to", "basis",
    ]
    order_columns = ["role", "valid_from", "valid_to"]
    search_columns = ["role", "valid_from", "valid_to"]
    add_columns = edit_columns = ["title"]
    label_columns = {
        "account_id": lazy("User name"), "role": lazy("Role"), "office_id": lazy("Office"),
        "title": lazy("Position"), "valid_from": lazy("Valid from"),
        "valid_to": lazy("Valid to"), "basis": lazy("Basis"),
    }
    formatters_columns = {
        "account_id": _account_name, "office_id": _office_name,
        "role": lambda code: _role(code),
    }


def _role(code: str) -> str:
    declared = running().catalog.roles.get(code)
    return words(declared.title) if declared else _("unknown role %(code)s", code=code)


def add_views(registry: Registry, catalog: Catalog) -> None:
    """Add the tables of every content type, the calendar and the memberships.

    Each is open to the roles that keep it. Fresh classes: a view keeps state on its class.
    """
    for form in content_forms(catalog.forms):
        registry.view(register_view(form), tuple(sorted(catalog.actions[form.action].roles)))
    calendar = catalog.actions.get("general.manage_calendar")
    users = catalog.actions.get("general.manage_users")
    for view, action in ((CalendarRegister, calendar), (CalendarDayRegister, calendar),
                         (MembershipRegister, users)):
        fresh = type(view.__name__, (view,), {"__module__": __name__})
        registry.view(fresh, tuple(sorted(action.roles)) if action else ())
