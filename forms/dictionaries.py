"""Dictionaries: the closed lists and small classifiers that forms choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import tomli

from forms import ROOT
from forms.model import LANGS, Choice, FormError, Label

_ENTRY_KEYS = frozenset(
    ["code", "kk", "ru", "en", "order", "parent", "synonyms", "valid_from", "valid_to", "law"]
    + ["heading"]
)


@dataclass(frozen=True, slots=True)
class DictionaryEntry:
    """One value: its code never changes, its label may; retired by ``valid_to`` (inclusive).

    A ``heading`` groups others (their ``parent``) and cannot be chosen itself.
    """

    code: str
    label: Label
    order: int
    parent: str | None = None
    synonyms: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    law: tuple[str, ...] = ()
    heading: bool = False

    def valid_on(self, on: date) -> bool:
        """Whether the value may be chosen on that day."""
        return (self.valid_from or on) <= on <= (self.valid_to or on)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A named list of entries in its order; ``own`` marks one the Rules do not set."""

    name: str
    title: Label
    entries: tuple[DictionaryEntry, ...]
    law: tuple[str, ...] = ()
    own: bool = False

    def get(self, code: str) -> DictionaryEntry | None:
        """The entry of that code, or None."""
        return next((entry for entry in self.entries if entry.code == code), None)

    def label(self, code: str, lang: str) -> str:
        """Its text in one language; the code itself when the list does not know it."""
        entry = self.get(code)
        return entry.label[lang] if entry else code

    def codes(self) -> Mapping[str, Label]:
        """Every code a value may hold, retired ones too: old entries keep them."""
        return {entry.code: entry.label for entry in self.entries if not entry.heading}

    def choices(self, on: date | None = None) -> tuple[Choice, ...]:
        """What may be chosen, on a day where one is given."""
        return tuple(
            Choice(entry.code, entry.label)
            for entry in self.entries
            if not entry.heading and (on is None or entry.valid_on(on))
        )

    def search(self, text: str, limit: int = 20) -> tuple[DictionaryEntry, ...]:
        """Entries whose code, label or synonym contains every word, best first."""
        words = text.casefold().split()
        ranked = []
        for entry in self.entries:
            heads = [entry.code, *(entry.label[lang] for lang in LANGS), *entry.synonyms]
            heads = [head.casefold() for head in heads]
            hay = "\n".join(heads)
            if words and not entry.heading and all(word in hay for word in words):
                starts = any(head.startswith(words[0]) for head in heads)
                ranked.append((not starts, entry.order, entry))
        ranked.sort(key=lambda item: item[:2])
        return tuple(entry for *_, entry in ranked[:limit])


Lookup: TypeAlias = Callable[[str], Dictionary | None]
"""Finds a dictionary by name: the shipped files, or the ones an instance keeps."""


def _entry(path: Path, number: int, raw: Mapping[str, Any]) -> DictionaryEntry:
    where = f"entry {raw.get('code', number)}"
    if not isinstance(raw.get("code"), str) or not raw["code"]:
        raise FormError(path, where, "it has no code")
    extra = sorted(set(raw) - _ENTRY_KEYS)
    if extra:
        raise FormError(path, where, f"unknown key {extra[0]!r}")
    for lang in LANGS:
        if not isinstance(raw.get(lang), str) or not raw[lang].strip():
            raise FormError(path, where, f"it has no text in {lang}")
    return DictionaryEntry(
        code=raw["code"],
        label={lang: raw[lang] for lang in LANGS},
        order=int(raw.get("order", number)),
        parent=raw.get("parent"),
        synonyms=tuple(raw.get("synonyms", ())),
        valid_from=raw.get("valid_from"),
        valid_to=raw.get("valid_to"),
        law=tuple(raw.get("law", ())),
        heading=bool(raw.get("heading", False)),
    )


def load_dictionary(path: Path) -> Dictionary:
    """The dictionary in one TOML file, named after it; FormError says what is wrong."""
    try:
        raw = tomli.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FormError(path, "", f"it cannot be read: {error}") from error
    if raw.get("name") != path.stem:
        raise FormError(path, "", f"name {raw.get('name')!r} differs from its file")
    title = raw.get("title")
    if not isinstance(title, dict) or set(title) != set(LANGS):
        raise FormError(path, "", "title needs exactly the texts kk, ru and en")
    entries = [_entry(path, n, item) for n, item in enumerate(raw.get("entry", []), start=1)]
    codes = [entry.code for entry in entries]
    doubled = sorted({code for code in codes if codes.count(code) > 1})
    if doubled:
        raise FormError(path, f"entry {doubled[0]}", "it is declared twice")
    for entry in entries:
        if entry.parent is not None and entry.parent not in codes:
            raise FormError(path, f"entry {entry.code}", f"unknown parent {entry.parent!r}")
    entries.sort(key=lambda entry: entry.order)
    return Dictionary(
        raw["name"], title, tuple(entries), tuple(raw.get("law", ())), bool(raw.get("own", False))
    )


def load_dictionaries(root: Path) -> dict[str, Dictionary]:
    """Every ``*.toml`` of a folder, by name."""
    return {found.name: found for found in map(load_dictionary, sorted(root.glob("*.toml")))}


@cache
def shipped() -> Mapping[str, Dictionary]:
    """The dictionaries that ship with the console, read once."""
    return load_dictionaries(ROOT / "dictionaries")


def lookup_shipped(name: str) -> Dictionary | None:
    """Finds one of the shipped dictionaries."""
    return shipped().get(name)
