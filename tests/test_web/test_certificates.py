"""The certificate on its pages: asked for and signed in the cabinet, answered, verified."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer

from console.data.documents import Decision, Document
from console.data.journal import JournalLine
from console.throttle import Throttle
from tests.make import PIN
from tests.test_web.conftest import Browser, Web, hidden, text_of

HOME = "/cabinet/certificates"
ASKED = {"phone": "+7 701 234 56 78", "consent_text": "yes"}


@pytest.fixture(scope="module")
def mine(web: Web) -> tuple[Browser, Any]:
    """Somebody unemployed since 20.04.2021 with an account of their own, a day later."""
    made = web.world.at("2021-04-16 10:00").a_registered_jobseeker()
    web.world.at("2021-04-20 15:00").becomes_unemployed(made.person)
    web.world.at("2021-04-21 10:00")
    return web.account_for("aigul", made.person), made


@pytest.fixture(scope="module")
def seeker(web: Web, mine: tuple[Browser, Any]) -> tuple[Browser, Any]:
    """A jobseeker about whom nothing was decided, with an account."""
    made = web.world.a_registered_jobseeker()
    return web.account_for("nurlan", made.person), made


def asks(web: Web, browser: Browser, login: str) -> str:
    """Through the pages: the request is written, prepared and signed; its number."""
    answer = browser.post(f"{HOME}/new", ASKED)
    assert answer.status_code == 302, text_of(answer.text)
    place = answer.headers["Location"]
    page = browser.get(place)
    web.world._key(login)
    signed = browser.post(place.split("?")[0], {
        "_document": hidden(page.text, "_document"), "_pin": PIN,
    })
    assert signed.status_code == 302, text_of(signed.text)
    return str(place.split("/")[3])


def paper(web: Web, case: str, form: str) -> Document:
    """A document of a case with its bytes."""
    with web.world.read() as session:
        return session.scalars(
            select(Document).where(Document.case_id == web.world.case(case).id)
            .where(Document.form == form, Document.state == "signed")
            .options(undefer(Document.pdf))
        ).one()


def english(web: Web) -> Browser:
    """A visitor who reads English."""
    guest = web.visitor()
    guest.client.set_cookie("lang", "en")
    return guest


@pytest.fixture(scope="module")
def issued(web: Web, mine: tuple[Browser, Any]) -> tuple[str, Document]:
    """A certificate issued on 22.04.2021 for a request signed the day before."""
    case = asks(web, mine[0], "aigul")
    web.world.at("2021-04-22 11:00").sign("unemployed_status.issue_certificate", case)
    return case, paper(web, case, "certificate")


def test_the_request_is_signed_before_it_counts(web: Web, seeker: tuple[Browser, Any]) -> None:
    """Par. 41, 42: written, shown as annex 7, signed; only then it is accepted, with its day."""
    browser, made = seeker
    page = text_of(browser.get(f"{HOME}/new").text)
    assert "Signed now, it is answered by 22.04.2021." in page
    assert "You are not on the register of the unemployed today." in page
    place = browser.post(f"{HOME}/new", ASKED).headers["Location"]
    number = place.split("/")[3]
    assert web.world.state(number) == "drafted"
    assert web.world.due(number, "D-14") == "none"
    assert "no term runs yet" in text_of(browser.get(f"{HOME}/{number}").text)
    assert "Sign your request" in text_of(browser.get("/cabinet").text)
    assert browser.get(f"{HOME}/new").headers["Location"] == f"{HOME}/{number}/sign"
    document = hidden(browser.get(place).text, "_document")
    web.world._key("nurlan")
    wrong = browser.post(place.split("?")[0], {"_document": document, "_pin": "0000"})
    assert wrong.status_code == 422
    done = browser.post(place.split("?")[0], {"_document": document, "_pin": PIN})
    assert done.headers["Location"] == f"{HOME}/{number}"
    said = text_of(browser.get(f"{HOME}/{number}").text)
    assert "22.04.2021" in said
    assert web.world.due(number, "D-14") == "2021-04-22 open"
    words = paper(web, number, "certificate_request")
    assert words.data["iin"] == web.person(made.person).iin


def test_a_request_without_consent_or_telephone_is_not_opened(
    web: Web, mine: tuple[Browser, Any]
) -> None:
    """Annex 7: telephone and consent are asked for; what was typed stays."""
    before = len(web.world.cases("certificate"))
    answer = mine[0].post(f"{HOME}/new", {"email": "a@example.kz"})
    assert answer.status_code == 422
    assert 'value="a@example.kz"' in answer.text
    assert len(web.world.cases("certificate")) == before


def test_an_unsigned_request_can_be_removed(web: Web, mine: tuple[Browser, Any]) -> None:
    """Nothing is asked of anybody until it is signed: it is taken away, no duty is left."""
    number = mine[0].post(f"{HOME}/new", ASKED).headers["Location"].split("/")[3]
    assert mine[0].post(f"{HOME}/{number}/withdraw").headers["Location"] == HOME
    assert web.world.state(number) == "withdrawn"
    assert mine[0].post(f"{HOME}/{number}/withdraw").status_code == 302
    assert mine[0].post(f"{HOME}/{number}/sign", {"_prepare": "1"}).status_code == 302


def test_the_director_finds_it_among_what_is_to_sign(
    web: Web, seeker: tuple[Browser, Any]
) -> None:
    """Annex 8 waits in the director's list; why it cannot be signed is said before the press."""
    number = web.world.cases("certificate", web.person(seeker[1].person).id)[-1].number
    director = web.browser("director")
    assert number in director.get("/sign").text
    page = director.get(f"/sign/{number}/unemployed_status.issue_certificate")
    assert "/law/annex-6" in page.text
    step = "unemployed_status.issue_certificate"
    assert director.post(f"/sign/{number}/{step}/prepare").status_code == 422
    web.world.sign("unemployed_status.refuse_certificate", number)
    said = text_of(seeker[0].get(f"{HOME}/{number}").text)
    reply = paper(web, number, "certificate_refusal_reply")
    assert "The center refused" in said
    assert f"/cabinet/complain?about={reply.number}" in seeker[0].get(f"{HOME}/{number}").text
    notices = seeker[0].get("/cabinet/notices").text
    assert "тіркеуде емессіз" in text_of(notices)
    assert f'href="{HOME}/{number}"' in notices
    with web.world.read() as session:
        made = session.scalars(select(Decision).where(Decision.number == reply.number)).one()
    assert [g["code"] for g in made.grounds] == ["not_registered_as_unemployed"]


def test_the_certificate_is_downloaded_with_its_validity(
    mine: tuple[Browser, Any], issued: tuple[str, Document], tmp_path: Path
) -> None:
    """Par. 38, annex 8: since when, by which authority, valid through the thirtieth day."""
    case, row = issued
    for page in (f"{HOME}/{case}", HOME):
        assert "valid until 22.05.2021" in text_of(mine[0].get(page).text)
    sent = mine[0].get(f"/documents/{row.number}.pdf")
    assert sent.data == row.pdf
    place = tmp_path / "certificate.pdf"
    place.write_bytes(sent.data)
    words = subprocess.run(["pdftotext", "-layout", str(place), "-"], capture_output=True,
                           text=True, check=True).stdout
    assert "authority мекемесі" in words
    assert "Справка" not in words  # the person's language is Kazakh
    assert (row.data["registered_from"], row.data["valid_until"]) == ("2021-04-20", "2021-05-22")


def test_anybody_verifies_and_learns_no_more_than_the_paper_says(
    web: Web, mine: tuple[Browser, Any], issued: tuple[str, Document]
) -> None:
    """Genuine, on the register today: yes; no IIN, telephone, address or case number."""
    guest, person = english(web), web.person(mine[1].person)
    page = guest.get(f"/verify/{issued[1].verify_code}")
    said = text_of(page.text)
    assert "The document is genuine" in said
    assert "On the register of the unemployed today Yes" in said
    assert "authority мекемесі" in said
    for secret in (person.iin, person.mobile, person.number, issued[0], person.address["street"]):
        assert str(secret) not in said


def test_an_expired_certificate_is_said_to_be_expired(
    web: Web, mine: tuple[Browser, Any], issued: tuple[str, Document]
) -> None:
    """Par. 38, reading A-76: genuine through the thirtieth day, expired on the next."""
    web.world.at("2021-05-22 23:30")
    address, guest = f"/verify/{issued[1].verify_code}", english(web)
    assert "The document is genuine" in text_of(guest.get(address).text)
    web.world.at("2021-05-23 00:30")
    assert "its validity has ended" in text_of(guest.get(address).text)
    assert "expired 22.05.2021" in text_of(mine[0].get(f"{HOME}/{issued[0]}").text)
    web.world.at("2021-04-22 12:00")


def test_whoever_left_the_register_is_said_not_to_be_on_it(web: Web) -> None:
    """Reading A-77: the paper stays genuine, the register says no; nothing is replaced."""
    w = web.world
    made = w.at("2021-04-26 10:00").a_registered_jobseeker()
    status = w.at("2021-04-28 15:00").becomes_unemployed(made.person)
    browser = web.account_for("left", made.person)
    case = asks(web, browser, "left")
    w.sign("unemployed_status.issue_certificate", case)
    w.do("unemployed_status.propose_end", status, ground="own_wish", since="2021-04-28",
         basis="өтініш")
    w.sign("unemployed_status.end_status", status, by="head")
    guest = english(web)
    code = paper(web, case, "certificate").verify_code
    said = text_of(guest.get(f"/verify/{code}").text)
    assert "The document is genuine" in said
    assert "On the register of the unemployed today No" in said
    assert "replaced" not in said


def test_unknown_malformed_and_unsigned_codes_get_one_answer(
    web: Web, mine: tuple[Browser, Any], issued: tuple[str, Document]
) -> None:
    """What is not issued does not exist: nobody learns that a certificate is being prepared."""
    guest = english(web)
    case = asks(web, mine[0], "aigul")
    made = web.world.prepare("unemployed_status.issue_certificate", case)
    with web.world.read() as session:
        code = session.scalars(
            select(Document.verify_code).where(Document.number == made.number)
        ).one()
    answers = []
    for wrong in (code, "AAAAA-BBBBB-CCCCC", "x" * 300, "%3F!", issued[1].number):
        page = guest.get(f"/verify/{wrong}")
        assert page.status_code == 404
        answers.append(text_of(page.text))
    assert len(set(answers)) == 1
    web.world.sign("unemployed_status.issue_certificate", case)


def test_verifying_is_counted(web: Web, issued: tuple[str, Document], monkeypatch: Any) -> None:
    """A code cannot be guessed by asking: the count of an address ends the answers."""
    seen: list[str] = []

    def full(_self: Throttle, purpose: str, _key: str, _seconds: int = 300) -> int:
        seen.append(purpose)
        return 31

    monkeypatch.setattr(Throttle, "hit", full)
    assert web.visitor().get(f"/verify/{issued[1].verify_code}").status_code == 429
    assert seen == ["verify"]


def test_pages_are_the_persons_alone(
    web: Web, mine: tuple[Browser, Any], seeker: tuple[Browser, Any], issued: tuple[str, Document]
) -> None:
    """Within the budget of statements; another person finds nothing, staff are refused."""
    for page in ("", "/new", f"/{issued[0]}"):
        answer, statements = web.sql(mine[0], f"{HOME}{page}")
        assert answer.status_code == 200, page
        assert len(statements) <= 12
        assert web.browser("specialist").get(f"{HOME}{page}").status_code == 403
        assert "/login/" in web.visitor().get(f"{HOME}{page}").headers["Location"]
    other = seeker[0]
    for page in ("", "/sign"):
        assert other.get(f"{HOME}/{issued[0]}{page}").status_code == 404
    assert other.post(f"{HOME}/{issued[0]}/withdraw").status_code == 404
    assert other.get(f"/documents/{issued[1].number}.pdf").status_code == 404


def test_reading_writes_nothing(
    web: Web, mine: tuple[Browser, Any], issued: tuple[str, Document]
) -> None:
    """No page of the certificate adds to the journal."""
    before = web.world.count(JournalLine)
    for page in (HOME, f"{HOME}/new", f"{HOME}/{issued[0]}", f"/verify/{issued[1].verify_code}"):
        assert mine[0].get(page).status_code == 200, page
    assert web.world.count(JournalLine) == before


def test_the_home_of_the_cabinet_offers_it_to_the_unemployed(
    mine: tuple[Browser, Any], seeker: tuple[Browser, Any]
) -> None:
    """The button is there for whoever is on the register; the list of earlier ones for all."""
    link = f'href="{HOME}/new"'
    assert link in mine[0].get("/cabinet").text
    page = seeker[0].get("/cabinet").text
    assert link not in page
    assert f'href="{HOME}"' in page


def test_staff_register_a_request_of_the_portal(web: Web, mine: tuple[Browser, Any]) -> None:
    """Par. 38: by the person's own center, by the portal number, once; no IIN in addresses."""
    address = f"/persons/{mine[1].person}/certificate"
    staff = web.browser("specialist")
    assert address in staff.get(f"/persons/{mine[1].person}").text
    assert staff.get(address).status_code == 200
    assert web.browser("specialist2").get(address).status_code == 404
    assert web.browser("director").get(address).status_code == 403
    assert staff.post(address, ASKED).status_code == 422
    done = staff.post(address, {**ASKED, "portal_number": "EG-2021-7"})
    number = done.headers["Location"].rsplit("/", 1)[-1]
    assert (web.world.state(number), web.world.case(number).channel) == ("requested", "portal")
    assert staff.get(f"/cases/{number}").status_code == 200
    again = staff.post(address, {**ASKED, "portal_number": "EG-2021-7"})
    assert again.status_code == 422
    assert "registered already" in text_of(again.text)


@pytest.mark.parametrize(("number", "words"), [
    ("38", "Validity of the certificate"), ("41", "Sign the request (annex 7)"),
    ("42", "Issue the certificate or a reasoned refusal"), ("43", "Sign the reasoned refusal"),
    ("annex-7", "Forms Application for the certificate"),
    ("annex-8", "Forms Certificate of registration as unemployed"),
])
def test_the_law_says_what_carries_it_out(web: Web, number: str, words: str) -> None:
    """Each paragraph of the certificate names its acts; nothing is left to a later version."""
    said = text_of(web.browser("specialist").get(f"/law/{number}").text)
    assert words in said
    assert "next release" not in said


def test_who_registered_a_portal_request_is_told_in_words(
    web: Web, mine: tuple[Browser, Any]
) -> None:
    """The person reads in the cabinet that the center opened the card, no technical words."""
    web.browser("specialist").get(f"/persons/{mine[1].person}/certificate")
    said = text_of(mine[0].get("/cabinet/access").text)
    assert f"card № {mine[1].person}" in said
