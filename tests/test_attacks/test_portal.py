"""The portal entrance under attack: strangers, guesses, forged and bare requests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.portal import BRING, FILE
from tests.test_api.conftest import Api
from tests.test_web.conftest import Web, hidden, token
from tests.test_web.test_portal import Citizen, case_of


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A console of its own: tries are counted by address."""
    made = Web(tmp_path_factory.mktemp("attacked"))
    made.world.at("2021-04-16 10:00")
    yield made
    made.close()


@pytest.fixture
def citizen(web: Web) -> Citizen:
    """Somebody new with keys."""
    return Citizen(web, f"citizen{web.world.serial()}")


def test_nothing_happens_without_the_forms_token(web: Web, citizen: Citizen) -> None:
    """A foreign page can neither sign anybody in nor send a request in their name."""
    citizen.come_in()
    address = citizen.send().headers["Location"]
    for path in ("/apply/identify", "/apply/registers", "/apply/request", address):
        answer = citizen.browser.client.post(path, data={"_pin": "1234", "consent": "yes"})
        assert answer.status_code == 400, path
    assert case_of(citizen) is None


def test_no_address_carries_an_iin(citizen: Citizen) -> None:
    """Neither redirects nor links hold the number: it stays out of logs and histories."""
    citizen.knows()
    seen = [citizen.come_in().headers["Location"], citizen.consent().headers["Location"]]
    seen.append(citizen.send().headers["Location"])
    page = citizen.browser.get(seen[-1]).text
    seen.append(citizen.sign(seen[-1]).headers["Location"])
    assert all(citizen.data["iin"] not in address for address in seen)
    assert f'href="{citizen.data["iin"]}' not in page
    assert "iin=" not in page


def test_a_new_account_opens_nobodys_data(web: Web, citizen: Citizen) -> None:
    """Before a person of that IIN exists the account sees no case, person, paper or cabinet."""
    other = web.world.a_registered_jobseeker()
    citizen.come_in()
    for path in ("/cabinet", f"/cases/{other.case}", "/worklist", "/persons",
                 f"/persons/{other.person}", "/admin", "/reports", "/employer"):
        answer = citizen.browser.get(path)
        assert answer.status_code in (302, 403, 404), (path, answer.status_code)
        assert other.application["iin"] not in answer.text


def test_a_known_and_an_unknown_person_are_let_in_alike(web: Web, citizen: Citizen) -> None:
    """The entrance does not tell whether somebody is known here: the key alone decides."""
    known = Citizen(web, f"known{web.world.serial()}")
    web.world.do("registration.accept_application", data=web.world.an_application(
        full_name=known.data["full_name"], iin=known.data["iin"]))
    answers = [who.come_in() for who in (known, citizen)]
    assert {a.status_code for a in answers} == {302}
    assert {a.headers["Location"] for a in answers} == {"/apply/request"}


def test_the_bare_steps_of_the_interface_are_refused(web: Web, citizen: Citizen) -> None:
    """The generic addresses perform neither step without the applicant's signature."""
    citizen.come_in()
    path = f"/api/v1/steps/{FILE}"
    own = citizen.browser.client.post(path, json={"data": citizen.data},
                                      headers={"X-CSRFToken": citizen.browser.csrf})
    assert own.status_code == 422
    gateway = Api(web).program("egov")
    bare = gateway.post(f"/steps/{BRING}", {"data": citizen.data})
    assert bare.status_code == 422
    assert [row["code"] for row in bare.get_json()["grounds"]] == ["not_certified"]
    assert case_of(citizen) is None


def test_registers_are_asked_about_oneself_alone(web: Web, citizen: Citizen) -> None:
    """The look-up takes the certificate's IIN, and by the interface refuses another's (par. 25)."""
    stranger = Citizen(web, f"stranger{web.world.serial()}")
    citizen.come_in()
    answer = citizen.browser.client.post("/api/v1/registers", json={
        "step": "registration.look_up_own_data",
        "data": {"iin": stranger.data["iin"], "consent_given": True, "consent_channel": "eds",
                 "consent_on": "2021-04-16"},
    }, headers={"X-CSRFToken": citizen.browser.csrf})
    assert answer.status_code == 422
    assert "not_own_iin" in answer.text


def test_a_visitor_reaches_no_page_behind_the_key(web: Web) -> None:
    """Sheets, requests and signatures lead to signing in."""
    visitor = web.visitor()
    for path in ("/apply/request", "/apply/sign/D-1", "/apply/sheet/D-1.pdf"):
        assert visitor.get(path).status_code in (302, 401), path
    assert visitor.get("/apply/challenge/forged.token.0").status_code == 422


def test_guessing_a_pin_ends_soon(web: Web, citizen: Citizen) -> None:
    """After a score of tries from one address nobody is let in for a while."""
    statuses: list[Any] = []
    for _ in range(22):
        page = citizen.browser.get("/apply").text
        statuses.append(citizen.browser.client.post("/apply/identify", data={
            "csrf_token": token(page), "_token": hidden(page, "_token"),
            "_signer": f"auth-{citizen.login}", "_pin": "9999",
        }).status_code)
    assert statuses[0] == 422
    assert statuses[-1] == 429
