"""A form as a marshmallow schema, as JSON Schema, and as typed values for bound columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeAlias

import marshmallow
from marshmallow import ValidationError, fields, validates_schema

from forms.dictionaries import Lookup, lookup_shipped
from forms.messages import Problem, problem
from forms.model import Check, Field, Form, Label
from forms.values import TYPES, Value, refuse

ROWS_LIMIT = 100

Problems: TypeAlias = dict[str, list[Problem]]
"""Every fault of a submission: field path (``education.0.graduated_on``) to its problems."""


class _Rows(fields.Field[Any]):
    """A list of rows, each checked by its own schema; every row's faults are reported."""

    def __init__(self, row: marshmallow.Schema, *, required: bool) -> None:
        super().__init__(required=required, allow_none=True)
        self.row = row

    def make_error(self, key: str, **kwargs: Any) -> ValidationError:
        return refuse("required" if key in ("required", "null") else "type")

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> list[dict[str, Any]]:
        if not isinstance(value, list):
            raise refuse("type")
        if len(value) > ROWS_LIMIT:
            raise refuse("too_many", limit=ROWS_LIMIT)
        if self.required and not value:
            raise refuse("required")
        rows, faults = [], {}
        for number, item in enumerate(value):
            try:
                rows.append(self.row.load(item, partial=kwargs.get("partial")))
            except ValidationError as error:
                faults[number] = error.messages
        if faults:
            raise ValidationError(faults)
        return rows


class FormSchema(marshmallow.Schema):
    """Schema of one row or of a whole form; ``load`` returns JSON-ready data or raises."""

    error_messages = {  # noqa: RUF012
        "unknown": problem("unknown"),  # type: ignore[dict-item]
        "type": problem("type"),  # type: ignore[dict-item]
    }
    specs: Mapping[str, Field]
    checks: tuple[Check, ...]

    class Meta:
        """Unknown fields are faults."""

        unknown = marshmallow.RAISE

    @validates_schema(skip_on_field_errors=False)
    def _across(self, data: dict[str, Any], *, partial: Any = None, **_: Any) -> None:
        faults: dict[str, list[Problem]] = {}
        for spec in self.specs.values():
            if spec.show_if and spec.required and not partial:
                shown = data.get(spec.show_if.field) in spec.show_if.among
                if shown and is_empty(data.get(spec.key)):
                    faults.setdefault(spec.key, []).append(problem("required"))
        for check in self.checks:
            for key, fault in _failures(check, data, self.specs, bool(partial)):
                faults.setdefault(key, []).append(fault)
        if faults:
            raise ValidationError(faults)

    def faultless(self, data: object) -> dict[str, Any] | None:
        """What ``load`` returns where nothing is wrong, in a fraction of its time; else None.

        For rows by the thousand: most are right, and ``load`` words the faults of the others.
        """
        if type(data) is not dict or not data.keys() <= self.load_fields.keys():
            return None
        clean: dict[str, Any] = {}
        try:
            for key, made in self.load_fields.items():
                if key in data:
                    clean[key] = made.deserialize(data[key], key, data)
                elif made.required:
                    return None
            self._across(clean)
        except ValidationError:
            return None
        return {key: value for key, value in clean.items() if not is_empty(value)}

    @marshmallow.post_load
    def _drop_empty(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {key: value for key, value in data.items() if not is_empty(value)}


def is_empty(value: object) -> bool:
    """Whether a value counts as not given (``False`` and ``0`` are answers)."""
    return value is None or value == "" or value == [] or value == {}


def _failures(
    check: Check, data: Mapping[str, Any], specs: Mapping[str, Field], partial: bool
) -> Iterator[tuple[str, Problem]]:
    values = [data.get(key) for key in check.fields]
    if check.kind in ("not_before", "gte") and (is_empty(values[0]) or is_empty(values[1])):
        return
    names = ", ".join
    labels = [specs[key].label for key in check.fields]
    listed = {lang: names(f"«{label[lang]}»" for label in labels) for lang in ("kk", "ru", "en")}
    first, second = check.fields[0], labels[1]
    if check.kind in ("not_before", "gte"):
        one, two = values[:2]
        if check.kind == "not_before":
            # a bare year is compared with the year of a full date
            size = min(len(str(one)), len(str(two)))
            wrong = str(one)[:size] < str(two)[:size]
        else:
            wrong = float(str(one)) < float(str(two))
        if wrong:
            yield (
                first,
                problem(
                    check.kind,
                    message=check.message,
                    first=dict(labels[0]),
                    second=dict(second),
                ),
            )
        return
    empty = [is_empty(value) for value in values]
    if check.kind == "one_of" and all(empty) and not partial:
        yield first, problem("one_of", message=check.message, names=listed)
    if check.kind == "together" and any(empty) and not all(empty) and not partial:
        for key, missing in zip(check.fields, empty, strict=True):
            if missing:
                yield key, problem("together", message=check.message, names=listed)


def _codes(spec: Field, lookup: Lookup) -> Mapping[str, Label] | None:
    if spec.choices:
        return {choice.code: choice.label for choice in spec.choices}
    if spec.dictionary is None:
        return None
    found = lookup(spec.dictionary)
    # a missing list refuses every code: failing open would let any word in
    return found.codes() if found else {}


def _value(spec: Field, lookup: Lookup, today: date) -> fields.Field[Any]:
    if spec.type == "repeat":
        row = _schema_class(spec.key, spec.fields, (), lookup, today)()
        return _Rows(row, required=spec.required)
    kind: type[Value] = TYPES[spec.type]
    return kind(spec, codes=_codes(spec, lookup), today=today)


def _schema_class(
    name: str,
    specs: tuple[Field, ...],
    checks: tuple[Check, ...],
    lookup: Lookup,
    today: date,
    rows: Mapping[str, fields.Field[Any]] | None = None,
) -> type[FormSchema]:
    members: dict[str, Any] = {
        spec.key: _value(spec, lookup, today) for spec in specs if spec.is_input
    }
    members.update(rows or {})
    # the class attributes of a schema share a namespace with its fields
    made = FormSchema.from_dict(members, name=f"{name}_schema")
    made.specs = {spec.key: spec for spec in specs}  # type: ignore[attr-defined]
    made.checks = checks  # type: ignore[attr-defined]
    return made  # type: ignore[return-value]


def schema(
    form: Form,
    *,
    partial: bool = False,
    lookup: Lookup = lookup_shipped,
    today: date | None = None,
) -> FormSchema:
    """The schema of a form; ``partial`` forgives what is not filled in yet (drafts).

    ``load`` takes ``{field: value, repeated_section: [{field: value}, …]}`` and returns the same,
    tidied and JSON-ready; ``today`` is the civil date that ``"today"`` limits are measured by.
    """
    on = today or datetime.now().astimezone().date()
    if lookup is lookup_shipped:
        return _shipped_schema(form, partial, on)
    return _build(form, partial, lookup, on)


@lru_cache(maxsize=256)
def _shipped_schema(form: Form, partial: bool, on: date) -> FormSchema:
    # shipped lists never change while running; an instance's own may, so those are read afresh
    return _build(form, partial, lookup_shipped, on)


def _build(form: Form, partial: bool, lookup: Lookup, on: date) -> FormSchema:
    flat: list[Field] = []
    rows: dict[str, fields.Field[Any]] = {}
    for section in form.sections:
        if not section.repeat:
            flat.extend(section.fields)
            continue
        keys = {item.key for item in section.fields}
        inner = tuple(check for check in form.checks if set(check.fields) <= keys)
        row = _schema_class(section.key, section.fields, inner, lookup, on)()
        rows[section.key] = _Rows(row, required=False)
    keys = {item.key for item in flat}
    outer = tuple(check for check in form.checks if set(check.fields) <= keys)
    return _schema_class(form.name, tuple(flat), outer, lookup, on, rows)(partial=partial)


def flatten(messages: Any, path: str = "") -> Problems:
    """Marshmallow's nested messages as field path to problems."""
    found: Problems = {}
    if isinstance(messages, list):
        found[path] = [item if isinstance(item, dict) else problem("type") for item in messages]
        return found
    if not isinstance(messages, dict):
        return {path: [problem("type")]}
    for key, inner in messages.items():
        step = path if key == "_schema" else f"{path}.{key}" if path else str(key)
        for where, problems in flatten(inner, step).items():
            found.setdefault(where, []).extend(problems)
    return found


def checker(
    form: Form, *, lookup: Lookup = lookup_shipped, today: date | None = None
) -> Callable[[object], tuple[dict[str, Any], Problems]]:
    """``check`` of many submissions of one form, its schema built once."""
    built = schema(form, lookup=lookup, today=today)

    def one(data: object) -> tuple[dict[str, Any], Problems]:
        clean = built.faultless(data)
        if clean is not None:
            return clean, {}
        try:
            return dict(built.load(data)), {}  # type: ignore[arg-type]
        except ValidationError as error:
            return {}, flatten(error.messages)

    return one


def check(
    form: Form,
    data: object,
    *,
    partial: bool = False,
    lookup: Lookup = lookup_shipped,
    today: date | None = None,
) -> tuple[dict[str, Any], Problems]:
    """The tidied data and every fault at once; the data is empty when there is any fault."""
    try:
        clean = schema(form, partial=partial, lookup=lookup, today=today).load(data)  # type: ignore[arg-type]
    except ValidationError as error:
        return {}, flatten(error.messages)
    return dict(clean), {}


def bound(form: Form, data: Mapping[str, Any]) -> dict[str, Any]:
    """What a submission copies to typed columns: ``{"person.birth_date": date(…), …}``.

    A name gives ``.surname``, ``.given_name`` and ``.patronymic`` of its table; an address gives
    its column (the eight parts and KATO as an object) and ``.kato``; a classifier gives its code
    and, under ``binds_text``, its words. Only fields outside repeats.
    """
    columns: dict[str, Any] = {}
    for section in form.sections:
        if section.repeat:
            continue
        for spec in section.fields:
            if spec.binds is None or is_empty(data.get(spec.key)):
                continue
            value, table = data[spec.key], spec.binds.partition(".")[0]
            if spec.type == "name":
                columns.update({f"{table}.{part}": value.get(part) for part in value})
                continue
            if spec.type == "classifier":
                columns[spec.binds] = value.get("code")
                if spec.binds_text:
                    columns[spec.binds_text] = value.get("text", "")
                continue
            columns[spec.binds] = date.fromisoformat(value) if spec.type == "date" else value
            if spec.type == "address" and value.get("kato"):
                columns[f"{table}.kato"] = value["kato"]
    return columns
