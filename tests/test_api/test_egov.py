"""The e-government gateway and the contact center: signed requests, bounds, results."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from sqlalchemy import func, select

from console.data.content import StoredFile
from console.outside.eds.model import SignerExpectation
from console.outside.jws import PrivateKey, SharedSecret, compact
from forms.dictionaries import lookup_shipped
from tests.gateway import CLIENTS, SECRET, Gateway
from tests.people import a_check
from tests.portal import new_request
from tests.test_api.conftest import Api
from tests.test_web.conftest import Web


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A console that knows the keys of the gateway and of the contact center."""
    web = Web(tmp_path_factory.mktemp("egov"))
    extra: Any = web.app.extensions["jumys"].settings.extra
    extra["EGOV_CLIENTS"] = CLIENTS
    yield Api(web)
    web.close()


@pytest.fixture
def gateway(api: Api) -> Gateway:
    """The gateway on a working morning."""
    api.world.at("2021-04-16 10:00")
    return Gateway(api)


def registered(gateway: Gateway, number: str, data: dict[str, Any]) -> None:
    """The center registers the applicant of a brought request."""
    world = gateway.api.world
    names = {f.key for f in world.catalog.forms["jobseeker_data"].fields()}
    world.do("registration.fill_card", number, data={k: v for k, v in data.items() if k in names})
    world.do("registration.propose_registration", number, data=a_check({"documents": []}))
    world.sign("registration.register_jobseeker", number)


def test_a_request_is_brought_followed_and_answered(gateway: Gateway) -> None:
    """Par. 26, 29: acceptance with the date of the result at once; then the signed document."""
    world = gateway.api.world
    data = new_request(world)
    answer = gateway.bring("applications", data)
    assert answer.status_code == 201, answer.text
    told = answer.get_json()
    assert (told["state"], told["stage"], told["closed"]) == ("received", "accepted", False)
    assert told["result_on"] == "2021-04-19"
    assert told["office"]["code"] == "center"
    assert world.case(told["number"]).channel == "portal"
    where = f"/egov/applications/{told['number']}"
    assert gateway.call("GET", f"{where}/result").status_code == 404
    registered(gateway, told["number"], data)
    status = gateway.call("GET", f"{where}/status").get_json()
    assert (status["state"], status["stage"], status["closed"]) == ("in_cabinet", "given", True)
    result = gateway.call("GET", f"{where}/result").get_json()
    pdf = base64.b64decode(result["pdf"])
    assert result["form"] == "jobseeker_notice"
    assert hashlib.sha256(pdf).hexdigest() == result["sha256"]
    [mark] = result["signatures"]
    director = next(s.iin for s in world.actor("director").seats)
    verdict = world.outside.eds.verify(pdf, base64.b64decode(mark["cms"]),
                                       SignerExpectation(iin=director), world.now)
    assert verdict.valid, verdict.reasons


def test_what_was_signed_is_kept_to_the_byte(gateway: Gateway) -> None:
    """The signed bytes and the signature lie beside the case, to be verified alone."""
    number = gateway.bring("applications", new_request(gateway.api.world)).get_json()["number"]
    case = gateway.api.world.case(number)
    with gateway.api.world.read() as session:
        found = session.execute(select(StoredFile.name, StoredFile.sha256).where(
            StoredFile.case_id == case.id)).all()
    kept = case.facts["certified"]
    assert {row.name for row in found} == {"request.json", "request.p7s"}
    assert kept["sha256"] in {row.sha256 for row in found}
    assert kept["status"] == "valid"


def test_a_repetition_gets_the_first_answer(gateway: Gateway) -> None:
    """A lost answer: the same key with a new signature opens nothing a second time."""
    data = new_request(gateway.api.world)
    first = gateway.bring("applications", data, key="egov-request-0001")
    again = gateway.bring("applications", data, key="egov-request-0001")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.get_json()["number"] == first.get_json()["number"]
    assert again.get_json()["repeated"] is True
    other = gateway.bring("applications", new_request(gateway.api.world), key="egov-request-0001")
    assert other.status_code == 409


def test_a_key_is_required(gateway: Gateway) -> None:
    """Without Idempotency-Key a request that is sent twice could not be told from two."""
    answer = gateway.call("POST", "/egov/applications", {"content": "e30=", "cms": "AAAA"})
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.get_json()["fields"]


def test_a_signed_request_serves_once(gateway: Gateway) -> None:
    """A copy of the very same request is refused, whatever it asks."""
    number = gateway.bring("applications", new_request(gateway.api.world)).get_json()["number"]
    path = f"/egov/applications/{number}/status"
    jws = compact(gateway.signer, gateway.claims("GET", path, b""))
    assert gateway.call("GET", path, jws=jws).status_code == 200
    copy = gateway.call("GET", path, jws=jws)
    assert (copy.status_code, copy.get_json()["code"]) == (409, "replayed")


@pytest.mark.parametrize("claim", [
    {"aud": "https://elsewhere.example"}, {"iat": 1_600_000_000}, {"method": "DELETE"},
    {"path": "/api/v1/cases"}, {"sha256": "0" * 64}, {"jti": "short"}, {"iat": "soon"},
])
def test_a_signature_about_something_else_is_refused(
    gateway: Gateway, claim: dict[str, Any]
) -> None:
    """Wrong receiver, moment, verb, address, bytes or number: 401, and nothing is read."""
    answer = gateway.call("GET", "/egov/applications/R-1/status", claims=claim)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "unsigned")


@pytest.mark.parametrize(
    "jws", ["", "a.b", "a.b.c", "....", "eyJhbGciOiJub25lIn0.e30.", "x" * 5000]
)
def test_no_signature_is_no_signature(gateway: Gateway, jws: str) -> None:
    """Absent, broken, without algorithm or endless: 401."""
    assert gateway.call("GET", "/egov/applications/R-1/status", jws=jws).status_code == 401


def test_another_key_does_not_speak_for_the_gateway(api: Api, gateway: Gateway) -> None:
    """A strange key, a known key of another account, an unknown key id: 401."""
    strange = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    for signer in (PrivateKey(strange, "gateway-1"), SharedSecret(SECRET, "hotline-1"),
                   PrivateKey(strange, "nobody"), SharedSecret(SECRET, "gateway-1")):
        other = Gateway(api, "egov", signer)
        assert other.call("GET", "/egov/applications/R-1/status").status_code == 401


def test_only_the_gateways_role_comes_in(api: Api) -> None:
    """A specialist's or the contact center's token opens none of it, signed or not."""
    for login in ("specialist", "director", "admin", "supervisor", "hotline"):
        stranger = Gateway(api, login, SharedSecret(SECRET, "hotline-1"))
        assert stranger.call("GET", "/egov/applications/R-1/status").status_code == 403, login
    assert api.program().get("/egov/applications/R-1/status").status_code == 401


def test_the_gateway_sees_nothing_else(api: Api, gateway: Gateway) -> None:
    """Cases it did not bring, persons, content: not found, or empty."""
    desk = api.world.do("registration.accept_application", data=api.world.an_application()).number
    assert gateway.call("GET", f"/egov/applications/{desk}/status").status_code == 404
    assert gateway.call("GET", f"/egov/applications/{desk}/result").status_code == 404
    program = api.program("egov")
    assert program.get("/cases").get_json()["items"] == []
    assert program.get("/persons").get_json()["items"] == []
    assert program.get(f"/cases/{desk}").status_code == 404
    mine = gateway.bring("applications", new_request(api.world)).get_json()["number"]
    assert program.get(f"/cases/{mine}").status_code == 404
    assert gateway.call("GET", f"/egov/certificates/{mine}/status").status_code == 404


def test_somebody_elses_signature_is_refused(gateway: Gateway) -> None:
    """The console verifies the applicant's signature itself: another's, or other bytes, 422."""
    world = gateway.api.world
    data, other = new_request(world), new_request(world)
    answer = gateway.bring("applications", data, by=other["iin"])
    assert answer.status_code == 422
    assert "cms" in answer.get_json()["fields"]
    assert not [c for c in world.cases("registration")
                if c.person_id and world.person_of(c.number).iin == data["iin"]]


def test_an_unreachable_verifier_parks_the_request(gateway: Gateway) -> None:
    """The check could not be carried out: 503, nothing written, the gateway tries again."""
    controls: Any = gateway.api.world.outside.controls
    controls.set("eds", "down")
    try:
        answer = gateway.bring("applications", new_request(gateway.api.world))
    finally:
        controls.set("eds", "up")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")


def test_every_ground_is_told_with_its_paragraph(gateway: Gateway) -> None:
    """A minor, an expired document and a strange address: three grounds in one answer."""
    data = new_request(gateway.api.world, born="2006-02-03",
                       identity_document_valid_until="2021-01-01",
                       registered_address={"region": "Астана қ.", "kato": "710000000"})
    answer = gateway.bring("applications", data)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    found = {(row["code"], row["paragraph"]) for row in answer.get_json()["grounds"]}
    assert found == {("representative_missing", "6"), ("document_expired", "annex-1"),
                     ("no_center", "27")}


@pytest.mark.parametrize(("body", "status"), [
    ({"content": "%%%", "cms": "AAAA"}, 422), ({"content": "W10=", "cms": "AAAA"}, 422),
    ({"content": "e30=", "cms": "AAAA"}, 422), ({"content": "e30="}, 422),
    ({"content": "e30=", "cms": "AAAA", "more": 1}, 422), ([], 400), ("x", 400),
    ({"content": 1, "cms": 2}, 422),
])
def test_odd_bodies_are_refused(gateway: Gateway, body: Any, status: int) -> None:
    """No base64, no object, no IIN, a missing or a strange member: a problem, never a 5xx."""
    answer = gateway.call("POST", "/egov/applications", body, key="odd-key-0001")
    assert answer.status_code == status, answer.text


def an_unemployed(gateway: Gateway) -> Any:
    """The row of somebody registered as unemployed this week."""
    world = gateway.api.world
    seeker = world.at("2021-04-12 10:00").a_registered_jobseeker()
    world.at("2021-04-14 10:00").becomes_unemployed(seeker.person)
    world.at("2021-04-16 10:00")
    return world.person(seeker.person)


def test_a_certificate_is_requested_through_the_gateway(gateway: Gateway) -> None:
    """Par. 41: annex 7 signed on the portal becomes a request; its status is followed."""
    person = an_unemployed(gateway)
    name = {"surname": person.surname, "given_name": person.given_name,
            "patronymic": person.patronymic}
    answer = gateway.bring("certificates", {
        "full_name": name, "iin": person.iin, "date_1": "2021-04-16", "consent_text": True,
        "phone": "+7 701 234 56 78", "portal_number": f"EG-{gateway.api.world.serial()}",
    })
    assert answer.status_code == 201, answer.text
    told = answer.get_json()
    assert told["kind"] == "certificate"
    path = f"/egov/certificates/{told['number']}/status"
    assert gateway.call("GET", path).get_json()["state"] == told["state"]


def test_a_change_is_reported_through_the_gateway(gateway: Gateway) -> None:
    """Par. 51: who signed reports, from the seat of that very person; nobody else's is known."""
    person = an_unemployed(gateway)
    change = {"iin": person.iin, "change": "other", "changed_on": "2021-04-15",
              "details": "Курсқа жазылдым"}
    known = lookup_shipped("change_of_circumstances")
    assert known is not None
    change["change"] = known.entries[-1].code
    answer = gateway.bring("changes", change)
    assert answer.status_code == 201, answer.text
    assert answer.get_json()["kind"] == "change"
    stranger = {**change, "iin": new_request(gateway.api.world)["iin"]}
    assert gateway.bring("changes", stranger).status_code == 404


def test_what_is_not_installed_says_so(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service whose chapter is absent: 404 that names the step."""
    from console.api import egov

    monkeypatch.setattr(egov, "BROUGHT", {**egov.BROUGHT, "changes": ("absent.step", True)})
    answer = gateway.bring("changes", new_request(gateway.api.world))
    assert answer.status_code == 404
    assert answer.get_json()["facts"]["step"] == "absent.step"


# ---- 1414
def test_the_contact_center_looks_up_by_number_and_iin(api: Api, gateway: Gateway) -> None:
    """Row 10: where the request stands and by when, without a name; the look is logged."""
    from console.data.access import AccessLine

    data = new_request(api.world)
    number = gateway.bring("applications", data).get_json()["number"]
    hotline = Gateway(api, "hotline")
    answer = hotline.call("POST", "/egov/contact-center", {"number": number, "iin": data["iin"]})
    assert answer.status_code == 200
    assert answer.get_json()["result_on"] == "2021-04-19"
    assert data["iin"] not in answer.text
    assert data["full_name"]["surname"] not in answer.text
    with api.world.read() as session:
        assert session.scalar(select(func.count()).select_from(AccessLine).where(
            AccessLine.purpose == "annex 1, row 10"))


def test_number_and_iin_must_fit_and_cannot_be_guessed(api: Api, gateway: Gateway) -> None:
    """A wrong IIN and an unknown number are one answer; ten tries at a number, then 429."""
    data = new_request(api.world)
    number = gateway.bring("applications", data).get_json()["number"]
    hotline = Gateway(api, "hotline")
    wrong = hotline.call("POST", "/egov/contact-center",
                         {"number": number, "iin": new_request(api.world)["iin"]})
    unknown = hotline.call("POST", "/egov/contact-center",
                           {"number": "R-00000-00000", "iin": data["iin"]})
    assert wrong.status_code == unknown.status_code == 404
    assert wrong.get_json()["title"] == unknown.get_json()["title"]
    tries = [hotline.call("POST", "/egov/contact-center", {"number": number, "iin": data["iin"]})
             for _ in range(10)]
    assert tries[-1].status_code == 429


def test_the_gateway_does_not_look_up_and_the_hotline_does_not_bring(
    api: Api, gateway: Gateway
) -> None:
    """Each program has its own role; neither may do the other's."""
    asked = gateway.call("POST", "/egov/contact-center", {"number": "R-1", "iin": "1"})
    hotline = Gateway(api, "hotline")
    brought = hotline.bring("applications", new_request(api.world))
    assert (asked.status_code, brought.status_code) == (403, 403)
