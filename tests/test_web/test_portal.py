"""The portal entrance as pages: who comes, what is asked, what is signed, what is told."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest

from console.outside.eds.demo import DemoPerson
from tests.make import PIN
from tests.portal import new_request
from tests.test_web.conftest import Browser, Web, fields_of, hidden, text_of, token

KNOWN = {"kato": "194200000", "kk": "Есік", "ru": "Есик"}


class Citizen:
    """Somebody invented with two demonstration keys, and their browser."""

    def __init__(self, web: Web, login: str, **over: Any) -> None:
        self.web, self.login = web, login
        self.data = new_request(web.world, **over)
        name = self.data["full_name"]
        ca = web.world.outside.demo_ca
        assert ca is not None
        for mark, purpose in (("", "sign"), ("auth-", "login")):
            ca.issue(DemoPerson(f"{mark}{login}", self.data["iin"], name["surname"],
                                name["given_name"], purpose=purpose), PIN)
        self.browser = Browser(web.app.test_client())
        self.browser.client.set_cookie("lang", "en")

    def knows(self, address: dict[str, Any] | None = None) -> Citizen:
        """The registers hold what the citizen would type."""
        registers: Any = self.web.world.outside.registers
        name = self.data["full_name"]
        registers.know(self.data["iin"], "person", surname=name["surname"],
                       name=name["given_name"], patronymic=name["patronymic"],
                       birth_date=self.data["birth_date"])
        registers.know(self.data["iin"], "address", **(address or KNOWN))
        return self

    def come_in(self, pin: str = PIN) -> Any:
        """Sign the challenge of the first page with the key for signing in."""
        page = self.browser.get("/apply").text
        self.browser.csrf = token(page)
        answer = self.browser.post("/apply/identify", {
            "_token": hidden(page, "_token"), "_signer": f"auth-{self.login}", "_pin": pin,
        })
        if answer.status_code == 302:
            self.browser.csrf = token(self.browser.get("/apply/request?manual=1").text)
        return answer

    def consent(self) -> Any:
        """Have one's data taken from the registers."""
        return self.browser.post("/apply/registers", {"consent": "yes", "_key": "k" * 12})

    def send(self, **over: Any) -> Any:
        """The form as filled in."""
        return self.browser.post("/apply/request", fields_of({**self.data, **over}))

    def sign(self, address: str, pin: str = PIN) -> Any:
        """Sign the frozen sheet."""
        return self.browser.post(address, {"_pin": pin, "_key": "s" * 12})


@pytest.fixture
def citizen(web: Web) -> Citizen:
    """Somebody new, the clock at a working morning."""
    web.world.at("2021-04-16 10:00")
    return Citizen(web, f"citizen{web.world.serial()}")


def case_of(citizen: Citizen) -> Any:
    """The newest registration of the citizen."""
    cases = citizen.web.world.cases("registration")
    mine = [c for c in cases
            if c.person_id and citizen.web.world.person_of(c.number).iin == citizen.data["iin"]]
    return mine[-1] if mine else None


def test_the_whole_way_ends_in_the_cabinet(citizen: Citizen) -> None:
    """Par. 25-29: key, consent, request, signature; status at once, result as signed document."""
    citizen.knows()
    assert citizen.come_in().headers["Location"] == "/apply/request"
    assert citizen.consent().status_code == 302
    page = citizen.browser.get("/apply/request").text
    assert citizen.data["full_name"]["surname"] in page
    sent = citizen.send()
    assert sent.status_code == 302, text_of(sent.text)[:600]
    address = sent.headers["Location"]
    assert "Sign the request" in citizen.browser.get(address).text
    assert citizen.browser.get(address.replace("sign", "sheet") + ".pdf").data[:5] == b"%PDF-"
    done = citizen.sign(address)
    assert done.headers["Location"] == "/cabinet"
    home = text_of(citizen.browser.get("/cabinet").text)
    case = case_of(citizen)
    assert f"accepted, No. {case.number}. The result comes here by 19.04.2021" in home
    world = citizen.web.world
    world.do("registration.fill_card", case.number, data=_card(citizen))
    world.do("registration.propose_registration", case.number, data={
        "documents_checked": [], "data_reliable": True, "measures_explained": True,
        "portal_explained": True})
    world.sign("registration.register_jobseeker", case.number)
    papers = citizen.browser.get("/cabinet/documents").text
    assert "Notice of registration" in text_of(papers) or "jobseeker" in text_of(papers).lower()
    number = re.search(r"/documents/(D-[0-9A-Z-]+)\.pdf", papers)
    assert number is not None
    assert citizen.browser.get(f"/documents/{number[1]}.pdf").data[:5] == b"%PDF-"


def _card(citizen: Citizen) -> dict[str, Any]:
    names = {f.key for f in citizen.web.world.catalog.forms["jobseeker_data"].fields()}
    return {k: v for k, v in citizen.data.items() if k in names}


def test_every_remark_at_once_and_nothing_lost(citizen: Citizen) -> None:
    """A minor with an expired card and a foreign address sees three grounds, the form kept."""
    young = Citizen(citizen.web, f"young{citizen.web.world.serial()}", born="2006-01-02")
    young.come_in()
    page = young.send(identity_document_valid_until="2021-04-01",
                      desired_activity_clarification="ТІГІНШІ",
                      registered_address={"region": "Астана қ.", "kato": "710000000"})
    assert page.status_code == 422
    told = text_of(page.text)
    for words in ("legal representative", "validity has expired", "no center serves"):
        assert words in told
    assert "ТІГІНШІ" in page.text
    assert case_of(young) is None


def test_a_district_is_chosen_where_no_code_is_known(citizen: Citizen) -> None:
    """Registers silent: the address is typed, the center chosen by its name (par. 27)."""
    controls: Any = citizen.web.world.outside.controls
    controls.set("registers", "down")
    try:
        citizen.come_in()
        citizen.consent()
        assert "A register did not answer" in text_of(citizen.browser.get("/apply/request").text)
        data = fields_of({**citizen.data, "registered_address": {"region": "Алматы облысы"}})
        refused = citizen.browser.post("/apply/request", data)
        assert refused.status_code == 422
        assert "no center serves" in text_of(refused.text)
        done = citizen.browser.post("/apply/request", {**data, "_district": "195200000"})
        citizen.sign(done.headers["Location"])
    finally:
        controls.set("registers", "up")
    assert case_of(citizen).office_id == citizen.web.world.offices["center2"]


def test_a_second_request_is_told_plainly(citizen: Citizen) -> None:
    """While one is open the page says which, where and until when; the form is not offered."""
    citizen.come_in()
    citizen.sign(citizen.send().headers["Location"])
    shown = text_of(citizen.browser.get("/apply/request").text)
    assert case_of(citizen).number in shown
    assert "second one is not taken in" in shown
    again = citizen.send()
    assert again.status_code == 422
    assert "being considered" in text_of(again.text)


def test_a_double_click_opens_one_case(citizen: Citizen) -> None:
    """The sheet serves once; the second click leads to the cabinet."""
    citizen.come_in()
    address = citizen.send().headers["Location"]
    assert citizen.sign(address).headers["Location"] == "/cabinet"
    assert citizen.sign(address).headers["Location"] == "/cabinet"
    cases = [c for c in citizen.web.world.cases("registration")
             if c.person_id == case_of(citizen).person_id]
    assert len(cases) == 1


def test_a_wrong_pin_neither_lets_in_nor_signs(citizen: Citizen) -> None:
    """A PIN that opens no key is told as such; nothing is written."""
    assert citizen.come_in("0000").status_code == 422
    assert citizen.browser.get("/apply/request").status_code == 302
    citizen.come_in()
    address = citizen.send().headers["Location"]
    refused = citizen.sign(address, "0000")
    assert refused.status_code == 422
    assert "Wrong PIN" in text_of(refused.text)
    assert case_of(citizen) is None


def test_a_challenge_serves_once(citizen: Citizen) -> None:
    """A signature overheard on the way lets nobody in a second time."""
    ca = citizen.web.world.outside.demo_ca
    assert ca is not None
    page = citizen.browser.get("/apply").text
    challenge = hidden(page, "_token")
    cms = base64.b64encode(ca.sign(f"auth-{citizen.login}", PIN, challenge.encode())).decode()
    data = {"csrf_token": token(page), "_token": challenge, "_cms": cms}
    assert citizen.browser.client.post("/apply/identify", data=data).status_code == 302
    thief = citizen.web.app.test_client()
    thief.set_cookie("lang", "en")
    data["csrf_token"] = token(thief.get("/apply").text)
    answer = thief.post("/apply/identify", data=data)
    assert answer.status_code == 422
    assert "used already" in text_of(answer.text)


def test_a_signing_key_does_not_sign_in(citizen: Citizen) -> None:
    """The key for signing documents is not accepted for coming in, nor another's challenge."""
    ca = citizen.web.world.outside.demo_ca
    assert ca is not None
    page = citizen.browser.get("/apply").text
    challenge = hidden(page, "_token")
    cms = base64.b64encode(ca.sign(citizen.login, PIN, challenge.encode())).decode()
    data = {"csrf_token": token(page), "_token": challenge, "_cms": cms}
    assert citizen.browser.client.post("/apply/identify", data=data).status_code == 422
    data["_token"] = challenge[:-1] + ("0" if challenge[-1] != "0" else "1")
    assert citizen.browser.client.post("/apply/identify", data=data).status_code == 422


def test_somebody_elses_sheet_is_not_found(citizen: Citizen) -> None:
    """A sheet belongs to the account that prepared it: page, bytes and signature."""
    citizen.come_in()
    address = citizen.send().headers["Location"]
    other = Citizen(citizen.web, f"other{citizen.web.world.serial()}")
    other.come_in()
    assert other.browser.get(address).status_code == 404
    assert other.browser.get(address.replace("sign", "sheet") + ".pdf").status_code == 404
    assert other.sign(address).status_code == 404


def test_the_request_is_made_for_oneself(citizen: Citizen) -> None:
    """The IIN is the certificate's, whatever is posted (par. 25)."""
    citizen.come_in()
    stranger = new_request(citizen.web.world)["iin"]
    citizen.sign(citizen.send(iin=stranger).headers["Location"])
    assert case_of(citizen) is not None


def test_staff_see_the_front_page_and_no_request(citizen: Citizen) -> None:
    """The entrance is for applicants: staff are offered their own key, not a form."""
    staff = citizen.web.browser("specialist")
    assert staff.get("/apply").status_code == 200
    assert staff.get("/apply/request").status_code == 403


def test_a_returning_person_keeps_one_account(citizen: Citizen) -> None:
    """The same certificate leads to the same cabinet, by key as before."""
    citizen.come_in()
    citizen.sign(citizen.send().headers["Location"])
    later = Citizen.__new__(Citizen)
    later.__dict__ = {**citizen.__dict__, "browser": Browser(citizen.web.app.test_client())}
    later.browser.client.set_cookie("lang", "en")
    later.come_in()
    assert case_of(citizen).number in later.browser.get("/apply/request").text
    assert later.browser.get("/cabinet").status_code == 200


def test_the_message_log_of_a_case_is_for_its_own_office(citizen: Citizen) -> None:
    """Notices and stages with way and state; another district's staff find nothing."""
    citizen.come_in()
    citizen.sign(citizen.send().headers["Location"])
    number = case_of(citizen).number
    shown = text_of(citizen.web.browser("specialist").get(f"/cases/{number}/messages").text)
    for words in ("Monitoring of public services", "eGov portal", "waits to be sent", "Cabinet"):
        assert words in shown
    assert citizen.data["iin"] not in shown
    assert citizen.web.browser("specialist2").get(f"/cases/{number}/messages").status_code == 404
    assert citizen.browser.get(f"/cases/{number}/messages").status_code == 403


def test_a_registered_person_signs_in_to_the_cabinet_by_key(citizen: Citizen) -> None:
    """Whoever is on the register needs no request: the key opens the cabinet (par. 29)."""
    world = citizen.web.world
    known = world.a_registered_jobseeker()
    iin, ca = known.application["iin"], world.outside.demo_ca
    assert ca is not None
    ca.issue(DemoPerson(f"auth-{iin}", iin, "Demo", "x", purpose="login"), PIN)
    page = citizen.browser.get("/apply").text
    answer = citizen.browser.client.post("/apply/identify", data={
        "csrf_token": token(page), "_token": hidden(page, "_token"), "_signer": f"auth-{iin}",
        "_pin": PIN,
    })
    assert answer.status_code == 302
    assert citizen.browser.get("/apply/request").headers["Location"] == "/cabinet"
    assert citizen.browser.get("/cabinet").status_code == 200


def test_the_pages_ask_the_database_seldom(citizen: Citizen) -> None:
    """At most twelve statements a page, with and without answers of registers."""
    citizen.knows().come_in()
    for path in ("/apply/request?manual=1", "/apply/request"):
        answer, statements = citizen.web.sql(citizen.browser, path)
        assert answer.status_code == 200
        assert len(statements) <= 12, (path, statements)
    citizen.consent()
    _answer, statements = citizen.web.sql(citizen.browser, "/apply/request")
    assert len(statements) <= 12, statements
    number = citizen.send().headers["Location"]
    _answer, statements = citizen.web.sql(citizen.browser, number)
    assert len(statements) <= 12, statements
    citizen.sign(number)
    page, statements = citizen.web.sql(citizen.browser, "/apply/request")
    assert case_of(citizen).number in page.text
    assert len(statements) <= 12, statements
