"""The simulated sender of facts: a file it appends to, read in order, misbehaving on demand."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from console.outside.facts.feed import read_batch
from console.outside.facts.model import Fact, FactBatch
from console.outside.faults import OutsideDown
from console.outside.journal import LineFile
from console.outside.jws import SharedSecret
from console.outside.simulate import Controls

#: of the simulator alone: its signatures mean nothing outside a demonstration
SECRET = "a simulated sender signs with this key"  # noqa: S105


class SimulatedFacts:
    """Keeps told facts in ``folder/facts.jsonl`` and answers as the real feed does, signed.

    Controls ``facts``: ``down`` and ``slow`` as everywhere, ``mismatch`` signs with another key,
    ``not_found`` tells nothing, ``lost_ack`` tells and then loses the answer.
    """

    def __init__(self, folder: Path, controls: Controls, *, timeout_s: float = 10.0) -> None:
        self._file = LineFile(folder / "facts.jsonl")
        self._controls = controls
        self._timeout_s = timeout_s

    def tell(self, fact: Fact) -> bool:
        """Have the sender tell a fact; False when it told that id before."""
        Fact.read(fact.to_json())
        return self._file.add({"key": fact.id, "fact": fact.to_json()})[1]

    def answer(self, cursor: str, limit: int, key: str = SECRET) -> dict[str, Any]:
        """The signed answer as it would come over the wire."""
        start = int(cursor) if cursor.isdigit() else 0
        rows = [line["fact"] for line in self._file.lines()][start:start + limit]
        told = {"cursor": str(start + len(rows)), "facts": rows}
        body = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
        protected, _, signature = SharedSecret(key).sign(body).partition("..")
        payload = base64.urlsafe_b64encode(body).rstrip(b"=").decode()
        return {"protected": protected, "payload": payload, "signature": signature}

    def since(self, cursor: str, limit: int = 200) -> FactBatch:
        """Facts after ``cursor``, read through the same checks as a real answer."""
        mode = self._controls.meet("facts", self._timeout_s)
        if mode == "not_found":
            return FactBatch((), cursor)
        key = SECRET[::-1] if mode == "mismatch" else SECRET
        found = read_batch(self.answer(cursor, limit, key), SharedSecret(SECRET), cursor)
        if mode == "lost_ack":
            raise OutsideDown("facts: the answer was lost on the way.")
        return found
