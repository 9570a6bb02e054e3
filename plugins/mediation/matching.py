"""Choosing candidates for a vacancy and vacancies for a person (par. 56, 57), with reasons.

Hard criteria narrow in SQL over indexed columns, bounded; the rest is scored in memory by the
dated weights of law.toml. ``explain`` says the reasons for any pair, also for those left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from console.data.actors import Card, Person
from console.data.mediation import Vacancy
from console.law import LawBook
from plugins.mediation.criteria import (
    FAILED,
    PASSED,
    Reasons,
    Side,
    compare,
    enough_education,
)

#: rows weighed for one answer; more would not be read by anybody
POOL = 600
#: criteria that have a weight; the rest are shown, not counted
WEIGHED = (
    "profession_position", "training_and_qualification_level", "experience_and_skills",
    "wage_level", "working_time_regime", "employer_other_requirements",
)
_LAST = "\U0010ffff"


@dataclass(frozen=True)
class Match:
    """One pair with its score (0..100) and reasons. ``key`` is the place to read on after."""

    number: str
    name: str
    score: float
    suitable: bool | None
    reasons: Reasons
    row_id: int

    @property
    def key(self) -> tuple[float, int]:
        """Sort key: best score first, then the older row."""
        return (-self.score, self.row_id)


def person_side(card: Any) -> Side:
    """What par. 57 compares of a card (or a row of its columns); None states nothing."""
    if card is None:
        return Side()
    history = [row for row in (card.sections or {}).get("work_history") or () if row]
    codes = [(row.get("profession_position") or {}).get("code") for row in history]
    years = [row.get("experience_in_specialty_years") for row in history]
    return Side(
        occupation=card.occupation, former=tuple(c for c in codes if c),
        education=card.education_level, experience=card.experience_years, wage=card.wage_min,
        regimes=tuple(card.regimes or ()), region=card.region, relocation=bool(card.relocation),
        specialty_years=max((float(y) for y in years if y is not None), default=None),
    )


def vacancy_side(vacancy: Vacancy) -> Side:
    """What a vacancy asks and gives."""
    return Side(
        occupation=vacancy.occupation, education=vacancy.education_level,
        experience=vacancy.experience_years, wage=vacancy.wage_max or vacancy.wage_min,
        regimes=(vacancy.regime,) if vacancy.regime else (), region=vacancy.region,
        other=" ".join(p for p in (vacancy.qualification, vacancy.additional) if p).strip(),
    )


def explain(session: Session, vacancy: Vacancy, person: Person) -> Reasons:
    """Every criterion of par. 57 and 2(9) for any pair, candidate or not."""
    card = session.scalars(select(Card).where(Card.person_id == person.id)).first()
    return compare(person_side(card), vacancy_side(vacancy))


def weights(law: LawBook, on: date) -> dict[str, int]:
    """The weights of the criteria in force on a day."""
    return {n: int(law.value_at("match_weight", on, None, criterion=n)) for n in WEIGHED}


def score(reasons: Reasons, law: LawBook, on: date) -> float:
    """0..100 by the weights in force on a day; an unknown criterion counts half."""
    return _score(reasons, weights(law, on))


def _score(reasons: Reasons, weighed: dict[str, int]) -> float:
    met = sum(weighed.get(r.criterion, 0) * r.degree for r in reasons)
    return round(100 * met / (sum(weighed.values()) or 1), 1)


def suitable(reasons: Reasons) -> bool | None:
    """Par. 2(9) as far as the data tell: False if something fails, None if something is open."""
    asked = [reasons.get(name) for name in (
        "profession_position", "training_and_qualification_level", "experience_and_skills",
        "working_time_regime",
    )]
    if any(r.result == FAILED for r in asked):
        return False
    return True if all(r.result == PASSED for r in asked) else None


def candidates(
    session: Session, vacancy: Vacancy, law: LawBook, on: date, limit: int = 50,
    after: tuple[float, int] | None = None,
) -> list[Match]:
    """People searching who pass the hard criteria of the vacancy, best first (par. 56, 57).

    The session's scope decides whom it may show. ``after`` is the ``key`` of the last one seen.
    """
    asked, found, weighed = vacancy_side(vacancy), [], weights(law, on)
    for row in _pool(session, vacancy):
        reasons = compare(person_side(row), asked)
        if not reasons.excluded:
            name = " ".join(p for p in (row.surname, row.given_name, row.patronymic) if p)
            found.append(Match(row.number, name, _score(reasons, weighed), suitable(reasons),
                               reasons, row.person_id))
    return _page(found, limit, after)


_COLUMNS = (
    Card.person_id, Card.occupation, Card.education_level, Card.experience_years, Card.wage_min,
    Card.regimes, Card.region, Card.relocation, Card.sections,
    Person.number, Person.surname, Person.given_name, Person.patronymic,
)


def _pool(session: Session, vacancy: Vacancy) -> Iterator[Any]:
    """Cards within the hard criteria: same occupation first, then near, then any; bounded."""
    left = POOL
    for tier in _tiers(Card.occupation, vacancy.occupation):
        rows = session.execute(
            select(*_COLUMNS).join(Person, Person.id == Card.person_id)
            # never NULL: said so, SQLite reads the occupation's index, not everybody searching
            .where(Card.searching.is_not(False), *tier, *_card_fits(vacancy))
            .order_by(Card.id).limit(left)
        ).all()
        yield from rows
        left -= len(rows)
        if left <= 0:
            return


def _tiers(column: Any, code: str | None) -> list[tuple[Any, ...]]:
    if not code:
        return [()]
    near, far = _within(column, code[:3]), _within(column, code[:2])
    return [(column == code,), (near, column != code), (far, ~near), (column.is_(None),)]


def _within(column: Any, head: str) -> Any:
    return and_(column >= head, column < head + _LAST)


def _card_fits(vacancy: Vacancy) -> list[Any]:
    """Region or consent to move, and education; the regime is a list and is compared later."""
    fits: list[Any] = []
    if vacancy.region:
        fits.append(or_(_within(Card.region, vacancy.region[:2]), Card.relocation.is_(True),
                        Card.region.is_(None)))
    if vacancy.education_level:
        levels = enough_education(vacancy.education_level)
        fits.append(or_(Card.education_level.in_(levels), Card.education_level.is_(None)))
    return fits


def vacancies_for(
    session: Session, person: Person, law: LawBook, on: date, limit: int = 50,
    after: tuple[float, int] | None = None,
) -> list[Match]:
    """Published vacancies that fit a person, best first (par. 56, third part)."""
    card = session.scalars(select(Card).where(Card.person_id == person.id)).first()
    has, found, weighed = person_side(card), [], weights(law, on)
    for vacancy in _open_vacancies(session, has):
        reasons = compare(has, vacancy_side(vacancy))
        if not reasons.excluded:
            found.append(Match(vacancy.case_number, vacancy.title, _score(reasons, weighed),
                               suitable(reasons), reasons, vacancy.id))
    return _page(found, limit, after)


def _open_vacancies(session: Session, has: Side) -> Iterator[Vacancy]:
    left = POOL
    fits: list[Any] = []
    if has.region and not has.relocation:
        fits.append(or_(_within(Vacancy.region, has.region[:2]), Vacancy.region.is_(None)))
    if has.regimes:
        fits.append(or_(Vacancy.regime.in_(has.regimes), Vacancy.regime.is_(None)))
    for tier in _tiers(Vacancy.occupation, has.occupation):
        rows = session.scalars(
            select(Vacancy).where(Vacancy.published.is_(True), *tier, *fits)
            .order_by(Vacancy.published_at.desc(), Vacancy.id.desc()).limit(left)
        ).all()
        yield from rows
        left -= len(rows)
        if left <= 0:
            return


def _page(
    found: Iterable[Match], limit: int, after: tuple[float, int] | None
) -> list[Match]:
    ordered = sorted(found, key=lambda match: match.key)
    return [m for m in ordered if after is None or m.key > after][:limit]
