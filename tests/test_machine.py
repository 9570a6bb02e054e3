"""Random walks over registration and the status of the unemployed, by right and by wrong.

Hypothesis chooses who tries which step on which case, lets days pass and terms lapse. Whatever
happens, the books agree: a state is what the journal says, no duty hangs in the air, nothing is
decided without a signature. ``JUMYS_TEST_MACHINE=400x60`` walks longer (walks x steps).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import func, select

from console import migrate
from console.data.actors import Person
from console.data.case import Case, Episode
from console.data.documents import Decision, Document, Signature
from console.data.journal import JournalLine
from console.data.obligations import Obligation
from console.data.store import Store
from console.errors import Refusal
from tests.make import World, a_check, a_full_card
from tests.people import an_application

WALKS, STEPS = (int(n) for n in os.environ.get("JUMYS_TEST_MACHINE", "6x14").split("x"))
KINDS = ("registration", "unemployed_status")
LOGINS = ("specialist", "director", "officer", "head", "frontdesk", "assistant", "akim",
          "specialist2", "director2", "head2", "supervisor", "admin")
KNOWN: dict[str, Any] = {"employment": {"contracts": []}, "student": {"institution": None}}


@cache
def the_world() -> World:
    """One world for all walks: each walk brings its own people into it."""
    folder = tempfile.mkdtemp(prefix="jumys-machine-")
    store = Store(f"sqlite:///{Path(folder) / 'jumys.db'}")
    migrate.upgrade(store)
    return World(store)


def steps_of(kind: str) -> list[str]:
    """Every step people take on cases of a kind."""
    steps = the_world().catalog.steps.values()
    return sorted(s.name for s in steps if s.on == kind and s.frm and not s.automatic)


class Walk(RuleBasedStateMachine):
    """One walk: some people, their cases, a clock that only goes forward."""

    def __init__(self) -> None:
        super().__init__()
        self.world = the_world()
        self.world.at("2021-04-16 10:00")
        self.people: dict[int, dict[str, Any]] = {}

    @rule(rural=st.booleans(), again=st.booleans())
    def apply(self, rural: bool, again: bool) -> None:
        """Somebody applies at the center; now and then somebody who has applied already."""
        today = self.world.now.date().isoformat()
        if again and self.people:
            application = {**next(iter(self.people.values())), "application_date": today}
        else:
            application = an_application(self.world.serial(), on=today, rural=rural)
        self._try("registration.accept_application", None, "specialist", application)
        with self.world.read() as session:
            person = session.scalars(
                select(Person.id).where(Person.iin == application["iin"])).first()
        if person is not None:
            self.people[person] = application

    @rule(hours=st.sampled_from((1, 5, 20, 30, 80, 200)))
    def wait(self, hours: int) -> None:
        """Time passes, terms lapse."""
        self.world.now += timedelta(hours=hours)
        self.world.sweep()

    @rule(data=st.data(), login=st.sampled_from(LOGINS), right=st.booleans())
    def act(self, data: Any, login: str, right: bool) -> None:
        """Somebody tries a step on a case: half the time who may, from a state that allows it."""
        cases = self._cases()
        if not cases:
            return
        case = data.draw(st.sampled_from(cases))
        names = steps_of(case.kind)
        if right:
            fitting = [n for n in names if case.state in self.world.catalog.steps[n].frm]
            names = fitting or names
        name = data.draw(st.sampled_from(names))
        by = self._holder(name) or login if right else login
        self._try(name, case.number, by, self._payload(name, case))

    @rule(data=st.data())
    def go_on(self, data: Any) -> None:
        """The case's own next step, by whom it waits for: so that walks get far."""
        cases = [c for c in self._cases() if c.next_step]
        if cases:
            case = data.draw(st.sampled_from(cases))
            name = str(case.next_step)
            self._try(name, case.number, self._holder(name) or "specialist",
                      self._payload(name, case))

    # ---- helpers
    def _cases(self) -> list[Case]:
        with self.world.read() as session:
            return list(session.scalars(
                select(Case).where(Case.person_id.in_(self.people), Case.kind.in_(KINDS))
                .order_by(Case.id)
            ))

    def _holder(self, name: str) -> str | None:
        roles = self.world.catalog.action(self.world.catalog.steps[name]).roles
        for login in LOGINS[:7]:
            if self.world.actor(login).roles & roles:
                return login
        return None

    def _payload(self, name: str, case: Case) -> dict[str, Any]:
        application = self.people[case.person_id or 0]
        today = self.world.now.date().isoformat()
        return {
            "registration.fill_card": a_full_card(application),
            "registration.propose_registration": a_check(application),
            "registration.propose_refusal": {
                "findings": [{"ground": "data_unreliable", "reason": "Қате мәлімет"}]},
            "registration.return_to_specialist": {"note": "Қайта қараңыз"},
            "registration.hand_over_notice": {"identity_checked": True, "how": "in_person"},
            "unemployed_status.inform_person": {"channel": "mobile"},
            "unemployed_status.record_wish": {"signed_on": today, "explained": True},
            "unemployed_status.propose_end": {
                "ground": "own_wish", "since": today, "basis": "өтініш"},
            "unemployed_status.correct_decision": {"correction": "Түзету", "reason": "Қате"},
        }.get(name, {})

    def _try(self, name: str, case: str | None, by: str, payload: dict[str, Any]) -> None:
        """A refusal is an answer; anything else that breaks is a fault of the console."""
        try:
            if name == "unemployed_status.check_registers":
                person = self.world.person_of(str(case))
                for register, facts in KNOWN.items():
                    self.world.outside.registers.know(  # type: ignore[attr-defined]
                        person.iin, register, **facts)
                self.world.ask(person.iin or "", by, step=name, case=case, purpose="32",
                               registers=("person", "employment", "entrepreneur", "student"))
            elif self.world.catalog.steps[name].signing is not None:
                self.world.sign(name, str(case), by=by, **payload)
            else:
                self.world.do(name, case, by=by, data=payload)
        except Refusal:
            return

    # ---- what always holds
    @invariant()
    def a_state_is_what_the_journal_says(self) -> None:
        """Each case stands where its last act left it, and each act began where the last ended."""
        with self.world.read() as session:
            for case in self._cases():
                lines = session.scalars(
                    select(JournalLine).where(JournalLine.case_id == case.id)
                    .order_by(JournalLine.id)
                ).all()
                assert lines, case.number
                assert lines[-1].to_state == case.state, case.number
                for before, after in zip(lines, lines[1:], strict=False):
                    assert after.from_state == before.to_state, (case.number, after.step)
                closed = case.state in self.world.catalog.kinds[case.kind].closed
                assert closed == (case.closed_at is not None), case.number

    @invariant()
    def no_duty_hangs_in_the_air(self) -> None:
        """Each was started by an act of its case; stopped ones by a later act; none runs twice."""
        with self.world.read() as session:
            duties = session.scalars(
                select(Obligation).where(Obligation.person_id.in_(self.people))).all()
            acts = {line.id: line for line in session.scalars(
                select(JournalLine).where(JournalLine.person_id.in_(self.people)))}
            for duty in duties:
                assert duty.started_by in acts, duty.deadline
                assert acts[duty.started_by].case_id == duty.case_id, duty.deadline
                assert duty.due_at >= duty.started_at, duty.deadline
                assert (duty.state == "open") == (duty.stopped_at is None), duty.deadline
                if duty.state == "met":
                    assert duty.stopped_by in acts, duty.deadline
            running = [(d.deadline, d.case_id) for d in duties if d.state == "open"]
            assert len(running) == len(set(running))

    @invariant()
    def nothing_is_decided_without_a_signature(self) -> None:
        """Every act that needs a signature has its own, and every signed paper carries one."""
        steps = self.world.catalog.steps
        with self.world.read() as session:
            cases = [case.id for case in self._cases()]
            signed = session.execute(
                select(Document.number, Document.state, func.count(Signature.id))
                .outerjoin(Signature, Signature.document_id == Document.id)
                .where(Document.case_id.in_(cases)).group_by(Document.number, Document.state)
            ).all()
            count = {number: marks for number, _state, marks in signed}
            for number, state, marks in signed:
                assert (state == "signed") == (marks > 0), number
            for line in session.scalars(
                select(JournalLine).where(JournalLine.case_id.in_(cases))
            ):
                if steps[line.step].signing is not None:
                    papers = line.why["documents"]
                    assert papers and all(count[number] for number in papers), line.step
            for decision in session.scalars(
                select(Decision).where(Decision.case_id.in_(cases))
            ):
                assert count[decision.number] == 1, decision.kind

    @invariant()
    def a_person_is_what_was_decided(self) -> None:
        """At most one open episode; nobody is unemployed without a signed registering decision."""
        with self.world.read() as session:
            for person in session.scalars(select(Person).where(Person.id.in_(self.people))):
                episodes = session.scalars(
                    select(Episode).where(Episode.open_person_id == person.id)).all()
                assert len(episodes) <= 1
                assert (person.state in ("jobseeker", "unemployed")) == bool(episodes), person.state
                if person.state == "unemployed":
                    assert session.scalar(
                        select(Decision.id).where(Decision.person_id == person.id)
                        .where(Decision.kind == "unemployed_registration").limit(1)
                    )


Walk.TestCase.settings = settings(
    max_examples=WALKS, stateful_step_count=STEPS, deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestWalk = Walk.TestCase


@pytest.fixture(scope="module", autouse=True)
def _closed() -> Iterator[None]:
    yield
    if the_world.cache_info().currsize:
        the_world().store.dispose()


def test_a_walk_can_go_all_the_way() -> None:
    """The walks' own payloads lead from the application to the status and its notice."""
    walk = Walk()
    walk.apply(rural=False, again=False)
    for _ in range(4):
        [case] = [c for c in walk._cases() if c.kind == "registration"]
        if case.next_step:
            name = str(case.next_step)
            walk._try(name, case.number, walk._holder(name) or "", walk._payload(name, case))
    walk.world.at("2021-04-20 09:00").sweep()
    for _ in range(6):
        found = [c for c in walk._cases() if c.kind == "unemployed_status"]
        if found[-1].next_step:
            name = str(found[-1].next_step)
            walk._try(name, found[-1].number, walk._holder(name) or "",
                      walk._payload(name, found[-1]))
    states = {c.kind: c.state for c in walk._cases()}
    assert states["unemployed_status"] == "active", states
    for check in (walk.a_state_is_what_the_journal_says, walk.no_duty_hangs_in_the_air,
                  walk.nothing_is_decided_without_a_signature, walk.a_person_is_what_was_decided):
        check()
