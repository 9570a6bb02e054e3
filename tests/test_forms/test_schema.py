"""What a submission may hold: strict, complete, every fault at once, in three languages."""

from __future__ import annotations

import json
import sys
import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from forms import ROOT
from forms.load import load_all
from forms.openapi import openapi
from forms.schema import bound, check, checker
from forms.values import tidy_text

FORMS = load_all(ROOT)
TODAY = date(2026, 11, 27)

VACANCY: dict[str, Any] = {
    "contact": "Сейітова Әсел, +7 714 250 00 00",
    "appeared_on": "2026-11-23",
    "profession_position": {"code": "8322"},
    "places": 2,
    "employment_region": "390000000",
    "settlement": "Қостанай",
    "job_duties": "Жүк тасымалдау.\nКөлікті күту.",
    "working_conditions": "5 күндік апта",
    "work_regime": "full_time",
    "wage_level": 280000,
}
PERSON: dict[str, Any] = {
    "full_name": {"surname": "Әбдірахманова", "given_name": "Гүлнұр", "patronymic": "Қайратқызы"},
    "iin": "921130402450",
    "sex": "f",
    "citizenship": "kz",
    "birth_date": "1992-11-30",
    "registered_address": {"region": "Қостанай облысы", "city": "Қостанай", "kato": "391010000"},
    "education_level": "higher",
    "identity_document_type": "id_card",
    "identity_document_number": "012345678",
    "identity_document_issuer": "ҚР ІІМ",
    "identity_document_issued_on": "2020-01-05",
    "identity_document_valid_until": "2030-01-05",
    "mobile_phone": "8 (701) 234-56-78",
    "unemployment_reason": "staff_reduction",
    "registration_purpose": "find_job",
    "unemployment_started_on": "2026-10-01",
    "desired_profession": "2411",
    "work_regime": ["full_time"],
}


def faults(name: str, data: dict[str, Any], **options: Any) -> dict[str, list[str]]:
    """Codes of the faults by field path."""
    found = check(FORMS[name], data, today=TODAY, **options)[1]
    return {path: [problem["code"] for problem in problems] for path, problems in found.items()}


def vacancy_with(**changes: Any) -> dict[str, list[str]]:
    """Faults of the good vacancy with some values changed."""
    return faults("vacancy", {**VACANCY, **changes})


def test_a_full_vacancy_passes_and_is_tidied() -> None:
    """A vacancy with the fields of par. 54 passes; the chosen occupation brings its words."""
    clean, found = check(FORMS["vacancy"], VACANCY, today=TODAY)
    assert found == {}
    assert clean["profession_position"] == {"code": "8322", "text": "Жеңіл автомобиль жүргізушісі"}


def test_a_full_data_form_passes_and_is_tidied() -> None:
    """The data form of annex 1.2 passes; a national telephone number becomes international."""
    clean, found = check(FORMS["jobseeker_data"], PERSON, today=TODAY)
    assert found == {}
    assert clean["mobile_phone"] == "+77012345678"
    assert json.loads(json.dumps(clean)) == clean


def test_every_fault_is_told_at_once_in_three_languages() -> None:
    """An empty data form names every missing field, each in kk, ru and en."""
    found = check(FORMS["jobseeker_data"], {}, today=TODAY)[1]
    required = {item.key for item in FORMS["jobseeker_data"].fields() if item.required}
    assert set(found) == required
    for problems in found.values():
        assert all(problem[lang] for problem in problems for lang in ("kk", "ru", "en"))


def test_a_draft_forgives_what_is_missing_and_nothing_else() -> None:
    """A draft may be empty, but a wrong value in it is still told."""
    assert faults("jobseeker_data", {}, partial=True) == {}
    assert faults("jobseeker_data", {"sex": "x"}, partial=True) == {"sex": ["choice"]}


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"colour": "red"}, "colour", "unknown"),
        ({"places": "2"}, "places", "whole_number"),
        ({"places": True}, "places", "whole_number"),
        ({"places": 0}, "places", "too_small"),
        ({"places": 10**6}, "places", "too_big"),
        ({"wage_level": 1.5}, "wage_level", "whole_number"),
        ({"wage_level": float("nan")}, "wage_level", "whole_number"),
        ({"required_experience": float("inf")}, "required_experience", "number"),
        ({"required_experience": "3"}, "required_experience", "number"),
        ({"traineeship": "yes"}, "traineeship", "bool"),
        ({"traineeship": 1}, "traineeship", "bool"),
        ({"settlement": ["x"]}, "settlement", "type"),
        ({"settlement": "x" * 201}, "settlement", "too_long"),
        ({"settlement": "a\u0000b"}, "settlement", "characters"),
        ({"settlement": "a\nb"}, "settlement", "characters"),
        ({"settlement": "a\u202eb"}, "settlement", "characters"),
        ({"settlement": "   "}, "settlement", "required"),
        ({"work_regime": "never"}, "work_regime", "choice"),
        ({"work_regime": ["shift"]}, "work_regime", "choice"),
        ({"profession_position": {"code": "8"}}, "profession_position", "choice"),
        ({"profession_position": {"kind": "8"}}, "profession_position.kind", "unknown"),
        ({"appeared_on": "23.11.2026"}, "appeared_on", "date"),
        ({"appeared_on": "2026-02-30"}, "appeared_on", "date"),
        ({"appeared_on": "2026-11-28"}, "appeared_on", "too_late"),
        ({"appeared_on": "1066-01-01"}, "appeared_on", "too_early"),
        ({"employer": "180340001232"}, "employer", "checksum"),
        ({"wage_to": 279999}, "wage_to", "gte"),
        ({"closes_on": "2026-11-22"}, "closes_on", "not_before"),
        ({"contact": None}, "contact", "required"),
    ],
)
def test_a_wrong_value_is_refused(changes: dict[str, Any], path: str, code: str) -> None:
    """A value of another kind, out of its limits or its list is refused at its own field."""
    assert vacancy_with(**changes) == {path: [code]}


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"full_name": {"surname": "Ә"}}, "full_name", "name"),
        ({"full_name": {"surname": "Ә", "given_name": 3}}, "full_name.given_name", "type"),
        ({"registered_address": {"street": "Абай"}}, "registered_address", "address"),
        (
            {"registered_address": {"kato": "39101000"}},
            "registered_address.kato",
            "kato",
        ),
        ({"registered_address": "Қостанай"}, "registered_address", "type"),
        ({"mobile_phone": "12345"}, "mobile_phone", "phone"),
        ({"email": "a@b"}, "email", "email"),
        ({"work_regime": ["shift", "shift"]}, "work_regime", "repeated"),
        ({"work_regime": []}, "work_regime", "required"),
        ({"education": [{"graduated_on": "15"}]}, "education.0.graduated_on", "date_partial"),
        ({"education": [{}, {"city": "x"}]}, "education.1.city", "unknown"),
        ({"education": [[]]}, "education.0", "type"),
        ({"education": "school"}, "education", "type"),
        ({"education": [{}] * 101}, "education", "too_many"),
        (
            {"education": [{"admitted_on": "2012", "graduated_on": "2011-06"}]},
            "education.0.graduated_on",
            "not_before",
        ),
        ({"languages": [{"language_level": "b1"}]}, "languages.0.language", "required"),
        ({"desired_wage_min": 2, "desired_wage_max": 1}, "desired_wage_max", "gte"),
        ({"birth_date": "2026-11-28"}, "birth_date", "too_late"),
    ],
)
def test_composite_values_are_refused_part_by_part(
    changes: dict[str, Any], path: str, code: str
) -> None:
    """Names, addresses, rows and lists tell which part is wrong."""
    found = faults("jobseeker_data", {**PERSON, **changes})
    assert found[path] == [code]


@pytest.mark.parametrize("data", [None, [], "text", 5])
def test_a_submission_that_is_no_object_is_refused(data: Any) -> None:
    """Anything but an object is refused as a whole."""
    assert check(FORMS["vacancy"], data, today=TODAY)[1][""][0]["code"] == "type"


def test_consent_must_be_given() -> None:
    """An application without the consent of annex 1.1 is refused; false is not consent."""
    assert faults("application", {})["consent_text"] == ["required"]
    assert faults("application", {"consent_text": False})["consent_text"] == ["consent"]


def test_a_conditional_field_is_asked_only_when_shown() -> None:
    """A field with show_if never blocks while its condition fails."""
    data = {"kind": "news", "title_kk": "а", "title_ru": "б", "body_kk": "а", "body_ru": "б"}
    assert faults("announcement", {**data, "show_from": "2026-11-27"}) == {}


def test_a_name_on_one_line_is_read_in_the_order_of_the_rules() -> None:
    """Surname, given name, patronymic: the order in which the Rules print a name."""
    clean, _ = check(FORMS["jobseeker_data"], {**PERSON, "full_name": "Ахмет Ән Б ұлы"})
    assert clean["full_name"] == {"surname": "Ахмет", "given_name": "Ән", "patronymic": "Б ұлы"}


def test_bound_values_are_typed_columns() -> None:
    """A submission gives each bound column its typed value, names and addresses taken apart."""
    clean, _ = check(FORMS["jobseeker_data"], PERSON, today=TODAY)
    columns = bound(FORMS["jobseeker_data"], clean)
    assert columns["person.birth_date"] == date(1992, 11, 30)
    assert columns["person.surname"] == "Әбдірахманова"
    assert columns["person.kato"] == "391010000"
    assert columns["card.occupation"] == "2411"
    vacancy = bound(FORMS["vacancy"], check(FORMS["vacancy"], VACANCY, today=TODAY)[0])
    assert vacancy["vacancy.title"] == "Жеңіл автомобиль жүргізушісі"


def test_cleaning_twice_changes_nothing() -> None:
    """What was accepted is accepted again unchanged."""
    once = check(FORMS["jobseeker_data"], PERSON, today=TODAY)[0]
    assert check(FORMS["jobseeker_data"], once, today=TODAY) == (once, {})


TEXTS = st.text(alphabet="aЖ0２-. \u0000\ud83d\n@+", max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([f.key for f in FORMS["jobseeker_data"].fields()]), JSON))
def test_any_json_is_answered_in_words(data: dict[str, Any]) -> None:
    """No value, however odd, breaks the check: it passes or is refused in three languages."""
    clean, found = check(FORMS["jobseeker_data"], data, today=TODAY, partial=True)
    assert clean == {} or found == {}
    for problems in found.values():
        assert problems
        assert all({"code", "kk", "ru", "en"} <= set(problem) for problem in problems)


@pytest.mark.parametrize("name", sorted(FORMS))
def test_json_schema_describes_every_input(name: str) -> None:
    """The OpenAPI object of a form has each of its inputs and forbids any other."""
    found = openapi(FORMS[name])
    keys = {
        item.key
        for section in FORMS[name].sections
        if not section.repeat
        for item in section.fields
        if item.is_input
    }
    assert found["additionalProperties"] is False
    assert keys <= set(found["properties"])
    assert json.dumps(found)


VALUES = st.one_of(
    st.sampled_from([None, "", [], {}, "full_time", "2026-11-23", "8322", 0, 5, True, "a\x07b"]),
    st.text(max_size=5), st.dictionaries(st.sampled_from(["code", "text", "x"]), st.text()),
)


@given(st.dictionaries(st.sampled_from([*VACANCY, "wage_to", "employer", "no_such"]), VALUES))
def test_many_submissions_are_checked_as_one_is(changes: dict[str, Any]) -> None:
    """Whatever is sent, the check of rows by the thousand says what the check of one says."""
    for data in (changes, {**VACANCY, **changes}):
        assert CHECK_MANY(data) == check(FORMS["vacancy"], data, today=TODAY)


CHECK_MANY = checker(FORMS["vacancy"], today=TODAY)


def test_no_control_character_and_no_override_of_direction_passes() -> None:
    """Every character of Unicode: controls, halves and overrides are refused, others pass."""
    def passes(text: str, *, lines: bool) -> bool:
        try:
            tidy_text(text, 10, lines=lines)
        except ValidationError:
            return False
        return True

    for code in range(sys.maxunicode + 1):
        one = chr(code)
        bad = unicodedata.category(one) in ("Cc", "Cs") or (
            0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069)
        if bad or code % 97 == 0:
            assert passes(f"a{one}b", lines=False) is not bad, hex(code)
            assert passes(f"a{one}b", lines=True) is (not bad or one in "\n\t"), hex(code)
