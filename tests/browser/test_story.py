"""The whole story through every role: from the application to the head's last signature.

The tests are the chapters of one story and run in their order; each goes on where the one before
it ended. A walk is in Kazakh, with looks in Russian and English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.browser import people
from tests.browser.conftest import Team
from tests.browser.people import AIGERIM, ARMAN, DAUREN, KENZHE, NURIA, Someone
from tests.browser.site import PIN, Site
from tests.browser.walk import Desk

pytestmark = pytest.mark.browser

REGISTER = "registration.register_jobseeker"


@dataclass
class Story:
    """What the chapters hand on: case numbers, by a word."""

    site: Site
    team: Team
    paper: Path
    papers: Path
    case: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, word: str) -> str:
        assert word in self.case, f"An earlier chapter did not reach {word!r}."
        return self.case[word]


@pytest.fixture(scope="session")
def story(
    site: Site, team: Team, paper: Path, tmp_path_factory: pytest.TempPathFactory
) -> Story:
    """The story as far as it was told."""
    return Story(site, team, paper, tmp_path_factory.mktemp("documents"))


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


# ---- 1. registration
def test_the_registers_fill_in_the_identity(story: Story) -> None:
    """Par. 10, 22: the check on the twelfth digit, consent, then read-only data with source."""
    desk = asks(story, AIGERIM)
    desk.sees("Нөмір дұрыс").send()
    desk.sees("Мемлекеттік тізілімдерден", AIGERIM.full_name, AIGERIM.iin, "Есік қ.")
    assert desk.page.locator('main input[type="text"][name="iin"]').count() == 0
    assert desk.page.locator('main a[href*="edit=1"]').count() == 1
    story.case["query"] = desk.path.split("query=")[1]


def test_an_expired_document_is_refused_with_row_nine(story: Story) -> None:
    """Annex 1, row 9: acceptance is refused for an expired document, values kept, rule linked."""
    desk = applies(story, AIGERIM, documents=documents(story, valid="2020-01-01"))
    desk.press('main button[name="_act"][value="accept"]', 422)
    assert desk.page.locator('.errsum a[href="/law/annex-1"]').count()
    assert desk.page.locator('main [name="mobile"]').input_value().endswith("56 78")
    assert desk.page.locator('main details[open] button[value="refuse"]').count() == 1


def test_the_card_is_kept_as_a_draft_and_resumed(story: Story) -> None:
    """Par. 10, annex 1.2: the full set is accepted; the card left half-way is there again."""
    desk = applies(story, AIGERIM)
    case = story.case["first"] = accepted(desk)
    assert desk.path == f"/cases/{case}/steps/registration.fill_card"
    assert desk.page.locator('main [name="iin"]').input_value() == AIGERIM.iin
    desk.fill({"ethnicity": "қазақ", "hobby": "Кітап оқу", **CARD})
    desk.page.wait_for_selector("[data-saved]:not([hidden])")
    desk.page.wait_for_timeout(1_000)
    desk.go("/worklist").sees(case).go(f"/cases/{case}/steps/registration.fill_card")
    assert desk.page.locator('main [name="hobby"]').input_value() == "Кітап оқу"
    assert desk.page.locator('main [name="work_regime"][value="full_time"]').is_checked()
    desk.sees("Мобиль").send()
    assert desk.path == f"/cases/{case}/category"


def test_the_category_is_explained_and_may_be_disputed(story: Story) -> None:
    """Par. 11: reasons, what would change it, and a reasoned disagreement kept beside it."""
    desk, case = story.team("specialist"), story["first"]
    desk.go(f"/cases/{case}/category").sees("Неліктен", "ұпай")
    assert desk.page.locator("main .card-x.next li").count() >= 5
    reason = "Соңғы үш айда сатушыларға сұраныс азайды."
    desk.step(case, "registration.dispute_category",
              {"raised_by": "person", "expected": "medium", "reason": reason})
    desk.go(f"/cases/{case}/category").sees(reason)
    story.team("specialist", "ru").go(f"/cases/{case}/category").sees("балл", reason)


def test_the_director_registers_with_a_signature(story: Story) -> None:
    """Par. 12: annex 3 with its QR; the term of registering stops, the day of par. 24 begins."""
    case, director = story["first"], story.team("director")
    proposed(story, case)
    director.go("/sign").sees(case)
    number = director.prepare(case, REGISTER)
    director.page.fill("#_pin", "000000")
    director.press("[data-sign-submit]", 422)
    assert director.page.locator('#_pin[aria-invalid="true"]').count() == 1
    director.page.fill("#_pin", PIN)
    director.press("[data-sign-submit]").sees("3-қосымша")
    words = director.pdf(number, story.papers)
    assert number in words and AIGERIM.surname in words
    director.go(f"/cases/{case}").sees(
        "Мерзім сақталды: Ізденушіні жұмыс іздеп жүрген адам ретінде тіркеу", number,
    )
    story.case["D-08"] = director.due("Лайықты жұмыс таңдауда жәрдем көрсету")
    story.case["card aigerim"] = card_of(director)
    story.team("specialist").go(story["card aigerim"]).sees("Ізденуші", AIGERIM.iin)


def test_registers_that_are_down_stop_nobody(story: Story) -> None:
    """Par. 10: a register that does not answer leaves the form to be typed; the term runs."""
    story.site.registers("down")
    desk = asks(story, NURIA).send()
    story.site.registers("up")
    desk.sees("Тізілім жауап бермеді")
    desk.fill({
        "full_name": {"surname": NURIA.surname, "given_name": NURIA.name,
                      "patronymic": NURIA.patronymic},
        "iin": NURIA.iin, "birth_date": NURIA.born, "sex": "f", "citizenship": "kz",
        "address": {"region": "Алматы облысы", "settlement": "Есік қ.", "street": "Абай",
                    "house": "7", "kato": people.TOWN["kato"]},
        "consent_text": True, "mobile": "+7 701 234 56 79", "language": "kk", "rural": False,
        "documents": documents(story),
    })
    story.case["typed"] = accepted(desk)


def test_a_refusal_names_every_ground(story: Story) -> None:
    """Par. 8: each unreliable document and its reason stand in annex 2, signed."""
    case, reasons = story["typed"], ("Куәлік мерзімі бұзылған.", "Диплом тізімде табылмады.")
    story.team("specialist").step(case, "registration.propose_refusal", {"findings": [
        {"ground": "documents_unreliable", "document": "identity_document", "reason": reasons[0]},
        {"ground": "documents_unreliable", "document": "education_document",
         "reason": reasons[1]},
    ]})
    director = story.team("director")
    number = director.sign(case, "registration.refuse_jobseeker")
    words = " ".join(director.pdf(number, story.papers).split())
    assert number in words and all(reason in words for reason in reasons), words
    director.go(f"/cases/{case}").sees("Тіркеуден бас тартылған", number)


def test_an_incomplete_set_is_not_accepted(story: Story) -> None:
    """Annex 1, row 9: acceptance refused with a note and the paper that says why."""
    desk = asks(story, ARMAN).send()
    desk.fill({"mobile": "+7 701 234 56 80", "language": "kk", "consent_text": True,
               "documents": [{"kind": "education_document"}]})
    desk.press('main button[name="_act"][value="accept"]', 422)
    desk.fill({"_note": "Жеке куәлікті алып келіңіз."})
    desk.press('main button[name="_act"][value="refuse"]')
    case = desk.path.split("/")[2]
    desk.sees("Қабылданбаған")
    number = desk.page.locator('main a[href$=".pdf"]').first.get_attribute("href")
    assert case and "алып келіңіз" in " ".join(
        desk.pdf(number.split("/")[2][:-4], story.papers).split())


# ---- 2. registration as unemployed
STATUS = "unemployed_status"


def test_the_day_of_24_opens_cases_by_itself(story: Story) -> None:
    """Par. 24, 31: no suitable work by the day after, so the documents go on without a click."""
    registered(story, DAUREN)
    registered(story, KENZHE)
    story.site.past(story["D-08"])
    swept = story.site.sweep()
    assert swept.count(f"{STATUS}.open_case") >= 3, swept
    for who in (AIGERIM, DAUREN, KENZHE):
        story.case[f"status {who.login}"] = newest(story, who, "U")
    assert f"{STATUS}.open_case" not in story.site.sweep()


def test_the_file_goes_to_the_local_authority(story: Story) -> None:
    """Par. 31, 32: the director signs the draft, the officer asks the registers."""
    for who in (AIGERIM, DAUREN, KENZHE):
        case = story[f"status {who.login}"]
        story.team("director").sign(case, f"{STATUS}.approve_draft")
        story.team("officer").step(case, f"{STATUS}.check_registers", {"claims_measures": False})
    story.team("officer").go(f"/cases/{story['status aigerim']}").sees("Тексерілді")


def test_every_ground_of_34_is_shown_at_once(story: Story) -> None:
    """Par. 34: who works and is of pension age is refused on both; annex 5 tells why."""
    case, head = story["status kenzhe"], story.team("head")
    head.go(f"/sign/{case}/{STATUS}.sign_decision")
    head.sees("Сапалы нан", "зейнет")
    head.press('main form[action$="/prepare"] button.btn >> nth=-1', 422)
    head.sees("Сапалы нан", "зейнет")
    head.sign(case, f"{STATUS}.refuse_status")
    number = story.team("director").sign(case, f"{STATUS}.give_refusal_notice")
    words = " ".join(story.team("director").pdf(number, story.papers).split())
    assert number in words and "«Сапалы нан» ЖШС" in words and "зейнеткерлік жас" in words
    story.team("specialist").step(case, f"{STATUS}.inform_person", {"channel": "mobile"})
    story.team("specialist", "ru").go(f"/cases/{case}").sees("Отказано")
    story.case["annex 5"] = number


def test_the_head_registers_the_unemployed(story: Story) -> None:
    """Par. 32, 33, 35: decision, annex 4; the town is told by the center, the village at home."""
    for who in (AIGERIM, DAUREN):
        case = story[f"status {who.login}"]
        story.team("head").sign(case, f"{STATUS}.sign_decision")
        number = story.team("director").sign(case, f"{STATUS}.give_notice")
        assert number in story.team("director").pdf(number, story.papers)
    town, village = story["status aigerim"], story["status dauren"]
    story.team("specialist").step(town, f"{STATUS}.inform_person", {"channel": "mobile"})
    story.team("specialist").step(village, f"{STATUS}.relay_information")
    assistant = story.team("assistant").go("/village").sees(DAUREN.surname)
    assistant.step(village, f"{STATUS}.inform_person", {"channel": "assistant"})
    assistant.go("/village").lacks(DAUREN.surname)
    story.team("specialist").go(story["card aigerim"]).sees("Жұмыссыз")
