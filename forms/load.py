"""Reads ``form.toml`` into a Form and refuses, with one sentence, whatever is not one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import tomli

from forms import ROOT
from forms.model import (
    CHECKS,
    FILLED_BY,
    LANGS,
    PERSONAL,
    TYPES,
    Check,
    Choice,
    Field,
    Form,
    FormError,
    Label,
    Section,
    ShowIf,
)

_KEY = re.compile(r"[a-z][a-z0-9_]*\Z")
_FORM_KEYS = frozenset(
    [
        "name",
        "annex",
        "version",
        "law",
        "kind",
        "title",
        "storage",
        "retention",
        "publish",
        "own",
        "action",
        "code",
        "section",
        "check",
        "translation",
        "include",
    ]
)
_SECTION_KEYS = frozenset(["key", "title", "repeat", "number", "law", "field"])
_FIELD_KEYS = frozenset(
    [
        "key",
        "label",
        "hint",
        "type",
        "required",
        "max_length",
        "min",
        "max",
        "pattern",
        "choices",
        "personal",
        "binds",
        "binds_text",
        "show_if",
        "law",
        "field",
        "filled_by",
        "copy_of",
        "asked",
    ]
)
_CHOICE_TYPES = frozenset({"choice", "choices", "classifier", "signature"})


class _Reader:
    """Reads one file; keeps its path so that each fault can name it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fail(self, where: str, fault: str) -> NoReturn:
        raise FormError(self.path, where, fault)

    def document(self) -> dict[str, Any]:
        try:
            return tomli.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            self.fail("", "the file is missing")
        except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
            self.fail("", f"it is not TOML: {error}")

    def known(self, raw: Mapping[str, Any], allowed: frozenset[str], where: str) -> None:
        extra = sorted(set(raw) - allowed)
        if extra:
            self.fail(where, f"unknown key {extra[0]!r}")

    def take(self, raw: Mapping[str, Any], key: str, kind: type, where: str, default: Any) -> Any:
        value = raw.get(key, default)
        if value is not default and not isinstance(value, kind):
            self.fail(where, f"{key} must be {kind.__name__}")
        return value

    def label(self, raw: object, where: str, what: str) -> Label:
        if not isinstance(raw, dict) or set(raw) != set(LANGS):
            self.fail(where, f"{what} needs exactly the texts kk, ru and en")
        for lang in LANGS:
            if not isinstance(raw[lang], str) or not raw[lang].strip():
                self.fail(where, f"{what} has no text in {lang}")
        return dict(raw)

    def key(self, raw: Mapping[str, Any], where: str) -> str:
        value = raw.get("key")
        if not isinstance(value, str) or not _KEY.match(value):
            self.fail(where, f"key {value!r} is not a lower-case name")
        return value

    def words(self, raw: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
        value = self.take(raw, key, list, where, [])
        if not all(isinstance(item, str) for item in value):
            self.fail(where, f"{key} must be a list of texts")
        return tuple(value)

    def one_of(self, value: object, allowed: object, where: str, what: str) -> str:
        if not isinstance(value, str) or value not in allowed:  # type: ignore[operator]
            self.fail(where, f"{what} {value!r} is not known")
        return value

    def form(self, raw: dict[str, Any]) -> Form:
        self.known(raw, _FORM_KEYS, "")
        name = raw.get("name")
        if name != self.path.parent.name:
            self.fail("", f"name {name!r} differs from its folder {self.path.parent.name!r}")
        version = raw.get("version")
        if not isinstance(version, str) or not version:
            self.fail("", "version is missing")
        raw = self.included(raw)
        sections = tuple(self.section(item) for item in raw.get("section", []))
        if not sections:
            self.fail("", "it has no section")
        self.unique([section.key for section in sections], "section")
        form = Form(
            name=name,
            version=version,
            kind=self.one_of(raw.get("kind"), ("entry", "document"), "", "kind"),
            title=self.label(raw.get("title"), "", "title"),
            sections=sections,
            annex=self.take(raw, "annex", str, "", ""),
            law=self.words(raw, "law", ""),
            storage=self.take(raw, "storage", str, "", "document"),
            retention=self.take(raw, "retention", str, "", "case"),
            publish=self.take(raw, "publish", bool, "", False),
            own=self.take(raw, "own", bool, "", False),
            action=self.take(raw, "action", str, "", ""),
            code=self.take(raw, "code", str, "", ""),
            translation=self.translation(raw.get("translation", {})),
            folder=self.path.parent,
            checks=tuple(self.check(item) for item in raw.get("check", [])),
        )
        self.cross_check(form)
        return form

    def included(self, raw: dict[str, Any]) -> dict[str, Any]:
        """The form with whole sections of shipped forms before its own, and their checks."""
        sections: list[Any] = []
        checks: list[Any] = []
        for item in raw.get("include", []):
            self.known(item, frozenset({"form", "sections"}), "include")
            name = self.take(item, "form", str, "include", "")
            other = _Reader(ROOT / name / "form.toml").document()
            chosen = self.words(item, "sections", f"include {name}")
            found = {one.get("key"): one for one in other.get("section", [])}
            lost = [key for key in chosen if key not in found]
            if lost:
                self.fail(f"include {name}", f"it has no section {lost[0]!r}")
            sections += [found[key] for key in chosen] if chosen else other.get("section", [])
            checks += [] if chosen else other.get("check", [])
        return {**raw, "section": [*sections, *raw.get("section", [])],
                "check": [*checks, *raw.get("check", [])]}

    def translation(self, raw: object) -> dict[str, tuple[str, ...]]:
        if not isinstance(raw, dict) or not set(raw) <= {"ru", "en"}:
            self.fail("translation", "only ru and en can be given")
        return {lang: self.words(raw, lang, "translation") for lang in raw}

    def section(self, raw: dict[str, Any]) -> Section:
        where = f"section {raw.get('key')}"
        self.known(raw, _SECTION_KEYS, where)
        return Section(
            key=self.key(raw, where),
            title=self.label(raw.get("title"), where, "title"),
            fields=tuple(self.field(item) for item in raw.get("field", [])),
            repeat=self.take(raw, "repeat", bool, where, False),
            number=self.take(raw, "number", str, where, ""),
            law=self.words(raw, "law", where),
        )

    def field(self, raw: dict[str, Any]) -> Field:
        where = f"field {raw.get('key')}"
        self.known(raw, _FIELD_KEYS, where)
        kind = self.one_of(raw.get("type"), TYPES, where, "type")
        choices, dictionary = self.choices(raw, kind, where)
        columns = tuple(self.field(item) for item in raw.get("field", []))
        if (kind == "repeat") != bool(columns):
            self.fail(where, "a repeat has columns, and nothing else has")
        if any(column.type == "repeat" for column in columns):
            self.fail(where, "a repeat inside a repeat is not supported")
        return Field(
            key=self.key(raw, where),
            label=self.label(raw.get("label"), where, "label"),
            type=kind,
            required=self.take(raw, "required", bool, where, False),
            hint=self.label(raw["hint"], where, "hint") if "hint" in raw else None,
            max_length=self.positive(raw.get("max_length"), where),
            min=self.bound(raw.get("min"), kind, where),
            max=self.bound(raw.get("max"), kind, where),
            pattern=self.pattern(raw.get("pattern"), where),
            choices=choices,
            dictionary=dictionary,
            personal=self.one_of(raw.get("personal", "plain"), PERSONAL, where, "personal"),
            binds=self.binds(raw.get("binds"), where),
            binds_text=self.binds(raw.get("binds_text"), where),
            show_if=self.show_if(raw.get("show_if"), where),
            law=self.words(raw, "law", where),
            fields=columns,
            filled_by=self.one_of(raw.get("filled_by", "person"), FILLED_BY, where, "filled_by"),
            copy_of=self.take(raw, "copy_of", str, where, None),
            asked=self.label(raw["asked"], where, "asked") if "asked" in raw else None,
        )

    def choices(
        self, raw: Mapping[str, Any], kind: str, where: str
    ) -> tuple[tuple[Choice, ...], str | None]:
        given = raw.get("choices")
        if given is None:
            if kind in ("choice", "choices", "classifier"):
                self.fail(where, f"a {kind} needs choices")
            return (), "signature_method" if kind == "signature" else None
        if kind not in _CHOICE_TYPES:
            self.fail(where, f"a {kind} takes no choices")
        if isinstance(given, str):
            return (), given
        if not isinstance(given, list) or not given:
            self.fail(where, "choices must name a dictionary or list the options")
        options = []
        for item in given:
            if not isinstance(item, dict) or not isinstance(item.get("code"), str):
                self.fail(where, "each option needs a code and its texts")
            label = self.label({k: v for k, v in item.items() if k != "code"}, where, "option")
            options.append(Choice(item["code"], label))
        self.unique([option.code for option in options], f"{where}, option")
        return tuple(options), None

    def positive(self, value: object, where: str) -> int | None:
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            self.fail(where, "max_length must be a positive whole number")
        return value

    def bound(self, value: object, kind: str, where: str) -> str | int | float | None:
        if value is None:
            return None
        if kind in ("date", "date_partial"):
            if value == "today":
                return "today"
            if isinstance(value, date):
                return value.isoformat()
            self.fail(where, "a limit of a date is a date or 'today'")
        if kind in ("int", "number", "money") and isinstance(value, (int, float)):
            return value
        self.fail(where, f"a {kind} takes no such limit")

    def pattern(self, value: object, where: str) -> str | None:
        if value is None:
            return None
        try:
            re.compile(str(value))
        except re.error as error:
            self.fail(where, f"pattern is not a regular expression: {error}")
        return str(value)

    def binds(self, value: object, where: str) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str) or not re.fullmatch(r"[a-z_]+\.[a-z_]+", value):
            self.fail(where, f"binds {value!r} is not table.column")
        return value

    def show_if(self, raw: object, where: str) -> ShowIf | None:
        if raw is None:
            return None
        if not isinstance(raw, dict) or set(raw) not in ({"field", "equals"}, {"field", "in"}):
            self.fail(where, "show_if needs field and either equals or in")
        among = raw["in"] if "in" in raw else [raw["equals"]]
        return ShowIf(raw["field"], tuple(among))

    def check(self, raw: dict[str, Any]) -> Check:
        kinds = [kind for kind in CHECKS if kind in raw]
        if len(kinds) != 1 or not set(raw) <= {kinds[0], "message"}:
            self.fail("check", f"it needs exactly one of {', '.join(CHECKS)}")
        names = self.words(raw, kinds[0], "check")
        if len(names) < 2:
            self.fail("check", f"{kinds[0]} needs at least two fields")
        message = self.label(raw["message"], "check", "message") if "message" in raw else None
        return Check(kinds[0], names, message)

    def unique(self, names: list[str], what: str) -> None:
        doubled = sorted({name for name in names if names.count(name) > 1})
        if doubled:
            self.fail(f"{what} {doubled[0]}", "it is declared twice")

    def cross_check(self, form: Form) -> None:
        flat = [
            item.key for section in form.sections if not section.repeat for item in section.fields
        ]
        repeated = [section for section in form.sections if section.repeat]
        scopes = [flat, *([item.key for item in section.fields] for section in repeated)]
        self.unique(flat + [section.key for section in repeated], "field")
        for scope in scopes:
            self.unique(scope, "field")
        for section in form.sections:
            own = [item.key for item in section.fields] if section.repeat else flat
            for item in section.fields:
                target = item.show_if.field if item.show_if else item.copy_of
                if target is not None and target not in own:
                    self.fail(f"field {item.key}", f"it refers to an unknown field {target!r}")
        for check in form.checks:
            unknown = [name for name in check.fields if not any(name in own for own in scopes)]
            if unknown:
                self.fail("check", f"it refers to an unknown field {unknown[0]!r}")
            if not any(set(check.fields) <= set(own) for own in scopes):
                self.fail("check", "its fields lie in different rows")


def load_form(folder: Path) -> Form:
    """The form in ``folder/form.toml``; FormError names file, field and fault."""
    reader = _Reader(folder / "form.toml")
    return reader.form(reader.document())


def load_all(root: Path) -> dict[str, Form]:
    """Every form below ``root`` (one folder each), by name; FormError on the first bad one."""
    folders = sorted(path.parent for path in root.glob("*/form.toml"))
    return {form.name: form for form in map(load_form, folders)}
