"""What the chapters of the story share: its memory, what people write, the acts they repeat."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tests.browser.people import Someone
from tests.browser.site import Site
from tests.browser.walk import Desk, Team

REGISTER = "registration.register_jobseeker"


@dataclass
class Story:
    """What the chapters hand on: case numbers, by a word."""

    site: Site
    team: Team
    paper: Path
    papers: Path
    case: dict[str, str] = field(default_factory=dict)

    def later(self, count: int) -> date:
        """A working day of the future."""
        return self.site.calendar.add_working_days(self.site.now.date(), count)

    def __getitem__(self, word: str) -> str:
        assert word in self.case, f"An earlier chapter did not reach {word!r}."
        return self.case[word]


# ---- what people write
def documents(story: Story, *, valid: str = "2031-01-01") -> list[dict[str, Any]]:
    """The set presented: the identity document, and a diploma with its scan."""
    return [
        {"kind": "identity_document", "document_number": "045678901", "valid_until": valid},
        {"kind": "education_document", "document_number": "ЖБ 0123456", "file": str(story.paper)},
    ]


CARD: dict[str, Any] = {
    "education_level": "technical_vocational", "identity_document_type": "id_card",
    "identity_document_number": "045678901", "identity_document_issuer": "ҚР ІІМ",
    "identity_document_issued_on": "2021-01-01", "identity_document_valid_until": "2031-01-01",
    "unemployment_reason": "contract_expired", "registration_purpose": "find_job",
    "unemployment_started_on": "2026-03-01",
    "desired_profession": {"code": "5223", "text": "Сатушы"}, "desired_wage_min": 120000,
    "work_regime": ["full_time"], "experience_total": 6, "experience_main_specialty": 4,
    "specialty_in_demand": "in_demand", "job_search_skills": "good", "computer_skills": "user",
    "motivation_level": "high", "children_under_18": 1, "criminal_record": False,
    "specialties_count": 2, "current_unemployment_duration": 8, "previous_unemployment_duration": 0,
}


def asks(story: Story, who: Someone, login: str = "specialist") -> Desk:
    """The specialist types the IIN, records the consent and asks the registers."""
    desk = story.team(login).go("/register/new")
    desk.fill({"consent_given": True, "consent_channel": "paper"})
    desk.page.locator('main [name="iin"]').press_sequentially(who.iin)
    desk.page.wait_for_selector("#iin-check:not([hidden])")
    return desk


def applies(story: Story, who: Someone, **over: Any) -> Desk:
    """The application with its documents, ready to be accepted."""
    desk = asks(story, who).send()
    return desk.fill({
        "consent_text": True, "mobile": "+7 701 234 56 78", "language": "kk",
        "rural": who.rural, "documents": documents(story), **over,
    })


def accepted(desk: Desk) -> str:
    """Accept; the number of the new case."""
    desk.press('main button[name="_act"][value="accept"]')
    return desk.path.split("/")[2]


def proposed(story: Story, case: str) -> None:
    """Every document and the data found reliable; the director is asked."""
    story.team("specialist").step(case, "registration.propose_registration", {
        "documents_checked": [{"reliable": True}, {"reliable": True}], "data_reliable": True,
        "measures_explained": True, "portal_explained": True,
    })


def card_of(desk: Desk) -> str:
    """Address of the card of the person whose case is open."""
    link = desk.page.locator('main a[href^="/persons/"]').first.get_attribute("href")
    assert link, desk.path
    return str(link)


def newest(story: Story, who: Someone, prefix: str, login: str = "specialist") -> str:
    """The newest case with this letter on a person's card."""
    words = story.team(login).go(story[f"card {who.login}"]).text
    found = re.search(rf"\b{prefix}-\w{{5}}-\w{{5}}", words)
    assert found, f"{who.login} has no case {prefix}: {words[:1500]}"
    return found[0]


def registered(story: Story, who: Someone) -> None:
    """From the IIN to annex 3 without a detour."""
    desk = applies(story, who)
    case = accepted(desk)
    desk.fill(CARD).send()
    proposed(story, case)
    story.team("director").sign(case, REGISTER)
    story.case[f"card {who.login}"] = card_of(story.team("director").go(f"/cases/{case}"))


# ---- work
VACANCY: dict[str, Any] = {
    "profession_position": {"code": "5223", "text": "Сатушы"}, "places": 1,
    "employment_region": "190000000", "settlement": "Есік қ.",
    "job_duties": "Сатып алушыларға қызмет көрсету, тауарды сөреге қою",
    "working_conditions": "Жұмыс уақыты 9:00-18:00, екі демалыс күні",
    "work_regime": "full_time", "wage_level": 180000, "wage_to": 220000,
    "education_level": "general_secondary", "required_experience": 1,
}


def posts(story: Story, **over: Any) -> str:
    """The employer posts a vacancy and confirms the answers; its number."""
    desk = story.team("employer").go("/employer/vacancies/new")
    desk.fill({**VACANCY, **over}).send()
    desk.press('main button[name="_confirmed"]')
    return desk.path.rsplit("/", 1)[1]


def offers(story: Story, vacancy: str, who: Someone, channel: str) -> str:
    """The specialist finds the person among the candidates and offers the work."""
    desk = story.team("specialist").go(f"/matching/{vacancy}")
    person = story[f"card {who.login}"].rsplit("/", 1)[1]
    desk.go(f"/matching/{vacancy}?ask={person}").sees(who.surname)
    desk.go(f"/matching/{vacancy}/offer/{person}").fill({
        "channel": channel, "fits_training": "yes", "fits_experience": "yes",
        "fits_regime": "yes", "note": "Әңгімелесу бойынша сәйкес келеді.",
    }).send()
    return newest(story, who, "O")
