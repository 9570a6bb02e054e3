"""A form as JSON Schema, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from forms.dictionaries import Lookup, lookup_shipped
from forms.model import ADDRESS_PARTS, NAME_PARTS, Field, Form
from forms.schema import ROWS_LIMIT
from forms.values import LONG_TEXT_LIMIT, NAME_LIMIT, PART_LIMIT, TEXT_LIMIT

_PLAIN: dict[str, dict[str, Any]] = {
    "iin": {"type": "string", "pattern": "^[0-9]{12}$"},
    "bin": {"type": "string", "pattern": "^[0-9]{12}$"},
    "date": {"type": "string", "format": "date"},
    "date_partial": {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"},
    "money": {"type": "integer", "minimum": 0},
    "int": {"type": "integer", "minimum": 0},
    "number": {"type": "number", "minimum": 0},
    "bool": {"type": "boolean"},
    "consent": {"type": "boolean"},
    "phone": {"type": "string", "maxLength": 40},
    "email": {"type": "string", "format": "email", "maxLength": 200},
}


def openapi(form: Form, *, lookup: Lookup = lookup_shipped) -> dict[str, Any]:
    """The JSON Schema of a submission, with the texts of the Rules as titles."""
    properties: dict[str, Any] = {}
    required: list[str] = []
    for section in form.sections:
        inner = _object(section.fields, lookup)
        if section.repeat:
            properties[section.key] = {
                "type": "array",
                "title": section.title["kk"],
                "items": inner,
                "maxItems": ROWS_LIMIT,
            }
        else:
            properties.update(inner["properties"])
            required.extend(inner.get("required", []))
    found: dict[str, Any] = {
        "type": "object",
        "title": form.title["en"],
        "description": form.title["kk"],
        "additionalProperties": False,
        "properties": properties,
        "x-form": {"name": form.name, "version": form.version, "annex": form.annex},
    }
    if required:
        found["required"] = required
    return found


def _object(specs: tuple[Field, ...], lookup: Lookup) -> dict[str, Any]:
    inputs = [spec for spec in specs if spec.is_input]
    found: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {spec.key: _property(spec, lookup) for spec in inputs},
    }
    required = [spec.key for spec in inputs if spec.required and spec.show_if is None]
    if required:
        found["required"] = required
    return found


def _property(spec: Field, lookup: Lookup) -> dict[str, Any]:
    found = _shape(spec, lookup)
    found["title"] = spec.label["kk"]
    found["description"] = spec.label["en"]
    if spec.personal != "plain":
        found["x-personal"] = spec.personal
    return found


def _shape(spec: Field, lookup: Lookup) -> dict[str, Any]:
    kind = spec.type
    if kind in ("text", "text_long", "file"):
        limit = LONG_TEXT_LIMIT if kind == "text_long" else TEXT_LIMIT
        found: dict[str, Any] = {"type": "string", "maxLength": spec.max_length or limit}
        if spec.pattern:
            found["pattern"] = f"^(?:{spec.pattern})$"
        return found
    if kind == "name":
        whole = _parts(NAME_PARTS, ["surname", "given_name"], NAME_LIMIT)
        return {"anyOf": [whole, {"type": "string", "maxLength": TEXT_LIMIT}]}
    if kind == "address":
        return _parts((*ADDRESS_PARTS, "kato"), [])
    if kind == "repeat":
        return {"type": "array", "items": _object(spec.fields, lookup), "maxItems": ROWS_LIMIT}
    if kind in ("choice", "signature"):
        return _codes(spec, lookup)
    if kind == "choices":
        return {"type": "array", "items": _codes(spec, lookup), "uniqueItems": True}
    if kind == "classifier":
        return _parts(("code", "text"), [])
    return _limits(spec, dict(_PLAIN[kind]))


def _parts(names: tuple[str, ...], required: list[str], limit: int = PART_LIMIT) -> dict[str, Any]:
    text = {"type": "string", "maxLength": limit}
    found: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": dict.fromkeys(names, text),
    }
    if required:
        found["required"] = required
    return found


def _codes(spec: Field, lookup: Lookup) -> dict[str, Any]:
    if spec.choices:
        return {"type": "string", "enum": [choice.code for choice in spec.choices]}
    found = lookup(spec.dictionary or "")
    codes = list(found.codes()) if found else []
    return {"type": "string", "enum": codes, "x-dictionary": spec.dictionary}


def _limits(spec: Field, found: dict[str, Any]) -> dict[str, Any]:
    if spec.type in ("int", "money", "number"):
        if spec.min is not None:
            found["minimum"] = spec.min
        if spec.max is not None:
            found["maximum"] = spec.max
    return found
