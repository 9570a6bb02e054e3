"""What lists and case pages say comes next: named truly, and only where something is to do."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from console.data.actors import Person
from console.data.case import Case
from tests.test_plugins.offers import offered, searching
from tests.test_web.conftest import Web, text_of


def next_of(web: Web, number: str) -> str | None:
    """The next act kept on a case."""
    with web.world.read() as session:
        return session.scalars(select(Case.next_step).where(Case.number == number)).one()


@pytest.fixture(scope="module")
def person(web: Web) -> Person:
    """A jobseeker of the center."""
    return searching(web.world)


def test_a_vacancy_waits_for_selection_then_for_the_offer(web: Web, person: Person) -> None:
    """Par. 56, 58: selecting is asked once, informing until D-24 is met."""
    w = web.world
    number = w.a_vacancy().number
    assert next_of(web, number) == "mediation.select_candidates"
    w.do("mediation.select_candidates", number, candidates=[{"person": person.number}])
    assert next_of(web, number) == "mediation.offer_vacancy"
    offered(w, person, number)
    assert next_of(web, number) is None
    assert "met" in w.due(number, "D-24")


def test_nobody_to_select_leaves_nothing_to_do(web: Web) -> None:
    """Par. 56: without candidates there is nobody to inform."""
    number = web.world.a_vacancy().number
    web.world.do("mediation.select_candidates", number, none_found=True)
    assert next_of(web, number) is None


def test_rows_name_the_occupation_and_what_is_awaited(web: Web) -> None:
    """Par. 59: an offer waits for an answer, not for consent; the row says which work it is."""
    w, who = web.world, searching(web.world)
    vacancy = w.a_vacancy().number
    offer = offered(w, who, vacancy)
    desk = web.browser("specialist")
    pages = [desk.get(f"/worklist?view={v}&q={offer}").text for v in ("mine", "waiting")]
    row = next(page for page in pages if f'href="/cases/{offer}"' in page)
    assert "The person&#39;s answer to the offer" in row
    assert "Accept the offer" not in row
    listed = text_of(desk.get("/cases").text)
    assert f"№ {vacancy} Сатушы" in listed and offer in listed


def test_a_disagreement_is_answered_only_where_there_is_one(web: Web) -> None:
    """Par. 11: the answer is offered after the disagreement, and not again once given."""
    w = web.world
    made = w.a_registered_jobseeker()
    answer = f"/cases/{made.case}/steps/registration.answer_dispute"
    desk = web.browser("colleague")
    assert answer not in desk.get(f"/cases/{made.case}").text
    w.do("registration.dispute_category", made.case, raised_by="person", reason="Тәжірибем бар")
    assert answer in desk.get(f"/cases/{made.case}").text
    w.do("registration.answer_dispute", made.case, "colleague", upheld=False,
         reason="Деректер дұрыс")
    assert answer not in desk.get(f"/cases/{made.case}").text


def test_a_paused_vacancy_says_why_nobody_is_offered_it(web: Web) -> None:
    """Par. 55: the ranking stays readable, and says that it leads nowhere now, and where to go."""
    number = web.world.a_vacancy().number
    desk = web.browser("specialist")
    assert "nobody is offered it" not in desk.get(f"/matching/{number}").text
    web.world.do("mediation.pause_vacancy", number, by="employer", reason="Жөндеу")
    page = desk.get(f"/matching/{number}")
    assert "nobody is offered it" in text_of(page.text)
    assert f'href="/vacancies/{number}">Open the vacancy' in page.text
