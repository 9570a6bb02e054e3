"""Sides as numbers: one array per criterion, with what is unknown written so that it never fails.

People and vacancies share one book of codes (``Codes``), so that equal numbers mean equal words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from plugins.mediation.criteria import (
    EDUCATION,
    WHOLE,
    former_counts,
    hundredths,
    nearness,
)
from plugins.mediation.reasons import Side

Array = npt.NDArray[Any]
NO = -1
#: an unknown level or experience meets every demand; an unknown wage is below every pay
ANY_LEVEL, ANY_YEARS = 100, 32_500
#: a level the vacancy asks that no dictionary knows: unknown for everybody
ODD_LEVEL = -2
ALL_BITS = (1 << 32) - 1
MOST_WAGE = 2**31 - 2

PEOPLE: Mapping[str, str] = {
    "id": "i8", "office": "i8", "authority": "i8", "village": "i8", "occupied": "?",
    "level": "i1", "years": "i2", "wage": "i4", "regimes": "u4", "region": "i2", "moves": "?",
    "skills": "u8", "skilled": "?", "permits": "u4", "permitted": "?", "limits": "u4",
    "district": "i2", "alive": "?",
}
#: columns of people that a score reads
COMPARED = ("id", "level", "years", "wage", "regimes", "moves", "region", "skills", "skilled",
            "permits", "permitted", "limits", "district")
JOBS: Mapping[str, str] = {
    "id": "i8", "occupation": "i4", "level": "i1", "years": "i2", "wage": "i4", "regimes": "u4",
    "region": "i2", "skills": "u8", "permits": "u4", "limits": "u4", "district": "i2",
    "other": "?", "alive": "?",
}


@dataclass
class Codes:
    """Numbers for the codes met so far; bits are exact up to the width of their column."""

    occupations: dict[str, int] = field(default_factory=dict)
    regions: dict[str, int] = field(default_factory=dict)
    bits: dict[str, dict[str, int]] = field(default_factory=dict)
    _near: Array | None = None

    def occupation(self, code: str | None) -> int:
        """Number of an occupation; NO for none."""
        return self._number(self.occupations, code)

    def region(self, code: str | None) -> int:
        """Number of an oblast (its first two digits); NO for none."""
        return self._number(self.regions, code[:2] if code else None)

    def region_code(self, number: int) -> str | None:
        """The first digits of a region's number; None for NO."""
        return None if number == NO else next(c for c, n in self.regions.items() if n == number)

    @staticmethod
    def _number(known: dict[str, int], code: str | None) -> int:
        return NO if not code else known.setdefault(code, len(known))

    def mask(self, kind: str, codes: Iterable[str], width: int) -> int:
        """A set of codes as bits. OverflowError when there are more codes than bits."""
        known, found = self.bits.setdefault(kind, {}), 0
        for code in codes:
            bit = known.setdefault(code, len(known))
            if bit >= width:
                raise OverflowError(f"more than {width} codes of {kind}")
            found |= 1 << bit
        return found

    def near(self) -> Array:
        """Nearness of every two occupations in hundredths; [job, person's own]."""
        if self._near is None or len(self._near) != len(self.occupations):
            names = list(self.occupations)
            self._near = np.array([[nearness(a, b) for b in names] for a in names],
                                  dtype=np.int16).reshape(len(names), len(names))
        return self._near

    def family(self, number: int) -> Array:
        """Numbers of the occupations that are near to one at all."""
        return np.flatnonzero(self.near()[number])


def district_number(code: str | None) -> int:
    """A district as its four digits; NO for none."""
    return int(code) if code and code.isdigit() else NO


def person_row(codes: Codes, side: Side) -> dict[str, Any]:
    """The columns of a person, without the keys."""
    known = side.education in EDUCATION
    return {
        "occupied": bool(side.occupation or any(side.former)),
        "level": EDUCATION.index(str(side.education)) if known else ANY_LEVEL,
        "years": ANY_YEARS if side.experience is None else hundredths(side.experience),
        "wage": NO if side.wage is None else min(side.wage, MOST_WAGE),
        "regimes": codes.mask("regime", side.regimes, 31) or ALL_BITS,
        "region": codes.region(side.region), "moves": side.relocation,
        "skills": codes.mask("skill", side.skills or (), 63), "skilled": side.skills is not None,
        "permits": codes.mask("permit", side.permits or (), 31),
        "permitted": side.permits is not None,
        "limits": codes.mask("limit", side.limits or (), 31),
        "district": district_number(side.district),
    }


def job_row(codes: Codes, side: Side) -> dict[str, Any]:
    """The columns of a vacancy, without the keys."""
    level = NO
    if side.education is not None:
        known = side.education in EDUCATION
        level = EDUCATION.index(side.education) if known else ODD_LEVEL
    return {
        "occupation": codes.occupation(side.occupation), "level": level,
        "years": hundredths(side.experience or 0),
        "wage": NO if side.wage is None else min(side.wage, MOST_WAGE),
        "regimes": codes.mask("regime", side.regimes, 31) or ALL_BITS,
        "region": codes.region(side.region),
        "skills": codes.mask("skill", side.skills or (), 63),
        "permits": codes.mask("permit", side.permits or (), 31),
        "limits": codes.mask("limit", side.limits or (), 31),
        "district": district_number(side.district), "other": bool(side.other),
    }


def entries_of(codes: Codes, side: Side) -> list[tuple[int, bool]]:
    """Occupations a person is found by: (number, whether it is a former one)."""
    own = [(codes.occupation(side.occupation), False)] if side.occupation else []
    return own + [(codes.occupation(c), True) for c in side.former if c and c != side.occupation]


@dataclass
class Columns:
    """Arrays of equal length by name; grows by blocks."""

    types: Mapping[str, str]
    size: int = 0
    _store: dict[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self._store:
            self._store = {n: np.zeros(64, dtype=t) for n, t in self.types.items()}

    def __getitem__(self, name: str) -> Array:
        return self._store[name][: self.size]

    def add(self, row: Mapping[str, Any]) -> int:
        """Append a row; its position."""
        if self.size == len(self._store["id"]):
            room = self.size + max(256, self.size // 8)
            self._store = {n: np.concatenate([a, np.zeros(room - self.size, dtype=a.dtype)])
                           for n, a in self._store.items()}
        for name, value in row.items():
            self._store[name][self.size] = value
        self.size += 1
        return self.size - 1

    def take(self, places: Array | slice, names: Iterable[str] = ()) -> dict[str, Array]:
        """The rows at some places, of some columns or all."""
        return {name: self[name][places] for name in names or self.types}

    def reorder(self, places: Array) -> None:
        """Keep only these places, in this order."""
        self._store = {name: self[name][places] for name in self.types}
        self.size = len(places)

    @classmethod
    def of(cls, types: Mapping[str, str], arrays: Mapping[str, Array]) -> Columns:
        """Columns over arrays made elsewhere."""
        made = {n: np.ascontiguousarray(arrays[n], dtype=t) for n, t in types.items()}
        return cls(types, len(made["id"]), made)


def degrees(codes: Codes, job: int, occupations: Array, former: Array) -> Array:
    """How far each entry meets the profession of a vacancy, in hundredths."""
    near = codes.near()[job][occupations]
    worked = np.array([former_counts(int(n)) for n in range(WHOLE + 1)], dtype=np.int16)
    found: Array = np.where(former, worked[near], near)
    return found


def stacked(rows: Sequence[Mapping[str, Any]], types: Mapping[str, str]) -> dict[str, Array]:
    """Rows as arrays."""
    return {n: np.array([row[n] for row in rows], dtype=t) for n, t in types.items()}
