"""Choosing candidates for a vacancy and vacancies for a person (par. 56, 57), with reasons.

``engine`` ranks over coded columns of the whole country; the rows shown are then read through the
asker's session and compared once more, so that score, order and reasons are one and the same.
While it is still being read, ``narrow`` says whom to compare.
``explain`` says the reasons for any pair, also for those left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.data.actors import Card, Person
from console.data.mediation import Vacancy
from console.data.self_service import Resume
from console.law import LawBook
from plugins.mediation.criteria import FAILED, PASSED, WHOLE, Reasons, Side, compare
from plugins.mediation.engine.columns import entries_of, person_row
from plugins.mediation.engine.narrow import people_of, vacancies_of
from plugins.mediation.engine.pool import Pool, asked, reach_of
from plugins.mediation.limits import limits_of
from plugins.mediation.self_registered import self_registered
from plugins.mediation.sides import person_side, resume_side, vacancy_side

#: criteria that have a weight; the rest are shown, not counted
WEIGHED = (
    "profession_position", "training_and_qualification_level", "experience_and_skills", "skills",
    "wage_level", "working_time_regime", "employer_other_requirements", "transport", "health",
)
#: par. 2(9) as far as data tell
SUITABLE = (
    "profession_position", "training_and_qualification_level", "experience_and_skills",
    "working_time_regime",
)
#: above every key of a person: rows of another source stand after them
BEYOND = 2**40


@dataclass(frozen=True)
class Match:
    """One pair with its score (0..100) and reasons. ``key`` is the place to read on after.

    ``source`` names where somebody who is no jobseeker here is known from ('' for all others),
    ``contact`` how to reach them and ``known`` the number of their card here, if they have one.
    """

    number: str
    name: str
    score: float
    suitable: bool | None
    reasons: Reasons
    row_id: int
    points: int
    source: str = ""
    contact: str = ""
    known: str = ""

    @property
    def key(self) -> tuple[int, int]:
        """Sort key: best score first, then people of the center, then the older row."""
        return (-self.points, self.row_id + (BEYOND if self.source else 0))


def weights(law: LawBook, on: date, region: str | None = None) -> dict[str, int]:
    """The weights of the criteria in force on a day, as the vacancy's region has them."""
    return {n: int(law.value_at("match_weight", on, region, criterion=n)) for n in WEIGHED}


def _oblast(region: str | None) -> str | None:
    return f"{region[:2]}0000000" if region else None


def points(reasons: Reasons, weighed: Mapping[str, int]) -> int:
    """Weight by hundredths over all criteria: a whole number, the same however computed."""
    return sum(weighed.get(r.criterion, 0) * r.degree for r in reasons)


def score(reasons: Reasons, law: LawBook, on: date) -> float:
    """0..100 by the weights in force on a day; an unknown criterion counts half."""
    weighed = weights(law, on, _oblast(reasons.region))
    return _of_hundred(points(reasons, weighed), weighed)


def _of_hundred(found: int, weighed: Mapping[str, int]) -> float:
    return round(100 * found / (sum(weighed.values()) * WHOLE or 1), 1)


def suitable(reasons: Reasons) -> bool | None:
    """Par. 2(9) as far as the data tell: False if something fails, None if something is open."""
    asked = [reasons.get(name) for name in SUITABLE]
    against = reasons.get("health").result == FAILED or reasons.get("permits").result == FAILED
    if against or any(r.result == FAILED for r in asked):
        return False
    return True if all(r.result == PASSED for r in asked) else None


def side_of(session: Session, person: Person) -> Side:
    """What is compared of a person: the card, or a resume placed without help."""
    limits = limits_of(session, [person.id]).get(person.id)
    card = session.scalars(select(Card).where(Card.person_id == person.id)).first()
    if card is None:
        resume = session.scalars(
            select(Resume).where(Resume.person_id == person.id, Resume.listed.is_(True))
        ).first()
        if resume is not None:
            return resume_side(resume, person.kato, limits)
    return person_side(card, person.kato, limits)


def explain(session: Session, vacancy: Vacancy, person: Person) -> Reasons:
    """Every criterion of par. 57 and 2(9) for any pair, candidate or not."""
    return compare(side_of(session, person), vacancy_side(vacancy))


def candidates(
    session: Session, vacancy: Vacancy, law: LawBook, on: date, limit: int = 50,
    after: tuple[float, int] | None = None,
) -> list[Match]:
    """People searching who pass the hard criteria of the vacancy, best first (par. 56, 57).

    Registered at the center, or by themselves on the exchange (``source``).

    The session's scope decides whom it may show. ``after`` is the ``key`` of the last one seen.
    """
    wanted, weighed = vacancy_side(vacancy), weights(law, on, _oblast(vacancy.region))
    with asked(session) as pool:
        keys = None if pool is None else [key for _points, key in pool.blocks.rank(
            pool.place_of(vacancy), weighed, limit, reach_of(session), _key(after))]
    found = []
    for row, side in _people(session, people_of(session, vacancy) if keys is None else keys):
        reasons = compare(side, wanted)
        if not reasons.excluded:
            name = " ".join(p for p in (row.surname, row.given_name, row.patronymic) if p)
            found.append(_match(row.number, name, reasons, weighed, row.id))
    for told, known, side in self_registered(session, vacancy):
        reasons = compare(side, wanted)
        if not reasons.excluded:
            name = f"{told.surname} {told.given_name}".strip()
            found.append(replace(
                _match(told.number, name, reasons, weighed, told.id), source=told.source,
                contact=told.mobile or told.email, known=known or ""))
    return _best(found, limit, after)


def _best(found: list[Match], limit: int, after: tuple[float, int] | None) -> list[Match]:
    ordered = sorted(found, key=lambda match: match.key)
    return [m for m in ordered if after is None or m.key > after][:limit]


def _key(after: tuple[float, int] | None) -> tuple[int, int] | None:
    return None if after is None else (int(after[0]), int(after[1]))


def _match(
    number: str, name: str, reasons: Reasons, weighed: Mapping[str, int], row_id: int
) -> Match:
    found = points(reasons, weighed)
    return Match(number, name, _of_hundred(found, weighed), suitable(reasons), reasons, row_id,
                 found)


_CARD = (
    Card.occupation, Card.education_level, Card.experience_years, Card.wage_min, Card.regimes,
    Card.region, Card.relocation, Card.sections, Card.searching,
)
_NAME = (Person.id, Person.number, Person.kato, Person.surname, Person.given_name,
         Person.patronymic)


def _people(session: Session, keys: list[int]) -> Iterable[tuple[Any, Side]]:
    """The people of these keys as the session may see them, with what is compared."""
    if not keys:
        return
    limits = limits_of(session, keys)
    rows = session.execute(
        select(*_NAME, *_CARD).join(Card, Card.person_id == Person.id)
        .where(Person.id.in_(keys), Card.searching.is_(True))
    ).all()
    for row in rows:
        yield row, person_side(row, row.kato, limits.get(row.id))
    others = set(keys) - {row.id for row in rows}
    if not others:
        return
    placed = session.execute(
        select(*_NAME, Resume).join(Resume, Resume.person_id == Person.id)
        .where(Person.id.in_(others), Resume.listed.is_(True))
    )
    for row in placed:
        yield row, resume_side(row.Resume, row.kato, limits.get(row.id))


def vacancies_for(
    session: Session, person: Person, law: LawBook, on: date, limit: int = 50,
    after: tuple[float, int] | None = None,
) -> list[Match]:
    """Published vacancies that fit a person, best first (par. 56, third part).

    Each counts by the weights of its own region.
    """
    has = side_of(session, person)
    known: dict[str | None, dict[str, int]] = {}

    def weighed(region: str | None) -> dict[str, int]:
        oblast = _oblast(region)
        if oblast not in known:
            known[oblast] = weights(law, on, oblast)
        return known[oblast]

    with asked(session) as pool:
        keys = None if pool is None else _ranked(pool, has, weighed, limit, after)
    rows = session.scalars(
        select(Vacancy).where(Vacancy.id.in_(vacancies_of(session, has) if keys is None else keys))
        .where(Vacancy.published.is_(True))
    )
    found = [
        _match(v.case_number, v.title, reasons, weighed(v.region), v.id)
        for v in rows if not (reasons := compare(has, vacancy_side(v))).excluded
    ]
    return _best(found, limit, after)


def _ranked(
    pool: Pool, has: Side, weighed: Callable[[str | None], dict[str, int]], limit: int,
    after: tuple[float, int] | None,
) -> list[int]:
    codes = pool.blocks.codes
    row, entries = person_row(codes, has), entries_of(codes, has)
    found = pool.blocks.jobs_for(
        row, entries, lambda number: weighed(codes.region_code(number)), limit, _key(after))
    return [key for _points, key in found]


__all__ = [
    "WEIGHED", "Match", "candidates", "explain", "person_side", "points", "score", "side_of",
    "suitable", "vacancies_for", "vacancy_side", "weights",
]
