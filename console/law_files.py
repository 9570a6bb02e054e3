"""Reads law.toml and deadlines.toml into the shapes of `console.law_model`.

A file is refused as a whole at its first fault: the LawError names the file, the entry and
what is wrong, so that whoever edits the law finds the line without reading code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import tomli

from console.law_model import (
    KINDS,
    LANGUAGES,
    RESPONSIBLE,
    SCHEMES,
    STATUSES,
    UNITS,
    Act,
    ChapterLaw,
    DatedValue,
    Deadline,
    DeadlineValue,
    Edition,
    Label,
    LawError,
    Paragraph,
    Reading,
    ValuePoint,
)

_NUMBER = re.compile(r"^(?:annex-)?\d+(?:[.-]\d+)*$")
_STEP = re.compile(r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")
_LAW_KEYS = frozenset(("chapter", "act", "edition", "paragraph", "reading", "value"))


@dataclass(frozen=True, slots=True)
class _Entry:
    """One table of a file with the words that find it again in a message."""

    file: str
    name: str
    data: Mapping[str, Any]

    def fail(self, what: str) -> LawError:
        return LawError(f"{self.file}: {self.name} {what}")

    def only(self, *known: str) -> None:
        if extra := sorted(set(self.data) - set(known)):
            raise self.fail(f"has the unknown key {extra[0]!r}")

    def need(self, key: str) -> Any:
        if key not in self.data:
            raise self.fail(f"lacks {key!r}")
        return self.data[key]

    def text(self, key: str, among: tuple[str, ...] = ()) -> str:
        value = self.need(key)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(f"needs words in {key!r}")
        if among and value not in among:
            raise self.fail(f"has {value!r} in {key!r}, which is none of {', '.join(among)}")
        return value

    def day(self, key: str) -> date:
        value = self.need(key)
        if type(value) is not date:
            raise self.fail(f"needs a date in {key!r}")
        return value

    def flag(self, key: str) -> bool:
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            raise self.fail(f"needs true or false in {key!r}")
        return value

    def label(self, key: str, languages: tuple[str, ...] = LANGUAGES) -> Label:
        value = self.need(key)
        if not isinstance(value, dict) or set(value) != set(languages):
            raise self.fail(f"needs {', '.join(languages)} in {key!r}")
        for word in value.values():
            if not isinstance(word, str) or not word.strip():
                raise self.fail(f"has an empty language in {key!r}")
        return value

    def label_or_none(self, key: str) -> Label | None:
        return self.label(key) if key in self.data else None

    def numbers(self, key: str) -> tuple[str, ...]:
        return self.words(key, _NUMBER, "a paragraph number")

    def words(self, key: str, shape: re.Pattern[str], what: str) -> tuple[str, ...]:
        value = self.data.get(key, [])
        if not isinstance(value, list):
            raise self.fail(f"needs a list in {key!r}")
        for word in value:
            if not isinstance(word, str) or not shape.match(word):
                raise self.fail(f"has {word!r} in {key!r}, which is not {what}")
        return tuple(value)

    def parts(self, key: str, by: str) -> list[_Entry]:
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            raise self.fail(f"needs [[{key}]] tables")
        return [
            _Entry(self.file, f"{key} {v.get(by, f'no. {i}')}", v)
            for i, v in enumerate(value, 1)
        ]


def load_law(path: Path) -> ChapterLaw:
    """Read one law.toml; LawError names the file, the entry and the fault."""
    root = _read(path)
    root.only(*_LAW_KEYS)
    chapter = root.text("chapter")
    return ChapterLaw(
        chapter=chapter,
        act=_act(_Entry(root.file, "the act", root.data["act"])) if "act" in root.data else None,
        editions=tuple(_edition(e) for e in root.parts("edition", "id")),
        paragraphs=tuple(_paragraph(e, chapter) for e in root.parts("paragraph", "number")),
        readings=tuple(_reading(e, chapter) for e in root.parts("reading", "id")),
        values=tuple(_value(e, chapter) for e in root.parts("value", "key")),
    )


def load_deadlines(path: Path) -> tuple[Deadline, ...]:
    """Read one deadlines.toml; LawError names the file, the entry and the fault."""
    root = _read(path)
    root.only("chapter", "deadline")
    chapter = root.text("chapter")
    return tuple(_deadline(e, chapter) for e in root.parts("deadline", "id"))


def _read(path: Path) -> _Entry:
    # Two chapters' files bear one name, so a message shows the folder as well.
    file = "/".join(path.parts[-2:])
    try:
        data = tomli.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise LawError(f"{file}: cannot be read ({fault.strerror})") from fault
    except (UnicodeDecodeError, tomli.TOMLDecodeError) as fault:
        raise LawError(f"{file}: is not valid TOML ({fault})") from fault
    return _Entry(file, "the file", data)


def _act(entry: _Entry) -> Act:
    entry.only("number", "title", "adopted", "repealed_on", "note")
    return Act(
        number=entry.text("number"),
        title=entry.label("title"),
        adopted=entry.day("adopted"),
        repealed_on=entry.day("repealed_on") if "repealed_on" in entry.data else None,
        note=entry.label_or_none("note"),
    )


def _edition(entry: _Entry) -> Edition:
    entry.only("id", "name", "valid_from", "valid_to", "unverified", "note")
    edition = Edition(
        id=entry.text("id"),
        name=entry.label("name"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.day("valid_to") if "valid_to" in entry.data else None,
        unverified=entry.flag("unverified"),
        note=entry.label_or_none("note"),
    )
    if edition.valid_to is not None and edition.valid_to < edition.valid_from:
        raise entry.fail("ends before it begins")
    if edition.unverified and edition.note is None:
        raise entry.fail("is unverified without a 'note' that says why")
    return edition


def _paragraph(entry: _Entry, chapter: str) -> Paragraph:
    entry.only("number", "bookmark", "section", "edition", "restated_by", "kk", "gist", "status",
               "reason")
    number = entry.text("number")
    if not _NUMBER.match(number):
        raise entry.fail("has no number of a paragraph or annex")
    status = entry.text("status", STATUSES)
    if status != "implemented" and "reason" not in entry.data:
        raise entry.fail(f"is {status} without a 'reason'")
    return Paragraph(
        number=number,
        chapter=chapter,
        bookmark=str(entry.need("bookmark")),
        section=str(entry.need("section")),
        edition=entry.text("edition"),
        restated_by=entry.text("restated_by"),
        kk=entry.text("kk"),
        gist=entry.label("gist", ("ru", "en")),
        status=status,
        reason=entry.label_or_none("reason"),
    )


def _reading(entry: _Entry, chapter: str) -> Reading:
    entry.only("id", "paragraphs", "text", "decided_by", "date")
    reading = Reading(
        id=entry.text("id"),
        chapter=chapter,
        paragraphs=entry.numbers("paragraphs"),
        text=entry.label("text"),
        decided_by=entry.label("decided_by"),
        date=entry.day("date"),
    )
    if not reading.paragraphs:
        raise entry.fail("names no paragraph")
    return reading


def _value(entry: _Entry, chapter: str) -> DatedValue:
    entry.only("key", "paragraph", "unit", "at")
    points = tuple(_value_point(entry, p) for p in entry.parts("at", "from"))
    if not points:
        raise entry.fail("has no [[value.at]]")
    apart = {(p.valid_from, p.region, tuple(sorted(p.where.items()))) for p in points}
    if len(apart) < len(points):
        raise entry.fail("has two values for one day, region and facts")
    paragraph = entry.text("paragraph")
    if not _NUMBER.match(paragraph):
        raise entry.fail(f"has {paragraph!r} in 'paragraph', which is not a paragraph number")
    return DatedValue(entry.text("key"), chapter, paragraph, entry.text("unit"), points)


def _value_point(owner: _Entry, entry: _Entry) -> ValuePoint:
    entry = _Entry(entry.file, f"{owner.name}, {entry.name},", entry.data)
    entry.only("from", "value", "source", "region", "where")
    value = entry.need("value")
    if not isinstance(value, int | str):
        raise entry.fail("needs a whole number, words or true/false in 'value'")
    where = entry.data.get("where", {})
    if not isinstance(where, dict) or not all(isinstance(v, str) for v in where.values()):
        raise entry.fail("needs words in 'where'")
    return ValuePoint(
        valid_from=entry.day("from"),
        value=value,
        source=entry.label("source"),
        region=entry.text("region") if "region" in entry.data else None,
        where=where,
    )


def _deadline(entry: _Entry, chapter: str) -> Deadline:
    entry.only("id", "paragraph", "also", "title", "consequence", "responsible", "kind",
               "starts_on", "stops_on", "starts_from", "starts_when", "restarts", "scheme",
               "unbound", "internal", "value")
    kind = entry.text("kind", KINDS)
    points = tuple(_deadline_value(entry, p) for p in entry.parts("value", "from"))
    if kind == "none" and points:
        raise entry.fail("is of kind 'none' and yet has a value")
    if kind != "none" and not points:
        raise entry.fail("has no [[deadline.value]]")
    if len({(p.valid_from, p.edition) for p in points}) < len(points):
        raise entry.fail("has two values for one day and edition")
    starts = entry.words("starts_on", _STEP, "a step name")
    unbound = entry.label_or_none("unbound")
    if kind != "none" and not starts and unbound is None:
        raise entry.fail("is started by no step and has no 'unbound' that says why")
    if starts and unbound is not None:
        raise entry.fail("is started by a step and yet has 'unbound'")
    paragraph = entry.text("paragraph")
    if not _NUMBER.match(paragraph):
        raise entry.fail(f"has {paragraph!r} in 'paragraph', which is not a paragraph number")
    return Deadline(
        id=entry.text("id"),
        chapter=chapter,
        paragraph=paragraph,
        also=entry.numbers("also"),
        title=entry.label("title"),
        consequence=entry.label("consequence"),
        responsible=entry.text("responsible", tuple(sorted(RESPONSIBLE))),
        kind=kind,
        starts_on=starts,
        stops_on=entry.words("stops_on", _STEP, "a step name"),
        starts_from=entry.text("starts_from") if "starts_from" in entry.data else "occurred",
        starts_when=_starts_when(entry),
        restarts=entry.flag("restarts"),
        scheme=entry.text("scheme", SCHEMES),
        unbound=unbound,
        points=points,
        internal=entry.flag("internal"),
    )


def _starts_when(entry: _Entry) -> dict[str, tuple[str, ...]]:
    value = entry.data.get("starts_when", {})
    if not isinstance(value, dict):
        raise entry.fail("needs facts in 'starts_when'")
    for name, words in value.items():
        if not isinstance(words, list) or not words or not all(isinstance(w, str) for w in words):
            raise entry.fail(f"needs a list of words for {name!r} in 'starts_when'")
    return {name: tuple(words) for name, words in value.items()}


def _deadline_value(owner: _Entry, entry: _Entry) -> DeadlineValue:
    entry = _Entry(entry.file, f"{owner.name}, {entry.name},", entry.data)
    entry.only("from", "edition", "amount", "unit", "source")
    unit = entry.text("unit", UNITS)
    amount = entry.data.get("amount")
    if unit == "date":
        if amount is not None:
            raise entry.fail("has an 'amount' though its unit is a date")
    elif type(amount) is not int or amount < 0:
        raise entry.fail("needs a whole number of zero or more in 'amount'")
    return DeadlineValue(
        valid_from=entry.day("from"),
        edition=entry.text("edition"),
        amount=amount,
        unit=unit,
        source=entry.label("source"),
    )
