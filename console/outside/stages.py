"""Telling other systems how far a public service has come: one signed JSON event a stage.

Used by e-government (the applicant's cabinet there, par. 25-29) and by the system that monitors
how public services are given (par. 23). An event has an id of its own, so that sending it twice
is harmless.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from console.outside.faults import OutsideDown, OutsideRefused
from console.outside.journal import LineFile
from console.outside.jws import BodySigner
from console.outside.simulate import Controls
from console.outside.wire import Endpoint, call

_ID = re.compile(r"[A-Za-z0-9._:-]{1,100}")


@dataclass(frozen=True)
class StageEvent:
    """One stage reached.

    ``id`` is unique for ever and chosen by the sender (an outbox id), ``number`` the application's
    public number, ``service`` which public service, ``stage`` a short code (``accepted``,
    ``decided``), ``at`` when it was reached (aware), ``due_on`` the ISO date it was due,
    ``title`` the stage in kk/ru/en, ``office`` the responsible office's code. No IIN and no name
    travels here.
    """

    id: str
    number: str
    service: str
    stage: str
    at: datetime
    title: Mapping[str, str] = field(default_factory=dict)
    office: str = ""
    due_on: str = ""

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id) or not self.number or not self.stage:
            raise ValueError("A stage event needs an id, a number and a stage.")
        if self.at.tzinfo is None:
            raise ValueError("The moment of a stage needs its time zone.")

    def to_json(self) -> dict[str, Any]:
        """The event as the other side receives it; ``at`` in UTC."""
        return {
            "id": self.id,
            "number": self.number,
            "service": self.service,
            "stage": self.stage,
            "at": self.at.astimezone(UTC).isoformat(),
            "title": dict(self.title),
            "office": self.office,
            "due_on": self.due_on,
        }


class StageService(Protocol):
    """Another system that wants to know about stages."""

    def tell(self, event: StageEvent) -> str:
        """Return the other side's receipt; OutsideDown: tell again, OutsideRefused: do not."""
        ...


class HttpStages:
    """``POST /stages`` with the event as JSON, ``Idempotency-Key`` its id, ``X-JWS-Signature`` a
    detached JWS over the exact body; the answer is ``{"receipt": "..."}``.
    """

    def __init__(self, end: Endpoint, signer: BodySigner) -> None:
        self._end = end
        self._signer = signer

    def tell(self, event: StageEvent) -> str:
        """Send one event."""
        body = json.dumps(event.to_json(), ensure_ascii=False, sort_keys=True).encode()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": event.id,
            "X-JWS-Signature": self._signer.sign(body),
        }
        receipt = call(self._end, "POST", "/stages", body, headers).json().get("receipt")
        if not isinstance(receipt, str) or not receipt:
            raise OutsideDown(f"{self._end.host} gave no receipt.")
        return receipt


class SimulatedStages:
    """Keeps each event once in ``folder/<name>.jsonl``; ``name`` is also its controls name."""

    def __init__(
        self,
        name: str,
        folder: Path,
        controls: Controls,
        *,
        timeout_s: float = 10.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._name = name
        self._file = LineFile(folder / f"{name}.jsonl")
        self._controls = controls
        self._timeout_s = timeout_s
        self._clock = clock

    def tell(self, event: StageEvent) -> str:
        """Keep one event; ``mismatch`` and ``not_found`` refuse it."""
        mode = self._controls.meet(self._name, self._timeout_s)
        if mode in {"mismatch", "not_found"}:
            raise OutsideRefused(f"{self._name} does not know application {event.number}.")
        receipt = f"{self._name}-{event.id}"
        row = {"key": event.id, "receipt": receipt, "received_at": self._clock().isoformat()}
        kept, _new = self._file.add({**row, "event": event.to_json()})
        if mode == "lost_ack":
            raise OutsideDown(f"{self._name}: the answer was lost on the way.")
        return str(kept["receipt"])

    def told(self) -> list[dict[str, Any]]:
        """Everything received, oldest first: key, receipt, received_at, event."""
        return list(self._file.lines())
