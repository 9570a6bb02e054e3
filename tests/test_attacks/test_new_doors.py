"""Doors of the self-service area, reports, employers and the exchange, tried by the wrong hands."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from console.data.access import Membership
from console.data.actors import Employer
from console.data.documents import Document
from console.scope import SYSTEM
from tests.make import an_employer
from tests.test_api.conftest import Api
from tests.test_plugins.test_complaints import ANSWER, complaint, lodged, refused_registration
from tests.test_web.conftest import Web

WORDS = "Құпия-сөздер-43"
APRIL = {"p": "2021-04"}


@pytest.fixture(scope="module")
def answered(api: Api) -> dict[str, str]:
    """A complaint of a refusal, answered and signed by somebody who took no part."""
    w = api.world
    js, case = refused_registration(w, login="")
    api.web.account_for("complains", js.person)
    number = lodged(w, js, by="complains", decision_number=case, text=WORDS)
    w.do("complaints.draft_answer", number, by="deputy", **{**ANSWER, "answer": "Жауап."})
    first = w.prepare("complaints.sign_answer", number, "deputy").number
    w.do("complaints.draft_answer", number, by="deputy", **{**ANSWER, "answer": WORDS})
    w.sign("complaints.sign_answer", number, by="deputy")
    with w.read() as session:
        sheet = session.scalars(
            select(Document.number).where(Document.step == "complaints.sign_answer",
                                          Document.state == "signed")).one()
    return {"number": number, "case": case, "sheet": sheet, "first": first}


def unpacked(answer: Any) -> str:
    """All words in a dossier but the papers."""
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        return "".join(file.read(n).decode(errors="replace") for n in file.namelist()
                       if n.endswith((".json", ".txt")))


@pytest.mark.parametrize("login", ["officer", "head"])
def test_a_dossier_repeats_no_words_of_a_complaint(
    api: Api, answered: dict[str, str], login: str
) -> None:
    """Par. 46: neither the answer's dossier nor the decision's tells whoever decided the words."""
    browser = api.web.browser(login)
    row = complaint(api.world, answered["number"])
    for sheet in (answered["sheet"], row.decision_number):
        answer = browser.get(f"/documents/{sheet}/dossier.zip")
        if answer.status_code == 200:
            assert WORDS not in unpacked(answer), sheet
    for path in (f"/documents/{answered['first']}", f"/documents/{answered['first']}.pdf"):
        assert browser.get(path).status_code in (403, 404)
    for path in (f"/cases/{answered['number']}", f"/api/v1/cases/{answered['number']}",
                 "/complaints?open=all", f"/search?q={answered['number']}",
                 f"/cases/{answered['number']}/messages"):
        assert WORDS not in browser.get(path).text, path


def figures(**more: str) -> str:
    """The address of the rows behind who came in April."""
    return "/reports/figures?" + urlencode({"m": "jobseeker.came", "f": "came", **APRIL, **more})


def test_rows_behind_a_figure_are_the_readers_own(api: Api) -> None:
    """Par. 16: neither an office in the address nor a value of a cell widens the reader's scope."""
    other = api.world.a_registered_jobseeker(second=True)
    person = api.world.person(other.person)
    own = api.world.a_registered_jobseeker()
    surname = api.world.person(own.person).surname
    director = api.web.browser("director")
    assert surname in director.get(figures()).text
    for more in ({}, {"office": "center2"}, {"office": "center2|center"}, {"w": "office:center2"},
                 {"w": "office:district2"}, {"office": "nowhere"}):
        page = director.get(figures(**more))
        assert page.status_code in (200, 404), more
        assert other.case not in page.text, more
        assert (person.iin or "") not in page.text
    for login in ("specialist", "employer", "officer", "frontdesk", "admin"):
        assert api.web.browser(login).get(figures()).status_code in (403, 404), login


@pytest.mark.parametrize("cell", [
    "sex:'", "age:%", "held:abc", "held:1-x", "age_group:zz", "office:", "sex:f|sex:m|sex:x",
])
def test_an_odd_cell_is_no_fault_of_ours(api: Api, cell: str) -> None:
    """What nobody counted is not found or empty, for every measure that has rows."""
    for measure in api.world.catalog.measures.values():
        for one in measure.figures:
            query = urlencode({"m": measure.name, "f": one.key, **APRIL, "w": cell})
            assert api.web.browser("director").get(
                f"/reports/figures?{query}").status_code in (200, 404), (measure.name, one.key)


def test_every_dimension_bears_an_odd_value(api: Api) -> None:
    """A value no row has is an empty list."""
    for measure in api.world.catalog.measures.values():
        for one in measure.figures:
            for cut in measure.dimensions:
                query = urlencode({"m": measure.name, "f": one.key, **APRIL,
                                   "w": f"{cut.key}:zz-zz"})
                answer = api.web.browser("director").get(f"/reports/figures?{query}")
                assert answer.status_code in (200, 404), (measure.name, one.key, cut.key)


def test_the_center_seats_nobody_where_an_owner_is(web: Web) -> None:
    """Par. 55: the center invites the first owner; afterwards owners alone say who acts."""
    with web.store.session(SYSTEM) as session:
        held = web.world.actor("employer").seats[0].employer_id
        number = session.get_one(Employer, held).number
    base = f"/employers/{number}/members"
    for role in ("employer", "employer_recruiter", "employer_viewer"):
        answer = web.browser("specialist").post(base, {"role": role, "email": ""})
        assert answer.status_code == 409, role
        assert "/employer/invitation/" not in answer.text


def test_the_centers_second_invitation_is_dead_once_an_owner_came(web: Web) -> None:
    """Two links sent while nobody was there seat one owner, not two."""
    with web.store.write(SYSTEM) as session:
        firm = an_employer(778, web.world.offices["center"], "empty")
        session.add(firm)
        session.flush()
        base = f"/employers/{firm.number}/members"
    links = []
    for _n in range(2):
        page = web.browser("specialist").post(base, {"role": "employer", "email": ""})
        links.append(re.search(r"/employer/invitation/[\w-]+", page.text)[0])  # type: ignore[index]
    people = [web.account_for(f"owner-{n}", web.world.a_registered_jobseeker().person)
              for n in range(2)]
    assert people[0].post(links[0]).status_code == 302
    assert people[1].get(links[1]).status_code == 422
    assert people[1].post(links[1]).status_code == 422


def test_a_key_does_not_seat_staff(web: Web) -> None:
    """Whoever serves employers does not come to act for one by its key either."""
    answer = web.browser("specialist").post("/employer/join/key", {
        "_token": "x", "_signer": "x", "_pin": "1234"})
    assert answer.status_code == 404


def test_a_foreign_organisation_is_not_chosen_by_a_header(api: Api) -> None:
    """X-Employer names one of the account's own organisations or changes nothing."""
    w = api.world
    with w.store.write(SYSTEM) as session:
        more = an_employer(777, w.offices["center"], "more")
        session.add(more)
        session.flush()
        w_id = w.actor("employer").seats[0].employer_id
        account = w.accounts["employer"]
        session.add(Membership(account_id=account, role="employer_recruiter",
                               employer_id=more.id, valid_from=w.now.date(), valid_to=None,
                               basis="", iin=None))
        foreign = session.get_one(
            Employer, w.actor("employer2").seats[0].employer_id).bin
    job = w.a_vacancy(by="employer2").number
    browser = api.web.browser("employer")
    answer = browser.get(f"/employer/vacancies/{job}", headers={"X-Employer": str(foreign)})
    assert answer.status_code == 404
    assert w_id != more.id


def mark(value: Any) -> str:
    """A key as an address carries it."""
    return base64.urlsafe_b64encode(json.dumps([value]).encode()).decode().rstrip("=")


@pytest.mark.parametrize("value", [10**30, -1, 1.5, "x", None, 2**63])
def test_an_odd_mark_of_changes_is_refused(web: Web, value: Any) -> None:
    """The stream of changes answers or refuses; no key of ours is beyond 64 bits."""
    answer = web.visitor().get(f"/jobs/changes.json?after={mark(value)}")
    assert answer.status_code in (200, 400)


def test_changes_tell_of_vacancies_alone(web: Web) -> None:
    """Numbers, days and addresses: no person, employer, actor or internal key."""
    web.world.a_vacancy()
    body = web.visitor().get("/jobs/changes.json").get_json()
    assert body["changes"]
    assert {k for row in body["changes"] for k in row} == {"number", "at", "change", "url"}


