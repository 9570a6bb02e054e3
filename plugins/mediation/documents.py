"""What the documents of chapter 5 print: the referral slip, the plan, the candidate's data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plugins.mediation.criteria import words

if TYPE_CHECKING:
    from console.act import Act

#: parts of the card an employer needs (par. 60); identity numbers, birth date, sex, ethnicity,
#: family, convictions and health stay at the center
SKILLS = {"skills": ("special_skills", "general_skills", "courses_trainings_certificates",
                     "languages"),
          "driving": ("driving_licence",), "additional": ("computer_skills",)}
HISTORY = ("profession_position", "organisation_name", "functional_duties", "employed_on",
           "dismissed_on", "experience_in_specialty_years")
SCHOOLING = ("institution_name", "specialty_name", "graduated_on")


def resume(act: Act) -> dict[str, Any]:
    """The candidate's data (résumé) as sent to the employer."""
    person, card = act.person, act.card()
    sections = card.sections or {}
    return {
        "name": person.full_name, "mobile": person.mobile, "email": person.email,
        "occupation": dict(words("occupation", card.occupation)),
        "education_level": dict(words("education_level", card.education_level)),
        "experience_years": card.experience_years,
        "wage_min": card.wage_min, "regimes": list(card.regimes or ()),
        "education": _rows(sections.get("education"), SCHOOLING),
        "work_history": _rows(sections.get("work_history"), HISTORY),
        "skills": {
            name: value for part, names in SKILLS.items() for name in names
            if (value := (sections.get(part) or {}).get(name))
        },
    }


def _rows(given: Any, names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{k: row[k] for k in names if row.get(k)} for row in given or () if row]


def referral_slip(act: Act) -> dict[str, Any]:
    """Own document: who goes where and when, with the employer's term of par. 62."""
    data = act.data
    return slip(act, data["interview_on"], data["interview_time"], data.get("place", ""))


def slip(act: Act, day: str, clock: str, place: str) -> dict[str, Any]:
    """The slip for a day, a clock and a place."""
    vacancy, language = act.vacancy, act.person.language
    return {
        "full_name": act.person.full_name, "position": vacancy.title,
        "vacancy_number": vacancy.case_number, "employer_name": vacancy.employer_name,
        "employer_address": place, "employer_contact": vacancy.contact,
        "interview_on": day, "interview_time": clock,
        "center_name": act.office.name(language), "specialist_name": act.actor.name,
        "specialist_phone": "", "issue_date": act.today.isoformat(),
    }


def plan(act: Act) -> dict[str, Any]:
    """Annex 9 as it is signed: what was drawn up, with the names of both who sign."""
    episode, person = act.episode, act.person
    registered, center = episode.unemployed_on, act.entry_of("office", act.office)
    data = {
        **act.entry("employment_plan"),
        "center_name": act.office.name("kk"), "full_name": person.full_name,
        "unemployed_registered_on": registered.isoformat() if registered else "",
        "unemployed_name": person.full_name, "unemployed_mobile": person.mobile or "",
        "unemployed_email": person.email or "",
        "specialist_name": act.case.facts.get("drawn_by", ""),
        "specialist_phone": center.get("phone"), "specialist_email": center.get("email"),
    }
    return {name: value for name, value in data.items() if value not in ("", None)}
