"""The interface documents against what really travels: each member is named, none is invented."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from console.api.egov_shapes import SCHEMAS
from console.api.feed_shapes import SCHEMAS as FEED_SCHEMAS
from console.outside.eds.reasons import REASONS
from console.outside.exchange_portal import ExchangeMessage, SimulatedExchangePortal
from console.outside.exchange_portal.model import CODES, HEAD
from console.outside.exchange_portal.model import FIELDS as EXCHANGE
from console.outside.registers.envelope import Sender, build_envelope
from console.outside.registers.model import ENTITIES, FIELDS, REGISTERS, RegisterQuery
from console.outside.registers.simulated import SimulatedRegisters
from console.outside.simulate import MODES, Controls
from console.outside.sms.gateway import HttpSms
from console.outside.sms.model import STATES
from console.outside.stages import SimulatedStages, StageEvent
from console.outside.wire import Endpoint
from console.work.outbox import PAUSES, TRIES
from tests.make import the_catalog
from tests.test_outside.servers import Answer, Request, http_double

DOCS = Path(__file__).resolve().parents[2] / "docs" / "interfaces"


def document(name: str) -> str:
    """The text of an interface document."""
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def members(text: str, heading: str) -> set[str]:
    """Names in the first column of the table that follows a heading or sentence."""
    part = text.split(heading, 1)[1]
    rows = re.search(r"\n\|[^\n]*\n\|[-| ]+\n((?:\|[^\n]*\n)+)", part)
    assert rows, heading
    cells = [line.split("|")[1] for line in rows[1].splitlines()]
    return {name for cell in cells for name in re.findall(r"`([A-Za-z0-9_]+)`", cell)}


def test_a_stage_event_has_the_documented_members(tmp_path: Path) -> None:
    """What the simulator receives is the table of stages.md, member by member."""
    receiver = SimulatedStages("monitoring", tmp_path, Controls())
    event = StageEvent("R-1:1:stage:accepted", "R-1", "registration", "accepted",
                       datetime(2021, 4, 16, tzinfo=UTC))
    receipt = receiver.tell(event)
    [kept] = receiver.told()
    assert receipt == kept["receipt"]
    assert set(kept["event"]) == members(document("stages"), "where a token is configured |")


def test_every_declared_stage_is_documented() -> None:
    """Codes and services of the chapters stand in stages.md, and no others."""
    declared = [s for stages in the_catalog().stages.values() for s in stages
                if set(s.to) & {"monitoring", "egov"}]
    text = document("stages")
    assert {s.code for s in declared} == members(text, "| `due_on`")
    for service in {s.service for s in declared}:
        assert f"`{service}`" in text, service


def test_the_documented_pauses_are_those_of_the_worker() -> None:
    """Seconds before each further try, and how many."""
    told = {"30 s": 30, "1 min": 60, "5 min": 300, "15 min": 900, "1 h": 3600, "3 h": 10_800,
            "6 h": 21_600}
    text = document("stages")
    assert all(words in text for words in told)
    assert tuple(told.values()) == PAUSES
    assert f"{TRIES} times" in text


@pytest.mark.parametrize(("shape", "heading"), [
    ("EgovStatus", "with `Location` of the status"), ("EgovResult", "404 while there is none"),
])
def test_answers_of_the_gateway_have_the_documented_members(shape: str, heading: str) -> None:
    """The tables of egov.md against the description of the interface."""
    schema: Any = SCHEMAS[shape]
    told = members(document("egov"), heading) - {"repeated"}
    assert told == set(schema["properties"])


def test_refusals_of_the_gateway_are_documented() -> None:
    """Every status and code a caller may meet."""
    text = document("egov").split("## Refusals")[1]
    for status, code in ((401, "unsigned"), (403, "forbidden"), (404, "not_found"),
                         (409, "replayed"), (409, "conflict"), (422, "invalid"),
                         (422, "grounds"), (429, "throttled"), (503, "unavailable")):
        assert f"| {status} | `{code}` |" in text


def test_the_contact_center_is_told_what_is_documented() -> None:
    """The members of the question, and no name in the answer."""
    text = document("contact_center")
    assert members(text, "never in an address") == {"number", "iin"}
    schema: Any = SCHEMAS["EgovStatus"]
    for name in schema["properties"]:
        assert f"`{name}`" in text, name


@pytest.mark.parametrize("register", [*REGISTERS, ENTITIES])
def test_a_register_holds_the_documented_fields(register: str) -> None:
    """registers.md against what the adapter reads and the simulator answers (par. 10, 28, 32)."""
    told = members(document("registers"), f"### `{register}`")
    assert told == set(FIELDS[register])
    answer = SimulatedRegisters(Controls()).ask(
        RegisterQuery(register, "900512300017", "K-1", "par. 10"))
    assert answer.status == "ok"
    assert set(answer.data) <= told


def test_a_question_to_a_register_has_the_documented_elements() -> None:
    """The envelope of the gateway, element by element."""
    data = {"messageId": "1", "senderCode": "s", "iin": "900512300017",
            "consentConfirmed": "true", "consentId": "K-1", "purpose": "10", "surname": "А"}
    envelope = build_envelope("service", "1", datetime(2021, 4, 16, tzinfo=UTC),
                              Sender("s", "p"), data)
    sent = {element.tag for element in ET.fromstring(envelope).iter()  # noqa: S314
            if not element.tag.startswith("{") and not len(element)}
    text = document("registers")
    told = members(text, "`SendMessage` / `request`") | members(text, "`requestData` / `data`")
    assert sent <= told
    assert told - sent == {"name", "birth_date"}


def test_every_finding_about_a_signature_is_documented() -> None:
    """Codes of signatures.md with the result each leads to, in the words the screen shows."""
    text = document("signatures")
    for code, (status, words) in REASONS.items():
        assert f"| `{code}` | {status} | {words['en'].rstrip('.')} |" in text, code
    assert members(text, "## What is checked") == set(REASONS)


def test_a_text_message_has_the_documented_fields() -> None:
    """What an operator's interface receives and which states it may answer."""
    text = document("messages")
    seen: list[Any] = []

    def answer(request: Request) -> Answer:
        seen.append(request)
        return Answer(200, b'{"id": "7", "state": "accepted"}')

    with http_double(answer) as server:
        HttpSms(Endpoint(server.url), "JUMYS").send("+77011234567", "Сәлем", "key-1")
    assert set(json.loads(seen[0].body)) == members(text, "with the same key:")
    assert members(text, "| `state` | as below |") == STATES


@pytest.mark.parametrize("kind", sorted(EXCHANGE))
def test_a_message_of_the_exchange_has_the_documented_fields(kind: str) -> None:
    """exchange_portal.md against what is read and sent, kind by kind (par. 54-63)."""
    text = document("exchange_portal")
    assert members(text, f"### `{kind}`") == set(EXCHANGE[kind])
    for code, values in CODES.items():
        if code.startswith(f"{kind}."):
            assert all(f"`{value}`" in text for value in values), code


def test_the_exchange_is_told_what_is_documented(tmp_path: Path) -> None:
    """Head and employer of a message as the simulator receives it; the list as it is signed."""
    portal, text = SimulatedExchangePortal(tmp_path, Controls()), document("exchange_portal")
    portal.tell(ExchangeMessage.read({
        "id": "V-1:1", "kind": "vacancy", "about": "V-1", "revision": 1,
        "at": "2021-04-16T09:00:00+06:00", "sender": "jumys", "addressee": "exchange",
        "data": {"state": "published", "origin": None, "fields": {}, "employer": {
            "bin": "1" * 12, "name": "Дала", "kato": "1" * 9, "address": "", "phone": "",
            "email": ""}},
    }))
    [told] = portal.told()
    assert set(told) == members(text, "## A message") == set(HEAD)
    assert set(told["data"]["employer"]) == members(text, "without the center's own |")
    assert members(text, "by the exchange's key over") == {
        "addressee", "cursor", "messages", "published"}


@pytest.mark.parametrize("name", ["registers", "messages", "exchange_portal"])
def test_every_misbehaviour_of_a_simulator_is_documented(name: str) -> None:
    """How it can be made to misbehave."""
    part = document(name).split("## The simulator")[1]
    assert all(f"`{mode}`" in part for mode in MODES - {"up"})


def test_a_vacancy_of_the_feed_has_the_documented_members() -> None:
    """vacancies.md against the form an employer fills in and the description of the answer."""
    text, form = document("vacancies"), the_catalog().forms["vacancy"]
    told = members(text, "## A vacancy")
    own = {f.key for s in form.sections for f in s.fields if f.filled_by == "person"}
    assert told - {"code", "text"} == own | {"external_id", "employer"}
    schema: Any = FEED_SCHEMAS["FeedAnswer"]
    answered = members(text, "## The answer") - {"item", "field", "text", "external_id", "number"}
    assert answered == set(schema["properties"])
    assert members(text, "## The request") == {"vacancies"}
    required = {f.key for s in form.sections for f in s.fields
                if f.required and f.filled_by == "person"}
    marked = set(re.findall(r"\| `(\w+)` \| [^|]*required \|", text))
    assert marked == required | {"external_id"}
