"""Pages of the plan: the person's own, and the days of an office's plans (par. 48-52)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.test_plugins.test_plans import PLAN, a_plan, on_paper
from tests.test_web.conftest import Browser, Web, text_of

AMENDED = {**PLAN, "goal": "Аға сатушы болу", "amendment_reason": "Курс бітті"}


@pytest.fixture(scope="module")
def plan(web: Web) -> Iterator[str]:
    """A plan in force, of somebody with an account."""
    number = a_plan(web.world, None)
    on_paper(web.world, number)
    yield number


@pytest.fixture(scope="module")
def own(web: Web, plan: str) -> Browser:
    """The person's own browser."""
    return web.account_for("planned", web.world.person_of(plan).number)


def test_my_plan_shows_progress_and_what_i_may_tell(web: Web, own: Browser, plan: str) -> None:
    """Par. 50: each entry with its day and a button; telling is shown back, then kept."""
    page = own.get("/cabinet/plan").text
    assert "Done: 0 of 2" in text_of(page)
    assert '<progress max="2" value="0"' in page
    address = "/cabinet/plan/report?on=2021-05-20&measure=mediation_vacancy_information"
    assert address.replace("&", "&amp;") in page or address in page
    words = {"entry_on": "2021-05-20", "measure": "mediation_vacancy_information",
             "done_on": "2021-04-16", "proof": "Орталықтың анықтамасы"}
    assert "Nothing has been sent yet." in text_of(own.post("/cabinet/plan/report", words).text)
    sent = own.post("/cabinet/plan/report", {**words, "_confirmed": "1"})
    assert sent.headers["Location"] == "/cabinet/plan"
    assert "it is being recorded" in text_of(own.get("/cabinet/plan").text)
    assert [t["said"] for t in web.world.case(plan).facts["told"]] == ["Орталықтың анықтамасы"]


def test_duties_of_the_plan_lead_to_their_day(own: Browser, plan: str) -> None:
    """Par. 37, 50: what I must do, by when, and where."""
    page = own.get("/cabinet").text
    assert "/cabinet/plan#day-2021-05-05" in page
    assert "/cabinet/plan#day-2021-05-20" in page


def test_an_amendment_is_shown_with_what_changes(web: Web, own: Browser, plan: str) -> None:
    """Par. 49: the draft beside the plan in force, the difference, the earlier one readable."""
    web.world.do("mediation.amend_plan", plan, data=AMENDED)
    said = text_of(own.get("/cabinet/plan").text)
    assert "An amendment waits for your signature" in said
    assert "Курс бітті" in said
    assert "Аға сатушы болу" in said
    first = text_of(own.get("/cabinet/plan/revisions/1").text)
    assert "Сатушы болып орналасу" in first
    assert own.get("/cabinet/plan/revisions/9").status_code == 404
    assert own.get("/cabinet/plan/nothing").status_code == 404
    web.world.do("mediation.withdraw_amendment", plan, reason="Кейінге қалды")


def test_days_of_plans_are_the_offices_own(web: Web, plan: str) -> None:
    """Par. 51: the specialist sees the days of the office's plans, a stranger's office none."""
    mine = web.browser("specialist")
    assert plan in mine.get("/plans?view=all").text
    assert plan not in web.browser("specialist2").get("/plans?view=all").text
    link = f"/cases/{plan}/steps/mediation.monitor_plan?entry_on=2021-05-05"
    assert link in mine.get("/plans?view=all").text
    assert 'value="2021-05-05"' in mine.get(f"{link}&note=hello").text
    assert ">hello<" not in mine.get(f"{link}&note=hello").text
    assert web.browser("officer").get("/plans").status_code == 403
    assert web.browser("employer").get("/plans").status_code == 403
    assert len(web.sql(mine, "/plans?view=all")[1]) <= 12


def test_the_form_opens_with_a_proposal_and_its_reasons(web: Web) -> None:
    """Par. 48: filled from card and vacancies, each with why; nothing is written by itself."""
    due = a_plan(web.world, None)
    page = web.browser("specialist").get(f"/cases/{due}/steps/mediation.draw_up_plan").text
    said = text_of(page)
    assert "The proposal and its reasons" in said
    assert "Open vacancies of this occupation in the region" in said
    assert 'value="mediation_search_ele" selected' in page
    assert web.world.state(due) == "due"


def test_places_of_measures_are_kept_by_the_center(web: Web) -> None:
    """Par. 52: the list is content of the center; others neither open nor change it."""
    desk = web.browser("specialist")
    assert desk.get("/admin/content/measure_offer").status_code == 200
    page = desk.get("/admin/content/measure_offer/new")
    assert "Places of an active measure" in text_of(page.text)
    for login in ("employer", "assistant", "officer"):
        assert web.browser(login).get("/admin/content/measure_offer/new").status_code in (403, 404)


def test_a_plan_that_is_due_is_a_task_of_its_own(web: Web) -> None:
    """Par. 48: D-19 stands on the plan's own line of the worklist, with its date."""
    world = web.world.at("2021-04-16 10:00")
    person = world.a_registered_jobseeker().person
    world.at("2021-04-20 15:00").becomes_unemployed(person)
    due = world.cases("plan", world.person(person).id)[0].number
    said = text_of(web.browser("specialist").get("/worklist?kind=plan").text)
    assert due in said
    assert "Draw up the individual plan" in said
    assert world.due(due, "D-19") == "2021-04-22 open"
    assert world.due(world.cases("unemployed_status")[-1].number, "D-19") == "none"
