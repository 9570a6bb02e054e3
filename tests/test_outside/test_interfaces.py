"""The interface documents against what really travels: each member is named, none is invented."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from console.api.egov_shapes import SCHEMAS
from console.outside.simulate import Controls
from console.outside.stages import SimulatedStages, StageEvent
from console.work.outbox import PAUSES, TRIES
from tests.make import the_catalog

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
    declared = [s for stages in the_catalog().stages.values() for s in stages]
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
