"""The employers' search among resumes whose people consent now (par. 64).

Read with the console's eyes and answered masked: given name and the first letter of the surname,
nothing an employer could reach the person by. A resume that is not listed does not exist here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import String, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from console.data.actors import Person
from console.data.self_service import Contact, Resume, masked_name
from console.data.vacancy_search import kato_prefix
from console.data.words import stems, words_of

PAGE = 20
#: pages one search can be turned to: whoever needs more narrows it
PAGES = 10
_LAST = "\U0010ffff"


@dataclass(frozen=True)
class Wanted:
    """Whom an employer looks for. ``experience``: years at least; ``pay``: a month at most."""

    words: str = ""
    occupation: str = ""
    region: str = ""
    education: str = ""
    regime: str = ""
    experience: int | None = None
    pay: int | None = None


@dataclass(frozen=True)
class Masked:
    """A resume as an employer sees it before the person agrees to more."""

    key: tuple[datetime, int]
    number: str
    name: str
    occupation: str | None
    region: str | None
    relocation: bool
    regimes: tuple[str, ...]
    education_level: str | None
    experience_years: float | None
    wage_min: int | None
    wage_max: int | None
    listed_at: datetime
    person_id: int
    resume_id: int
    data: Mapping[str, Any] = field(default_factory=dict)


def search(
    session: Session, wanted: Wanted, after: tuple[datetime, int] | None = None,
    limit: int = PAGE,
) -> tuple[list[Masked], tuple[datetime, int] | None]:
    """Listed resumes, newest first, and the key of the next page (None at the end).

    ``session`` reads everything: what leaves is masked here.
    """
    query = (
        select(Resume, Person).join(Person, Person.id == Resume.person_id)
        .where(*_conditions(wanted))
        .order_by(Resume.listed_at.desc(), Resume.id.desc()).limit(limit + 1)
    )
    if after is not None:
        moment, key = after
        query = query.where(or_(
            Resume.listed_at < moment, and_(Resume.listed_at == moment, Resume.id < key)
        ))
    rows = [_masked(*row) for row in session.execute(query)]
    return rows[:limit], rows[limit - 1].key if len(rows) > limit else None


def one(session: Session, number: str) -> Masked | None:
    """A listed resume by its number; None for one that is hidden, withdrawn or unknown."""
    row = session.execute(
        select(Resume, Person).join(Person, Person.id == Resume.person_id)
        .where(Resume.case_number == number, Resume.listed.is_(True))
    ).first()
    return _masked(*row) if row else None


def contact_of(session: Session, contact: Contact) -> dict[str, str]:
    """Name, telephone and e-mail behind an agreed request; {} while it is not agreed to."""
    if contact.answer != "agreed":
        return {}
    person = session.get_one(Person, contact.person_id)
    return {"name": person.full_name, "mobile": person.mobile or "", "email": person.email or ""}


def _masked(resume: Resume, person: Person) -> Masked:
    listed = resume.listed_at or resume.changed_at
    return Masked(
        key=(listed, resume.id), number=resume.case_number, name=masked_name(person),
        occupation=resume.occupation, region=resume.region, relocation=resume.relocation,
        regimes=tuple(resume.regimes or ()), education_level=resume.education_level,
        experience_years=resume.experience_years, wage_min=resume.wage_min,
        wage_max=resume.wage_max, listed_at=listed, person_id=person.id, resume_id=resume.id,
        data=resume.data,
    )


def _conditions(wanted: Wanted) -> list[Any]:
    found: list[Any] = [Resume.listed.is_(True)]
    if wanted.occupation:
        found.append(_within(Resume.occupation, wanted.occupation))
    if wanted.region:
        prefix = kato_prefix(wanted.region)
        found.append(or_(_within(Resume.region, prefix), Resume.relocation.is_(True)))
    if wanted.education:
        found.append(Resume.education_level == wanted.education)
    if wanted.regime:
        found.append(cast(Resume.regimes, String).contains(f'"{wanted.regime}"', autoescape=True))
    if wanted.experience is not None:
        found.append(func.coalesce(Resume.experience_years, 0) >= wanted.experience)
    if wanted.pay is not None:
        found.append(func.coalesce(Resume.wage_min, 0) <= wanted.pay)
    for word in words_of(wanted.words)[:5]:
        found.append(or_(*(Resume.words.contains(f" {s}", autoescape=True) for s in stems(word))))
    return found


def _within(column: Any, prefix: str) -> Any:
    return and_(column >= prefix, column < prefix + _LAST)
