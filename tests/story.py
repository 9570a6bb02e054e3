"""Runs a situation: a story a lawyer can read, told as dated acts and what must follow.

A file has ``title``, ``law``, ``paragraphs``, ``story`` and:

``[people.<name>]``  whoever applies: fields of the application; ``account`` a login that is
    theirs once they are entered; ``registered`` an instant: already a jobseeker since then
    (``card`` changes the card); ``unemployed`` a later instant: registered as unemployed then;
    ``known.<register>`` what a state register holds about them
``[[act]]``  ``at``, ``by`` (login; the system sweeps), ``step``, and where needed ``who``,
    ``case`` (a name given by ``as``; default: their newest case of the step's kind), ``fill``
    (application, card, check, vacancy), ``data``, ``occurred``, ``registers`` (asked first) with
    ``down``, ``refused`` (paragraphs or codes of the grounds) or ``error`` (class of the refusal),
    and ``expect``. ``draft`` a name: the application comes as an offline draft of the day
    ``paper`` (``mode``; ``with_card``), ``link`` the page
    made one to answer by, and ``answers`` entered, repeated, changed, same_person
``[[expect]]``  ``at``, ``who``, ``kind`` or ``case``, then: ``state``, ``person`` (state),
    ``due`` (``{"D-02" = "2021-04-19 open"}``), ``notice`` (names sent), ``none`` (no such case),
    ``office`` (code), ``channel``, ``stages`` (codes told to the monitoring system)

``applicant`` of a person is a login with a digital signature that is not yet a person here; their
request (``fill = "portal"``: annex 1.2) is signed by them, or by ``signed_by`` where a gateway
brings it.
``by = "exchange"``: the Electronic Labour Exchange says it (``says``: kind, ``about``, revision,
fields of the message; ``said`` when) and the worker takes it in; ``item`` is what becomes of it,
``step`` the act it ends in. ``step = "exchange"`` is a worker's turn alone, ``"compare"`` the
comparison; ``exchange = "down"`` sets its conduct from then on. ``shown`` (expected) is how the
exchange shows the case's vacancy, ``told`` which messages about the case it received.
``step = "sweep"`` lets expired duties take their effect. ``"{iin}"``, ``"{person}"`` and
``"{<as>}"`` in ``data`` stand for the person's IIN, public number and a case's number, the last
also within a text; ``{registration}`` is the case of whoever is ``registered``.
"""

from __future__ import annotations

import re
import tomllib
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select

from console.act import Evidence
from console.data.actors import Person
from console.errors import Grounds, Refusal
from tests import exchange, portal
from tests.drafts import a_draft, answer_of, enter_draft
from tests.make import World
from tests.people import a_check, a_full_card, a_vacancy_form, an_application

FOLDER = Path(__file__).resolve().parent / "situations"
NOT_FIELDS = (
    "applicant", "account", "registered", "unemployed", "card", "known", "serial", "second",
)
#: a link to answer by, as the page that sends one makes it
LINK = Evidence(document="", method="link", cms=None, result={
    "hash": "0" * 64, "url": "http://127.0.0.1/answer/x"})
NOT_CHECKS = ("at", "who", "kind", "case")
#: lines that are a turn of the machinery, not somebody's act
TURNS = ("sweep", "exchange", "compare")


@dataclass(frozen=True)
class Situation:
    """One file."""

    name: str
    title: str
    law: str
    paragraphs: tuple[str, ...]
    story: str
    people: Mapping[str, Mapping[str, Any]]
    lines: tuple[Mapping[str, Any], ...]

    @property
    def steps(self) -> set[str]:
        """Full names of the steps it takes."""
        return {line["step"] for line in self.lines if line.get("step", "sweep") not in TURNS}


def read(path: Path) -> Situation:
    """A situation from its file; acts and expectations in the order of time."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    lines = [*raw.get("act", []), *raw.get("expect", [])]
    return Situation(
        path.stem, raw["title"], raw["law"], tuple(raw["paragraphs"]), raw["story"],
        raw.get("people", {}), tuple(sorted(lines, key=lambda line: line["at"])),
    )


def situations() -> list[Situation]:
    """Every situation shipped, by name of the file."""
    return [read(path) for path in sorted(FOLDER.glob("*.toml"))]


@dataclass
class Teller:
    """Tells one situation in one world."""

    w: World
    told: Situation
    applications: dict[str, dict[str, Any]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    bound: set[str] = field(default_factory=set)

    def tell(self) -> int:
        """Run every line and count them; AssertionError says at which moment it broke."""
        self._introduce()
        for line in self.told.lines:
            self.w.at(line["at"])
            what = f"{self.told.name} at {line['at']} ({line.get('step', 'expect')})"
            if "step" in line:
                self._act(line, what)
                self._bind_accounts()
            expected = line if "step" not in line else line.get("expect", {})
            self._check({**line, **expected}, expected, what)
        return len(self.told.lines)

    # ---- people
    def _introduce(self) -> None:
        start = zlib.crc32(self.told.name.encode()) % 9000
        for number, (name, person) in enumerate(self.told.people.items()):
            fields = {k: v for k, v in person.items() if k not in NOT_FIELDS}
            since = person.get("registered")
            day = (since or self.told.lines[0]["at"])[:10]
            self.applications[name] = an_application(
                person.get("serial", start + number), on=day,
                second=person.get("second", False), **fields,
            )
            self._tell_registers(name, person)
            if "applicant" in person:
                portal.applicant(self.w, person["applicant"], self.applications[name]["iin"])
            if since:
                self._register(name, person)

    def _tell_registers(self, name: str, person: Mapping[str, Any]) -> None:
        for register, facts in person.get("known", {}).items():
            self.w.outside.registers.know(  # type: ignore[attr-defined]
                self.applications[name]["iin"], register, **facts
            )

    def _register(self, name: str, person: Mapping[str, Any]) -> None:
        self.w.at(person["registered"])
        application = self.applications[name]
        made = self.w.a_registered_jobseeker(
            second=person.get("second", False), card=person.get("card"), **application
        )
        self.names.setdefault("registration", made.case)
        self._bind_accounts()
        if "unemployed" in person:
            row = self._row(name)
            assert row is not None
            self.w.at(person["unemployed"]).becomes_unemployed(
                row.number, second=person.get("second", False)
            )

    def _bind_accounts(self) -> None:
        from console.scope import SYSTEM

        for name, person in self.told.people.items():
            if "account" not in person or name in self.bound:
                continue
            row = self._row(name)
            if row is None:
                continue
            with self.w.store.write(SYSTEM) as session:
                self.w.member(session, person["account"], "jobseeker", person_id=row.id,
                              iin=row.iin)
            self.bound.add(name)

    def _row(self, name: str) -> Person | None:
        iin = self.applications[name]["iin"]
        with self.w.read() as session:
            return session.scalars(select(Person).where(Person.iin == iin)).one_or_none()

    # ---- acts
    def _act(self, line: Mapping[str, Any], what: str) -> None:
        if line["step"] in TURNS:
            self._turn(line)
            return
        try:
            outcome = self._perform(line)
        except Grounds as refusal:
            found = {x for g in refusal.grounds for x in (g.code, g.paragraph)}
            assert "refused" in line, f"{what}: refused on {sorted(found)}"
            assert set(line["refused"]) <= found, f"{what}: refused on {sorted(found)}"
            return
        except Refusal as refusal:
            name = type(refusal).__name__
            assert line.get("error") == name, f"{what}: {name} {refusal.fields} {refusal.detail}"
            return
        wanted = line.get("refused") or line.get("error")
        assert wanted is None, f"{what}: was done, but {wanted} had to refuse it"
        self.names[line.get("as", outcome.kind)] = outcome.number

    def _turn(self, line: Mapping[str, Any]) -> None:
        if line["step"] == "sweep":
            self.w.sweep()
        else:
            exchange.turn(self.w, line)

    def _perform(self, line: Mapping[str, Any]) -> Any:
        w, step, data = self.w, self.w.catalog.steps[line["step"]], self._data(line)
        case = self._case(line) if step.frm else None
        if "registers" in line:
            iin = self.applications[line["who"]]["iin"]
            extra = {k: v for k, v in data.items() if k not in ("iin", "purpose")}
            with self._down(line.get("down", ())):
                return w.ask(iin, line["by"], step=step.name, case=case,
                             registers=tuple(line["registers"]), **extra)
        if "draft" in line:
            return self._enter(line, data)
        if line["by"] == "exchange":
            says = self._named(line["says"], line.get("who", ""))
            return exchange.said(w, line, data, case, says)
        if step.name == portal.BRING:
            return portal.bring(w, line["by"], data, line.get("signed_by"))
        if step.signing and step.opens:
            return portal.file(w, line["by"], data)
        if step.signing:
            return w.sign(step.name, case or "", line["by"], **data)
        return w.do(step.name, case, line["by"], data=data, occurred=line.get("occurred"),
                    key=line.get("key"), evidence=LINK if line.get("link") else None)

    def _enter(self, line: Mapping[str, Any], data: dict[str, Any]) -> Any:
        card = a_full_card(data) if line.get("with_card") else None
        draft = a_draft(line["draft"], data, line["paper"], card,
                        line.get("mode", "offline_electronic"))
        done = enter_draft(self.w, draft, line["by"])
        answer = answer_of(done)
        assert answer == line.get("answers", "entered"), f"{self.told.name}: {answer}"
        return SimpleNamespace(
            kind="draft_conflict" if done.conflict else "registration", number=done.number,
        )

    @contextmanager
    def _down(self, registers: Any) -> Iterator[None]:
        for name in registers:
            self.w.outside.controls.set(f"registers.{name}", "down")
        yield
        for name in registers:
            self.w.outside.controls.set(f"registers.{name}", "up")

    def _case(self, line: Mapping[str, Any]) -> str:
        if line.get("case") in self.names:
            return self.names[line["case"]]
        step = self.w.catalog.steps.get(line.get("step", ""))
        kind = line.get("kind") or (step.on if step else "registration")
        return self._newest(kind, line.get("who")) or "NO-SUCH-CASE"

    def _newest(self, kind: str, who: str | None) -> str | None:
        row = self._row(who) if who in self.applications else None
        if who in self.applications and row is None:
            return None
        found = self.w.cases(kind, row.id if row else None)
        return found[-1].number if found else None

    def _data(self, line: Mapping[str, Any]) -> dict[str, Any]:
        who = line.get("who", "")
        application = self.applications.get(who, {})
        made: dict[str, Any] = {
            "application": lambda: application,
            "card": lambda: a_full_card(application),
            "check": lambda: a_check(application),
            "portal": lambda: portal.a_request(application),
            "vacancy": a_vacancy_form,
            "": dict,
        }[line.get("fill", "")]()
        return self._named({**made, **line.get("data", {})}, who)

    def _named(self, value: Any, who: str) -> Any:
        if isinstance(value, dict):
            return {k: self._named(v, who) for k, v in value.items()}
        if isinstance(value, list):
            return [self._named(v, who) for v in value]
        if not isinstance(value, str) or "{" not in value:
            return value
        if not (value.startswith("{") and value.endswith("}")):
            return re.sub(r"\{(\w+)\}", lambda found: self.names[found[1]], value)
        name = value[1:-1]
        if name == "iin":
            return self.applications[who]["iin"]
        if name == "person":
            row = self._row(who)
            return row.number if row else ""
        return self.names[name]

    # ---- what must follow
    def _check(self, line: Mapping[str, Any], expected: Mapping[str, Any], what: str) -> None:
        wanted = {k: v for k, v in expected.items() if k not in NOT_CHECKS}
        if "none" in wanted:
            assert self._newest(wanted.pop("none"), line.get("who")) is None, what
        if "person" in wanted:
            row = self._row(line["who"])
            assert row is not None, f"{what}: nobody was entered"
            assert row.state == wanted.pop("person"), f"{what}: the person is {row.state}"
        if not wanted:
            return
        case = self._case(line)
        state = self.w.state(case)
        assert state == wanted.pop("state", state), f"{what}: the case is {state}"
        for deadline, due in wanted.pop("due", {}).items():
            found = self.w.due(case, deadline)
            assert found == due, f"{what}: {deadline} is {found}"
        self._check_place(case, wanted, what)
        exchange.check(self.w, case, wanted, what)
        sent = {m.notice for m in self.w.messages(case)}
        missing = set(wanted.pop("notice", ())) - sent
        assert not missing, f"{what}: not sent {sorted(missing)}"
        assert not wanted, f"{what}: unknown expectation {sorted(wanted)}"

    def _check_place(self, case: str, wanted: dict[str, Any], what: str) -> None:
        row = self.w.case(case)
        offices = {key: code for code, key in self.w.offices.items()}
        found: dict[str, Any] = {"office": offices.get(row.office_id), "channel": row.channel}
        for name, value in found.items():
            assert value == wanted.pop(name, value), f"{what}: {name} is {value}"
        told = {m.payload.get("stage") for m in self.w.messages(case, "stage")
                if m.channel == "monitoring"}
        silent = set(wanted.pop("stages", ())) - told
        assert not silent, f"{what}: not told {sorted(silent)}, only {sorted(map(str, told))}"
