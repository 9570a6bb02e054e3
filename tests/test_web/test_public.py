"""Pages for everybody: the front page, the search of vacancies, one vacancy, checking a paper."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import undefer

from console.data.actors import Person
from console.data.documents import Document
from console.scope import SYSTEM
from tests.test_plugins.offers import searching
from tests.test_web.conftest import Browser, Web, text_of, token


@pytest.fixture(scope="module")
def vacancy(web: Web) -> str:
    """A published vacancy of the world's employer."""
    return web.world.a_vacancy().number


@pytest.fixture(scope="module")
def notice(web: Web) -> Document:
    """A notice of registration, signed by the director, with its bytes."""
    case = web.world.a_registered_jobseeker().case
    with web.world.read() as session:
        return session.scalars(
            select(Document).where(Document.case_id == web.world.case(case).id)
            .where(Document.form == "jobseeker_notice").options(undefer(Document.pdf))
        ).one()


@pytest.fixture
def guest(web: Web) -> Browser:
    """A visitor who reads English."""
    browser = web.visitor()
    browser.client.set_cookie("lang", "en")
    return browser


def test_front_page_is_open_and_leads_staff_home(web: Web, guest: Browser, vacancy: str) -> None:
    """Visitors read what this is; staff go to the first page of their role."""
    page = guest.get("/")
    assert page.status_code == 200
    assert f"/jobs/{vacancy}" in page.text
    assert web.browser("specialist").get("/").headers["Location"] == "/worklist"
    assert web.browser("employer").get("/").status_code == 200


@pytest.mark.parametrize(("query", "found"), [
    ("", True), ("?q=Сатушы", True), ("?q=сатшы", True), ("?place=Есік", True),
    ("?region=190000000", True), ("?pay=170000", True), ("?regime=full_time", True),
    ("?occupation=5223", True), ("?experience=0", True), ("?q=ғарышкер", False),
    ("?pay=900000", False), ("?region=750000000", False), ("?pay=abc", True),
])
def test_search_needs_no_sign_in(guest: Browser, vacancy: str, query: str, found: bool) -> None:
    """Par. 55, free access: words with slips, place, region, pay, schedule, experience."""
    page = guest.get(f"/jobs{query}")
    assert page.status_code == 200
    assert (f"/jobs/{vacancy}" in page.text) is found


def test_the_occupation_is_told_in_the_readers_words(guest: Browser, vacancy: str) -> None:
    """A title written in Kazakh is understood by who reads English; nothing is said twice."""
    shown = rf'href="/jobs/{vacancy}">Сатушы</a>.*?<div class="mt-1">(.*?)</div>'
    line = re.search(shown, guest.get("/jobs").text, re.S)
    assert line and re.search("[A-Z][a-z]+", text_of(line[1]))  # the employer's name is Kazakh
    guest.client.set_cookie("lang", "kk")
    again = re.search(shown, guest.get("/jobs").text, re.S)
    assert again and "muted" not in again[1]


def test_search_pages_go_on_where_the_last_ended(web: Web, guest: Browser) -> None:
    """Every vacancy once over the pages; an odd key is a bad request."""
    for _n in range(22):
        web.world.a_vacancy()
    seen: list[str] = []
    address = "/jobs"
    while address:
        page = guest.get(address).text
        parts = page.split('<h3 class="grow"><a lang="kk" href="')[1:]
        seen += [part.split('"')[0] for part in parts]
        after = page.split('" rel="next">')[0] if 'rel="next"' in page else ""
        address = after.rsplit('href="', 1)[-1].replace("&amp;", "&") if after else ""
    assert len(seen) == len(set(seen)) >= 23
    assert guest.get("/jobs?after=zzz").status_code == 400


def test_search_counts_few_statements(web: Web, guest: Browser, vacancy: str) -> None:
    """A search with a mistyped word stays within its budget."""
    _page, statements = web.sql(guest, "/jobs?q=сатшы&region=190000000")
    assert len(statements) <= 8


def test_vacancy_page_says_it_to_machines_too(guest: Browser, vacancy: str) -> None:
    """JobPosting by attributes, because the policy allows no inline script."""
    page = guest.get(f"/jobs/{vacancy}")
    assert 'itemtype="https://schema.org/JobPosting"' in page.text
    assert 'itemprop="baseSalary"' in page.text
    assert "<script>" not in page.text
    assert guest.get("/jobs/V-UNKNOWN").status_code == 404


def test_a_registered_person_responds_once(web: Web) -> None:
    """Par. 60: consent starts the center's term; a second response is refused with its ground."""
    person = searching(web.world)
    mine = web.account_for("responder", person.number)
    number = web.world.a_vacancy().number
    assert "Respond" in text_of(mine.get(f"/jobs/{number}").text)
    answer = mine.post(f"/jobs/{number}/respond")
    assert answer.status_code == 302
    offer = answer.headers["Location"].rsplit("/", 1)[-1]
    assert web.world.state(offer) == "accepted"
    assert web.world.due(offer, "D-27") == "2021-04-19 open"
    again = mine.post(f"/jobs/{number}/respond")
    assert again.status_code == 422
    assert "/law/58" in again.text


def test_only_a_registered_person_responds(web: Web) -> None:
    """Somebody not on the register is told where to go; staff have no such button."""
    mine = web.account_for("newcomer", web.world.a_person().number)
    number = web.world.a_vacancy().number
    refused = mine.post(f"/jobs/{number}/respond")
    assert refused.status_code == 422
    assert "register at the center" in text_of(refused.text)
    assert web.browser("specialist").post(f"/jobs/{number}/respond").status_code == 403


def test_a_genuine_paper_is_confirmed(guest: Browser, notice: Document) -> None:
    """However the code is typed; the answer says what the paper says and no IIN."""
    page = guest.get(f"/verify/{notice.verify_code.lower().replace('-', ' ')}")
    said = text_of(page.text)
    assert page.status_code == 200
    assert "The document is genuine" in said
    assert notice.number in said
    assert "Demonstration signature" in said


def test_it_shows_no_more_than_the_paper(web: Web, guest: Browser, notice: Document) -> None:
    """No IIN, telephone or address of the person."""
    with web.world.read() as session:
        person = session.get_one(Person, notice.person_id)
    page = guest.get(f"/verify/{notice.verify_code}").text
    assert person.surname in page
    assert str(person.iin) not in page
    assert str(person.mobile) not in page


def test_an_unknown_code_is_answered_alike(guest: Browser) -> None:
    """No paper, a prepared one and nonsense get one answer."""
    for code in ("AAAAA-BBBBB-CCCCC", "x", "'; drop table"):
        page = guest.get(f"/verify/{code}")
        assert page.status_code == 404
        assert "No document has this code" in text_of(page.text)
    assert guest.get("/verify?code=aaaaabbbbbccccc").headers["Location"].endswith(
        "AAAAA-BBBBB-CCCCC")


def test_an_expired_paper_is_said_to_be_so(web: Web, guest: Browser, notice: Document) -> None:
    """Validity is compared with today."""
    with web.store.write(SYSTEM) as session:
        session.execute(update(Document).where(Document.id == notice.id)
                        .values(valid_until=web.world.now.date().replace(year=2020)))
    assert "validity has ended" in text_of(guest.get(f"/verify/{notice.verify_code}").text)
    with web.store.write(SYSTEM) as session:
        session.execute(update(Document).where(Document.id == notice.id).values(valid_until=None))


def test_the_bytes_are_hashed_anew(web: Web, guest: Browser, notice: Document) -> None:
    """A stored file that somebody touched past every guard is never called genuine."""
    with web.store.engine.begin() as raw:
        guards = raw.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'document'"
        ).all()
        for name, _sql in guards:
            raw.exec_driver_sql(f"DROP TRIGGER {name}")
        raw.exec_driver_sql("UPDATE document SET pdf = ? WHERE id = ?",
                            (notice.pdf + b" ", notice.id))
    said = text_of(guest.get(f"/verify/{notice.verify_code}").text)
    with web.store.engine.begin() as raw:
        raw.exec_driver_sql("UPDATE document SET pdf = ? WHERE id = ?", (notice.pdf, notice.id))
        for _name, sql in guards:
            raw.exec_driver_sql(sql)
    assert "do not rely on it" in said
    assert guards


@pytest.mark.parametrize(("forged", "words"), [
    (False, "exactly the document"), (True, "differs from the document"),
])
def test_a_file_is_compared(guest: Browser, notice: Document, forged: bool, words: str) -> None:
    """An edited PDF with a copied code differs."""
    page = guest.get(f"/verify/{notice.verify_code}")
    content = notice.pdf + (b" " if forged else b"")
    answer = guest.client.post(f"/verify/{notice.verify_code}", data={
        "csrf_token": token(page.text), "file": (BytesIO(content), "notice.pdf"),
    })
    assert words in text_of(answer.text)


def test_codes_cannot_be_guessed_by_asking(web: Web) -> None:
    """After so many questions from one address the answer is 429."""
    stranger = web.app.test_client()
    statuses = [
        stranger.get("/verify/AAAAA-BBBBB-CCCCD", environ_base={"REMOTE_ADDR": "203.0.113.9"})
        .status_code for _n in range(32)
    ]
    assert statuses[0] == 404
    assert statuses[-1] == 429


@pytest.mark.parametrize("query", [
    "?q=ветеринарм+сатшы&region=190000000&pay=900000&regime=remote&education=higher&experience=0",
    "?q=прораб&kato=194020000&region=190000000&sort=pay", "?occupation=2250&region=190000000",
])
def test_an_empty_search_stays_within_the_budget(
    web: Web, guest: Browser, vacancy: str, query: str
) -> None:
    """Wider searches are offered in the same twelve statements."""
    page, statements = web.sql(guest, f"/jobs{query}")
    assert page.status_code == 200
    assert len(statements) <= 12


def test_an_empty_search_offers_what_would_find(guest: Browser, vacancy: str) -> None:
    """The same words in the whole country, any pay; and the occupation the words mean."""
    page = text_of(guest.get("/jobs?q=сатушылар&region=750000000").text)
    assert "In the whole country" in page
    page = text_of(guest.get("/jobs?q=продавцом&pay=90000000").text)
    assert "With any pay" in page
    assert "By occupation" in page
    assert "By occupation: " in page


def test_a_vacancy_is_said_to_search_engines_in_full(guest: Browser, vacancy: str) -> None:
    """JobPosting: what, who, where, when, pay, kind of employment, how many (schema.org)."""
    page = guest.get(f"/jobs/{vacancy}").text
    for name in ("title", "description", "datePosted", "hiringOrganization", "jobLocation",
                 "baseSalary", "employmentType", "identifier", "directApply", "totalJobOpenings",
                 "addressCountry", "occupationalCategory"):
        assert f'itemprop="{name}"' in page, name
