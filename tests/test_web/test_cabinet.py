"""The jobseeker's cabinet: status, offers, plan, notices, papers, complaint, who looked."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from console.data.base import public_number
from console.data.case import Case, Episode
from console.data.documents import Document
from console.data.journal import JournalLine
from console.scope import SYSTEM
from tests.test_plugins.offers import offered, searching
from tests.test_plugins.test_plans import PLAN
from tests.test_web.conftest import Browser, Web, hidden, text_of

PAGES = ("", "/offers", "/plan", "/notices", "/documents", "/complain", "/access")
WORDS = {
    "full_name.surname": "Ахметов", "full_name.given_name": "Нұрлан", "subject": "decision",
    "addressee": "local_authority_head", "against": "center", "outcome": "cancel_decision",
    "text": "Хабарлама кеш берілді.",
}


@pytest.fixture(scope="module")
def mine(web: Web) -> tuple[Browser, Any]:
    """A jobseeker registered by all the steps, with an account of their own."""
    made = web.world.a_registered_jobseeker()
    return web.account_for("aigul", made.person), made


@pytest.fixture(scope="module")
def offer(web: Web, mine: tuple[Browser, Any]) -> str:
    """An offer received in the cabinet."""
    vacancy = web.world.a_vacancy().number
    return offered(web.world, web.person(mine[1].person), vacancy, "ele_cabinet")


def complaint_words(web: Web, **over: str) -> dict[str, str]:
    """A complaint as posted, its codes from the dictionaries."""
    from forms.dictionaries import lookup_shipped

    outcome = lookup_shipped("complaint_outcome")
    assert outcome is not None
    return {**WORDS, "outcome": outcome.entries[0].code, **over}


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_the_jobseekers_alone(
    web: Web, mine: tuple[Browser, Any], offer: str, page: str
) -> None:
    """200 for a jobseeker within the budget of statements, 403 for staff, sign-in for guests."""
    answer, statements = web.sql(mine[0], f"/cabinet{page}")
    assert answer.status_code == 200
    assert len(statements) <= 12
    assert web.browser("specialist").get(f"/cabinet{page}").status_code == 403
    assert "/login/" in web.visitor().get(f"/cabinet{page}").headers["Location"]


def test_reading_writes_nothing(web: Web, mine: tuple[Browser, Any], offer: str) -> None:
    """No page of the cabinet adds to the journal."""
    before = web.world.count(JournalLine)
    for page in (*PAGES, f"/offers/{offer}", f"/offers/{offer}/decline"):
        assert mine[0].get(f"/cabinet{page}").status_code == 200
    assert web.world.count(JournalLine) == before


def test_status_is_one_sentence_and_the_next_duty_has_its_day(
    web: Web, mine: tuple[Browser, Any], offer: str
) -> None:
    """What I am, what I must do, by when, what follows, and how the day was counted (par. 59)."""
    page = mine[0].get("/cabinet")
    said = text_of(page.text)
    assert "You are registered as a jobseeker since 16.04.2021." in said
    assert "19.04.2021 23:59" in said
    assert "suitable work counts as not found" in said
    assert "Not counted: 17.04.2021" in said
    assert f'href="/cabinet/offers/{offer}">Answer the offer' in page.text


def test_offer_shows_every_criterion(mine: tuple[Browser, Any], offer: str) -> None:
    """Par. 57, 2(9): met, not met or unknown, with the values that decided."""
    said = text_of(mine[0].get(f"/cabinet/offers/{offer}").text).replace("\u00a0", " ")
    assert "Wage level: met. The person: 120 000 tenge." in said
    assert "Transport accessibility: unknown" in said


def test_declining_says_what_follows_and_starts_the_way_of_par_31(
    web: Web, mine: tuple[Browser, Any], offer: str
) -> None:
    """The consequence stands on the page; the act opens the status case; twice is impossible."""
    page = mine[0].get(f"/cabinet/offers/{offer}/decline")
    assert "registration as unemployed" in text_of(page.text)
    answer = mine[0].post(f"/cabinet/offers/{offer}/decline", {"reason": "Алыс"})
    assert answer.status_code == 302
    assert web.world.state(offer) == "declined"
    person = web.person(mine[1].person)
    assert [c.state for c in web.world.cases("unemployed_status", person.id)] == ["opened"]
    assert mine[0].post(f"/cabinet/offers/{offer}/accept").status_code == 302
    assert web.world.state(offer) == "declined"


def test_own_wish_not_to_be_unemployed_is_signed(web: Web, mine: tuple[Browser, Any]) -> None:
    """Par. 31: prepared, read, signed with the own key; a wrong PIN is told."""
    case = web.world.cases("unemployed_status", web.person(mine[1].person).id)[0].number
    address = f"/cabinet/status/{case}/decline"
    made = mine[0].post(address, {"_prepare": "1"})
    assert made.status_code == 302
    document = hidden(mine[0].get(made.headers["Location"]).text, "_document")
    web.world._key("aigul")
    wrong = mine[0].post(address, {"_document": document, "_pin": "0000"})
    assert wrong.status_code == 422
    assert "Wrong PIN" in text_of(wrong.text)
    assert mine[0].post(address, {"_document": document, "_pin": "1234"}).status_code == 302
    assert web.world.state(case) == "declined"


def test_strangers_offers_do_not_exist(web: Web, mine: tuple[Browser, Any]) -> None:
    """Somebody else's offer is 404, seen or answered."""
    other = searching(web.world)
    number = offered(web.world, other, web.world.a_vacancy().number)
    for page in (f"/cabinet/offers/{number}", f"/cabinet/offers/{number}/accept"):
        assert mine[0].get(page).status_code == 404
    assert mine[0].post(f"/cabinet/offers/{number}/accept").status_code == 404
    assert web.world.state(number) == "offered"


def test_plan_is_read_and_signed(web: Web) -> None:
    """Annex 9: measures with dates; my signature moves it on (par. 49)."""
    world = web.world
    person = searching(world, "unemployed")
    with web.store.write(SYSTEM) as session:
        episode = session.scalars(select(Episode).where(Episode.person_id == person.id)).one()
        case = Case(number=public_number("P"), kind="plan", state="due", edition="2021-03",
                    office_id=person.office_id, person_id=person.id, episode_id=episode.id,
                    opened_at=world.now, changed_at=world.now, facts={}, version=1)
        session.add(case)
    world.do("mediation.draw_up_plan", case.number, data=PLAN)
    own = web.account_for("planner", person.number)
    assert "20.05.2021" in text_of(own.get("/cabinet/plan").text)
    assert "Sign your individual plan." in text_of(own.get("/cabinet").text)
    made = own.post("/cabinet/plan/sign", {"_prepare": "1"})
    document = hidden(own.get(made.headers["Location"]).text, "_document")
    world._key("planner")
    signed = own.post("/cabinet/plan/sign", {"_document": document, "_pin": "1234"})
    assert signed.status_code == 302
    assert world.state(case.number) == "signed_person"


def test_notices_are_marked_by_post(web: Web, mine: tuple[Browser, Any], offer: str) -> None:
    """Reading a page marks nothing; the button marks one, then all, and only mine."""
    page = mine[0].get("/cabinet/notices").text
    assert page.count("Mark as read<") >= 2
    key = hidden(page, "message")
    assert mine[0].post("/cabinet/notices/read", {"message": key}).status_code == 302
    left = mine[0].get("/cabinet/notices").text
    assert left.count("Mark as read<") == page.count("Mark as read<") - 1
    assert mine[0].post("/cabinet/notices/read", {"message": "x"}).status_code == 400
    mine[0].post("/cabinet/notices/read")
    assert "Mark as read<" not in mine[0].get("/cabinet/notices").text


def test_papers_are_mine_as_pdf(web: Web, mine: tuple[Browser, Any]) -> None:
    """The signed bytes, and the address that proves them; nobody else's."""
    with web.world.read() as session:
        own, code = session.execute(
            select(Document.number, Document.verify_code)
            .where(Document.person_id == web.person(mine[1].person).id)
            .where(Document.form == "jobseeker_notice")
        ).one()
    page = mine[0].get("/cabinet/documents").text
    assert f"/documents/{own}.pdf" in page
    assert f"/verify/{code}" in page
    assert mine[0].get(f"/documents/{own}.pdf").data.startswith(b"%PDF")


def test_who_looked_is_shown(web: Web, mine: tuple[Browser, Any]) -> None:
    """A specialist's look at my case is a line with time and role; my own looks are not."""
    web.browser("specialist").get(f"/cases/{mine[1].case}")
    said = text_of(mine[0].get("/cabinet/access").text)
    assert "Center specialist" in said
    assert f"case № {mine[1].case}" in said


def test_complaint_is_shown_back_before_it_is_sent(web: Web, mine: tuple[Browser, Any]) -> None:
    """Errors, then answers, then back with the values kept; nothing is written meanwhile."""
    before = len(web.world.cases("complaint"))
    wrong = mine[0].post("/cabinet/complain", complaint_words(web, text="", addressee=""))
    assert wrong.status_code == 422
    assert "To whom: " in text_of(wrong.text)
    shown = mine[0].post("/cabinet/complain", complaint_words(web))
    assert shown.status_code == 200
    assert "Nothing has been sent yet." in text_of(shown.text)
    assert "Head of the local authority" in text_of(shown.text)
    back = mine[0].post("/cabinet/complain", {**complaint_words(web), "_back": "1"})
    assert "Хабарлама кеш берілді." in back.text
    assert len(web.world.cases("complaint")) == before


@pytest.mark.parametrize(("addressee", "term"), [
    ("local_authority_head", "23.04.2021"),
    ("quality_body", "12.05.2021"),
    ("local_executive_body_head", "The Rules state no term for this body."),
])
def test_a_sent_complaint_says_who_answers_and_by_when(
    web: Web, mine: tuple[Browser, Any], addressee: str, term: str
) -> None:
    """Par. 46, 47: 5 and 15 working days (May holidays skipped), none for the executive body."""
    sent = mine[0].post("/cabinet/complain", {
        **complaint_words(web, addressee=addressee), "_confirmed": "1",
        "_key": f"complaint-{addressee}",
    })
    assert sent.status_code == 302
    said = text_of(mine[0].get(sent.headers["Location"]).text)
    assert "The complaint is registered. Its number: C-" in said
    assert term in said
