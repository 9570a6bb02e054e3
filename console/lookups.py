"""Asking the state registers: the question goes out first, the answer is kept by perform().

The look-up is a separate act after recorded consent; the IIN's last digit alone never triggers it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from console.act import Evidence
from console.data.base import public_number
from console.process import Outcome, Process
from console.scope import Scope
from console.security import Actor

if TYPE_CHECKING:
    from console.outside import Outside


def ask(
    process: Process, outside: Outside, actor: Actor, scope: Scope, *, step: str,
    case: str | None, iin: str, purpose: str, registers: Sequence[str], now: datetime,
    consent: str | None = None, payload: Mapping[str, Any] | None = None, key: str | None = None,
) -> Outcome:
    """Ask ``registers`` about ``iin`` and perform ``step`` with the answers as evidence.

    The evidence's ``result`` is ``{"consent": number, "answers": {register: {status, data,
    source, at}}}``. A register that is down is an answer (status ``down``), never an error.
    """
    from console.outside.registers.model import RegisterQuery  # here: not every start asks

    reference = consent or public_number("K", 10)
    claimed = {k: v for k, v in (payload or {}).items() if isinstance(v, str)}
    answers = {}
    for register in registers:
        answer = outside.registers.ask(
            RegisterQuery(register=register, iin=iin, consent_id=reference, purpose=purpose,
                          asked_by=actor.login, claimed=claimed)
        )
        answers[register] = {
            "status": answer.status, "data": dict(answer.data), "source": answer.source,
            "at": answer.at.isoformat(), "differences": list(answer.differences),
        }
    evidence = Evidence(
        document="", method="register", cms=None,
        result={"status": "answered", "consent": reference, "answers": answers},
    )
    return process.perform(
        step, case, actor, {**(payload or {}), "iin": iin, "purpose": purpose},
        now=now, scope=scope, evidence=evidence, key=key,
    )
