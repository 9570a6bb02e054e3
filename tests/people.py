"""Invented people and what they write on forms: payloads for the tests' world.

Every function returns a fresh dict that the shipped forms accept; keyword arguments replace
fields. Nobody described here exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

SURNAMES = ("Серікбаев", "Оспанова", "Ахметов", "Қасымова", "Әлімов", "Жұмабаева", "Тоқтаров")
NAMES = ("Ерлан", "Айгүл", "Нұрлан", "Динара", "Қайрат", "Жанар", "Мұрат")
FATHERS = ("Болатұлы", "Сапарқызы", "Ғаниұлы", "Кәрімқызы", "Үсенұлы", "Хамитқызы", "Серікұлы")
#: KATO of the two districts of the world and of a village in each
TOWN, VILLAGE = "194200000", "194231100"
TOWN_2, VILLAGE_2 = "195200000", "195231100"


def an_iin(born: str | date, serial: int, *, woman: bool = False) -> str:
    """An IIN with a right check digit for a birth date and a serial number."""
    day = born if isinstance(born, date) else date.fromisoformat(born)
    century = {18: 1, 19: 3, 20: 5}[day.year // 100] + (1 if woman else 0)
    while True:
        digits = [int(c) for c in f"{day:%y%m%d}{century}{serial % 10000:04d}"]
        check = sum(d * w for d, w in zip(digits, range(1, 12), strict=True)) % 11
        if check == 10:
            weights = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
            check = sum(d * w for d, w in zip(digits, weights, strict=True)) % 11
        if check < 10:
            return "".join(map(str, digits)) + str(check)
        serial += 1


def a_bin(serial: int) -> str:
    """A BIN with a right check digit: registered in January 2010."""
    while True:
        digits = [int(c) for c in f"100140{serial % 100000:05d}"]
        check = sum(d * w for d, w in zip(digits, range(1, 12), strict=True)) % 11
        if check == 10:
            weights = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
            check = sum(d * w for d, w in zip(digits, weights, strict=True)) % 11
        if check < 10:
            return "".join(map(str, digits)) + str(check)
        serial += 1


def a_name(serial: int) -> dict[str, str]:
    """Surname, given name, patronymic."""
    return {
        "surname": SURNAMES[serial % 7], "given_name": NAMES[serial % 7],
        "patronymic": FATHERS[serial % 7],
    }


def an_identity_document(**over: Any) -> dict[str, Any]:
    """The identity card as it stands in the list of documents (annex 1, row 8)."""
    return {
        "kind": "identity_document", "document_number": "012345678",
        "valid_until": "2030-01-01", **over,
    }


def an_application(
    serial: int, *, born: str = "1990-05-12", on: str = "2021-04-16", rural: bool = False,
    second: bool = False, **over: Any,
) -> dict[str, Any]:
    """The application of annex 1.1 with the documents presented; ``second``: other district."""
    woman = bool(serial % 2)
    kato = (VILLAGE_2 if second else VILLAGE) if rural else (TOWN_2 if second else TOWN)
    return {
        "full_name": a_name(serial), "iin": an_iin(born, serial, woman=woman),
        "consent_text": True, "consent_date": on, "application_date": on,
        "mobile": "+7 701 234 56 78", "birth_date": born, "sex": "f" if woman else "m",
        "citizenship": "kz", "rural": rural, "language": "kk",
        "address": {"region": "Алматы облысы", "settlement": "Қоянкөз" if rural else "Есік",
                    "street": "Абай", "house": "5", "kato": kato},
        "documents": [
            an_identity_document(),
            {"kind": "education_document", "document_number": "ЖБ 0123456"},
        ],
        **over,
    }


def a_full_card(application: dict[str, Any], **over: Any) -> dict[str, Any]:
    """The data form of annex 1.2 for the person of an application."""
    return {
        "full_name": application["full_name"], "iin": application["iin"],
        "sex": application["sex"], "citizenship": application["citizenship"],
        "birth_date": application["birth_date"],
        "registered_address": application["address"],
        "education_level": "technical_vocational",
        "identity_document_type": "id_card", "identity_document_number": "012345678",
        "identity_document_issuer": "ІІМ", "identity_document_issued_on": "2020-01-01",
        "identity_document_valid_until": "2030-01-01",
        "mobile_phone": application["mobile"],
        "unemployment_reason": "contract_expired", "registration_purpose": "find_job",
        "unemployment_started_on": "2021-03-01",
        "desired_profession": {"code": "5223", "text": "Сатушы"},
        "desired_wage_min": 120000, "desired_wage_max": 200000,
        "work_regime": ["full_time"], "relocation_consent": False,
        "experience_total": 6, "experience_main_specialty": 4, "experience_last_job": 2,
        "current_unemployment_duration": 2, "previous_unemployment_duration": 0,
        "specialty_in_demand": "in_demand", "specialties_count": 2,
        "job_search_skills": "good", "computer_skills": "user", "motivation_level": "high",
        "children_under_18": 1, "criminal_record": False,
        **over,
    }


def a_vacancy_form(**over: Any) -> dict[str, Any]:
    """The vacancy of par. 54 with its own fields."""
    return {
        "contact": "Айгүл Оспанова, +7 701 000 00 00", "appeared_on": "2021-04-15",
        "profession_position": {"code": "5223", "text": "Сатушы"},
        "employment_region": "190000000", "settlement": "Есік",
        "working_conditions": "Қалыпты", "work_regime": "full_time",
        "education_level": "general_secondary", "wage_level": 150000, "wage_to": 180000,
        "job_duties": "Сатып алушыларға қызмет көрсету", "places": 1, **over,
    }


def a_check(application: Mapping[str, Any], **over: Any) -> dict[str, Any]:
    """The specialist's check of par. 7: every document and the data found reliable."""
    return {
        "documents_checked": [
            {"kind": d["kind"], "reliable": True} for d in application["documents"]
        ],
        "data_reliable": True, "measures_explained": True, "portal_explained": True, **over,
    }
