"""Whom a complaint names does not read it; nobody reads, ends or begins somebody else's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from console.data.base import public_number
from console.data.content import Entry, StoredFile
from console.data.documents import Document
from console.scope import SYSTEM
from tests.test_api.conftest import Api
from tests.test_plugins.test_complaints import ANSWER, complaint, lodged, refused_registration

WORDS = "Құпия-сөздер-42"
TIED = ("officer", "head")


@pytest.fixture(scope="module")
def told(api: Api) -> dict[str, Any]:
    """A complaint of a refusal with a file, and its draft answer; somebody else with an account."""
    w = api.world
    js, case = refused_registration(w, login="")
    api.web.account_for("complains", js.person)
    other = w.a_registered_jobseeker()
    api.web.account_for("bystander", other.person)
    with w.store.write(SYSTEM) as session:
        row = StoredFile(
            number=public_number("F"), name="a.pdf", mime="application/pdf", size=4,
            sha256="0" * 64, content=b"%PDF", staged_by=w.accounts["complains"],
            created_at=datetime(2021, 4, 16, tzinfo=UTC),
        )
        session.add(row)
    number = lodged(w, js, by="complains", decision_number=case, text=WORDS,
                    attachments=row.number)
    w.do("complaints.draft_answer", number, by="deputy", **{**ANSWER, "answer": WORDS})
    w.prepare("complaints.sign_answer", number, "deputy")
    with w.read() as session:
        forms = {e.form: e.id for e in session.scalars(
            select(Entry).where(Entry.subject_id == w.case(number).id, Entry.subject_kind == "case")
        )}
        sheet = session.scalars(
            select(Document.number).where(Document.step == "complaints.sign_answer")).one()
    return {"number": number, "case": case, "file": row.number, "forms": forms, "sheet": sheet,
            "js": js, "other": other}


def addresses(told: dict[str, Any]) -> list[str]:
    """Every address that shows what was written, its file or the draft."""
    number, sheet = told["number"], told["sheet"]
    entries = [f"/cases/{number}/entries/{key}" for key in told["forms"].values()]
    return [*entries, f"{entries[0]}.pdf", f"/files/{told['file']}", f"/documents/{sheet}",
            f"/documents/{sheet}.pdf", f"/documents/{sheet}/1.svg"]


@pytest.mark.parametrize("login", TIED)
def test_whoever_decided_opens_none_of_the_words(
    api: Api, told: dict[str, Any], login: str
) -> None:
    """Par. 46: entries, print, file and draft sheet are refused; no page prints the words."""
    browser = api.web.browser(login)
    for address in addresses(told):
        assert browser.get(address).status_code == 403, address
    for address in (f"/complaints/{told['number']}", f"/cases/{told['number']}",
                    f"/cases/{told['number']}/steps/complaints.draft_answer", "/complaints",
                    f"/sign/{told['number']}/complaints.sign_answer", "/worklist"):
        page = browser.get(address)
        assert page.status_code in (200, 302, 403), address
        assert WORDS not in page.text, address
    collided = browser.post(f"/cases/{told['number']}/steps/complaints.draft_answer",
                            {**ANSWER, "_version": "1"})
    assert collided.status_code in (409, 422)
    assert WORDS not in collided.text


@pytest.mark.parametrize("login", TIED)
def test_programs_of_whoever_decided_get_none_either(
    api: Api, told: dict[str, Any], login: str
) -> None:
    """The API refuses file and draft sheet, and its case tells no words."""
    program = api.program(login)
    assert program.get(f"/files/{told['file']}").status_code == 403
    assert program.get(f"/documents/{told['sheet']}").status_code == 403
    answer = program.get(f"/cases/{told['number']}")
    assert answer.status_code == 200
    assert WORDS not in answer.text


def test_whoever_answers_reads_everything(api: Api, told: dict[str, Any]) -> None:
    """The deputy took no part: nothing is kept, and the dossier is one click away."""
    browser = api.web.browser("deputy")
    for address in addresses(told):
        assert browser.get(address).status_code == 200, address
    page = browser.get(f"/complaints/{told['number']}").text
    assert WORDS in page
    assert "/dossier.zip" in page


def test_the_foreign_office_finds_nothing(api: Api, told: dict[str, Any]) -> None:
    """Another district: not even that there is such a complaint."""
    for login in ("officer2", "head2", "specialist2", "executive", "quality"):
        browser = api.web.browser(login)
        assert browser.get(f"/complaints/{told['number']}").status_code == 404, login
        assert told["number"] not in browser.get("/complaints?open=all").text
        assert browser.get(f"/files/{told['file']}").status_code == 404


def test_nobody_reads_or_withdraws_the_complaint_of_another(
    api: Api, told: dict[str, Any]
) -> None:
    """Another jobseeker: the page, the withdrawal and the API answer as for an unknown number."""
    number, browser = told["number"], api.web.browser("bystander")
    assert browser.get(f"/cabinet/complaints/{number}").status_code == 404
    assert browser.get(f"/cabinet/complaints/{number}/withdraw").status_code == 404
    assert browser.post(f"/cabinet/complaints/{number}/withdraw", {}).status_code == 404
    answer = api.program("bystander").post(f"/cases/{number}/steps/complaints.withdraw",
                                           {"data": {}})
    assert answer.status_code == 404
    assert api.world.state(number) == "prepared"


@pytest.mark.parametrize("token", [
    "act:{}:unemployed_status.refuse_status", "term:{}:D-10", "decision:{}", "rubbish", "act::",
])
def test_a_token_of_another_s_case_is_linked_to_nothing(
    api: Api, told: dict[str, Any], token: str
) -> None:
    """What a program sends as the matter is read among the sender's own cases."""
    sent = api.program("bystander").post("/steps/complaints.lodge", {"data": {
        "full_name": told["other"].application["full_name"], "text": "Т", "subject": "decision",
        "addressee": "local_authority_head", "against": "local_authority", "outcome": "explain",
        "about": token.format(told["case"]),
    }})
    assert sent.status_code == 201, sent.text
    row = complaint(api.world, sent.json["number"])
    assert (row.decided_case_id, row.about_step, row.about_deadline) == (None, None, None)


def test_the_list_of_matters_is_the_reader_s_own(api: Api, told: dict[str, Any]) -> None:
    """The chooser shows own decisions; another's number in the address fixes nothing."""
    mine = api.web.browser("complains").get("/cabinet/complain/about").text
    theirs = api.web.browser("bystander").get("/cabinet/complain/about").text
    assert told["case"] in mine
    assert told["case"] not in theirs
    page = api.web.browser("bystander").get(
        f"/cabinet/complain?about=act:{told['case']}:unemployed_status.refuse_status").text
    assert told["case"] not in page.partition("<main")[2]


def test_a_jobseeker_records_nothing_anonymous(api: Api, told: dict[str, Any]) -> None:
    """The right is the clerks'; supervisors only read."""
    for login in ("complains", "supervisor", "employer"):
        assert api.web.browser(login).get("/complaints/anonymous").status_code == 403, login
