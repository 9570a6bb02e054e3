"""What a template needs to draw a form as native HTML5 controls, and how to read them back.

No markup is made here. A ``FieldView`` says which control, under which name, with which words;
``read`` turns the texts a browser posts into the JSON that ``forms.schema`` checks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default
from datetime import date
from typing import Any

from forms.dictionaries import Lookup, lookup_shipped
from forms.model import ADDRESS_PARTS, NAME_PARTS, Field, Form, Label, Section
from forms.parts import PART_LABELS, YES_NO
from forms.schema import Problems

RADIO_LIMIT = 3
"""Lists of up to this many options are drawn as radio buttons."""

_CONTROLS = {
    "text": "text",
    "text_long": "textarea",
    "iin": "text",
    "bin": "text",
    "date": "date",
    "date_partial": "text",
    "money": "text",
    "int": "text",
    "number": "text",
    "bool": "radios",
    "phone": "tel",
    "email": "email",
    "consent": "checkbox",
    "choice": "select",
    "choices": "checkboxes",
    "signature": "select",
    "file": "file",
    "fixed": "fixed",
    "classifier": "classifier",
    "name": "group",
    "address": "group",
    "repeat": "repeat",
}
_WIDTHS = {
    "iin": "w-iin",
    "bin": "w-iin",
    "money": "w-money",
    "date": "w-date",
    "date_partial": "w-date",
    "int": "w-short",
    "number": "w-short",
    "phone": "w-money",
}
_ATTRS: dict[str, dict[str, str]] = {
    "iin": {"inputmode": "numeric", "maxlength": "12", "autocomplete": "off"},
    "bin": {"inputmode": "numeric", "maxlength": "12", "autocomplete": "off"},
    "money": {"inputmode": "numeric", "autocomplete": "off"},
    "int": {"inputmode": "numeric", "autocomplete": "off"},
    "number": {"inputmode": "decimal", "autocomplete": "off"},
    "phone": {"inputmode": "tel", "autocomplete": "tel"},
    "email": {"autocomplete": "email"},
    "date_partial": {"inputmode": "numeric", "autocomplete": "off"},
}
_COMPLETE = {
    "surname": "family-name",
    "given_name": "given-name",
    "patronymic": "additional-name",
    "country": "country-name",
    "region": "address-level1",
    "city": "address-level2",
    "settlement": "address-level3",
}


@dataclass(frozen=True, slots=True)
class FieldView:
    """One control: ``name`` is its path (``education.0.graduated_on``), ``id`` is safe in HTML.

    ``control`` is one of text, textarea, tel, email, date, select, radios, checkbox, checkboxes,
    classifier, file, fixed, group, repeat. ``parts`` are the controls of a group, ``rows`` the
    rows of a repeat (the last one empty, to be filled without a script).
    """

    name: str
    id: str
    control: str
    label: str
    hint: str
    value: Any
    required: bool
    options: tuple[tuple[str, str], ...] = ()
    attrs: Mapping[str, str] = default(default_factory=dict)
    width: str = ""
    errors: tuple[str, ...] = ()
    parts: tuple[FieldView, ...] = ()
    rows: tuple[tuple[FieldView, ...], ...] = ()
    show_if: Mapping[str, Any] | None = None
    law: tuple[str, ...] = ()
    lang: str = "kk"
    personal: str = "plain"


@dataclass(frozen=True, slots=True)
class SectionView:
    """A part of the form: its fields, or the rows of a repeated part (the last one empty)."""

    key: str
    title: str
    number: str
    repeat: bool
    fields: tuple[FieldView, ...]
    rows: tuple[tuple[FieldView, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Draw:
    """What stays the same while one form is drawn."""

    lang: str
    problems: Problems
    lookup: Lookup
    on: date | None
    filled_by: frozenset[str]

    def errors(self, path: str) -> tuple[str, ...]:
        return tuple(problem[self.lang] for problem in self.problems.get(path, ()))

    def text(self, label: Label | None) -> str:
        return label[self.lang] if label else ""

    def options(self, spec: Field) -> tuple[tuple[str, str], ...]:
        if spec.type == "bool":
            return tuple((code, label[self.lang]) for code, label in YES_NO.items())
        choices = spec.choices
        if spec.dictionary:
            found = self.lookup(spec.dictionary)
            choices = found.choices(self.on) if found else ()
        return tuple((choice.code, choice.label[self.lang]) for choice in choices)

    def view(self, spec: Field, path: str, value: Any) -> FieldView:
        options = self.options(spec)
        control = _CONTROLS[spec.type]
        if spec.type == "choice" and len(options) <= RADIO_LIMIT:
            control = "radios"
        parts: tuple[FieldView, ...] = ()
        rows: tuple[tuple[FieldView, ...], ...] = ()
        if control in ("group", "classifier"):
            parts = self.parts(spec, path, value)
        elif control == "repeat":
            rows = self.rows(spec.fields, path, value)
        return FieldView(
            name=path,
            id=html_id(path),
            control=control,
            label=self.text(spec.asked or spec.label),
            hint=self.text(spec.hint),
            value=shown(spec, value),
            required=spec.required,
            options=options,
            attrs=attributes(spec),
            width=_WIDTHS.get(spec.type, ""),
            errors=self.errors(path),
            parts=parts,
            rows=rows,
            show_if=_condition(spec),
            law=spec.law,
            lang=self.lang,
            personal=spec.personal,
        )

    def parts(self, spec: Field, path: str, value: Any) -> tuple[FieldView, ...]:
        given = value if isinstance(value, dict) else {}
        keys = {"name": NAME_PARTS, "address": (*ADDRESS_PARTS, "kato")}.get(
            spec.type, ("code", "text")
        )
        drawn = []
        for key in keys:
            attrs = {"maxlength": "200", "autocomplete": _COMPLETE.get(key, "off")}
            if key == "kato":
                attrs |= {"maxlength": "9", "inputmode": "numeric"}
            inner = f"{path}.{key}"
            drawn.append(
                FieldView(
                    name=inner,
                    id=html_id(inner),
                    control="text",
                    label=PART_LABELS[key][self.lang],
                    hint="",
                    value=given.get(key, ""),
                    required=spec.required and key in ("surname", "given_name"),
                    attrs=attrs,
                    width="w-short" if key in ("house", "flat") else "",
                    errors=self.errors(inner),
                    lang=self.lang,
                )
            )
        return tuple(drawn)

    def rows(
        self, specs: tuple[Field, ...], path: str, value: Any
    ) -> tuple[tuple[FieldView, ...], ...]:
        given = [item for item in value if isinstance(item, dict)] if value else []
        return tuple(
            tuple(
                self.view(spec, f"{path}.{number}.{spec.key}", row.get(spec.key))
                for spec in specs
                if spec.filled_by in self.filled_by
            )
            for number, row in enumerate([*given, {}])
        )


def html_id(path: str) -> str:
    """The id of a control, the target of the links in an error summary."""
    return "f-" + path.replace(".", "-")


def attributes(spec: Field) -> dict[str, str]:
    """HTML attributes of a control beyond name, id and value."""
    found = dict(_ATTRS.get(spec.type, {}))
    if spec.type in ("text", "text_long"):
        found["maxlength"] = str(spec.max_length or (500 if spec.type == "text" else 10_000))
    if spec.type == "text_long":
        found["rows"] = "4"
    if spec.pattern:
        found["pattern"] = spec.pattern
    if spec.type == "date":
        for side in ("min", "max"):
            limit = getattr(spec, side)
            if limit and limit != "today":
                found[side] = str(limit)
    return found


def shown(spec: Field, value: Any) -> Any:
    """A stored value as its control shows it; what could not be read is shown as typed."""
    if value is None:
        return [] if spec.type == "choices" else ""
    if spec.type == "bool" and isinstance(value, bool):
        return "yes" if value else "no"
    if spec.type in ("money", "int") and isinstance(value, int):
        return f"{value:,}".replace(",", "\u00a0") if spec.type == "money" else str(value)
    if spec.type == "number" and isinstance(value, (int, float)):
        return f"{value:g}".replace(".", ",")
    if spec.type == "date_partial" and isinstance(value, str):
        return ".".join(reversed(value.split("-"))) if re.fullmatch(r"[\d-]+", value) else value
    return value


def _condition(spec: Field) -> Mapping[str, Any] | None:
    if spec.show_if is None:
        return None
    return {"field": spec.show_if.field, "among": list(spec.show_if.among)}


def views(
    form: Form,
    data: Mapping[str, Any] | None = None,
    *,
    lang: str = "kk",
    problems: Problems | None = None,
    lookup: Lookup = lookup_shipped,
    on: date | None = None,
    filled_by: frozenset[str] = frozenset({"person", "staff"}),
) -> tuple[SectionView, ...]:
    """The form as controls in its printed order.

    ``on`` hides dictionary values not valid that day; ``filled_by`` leaves out the blanks that
    others fill (a slip's registration date is the system's).
    """
    draw = _Draw(lang, problems or {}, lookup, on, filled_by)
    given = data or {}
    return tuple(_section(draw, section, given) for section in form.sections)


def _section(draw: _Draw, section: Section, data: Mapping[str, Any]) -> SectionView:
    fields: tuple[FieldView, ...] = ()
    rows: tuple[tuple[FieldView, ...], ...] = ()
    if section.repeat:
        rows = draw.rows(section.fields, section.key, data.get(section.key))
    else:
        fields = tuple(
            draw.view(spec, spec.key, data.get(spec.key))
            for spec in section.fields
            if spec.filled_by in draw.filled_by
        )
    return SectionView(
        section.key, draw.text(section.title), section.number, section.repeat, fields, rows
    )


def read(form: Form, posted: Mapping[str, list[str]]) -> dict[str, Any]:
    """The data of a posted HTML form: ``posted`` maps control names to their texts.

    Texts become numbers, booleans and ISO dates where they can; others stay as typed, so that
    the schema refuses them in words. Names the form does not know are left out, empty rows too.
    """
    data: dict[str, Any] = {}
    for section in form.sections:
        if section.repeat:
            rows = _read_rows(section.fields, section.key, posted)
            if rows:
                data[section.key] = rows
        else:
            data.update(_read_fields(section.fields, "", posted))
    return data


def _read_fields(
    specs: tuple[Field, ...], prefix: str, posted: Mapping[str, list[str]]
) -> dict[str, Any]:
    found = {}
    for spec in specs:
        value = _read_one(spec, prefix + spec.key, posted)
        if value not in (None, "", [], {}):
            found[spec.key] = value
    return found


def _read_rows(
    specs: tuple[Field, ...], path: str, posted: Mapping[str, list[str]]
) -> list[dict[str, Any]]:
    pattern = re.compile(re.escape(path) + r"\.(\d{1,4})\.")
    numbers = sorted({int(hit.group(1)) for name in posted if (hit := pattern.match(name))})
    rows = [_read_fields(specs, f"{path}.{number}.", posted) for number in numbers]
    return [row for row in rows if row]


def _read_one(spec: Field, path: str, posted: Mapping[str, list[str]]) -> Any:
    if spec.type == "fixed":
        return None
    if spec.type == "repeat":
        return _read_rows(spec.fields, path, posted)
    if spec.type in ("name", "address", "classifier"):
        start = path + "."
        parts = {
            name[len(start) :]: texts[-1].strip()
            for name, texts in posted.items()
            if name.startswith(start) and texts and texts[-1].strip()
        }
        return parts or _last(posted.get(path))
    if spec.type == "choices":
        return [text for text in posted.get(path, []) if text]
    return from_text(spec, _last(posted.get(path)))


def _last(texts: list[str] | None) -> str:
    return texts[-1].strip() if texts else ""


def from_text(spec: Field, text: str) -> Any:
    """One typed text as the JSON value of its field; unreadable text is returned as it is."""
    if text == "":
        return None
    if spec.type in ("bool", "consent"):
        return {"yes": True, "on": True, "true": True, "no": False, "false": False}.get(text, text)
    if spec.type in ("money", "int", "number"):
        plain = re.sub(r"[\s\u00a0\u202f]", "", text).removesuffix("₸").replace(",", ".")
        if re.fullmatch(r"-?[0-9]{1,15}", plain):
            return int(plain)
        if spec.type == "number" and re.fullmatch(r"-?[0-9]{1,15}\.[0-9]{1,6}", plain):
            return float(plain)
        return text
    if spec.type in ("date", "date_partial"):
        hit = re.fullmatch(r"(?:(?:(\d\d)\.)?(\d\d)\.)?(\d{4})", text)
        if hit:
            day, month, year = hit.groups()
            return "-".join(part for part in (year, month, day) if part)
    return text
