"""Par. 64 in the browser: my resume, the employer's masked search, contact by consent alone."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from console.data.access import AccessLine
from console.data.actors import Person
from console.data.self_service import Contact, Resume
from console.fab import accounts
from console.scope import SYSTEM
from console.web.views import staffing
from tests.people import an_iin
from tests.test_web.conftest import PASSWORD, Browser, Web, fields_of, text_of

RESUME = {
    "desired_profession": {"code": "5223"}, "work_regime": ["full_time"], "region": "190000000",
    "education_level": "general_secondary", "experience_years": 3, "skills": "Касса, 1С",
}


@pytest.fixture(scope="module")
def me(web: Web) -> Browser:
    """A jobseeker with an account."""
    return web.account_for("aigul", web.world.a_registered_jobseeker().person)


@pytest.fixture(scope="module")
def resume(web: Web, me: Browser) -> str:
    """Number of her published resume, made through the pages."""
    assert "Make it from my card" in text_of(me.get("/cabinet/resume").text)
    form = fields_of(RESUME) | {"desired_profession": "5223"}
    shown = me.post("/cabinet/resume/new", form)
    assert shown.status_code == 200, text_of(shown.text)[:600]
    done = me.post("/cabinet/resume/new", {**form, "_confirmed": "1"})
    assert done.status_code == 302, text_of(done.text)[:600]
    assert "Nobody but you sees it" in text_of(me.get("/cabinet/resume").text)
    number = _resume(web).case_number
    assert web.browser("employer").get(f"/employer/resumes/{number}").status_code == 404
    assert me.post("/cabinet/resume/publish", {}).status_code == 422
    assert me.post("/cabinet/resume/publish", {"visible": "yes"}).status_code == 302
    return number


def _resume(web: Web) -> Resume:
    with web.world.read() as session:
        return session.scalars(select(Resume).order_by(Resume.id)).first()  # type: ignore[return-value]


def test_an_employer_sees_it_masked(web: Web, resume: str) -> None:
    """No surname, IIN, telephone, e-mail or birth date, on the list and on the page."""
    boss, person = web.browser("employer"), web.person_of_resume(resume)
    listed, statements = web.sql(boss, "/employer/resumes?occupation=5223&q=касса")
    assert listed.status_code == 200
    assert len(statements) <= 12
    page = boss.get(f"/employer/resumes/{resume}")
    for text in (listed.text, page.text):
        assert resume in text
        for secret in (person.surname, person.iin, person.mobile, person.number):
            assert str(secret) not in text


@pytest.mark.parametrize(("query", "found"), [
    ("", True), ("?q=сатушылар", True), ("?q=продавцом", True), ("?q=1С", True),
    ("?q=дәрігер", False), ("?region=190000000", True), ("?region=750000000", False),
    ("?regime=full_time", True), ("?regime=remote", False), ("?experience=5", False),
    ("?experience=3", True), ("?education=higher", False), ("?p=11", None), ("?after=zz", None),
])
def test_filters_of_the_search(web: Web, resume: str, query: str, found: bool | None) -> None:
    """Words in both languages and each filter; pages end and odd keys are refused."""
    page = web.browser("employer").get(f"/employer/resumes{query}")
    if found is None:
        assert page.status_code in (400, 404)
    else:
        assert (resume in page.text) is found


def test_who_looked_and_why_is_told(web: Web, me: Browser, resume: str) -> None:
    """Opening a resume leaves a line the person reads; the name of the employer is in it."""
    web.browser("employer").get(f"/employer/resumes/{resume}")
    page = text_of(me.get("/cabinet/access").text)
    with web.world.read() as session:
        line = session.scalars(
            select(AccessLine).where(AccessLine.what == f"resume {resume}")
        ).first()
    assert line is not None
    assert line.purpose in page


def test_contact_opens_by_consent_and_closes_with_it(
    web: Web, me: Browser, resume: str
) -> None:
    """Asked, hidden; agreed, shown to this employer alone; taken back, hidden again."""
    boss, person = web.browser("employer"), web.person_of_resume(resume)
    asked = boss.post(f"/employer/resumes/{resume}/ask", {"purpose": "Сатушы керек, 200 мың"})
    assert asked.status_code == 302, text_of(asked.text)[:500]
    with web.world.read() as session:
        number = session.scalars(select(Contact.case_number)).one()
    mine, theirs = f"/cabinet/contacts/{number}", f"/employer/contacts/{number}"
    assert str(person.mobile) not in boss.get(theirs).text
    assert web.browser("employer2").get(theirs).status_code == 404
    assert "Сатушы керек" in me.get(mine).text
    assert me.post(f"{mine}/agree", {}).status_code == 422
    assert me.post(f"{mine}/agree", {"pass_on": "yes"}).status_code == 302
    assert str(person.mobile) in boss.get(theirs).text
    assert person.surname in boss.get(theirs).text
    assert str(person.iin) not in boss.get(theirs).text
    assert web.browser("employer2").get(theirs).status_code == 404
    assert me.post(f"{mine}/revoke").status_code == 302
    assert str(person.mobile) not in boss.get(theirs).text


def test_a_hidden_resume_is_out_of_reach_at_once(web: Web, me: Browser, resume: str) -> None:
    """Hiding takes it off the list, its page and the question for contact."""
    assert me.post("/cabinet/resume/hide").status_code == 302
    boss = web.browser("employer2")
    assert resume not in boss.get("/employer/resumes").text
    assert boss.get(f"/employer/resumes/{resume}").status_code == 404
    assert boss.post(f"/employer/resumes/{resume}/ask", {"purpose": "x"}).status_code == 404


@pytest.mark.parametrize("page", ["/cabinet/resume", "/cabinet/contacts"])
def test_the_cabinets_pages_are_the_persons(web: Web, me: Browser, page: str) -> None:
    """200 within the budget for the person, 403 for employers and staff."""
    answer, statements = web.sql(me, page)
    assert answer.status_code == 200
    assert len(statements) <= 12
    for other in ("employer", "specialist"):
        assert web.browser(other).get(page).status_code == 403


@pytest.mark.parametrize("page", ["/employer/resumes", "/employer/contacts"])
def test_the_employers_pages_are_the_employers(web: Web, me: Browser, page: str) -> None:
    """Neither staff nor people read the register of resumes by this door."""
    for other in (me, web.browser("specialist"), web.browser("director")):
        assert other.get(page).status_code == 403
    assert web.visitor().get(page).status_code == 302


def test_somebody_never_registered_places_one(web: Web) -> None:
    """Signed in by certificate alone: a person of that IIN is made, a jobseeker is not."""
    iin = an_iin("1991-03-04", 777)
    with web.store.write(SYSTEM) as session:
        web.world.member(session, "daulet", "applicant", iin=iin)
    made = accounts.create_account(
        web.store, "daulet", first_name="Дәулет", last_name="Сапаров",
        password_hash=generate_password_hash(PASSWORD, method="pbkdf2:sha256:1"),
    )
    assert made == web.world.accounts["daulet"]
    guest = web.browser("daulet")
    assert guest.get("/cabinet").status_code == 403
    assert guest.get("/cabinet/resume").status_code == 200
    form = fields_of(RESUME) | {"desired_profession": "5223", "_confirmed": "1"}
    done = guest.post("/cabinet/resume/new", form)
    assert done.status_code == 302, text_of(done.text)[:500]
    assert "You are not registered now" in text_of(guest.get("/cabinet").text)
    refused = guest.post("/cabinet/resume/publish", {"visible": "yes"})
    assert "there is nothing to pass on" in text_of(refused.text)
    told = {"visible": "yes", "mobile": "+7 701 765 43 21"}
    assert guest.post("/cabinet/resume/publish", told).status_code == 302
    assert "7654321" not in web.browser("employer").get("/employer/resumes").text
    with web.world.read() as session:
        person = session.scalars(select(Person).where(Person.iin == iin)).one()
    assert (person.surname, person.state) == ("Сапаров", "closed")


def test_an_employer_opens_a_limited_number(web: Web, me: Browser, resume: str) -> None:
    """Nobody carries the register away: after the day's number the door is shut."""
    me.post("/cabinet/resume/publish", {"visible": "yes"})
    boss = web.browser("employer2")
    limit = staffing.OPENED_A_DAY
    try:
        staffing.OPENED_A_DAY = 3
        codes = [boss.get(f"/employer/resumes/{resume}").status_code for _n in range(5)]
    finally:
        staffing.OPENED_A_DAY = limit
    assert codes[0] == 200
    assert codes[-1] == 429


def test_the_interface_tells_an_employer_no_more_than_the_page(
    web: Web, me: Browser, resume: str
) -> None:
    """By the API too the case of a request is not the employer's before the person agrees."""
    boss = web.browser("employer2")
    outcome = web.world.do("mediation.ask_contact", None, "employer2",
                           data={"resume": resume, "purpose": "Сатушы керек"})
    assert boss.get(f"/api/v1/cases/{outcome.number}").status_code == 404
    assert boss.get(f"/api/v1/cases/{resume}").status_code == 404
    listed = boss.get("/api/v1/cases").text
    assert outcome.number not in listed
    person = web.person_of_resume(resume)
    web.world.do("mediation.agree_contact", outcome.number, "aigul", data={"pass_on": True})
    for path in (f"/api/v1/cases/{outcome.number}", "/api/v1/cases"):
        text = boss.get(path).text
        assert str(person.iin) not in text
        assert str(person.mobile) not in text
