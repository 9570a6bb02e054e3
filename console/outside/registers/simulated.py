"""The simulated registers: invented people, honest consent rules, misbehaviour on demand."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from console.outside.faults import OutsideDown
from console.outside.registers.model import FIELDS, RegisterAnswer, RegisterQuery, differing
from console.outside.registers.people import DEFAULT_PLACES, Place, invent
from console.outside.simulate import Controls

SOURCE = "simulator"


class SimulatedRegisters:
    """Answers every register for every IIN.

    ``places`` are where invented people live, ``known`` facts that must hold about certain
    people: ``{iin: {register: {field: value}}}``, laid over the invented data. ``clock`` gives
    the UTC moment. Controls: ``registers`` or ``registers.<name>``.
    """

    def __init__(
        self,
        controls: Controls,
        *,
        seed: int = 0,
        places: Sequence[Place] = DEFAULT_PLACES,
        known: Mapping[str, Mapping[str, Mapping[str, Any]]] | None = None,
        timeout_s: float = 10.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._controls = controls
        self._seed = seed
        self._places = tuple(places) or DEFAULT_PLACES
        self._known: dict[str, dict[str, dict[str, Any]]] = {
            iin: {name: dict(facts) for name, facts in rows.items()}
            for iin, rows in (known or {}).items()
        }
        self._timeout_s = timeout_s
        self._clock = clock

    def know(self, iin: str, register: str, **facts: Any) -> None:
        """Make ``facts`` true of one person, laid over what is invented about them."""
        unknown = set(facts) - set(FIELDS[register])
        if unknown:
            raise ValueError(f"Register {register} has no field {sorted(unknown)[0]}.")
        self._known.setdefault(iin, {}).setdefault(register, {}).update(facts)

    def ask(self, query: RegisterQuery) -> RegisterAnswer:
        """Answer from the invented person, as the controls say."""
        try:
            mode = self._controls.meet(f"registers.{query.register}", self._timeout_s)
        except OutsideDown as fault:
            return self._answer(query, "down", fault=str(fault))
        if mode == "lost_ack":  # asking changes nothing, so a lost answer is no answer
            return self._answer(query, "down", fault="The answer was lost on the way.")
        if mode == "not_found":
            return self._answer(query, "not_found")
        held = self._held(query)
        if mode == "mismatch":
            said = tuple(sorted(query.claimed)) or FIELDS[query.register][:1]
            return self._answer(query, "mismatch", differences=said)
        wrong = differing(query.claimed, held)
        if wrong:
            return self._answer(query, "mismatch", differences=wrong)
        return self._answer(query, "ok", data=held)

    def _held(self, query: RegisterQuery) -> dict[str, Any]:
        found = invent(
            query.register, query.iin, self._clock().date(), seed=self._seed, places=self._places
        )
        found.update(self._known.get(query.iin, {}).get(query.register, {}))
        return found

    def _answer(
        self,
        query: RegisterQuery,
        status: Any,
        *,
        data: Mapping[str, Any] | None = None,
        differences: tuple[str, ...] = (),
        fault: str = "",
    ) -> RegisterAnswer:
        return RegisterAnswer(
            status=status,
            register=query.register,
            data=data or {},
            source=SOURCE,
            at=self._clock(),
            message_id=str(uuid.uuid4()),
            differences=differences,
            fault=fault,
        )
