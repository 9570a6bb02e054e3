"""Matching by par. 57 and 2(9), its reasons for any pair, and the public search."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select, update

from console.data import vacancy_search
from console.data.actors import Card, Person
from console.data.mediation import Vacancy
from console.data.store import Store
from console.data.vacancy_search import Filters, create_search, kato_prefix, rebuild, search
from console.data.words import distance, words_of
from console.scope import NOTHING, SYSTEM
from plugins.mediation import criteria, matching
from plugins.mediation.criteria import FAILED, PASSED, UNKNOWN, Side, compare, nearness
from tests.make import World, the_catalog
from tests.test_plugins.offers import searching, vacancy_row

GOOD = Side(occupation="5223", education="higher", experience=3, wage=100000,
            regimes=("full_time",), region="190000000")
ASKED = Side(occupation="5223", education="general_secondary", experience=2, wage=150000,
             regimes=("full_time",), region="190000000")


def results(person: Side, vacancy: Side = ASKED) -> dict[str, str]:
    """criterion -> result."""
    return {r.criterion: r.result for r in compare(person, vacancy)}


def found(w: World, number: str, by: str = "specialist", **more: Any) -> list[matching.Match]:
    """Candidates for a vacancy as a login sees them."""
    with w.read(w.scope(by)) as session:
        vacancy = session.scalars(select(Vacancy).where(Vacancy.case_number == number)).one()
        return matching.candidates(session, vacancy, w.catalog.law, w.now.date(), **more)


# ---- criteria
def test_all_six_criteria_and_suitability_are_always_said() -> None:
    """Par. 57 and 2(9): every pair has every criterion, in three languages."""
    reasons = compare(Side(), Side())
    assert set(matching.WEIGHED) <= {r.criterion for r in reasons}
    assert {r.criterion for r in reasons} == set(criteria.TITLES)
    assert all(r.text[lang] and r.paragraph for r in reasons for lang in ("kk", "ru", "en"))


@pytest.mark.parametrize(("change", "criterion"), [
    ({"occupation": "2310"}, "profession_position"),
    ({"education": "primary"}, "training_and_qualification_level"),
    ({"experience": 1}, "experience_and_skills"),
    ({"wage": 200000}, "wage_level"),
    ({"regimes": ("remote",)}, "working_time_regime"),
    ({"region": "750000000"}, "region_relocation"),
])
def test_each_criterion_fails_by_its_own_value(change: dict[str, Any], criterion: str) -> None:
    """Par. 57: exactly the changed criterion turns."""
    before, after = results(GOOD), results(Side(**{**GOOD.__dict__, **change}))
    assert before[criterion] == PASSED and after[criterion] == FAILED
    assert {k for k in before if before[k] != after[k]} == {criterion}


def test_what_nobody_stated_is_unknown_and_never_fails() -> None:
    """A person is not left out for an empty field."""
    assert FAILED not in results(Side()).values()
    assert not compare(Side(), ASKED).excluded
    assert results(Side())["wage_level"] == UNKNOWN


def test_consent_to_move_opens_every_region() -> None:
    """Relocation: another oblast is no obstacle then."""
    far = Side(**{**GOOD.__dict__, "region": "750000000", "relocation": True})
    assert results(far)["region_relocation"] == PASSED


def test_free_words_of_the_employer_are_left_to_a_human() -> None:
    """Par. 57, other requirements: unknown until a specialist reads them."""
    words = Side(**{**ASKED.__dict__, "other": "Медициналық кітапша"})
    reason = compare(GOOD, words).get("employer_other_requirements")
    assert (reason.result, reason.required["kk"]) == (UNKNOWN, "Медициналық кітапша")


def test_the_sentence_names_value_and_requirement() -> None:
    """Why? is answered with what decided."""
    text = compare(GOOD, ASKED).get("training_and_qualification_level").text
    assert text["ru"] == ("Уровень профессиональной подготовки и квалификации: соответствует. "
                          "У лица: Высшее. Требуется: Общее среднее.")


def test_a_former_profession_counts_a_little_less() -> None:
    """Par. 57: worked so before, wishes for something else."""
    had = Side(**{**GOOD.__dict__, "occupation": "2310", "former": ("5223",)})
    assert compare(had, ASKED).get("profession_position").degree == 90
    assert compare(had, ASKED).get("former_specialty").result == PASSED


@given(st.text("0123456789", max_size=4), st.text("0123456789", max_size=4))
def test_nearness_is_symmetric_and_full_only_for_the_same(one: str, two: str) -> None:
    """Occupations: the same code is 100, others less, in either order."""
    assert nearness(one, two) == nearness(two, one)
    assert (nearness(one, two) == 100) == (one == two and bool(one))


def test_weights_are_dated_values_that_sum_to_a_hundred() -> None:
    """Law as data: no weight stands in the code."""
    law = the_catalog().law
    on = law.edition_on(date(2021, 4, 16)).valid_from
    weights = [law.value_at("match_weight", on, None, criterion=c) for c in matching.WEIGHED]
    assert sum(int(w) for w in weights) == 100
    assert matching.score(compare(GOOD, ASKED), law, on) == 97.5  # the district is unknown
    near = [Side(**{**side.__dict__, "district": "1940"}) for side in (GOOD, ASKED)]
    assert matching.score(compare(*near), law, on) == 100.0


def test_matching_reads_no_protected_attribute() -> None:
    """Sex, age, ethnicity, family and disability are not even named in the code that scores."""
    folder = Path(matching.__file__).parent
    parts = ["criteria", "matching", "reasons", "sides", "concepts", "limits"]
    parts += [f"engine/{p.stem}" for p in (folder / "engine").glob("*.py")]
    for name in (f"{part}.py" for part in parts):
        tree = ast.parse((folder / name).read_text(encoding="utf-8"))
        named = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
        named |= {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)
                  and isinstance(n.value, str) and "\n" not in n.value}
        assert not named & {"sex", "birth_date", "ethnicity", "marital_status",
                            "children_under_18", "criminal_record", "target_group",
                            "condition_category", "citizenship"}


# ---- candidates
def test_sex_age_and_ethnicity_change_no_score(w: World) -> None:
    """The same card gives the same score whoever holds it."""
    number = w.a_vacancy().number
    one = searching(w, sex="m", birth_date=w.now.date().replace(year=1965))
    two = searching(w, sex="f", birth_date=w.now.date().replace(year=2000),
                    card={"sections": {"ethnicity": "қазақ", "criminal_record": True}})
    matches = {m.number: m for m in found(w, number)}
    assert matches[one.number].score == matches[two.number].score
    assert matches[one.number].reasons == matches[two.number].reasons


def test_the_best_come_first_and_pages_do_not_overlap(w: World) -> None:
    """Par. 56: ranked, read on by key."""
    number = w.a_vacancy(required_experience=3).number
    best = searching(w)
    near = searching(w, card={"occupation": "5221"})
    poor = searching(w, card={"occupation": "5221", "experience_years": 1.0})
    first = found(w, number, limit=2)
    rest = found(w, number, limit=2, after=first[-1].key)
    assert [m.number for m in (*first, *rest)] == [best.number, near.number, poor.number]
    assert first[0].score > first[1].score > rest[0].score


def test_hard_criteria_keep_people_out_and_say_why(w: World) -> None:
    """Region, education, regime; the one left out is explained all the same."""
    number = w.a_vacancy(education_level="higher").number
    low = searching(w)
    far = searching(w, card={"region": "750000000", "education_level": "higher"})
    shift = searching(w, card={"regimes": ["shift"], "education_level": "higher"})
    idle = searching(w, card={"searching": False, "education_level": "higher"})
    good = searching(w, card={"education_level": "higher"})
    assert [m.number for m in found(w, number)] == [good.number]
    vacancy = vacancy_row(w, number)
    with w.read() as session:
        why = {
            p.number: {r.criterion for r in matching.explain(session, vacancy, p)
                       if r.result == FAILED}
            for p in (low, far, shift, idle)
        }
    assert why == {low.number: {"training_and_qualification_level"},
                   far.number: {"region_relocation"}, shift.number: {"working_time_regime"},
                   idle.number: set()}


def test_a_center_sees_its_own_candidates_only(w: World) -> None:
    """Scope: another center's people are not in the list."""
    number = w.a_vacancy().number
    searching(w, second=True)
    mine = searching(w)
    assert [m.number for m in found(w, number)] == [mine.number]
    assert found(w, number, "employer") == []


def test_selection_takes_a_bounded_number_of_statements(w: World) -> None:
    """Counts, not seconds: at most ten statements however many people search, fewer later."""
    number = w.a_vacancy().number
    for _ in range(12):
        searching(w)
    assert counted(w.store, lambda: found_in(w, number)) <= 10
    assert counted(w.store, lambda: found_in(w, number)) <= 5


def found_in(w: World, number: str) -> None:
    """Candidates as SYSTEM, for counting."""
    with w.read() as session:
        vacancy = session.scalars(select(Vacancy).where(Vacancy.case_number == number)).one()
        assert matching.candidates(session, vacancy, w.catalog.law, w.now.date())


def counted(store: Store, act: Any) -> int:
    """How many SELECT statements ``act`` sends."""
    seen: list[str] = []

    def note(_c: Any, _cur: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(store.engine, "before_cursor_execute", note)
    return len(seen)


def test_vacancies_are_chosen_for_a_person_too(w: World) -> None:
    """Par. 56, third part: matching in both directions."""
    shop = w.a_vacancy().number
    w.a_vacancy(employment_region="750000000")
    w.a_vacancy(work_regime="remote")
    person = searching(w)
    with w.read(w.scope("specialist")) as session:
        known = session.scalars(select(Person).where(Person.id == person.id)).one()
        matches = matching.vacancies_for(session, known, w.catalog.law, w.now.date())
    assert [m.number for m in matches] == [shop] and matches[0].suitable is True


# ---- public search
def looked(w: World, **filters: Any) -> list[str]:
    """Numbers the public finds."""
    with w.read(NOTHING) as session:
        return [row.number for row in search(session, Filters(**filters)).rows]


@pytest.fixture
def jobs(w: World) -> dict[str, str]:
    """Three vacancies of different words, a minute apart."""
    w.at("2021-04-16 10:00")
    shop = w.a_vacancy(job_duties="Дүкенде қызмет көрсету").number
    w.at("2021-04-16 10:01")
    cook = w.a_vacancy(
        profession_position={"text": "Аспаз"}, job_duties="Тамақ дайындау, повар",
        wage_level=300000, wage_to=350000, required_experience=3, work_regime="shift").number
    w.at("2021-04-16 10:02")
    driver = w.a_vacancy(
        profession_position={"text": "Водитель"}, job_duties="Перевозка грузов",
        employment_region="750000000", settlement="Алматы").number
    return {"shop": shop, "cook": cook, "driver": driver}


@pytest.mark.parametrize(("words", "expected"), [
    ("сатушы", ["shop"]), ("продавец", ["shop"]), ("продав", ["shop"]), ("ПОВАР", ["cook"]),
    ("водитель груз", ["driver"]), ("водителъ", ["driver"]), ("вадитель", ["driver"]),
    ("перевозки", ["driver"]), ("сатуши", ["shop"]), ("астронавт", []),
    ("дүкенде", ["shop"]), ('"* ^ (', ["driver", "cook", "shop"]), ("or", []),
])
def test_words_are_found_in_kazakh_and_russian_with_slips(
    w: World, jobs: dict[str, str], words: str, expected: list[str]
) -> None:
    """Par. 54, free access: beginnings, both languages, one or two slips, no query language."""
    names = {number: name for name, number in jobs.items()}
    assert [names[n] for n in looked(w, words=words)] == expected


@pytest.mark.parametrize(("filters", "expected"), [
    ({"region": "750000000"}, {"driver"}), ({"region": "190000000"}, {"shop", "cook"}),
    ({"pay": 200000}, {"cook"}), ({"regime": "shift"}, {"cook"}),
    ({"experience": 1}, {"shop", "driver"}), ({"occupation": "5223"}, {"shop"}),
    ({}, {"shop", "cook", "driver"}),
])
def test_filters_narrow(
    w: World, jobs: dict[str, str], filters: dict[str, Any], expected: set[str]
) -> None:
    """Region by KATO, pay, regime, experience, occupation."""
    assert set(looked(w, **filters)) == {jobs[name] for name in expected}


def test_a_closed_vacancy_is_found_no_more(w: World, jobs: dict[str, str]) -> None:
    """Par. 63: inside the same transaction."""
    w.do("mediation.close_vacancy", jobs["shop"], by="employer", cause="post_cut")
    assert looked(w, words="сатушы") == [] and jobs["shop"] not in looked(w)


def test_pages_follow_one_another_by_key(w: World, jobs: dict[str, str]) -> None:
    """Newest first, nothing twice, nothing lost."""
    with w.read(NOTHING) as session:
        first = search(session, Filters(), limit=2)
        last = search(session, Filters(), limit=2, after=first.after)
    assert [r.number for r in (*first.rows, *last.rows)] == [
        jobs["driver"], jobs["cook"], jobs["shop"]]
    assert (first.count, first.capped, last.after) == (3, False, None)
    assert first.facets["region"] == {"190000000": 2, "750000000": 1}


def test_counts_stop_at_the_cap(
    w: World, jobs: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A count is bounded: more than the cap is said, not counted."""
    monkeypatch.setattr(vacancy_search, "CAP", 2)
    with w.read(NOTHING) as session:
        page = search(session, Filters())
    assert (page.count, page.capped, len(jobs)) == (2, True, 3)


def test_a_search_takes_at_most_six_statements(w: World, jobs: dict[str, str]) -> None:
    """Even with five mistyped words and every filter."""
    def act() -> None:
        with w.read(NOTHING) as session:
            search(session, Filters("сатушу павар вадител перевазка дукен", "190000000",
                                    "5", 1, "shift", 1.0))

    assert jobs and 0 < counted(w.store, act) <= 6


def test_the_public_sees_published_rows_only(w: World, jobs: dict[str, str]) -> None:
    """Even a row left in the index stays hidden once unpublished."""
    with w.store.write(SYSTEM) as session:
        session.execute(update(Vacancy).where(Vacancy.case_number == jobs["shop"])
                        .values(published=False))
    assert looked(w, words="сатушы") == []


def test_the_index_is_rebuilt_from_the_rows(w: World, jobs: dict[str, str]) -> None:
    """Bulk loads and restores: the same words are found again; making it twice is harmless."""
    create_search(w.store.engine)
    with w.store.write(SYSTEM) as session:
        assert rebuild(session) == 3
    assert looked(w, words="сатушы") == [jobs["shop"]]


def test_kato_prefixes() -> None:
    """Significant digits only; an oblast keeps two."""
    assert [kato_prefix(c) for c in ("190000000", "100000000", "194020000")] == [
        "19", "10", "19402"]


@given(st.text("абв", max_size=6), st.text("абв", max_size=6))
def test_distance_agrees_with_a_plain_definition(one: str, two: str) -> None:
    """Slips to the nearest beginning of the second word, never more than allowed."""
    got = distance(one, two, 2)
    if got is not None:
        assert 0 <= got <= 2
    if one == two:
        assert got == 0
    assert words_of(f"{one} {one}").count(one) <= 1


def test_a_card_without_rows_is_matched_as_unknown(w: World) -> None:
    """An empty card states nothing and breaks nothing."""
    person = searching(w, card={"occupation": None, "education_level": None, "regimes": [],
                                "region": None, "wage_min": None, "experience_years": None})
    number = w.a_vacancy().number
    match = next(m for m in found(w, number) if m.number == person.number)
    assert match.suitable is None and w.count(Card) == 1
