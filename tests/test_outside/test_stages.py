"""Stages told to e-government (par. 25-29) and to the monitoring system (par. 23)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from console.outside.egov import HttpEgov, SimulatedStages, StageEvent
from console.outside.faults import OutsideDown, OutsideRefused, SetupFault
from console.outside.jws import PrivateKey, SharedSecret, check_rs256
from console.outside.monitoring import HttpMonitoring
from console.outside.simulate import Controls
from console.outside.wire import Endpoint
from tests.test_outside import pki
from tests.test_outside.servers import Answer, http_double

ALMATY = timezone(timedelta(hours=5))
EVENT = StageEvent(
    "outbox-1", "JK-7F3A", "jobseeker", "decided", datetime(2026, 3, 2, 9, 0, tzinfo=ALMATY),
    {"kk": "Шешім қабылданды", "ru": "Решение принято", "en": "Decided"}, "7110", "2026-03-03",
)  # fmt: skip
SECRET = "s" * 32


@pytest.mark.parametrize("adapter", [HttpEgov, HttpMonitoring])
def test_an_event_is_signed_json_with_an_idempotency_key(adapter: type[HttpEgov]) -> None:
    """The detached signature covers the exact bytes sent; the moment is UTC."""
    with http_double(lambda _: Answer(body={"receipt": "r-1"})) as server:
        assert adapter(Endpoint(server.url), SharedSecret(SECRET)).tell(EVENT) == "r-1"
    sent = server.requests[0]
    assert sent.path == "/stages" and sent.headers["Idempotency-Key"] == "outbox-1"
    assert SharedSecret(SECRET).check(sent.body, sent.headers["X-JWS-Signature"])
    assert not SharedSecret(SECRET).check(sent.body + b" ", sent.headers["X-JWS-Signature"])
    assert sent.json()["at"] == "2026-03-02T04:00:00+00:00"
    assert sent.json()["title"]["kk"] == "Шешім қабылданды"


def test_rs256_is_checked_with_the_public_half() -> None:
    """Another key's, another algorithm's or another body's signature fails."""
    mine, other = pki.key("ca"), pki.key("forger")
    made = PrivateKey(mine, "k1").sign(b"body")
    assert check_rs256(mine.public_key(), b"body", made)
    assert not check_rs256(mine.public_key(), b"Body", made)
    assert not check_rs256(other.public_key(), b"body", made)
    assert not check_rs256(mine.public_key(), b"body", SharedSecret(SECRET).sign(b"body"))
    assert not check_rs256(mine.public_key(), b"body", "nonsense")
    assert not SharedSecret(SECRET).check(b"body", made)
    first, second = SharedSecret(SECRET, "k1"), SharedSecret(SECRET, "k2")
    assert first.check(b"body", first.sign(b"body"))
    assert not second.check(b"body", first.sign(b"body"))


def test_short_secrets_are_refused() -> None:
    """At least 32 bytes."""
    with pytest.raises(SetupFault):
        SharedSecret("short")


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answer(503), OutsideDown), (Answer(body={}), OutsideDown),
        (Answer(body=b"[]"), OutsideDown), (Answer(409), OutsideRefused),
    ],
)  # fmt: skip
def test_faults_tell_whether_to_tell_again(answer: Answer, fault: type[Exception]) -> None:
    """No receipt, no end."""
    with http_double(lambda _: answer) as server, pytest.raises(fault):
        HttpEgov(Endpoint(server.url), SharedSecret(SECRET)).tell(EVENT)


def test_an_event_needs_id_number_stage_and_zone() -> None:
    """It is refused where it is made, not where it is sent."""
    for changes in ({"id": ""}, {"id": "a b"}, {"number": ""}, {"stage": ""}):
        with pytest.raises(ValueError):
            StageEvent(**{**vars(EVENT), **changes})
    with pytest.raises(ValueError, match="zone"):
        StageEvent("a", "n", "s", "x", datetime(2026, 3, 2))


def test_the_simulator_keeps_each_event_once(tmp_path: Path) -> None:
    """Even when its answer was lost; down and refusing keep nothing."""
    controls = Controls()
    stages = SimulatedStages("egov", tmp_path, controls)
    controls.set("egov", "down")
    with pytest.raises(OutsideDown):
        stages.tell(EVENT)
    controls.set("egov", "mismatch")
    with pytest.raises(OutsideRefused):
        stages.tell(EVENT)
    assert stages.told() == []
    controls.set("egov", "lost_ack")
    with pytest.raises(OutsideDown):
        stages.tell(EVENT)
    controls.clear()
    assert stages.tell(EVENT) == "egov-outbox-1"
    (row,) = stages.told()
    assert row["event"] == json.loads(json.dumps(EVENT.to_json()))
    assert datetime.fromisoformat(row["received_at"]).tzinfo == UTC
