"""All cards in search as columns at once: what ``person_row`` says of one, for everybody.

Of the card's sections only the four parts that are compared leave the database, as text, and
equal texts are understood once. The rules are those of ``sides`` and ``concepts``, called here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from console.data.actors import Card, Person
from plugins.mediation.concepts import card_permits, card_skills, district
from plugins.mediation.criteria import EDUCATION, hundredths
from plugins.mediation.engine.columns import (
    ALL_BITS,
    ANY_LEVEL,
    ANY_YEARS,
    MOST_WAGE,
    NO,
    PEOPLE,
    Codes,
    district_number,
)
from plugins.mediation.sides import former_of

Array = npt.NDArray[Any]
#: rows taken from the database and turned into arrays in one stroke
STROKE = 5_000
#: different texts of one part that are kept understood while everything is read
KEPT = 8_192
_LEVELS = {name: number for number, name in enumerate(EDUCATION)}
_CARD = (
    Card.person_id, Card.office_id, Card.authority_id, Card.village_id, Card.occupation,
    Card.education_level, Card.experience_years, Card.wage_min, cast(Card.regimes, Text),
    Card.region, Card.relocation, Person.kato, Card.sections["work_history"].as_string(),
    Card.sections["skills"].as_string(), Card.sections["additional"]["computer_skills"].as_string(),
    Card.sections["driving"].as_string(),
)


class Understood:
    """What texts and codes mean as numbers, each distinct one understood once."""

    def __init__(self, codes: Codes) -> None:
        self.codes = codes
        self.region = _once(codes.region)
        self.occupation = _once(codes.occupation)
        self.regimes = _once(lambda text: codes.mask("regime", _said(text) or (), 31) or ALL_BITS)
        self.district = _once(lambda kato: district_number(district(kato)))
        self.years = _once(lambda y: ANY_YEARS if y is None else hundredths(y))
        self.skills = _once(self._skills)
        self.permits = _once(self._permits)

    def _skills(self, text: str | None, level: str | None) -> tuple[int, bool]:
        sections = {"skills": _said(text), "additional": {"computer_skills": level}}
        found = card_skills(sections)
        return self.codes.mask("skill", found or (), 63), found is not None

    def _permits(self, text: str | None) -> tuple[int, bool]:
        found = card_permits({"driving": _said(text)})
        return self.codes.mask("permit", found or (), 31), found is not None


def cards(
    session: Session, codes: Codes, limits: Mapping[int, frozenset[str]]
) -> tuple[dict[str, Array], Array]:
    """Columns of everybody whose card is in search, by key, and their entries.

    An entry is (place, number of an occupation or NO, former or not), as ``Blocks.load`` takes it.
    """
    query = (select(*_CARD).join(Person, Person.id == Card.person_id)
             .where(Card.searching.is_(True)).order_by(Card.person_id))
    means, at = Understood(codes), 0
    parts: list[dict[str, Array]] = []
    entries: list[Array] = []
    rows = session.execute(query.execution_options(yield_per=STROKE))
    for part in rows.partitions():
        columns = list(zip(*part, strict=True))
        own = list(map(means.occupation, columns[4]))
        former = [_former(text, code, means) for text, code in zip(
            columns[12], columns[4], strict=True)]
        found = [(at + n, *entry) for n, (code, more) in enumerate(zip(own, former, strict=True))
                 for entry in _entries(code, more)]
        entries.append(np.array(found, dtype=np.int64).reshape(-1, 3))
        occupied = [code != NO or bool(more) for code, more in zip(own, former, strict=True)]
        parts.append(_columns(columns, means, occupied, limits))
        at += len(own)
    if not parts:
        return {n: np.zeros(0, dtype=t) for n, t in PEOPLE.items()}, np.zeros((0, 3), np.int64)
    return ({n: np.concatenate([p[n] for p in parts]) for n in PEOPLE}, np.concatenate(entries))


def _columns(
    of: list[Any], means: Understood, occupied: list[bool], limits: Mapping[int, frozenset[str]]
) -> dict[str, Array]:
    """The columns of one stroke; ``of`` are the selected columns, in their order."""
    skills = list(map(means.skills, of[13], of[14]))
    permits = list(map(means.permits, of[15]))
    level = (ANY_LEVEL if name is None else _LEVELS.get(name, ANY_LEVEL) for name in of[5])
    wage = (NO if pay is None else min(pay, MOST_WAGE) for pay in of[7])
    held = (means.codes.mask("limit", limits[key], 31) if key in limits else 0 for key in of[0])
    made: dict[str, Iterable[Any]] = {
        "id": of[0], "office": of[1], "authority": (key or 0 for key in of[2]),
        "village": (key or 0 for key in of[3]), "occupied": occupied, "level": level,
        "years": map(means.years, of[6]), "wage": wage, "regimes": map(means.regimes, of[8]),
        "region": map(means.region, of[9]), "moves": map(bool, of[10]),
        "skills": (one[0] for one in skills), "skilled": (one[1] for one in skills),
        "permits": (one[0] for one in permits), "permitted": (one[1] for one in permits),
        "limits": held, "district": map(means.district, of[11]),
        "alive": (True for _key in of[0]),
    }
    return {n: np.fromiter(made[n], dtype=t, count=len(of[0])) for n, t in PEOPLE.items()}


def _former(text: str | None, own: str | None, means: Understood) -> list[int]:
    """Numbers of former occupations other than the one sought."""
    if not text:
        return []
    return [means.occupation(code) for code in former_of(_said(text) or ()) if code != own]


def _entries(own: int, former: list[int]) -> list[tuple[int, bool]]:
    found = [(own, False)] if own != NO else []
    return found + [(code, True) for code in former] or [(NO, False)]


def _once(act: Callable[..., Any]) -> Callable[..., Any]:
    return lru_cache(maxsize=KEPT)(act)


def _said(text: str | None) -> Any:
    return json.loads(text) if text else None
