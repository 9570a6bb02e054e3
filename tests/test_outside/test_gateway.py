"""The state gateway, against a double that speaks its envelope."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

import pytest

from console.outside.faults import OutsideDown, SetupFault
from console.outside.registers.envelope import NcaNodeEnvelopes, Sender
from console.outside.registers.gateway import RegisterBinding, SoapRegisters
from console.outside.registers.model import RegisterAnswer, RegisterQuery
from console.outside.wire import Endpoint
from console.outside.xmlread import BadXml, local, read_xml, text
from tests.test_outside.servers import Answer, HttpDouble, Request, http_double

IIN = "921130402450"
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
PERSON = RegisterBinding(
    "UniversalPerson",
    paths={"surname": "person/surname", "name": "person/firstname", "sex": "person/gender"},
    values={"sex": {"1": "m", "2": "f"}},
)
ANSWER = (
    "<person><surname>СЕРІКОВА</surname><firstname>ӘСЕЛ</firstname><gender>2</gender></person>"
    "<deceased>false</deceased>"
)


class Stamp:
    """Signs by a visible mark, so that the double can see that it did."""

    def sign(self, xml: bytes) -> bytes:
        return xml + b"<!--signed-->"


class Checker:
    def __init__(self, good: bool) -> None:
        self.good = good

    def check(self, xml: bytes) -> bool:
        return self.good


def envelope(request: Request, inner: str = ANSWER, **changes: str) -> bytes:
    """A delivered answer to ``request``; ``changes`` spoil one part of it."""
    asked = read_xml(request.body.removesuffix(b"<!--signed-->"))
    said = {local(one): text(one) for one in asked.iter()}
    told = {
        "code": "SCSS001", "correlation": said["messageId"], "result": "00000",
        "iin": said["iin"], **changes,
    }  # fmt: skip
    return (
        '<?xml version="1.0" encoding="UTF-8"?>' + told.get("prolog", "")
        + '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body>'
        '<n:SendMessageResponse xmlns:n="http://bip.bee.kz/SyncChannel/v10/Types"><response>'
        f"<responseInfo><messageId>x</messageId>"
        f"<correlationId>{told['correlation']}</correlationId>"
        f"<status><code>{told['code']}</code></status></responseInfo>"
        f"<responseData><data><messageResult><code>{told['result']}</code></messageResult>"
        f"<iin>{told['iin']}</iin>{inner}</data></responseData>"
        "</response></n:SendMessageResponse></s:Body></s:Envelope>"
    ).encode()  # fmt: skip


@contextmanager
def gateway(
    reply: Callable[[Request], bytes | Answer], checker: Checker | None = None, **kwargs: Any
) -> Iterator[tuple[SoapRegisters, HttpDouble]]:
    def serve(request: Request) -> Answer:
        found = reply(request)
        return found if isinstance(found, Answer) else Answer(body=found)

    with http_double(serve) as server:
        bindings = {"person": PERSON, "employment": RegisterBinding("Contracts"),
                    "contributions": RegisterBinding("Payments")}  # fmt: skip
        end = Endpoint(server.url + "/gw", timeout_s=1.0, **kwargs)
        sender = Sender("jumys", "gateway-password")
        yield SoapRegisters(end, bindings, sender, Stamp(), checker, clock=lambda: NOW), server


def ask(
    reply: Callable[[Request], bytes | Answer],
    register: str = "person",
    checker: Checker | None = None,
    claimed: dict[str, str] | None = None,
    **kwargs: Any,
) -> RegisterAnswer:
    with gateway(reply, checker, **kwargs) as (registers, _):
        return registers.ask(
            RegisterQuery(register, IIN, "consent-1", "par. 10", claimed=claimed or {})
        )


def test_the_question_is_signed_and_carries_consent_and_purpose() -> None:
    """One envelope with service, message number, IIN and the recorded consent; values are text."""
    with gateway(envelope) as (registers, server):
        query = RegisterQuery(
            "person", IIN, "c<1>&", "par. 10", claimed={"surname": "Серікова", "evil": "x"}
        )
        registers.ask(query)
    sent = server.requests[0]
    assert sent.path == "/gw" and sent.headers["Content-Type"].startswith("text/xml")
    assert sent.body.endswith(b"<!--signed-->")
    root = read_xml(sent.body.removesuffix(b"<!--signed-->"))
    said = {local(one): text(one) for one in root.iter()}
    assert said["serviceId"] == "UniversalPerson" and said["iin"] == IIN
    assert (said["consentConfirmed"], said["consentId"]) == ("true", "c<1>&")
    assert said["surname"] == "Серікова" and "evil" not in said


def test_a_delivered_answer_is_read_into_our_fields() -> None:
    """Paths and codes of the agreement become the contract's names and values."""
    answer = ask(envelope, checker=Checker(True))
    assert (answer.status, answer.source, answer.at) == ("ok", "127.0.0.1", NOW)
    assert answer.data["surname"] == "СЕРІКОВА" and answer.data["sex"] == "f"
    assert answer.data["deceased"] is False and answer.data["citizenship"] is None


def test_rows_of_contracts_and_payments_are_read() -> None:
    """Lists keep their order, amounts are whole tenge."""
    contracts = (
        "<contracts><contract><employer>ЖШС</employer><suspended>1</suspended></contract>"
        "<contract><employer>КММ</employer></contract></contracts>"
    )
    answer = ask(lambda request: envelope(request, contracts), "employment")
    assert answer.data["contracts"] == [
        {"employer": "ЖШС", "suspended": True}, {"employer": "КММ"},
    ]  # fmt: skip
    payment = "<payments><payment><month>2021-03</month><amount>8500</amount></payment></payments>"
    answer = ask(lambda request: envelope(request, payment), "contributions")
    assert answer.data["payments"] == [{"month": "2021-03", "amount": 8500}]


@pytest.mark.parametrize(
    ("result", "status"), [("00404", "not_found"), ("00409", "mismatch"), ("99999", "down")]
)
def test_result_codes_become_states(result: str, status: str) -> None:
    """An unknown code is no answer."""
    assert ask(lambda request: envelope(request, result=result)).status == status


def test_what_the_person_said_is_compared_here_too() -> None:
    """A gateway that answers ok to a wrong surname is not believed."""
    right = ask(envelope, claimed={"surname": "Серікова"})
    wrong = ask(envelope, claimed={"surname": "Ахметова"})
    assert right.status == "ok"
    assert (wrong.status, wrong.differences) == ("mismatch", ("surname",))


@pytest.mark.parametrize(
    "changes",
    [
        {"iin": "850314301011"},
        {"correlation": "another"},
        {"code": "SCSE001"},
        {"prolog": '<!DOCTYPE d [<!ENTITY a "aaaa">]>'},
        {"inner": ""},
        {"inner": "<deceased>maybe</deceased>"},
    ],
)
def test_answers_that_cannot_be_used_are_down(changes: dict[str, str]) -> None:
    """About somebody else, to another message, undelivered, with entities, empty, nonsense."""
    answer = ask(lambda request: envelope(request, **changes))
    assert (answer.status, dict(answer.data)) == ("down", {}) and answer.fault


def test_an_answer_whose_signature_fails_is_down() -> None:
    """The gateway's own signature is checked where a checker is set up."""
    assert ask(envelope, checker=Checker(False)).status == "down"


@pytest.mark.parametrize(
    "reply",
    [
        Answer(503),
        Answer(200, b"<html>"),
        Answer(200, b"x" * 3_000_000),
        Answer(302, b"", {"Location": "http://127.0.0.1:1/"}),
        Answer(before=lambda _: False),
        Answer(200, b"<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>"
               b"<s:Fault/></s:Body></s:Envelope>"),
    ],
)  # fmt: skip
def test_faults_of_the_line_are_down_and_never_raise(reply: Answer) -> None:
    """Errors, junk, floods, redirects, hang-ups."""
    assert ask(lambda _: reply).status == "down"


def test_a_register_that_is_not_connected_is_down_and_calls_nobody() -> None:
    """An agreement is missing: the person brings a document."""
    with gateway(envelope) as (registers, server):
        answer = registers.ask(RegisterQuery("pension", IIN, "c", "par. 32"))
    assert answer.status == "down" and not server.requests
    with pytest.raises(SetupFault, match="neighbours"):
        SoapRegisters(
            Endpoint("http://127.0.0.1:1"), {"neighbours": PERSON}, Sender("a", "b"), Stamp()
        )


def test_no_fault_or_log_line_repeats_password_or_person(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Secrets and IINs stay out of logs."""
    answer = ask(lambda request: envelope(request, iin="850314301011"))
    assert caplog.text and "gateway-password" not in caplog.text + answer.fault
    assert IIN not in caplog.text + answer.fault
    assert "gateway-password" not in repr(Sender("jumys", "gateway-password"))


def test_envelopes_are_signed_and_checked_by_ncanode() -> None:
    """``/wsse/sign`` and ``/wsse/verify`` as documented; the answerer's BIN must be expected."""
    verdict: dict[str, Any] = {"valid": True, "signers": [{"subject": {"bin": "180340001231"}}]}

    def reply(request: Request) -> Answer:
        if request.path == "/wsse/sign":
            return Answer(body={"status": 200, "xml": request.json()["xml"] + escape("<ok>")})
        return Answer(body=verdict)

    with http_double(reply) as server:
        end = Endpoint(server.url)
        node = NcaNodeEnvelopes(end, "a2V5", "pin", frozenset({"180340001231"}))
        assert node.sign(b"<a/>") == b"<a/>&lt;ok&gt;"
        assert server.requests[0].json() == {"xml": "<a/>", "key": "a2V5", "password": "pin"}
        assert node.check(b"<a/>") and not node.check(b"\xff")
        verdict["signers"] = [{"subject": {"bin": "190741000453"}}]
        assert not node.check(b"<a/>")
        verdict["signers"] = []
        assert not node.check(b"<a/>")
    silent = http_double(lambda _: Answer(body={"status": 400}))
    with silent as server, pytest.raises(OutsideDown):
        NcaNodeEnvelopes(Endpoint(server.url), "k", "p").sign(b"<a/>")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<a>",
        b"<a/><b/>",
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16"),
        b"<a>" * 70 + b"</a>" * 70,
        b'<?xml version="1.0" encoding="nowhere"?><a/>',
    ],
)
def test_hostile_xml_is_refused(data: bytes) -> None:
    """No document type in any encoding, no depth without end, no half documents."""
    with pytest.raises(BadXml):
        read_xml(data)
