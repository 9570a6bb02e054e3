"""The registration wizard and the director's signature, page by page."""

from __future__ import annotations

import pytest

from tests.make import Jobseeker
from tests.people import a_check, a_full_card, an_iin
from tests.test_web.conftest import Web, fields_of, hidden, text_of


@pytest.fixture(scope="module")
def seeker(web: Web) -> Jobseeker:
    """Somebody the first center registered."""
    return web.world.a_registered_jobseeker()


def test_the_check_of_an_iin_tells_office_and_date_only(web: Web, seeker: Jobseeker) -> None:
    """Par. 22: whoever asks learns where and since when, never who."""
    iin, name = web.person(seeker.person).iin, web.person(seeker.person).surname
    told = web.browser("specialist2").post("/register/check", {"iin": iin}).get_json()
    assert "office center" in told["text"] and "16.04.2021" in told["text"]
    assert name not in told["text"] and seeker.case not in told["text"]
    wrong = web.browser("specialist2").post("/register/check", {"iin": "900512401017"}).get_json()
    assert "check digit" in wrong["text"]
    free = web.browser("specialist2").post("/register/check", {"iin": an_iin("1991-01-02", 77)})
    assert "no open registration" in free.get_json()["text"]
    assert web.browser("director").post("/register/check", {"iin": iin}).status_code == 403


# ---- the wizard and the signature
def test_from_iin_to_the_signed_notice(web: Web) -> None:
    """Consent, registers, application, card, category, proposal, signature: all by pages."""
    browser, iin = web.browser("specialist"), an_iin("1988-03-04", 4321)
    asked = browser.post("/register/ask", {
        "iin": iin, "consent_given": "yes", "consent_channel": "paper",
        "consent_on": "2021-04-16", "_key": "ask-key-0001",
    })
    assert asked.status_code == 302
    page = browser.get(asked.headers["Location"]).text
    assert "From the state registers" in page and "Not correct?" in page and iin in page
    application = web.world.an_application()
    form = fields_of({k: v for k, v in application.items() if k not in (
        "full_name", "iin", "birth_date", "sex", "citizenship", "address")})
    for name in ("full_name.surname", "full_name.given_name", "full_name.patronymic", "iin",
                 "birth_date", "sex", "citizenship", "address.settlement", "address.kato"):
        form[name] = hidden(page, name)
    form["query"] = hidden(page, "query")
    late = browser.post("/register/new",
                        form | {"_act": "accept", "documents.0.valid_until": "2020-01-01"})
    assert late.status_code == 422 and 'href="/law/annex-1"' in late.text
    assert "<details class=\"tbl-alt mt-3\" open>" in late.text
    taken = browser.post("/register/new", form | {"_act": "accept"})
    assert taken.status_code == 302
    number = taken.headers["Location"].split("/")[2]
    person = web.world.person_of(number)
    filled = a_full_card({
        "full_name": {"surname": person.surname, "given_name": person.given_name},
        "iin": person.iin, "sex": person.sex, "citizenship": person.citizenship,
        "birth_date": str(person.birth_date), "address": person.address,
        "mobile": person.mobile,
    })
    after = browser.post(f"/cases/{number}/steps/registration.fill_card", fields_of(filled))
    assert after.headers["Location"] == f"/cases/{number}/category"
    category = text_of(browser.get(after.headers["Location"]).text)
    assert "Points" in category and "Disagree with the category" in category
    assert web.world.case(number).next_step == "registration.propose_registration"
    sent = browser.post(f"/cases/{number}/steps/registration.propose_registration",
                        fields_of(a_check(application)))
    assert sent.status_code == 302
    _signed(web, number)


def _signed(web: Web, number: str) -> None:
    director, path = web.browser("director"), f"/sign/{number}/registration.register_jobseeker"
    web.world._key("director")
    assert number in director.get("/sign").text
    assert web.browser("specialist").get(path).status_code == 403
    prepared = director.post(f"{path}/prepare")
    assert prepared.status_code == 302
    shown = director.get(prepared.headers["Location"])
    document = hidden(shown.text, "_document")
    assert "wss://127.0.0.1:13579" in shown.headers["Content-Security-Policy"]
    assert director.get(f"/documents/{document}/1.svg").data.startswith(b"<svg")
    wrong = director.post(path, {"_document": document, "_pin": "0000"})
    assert wrong.status_code == 422 and "Wrong PIN" in wrong.text
    junk = director.post(path, {"_document": document, "_cms": "not base64!"})
    assert junk.status_code == 422
    signed = director.post(path, {"_document": document, "_pin": "1234"})
    assert signed.headers["Location"] == "/sign"
    assert web.world.state(number) == "registered"
    assert "Document issued" in director.get("/sign").text
    assert director.get(f"/documents/{document}.pdf").data.startswith(b"%PDF")


def test_acceptance_is_refused_only_on_row_nine(web: Web) -> None:
    """Annex 1, row 9: refused with a note where a document expired, never where all is there."""
    browser = web.browser("specialist")
    whole = fields_of(web.world.an_application()) | {"_act": "refuse"}
    answer = browser.post("/register/new", whole)
    assert answer.status_code == 422 and 'href="/law/annex-1"' in answer.text
    expired = browser.post("/register/new", whole | {"documents.0.valid_until": "2020-01-01",
                                                     "_note": "Renew the card"})
    assert expired.status_code == 302
    number = expired.headers["Location"].rsplit("/", 1)[-1]
    assert web.world.state(number) == "not_accepted"
    assert "Document issued" in browser.get(f"/cases/{number}").text
