"""Acts of the demonstration's people through the console's own steps, at moments of the past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from console import lookups
from console.calendar import WorkCalendar
from console.catalog import Catalog
from console.data.actors import Person
from console.data.case import Case
from console.data.obligations import Obligation
from console.data.store import Store
from console.data.worktime import working_calendar
from console.demo.region import PIN
from console.fab import accounts
from console.outside import Outside
from console.process import Outcome, Process
from console.scope import SYSTEM, Scope
from console.security import SYSTEM_ACTOR, Actor, scope_of_seats, seats_of
from console.signing import SigningDesk

ZONE = ZoneInfo("Asia/Almaty")


@dataclass
class Teller:
    """Performs steps as demonstration logins. ``now`` is the story's moment.

    Stories are told with the clock in the past; nothing here knows a legal term.
    """

    store: Store
    catalog: Catalog
    outside: Outside
    now: datetime
    public_url: str
    names: dict[str, str] = field(default_factory=dict)
    _actors: dict[str, Actor] = field(default_factory=dict)

    @cached_property
    def process(self) -> Process:
        """The one write path."""
        return Process(self.store, self.catalog)

    @cached_property
    def desk(self) -> SigningDesk:
        """Signing with the demonstration's own authority."""
        return SigningDesk(self.process, self.outside, public_url=self.public_url)

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The five-day week in force."""
        with self.store.session(SYSTEM) as session:
            return working_calendar(session)

    def has(self, *steps: str) -> bool:
        """Whether the installed chapters declare all these steps."""
        return all(step in self.catalog.steps for step in steps)

    # ---- time
    def at(self, day: date, clock: str = "10:00") -> Teller:
        """Set the story's moment: a civil day and time of the region."""
        self.now = datetime.combine(day, time.fromisoformat(clock), ZONE)
        return self

    @property
    def today(self) -> date:
        """Civil day of the story's moment."""
        return self.now.astimezone(ZONE).date()

    def back(self, count: int, frm: date) -> date:
        """The working day ``count`` working days before ``frm``; 0: the last one up to it."""
        day = frm
        if not self.calendar.is_working(day):
            day = self.calendar.add_working_days(day, -1)
        return self.calendar.add_working_days(day, -count) if count else day

    def next_day(self, count: int = 1) -> date:
        """The working day ``count`` working days after the story's moment."""
        return self.calendar.add_working_days(self.today, count)

    # ---- who
    def actor(self, login: str) -> Actor:
        """A login with the seats it holds; they do not change while stories are told."""
        if login == "system":
            return SYSTEM_ACTOR
        if login not in self._actors:
            self._actors[login] = self._actor(login)
        return self._actors[login]

    def forget(self, login: str) -> None:
        """Somebody was given another seat: it counts from the next act on."""
        self._actors.pop(login, None)

    def _actor(self, login: str) -> Actor:
        account = accounts.find_account(self.store, login)
        if account is None:
            raise LookupError(f"The demonstration has no login {login!r}.")
        with self.store.session(SYSTEM) as session:
            seats = seats_of(session, account, self.today)
        return Actor(account, login, self.names.get(login, login), seats)

    def scope(self, actor: Actor) -> Scope:
        """What an actor may see at the story's moment."""
        if actor.system:
            return SYSTEM
        with self.store.session(SYSTEM) as session:
            return scope_of_seats(session, actor.seats, self.catalog, self.now)

    # ---- acts
    def do(
        self, step: str, case: str | None, by: str, payload: Mapping[str, Any] | None = None
    ) -> Outcome:
        """Perform a step now."""
        actor = self.actor(by)
        return self.process.perform(step, case, actor, payload or {}, now=self.now,
                                    scope=self.scope(actor))

    def sign(
        self, step: str, case: str, by: str, payload: Mapping[str, Any] | None = None
    ) -> Outcome:
        """Prepare and sign with the login's demonstration key."""
        actor = self.actor(by)
        scope = self.scope(actor)
        prepared = self.desk.prepare(step, case, actor, scope, self.now, payload)
        return self.desk.sign(step, case, actor, scope, self.now, document=prepared.number,
                              pin=PIN, payload=payload)

    def ask(
        self, step: str, case: str | None, by: str, *, iin: str, registers: tuple[str, ...],
        purpose: str, payload: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """Ask the simulated registers and perform the step that keeps the answers."""
        actor = self.actor(by)
        return lookups.ask(
            self.process, self.outside, actor, self.scope(actor), step=step, case=case, iin=iin,
            purpose=purpose, registers=registers, now=self.now, payload=payload,
        )

    def lapse(self, person: int | None = None) -> list[Outcome]:
        """Apply what lapsed before the story's moment, oldest first; of one person or of all."""
        outcomes: list[Outcome] = []
        while True:
            query = (
                select(Obligation.id)
                .where(Obligation.state == "open", Obligation.lapsed_at.is_(None))
                .where(Obligation.due_at < self.now)
                .where(Obligation.deadline.in_(tuple(self.catalog.lapses)))
                .order_by(Obligation.due_at, Obligation.id).limit(1)
            )
            if person is not None:
                query = query.where(Obligation.person_id == person)
            with self.store.session(SYSTEM) as session:
                found = session.scalars(query).first()
            if found is None:
                return outcomes
            outcomes += self.process.lapse(found, self.now)

    # ---- looking
    def case(self, number: str) -> Case:
        """A case by public number."""
        with self.store.session(SYSTEM) as session:
            return session.scalars(select(Case).where(Case.number == number)).one()

    def newest(self, kind: str, person: int) -> Case | None:
        """The newest case of a kind of one person."""
        with self.store.session(SYSTEM) as session:
            return session.scalars(
                select(Case).where(Case.kind == kind, Case.person_id == person)
                .order_by(Case.id.desc()).limit(1)
            ).first()

    def person_number(self, person: int) -> str:
        """Public number of a person."""
        with self.store.session(SYSTEM) as session:
            return session.get_one(Person, person).number

    def person_of(self, case: str) -> Person:
        """The person of a case."""
        with self.store.session(SYSTEM) as session:
            return session.get_one(Person, self.case(case).person_id)
