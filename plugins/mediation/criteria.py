"""Criteria of par. 57 and 2(9), each decided on plain values.

Sex, age, ethnicity, family and disability are not read here at all. Limits at work are compared
in ``limits``, and only those that a person gave.
"""

from __future__ import annotations

from plugins.mediation.limits import compare_limits
from plugins.mediation.reasons import (
    FAILED,
    HALF,
    HARD,
    LANGUAGES,
    NO_DEMAND,
    PASSED,
    TITLES,
    UNKNOWN,
    WHOLE,
    Reason,
    Reasons,
    Side,
    reason,
    words,
)

#: levels of schooling, lowest first (dictionary education_level)
EDUCATION = (
    "none", "primary", "basic_secondary", "general_secondary", "technical_vocational",
    "post_secondary", "incomplete_higher", "higher", "postgraduate",
)
#: how near an occupation is (hundredths), by the digits of the classifier the two codes share
NEAR = {3: 70, 2: 40}
#: what a former profession counts for, in hundredths: worked so before, wishes for another
FORMER = 90
#: more years than anybody works; years are compared in hundredths
MOST_YEARS = 320


def compare(person: Side, vacancy: Side) -> Reasons:
    """Every criterion for a person and a vacancy."""
    return Reasons((
        _profession(person, vacancy), _education(person, vacancy), _experience(person, vacancy),
        _wage(person, vacancy), _regime(person, vacancy), _other(vacancy),
        _skills(person, vacancy), _permits(person, vacancy), _region(person, vacancy),
        _former(person, vacancy), _transport(person, vacancy), compare_limits(person, vacancy),
    ), vacancy.region)


def nearness(one: str | None, two: str | None) -> int:
    """How near two occupations are: 100 the same, less the fewer leading digits they share."""
    if one == two:
        return WHOLE if one else 0
    if not one or not two:
        return 0
    shared = 0
    for a, b in zip(one, two, strict=False):
        if a != b:
            break
        shared += 1
    return NEAR.get(min(shared, 3), 0)


def former_counts(near: int) -> int:
    """How far a former profession of that nearness meets the criterion (hundredths)."""
    return near * FORMER // WHOLE


def hundredths(years: float) -> int:
    """Years as whole hundredths, so that 0.1 + 0.2 is 0.3."""
    return round(max(0.0, min(years, MOST_YEARS)) * 100)


def enough_education(required: str) -> tuple[str, ...]:
    """The levels that meet a required one (the level itself and all above)."""
    return EDUCATION[EDUCATION.index(required) :] if required in EDUCATION else ()


def _profession(person: Side, vacancy: Side) -> Reason:
    name, wanted = "profession_position", ("occupation", vacancy.occupation)
    if not (person.occupation or any(person.former)) or not vacancy.occupation:
        return reason(name, UNKNOWN, ("occupation", None), wanted)
    best, degree = person.occupation, nearness(person.occupation, vacancy.occupation)
    for code in person.former:
        counts = former_counts(nearness(code, vacancy.occupation))
        if counts > degree or best is None:
            best, degree = code, counts
    return reason(name, PASSED if degree > 0 else FAILED, ("occupation", best), wanted, degree)


def _education(person: Side, vacancy: Side) -> Reason:
    name, value = "training_and_qualification_level", ("education_level", person.education)
    if vacancy.education is None:
        return reason(name, PASSED, value, NO_DEMAND)
    required = ("education_level", vacancy.education)
    if person.education not in EDUCATION or vacancy.education not in EDUCATION:
        return reason(name, UNKNOWN, value, required)
    met = EDUCATION.index(person.education) >= EDUCATION.index(vacancy.education)
    return reason(name, PASSED if met else FAILED, value, required)


def _experience(person: Side, vacancy: Side) -> Reason:
    name, value = "experience_and_skills", ("years", person.experience)
    if not vacancy.experience or not hundredths(vacancy.experience):
        return reason(name, PASSED, value, NO_DEMAND)
    required = ("years", vacancy.experience)
    if person.experience is None:
        return reason(name, UNKNOWN, value, required)
    met = hundredths(person.experience) >= hundredths(vacancy.experience)
    return reason(name, PASSED if met else FAILED, value, required)


def _wage(person: Side, vacancy: Side) -> Reason:
    value, paid = ("money", person.wage), ("money", vacancy.wage)
    if person.wage is None or vacancy.wage is None:
        return reason("wage_level", UNKNOWN, value, paid)
    return reason("wage_level", PASSED if vacancy.wage >= person.wage else FAILED, value, paid)


def _regime(person: Side, vacancy: Side) -> Reason:
    name, value = "working_time_regime", ("work_regime", person.regimes)
    required = ("work_regime", vacancy.regimes)
    if not person.regimes or not vacancy.regimes:
        return reason(name, UNKNOWN, value, required)
    met = bool(set(person.regimes) & set(vacancy.regimes))
    return reason(name, PASSED if met else FAILED, value, required)


def _other(vacancy: Side) -> Reason:
    """Free words of the employer: no machine judges them, the specialist reads them."""
    name = "employer_other_requirements"
    if not vacancy.other:
        return reason(name, PASSED, ("text", None), NO_DEMAND)
    return reason(name, UNKNOWN, ("text", None), ("text", vacancy.other))


def _skills(person: Side, vacancy: Side) -> Reason:
    """Par. 57: the share of the skills asked for that the card names."""
    asked, has = vacancy.skills or frozenset(), person.skills
    value = ("skill", tuple(sorted(has)) if has is not None else None)
    if not asked:
        return reason("skills", PASSED, value, NO_DEMAND)
    required = ("skill", tuple(sorted(asked)))
    if has is None:
        return reason("skills", UNKNOWN, value, required)
    degree = WHOLE * len(asked & has) // len(asked)
    return reason("skills", PASSED if degree else FAILED, value, required, degree)


def _permits(person: Side, vacancy: Side) -> Reason:
    """Par. 57, other requirements: every category of driving licence that the vacancy names."""
    asked, has = vacancy.permits or frozenset(), person.permits
    value = ("driving_category", tuple(sorted(has)) if has is not None else None)
    if not asked:
        return reason("permits", PASSED, value, NO_DEMAND)
    required = ("driving_category", tuple(sorted(asked)))
    if has is None:
        return reason("permits", UNKNOWN, value, required)
    return reason("permits", PASSED if asked <= has else FAILED, value, required)


def _region(person: Side, vacancy: Side) -> Reason:
    name, required = "region_relocation", ("region", vacancy.region)
    if person.relocation:
        return reason(name, PASSED, ("moves", person.region or ""), required)
    value = ("region", person.region)
    if not person.region or not vacancy.region:
        return reason(name, UNKNOWN, value, required)
    met = person.region[:2] == vacancy.region[:2]
    return reason(name, PASSED if met else FAILED, value, required)


def _former(person: Side, vacancy: Side) -> Reason:
    """Par. 2(9): seniority and experience in the former specialty."""
    name, wanted = "former_specialty", ("occupation", vacancy.occupation)
    if not person.former or not vacancy.occupation:
        return reason(name, UNKNOWN, ("years", person.specialty_years), wanted)
    best = max(person.former, key=lambda code: nearness(code, vacancy.occupation))
    degree = nearness(best, vacancy.occupation)
    return reason(name, PASSED if degree > 0 else FAILED, ("occupation", best), wanted, degree)


def _transport(person: Side, vacancy: Side) -> Reason:
    """Par. 2(9): the same district by KATO, or consent to move; otherwise the person is asked."""
    name, value = "transport", ("district", person.district)
    required = ("district", vacancy.district)
    if person.district is None or vacancy.district is None:
        return reason(name, UNKNOWN, value, required)
    if person.relocation:
        return reason(name, PASSED, ("moves", person.region or ""), required)
    met = person.district == vacancy.district
    return reason(name, PASSED if met else FAILED, value, required)


__all__ = [
    "EDUCATION", "FAILED", "FORMER", "HALF", "HARD", "LANGUAGES", "NEAR", "PASSED", "TITLES",
    "UNKNOWN", "WHOLE", "Reason", "Reasons", "Side", "compare", "enough_education",
    "former_counts", "hundredths", "nearness", "words",
]
