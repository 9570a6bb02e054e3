"""Cases, acts and papers through the interface."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from console.data.access import AccessLine
from console.data.case import Case
from console.scope import SYSTEM
from tests.make import PIN, a_check, a_full_card
from tests.people import an_iin
from tests.test_api.conftest import Api


def opened(api: Api, login: str = "specialist") -> tuple[str, dict[str, Any]]:
    """An application accepted through the interface."""
    application = api.world.an_application(second=login.endswith("2"))
    answer = api.program(login).post(
        "/steps/registration.accept_application", {"data": application}
    )
    assert answer.status_code == 201, answer.text
    return answer.get_json()["number"], application


def test_a_case_from_application_to_signed_notice(api: Api) -> None:
    """Par. 5 to 12 by programs alone: accept, card, proposal, signature with a PIN."""
    number, application = opened(api)
    desk, chief = api.program("specialist"), api.program("director")
    steps = f"/cases/{number}/steps/registration"
    card = desk.post(f"{steps}.fill_card", {"data": a_full_card(application)})
    assert card.status_code == 200, card.text
    proposed = desk.post(f"{steps}.propose_registration", {"data": a_check(application)})
    assert proposed.get_json()["state"] == "to_register"
    api.world._key("director")
    prepared = chief.post(f"/cases/{number}/documents/registration.register_jobseeker")
    assert prepared.status_code == 201, prepared.text
    paper = prepared.get_json()
    pdf = chief.get(f"/documents/{paper['number']}")
    assert pdf.data.startswith(b"%PDF") and pdf.mimetype == "application/pdf"
    wrong = chief.post(f"{steps}.register_jobseeker", {"document": paper["number"], "pin": "0"})
    assert wrong.status_code == 422 and "pin" in wrong.get_json()["fields"]
    signed = chief.post(f"{steps}.register_jobseeker", {"document": paper["number"], "pin": PIN})
    assert signed.status_code == 200, signed.text
    assert signed.get_json()["state"] == "registered"
    assert any(s["deadline"] == "D-08" for s in signed.get_json()["started"])
    shown = desk.get(f"/cases/{number}").get_json()
    assert shown["documents"][0]["signatures"][0]["part"] == "director"
    assert {o["paragraph"] for o in shown["obligations"]} >= {"12"}
    assert all(o["receipt"] and o["explained"] for o in shown["obligations"])
    assert shown["history"][0]["step"] == "registration.register_jobseeker"


def test_every_ground_comes_with_its_paragraph_and_language(api: Api) -> None:
    """Row 9 of annex 1: refusals tell every failing ground in the caller's language."""
    broken = api.world.an_application(documents=[])
    texts = {}
    for language in ("kk", "ru", "en"):
        answer = api.program("specialist").post(
            "/steps/registration.accept_application", {"data": broken}, Accept_Language=language
        )
        assert answer.status_code == 422
        assert answer.mimetype == "application/problem+json"
        grounds = answer.get_json()["grounds"]
        assert all(g["code"] and g["paragraph"] for g in grounds)
        texts[language] = grounds[0]["text"]
    assert len(set(texts.values())) == 3


def test_foreign_and_unknown_cases_are_alike(api: Api) -> None:
    """Abuse case 1: another center's case is answered as one that does not exist."""
    number, _application = opened(api, "specialist2")
    stranger = api.program("specialist")
    for path in (f"/cases/{number}", "/cases/R-00000-00000", "/cases/%00", "/cases/ж"):
        assert stranger.get(path).status_code in (400, 404), path
    step = f"/cases/{number}/steps/registration.fill_card"
    assert stranger.post(step, {"data": {}}).status_code == 404
    assert stranger.get(f"/cases/{number}").get_json()["code"] == (
        stranger.get("/cases/R-00000-00000").get_json()["code"]
    )


def test_lists_are_paged_by_key_and_strict(api: Api) -> None:
    """Keyset paging to the end; an argument nobody declared is a 400."""
    for _n in range(3):
        opened(api)
    program, seen = api.program("specialist"), []
    path = "/cases?limit=2&kind=registration"
    while path:
        page = program.get(path).get_json()
        seen += [row["number"] for row in page["items"]]
        path = page["next"].removeprefix("/api/v1") if page["next"] else ""
    assert len(seen) == len(set(seen)) == page["count"]
    assert not any(row["person"]["iin"].isdigit() for row in page["items"])
    for wrong in ("limit=0", "limit=101", "limit=x", "kind=nothing", "state=nothing", "colour=red",
                  "due=yesterday", "after=", "after=xyz", "after=WzEsMl0", "open=maybe",
                  "kind=registration&kind=offer", "after=W3sidCI6IjIwMjEifSwxXQ"):
        assert program.get(f"/cases?{wrong}").status_code == 400, wrong
    assert program.get("/cases?due=overdue&open=true&office=center").status_code == 200


def test_a_repeated_key_gets_the_first_result(api: Api) -> None:
    """Abuse case 8: a retry after a timeout opens nothing twice."""
    program, application = api.program("specialist"), api.world.an_application()
    path, body = "/steps/registration.accept_application", {"data": application}
    first = program.post(path, body, Idempotency_Key="key-1")
    again = program.post(path, body, Idempotency_Key="key-1")
    assert first.status_code == 201 and again.status_code == 200
    assert first.get_json()["number"] == again.get_json()["number"]
    assert again.get_json()["repeated"] is True
    other = program.post("/steps/mediation.register_vacancy", {"data": {}}, Idempotency_Key="key-1")
    assert other.status_code in (409, 422)
    assert program.post(path, body, Idempotency_Key="x" * 81).status_code == 400


def test_a_stale_version_is_told_with_both(api: Api) -> None:
    """If-Match on an act: another version is a 412 that names yours and the present one."""
    number, application = opened(api)
    program, path = api.program("specialist"), f"/cases/{number}/steps/registration.fill_card"
    assert program.get(f"/cases/{number}").headers["ETag"].strip('"').removeprefix("gz-") == "1"
    body = {"data": a_full_card(application)}
    assert program.post(path, body, If_Match='"1"').status_code == 200
    stale = program.post(path, body, If_Match='"1"')
    assert stale.status_code == 412
    assert stale.get_json()["facts"] == {"yours": 1, "now": 2, "state": "card_filled"}
    assert program.post(path, body, If_Match="1").status_code == 400


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"data": {}, "state": "registered"}, 422), ({"data": []}, 422), ([], 400), ("x", 400),
        ({"data": {"office_id": 1}}, 422), ({"occurred_at": "soon", "data": {}}, 422),
        ({"occurred_at": "0001-01-01", "data": {}}, 422),
        ({"occurred_at": "9999-12-31T23:59:59-12:00", "data": {}}, 422),
        ({"occurred_at": 5, "data": {}}, 422),
    ],
)
def test_odd_bodies_are_refused(api: Api, body: object, status: int) -> None:
    """Abuse case 5: unknown members and wrong types are refused, nothing is written."""
    before = api.world.count(Case)
    answer = api.program("specialist").post("/steps/registration.accept_application", body)
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    assert before == api.world.count(Case)


def test_bodies_of_other_kinds_are_refused(api: Api) -> None:
    """413, 415, 400: too large, another type, too deep, unreadable."""
    program = api.program("specialist")
    path = "/api/v1/steps/registration.accept_application"
    head = {"Authorization": f"Bearer {program.token}"}

    def send(data: bytes, kind: str = "application/json") -> int:
        return program.client.post(path, data=data, content_type=kind, headers=head).status_code

    assert send(b"x" * (1024 * 1024 + 1)) == 413 or send(b'"' + b"x" * 1200000 + b'"') == 413
    assert send(b"{}", "text/plain") == 415
    assert send(b"[" * 100_000 + b"]" * 100_000) == 400
    assert send(b'{"data": ' + b'{"a":' * 70 + b"1" + b"}" * 71) == 400
    assert send(b"{") == 400
    assert send(b'{"data": {"mobile": "\\ud800"}}') in (400, 422)
    assert send(b'{"data": {"mobile": ' + b"9" * 5000 + b"}}") in (400, 422)


def test_verbs_are_answered_sanely(api: Api) -> None:
    """HEAD as GET without a body, OPTIONS with Allow, other verbs 405 with Allow."""
    program = api.program("specialist")
    head = program.call("HEAD", "/cases")
    assert head.status_code == 200 and not head.data
    options = api.program().call("OPTIONS", "/cases")
    assert options.status_code == 200 and "GET" in options.headers["Allow"]
    wrong = program.call("DELETE", "/cases")
    assert wrong.status_code == 405 and "GET" in wrong.headers["Allow"]


def test_without_a_token_nothing_but_the_public(api: Api) -> None:
    """401 with the way to identify oneself; vacancies and announcements stay open."""
    visitor = api.program()
    for verb, path in (("GET", "/cases"), ("POST", "/steps/registration.accept_application"),
                       ("GET", "/persons"), ("POST", "/files"), ("GET", "/content/office"),
                       ("POST", "/content/announcement"), ("POST", "/registers")):
        answer = visitor.call(verb, path)
        assert answer.status_code == 401, path
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert visitor.get("/vacancies").status_code == 200
    assert visitor.get("/content/announcement").status_code == 200


def test_those_outside_offices_see_their_own(api: Api) -> None:
    """A jobseeker reads his own case without the names of officials; others' are not there."""
    made = api.world.a_registered_jobseeker()
    api.web.account_for("asker", made.person)
    program = api.program("asker")
    shown = program.get(f"/cases/{made.case}").get_json()
    assert shown["number"] == made.case and "actor" not in shown["history"][0]
    assert {o["step"] for o in shown["next_steps"] if o["mine"]} <= {
        "registration.dispute_category"
    }
    number, _application = opened(api)
    assert program.get(f"/cases/{number}").status_code == 404
    assert [p["number"] for p in program.get("/persons").get_json()["items"]] == [made.person]
    answer = program.post("/steps/registration.accept_application", {"data": {}})
    assert answer.status_code == 403


def test_persons_are_masked_in_lists_and_logged_in_full(api: Api) -> None:
    """Abuse case 21: a card read by a program leaves its line in the access log."""
    made = api.world.a_registered_jobseeker()
    program = api.program("specialist")
    row = api.world.person(made.person)
    assert row.iin not in program.get(f"/persons?q={row.surname[:3]}").text
    assert program.get(f"/persons/{made.person}").get_json()["iin"] == row.iin
    with api.web.store.session(SYSTEM) as session:
        found = session.scalars(
            select(AccessLine).where(AccessLine.person_id == row.id, AccessLine.kind == "view")
        ).all()
    assert [line.login for line in found] == ["specialist"]
    assert api.program("specialist2").get(f"/persons/{made.person}").status_code == 404


def test_registers_are_asked_with_consent(api: Api) -> None:
    """Par. 6: the question goes out with consent; answers come back with source and time."""
    iin = an_iin("1991-03-04", 4321)
    data = {"iin": iin, "consent_given": True, "consent_channel": "written",
            "consent_on": "2021-04-16"}
    program = api.program("specialist")
    form = api.world.catalog.forms["register_query"]
    data["consent_channel"] = form.field("consent_channel").choices[0].code
    answer = program.post("/registers", {"data": data})
    assert answer.status_code == 201, answer.text
    assert {a["register"] for a in answer.get_json()["answers"]} == {"person", "address"}
    refused = program.post("/registers", {"data": {**data, "consent_given": False}})
    assert refused.status_code == 422
    assert api.program("employer").post("/registers", {"data": data}).status_code == 403


def test_files_are_staged_and_stay_ones_own(api: Api) -> None:
    """A staged file is its uploader's alone; what it is says its content, never its name."""
    program = api.program("specialist")
    head = {"Authorization": f"Bearer {program.token}"}

    def send(content: bytes, name: str) -> Any:
        return program.client.post("/api/v1/files", data={"file": (BytesIO(content), name)},
                                   headers=head, content_type="multipart/form-data")

    made = send(b"%PDF-1.7 x", "a.pdf")
    assert made.status_code == 201
    number = made.get_json()["number"]
    assert program.get(f"/files/{number}").data == b"%PDF-1.7 x"
    assert api.program("colleague").get(f"/files/{number}").status_code == 404
    assert send(b"<html>", "a.pdf").status_code == 415
    assert program.post("/files", {"file": "x"}).status_code == 415


def test_vacancies_are_public(api: Api) -> None:
    """The list, its filters, one vacancy; strict about arguments."""
    number = api.world.a_vacancy().number
    visitor = api.program()
    page = visitor.get("/vacancies?limit=5").get_json()
    assert number in [row["number"] for row in page["items"]]
    assert visitor.get(f"/vacancies/{number}").get_json()["wage_min"] == 150000
    assert visitor.get(f"/content/vacancy/{number}").get_json()["number"] == number
    assert visitor.get("/vacancies?pay=много").status_code == 400
    assert visitor.get("/vacancies?colour=red").status_code == 400
    assert visitor.get("/vacancies/V-00000-00000").status_code == 404
