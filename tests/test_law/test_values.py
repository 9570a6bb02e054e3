"""Dated values and terms: by date, fact, region and edition; what a region may change."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from console.law import DeadlineOverlay, LawBook, LawError, load_deadlines, load_law
from tests.test_law.book import DEADLINE, EDITION, PARAGRAPH, shipped, write

SOURCE = {"kk": "Қала қаулысы", "ru": "Акт города", "en": "City act"}

DATED = """
[[value]]
key = "limit"
paragraph = "7"
unit = "things"
[[value.at]]
from = 2020-01-01
value = 5
source = {kk = "к", ru = "р", en = "e"}
[[value.at]]
from = 2022-01-01
value = 4
source = {kk = "к", ru = "р", en = "e"}
[[value.at]]
from = 2021-01-01
region = "75"
value = 2
source = {kk = "к", ru = "р", en = "e"}
"""

SECOND = """
[[edition]]
id = "e2"
name = {kk = "к", ru = "р", en = "invented"}
valid_from = 2022-01-01
"""


def overlay(id: str, amount: int, region: str = "75", since: int = 2021) -> DeadlineOverlay:
    """A term of a region from the first day of a year."""
    return DeadlineOverlay(id, region, amount, date(since, 1, 1), SOURCE)


def with_overlays(*overlays: DeadlineOverlay) -> LawBook:
    """The shipped book, its deadlines changed by a region."""
    book = shipped()
    return LawBook.merge(
        [load_law(Path(__file__).parents[2] / "plugins" / "general" / "law.toml")],
        book.deadlines(), overlays,
    )


@pytest.mark.parametrize(
    ("day", "sex", "months"),
    [
        (date(2018, 1, 1), "f", 702), (date(2020, 12, 31), "f", 714),
        (date(2021, 1, 1), "f", 720), (date(2026, 11, 27), "f", 732),
        (date(2031, 1, 1), "f", 756), (date(2021, 6, 1), "m", 756),
    ],
)
def test_pension_age_depends_on_sex_and_day(day: date, sex: str, months: int) -> None:
    """Paragraph 34(3): 63 years for men, a rising table for women."""
    assert shipped().value_at("pension_age", day, sex=sex) == months


def test_a_missing_fact_is_not_guessed() -> None:
    """Paragraph 34(3): without the sex there is no pension age."""
    with pytest.raises(LawError, match="pension_age has no value on 2021-06-01 for no facts"):
        shipped().value_at("pension_age", date(2021, 6, 1))


def test_plain_values_of_the_rules() -> None:
    """Sixteen years (34(1)), three refusals (44(2)), one copy of the plan (49)."""
    day = date(2021, 6, 1)
    assert shipped().value_at("minimum_unemployed_age", day) == 16
    assert shipped().value_at("refusals_for_deregistration", day) == 3
    assert shipped().value_at("plan_copies", day) == 1
    assert shipped().value_at("minimum_unemployed_age", day, region="750000000", sex="f") == 16


def test_a_day_before_the_law_and_an_unknown_key_are_refused() -> None:
    """No value is invented for a day or key the law does not hold."""
    with pytest.raises(LawError, match="no value on 2017-12-31"):
        shipped().value_at("minimum_unemployed_age", date(2017, 12, 31))
    with pytest.raises(LawError, match="declares no value shoe_size"):
        shipped().value_at("shoe_size", date(2021, 1, 1))
    with pytest.raises(LawError, match="there is no deadline D-99"):
        shipped().deadline("D-99")
    with pytest.raises(LawError, match="no edition is in force on 2017-12-31"):
        shipped().edition_on(date(2017, 12, 31))
    with pytest.raises(LawError, match="there is no paragraph 65"):
        shipped().paragraph("65")


def test_a_regional_value_wins_in_its_region_only(tmp_path: Path) -> None:
    """A code counts by its prefix; elsewhere the national value of the day stands."""
    book = LawBook.merge([load_law(write(tmp_path, "law.toml", EDITION + DATED))])
    assert book.value_at("limit", date(2020, 6, 1), "750000000") == 5
    assert book.value_at("limit", date(2023, 6, 1), "751110000") == 2
    assert book.value_at("limit", date(2023, 6, 1), "710000000") == 4
    assert book.value_at("limit", date(2023, 6, 1)) == 4


def test_a_region_may_shorten_an_offices_term() -> None:
    """The shorter term counts from its day, in its region, with its own source."""
    clock = with_overlays(overlay("D-11", 1)).deadline("D-11")
    assert clock.value_at(date(2021, 6, 1), "750000000").amount == 1
    assert clock.value_at(date(2021, 6, 1), "750000000").source == SOURCE
    assert clock.value_at(date(2020, 12, 31), "750000000").amount == 2
    assert clock.value_at(date(2021, 6, 1), "710000000").amount == 2
    assert clock.value_at(date(2021, 6, 1)).amount == 2


def test_the_nearest_and_latest_regional_term_counts() -> None:
    """A district's term wins over its city's, a later one over an earlier."""
    clock = with_overlays(
        overlay("D-18", 10), overlay("D-18", 8, "7511"), overlay("D-18", 9, since=2022)
    ).deadline("D-18")
    assert clock.value_at(date(2021, 6, 1), "750000000").amount == 10
    assert clock.value_at(date(2022, 6, 1), "750000000").amount == 9
    assert clock.value_at(date(2022, 6, 1), "751110000").amount == 8


@pytest.mark.parametrize(
    ("id", "amount", "message"),
    [
        ("D-11", 3, "D-11: region 75 sets 3, which does not shorten the 2 working_day"),
        ("D-11", 2, "does not shorten"),
        ("D-11", -1, "does not shorten"),
        ("D-26", 1, "D-26: a region may not change a term that binds the person"),
        ("D-29", 1, "binds the employer"),
        ("D-13", 10, "binds the system"),
        ("D-37", 5, "D-37: the law states no term here"),
        ("D-99", 1, "region 75 changes the unknown deadline D-99"),
    ],
)
def test_a_region_may_do_no_more(id: str, amount: int, message: str) -> None:
    """Never longer, never against a person or employer, never where no term is stated."""
    with pytest.raises(LawError, match=message):
        with_overlays(overlay(id, amount))


def test_a_later_law_shorter_than_the_region_wins(tmp_path: Path) -> None:
    """When the law itself shortens the term, the region's longer one falls silent."""
    later = (
        DEADLINE + '[[deadline.value]]\nfrom = 2022-01-01\nedition = "e1"\namount = 1\n'
        'unit = "working_day"\nsource = {kk = "к", ru = "р", en = "e"}\n'
    )
    clock = load_deadlines(write(tmp_path, "deadlines.toml", later))[0]
    clock = clock.with_overlay(DeadlineOverlay("D-90", "75", 2, date(2021, 1, 1), SOURCE))
    assert clock.value_at(date(2021, 6, 1), "75").amount == 2
    assert clock.value_at(date(2022, 6, 1), "75").amount == 1


def test_an_edition_keeps_the_wording_it_does_not_restate(tmp_path: Path) -> None:
    """A later edition that restates one paragraph leaves the others as they were."""
    newer = PARAGRAPH.replace('"e1"', '"e2"').replace("Мәтін", "Жаңа мәтін")
    other = PARAGRAPH.replace('"7"', '"8"')
    book = LawBook.merge(
        [load_law(write(tmp_path, "law.toml", EDITION + SECOND + PARAGRAPH + newer + other))]
    )
    assert book.edition_on(date(2021, 12, 31)).id == "e1"
    assert book.edition_on(date(2022, 1, 1)).id == "e2"
    assert book.paragraph("7").kk == "Жаңа мәтін"
    assert book.paragraph("7", "e1").kk == "Мәтін"
    assert [(p.number, p.edition) for p in book.paragraphs("e2")] == [("7", "e2"), ("8", "e1")]
    assert [(p.number, p.edition) for p in book.paragraphs("e1")] == [("7", "e1"), ("8", "e1")]


def test_a_case_keeps_the_term_of_its_edition(tmp_path: Path) -> None:
    """A term asked for an edition ignores the values of others."""
    later = (
        DEADLINE + '[[deadline.value]]\nfrom = 2022-01-01\nedition = "e2"\namount = 9\n'
        'unit = "working_day"\nsource = {kk = "к", ru = "р", en = "e"}\n'
    )
    clock = load_deadlines(write(tmp_path, "deadlines.toml", later))[0]
    assert clock.value_at(date(2022, 6, 1)).amount == 9
    assert clock.value_at(date(2022, 6, 1), edition="e1").amount == 3
    with pytest.raises(LawError, match="D-90 has no value on 2021-06-01 in edition e2"):
        clock.value_at(date(2021, 6, 1), edition="e2")
