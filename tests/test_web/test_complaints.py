"""Pages of complaints: the list's filters, what is complained of, the remedy, the cabinet."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from console.data.content import Entry
from console.data.documents import Document
from tests.make import Jobseeker
from tests.test_plugins.test_complaints import ANSWER, complaint, lodged, refused_registration
from tests.test_web.conftest import Browser, Web, text_of

SERIAL = iter(range(1, 99))


def own(web: Web, js: Jobseeker) -> Browser:
    """A browser of the person's own."""
    return web.account_for(f"own{next(SERIAL)}", js.person)


@pytest.fixture(scope="module")
def refused(web: Web) -> tuple[Jobseeker, str, Browser]:
    """Somebody refused as unemployed, the case, and their browser."""
    js, case = refused_registration(web.world, login="")
    return js, case, web.account_for("refused", js.person)


def write(page: Browser, address: str, **over: str) -> Any:
    """Send a complaint from the cabinet, past the page that shows it back."""
    return page.post(address, {
        "addressee": "local_authority_head", "against": "local_authority", "text": "Негізсіз.",
        "outcome": "cancel_decision", "_confirmed": "1", **over,
    })


def test_the_chooser_offers_decisions_silences_and_acts(
    web: Web, refused: tuple[Jobseeker, str, Browser]
) -> None:
    """Par. 46: what a person may complain of stands in a list, with its day; no number is asked."""
    _js, case, seeker = refused
    answer, statements = web.sql(seeker, "/cabinet/complain/about")
    said = text_of(answer.text)
    assert answer.status_code == 200
    assert len(statements) <= 12
    for words in ("Decisions and notices", "Acts of officials", "Something else", case):
        assert words in said
    link = re.search(r'href="(/cabinet/complain\?about=decision[^"]+)"', answer.text)
    assert link
    page = seeker.get(link[1]).text
    assert 'name="decision_number"' not in page
    assert 'name="subject"' not in page
    assert f'action="{link[1].replace(":", "%3A")}"' in page
    sent = write(seeker, link[1])
    assert sent.status_code == 302, text_of(sent.text)
    number = sent.headers["Location"].split("?")[0].rsplit("/", 1)[-1]
    row = complaint(web.world, number)
    assert row.subject == "decision"
    assert row.decided_case_id is not None


def test_an_act_is_complained_of_by_its_link(
    web: Web, refused: tuple[Jobseeker, str, Browser]
) -> None:
    """The step is kept; the staff page names it and shows the case it belongs to."""
    _js, case, seeker = refused
    sent = write(seeker, f"/cabinet/complain?about=act:{case}:unemployed_status.refuse_status")
    number = sent.headers["Location"].split("?")[0].rsplit("/", 1)[-1]
    row = complaint(web.world, number)
    assert (row.subject, row.about_step) == ("action", "unemployed_status.refuse_status")
    said = text_of(web.browser("deputy").get(f"/complaints/{number}").text)
    assert case in said
    assert "Refuse" in said


def test_each_addressee_says_what_it_means_and_its_term(
    web: Web, refused: tuple[Jobseeker, str, Browser]
) -> None:
    """A-35, A-36: three bodies in plain words with their terms; the court is nobody's next step."""
    said = text_of(refused[2].get("/cabinet/complain").text)
    for words in ("within 5 working days", "within 15 working days", "The Rules state no term",
                  "You may go to court at any time"):
        assert words in said
    assert "next instance" not in said.lower()


def numbers(browser: Browser, which: str) -> set[str]:
    """Complaints of a filter."""
    page = browser.get(f"/complaints?open={which}").text
    return set(re.findall(r"/complaints/([CZ]-[0-9A-Z]{5}-[0-9A-Z]{5})", page))


def test_the_list_is_narrowed_to_due_mine_and_conflict(web: Web) -> None:
    """Open, due by tomorrow, taken over by me, and those somebody of the body took part in."""
    w = web.world
    js, case = refused_registration(w, login="")
    own(web, js)
    login = list(w.accounts)[-1]
    tied = lodged(w, js, by=login, decision_number=case)
    loose = lodged(w, js, by=login)
    w.do("complaints.take_over", loose, by="deputy")
    deputy = web.browser("deputy")
    assert {tied, loose} <= numbers(deputy, "open")
    assert tied in numbers(deputy, "conflict")
    assert loose not in numbers(deputy, "conflict")
    assert loose in numbers(deputy, "mine")
    assert tied not in numbers(deputy, "mine")
    assert not {tied, loose} & numbers(deputy, "due")
    before, w.now = w.now, w.at("2021-04-26 10:00").now
    assert {tied, loose} <= numbers(deputy, "due")
    w.now = before
    answer, statements = web.sql(deputy, f"/complaints/{tied}")
    assert answer.status_code == 200
    assert len(statements) <= 12, "\n".join(statements)
    assert "whoever did not takes the complaint over" in text_of(answer.text)


def test_the_person_sees_what_was_decided_and_what_changed(
    web: Web, refused: tuple[Jobseeker, str, Browser]
) -> None:
    """Granted, the duty open; then reversed, with before and after, in the cabinet and the file."""
    w, (js, case, seeker) = web.world, refused
    number = lodged(w, js, by="refused", decision_number=case)
    w.do("complaints.draft_answer", number, by="deputy", **{**ANSWER, "result": "granted"})
    w.sign("complaints.sign_answer", number, by="deputy")
    said = text_of(seeker.get(f"/cabinet/complaints/{number}").text)
    assert "Granted" in said
    assert "nothing has changed yet" in said
    reversal = w.cases("reversal")[-1].number
    w.sign("complaints.issue_reversal", reversal, by="head")
    answer, statements = web.sql(seeker, f"/cabinet/complaints/{number}")
    said = text_of(answer.text)
    assert len(statements) <= 12, "\n".join(statements)
    for words in ("was reversed", "Refused, notice to give", "Checked"):
        assert words in said
    file, statements = web.sql(web.browser("head"), f"/complaints/{reversal}")
    assert len(statements) <= 12, "\n".join(statements)
    assert "Refused, notice to give" in text_of(file.text)
    verified = w.case(reversal).facts["reversed_number"]
    with w.read() as session:
        code = session.scalars(
            select(Document.verify_code).where(Document.number == verified)).one()
    assert "бірақ шешімнің күші жойылған" in text_of(web.visitor().get(f"/verify/{code}").text)


def test_a_complaint_is_withdrawn_from_the_cabinet(web: Web) -> None:
    """The button stands while it is open; afterwards the page says that nothing is answered."""
    js = web.world.a_registered_jobseeker()
    seeker = own(web, js)
    sent = write(seeker, "/cabinet/complain", subject="action")
    number = sent.headers["Location"].split("?")[0].rsplit("/", 1)[-1]
    assert "Withdraw the complaint" in text_of(seeker.get(f"/cabinet/complaints/{number}").text)
    done = seeker.post(f"/cabinet/complaints/{number}/withdraw", {})
    assert done.status_code == 302, text_of(done.text)
    said = text_of(seeker.get(f"/cabinet/complaints/{number}").text)
    assert "No answer was given" in said
    assert web.world.state(number) == "withdrawn"


def test_an_anonymous_letter_is_recorded_by_the_officer(web: Web) -> None:
    """No person, no term; the list and the page say whose it is: nobody's."""
    officer = web.browser("officer")
    done = officer.post("/complaints/anonymous", {
        "addressee": "local_authority_head", "subject": "action", "against": "center",
        "way": "visit", "text": "Сыйлық сұрайды.",
    })
    assert done.status_code == 302, text_of(done.text)
    address = done.headers["Location"]
    page = text_of(officer.get(address).text)
    assert "Anonymous complaint" in page
    assert "Сыйлық сұрайды." in page
    assert "Anonymous complaint" in text_of(officer.get("/complaints").text)
    number = address.rsplit("/", 1)[-1]
    for other in (f"/cases/{number}", "/cases?kind=complaint", "/worklist"):
        assert officer.get(other).status_code == 200, other
    assert web.browser("specialist").get(address).status_code == 404


def test_what_came_by_telephone_is_read_back(web: Web) -> None:
    """A complaint told by telephone is refused until it was read back; then it says so."""
    js = web.world.a_registered_jobseeker()
    desk = web.browser("specialist")
    words = {
        "iin": str(web.person(js.person).iin), "full_name.surname": "А",
        "full_name.given_name": "Б", "addressee": "quality_body", "subject": "action",
        "against": "local_authority", "text": "Дөрекілік", "outcome": "explain", "way": "phone",
    }
    answer = desk.post("/complaints/new", words)
    assert answer.status_code == 422
    assert "Read back to the person" in text_of(answer.text)
    done = desk.post("/complaints/new", {**words, "read_back": "yes"})
    assert done.status_code == 302
    case = web.world.case(done.headers["Location"].rsplit("/", 1)[-1])
    with web.world.read() as session:
        kept = session.scalars(select(Entry.data).where(Entry.subject_id == case.id)
                               .where(Entry.form == "complaint")).one()
    assert kept["read_back"] is True


def test_the_card_offers_what_the_person_may_complain_of(
    web: Web, refused: tuple[Jobseeker, str, Browser]
) -> None:
    """At the desk the clerk chooses the decision from the person's own, without typing it."""
    js, case, _seeker = refused
    address = f"/persons/{js.person}/acts/complaints.lodge"
    desk = web.browser("specialist")
    answer, statements = web.sql(desk, address)
    assert len(statements) <= 12
    assert case in answer.text
    link = re.search(r'href="(\?about=decision[^"]+)"', answer.text)
    assert link
    chosen = desk.get(f"{address}{link[1]}").text
    assert f'action="{address}{link[1].replace(":", "%3A")}"' in chosen
    done = desk.post(f"{address}{link[1]}", {
        "addressee": "quality_body", "against": "local_authority", "text": "Негізсіз.",
        "outcome": "cancel_decision", "way": "visit",
    })
    assert done.status_code == 302, text_of(done.text)
    newest = web.world.cases("complaint", web.person(js.person).id)[-1]
    assert complaint(web.world, newest.number).decided_case_id is not None
