"""Files, links and contacts of others: asked for by number, they are not there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from console.data.content import StoredFile
from console.data.outbox import Job
from console.data.self_service import Contact, Resume
from tests.test_api.conftest import Api
from tests.test_plugins.offers import FITS
from tests.test_web.conftest import Web, fields_of
from tests.test_web.test_resumes import RESUME

WHY = "Figures for the quarter of the district"


def test_a_job_of_reports_is_its_owners(api: Api) -> None:
    """Another reader, of the same office or above, neither watches, takes nor stops it."""
    made = api.program("director").post("/reports/registrations", {
        "period": "2021-03", "why": WHY, "format": "xlsx"})
    assert made.status_code == 202, made.text
    number = made.json["number"]
    for login in ("supervisor", "director2", "head", "executive"):
        assert api.program(login).get(f"/report-jobs/{number}").status_code == 404
        assert api.program(login).get(f"/report-jobs/{number}/file").status_code == 404
        browser = api.web.browser(login)
        assert browser.get(f"/reports/jobs/{number}").status_code == 404
        assert browser.get(f"/reports/jobs/{number}/file").status_code == 404
        assert browser.post(f"/reports/jobs/{number}/cancel").status_code == 404
    for login in ("employer", "specialist", "officer"):
        assert api.program(login).get(f"/report-jobs/{number}").status_code in (403, 404)
    with api.world.read() as session:
        assert session.scalars(select(Job).where(Job.number == number)).one().state == "waiting"


def test_a_declined_contact_tells_an_employer_nothing(web: Web) -> None:
    """Declined, taken back, hidden: name, telephone and resume are out of reach by page and API."""
    me = web.account_for("modest", web.world.a_registered_jobseeker().person)
    form = fields_of(RESUME) | {"desired_profession": "5223", "_confirmed": "1"}
    assert me.post("/cabinet/resume/new", form).status_code == 302
    assert me.post("/cabinet/resume/publish", {"visible": "yes"}).status_code == 302
    with web.world.read() as session:
        resume = session.scalars(
            select(Resume.case_number).order_by(Resume.id.desc())).first() or ""
    person = web.person_of_resume(resume)
    boss = web.browser("employer")
    boss.post(f"/employer/resumes/{resume}/ask", {"purpose": "Сатушы керек, 200 мың"})
    with web.world.read() as session:
        number = session.scalars(select(Contact.case_number)).one()
    assert me.post(f"/cabinet/contacts/{number}/decline", {"reason": ""}).status_code == 302
    secrets = (person.surname, person.iin, person.mobile, person.number)
    for path in (f"/employer/contacts/{number}", "/employer/contacts", "/employer/notices",
                 f"/api/v1/cases/{number}", "/api/v1/cases", f"/employer/resumes/{resume}"):
        text = boss.get(path).text
        assert not [s for s in secrets if str(s) in text], path
    assert web.browser("employer2").get(f"/employer/contacts/{number}").status_code == 404
    me.post("/cabinet/resume/hide")
    for login in ("employer", "employer2"):
        assert web.browser(login).get(f"/employer/resumes/{resume}").status_code == 404
        assert web.browser(login).get(f"/employer/resumes/{resume}/ask").status_code == 404


def test_the_interview_file_is_for_those_who_take_part(web: Web) -> None:
    """Another person, employer and center get no calendar file and learn of no interview."""
    w = web.world
    job, who = w.a_vacancy().number, w.a_registered_jobseeker()
    offer = w.do("mediation.offer_vacancy", data={
        "vacancy": job, "person": who.person, "channel": "in_person", **FITS}).number
    web.account_for("outsider", w.a_registered_jobseeker().person)
    for login in ("outsider", "employer2", "specialist2"):
        assert web.browser(login).get(f"/offers/{offer}.ics").status_code == 404, login
    for login in ("director", "officer", "admin"):
        assert web.browser(login).get(f"/offers/{offer}.ics").status_code == 403, login


def test_a_device_mark_opens_no_api(web: Web) -> None:
    """Whoever copies a mark off a device reads nothing more than a visitor."""
    visitor = web.visitor()
    visitor.client.set_cookie("kiosk", "A" * 43)
    for path in ("/api/v1/cases", "/cabinet/data.zip", "/kiosks", "/employer/resumes"):
        assert visitor.get(path).status_code in (302, 401, 403), path


@pytest.mark.parametrize("query", [{"employer": "other"}, {"office_id": 1}, {"status": "x"}])
def test_a_feed_takes_no_owner_from_outside(api: Api, query: dict[str, Any]) -> None:
    """Par. 55: whose vacancy it is comes from the seat; an employer in the body is a fault."""
    body = {"external_id": "Z-1", "title": "Сатушы", **query}
    answer = api.program("employer").post("/vacancies/feed?test=1", {"vacancies": [body]})
    assert answer.status_code == 422
    assert json.loads(answer.text)["wrong"] == 1


def test_the_workbook_of_a_closed_month_is_for_its_readers(web: Web) -> None:
    """The foreign head, the center below and other roles do not open it, nor the closing."""
    web.world.at("2021-04-16 10:00")
    answer = web.browser("supervisor").post("/reports/closes", {
        "office": "district", "month": "2021-03", "report": "registrations"})
    number = str(answer.headers["Location"]).rpartition("/")[2]
    with web.world.read() as session:
        file = session.scalars(
            select(StoredFile.number)
            .where(StoredFile.case_id == web.world.case(number).id)).one()
    for login in ("head2", "director", "director2", "specialist", "employer", "executive"):
        assert web.browser(login).get(f"/files/{file}").status_code == 404, login
        assert web.browser(login).get(f"/reports/closes/{number}").status_code in (403, 404)
    assert web.browser("head").get(f"/files/{file}").status_code == 200
