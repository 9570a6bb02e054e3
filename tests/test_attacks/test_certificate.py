"""Nobody gets a certificate about somebody else, answers their own, or starts a case over."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from console.data.documents import Document
from tests.test_api.conftest import Api
from tests.test_plugins.test_certificate import ISSUE, REQUEST, SIGN, requested, stated

CHAPTER = "unemployed_status"


@pytest.fixture(scope="module")
def two(api: Api) -> tuple[Any, Any, str]:
    """Two unemployed people with accounts; the certificate of the first."""
    w = api.world
    people = []
    for login in ("first", "second"):
        made = w.at("2021-04-16 10:00").a_registered_jobseeker()
        w.at("2021-04-20 15:00").becomes_unemployed(made.person)
        api.web.account_for(login, made.person)
        people.append(made)
    w.at("2021-04-21 10:00")
    case = requested(w, people[0], "first")
    w.sign(ISSUE, case)
    return people[0], people[1], case


def test_an_opening_step_starts_no_existing_case_over(
    api: Api, two: tuple[Any, Any, str]
) -> None:
    """An answered request is not made a draft again by asking once more on its own number."""
    me, _other, case = two
    data = stated(api.world, me)
    answer = api.program("first").post(f"/cases/{case}/steps/{REQUEST}", {"data": data})
    assert answer.status_code == 409
    assert api.world.state(case) == "issued"
    registration = me.case
    answer = api.program("specialist").post(
        f"/cases/{registration}/steps/registration.accept_application",
        {"data": dict(me.application)},
    )
    assert answer.status_code == 409


def test_nobody_asks_in_anothers_name(api: Api, two: tuple[Any, Any, str]) -> None:
    """Par. 41: a cabinet opens a request for its own person alone; a center for its own people."""
    me, other, _case = two
    data = stated(api.world, other)
    answer = api.program("first").post(f"/steps/{REQUEST}", {"data": data})
    assert answer.status_code == 422
    assert "not_the_applicant" in answer.text
    assert other.application["iin"] not in answer.text
    foreign = {**stated(api.world, me), "portal_number": "EG-1"}
    known = api.program("specialist2").post(f"/steps/{REQUEST}", {"data": foreign})
    unknown = api.program("specialist2").post(f"/steps/{REQUEST}", {
        "data": {**foreign, "iin": api.world.an_application()["iin"]}})
    assert known.status_code == unknown.status_code == 422
    assert known.get_json()["grounds"] == unknown.get_json()["grounds"]


@pytest.mark.parametrize("login", ["second", "specialist2", "director2", "officer2", "employer"])
def test_a_foreign_certificate_does_not_exist(
    api: Api, two: tuple[Any, Any, str], login: str
) -> None:
    """Another person, another district, an employer: 404 for case and paper."""
    with api.world.read() as session:
        number = session.scalars(
            select(Document.number).where(Document.form == "certificate").limit(1)
        ).one()
    program = api.program(login)
    assert program.get(f"/cases/{two[2]}").status_code == 404
    assert program.get(f"/documents/{number}").status_code == 404
    assert api.web.browser(login).get(f"/documents/{number}.pdf").status_code == 404


def test_nobody_answers_their_own_request(api: Api, two: tuple[Any, Any, str]) -> None:
    """Annex 8 is the director's: neither the person nor a specialist prepares or signs it."""
    case = requested(api.world, two[1], "second")
    for login in ("second", "specialist", "head"):
        answer = api.program(login).post(f"/cases/{case}/steps/{ISSUE}/prepare", {})
        assert answer.status_code in (403, 404), login
    assert api.world.state(case) == "requested"


def test_a_signed_request_is_not_signed_again(api: Api, two: tuple[Any, Any, str]) -> None:
    """The term runs once: a second signature or a withdrawal meets a case that moved on."""
    case = requested(api.world, two[1], "second")
    for step in (f"{CHAPTER}.withdraw_certificate_request",):
        assert api.program("second").post(f"/cases/{case}/steps/{step}", {}).status_code == 409
    answer = api.program("second").post(f"/cases/{case}/steps/{SIGN}/prepare", {})
    assert answer.status_code in (404, 409)
    assert api.world.due(case, "D-14") == "2021-04-22 open"
