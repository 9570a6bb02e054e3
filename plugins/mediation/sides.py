"""From rows to what is compared: cards, self-posted resumes, vacancies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from console.data.mediation import Vacancy
from console.data.self_service import Resume
from plugins.mediation.concepts import (
    card_permits,
    card_skills,
    categories,
    district,
    joined,
    named,
)
from plugins.mediation.reasons import Side

#: regimes of work that are a condition by themselves (dictionary work_limit)
REGIME_DEMANDS = {"rotational": frozenset({"travel"})}


def person_side(
    card: Any, kato: str | None = None, limits: frozenset[str] | None = None
) -> Side:
    """What par. 57 compares of a card (or a row of its columns); None states nothing.

    ``kato`` is where the person lives; ``limits`` what they may not do at work, if they said so.
    """
    if card is None:
        return Side(limits=limits, district=district(kato))
    sections = card.sections or {}
    history = [row for row in sections.get("work_history") or () if row]
    years = [row.get("experience_in_specialty_years") for row in history]
    return Side(
        occupation=card.occupation or None, former=former_of(history),
        education=card.education_level, experience=card.experience_years, wage=card.wage_min,
        regimes=tuple(card.regimes or ()), region=card.region or None,
        relocation=bool(card.relocation),
        specialty_years=max((float(y) for y in years if y is not None), default=None),
        skills=card_skills(sections), permits=card_permits(sections), limits=limits,
        district=district(kato),
    )


def former_of(history: Iterable[Mapping[str, Any] | None]) -> tuple[str, ...]:
    """Codes of the occupations of a work history, each once, in their order."""
    codes = [(row.get("profession_position") or {}).get("code") for row in history if row]
    return tuple(dict.fromkeys(c for c in codes if c))


def resume_side(
    resume: Resume, kato: str | None = None, limits: frozenset[str] | None = None
) -> Side:
    """What a person without a card in search says in a resume placed without help (par. 56)."""
    return Side(
        occupation=resume.occupation or None, education=resume.education_level,
        experience=resume.experience_years, wage=resume.wage_min,
        regimes=tuple(resume.regimes or ()), region=resume.region or None,
        relocation=bool(resume.relocation), skills=named("skill", resume.words) or None,
        limits=limits, district=district(kato),
    )


def vacancy_side(vacancy: Vacancy) -> Side:
    """What a vacancy asks and gives."""
    other = joined((vacancy.qualification, vacancy.additional))
    regimes = (vacancy.regime,) if vacancy.regime else ()
    limits = named("work_limit", joined((vacancy.conditions, vacancy.duties)))
    return Side(
        occupation=vacancy.occupation or None, education=vacancy.education_level,
        experience=vacancy.experience_years, wage=vacancy.wage_max or vacancy.wage_min,
        regimes=regimes, region=vacancy.region or None, other=other,
        skills=named("skill", other), permits=categories(other),
        limits=limits | REGIME_DEMANDS.get(vacancy.regime or "", frozenset()),
        district=district(vacancy.kato),
    )
