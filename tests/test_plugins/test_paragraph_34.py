"""Par. 34 as pure functions: what proves a ground, what disproves it, what leaves it open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.unemployed_status.evaluation import (
    GROUNDS,
    PENSION,
    STUDENT,
    UNDER_16,
    UNTRUE,
    WORKING,
    Facts,
    evaluate_facts,
    full_months,
)

ON = date(2021, 4, 20)
OK = {"status": "ok", "source": "register", "at": "2021-04-20T05:00:00+00:00", "differences": []}
CLEAN: dict[str, dict[str, Any]] = {
    "person": {**OK, "data": {"birth_date": "1990-05-12", "sex": "f"}},
    "employment": {**OK, "data": {"contracts": []}},
    "entrepreneur": {**OK, "data": {"active": False}},
    "student": {**OK, "data": {"institution": None}},
}
FACTS = Facts(
    on=ON, birth_date=date(1990, 5, 12), birth_source={"source": "application"}, minimum_age=16,
    pension_age=720, registers=CLEAN,
)


def holds(facts: Facts) -> dict[str, bool | None]:
    """Ground -> True, False or None."""
    return {f.ground.code: f.holds for f in evaluate_facts(facts)}


def having(**registers: dict[str, Any]) -> Facts:
    """The clean facts with other answers of some registers."""
    return replace(FACTS, registers={**CLEAN, **registers})


def contract(**over: Any) -> dict[str, Any]:
    """A register's answer with one contract."""
    row = {"employer": "«Дала» ЖШС", "post": "сатушы", "from": "2020-01-01", "to": None, **over}
    return {**OK, "data": {"contracts": [row]}}


def test_the_five_grounds_are_those_of_par_34_in_its_order() -> None:
    """Par. 34 has five grounds; nobody may add one."""
    assert list(GROUNDS) == [UNDER_16, WORKING, PENSION, UNTRUE, STUDENT]
    assert {g.paragraph for g in GROUNDS.values()} == {"34"}


def test_clean_answers_disprove_all_five() -> None:
    """Nothing speaks against the person: every ground is disproved, none merely unmentioned."""
    assert set(holds(FACTS).values()) == {False}


def test_without_any_answer_everything_is_unknown() -> None:
    """Before the check nothing is known, and nothing is assumed either way."""
    assert set(holds(replace(FACTS, registers={})).values()) == {None}


@pytest.mark.parametrize(
    ("register", "unknown"),
    [("employment", {WORKING}), ("entrepreneur", {WORKING}), ("student", {STUDENT}),
     ("person", {UNDER_16, PENSION})],
)
def test_a_silent_register_leaves_its_grounds_unknown(register: str, unknown: set[str]) -> None:
    """A register that is down proves nothing and disproves nothing (par. 32)."""
    found = holds(having(**{register: {**OK, "status": "down", "data": {}}}))
    assert {code for code, value in found.items() if value is None} == unknown
    assert True not in found.values()


@pytest.mark.parametrize(
    ("born", "young"), [("2005-04-20", False), ("2005-04-21", True), ("2004-02-29", False)]
)
def test_sixteen_is_reached_on_the_birthday(born: str, young: bool) -> None:
    """Par. 34(1): on the sixteenth birthday the ground is gone, the day before it holds."""
    person = {**OK, "data": {"birth_date": born, "sex": "f"}}
    assert holds(having(person=person))[UNDER_16] is young


def test_a_birth_date_a_register_confirmed_before_needs_no_second_answer() -> None:
    """The date kept from a register at acceptance stands while the register is down now."""
    source = {"source": "simulator", "register": "person", "at": "2021-04-16"}
    facts = replace(having(person={**OK, "status": "down", "data": {}}), birth_source=source)
    assert holds(facts)[UNDER_16] is False


def test_pension_age_is_unknown_without_the_sex() -> None:
    """Par. 34(3): the table goes by sex; without it the age decides nothing."""
    assert holds(replace(FACTS, pension_age=None))[PENSION] is None


@pytest.mark.parametrize(
    ("row", "working"),
    [({"to": None}, True), ({"to": "2021-04-20"}, True), ({"to": "2021-04-19"}, False),
     ({"from": "2021-04-21"}, False), ({"suspended": True}, None)],
)
def test_only_a_contract_in_force_proves_work(row: dict[str, Any], working: bool | None) -> None:
    """Par. 34(2): the last day counts, tomorrow's contract does not, a suspended one is open."""
    assert holds(having(employment=contract(**row)))[WORKING] is working


def test_a_contract_decides_even_while_other_registers_are_down() -> None:
    """Par. 34(2): one proof is enough; what else is unknown does not unprove it."""
    down = {**OK, "status": "down", "data": {}}
    assert holds(having(employment=contract(), entrepreneur=down))[WORKING] is True


@pytest.mark.parametrize(
    ("claims", "excluded"), [(True, True), (False, False), (None, None)]
)
def test_a_student_is_excluded_only_when_claiming_measures(
    claims: bool | None, excluded: bool | None
) -> None:
    """Par. 34(5): both facts are needed, and the second is asked, not guessed."""
    student = {**OK, "data": {"institution": "Колледж"}}
    facts = replace(having(student=student), claims_measures=claims)
    assert holds(facts)[STUDENT] is excluded


def test_a_difference_is_a_question_not_untruth() -> None:
    """Par. 34(4): a register that holds other data leaves the ground open, it proves no lie."""
    person = {**OK, "status": "mismatch", "data": {}, "differences": ["surname"]}
    assert holds(having(person=person))[UNTRUE] is None


def test_the_newest_finding_decides_and_the_register_stays_beside_it() -> None:
    """An official's reasoned finding wins; what the register said is still shown."""
    rows = [
        {"ground": WORKING, "holds": True, "reason": "а", "document": "№ 1", "by": "x", "at": "1"},
        {"ground": WORKING, "holds": False, "reason": "б", "document": "№ 2", "by": "y", "at": "2"},
    ]
    facts = replace(having(employment=contract()), found=rows)
    finding = next(f for f in evaluate_facts(facts) if f.ground.code == WORKING)
    assert finding.holds is False
    assert "«Дала» ЖШС" in finding.evidence[0].said["kk"]
    assert "№ 2" in finding.evidence[-1].said["ru"]


def test_every_sentence_of_evidence_is_in_three_languages() -> None:
    """Evidence is told in Kazakh, Russian and English, with source and time where known."""
    down = {**OK, "status": "down", "data": {}}
    for facts in (FACTS, replace(FACTS, registers={}), having(person=down, student=down)):
        for finding in evaluate_facts(facts):
            assert finding.evidence, finding.ground.code
            for proof in finding.evidence:
                assert all(proof.said[lang] for lang in ("kk", "ru", "en"))


@given(st.dates(date(1900, 1, 1), date(2010, 12, 31)), st.integers(0, 1200))
def test_full_months_agree_with_a_walk_through_the_calendar(born: date, months: int) -> None:
    """N whole months are completed exactly on the day of the month of birth, N months on."""
    year, month = divmod(born.year * 12 + born.month - 1 + months, 12)
    birthday = (year, month + 1, born.day)
    first = next(d for d in _month(year, month + 1) if (d.year, d.month, d.day) >= birthday) \
        if born.day <= _month(year, month + 1)[-1].day else None
    if first is not None:
        assert full_months(born, first) == months
        if first.day > 1:
            assert full_months(born, first.replace(day=first.day - 1)) == months - 1


def _month(year: int, month: int) -> list[date]:
    days = []
    for day in range(1, 32):
        try:
            days.append(date(year, month, day))
        except ValueError:
            break
    return days
