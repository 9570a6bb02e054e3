"""Text messages: counted as the operator counts, sent once, delivery told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.outside.faults import OutsideDown, OutsideRefused, SetupFault
from console.outside.simulate import Controls
from console.outside.sms.gateway import HttpSms
from console.outside.sms.model import count_parts, phone
from console.outside.sms.simulated import SimulatedSms
from console.outside.wire import Endpoint
from tests.test_outside.servers import Answer, Request, http_double

TO, TEXT = "+77011234567", "Сізге лайықты жұмыс бар."


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3),
        ("€" * 80, 1), ("€" * 81, 2), ("€" * 152, 2), ("€" * 153, 3),
        ("ң" * 70, 1), ("ң" * 71, 2), ("ң" * 134, 2), ("ң" * 135, 3),
        ("😀" * 35, 1), ("😀" * 36, 2), ("😀" * 66, 2), ("😀" * 67, 3),
        ("a" * 69 + "ң", 1), ("a" * 70 + "ң", 2),
    ],
)  # fmt: skip
def test_parts_are_counted_as_billed(text: str, parts: int) -> None:
    """160/153 in GSM letters, 70/67 in UCS-2; a pair or an escape is never cut in two."""
    assert count_parts(text) == parts


@given(st.text(min_size=1, max_size=400))
def test_parts_never_undercount_the_units(text: str) -> None:
    """Whatever is typed, the parts hold all UTF-16 units or all GSM septets."""
    units = sum(2 if ord(letter) > 0xFFFF else 1 for letter in text)
    assert count_parts(text) * 160 >= len(text)
    if any(letter in "ңқөұүһіәғ" for letter in text):
        assert count_parts(text) * 70 >= units


@pytest.mark.parametrize(
    ("said", "number"),
    [("+7 (701) 123-45-67", TO), ("87011234567", TO), ("+442071838750", "+442071838750")],
)
def test_numbers_are_made_e164(said: str, number: str) -> None:
    """The national 8 becomes +7."""
    assert phone(said) == number


@pytest.mark.parametrize("said", ["", "7011234567", "+0701", "+7701١234567", "+7701123456789012"])
def test_what_is_no_number_is_refused(said: str) -> None:
    """For good: trying again does not help."""
    with pytest.raises(OutsideRefused):
        phone(said)


def test_a_message_is_kept_once_for_each_key(tmp_path: Path) -> None:
    """Sent twice with one key, delivered once; the receipt is the first one's."""
    sms = SimulatedSms(tmp_path, Controls())
    first, second = sms.send(TO, TEXT, "n-1"), sms.send(TO, TEXT, "n-1")
    assert first.id == second.id and (first.state, first.parts) == ("accepted", 1)
    sms.send(TO, TEXT, "n-2")
    assert [row["key"] for row in sms.sent()] == ["n-1", "n-2"]
    assert sms.sent()[0]["text"] == TEXT
    assert sms.status(first.id).state == "delivered" and sms.status("other").state == "unknown"


def test_a_lost_acknowledgement_does_not_double_the_message(tmp_path: Path) -> None:
    """It was taken, we do not know it, we try again: still one."""
    controls = Controls()
    sms = SimulatedSms(tmp_path, controls)
    controls.set("sms", "lost_ack")
    with pytest.raises(OutsideDown):
        sms.send(TO, TEXT, "n-1")
    controls.clear()
    receipt = sms.send(TO, TEXT, "n-1")
    assert len(sms.sent()) == 1 and sms.sent()[0]["id"] == receipt.id


def test_each_misbehaviour_of_the_simulator(tmp_path: Path) -> None:
    """Down and too slow: retry. No such number: refused. Undelivered: told on asking."""
    controls = Controls()
    sms = SimulatedSms(tmp_path, controls, timeout_s=0.05)
    controls.set("sms", "down")
    with pytest.raises(OutsideDown):
        sms.send(TO, TEXT, "n-1")
    controls.set("sms", "slow", delay_ms=500)
    with pytest.raises(OutsideDown):
        sms.send(TO, TEXT, "n-1")
    controls.set("sms", "not_found")
    with pytest.raises(OutsideRefused):
        sms.send(TO, TEXT, "n-1")
    assert sms.sent() == []
    controls.set("sms", "mismatch")
    assert sms.status(sms.send(TO, TEXT, "n-1").id).state == "undelivered"


@pytest.mark.parametrize(("text", "key"), [("", "k"), ("  ", "k"), ("x", ""), ("ң" * 700, "k")])
def test_messages_that_cannot_be_sent_are_refused_before_the_line(
    tmp_path: Path, text: str, key: str
) -> None:
    """Empty, without a key, or longer than ten parts."""
    with pytest.raises(OutsideRefused):
        SimulatedSms(tmp_path, Controls()).send(TO, text, key)


def test_the_gateway_gets_number_text_sender_and_key() -> None:
    """One POST with an idempotency key and our token; delivery by GET."""

    def reply(request: Request) -> Answer:
        state = "accepted" if request.method == "POST" else "DELIVRD"
        return Answer(body={"id": 17, "state": state})

    with http_double(reply) as server:
        end = Endpoint(server.url + "/v1", headers={"Authorization": "Bearer t0ken"})
        sms = HttpSms(end, "JUMYS", states={"DELIVRD": "delivered"})
        receipt = sms.send("87011234567", TEXT, "ескерту 1")
        state = sms.status(receipt.id)
    posted, asked = server.requests
    assert (receipt.id, receipt.state, receipt.parts) == ("17", "accepted", 1)
    assert posted.json() == {"to": TO, "text": TEXT, "sender": "JUMYS", "key": "ескерту 1"}
    assert posted.headers["Authorization"] == "Bearer t0ken"
    assert posted.headers["Idempotency-Key"].isascii() and posted.path == "/v1/messages"
    assert asked.path == "/v1/messages/17" and state.state == "delivered"


def test_gateway_faults_tell_whether_to_try_again() -> None:
    """5xx and 429 yes, 4xx no, an answer without a number yes."""
    for status, fault in [(500, OutsideDown), (429, OutsideDown), (400, OutsideRefused)]:
        double = http_double(lambda _, status=status: Answer(status))
        with double as server, pytest.raises(fault):
            HttpSms(Endpoint(server.url), "JUMYS").send(TO, TEXT, "k")
    nameless = http_double(lambda _: Answer(body={"state": "accepted"}))
    with nameless as server, pytest.raises(OutsideDown):
        HttpSms(Endpoint(server.url), "JUMYS").send(TO, TEXT, "k")


def test_other_field_names_and_unknown_states() -> None:
    """An operator's own names are configuration; a state we do not know is unknown."""
    with http_double(lambda _: Answer(body={"message_id": "a", "state": "odd"})) as server:
        sms = HttpSms(Endpoint(server.url), "JUMYS", names={"id": "message_id", "to": "phone"})
        assert sms.send(TO, TEXT, "k").state == "unknown"
    assert server.requests[0].json()["phone"] == TO


@pytest.mark.parametrize("sender", ["", "ЖҰМЫС", "JUMYS-CONSOLE"])
def test_a_sender_name_is_eleven_latin_letters_at_most(sender: str) -> None:
    """Operators register no other."""
    with pytest.raises(SetupFault):
        HttpSms(Endpoint("http://127.0.0.1:1"), sender)
