"""Look-ups in state registers (par. 10, 28, 32): the simulator and the contract it keeps."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.data.actors import Place as Settlement
from console.data.store import Store
from console.outside import factory
from console.outside.registers import REGISTERS, ConsentMissing, RegisterQuery
from console.outside.registers.model import FIELDS
from console.outside.registers.people import Place
from console.outside.registers.simulated import SimulatedRegisters
from console.outside.simulate import Controls
from console.scope import SYSTEM
from console.settlements import demo_places
from tests.people import an_iin

IIN = "921130402450"
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def query(register: str = "person", iin: str = IIN, **claimed: str) -> RegisterQuery:
    return RegisterQuery(register, iin, "consent-1", "par. 10", "specialist", claimed)


def registers(controls: Controls | None = None, **kwargs: object) -> SimulatedRegisters:
    return SimulatedRegisters(controls or Controls(), clock=lambda: NOW, **kwargs)  # type: ignore[arg-type]


def test_no_register_is_asked_without_consent_and_purpose() -> None:
    """The consent's number and the purpose are part of the question."""
    for consent, purpose in [("", "par. 10"), ("  ", "par. 10"), ("consent-1", "")]:
        with pytest.raises(ConsentMissing):
            RegisterQuery("person", IIN, consent, purpose)


@pytest.mark.parametrize(
    "iin", ["92113040245", "9211304024500", "92113040245x", "９２１１３０４０２４５０"]
)
def test_an_iin_that_is_none_is_not_asked(iin: str) -> None:
    """Twelve ASCII digits; full-width ones are no digits."""
    with pytest.raises(ValueError, match="twelve"):
        query(iin=iin)
    with pytest.raises(ValueError, match="no register"):
        query("neighbours")


@pytest.mark.parametrize("register", REGISTERS)
def test_every_register_answers_with_its_declared_fields(register: str) -> None:
    """Data is what the contract lists, and plain JSON."""
    answer = registers().ask(query(register))
    assert (answer.status, answer.source, answer.at) == ("ok", "simulator", NOW)
    assert tuple(answer.data) == FIELDS[register]
    assert json.loads(answer.to_json())["register"] == register


def test_the_same_iin_is_always_the_same_person_and_follows_its_digits() -> None:
    """Born 30.11.1992, a woman; another seed makes another person of that IIN."""
    first, again = registers().ask(query()).data, registers().ask(query()).data
    assert first == again
    assert (first["birth_date"], first["sex"], first["citizenship"]) == ("1992-11-30", "f", "KZ")
    assert first["patronymic"].endswith("қызы")
    others = [registers(seed=seed).ask(query()).data["surname"] for seed in range(20)]
    assert len(set(others)) > 3


def test_any_iin_makes_a_person_even_where_its_digits_make_no_date() -> None:
    """IIN digits are not bound to a birth date: 30 February, century 7, zeros, leap day."""
    for iin in ("850230301015", "850314701017", "000000000000", "040229605121"):
        for register in REGISTERS:
            answer = registers().ask(query(register, iin))
            assert answer.status == "ok"
        assert registers().ask(query(iin=iin)).data["sex"] in {"f", "m"}


def test_people_live_where_the_instance_says() -> None:
    """Addresses come from the given list."""
    village = Place("113430100", "Ақкөл ауылы", "с.Акколь")
    data = registers(places=[village]).ask(query("address")).data
    assert (data["kato"], data["kk"], data["ru"]) == ("113430100", "Ақкөл ауылы", "с.Акколь")


def test_known_facts_lie_over_invented_ones() -> None:
    """A situation needs a student, a pensioner, a convict: said once, answered always."""
    made = registers(known={IIN: {"person": {"surname": "Серікова"}}})
    made.know(IIN, "student", full_time=True, institution="Колледж")
    assert made.ask(query()).data["surname"] == "Серікова"
    assert made.ask(query("student")).data["full_time"] is True
    with pytest.raises(ValueError, match="no field"):
        made.know(IIN, "student", grade=5)


def test_what_the_person_said_is_compared() -> None:
    """Letter case aside; a differing field is named and nothing else is told."""
    surname = registers().ask(query()).data["surname"]
    assert registers().ask(query(surname=f" {surname.upper()} ")).status == "ok"
    answer = registers().ask(query(surname=surname, birth_date="1992-11-29"))
    assert (answer.status, answer.differences, dict(answer.data)) == (
        "mismatch", ("birth_date",), {},
    )  # fmt: skip


def test_one_register_can_be_down_while_the_others_answer() -> None:
    """The case goes on with a document as proof; no exception reaches the act."""
    controls = Controls()
    controls.set("registers.pension", "down")
    made = registers(controls)
    answer = made.ask(query("pension"))
    assert (answer.status, dict(answer.data)) == ("down", {}) and answer.fault
    assert made.ask(query("person")).status == "ok"
    controls.set("registers.person", "up")
    controls.set("registers", "down")  # all of them, whatever one of them was told before
    assert made.ask(query("person")).status == "down"
    controls.clear()
    assert made.ask(query("pension")).status == "ok"


def test_slow_answers_come_late_or_not_at_all() -> None:
    """Within the time limit an answer; beyond it the service is down, at the limit."""
    controls = Controls()
    controls.set("registers", "slow", delay_ms=60)
    begun = time.monotonic()
    assert registers(controls).ask(query()).status == "ok"
    assert time.monotonic() - begun >= 0.06
    controls.set("registers", "slow", delay_ms=60_000)
    begun = time.monotonic()
    assert registers(controls, timeout_s=0.05).ask(query()).status == "down"
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("mode", "status"),
    [("mismatch", "mismatch"), ("not_found", "not_found"), ("lost_ack", "down"), ("up", "ok")],
)
def test_each_misbehaviour_has_its_answer(mode: str, status: str) -> None:
    """All four states of the contract can be shown."""
    controls = Controls()
    controls.set("registers", mode)  # type: ignore[arg-type]
    answer = registers(controls).ask(query(surname="Серікова"))
    assert answer.status == (status if mode != "up" else "mismatch")
    if mode == "mismatch":
        assert answer.differences == ("surname",)


def test_the_controls_file_is_read_again_when_it_changes(tmp_path: Path) -> None:
    """Somebody edits it during a demonstration; web and worker both follow."""
    path = tmp_path / "simulator.toml"
    made = registers(Controls(path))
    assert made.ask(query()).status == "ok"
    path.write_text('[registers]\nmode = "down"\n[registers.person]\nmode = "not_found"\n')
    assert made.ask(query()).status == "not_found"
    assert made.ask(query("address")).status == "down"
    path.unlink()
    assert made.ask(query()).status == "ok"


def test_people_of_a_demonstration_live_in_its_settlements(store: Store, tmp_path: Path) -> None:
    """Par. 10, 27: an address the simulator answers is a place of the region, for every process."""
    with store.write(SYSTEM) as session:
        for number, (code, level) in enumerate((
            ("194000000", "district"), ("194020100", "settlement"), ("194081100", "settlement"),
        )):
            session.add(Settlement(code=code, parent=None, level=level, rural=False,
                                   name_kk=f"Жер {number}", name_ru=f"Место {number}",
                                   version="demo", valid_from=None, valid_to=None, order=number))
    places = demo_places(store)
    assert [p.kato for p in places] == ["194020100", "194081100"]
    registers = factory({"production": False, "folder": str(tmp_path)}, places=places).registers
    told = {registers.ask(RegisterQuery("address", an_iin("1990-05-12", n), "K-1", "par. 10"))
            .data["kato"] for n in range(100, 120)}
    assert told == {"194020100", "194081100"}
