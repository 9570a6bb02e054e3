"""The category of par. 11: a pure sum that anybody can check, and that reads nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.registration.category import FACTORS, Category, categorise
from tests.make import the_catalog
from tests.people import a_full_card, an_application

ON = date(2021, 4, 16)
CARD = a_full_card(an_application(1))
#: everything of the data form that the points do not name
EXCLUDED = {
    "sex": st.sampled_from(["m", "f"]),
    "ethnicity": st.text(max_size=20),
    "condition_category": st.sampled_from(["not_working", "caring", "other"]),
    "target_group": st.sampled_from(["disability", "youth", "kandas", "released", "none"]),
    "unemployment_reason": st.sampled_from(["health", "released", "own_wish"]),
    "children_under_18": st.integers(0, 12),
    "criminal_record": st.booleans(),
    "marital_status": st.text(max_size=10),
    "birth_date": st.dates(date(1955, 1, 1), date(2005, 1, 1)).map(date.isoformat),
    "citizenship": st.sampled_from(["kz", "ru", "stateless"]),
}


def of(**over: Any) -> Category:
    """The category of the ordinary card with some answers changed."""
    return categorise({**CARD, **over}, the_catalog().law, ON)


@settings(deadline=None)
@given(st.fixed_dictionaries(EXCLUDED))
def test_excluded_answers_never_change_the_result(excluded: dict[str, Any]) -> None:
    """Ethnicity, sex, health, age, children, a record: none of them moves anything (par. 11)."""
    assert of(**excluded) == of()


def test_no_excluded_field_has_points() -> None:
    """The table of points names no excluded field, so that data cannot bring it in."""
    table = next(v for v in the_catalog().law.values() if v.key == "category_points")
    named = {p.where["factor"] for p in table.points}
    assert named == set(FACTORS)
    assert not named & set(EXCLUDED)


def test_the_score_is_the_sum_of_the_reasons() -> None:
    """Every point has its reason, in three languages."""
    result = of(experience_total=0, current_unemployment_duration=14, motivation_level="low")
    assert result.score == sum(r.points for r in result.reasons) == 11
    assert len(result.reasons) == len(FACTORS)
    for reason in result.reasons:
        assert set(reason.text) == {"kk", "ru", "en"}
        assert all(str(reason.points) in text for text in reason.text.values())


@pytest.mark.parametrize(
    ("over", "band"),
    [
        ({}, "short"),
        ({"experience_total": 0, "current_unemployment_duration": 8, "motivation_level": "low"},
         "medium"),
        ({"education_level": "none", "experience_total": 0, "experience_main_specialty": 0,
          "specialty_in_demand": "not_in_demand", "current_unemployment_duration": 30,
          "computer_skills": "none", "motivation_level": "low"}, "long"),
    ],
)
def test_three_bands(over: dict[str, Any], band: str) -> None:
    """Short, medium and long are reached by the answers that one would expect (par. 11)."""
    assert of(**over).band == band


def test_missing_answers_are_named_and_not_guessed() -> None:
    """What could change the band leaves it unknown; what could not does not (par. 11, 14)."""
    none = categorise({}, the_catalog().law, ON)
    assert (none.band, set(none.missing), none.score) == ("unknown", set(FACTORS), 0)
    one = of(computer_skills=None)
    assert (one.band, one.missing) == ("short", ("computer_skills",))


def test_it_says_what_would_change_it() -> None:
    """Each change alone really leads to the band it promises."""
    over = {"experience_total": 0, "current_unemployment_duration": 8, "motivation_level": "low"}
    found = of(**over).changes
    assert found
    for change in found:
        to: Any = float(change.to) if not FACTORS[change.factor][1] else change.to
        assert of(**{**over, change.factor: to}).band == change.band != "medium"


@settings(deadline=None)
@given(st.integers(0, 400), st.integers(0, 400))
def test_longer_unemployment_never_shortens_the_expectation(one: int, other: int) -> None:
    """More months without work never give fewer points."""
    less, more = sorted((one, other))
    assert (of(current_unemployment_duration=less).score
            <= of(current_unemployment_duration=more).score)


def test_a_number_below_every_step_is_missing_not_zero() -> None:
    """A negative number is no answer."""
    assert "experience_total" in of(experience_total=-1).missing


def test_points_change_on_their_day() -> None:
    """A later dated point counts from its day on, and not before it (par. 11)."""
    law = the_catalog().law
    table = next(v for v in law.values() if v.key == "category_points")
    high = next(p for p in table.points if p.where.get("answer") == "high")
    later = replace(high, valid_from=date(2022, 1, 1), value=9)
    values = {v.key: v for v in law.values()}
    values["category_points"] = replace(table, points=(later, *table.points))
    changed = replace(law, _values=values)
    before = categorise(CARD, changed, date(2021, 12, 31)).score
    assert categorise(CARD, changed, date(2022, 1, 1)).score == before + 9
