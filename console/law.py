"""The law as dated data: one book of paragraphs, readings, values and deadlines.

Pure: reads the paths it is given, keeps everything frozen, knows no chapter and no
paragraph. Every fault is a LawError of one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from console.law_files import load_deadlines, load_law
from console.law_model import (
    Act,
    ChapterLaw,
    DatedValue,
    Deadline,
    DeadlineOverlay,
    DeadlineValue,
    Edition,
    Label,
    LawError,
    Paragraph,
    Reading,
    ValuePoint,
)

__all__ = [
    "Act", "ChapterLaw", "DatedValue", "Deadline", "DeadlineOverlay", "DeadlineValue", "Edition",
    "Label", "LawBook", "LawError", "Paragraph", "Reading", "ValuePoint", "load_deadlines",
    "load_law", "order_of",
]


@dataclass(frozen=True, slots=True)
class LawBook:
    """All chapters together; nothing in it changes after `merge`."""

    act: Act | None
    editions: tuple[Edition, ...]
    readings: tuple[Reading, ...]
    _paragraphs: Mapping[tuple[str, str], Paragraph]
    _values: Mapping[str, DatedValue]
    _deadlines: Mapping[str, Deadline]

    @classmethod
    def merge(
        cls,
        chapters: Iterable[ChapterLaw],
        deadlines: Iterable[Deadline] = (),
        overlays: Iterable[DeadlineOverlay] = (),
    ) -> LawBook:
        """One book out of chapters, their deadlines and regional overlays; or LawError."""
        laws = tuple(chapters)
        acts = [law.act for law in laws if law.act]
        if len(acts) > 1:
            raise LawError("two chapters declare the act")
        editions = _index((e for law in laws for e in law.editions), "edition", "id")
        readings = _index((r for law in laws for r in law.readings), "reading", "id")
        return cls(
            act=acts[0] if acts else None,
            editions=tuple(sorted(editions.values(), key=lambda e: e.valid_from)),
            readings=tuple(readings.values()),
            _paragraphs=_paragraphs((p for law in laws for p in law.paragraphs), editions),
            _values=_index((v for law in laws for v in law.values), "value", "key"),
            _deadlines=_clocks(deadlines, overlays, editions),
        )

    def edition(self, id: str) -> Edition:
        """The edition of that id, or LawError."""
        for edition in self.editions:
            if edition.id == id:
                return edition
        raise LawError(f"there is no edition {id}")

    def edition_on(self, on: date) -> Edition:
        """The edition in force on a day, or LawError."""
        for edition in reversed(self.editions):
            if edition.valid_from <= on and (edition.valid_to is None or on <= edition.valid_to):
                return edition
        raise LawError(f"no edition is in force on {on}")

    def paragraph(self, number: str, edition: str | None = None) -> Paragraph:
        """The paragraph as worded in an edition (default: the latest); an edition that does
        not restate it keeps the wording before. LawError when there is none."""
        last = self.editions.index(self.edition(edition)) if edition else len(self.editions) - 1
        for known in reversed(self.editions[: last + 1]):
            if found := self._paragraphs.get((number, known.id)):
                return found
        raise LawError(f"there is no paragraph {number}"
                       + (f" in edition {edition}" if edition else ""))

    def paragraphs(self, edition: str | None = None) -> tuple[Paragraph, ...]:
        """Every paragraph once, in the order of the act: by number, then the annexes."""
        last = self.editions.index(self.edition(edition)) if edition else len(self.editions) - 1
        known = {e.id for e in self.editions[: last + 1]}
        numbers = {n for n, e in self._paragraphs if e in known}
        return tuple(self.paragraph(n, edition) for n in sorted(numbers, key=order_of))

    def readings_of(self, number: str) -> tuple[Reading, ...]:
        """The readings that concern a paragraph."""
        return tuple(r for r in self.readings if number in r.paragraphs)

    def values(self) -> tuple[DatedValue, ...]:
        """Every dated value, by key."""
        return tuple(self._values[k] for k in sorted(self._values))

    def value_at(
        self, key: str, on: date, region: str | None = None, **where: str
    ) -> int | str | bool:
        """The value of a key on a day for a region and facts (sex="f"); or LawError."""
        if key not in self._values:
            raise LawError(f"the law declares no value {key}")
        return self._values[key].value_at(on, region, **where)

    def deadline(self, id: str) -> Deadline:
        """The deadline of that id, or LawError."""
        if id not in self._deadlines:
            raise LawError(f"there is no deadline {id}")
        return self._deadlines[id]

    def deadlines(self) -> tuple[Deadline, ...]:
        """Every deadline, by id."""
        return tuple(self._deadlines[k] for k in sorted(self._deadlines))

    def deadlines_of(self, number: str) -> tuple[Deadline, ...]:
        """The deadlines a paragraph states or is named beside."""
        return tuple(d for d in self.deadlines() if number in (d.paragraph, *d.also))


def order_of(number: str) -> tuple[int, list[int]]:
    """Sort key of a paragraph number: plain numbers first, then annexes, each by its parts."""
    plain = number.removeprefix("annex-")
    return int(plain != number), [int(part) for part in re.split("[.-]", plain)]


def _paragraphs(
    items: Iterable[Paragraph], editions: Mapping[str, Edition]
) -> dict[tuple[str, str], Paragraph]:
    found: dict[tuple[str, str], Paragraph] = {}
    for item in items:
        if item.edition not in editions:
            raise LawError(f"{item.chapter}: paragraph {item.number} names the unknown "
                           f"edition {item.edition}")
        if (item.number, item.edition) in found:
            raise LawError(f"{item.chapter}: paragraph {item.number} is declared twice")
        found[item.number, item.edition] = item
    return found


def _clocks(
    items: Iterable[Deadline],
    overlays: Iterable[DeadlineOverlay],
    editions: Mapping[str, Edition],
) -> dict[str, Deadline]:
    found = _index(items, "deadline", "id")
    for clock in found.values():
        for point in clock.points:
            if point.edition not in editions:
                raise LawError(f"{clock.id} names the unknown edition {point.edition}")
    for overlay in overlays:
        if overlay.deadline_id not in found:
            raise LawError(f"region {overlay.region} changes the unknown deadline "
                           f"{overlay.deadline_id}")
        found[overlay.deadline_id] = found[overlay.deadline_id].with_overlay(overlay)
    return found


def _index(items: Iterable[Any], what: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in items:
        key = getattr(item, name)
        if key in found:
            raise LawError(f"{what} {key} is declared twice")
        found[key] = item
    return found
