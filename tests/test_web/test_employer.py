"""The employer's cabinet: vacancies of par. 54, candidates, the answer of par. 62."""

from __future__ import annotations

import pytest

from tests.make import a_vacancy_form
from tests.test_plugins.offers import searching as somebody
from tests.test_plugins.offers import sent
from tests.test_web.conftest import Browser, Web, fields_of, text_of

PAGES = ("", "/vacancies/new", "/candidates", "/notices")


@pytest.fixture(scope="module")
def boss(web: Web) -> Browser:
    """The employer's browser."""
    return web.browser("employer")


@pytest.fixture(scope="module")
def candidate(web: Web) -> str:
    """An offer sent to the employer today."""
    return sent(web.world, somebody(web.world), web.world.a_vacancy(places=3).number)


def form(**over: object) -> dict[str, object]:
    """The vacancy form as posted."""
    return fields_of(a_vacancy_form(**over))


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_the_employers_alone(
    web: Web, boss: Browser, candidate: str, page: str
) -> None:
    """200 within the budget of statements; staff are refused, guests sign in."""
    answer, statements = web.sql(boss, f"/employer{page}")
    assert answer.status_code == 200
    assert len(statements) <= 12
    assert web.browser("specialist").get(f"/employer{page}").status_code == 403
    assert web.visitor().get(f"/employer{page}").status_code == 302


def test_every_field_of_par_54_is_asked(boss: Browser) -> None:
    """And none that only the center fills in."""
    page = boss.get("/employer/vacancies/new").text
    asked = ("profession_position.code", "profession_clarification", "employment_region",
             "working_conditions", "wage_level", "qualification_requirements", "education_level",
             "professional_level", "required_experience", "job_duties", "traineeship",
             "additional_information", "places", "closes_on")
    assert all(f'name="{name}"' in page for name in asked)
    assert 'name="received_on"' not in page
    assert 'name="source"' not in page


def test_a_vacancy_is_checked_and_published_at_once(web: Web, boss: Browser) -> None:
    """Par. 55: shown back, then public; what only the center may say is ignored."""
    shown = boss.post("/employer/vacancies/new", form())
    assert "Nothing has been sent yet." in text_of(shown.text)
    done = boss.post("/employer/vacancies/new", {
        **form(), "source": "written", "received_on": "2020-01-01", "_confirmed": "1",
    })
    assert done.status_code == 302
    number = done.headers["Location"].rsplit("/", 1)[-1]
    assert web.visitor().get(f"/jobs/{number}").status_code == 200
    said = text_of(boss.get(f"/employer/vacancies/{number}").text)
    assert "Select candidates for the vacancy" in said
    assert web.world.due(number, "D-23") == "2021-04-19 open"


def test_a_discriminatory_vacancy_is_refused_with_every_word(boss: Browser) -> None:
    """Each requirement by its word and paragraph; the typed text is kept."""
    words = "тек ер адам, 35 жасқа дейін"
    answer = boss.post("/employer/vacancies/new", form(qualification_requirements=words))
    assert answer.status_code == 422
    said = text_of(answer.text)
    assert "ер адам" in said
    assert "35 жасқа" in said
    assert "/law/54" in answer.text
    assert words in answer.text


def test_a_post_of_par_53_is_warned_of_and_may_be_posted(boss: Browser) -> None:
    """A post that need not be reported: a warning to confirm, not a prohibition."""
    post = {"code": "", "text": "Аудандық сот судьясы"}
    warned = boss.post("/employer/vacancies/new", form(profession_position=post))
    assert warned.status_code == 422
    assert "/law/53" in warned.text
    checked = boss.post("/employer/vacancies/new",
                        form(profession_position=post, excluded_checked=True))
    assert checked.status_code == 200


def test_a_vacancy_is_paused_resumed_amended_and_closed(web: Web, boss: Browser) -> None:
    """A-42, A-51: off the public page and back, corrected, closed with a reason."""
    number = web.world.a_vacancy().number
    base = f"/employer/vacancies/{number}"
    assert boss.post(f"{base}/pause", {"reason": "Жөндеу"}).status_code == 302
    assert web.visitor().get(f"/jobs/{number}").status_code == 404
    assert boss.post(f"{base}/resume").status_code == 302
    amended = {**form(wage_to=210000), "_confirmed": "1"}
    assert boss.post(f"{base}/amend", amended).status_code == 302
    assert "210\u00a0000" in web.visitor().get(f"/jobs/{number}").text
    assert boss.post(f"{base}/close", {"cause": "", "reason": "Қажет емес"}).status_code == 422
    assert boss.post(f"{base}/close", {"cause": "post_cut"}).status_code == 302
    assert web.world.state(number) == "closed"


def test_anothers_vacancy_and_candidate_do_not_exist(web: Web, candidate: str) -> None:
    """404 for reading and for acting."""
    other, number = web.browser("employer2"), web.world.a_vacancy().number
    for page in (f"/employer/vacancies/{number}", f"/employer/candidates/{candidate}"):
        assert other.get(page).status_code == 404
    assert other.post(f"/employer/vacancies/{number}/close", {"reason": "x"}).status_code == 404
    assert other.post(f"/employer/candidates/{candidate}/refuse").status_code == 404


def test_candidate_shows_what_is_needed_and_the_term(
    web: Web, boss: Browser, candidate: str
) -> None:
    """Par. 60, 62: résumé without identity number; day, consequence and how it was counted."""
    page = boss.get(f"/employer/candidates/{candidate}").text
    said = text_of(page)
    person = web.world.person_of(candidate)
    assert person.surname in page
    assert person.surname in boss.get("/employer").text, "whom the answer is about"
    assert str(person.iin) not in page
    assert "until 23.04.2021 23:59" in said
    assert "No notice of hiring counts as refusal to employ." in said
    assert "Day 5: 23.04.2021" in said


def test_an_offer_not_yet_sent_is_not_the_employers_to_see(web: Web, boss: Browser) -> None:
    """Before consent the employer knows nothing of the person (par. 60)."""
    from tests.test_plugins.offers import offered

    number = offered(web.world, somebody(web.world), web.world.a_vacancy().number)
    assert boss.get(f"/employer/candidates/{number}").status_code == 404
    assert number not in boss.get("/employer/candidates").text


def test_a_refusal_needs_its_reason(web: Web, boss: Browser) -> None:
    """Par. 62: without a reason 422 and the ground; with one the candidate is refused."""
    number = sent(web.world, somebody(web.world), web.world.a_vacancy().number)
    bare = boss.post(f"/employer/candidates/{number}/refuse", {"reason": ""})
    assert bare.status_code == 422
    assert "/law/62" in bare.text
    done = boss.post(f"/employer/candidates/{number}/refuse", {"reason": "Тәжірибесі жетіспейді"})
    assert done.status_code == 302
    assert web.world.state(number) == "refused"


def test_hiring_is_confirmed_and_the_vacancy_filled(web: Web, boss: Browser) -> None:
    """Par. 62, 63: the confirmed place fills the vacancy, which leaves the public page."""
    vacancy = web.world.a_vacancy().number
    number = sent(web.world, somebody(web.world), vacancy)
    done = boss.post(f"/employer/candidates/{number}/hire", {"employed_on": "2021-04-16"})
    assert done.status_code == 302
    assert web.world.state(number) == "hired"
    assert web.world.state(vacancy) == "filled"
    assert web.visitor().get(f"/jobs/{vacancy}").status_code == 404
