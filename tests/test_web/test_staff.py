"""Tasks, cases, steps, people and the village, role by role."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest

from console.data.documents import Document
from console.data.journal import JournalLine
from console.errors import Invalid
from console.web import filing
from tests.make import Jobseeker
from tests.people import a_check, a_full_card
from tests.test_web.conftest import Web, fields_of, text_of

STAFF = ("specialist", "director", "officer", "head", "assistant", "supervisor")


@pytest.fixture(scope="module")
def seeker(web: Web) -> Jobseeker:
    """Somebody the first center registered."""
    return web.world.a_registered_jobseeker()


def received(web: Web, **over: Any) -> tuple[str, dict[str, Any]]:
    """(case, application) of somebody whose application was accepted just now."""
    application = web.world.an_application(**over)
    number = web.world.do("registration.accept_application", data=application).number
    return number, application


def proposed(web: Web) -> str:
    """A case that waits for the director's signature."""
    number, application = received(web)
    web.world.do("registration.fill_card", number, data=a_full_card(application))
    web.world.do("registration.propose_registration", number, data=a_check(application))
    return number


# ---- who may open what
@pytest.mark.parametrize("login", STAFF)
@pytest.mark.parametrize("path", ["/worklist", "/cases", "/persons", "/sign", "/law", "/search"])
def test_staff_open_their_lists(web: Web, login: str, path: str) -> None:
    """Every role of an office opens the lists; what stands in them is the scope's matter."""
    assert web.browser(login).get(path).status_code == 200


@pytest.mark.parametrize("path", ["/worklist", "/cases", "/persons", "/sign", "/register/new"])
def test_people_outside_offices_have_pages_of_their_own(web: Web, path: str) -> None:
    """An employer is refused on the pages of staff, a visitor is sent to sign in."""
    assert web.browser("employer").get(path).status_code == 403
    assert web.visitor().get(path).status_code == 302


def test_a_foreign_office_sees_nothing(web: Web, seeker: Jobseeker) -> None:
    """Case, card, entry, document and step of another center answer as if they did not exist."""
    stranger = web.browser("specialist2")
    with web.world.read() as session:
        number = session.query(Document).filter(Document.form == "jobseeker_notice").first().number
    for path in (
        f"/cases/{seeker.case}", f"/persons/{seeker.person}", f"/cases/{seeker.case}/category",
        f"/cases/{seeker.case}/entries/1", f"/documents/{number}", f"/documents/{number}.pdf",
        f"/documents/{number}/1.svg", f"/cases/{seeker.case}/steps/registration.hand_over_notice",
    ):
        assert stranger.get(path).status_code == 404, path
    posted = stranger.post(f"/cases/{seeker.case}/steps/registration.hand_over_notice", {})
    assert posted.status_code == 404


def test_only_the_village_opens_its_page(web: Web) -> None:
    """The village page is the assistant's and the akim's."""
    assert web.browser("assistant").get("/village").status_code == 200
    assert web.browser("akim").get("/village").status_code == 200
    assert web.browser("specialist").get("/village").status_code == 403


@pytest.mark.parametrize("path", [
    "/cases/{c}/steps/registration.hand_over_notice", "/sign/{c}/registration.register_jobseeker",
    "/register/check", "/register/ask", "/search/person", "/files", "/drafts/application/new",
])
def test_no_act_by_get(web: Web, seeker: Jobseeker, path: str) -> None:
    """What writes is a POST; asked by GET it writes nothing."""
    before = web.world.count(JournalLine)
    answer = web.browser("specialist").get(path.format(c=seeker.case))
    assert answer.status_code in (200, 302, 403, 404, 405)
    assert web.world.count(JournalLine) == before


@pytest.mark.parametrize("path", ["/register/ask", "/register/new", "/search/person", "/files"])
def test_a_post_without_the_token_is_refused(web: Web, path: str) -> None:
    """Cross-site requests carry no token."""
    assert web.browser("specialist").client.post(path, data={}).status_code == 400


# ---- how many statements a page takes
def test_pages_count_their_statements(web: Web, seeker: Jobseeker) -> None:
    """A page takes at most 12 SELECTs, however many rows it shows."""
    number, _application = received(web)
    waiting = proposed(web)
    pages = {
        "specialist": [
            "/worklist", "/worklist?view=overdue&q=Ах", "/cases", "/persons",
            f"/cases/{seeker.case}", f"/cases/{number}", f"/persons/{seeker.person}",
            f"/cases/{number}/steps/registration.fill_card", "/law/12", "/search?q=Ах",
            "/register/new", f"/cases/{seeker.case}/category",
        ],
        "director": ["/sign", f"/cases/{waiting}"],
        "assistant": ["/village"],
    }
    for login, paths in pages.items():
        browser = web.browser(login)
        for path in paths:
            browser.get(path)  # the calendar is read once a process
            answer, statements = web.sql(browser, path)
            assert answer.status_code == 200, path
            assert len(statements) <= 12, (path, len(statements), statements)


# ---- the worklist
def test_tasks_come_by_term_and_page_by_key(web: Web) -> None:
    """The most urgent first; the next page starts after the last key and repeats nothing."""
    for _n in range(26):
        received(web)
    browser, seen = web.browser("specialist"), []
    path = "/worklist"
    while path:
        page = browser.get(path).text
        rows = [p.split('"')[0] for p in page.split('class="who" lang="kk" href="/cases/')[1:]]
        assert not set(rows) & set(seen)
        seen += rows
        found = page.split('href="/worklist?after=')
        path = "/worklist?after=" + found[1].split('"')[0] if 'rel="next"' in page else ""
    assert len(seen) > 25
    assert browser.get("/worklist?after=broken").status_code == 400


def test_an_iin_is_never_searched_by_address(web: Web, seeker: Jobseeker) -> None:
    """Posted, it leads to the card by its public number; in an address it finds nothing."""
    browser, iin = web.browser("specialist"), web.person(seeker.person).iin
    assert iin
    answer = browser.post("/search/person", {"iin": iin})
    assert answer.headers["Location"] == f"/persons/{seeker.person}"
    name = web.person(seeker.person).surname
    assert name not in text_of(browser.get(f"/search?q={iin}").text)
    stranger = web.browser("specialist2").post("/search/person", {"iin": iin})
    assert stranger.headers["Location"] == "/persons"


def test_lists_mask_the_iin_and_the_card_is_logged(web: Web, seeker: Jobseeker) -> None:
    """A list shows six and two digits; the card shows all and says who looked."""
    browser, iin = web.browser("specialist"), web.person(seeker.person).iin or ""
    for path in ("/persons", "/cases", "/worklist?view=mine"):
        assert iin not in browser.get(path).text, path
    browser.get(f"/persons/{seeker.person}")
    page = text_of(browser.get(f"/persons/{seeker.person}").text)
    assert iin in page and "Who looked" in page and f"card № {seeker.person}" in page


# ---- a case and its steps
def test_a_case_says_where_it_stands_and_why(web: Web, seeker: Jobseeker) -> None:
    """Stepper, next act with its paragraph, terms with their proof, history and documents."""
    page = text_of(web.browser("specialist").get(f"/cases/{seeker.case}").text)
    for words in ("Hand over the notice against a receipt", "How was this date computed?",
                  "What was filled in", "current step", "para. 12", "Terms of this case"):
        assert words in page, words


def test_a_refused_step_keeps_the_values_and_names_every_ground(web: Web) -> None:
    """Par. 7, 8, 9: all grounds at once with their paragraphs, the page kept, status 422."""
    number, application = received(web)
    web.world.do("registration.fill_card", number, data=a_full_card(application))
    path = f"/cases/{number}/steps/registration.propose_registration"
    answer = web.browser("specialist").post(path, {
        "documents_checked.0.kind": "identity_document", "documents_checked.0.reliable": "no",
        "documents_checked.0.remark": "scratched", "data_reliable": "no",
        "measures_explained": "no", "portal_explained": "yes",
    })
    page = answer.text
    assert answer.status_code == 422
    for paragraph in ("/law/7", "/law/8", "/law/9"):
        assert f'href="{paragraph}"' in page
    assert 'value="scratched"' in page and 'role="alert"' in page
    assert web.world.state(number) == "card_filled"


def test_checking_writes_nothing(web: Web) -> None:
    """The check button asks form and Rules and leaves the case alone."""
    number, application = received(web)
    path = f"/cases/{number}/steps/registration.fill_card"
    data = fields_of(a_full_card(application)) | {"_check": "1"}
    answer = web.browser("specialist").post(path, data)
    assert answer.status_code == 200 and "the Rules allow it now" in answer.text
    assert web.world.state(number) == "received"


def test_adding_a_row_needs_no_script(web: Web) -> None:
    """The button posts; the page comes back with what was typed and one row more."""
    number, _application = received(web)
    path = f"/cases/{number}/steps/registration.fill_card"
    answer = web.browser("specialist").post(path, {
        "_add": "education", "education.0.institution_name": "KazNU",
    })
    assert answer.status_code == 200
    assert 'value="KazNU"' in answer.text and 'name="education.1.' in answer.text


def test_a_stale_version_is_a_conflict(web: Web) -> None:
    """Somebody else moved the case: 409, nothing written, what was typed is kept."""
    number, application = received(web)
    path = f"/cases/{number}/steps/registration.fill_card"
    data = fields_of(a_full_card(application)) | {"_version": "99"}
    answer = web.browser("specialist").post(path, data)
    assert answer.status_code == 409 and "012345678" in answer.text


def test_a_double_click_acts_once(web: Web) -> None:
    """The same key twice: one act, the second answer is the first one's."""
    number, application = received(web)
    browser = web.browser("specialist")
    path = f"/cases/{number}/steps/registration.fill_card"
    data = fields_of(a_full_card(application)) | {"_key": "same-key-0001"}
    first, second = browser.post(path, data), browser.post(path, data)
    assert first.status_code == second.status_code == 302
    assert sum(line.step == "registration.fill_card" for line in lines(web, number)) == 1


def lines(web: Web, number: str) -> list[Any]:
    """Journal lines of a case."""
    with web.world.read() as session:
        return session.query(JournalLine).filter(JournalLine.subject_number == number).all()


def test_a_supervisor_reads_and_may_do_nothing(web: Web, seeker: Jobseeker) -> None:
    """A reader of the tree sees the case and gets no step of it."""
    browser = web.browser("supervisor")
    assert browser.get(f"/cases/{seeker.case}").status_code == 200
    step = f"/cases/{seeker.case}/steps/registration.hand_over_notice"
    assert browser.get(step).status_code == 403
    assert browser.post(step, {}).status_code == 403


def test_a_late_entry_runs_from_its_own_day(web: Web) -> None:
    """An act dated earlier starts its clocks from that day; a future day is refused."""
    number, application = received(web)
    path = f"/cases/{number}/steps/registration.fill_card"
    data = fields_of(a_full_card(application))
    ahead = web.browser("specialist").post(path, data | {"_occurred": "2031-01-01"})
    assert ahead.status_code == 422 and "in the future" in ahead.text
    odd = web.browser("specialist").post(path, data | {"_occurred": "yesterday"})
    assert odd.status_code == 422


def test_the_history_tells_a_late_end_from_a_met_term(web: Web) -> None:
    """The line that ended a term says so as the term's own chip does."""
    started = web.world.now
    number, application = received(web)
    web.world.do("registration.fill_card", number, data=a_full_card(application))
    web.world.at("2021-06-30 10:00")
    web.world.do("registration.propose_registration", number, data=a_check(application))
    web.world.sign("registration.register_jobseeker", number)
    said = text_of(web.browser("specialist").get(f"/cases/{number}").text)
    web.world.now = started
    assert "done late" in said
    assert "Done late:" in said


def test_today_is_the_offices_day_after_midnight(web: Web) -> None:
    """At half past two in Almaty it is still yesterday in UTC: today's date is no future one."""
    started = web.world.now
    web.world.now = datetime(2021, 4, 15, 20, 30, tzinfo=UTC)
    try:
        number, application = received(web, on="2021-04-16")
        assert application["application_date"] == "2021-04-16" and number
        with pytest.raises(Invalid):
            received(web, on="2021-04-17")
    finally:
        web.world.now = started


# ---- drafts and files
def test_a_draft_comes_back_and_goes_with_the_act(web: Web) -> None:
    """What was typed is kept for its author alone and forgotten once submitted."""
    number, application = received(web)
    browser, path = web.browser("specialist"), f"/cases/{number}/steps/registration.fill_card"
    kept = browser.post_json(f"/drafts/jobseeker_data/{number}", {"nationality": ["qazaq"]})
    assert kept.get_json() == {"saved_at": "10:00"}
    assert "Continued from your draft" in browser.get(path).text
    assert "Continued from your draft" not in web.browser("colleague").get(path).text
    browser.post(path, fields_of(a_full_card(application)))
    assert "Continued from your draft" not in browser.get(path).text


@pytest.mark.parametrize("form, key, body, status", [
    ("nonsense", "new", {}, 422), ("application", "a b", {}, 422),
    ("application", "new", ["x"], 422), ("application", "new", {"a": "x" * 300_000}, 413),
])
def test_odd_drafts_are_refused(
    web: Web, form: str, key: str, body: Any, status: int
) -> None:
    """Unknown forms, odd keys, odd bodies and too much of it."""
    answer = web.browser("specialist").post_json(f"/drafts/{form}/{key}", body)
    assert answer.status_code == status


@pytest.mark.parametrize("content, name, status", [
    (b"%PDF-1.7 x", "a.pdf", 201), (b"\x89PNG\r\n\x1a\n", "../../x.png", 201),
    (b"<svg onload=alert(1)>", "a.pdf", 415), (b"PK\x03\x04", "a.docx", 415),
    (b"%PDF-" + b"x" * 2000, "big.pdf", 413),
])
def test_files_are_what_their_bytes_say(
    web: Web, content: bytes, name: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kind by content, size limited; read back only by their owner, as attachments."""
    assert filing.LARGEST == 10 * 1024 * 1024
    monkeypatch.setattr(filing, "LARGEST", 1000)
    browser = web.browser("specialist")
    answer = browser.post("/files", {"file": (BytesIO(content), name)})
    assert answer.status_code == status
    if status == 201:
        number = answer.get_json()["number"]
        back = browser.get(f"/files/{number}")
        assert back.data == content and "attachment" in back.headers["Content-Disposition"]
        assert "/" not in answer.get_json()["name"]
        assert web.browser("colleague").get(f"/files/{number}").status_code == 404


# ---- the Rules
def test_a_paragraph_says_what_rests_on_it(web: Web, seeker: Jobseeker) -> None:
    """Text in Kazakh, steps, terms, forms, and open duties in the reader's scope only."""
    page = text_of(web.browser("specialist").get("/law/24").text)
    assert "Text of the law" in page and "Terms" in page and seeker.case in page
    notices = [n.name for n in web.world.catalog.notices.values() if n.law == "44"]
    told = text_of(web.browser("specialist").get("/law/44").text)
    assert notices and not [name for name in notices if name in told]
    assert seeker.case not in web.browser("specialist2").get("/law/24").text
    visitor = web.visitor().get("/law/24")
    assert visitor.status_code == 200 and seeker.case not in visitor.text
    assert web.visitor().get("/law/999").status_code == 404


def test_every_procedure_is_drawn(web: Web) -> None:
    """One drawing a kind, with every step that moves it named in the list."""
    for kind in (k for k in web.world.catalog.kinds if "/" not in k):
        page = web.visitor().get(f"/law/process/{kind}")
        assert page.status_code == 200 and '<svg class="flow"' in page.text, kind
    assert web.visitor().get("/law/process/none").status_code == 404


# ---- the village
def test_the_village_pre_registers_and_sends_on(web: Web) -> None:
    """Par. 15–20: taken in by the assistant, seen with its term, sent to the center."""
    browser = web.browser("assistant")
    application = web.world.an_application(rural=True)
    answer = browser.post("/register/new", fields_of(application) | {"_act": "accept"})
    assert answer.status_code == 302, text_of(answer.text)[:600]
    number = answer.headers["Location"].rsplit("/", 1)[-1]
    assert web.world.state(number) == "pre_registered"
    page = browser.get("/village").text
    assert number in page and "Send to the center" in page
    assert web.browser("assistant2").get("/village").text.find(number) == -1


def test_who_asks_is_found_in_three_statements(web: Web) -> None:
    """Account, seats with their offices, grants: each request pays this before its own page."""
    tables = ("ab_user", "membership", "delegation", "access_grant", "office")
    for login in ("specialist", "head", "deputy", "supervisor"):
        answer, statements = web.sql(web.browser(login), "/law/7")
        paid = [s for s in statements if any(f"FROM {t}" in s for t in tables)]
        assert answer.status_code == 200
        assert len(paid) <= (4 if login == "supervisor" else 3), (login, paid)


def test_a_replacement_sits_where_the_power_was_lent(web: Web) -> None:
    """Par. 31: the deputy's seat is the head's office with the deputy's own IIN."""
    seat = next(s for s in web.world.actor("deputy").seats if s.role == "authority_head")
    own = next(s for s in web.world.actor("head").seats if s.role == "authority_head")
    assert seat.delegation_kind == "replacing" and seat.delegation_id
    assert (seat.office_id, seat.path) == (own.office_id, own.path)
    assert seat.iin and seat.iin != own.iin


def test_a_late_entry_says_why_and_is_seen(web: Web) -> None:
    """Refused without a reason, the control open; the case shows the reason afterwards."""
    number, application = received(web)
    saved, desk = web.world.now, web.browser("specialist")
    path = f"/cases/{number}/steps/registration.fill_card"
    form = fields_of(a_full_card(application)) | {"_occurred": saved.date().isoformat()}
    try:
        web.world.now = saved.replace(month=saved.month + 1)
        bare = desk.post(path, form)
        assert bare.status_code == 422 and "say why it is entered late" in bare.text
        assert desk.post(path, form | {"_late_reason": "Пошта кешікті"}).status_code == 302
        assert "Entered late: Пошта кешікті" in text_of(desk.get(f"/cases/{number}").text)
    finally:
        web.world.now = saved
