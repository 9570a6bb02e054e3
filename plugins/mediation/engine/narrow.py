"""Whom SQL alone proposes: a bounded pool by occupation, region and education (par. 54, 57).

For the time in which the blocks are being read, and for people whom the blocks do not hold. Who
is proposed is compared by the same criteria; only who is looked at is fewer.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, union_all
from sqlalchemy.orm import Session

from console.data.actors import Card
from console.data.mediation import Vacancy
from console.data.self_service import Resume
from plugins.mediation.criteria import enough_education
from plugins.mediation.reasons import Side

#: rows looked at per nearness of the occupation
MOST = 300
#: above every code that begins with a head
_LAST = "\U0010ffff"


def people_of(session: Session, vacancy: Vacancy) -> list[int]:
    """Keys of people searching, by card or listed resume, within the scope and the hard criteria.

    Their own occupation counts; former ones are compared afterwards.
    """
    # never NULL: said so, SQLite reads the occupation's index, not everybody searching
    cards = by_nearness(Card, Card.occupation, vacancy.occupation, (
        Card.searching.is_not(False), *fits(vacancy, Card, Card.region)))
    resumes = by_nearness(Resume, Resume.occupation, vacancy.occupation, (
        Resume.listed.is_(True), *fits(vacancy, Resume, Resume.region)))
    keys = set(session.scalars(select(Card.person_id).where(Card.id.in_(cards))))
    keys |= set(session.scalars(select(Resume.person_id).where(Resume.id.in_(resumes))))
    return sorted(keys)


def vacancies_of(session: Session, has: Side) -> list[int]:
    """Keys of published vacancies within the hard criteria of a person, the nearest first."""
    where: list[Any] = [Vacancy.published.is_(True)]
    if has.region and not has.relocation:
        where.append(or_(_within(Vacancy.region, has.region[:2]), Vacancy.region.is_(None)))
    if has.regimes:
        where.append(or_(Vacancy.regime.in_(has.regimes), Vacancy.regime.is_(None)))
    codes = {c for c in (has.occupation, *has.former) if c}
    keys: set[int] = set()
    for code in sorted(codes) or (None,):
        near = by_nearness(Vacancy, Vacancy.occupation, code, where)
        keys |= set(session.scalars(select(Vacancy.id).where(Vacancy.id.in_(near))))
    return sorted(keys)


def by_nearness(
    table: Any, occupation: Any, code: str | None, where: Any, most: int = MOST
) -> Select[Any]:
    """Keys of a table's rows: the same occupation, then near, far, unknown and any other.

    Each part is bounded and reads its own range of the occupation's index.
    """
    parts = []
    for tier in _tiers(occupation, code):
        part = select(table.id).where(*where, *tier).order_by(table.id).limit(most).subquery()
        parts.append(select(part.c.id))
    found = union_all(*parts).subquery()
    return select(found.c.id)


def fits(vacancy: Vacancy, table: Any, region: Any) -> list[Any]:
    """Region or consent to move, and education; the regime is a list and is compared later."""
    where: list[Any] = []
    if vacancy.region:
        where.append(or_(_within(region, vacancy.region[:2]), table.relocation.is_(True),
                         region.is_(None)))
    levels = enough_education(vacancy.education_level or "")
    if levels:
        where.append(or_(table.education_level.in_(levels), table.education_level.is_(None)))
    return where


def _tiers(column: Any, code: str | None) -> list[tuple[Any, ...]]:
    if not code:
        return [()]
    near, far = _within(column, code[:3]), _within(column, code[:2])
    return [(column == code,), (near, column != code), (far, ~near), (column.is_(None),),
            (or_(column < code[:2], column >= code[:2] + _LAST),)]


def _within(column: Any, head: str) -> ColumnElement[bool]:
    return and_(column >= head, column < head + _LAST)
