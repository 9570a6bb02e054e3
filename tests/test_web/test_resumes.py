"""Par. 64 in the browser: my resume, the employer's masked search, contact by consent alone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from console.data.access import AccessLine
from console.data.self_service import Contact, Resume
from tests.test_web.conftest import Browser, Web, fields_of, text_of

RESUME = {
    "desired_profession": {"code": "5223"}, "work_regime": ["full_time"], "region": "190000000",
    "education_level": "general_secondary", "experience_years": 3, "skills": "Касса, 1С",
}
PUBLIC_NUMBER = "/employer/resumes/"


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
