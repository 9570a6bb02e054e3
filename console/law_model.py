"""The shapes of the law as dated data; `console.law` is their public name.

Frozen, without input or output. Only numbers are held; adding days is the calendar's work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from console.errors import DeclarationError, Label

__all__ = [
    "Act", "ChapterLaw", "DatedValue", "Deadline", "DeadlineOverlay", "DeadlineValue", "Edition",
    "Label", "LawError", "Paragraph", "Reading", "ValuePoint",
]

LANGUAGES = ("kk", "ru", "en")
STATUSES = ("implemented", "informative", "outside")
KINDS = ("duty", "validity", "norm", "none")
UNITS = ("working_day", "calendar_day", "minute", "date")
SCHEMES = ("5day", "6day")
OFFICES = frozenset(
    ("center", "local_authority", "executive_body", "quality_body", "assistant",
     "state_corporation")
)
RESPONSIBLE = OFFICES | {"employer", "person", "system"}


class LawError(DeclarationError):
    """A malformed law file, an unknown name or a date the law does not cover."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One wording of the act; `valid_to` is the last day, None while open-ended."""

    id: str
    name: Label
    valid_from: date
    valid_to: date | None
    unverified: bool
    note: Label | None


@dataclass(frozen=True, slots=True)
class Act:
    """The act all paragraphs belong to; the repeal is a notice and stops nothing."""

    number: str
    title: Label
    adopted: date
    repealed_on: date | None
    note: Label | None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Verbatim `kk` with its gist (ru, en); `reason` says why it is not implemented."""

    number: str
    chapter: str
    bookmark: str
    section: str
    edition: str
    restated_by: str
    kk: str
    gist: Label
    status: str
    reason: Label | None


@dataclass(frozen=True, slots=True)
class Reading:
    """How an unclear place is read, by whom it was decided and when."""

    id: str
    chapter: str
    paragraphs: tuple[str, ...]
    text: Label
    decided_by: Label
    date: date


@dataclass(frozen=True, slots=True)
class ValuePoint:
    """A value from a day on; `where` narrows it by facts, `region` by a code prefix."""

    valid_from: date
    value: int | str | bool
    source: Label
    region: str | None
    where: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A number or word of the law that is not a deadline; `unit` names what it counts."""

    key: str
    chapter: str
    paragraph: str
    unit: str
    points: tuple[ValuePoint, ...]

    def value_at(self, on: date, region: str | None = None, **where: str) -> int | str | bool:
        """The value in force on a day: nearest region, most facts, latest day; or LawError."""
        found = [
            (len(p.region or ""), len(p.where), p.valid_from, i)
            for i, p in enumerate(self.points)
            if p.valid_from <= on
            and _covers(p.region, region)
            and all(where.get(name) == wanted for name, wanted in p.where.items())
        ]
        if not found:
            facts = ", ".join(f"{k}={v}" for k, v in sorted(where.items())) or "no facts"
            raise LawError(f"{self.key} has no value on {on} for {facts}")
        return self.points[max(found)[3]].value


@dataclass(frozen=True, slots=True)
class DeadlineValue:
    """A term from a day on; `amount` is None when the unit is a date set elsewhere."""

    valid_from: date
    edition: str
    amount: int | None
    unit: str
    source: Label
    region: str | None = None


@dataclass(frozen=True, slots=True)
class DeadlineOverlay:
    """A region's shorter term (`region`: code or its prefix; unit is the national one)."""

    deadline_id: str
    region: str
    amount: int
    valid_from: date
    source: Label


@dataclass(frozen=True, slots=True)
class Deadline:
    """A duty with its clock.

    `starts_on`/`stops_on` are step names; a step in both starts the clock, then stops it.
    `starts_from` is `occurred` or the payload field that holds the starting day.
    `starts_when` maps a fact to the words that let the clock start (empty: always; the word
    "": the fact is absent). `restarts`: a later start replaces the open clock. `unbound`
    says why no step starts a duty. `internal`: the Rules state no such term; the service reminds
    itself, and being late is no breach.
    """

    id: str
    chapter: str
    paragraph: str
    also: tuple[str, ...]
    title: Label
    consequence: Label
    responsible: str
    kind: str
    starts_on: tuple[str, ...]
    stops_on: tuple[str, ...]
    starts_from: str
    starts_when: Mapping[str, tuple[str, ...]]
    restarts: bool
    scheme: str
    unbound: Label | None
    points: tuple[DeadlineValue, ...]
    overlays: tuple[DeadlineOverlay, ...] = field(default=())
    internal: bool = False

    def value_at(
        self, on: date, region: str | None = None, edition: str | None = None
    ) -> DeadlineValue:
        """The term in force on a day; a region's one only while it is shorter; or LawError."""
        national = self._national(on, edition)
        near = [
            (len(o.region), o.valid_from, i)
            for i, o in enumerate(self.overlays)
            if o.valid_from <= on and _covers(o.region, region) and _shorter(o, national)
        ]
        if not near:
            return national
        overlay = self.overlays[max(near)[2]]
        return replace(
            national, valid_from=overlay.valid_from, amount=overlay.amount,
            source=overlay.source, region=overlay.region,
        )

    def starts_with(self, facts: Mapping[str, Any]) -> bool:
        """Whether the facts let the clock start; a missing fact reads as the empty word."""
        return all((facts.get(name) or "") in words for name, words in self.starts_when.items())

    def with_overlay(self, overlay: DeadlineOverlay) -> Deadline:
        """The deadline with a region's term, or LawError unless it shortens an office's."""
        if self.responsible not in OFFICES:
            raise LawError(f"{self.id}: a region may not change a term that binds "
                           f"the {self.responsible} (region {overlay.region})")
        if self.kind == "none":
            raise LawError(f"{self.id}: the law states no term here that region "
                           f"{overlay.region} could shorten")
        national = self._national(overlay.valid_from, None)
        if overlay.amount < 0 or not _shorter(overlay, national):
            raise LawError(f"{self.id}: region {overlay.region} sets {overlay.amount}, which does "
                           f"not shorten the {national.amount} {national.unit} of the law")
        return replace(self, overlays=(*self.overlays, overlay))

    def _national(self, on: date, edition: str | None) -> DeadlineValue:
        found = [p for p in self.points
                 if p.valid_from <= on and edition in (None, p.edition)]
        if not found:
            what = f" in edition {edition}" if edition else ""
            raise LawError(f"{self.id} has no value on {on}{what}")
        return max(found, key=lambda p: p.valid_from)


@dataclass(frozen=True, slots=True)
class ChapterLaw:
    """What one law.toml declares."""

    chapter: str
    act: Act | None
    editions: tuple[Edition, ...]
    paragraphs: tuple[Paragraph, ...]
    readings: tuple[Reading, ...]
    values: tuple[DatedValue, ...]


def _covers(prefix: str | None, region: str | None) -> bool:
    return prefix is None or (region is not None and region.startswith(prefix))


def _shorter(overlay: DeadlineOverlay, national: DeadlineValue) -> bool:
    return national.amount is not None and overlay.amount < national.amount
