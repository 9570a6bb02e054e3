"""What the invented people and employers write on the forms."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from console.demo.people import OCCUPATIONS, REGIMES, Invented
from console.demo.places import BY_KATO, REGION
from forms.dictionaries import lookup_shipped

REASONS = ("contract_expired", "own_wish", "staff_cut")


def application(who: Invented, on: date) -> dict[str, Any]:
    """The application of annex 1.1 with the set of documents."""
    return {
        "full_name": who.name, "iin": who.iin, "consent_text": True,
        "consent_date": on.isoformat(), "application_date": on.isoformat(),
        "mobile": who.mobile, "birth_date": who.birth_date.isoformat(), "sex": who.sex,
        "citizenship": "kz", "rural": who.rural, "language": who.language,
        "address": who.address,
        "documents": [
            {"kind": "identity_document", "document_number": f"04{who.index % 10**7:07d}",
             "valid_until": f"{on.year + 6}-06-01"},
            {"kind": "education_document", "document_number": f"ЖБ {who.index % 10**7:07d}"},
        ],
    }


def card(who: Invented, on: date) -> dict[str, Any]:
    """The data form of annex 1.2."""
    code, title = who.occupation
    return {
        "full_name": who.name, "iin": who.iin, "sex": who.sex, "citizenship": "kz",
        "birth_date": who.birth_date.isoformat(), "registered_address": who.address,
        "education_level": who.education, "identity_document_type": "id_card",
        "identity_document_number": f"04{who.index % 10**7:07d}",
        "identity_document_issuer": "ҚР ІІМ",
        "identity_document_issued_on": f"{on.year - 4}-06-01",
        "identity_document_valid_until": f"{on.year + 6}-06-01",
        "mobile_phone": who.mobile, "unemployment_reason": "contract_expired",
        "registration_purpose": "find_job", "unemployment_started_on": f"{on.year}-01-15",
        "desired_profession": {"code": code, "text": title},
        "desired_wage_min": who.wage, "desired_wage_max": who.wage + 80_000,
        "work_regime": [who.regime], "relocation_consent": who.index % 4 == 0,
        "experience_total": who.experience, "experience_main_specialty": who.experience // 2,
        "experience_last_job": who.experience // 3,
        "current_unemployment_duration": 1 + who.index % 14,
        "previous_unemployment_duration": who.index % 3,
        "specialty_in_demand": "in_demand", "specialties_count": 1 + who.index % 3,
        "job_search_skills": "good", "computer_skills": "user",
        "motivation_level": ("high", "medium", "low")[who.index % 3] if who.index % 3 else "high",
        "children_under_18": who.index % 4, "criminal_record": False,
    }


def vacancy(index: int, seed: int, on: date, kato: str) -> dict[str, Any]:
    """A vacancy of par. 54 as an employer fills it in."""
    chance = random.Random(f"{seed}:vacancy:{index}")
    code, title = chance.choice(OCCUPATIONS)
    wage = chance.randrange(110, 320, 10) * 1000
    return {
        "contact": "Ерғалиев Айдос, +7 727 220 00 00", "appeared_on": on.isoformat(),
        "profession_position": {"code": code, "text": title},
        "employment_region": REGION, "settlement": BY_KATO[kato].kk,
        "working_conditions": chance.choice(
            ("Жұмыс уақыты 9:00-18:00, екі демалыс күні", "Ауысыммен, тәулік 2/2",
             "Жылы үй-жай, тасымал көлігі бар", "Ресми жұмысқа орналастыру, әлеуметтік топтама")),
        "work_regime": chance.choice(REGIMES), "employment_basis": None,
        "education_level": chance.choice(("general_secondary", "technical_vocational", None)),
        "required_experience": chance.choice((0, 0, 1, 2, 3)),
        "wage_level": wage, "wage_to": wage + chance.randrange(20, 90, 10) * 1000,
        "job_duties": duties(title),
        "places": chance.choice((1, 1, 1, 2, 3)), "traineeship": chance.random() < 0.2,
    }


def duties(title: str) -> str:
    """What somebody of this occupation does, in the employer's words."""
    return f"{title} міндеттерін атқару, жұмыс орнын таза ұстау, есеп жүргізу"


def _education(code: str) -> str:
    """A level of education in the words of its dictionary."""
    found = lookup_shipped("education_level")
    return found.label(code, "kk") if found else code


def plan(who: Invented, later: list[date]) -> dict[str, Any]:
    """The plan of annex 9 with activities and meetings on the days given."""
    return {
        "goal": "Тұрақты жұмысқа орналасу", "education": _education(who.education),
        "specialty": who.occupation[1], "plan_valid_until": later[-1].isoformat(),
        "measures": [
            {"measure": "mediation_vacancy_information", "completion_date": later[1].isoformat()},
            {"measure": "almm_training", "completion_date": later[0].isoformat()},
        ],
        "schedule": [
            {"schedule_date": day.isoformat(), "attendance": n == 0,
             "schedule_action": "Орталыққа келу, жұмыс іздеу барысын талқылау"}
            for n, day in enumerate(later[:2])
        ],
    }
