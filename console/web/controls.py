"""Form controls as plain HTML5, chosen by the type of the WTForms field.

The framework's own widgets print Bootstrap 3 class names, jQuery date pickers and select2, and
use the label as a placeholder. They are not patched: ``field.widget`` is ignored and the control
drawn here, so that the built-in forms (users, roles, password) get the same controls.
"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from wtforms import Field, fields, widgets
from wtforms.fields.choices import Choice

SHORT = 40
IIN = 12


def control(field: Field, **attributes: Any) -> Markup:
    """Markup of the bare control (without label, hint and error)."""
    for kinds, names, widget, classes in _TABLE:
        if isinstance(field, kinds) or field.type in names:
            return _draw(widget(), field, {"class_": classes} | _EXTRA.get(widget, {}) | attributes)
    return _draw(widgets.TextInput(), field, {"class_": _text_class(field)} | attributes)


def _draw(widget: Any, field: Field, attributes: dict[str, Any]) -> Markup:
    return Markup(widget(field, **attributes))  # noqa: S704 - WTForms escapes every value


class _Select(widgets.Select):
    """A list of choices; the framework's relation fields yield bare tuples, which is deprecated."""

    multiple_choice = False

    def __init__(self) -> None:
        super().__init__(multiple=self.multiple_choice)

    def __call__(self, field: Field, **attributes: Any) -> Markup:
        if isinstance(field, fields.SelectField):
            return Markup(super().__call__(field, **attributes))  # noqa: S704 - escaped by WTForms
        if self.multiple_choice:
            attributes["multiple"] = True
        attributes = {"id": field.id, "name": field.name} | attributes
        options = [self.render_option(Choice(*row)) for row in field.iter_choices()]
        opening = Markup("<select {}>").format(widgets.html_params(**attributes))
        return opening + Markup("").join(options) + Markup("</select>")


class _MultipleSelect(_Select):
    multiple_choice = True


class _WholeNumber(widgets.TextInput):
    """Digits in a text box: a spinner would change a value by the mouse wheel."""


_EXTRA: dict[type, dict[str, Any]] = {
    _MultipleSelect: {"size": 6},
    widgets.TextArea: {"rows": 4},
    _WholeNumber: {"inputmode": "numeric"},
    widgets.PasswordInput: {"autocomplete": "new-password"},
}

#: (field classes, framework field types by name, widget, classes): the first match draws it.
_TABLE: list[tuple[tuple[type, ...], tuple[str, ...], type, str]] = [
    ((fields.BooleanField,), (), widgets.CheckboxInput, "form-check-input"),
    ((fields.SelectMultipleField,), ("QuerySelectMultipleField",), _MultipleSelect, "form-select"),
    ((fields.SelectField,), ("QuerySelectField", "EnumField"), _Select, "form-select"),
    ((fields.DateField,), (), widgets.DateInput, "form-control w-date"),
    (
        (fields.DateTimeField, fields.DateTimeLocalField),
        (),
        widgets.DateTimeLocalInput,
        "form-control w-date",
    ),
    ((fields.TextAreaField,), (), widgets.TextArea, "form-control"),
    ((fields.PasswordField,), (), widgets.PasswordInput, "form-control w-short"),
    ((fields.FileField,), (), widgets.FileInput, "form-control"),
    (
        (fields.IntegerField, fields.DecimalField, fields.FloatField),
        (),
        _WholeNumber,
        "form-control w-money",
    ),
]


def _text_class(field: Field) -> str:
    """The width follows the expected length."""
    limits = [getattr(v, "max", None) for v in field.validators]
    longest = next((limit for limit in limits if limit and limit > 0), None)
    if longest and longest <= IIN:
        return "form-control w-iin"
    if longest and longest <= SHORT:
        return "form-control w-short"
    return "form-control"
