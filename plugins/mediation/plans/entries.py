"""Entries of annex 9 as values: what a revision has, what it changes, what stands after it.

Pure: no database, no clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

MEASURE, SCHEDULE = "measure", "schedule"
#: words of the form that a revision may change, beside its entries
WORDS = ("goal", "education", "specialty", "plan_valid_until")


@dataclass(frozen=True, order=True)
class Line:
    """One entry: an activity of section 2 (``code``), or a day of section 3 (``action``)."""

    part: str
    code: str
    action: str
    on: date
    attendance: bool = False


@dataclass(frozen=True)
class Change:
    """What a new revision does to the standing entries, by their places: kept, ended; and added."""

    kept: tuple[int, ...]
    ended: tuple[int, ...]
    added: tuple[Line, ...]


def lines(data: Mapping[str, Any]) -> list[Line]:
    """Entries of a filled-in annex 9, in its order."""
    found = [
        Line(MEASURE, row["measure"], "", date.fromisoformat(row["completion_date"]))
        for row in data.get("measures") or ()
    ]
    return found + [
        Line(SCHEDULE, "", row["schedule_action"], date.fromisoformat(row["schedule_date"]),
             bool(row.get("attendance")))
        for row in data.get("schedule") or ()
    ]


def settle(standing: Sequence[Line], wanted: Iterable[Line]) -> Change:
    """An entry that both revisions have is the same entry and keeps what was recorded of it."""
    places: dict[Line, list[int]] = defaultdict(list)
    for place, line in enumerate(standing):
        places[line].append(place)
    kept, added = [], []
    for line in wanted:
        if places[line]:
            kept.append(places[line].pop(0))
        else:
            added.append(line)
    ended = sorted(place for left in places.values() for place in left)
    return Change(tuple(sorted(kept)), tuple(ended), tuple(added))


@dataclass(frozen=True)
class Difference:
    """One thing two revisions differ in: a word of the form (``field``) or an entry."""

    kind: str
    field: str
    line: Line | None
    before: Any = None
    after: Any = None


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Words changed, entries dropped, moved to another day, and new, in the form's order."""
    found = [
        Difference("word", name, None, before.get(name), after.get(name))
        for name in WORDS if before.get(name) != after.get(name)
    ]
    old = lines(before)
    change = settle(old, lines(after))
    dropped, added = [old[place] for place in change.ended], list(change.added)
    for line in dropped:
        other = next((a for a in added if _same_but_day(line, a)), None)
        if other is None:
            found.append(Difference("dropped", "", line, line.on))
        else:
            added.remove(other)
            found.append(Difference("moved", "", other, line.on, other.on))
    return found + [Difference("added", "", line, None, line.on) for line in added]


def _same_but_day(one: Line, two: Line) -> bool:
    return (one.part, one.code, one.action) == (two.part, two.code, two.action)
