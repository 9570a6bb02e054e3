"""The tests' world: a region with two districts, people of every role, a clock that stands still.

``w = World(store)`` over an empty migrated store. Then ``w.at("2021-04-16 10:00")``,
``w.do("registration.accept_application", by="specialist", **an_application(1))``,
``w.sign("registration.register_jobseeker", case, by="director")``, ``w.sweep()``. Times are those
of Almaty. No web, no network: registers, signatures and messages are the simulators.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console import lookups
from console.act import Evidence
from console.catalog import Catalog, load_catalog
from console.data.access import Delegation, Membership
from console.data.actors import Office, Person
from console.data.case import Case
from console.data.obligations import Obligation
from console.data.outbox import Message
from console.data.store import Store
from console.data.worktime import seed_calendars
from console.errors import Grounds
from console.outside import Outside, factory
from console.outside.eds.demo import DemoPerson
from console.process import Outcome, Process
from console.scope import SYSTEM, Scope
from console.security import SYSTEM_ACTOR, Actor, scope_of_seats, seats_of
from console.signing import Prepared, SigningDesk
from tests.people import (
    TOWN,
    TOWN_2,
    VILLAGE,
    VILLAGE_2,
    a_bin,
    a_check,
    a_full_card,
    a_name,
    a_vacancy_form,
    an_application,
    an_iin,
)
from tests.places import EMPLOYERS, HEADS, OFFICES, STAFF, an_employer

ZONE = ZoneInfo("Asia/Almaty")
PIN = "1234"
FROM = date(2018, 1, 1)
HOURS = {"text": "9:00-18:30", "scheme": "5day"}


@cache
def the_catalog() -> Catalog:
    """The shipped chapters, loaded once for all tests of the process."""
    return load_catalog()


@cache
def the_outside() -> Outside:
    """Simulators and the demonstration authority, one folder for the process."""
    folder = tempfile.mkdtemp(prefix="jumys-outside-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return factory({"production": False, "folder": folder})


@dataclass(frozen=True)
class Jobseeker:
    """A registered jobseeker as the world made one: public numbers and what was filled in."""

    person: str
    case: str
    application: Mapping[str, Any]


class World:
    """See the module. ``catalog`` replaces the shipped one (a plugin under test)."""

    def __init__(self, store: Store, catalog: Catalog | None = None) -> None:
        self.store, self.catalog = store, catalog or the_catalog()
        self.outside = the_outside()
        self.process = Process(store, self.catalog)
        self.desk = SigningDesk(self.process, self.outside)
        self.now = datetime(2021, 4, 16, 10, tzinfo=ZONE)
        self.accounts: dict[str, int] = {}
        self.offices: dict[str, int] = {}
        self._serial = 100
        with store.write(SYSTEM) as session:
            seed_calendars(session, range(2016, 2031), datetime(2016, 1, 1, tzinfo=UTC))
            self._settle(session)

    # ---- the people and places
    def _settle(self, session: Session) -> None:
        for number, (code, kind, parent, kato) in enumerate(OFFICES, 1):
            row = Office(
                number=f"OFF-{number}", state="published", code=code, kind=kind, kato=kato,
                parent_id=self.offices.get(parent or ""), path="", name_kk=f"{code} мекемесі",
                name_ru=f"учреждение {code}", name_en=f"office {code}", bin=a_bin(number),
                region="190000000", hours=HOURS, version=1,
            )
            session.add(row)
            session.flush()
            above = session.get(Office, row.parent_id) if row.parent_id else None
            row.path = f"{above.path if above else '/'}{row.id}/"
            self.offices[code] = row.id
        for login, role, office in STAFF:
            self.member(session, login, role, office_id=self.offices[office])
        for serial, (login, office) in enumerate(EMPLOYERS, 1):
            row_e = an_employer(serial, self.offices[office], login)
            session.add(row_e)
            session.flush()
            self.member(session, login, "employer", employer_id=row_e.id)
        session.add(Delegation(
            office_id=self.offices["authority"], from_account=self.accounts["head"],
            to_account=self.accounts["deputy"], role="authority_head", kind="replacing",
            valid_from=FROM, valid_to=None, basis="№ 7 бұйрық",
            created_at=datetime(2018, 1, 1, tzinfo=UTC),
        ))

    def member(
        self, session: Session, login: str, role: str, *, office_id: int | None = None,
        person_id: int | None = None, employer_id: int | None = None, iin: str | None = None,
    ) -> None:
        """Give a login a role at an office, for a person or for an employer."""
        account = self.accounts.setdefault(login, len(self.accounts) + 1)
        session.add(Membership(
            account_id=account, role=role, office_id=office_id, person_id=person_id,
            employer_id=employer_id, iin=iin or an_iin("1980-02-03", 500 + account),
            valid_from=FROM, valid_to=None,
        ))

    def at(self, text: str) -> World:
        """Set the clock: ``2021-04-16 10:00`` in Almaty. Returns the world."""
        self.now = datetime.fromisoformat(text).replace(tzinfo=ZONE)
        return self

    def actor(self, login: str) -> Actor:
        """Who a login is today; ``system`` for automatic acts."""
        if login == "system":
            return SYSTEM_ACTOR
        account = self.accounts[login]
        with self.store.session(SYSTEM) as session:
            seats = seats_of(session, account, self.now.date())
        return Actor(account, login, f"{login} аты-жөні", seats)

    def scope(self, login: str) -> Scope:
        """What a login may see today."""
        if login == "system":
            return SYSTEM
        seats = self.actor(login).seats
        with self.store.session(SYSTEM) as session:
            return scope_of_seats(session, seats, self.catalog, self.now)

    # ---- acts
    def do(
        self, step: str, case: str | None = None, by: str = "specialist", *,
        data: Mapping[str, Any] | None = None, occurred: str | None = None,
        key: str | None = None, version: int | None = None, evidence: Evidence | None = None,
        **payload: Any,
    ) -> Outcome:
        """Perform a step now; ``occurred`` is when it happened if earlier."""
        then = datetime.fromisoformat(occurred).replace(tzinfo=ZONE) if occurred else None
        return self.process.perform(
            step, case, self.actor(by), {**(data or {}), **payload}, then, self.now,
            scope=self.scope(by), evidence=evidence, key=key, version=version,
        )

    def refused(
        self, step: str, case: str | None = None, by: str = "specialist", **payload: Any
    ) -> list[tuple[str, str]]:
        """The grounds (code, paragraph) the step is refused on; fails when it is not."""
        try:
            if self.catalog.steps[step].signing:
                self.prepare(step, case or "", by, **payload)
            else:
                self.do(step, case, by, **payload)
        except Grounds as refusal:
            return [(g.code, g.paragraph) for g in refusal.grounds]
        raise AssertionError(f"{step} was not refused")

    def prepare(self, step: str, case: str, by: str = "director", **payload: Any) -> Prepared:
        """Freeze the document a step signs."""
        return self.desk.prepare(step, case, self.actor(by), self.scope(by), self.now, payload)

    def sign(self, step: str, case: str, by: str = "director", **payload: Any) -> Outcome:
        """Prepare and sign with the login's own demonstration key."""
        prepared = self.prepare(step, case, by, **payload)
        self._key(by)
        return self.desk.sign(
            step, case, self.actor(by), self.scope(by), self.now,
            document=prepared.number, pin=PIN, payload=payload,
        )

    def _key(self, login: str) -> None:
        """A key of the demonstration authority for a login, made on first use."""
        assert self.outside.demo_ca is not None
        seat = next(s for s in self.actor(login).seats if s.iin)
        with self.store.session(SYSTEM) as session:
            office = session.get(Office, seat.office_id) if seat.office_id else None
        role = "head" if login in HEADS else "authorised" if office else "person"
        self.outside.demo_ca.issue(
            DemoPerson(
                login=login, iin=seat.iin or "", surname="Demo", name=login,
                bin=office.bin or "" if office else "",
                organisation=office.name_kk if office else "", roles=(role,),
            ),
            PIN,
        )

    def ask(
        self, iin: str, by: str = "specialist", *, step: str = "registration.ask_register",
        case: str | None = None, registers: tuple[str, ...] = ("person", "address"),
        purpose: str = "registration", **payload: Any,
    ) -> Outcome:
        """Ask state registers about an IIN and perform the step that keeps the answers."""
        return lookups.ask(
            self.process, self.outside, self.actor(by), self.scope(by), step=step, case=case,
            iin=iin, purpose=purpose, registers=registers, now=self.now, payload=payload,
        )

    def sweep(self) -> list[Outcome]:
        """Apply the consequences of every duty that has lapsed by now, oldest first."""
        outcomes: list[Outcome] = []
        while True:
            with self.store.session(SYSTEM) as session:
                ids = session.scalars(
                    select(Obligation.id)
                    .where(Obligation.state == "open", Obligation.lapsed_at.is_(None))
                    .where(Obligation.due_at < self.now).order_by(Obligation.due_at)
                ).all()
            if not ids:
                return outcomes
            outcomes += self.process.lapse(ids[0], self.now)

    # ---- looking
    def read(self, scope: Scope = SYSTEM) -> Session:
        """A read session (use it in a ``with``)."""
        return self.store.session(scope)

    def case(self, number: str) -> Case:
        """A case by public number."""
        with self.read() as session:
            return session.scalars(select(Case).where(Case.number == number)).one()

    def state(self, number: str) -> str:
        """The state of a case."""
        return self.case(number).state

    def person(self, number: str) -> Person:
        """A person by public number."""
        with self.read() as session:
            return session.scalars(select(Person).where(Person.number == number)).one()

    def person_of(self, case: str) -> Person:
        """The person of a case."""
        with self.read() as session:
            return session.get_one(Person, self.case(case).person_id)

    def cases(self, kind: str, person: int | None = None) -> list[Case]:
        """Cases of a kind, of one person where given, oldest first."""
        with self.read() as session:
            query = select(Case).where(Case.kind == kind).order_by(Case.id)
            if person is not None:
                query = query.where(Case.person_id == person)
            return list(session.scalars(query))

    def due(self, case: str, deadline: str) -> str:
        """``2021-04-19 open``: due day and state of the newest clock of a case."""
        with self.read() as session:
            row = session.scalars(
                select(Obligation).join(Case, Case.id == Obligation.case_id)
                .where(Case.number == case, Obligation.deadline == deadline)
                .order_by(Obligation.id.desc())
            ).first()
        return f"{row.due_on} {row.state}" if row else "none"

    def messages(self, case: str, notice: str | None = None) -> list[Message]:
        """Messages of a case, of one notice where given."""
        with self.read() as session:
            query = select(Message).join(Case, Case.id == Message.case_id)
            query = query.where(Case.number == case).order_by(Message.id)
            rows = session.scalars(query).all()
        return [m for m in rows if notice in (None, m.notice)]

    def count(self, model: Any) -> int:
        """Rows of a table."""
        with self.read() as session:
            return session.scalar(select(func.count()).select_from(model)) or 0

    # ---- making
    def serial(self) -> int:
        """A number nobody had yet."""
        self._serial += 1
        return self._serial

    def an_application(self, **over: Any) -> dict[str, Any]:
        """An application of somebody new, dated today."""
        return an_application(self.serial(), **{"on": self.now.date().isoformat(), **over})

    def a_person(
        self, *, rural: bool = False, born: str = "1990-05-12", second: bool = False,
        state: str = "applicant", **columns: Any,
    ) -> Person:
        """A person's row alone, without any act behind it."""
        serial, mark = self.serial(), "2" if second else ""
        name = a_name(serial)
        with self.store.write(SYSTEM) as session:
            row = Person(**{
                "number": f"PERSON-{serial}", "state": state, "version": 1,
                "iin": an_iin(born, serial), **name, "sort_name": " ".join(name.values()),
                "birth_date": date.fromisoformat(born), "sex": "m", "rural": rural,
                "kato": (VILLAGE_2 if second else VILLAGE) if rural else
                        (TOWN_2 if second else TOWN),
                "address": {}, "sources": {}, "language": "kk", "mobile": "+77012345678",
                "office_id": self.offices[f"center{mark}"],
                "village_id": self.offices[f"akim{mark}"] if rural else None,
                "created_at": self.now, **columns,
            })
            session.add(row)
        return row

    def a_registered_jobseeker(
        self, *, login: str | None = None, second: bool = False,
        card: Mapping[str, Any] | None = None, **over: Any,
    ) -> Jobseeker:
        """Somebody registered as a jobseeker by all the steps, now; ``login``: their account."""
        mark = "2" if second else ""
        application = self.an_application(second=second, **over)
        number = self.do(
            "registration.accept_application", by=f"specialist{mark}", data=application
        ).number
        self.do("registration.fill_card", number, by=f"specialist{mark}",
                data=a_full_card(application, **(card or {})))
        self.do("registration.propose_registration", number, by=f"specialist{mark}",
                data=a_check(application))
        self.sign("registration.register_jobseeker", number, by=f"director{mark}")
        person = self.person_of(number)
        if login:
            with self.store.write(SYSTEM) as session:
                self.member(session, login, "jobseeker", person_id=person.id, iin=person.iin)
        return Jobseeker(person.number, number, application)

    def becomes_unemployed(self, person: str, *, second: bool = False) -> str:
        """A jobseeker goes all the way of par. 31 to 35 now; the number of the status case."""
        self.sweep()
        row, mark = self.person(person), "2" if second else ""
        case = self.cases("unemployed_status", row.id)[-1].number
        chapter = "unemployed_status"
        for register, facts in (("employment", {"contracts": []}),
                                ("student", {"institution": None})):
            self.outside.registers.know(row.iin, register, **facts)  # type: ignore[attr-defined]
        self.sign(f"{chapter}.approve_draft", case, f"director{mark}")
        self.ask(row.iin or "", f"officer{mark}", step=f"{chapter}.check_registers", case=case,
                 registers=("person", "employment", "entrepreneur", "student"), purpose="32")
        self.sign(f"{chapter}.sign_decision", case, f"head{mark}")
        self.sign(f"{chapter}.give_notice", case, f"director{mark}")
        teller, channel = ("assistant", "assistant") if row.rural else ("specialist", "mobile")
        self.do(f"{chapter}.inform_person", case, f"{teller}{mark}", channel=channel)
        return case

    def a_vacancy(self, by: str = "employer", **over: Any) -> Outcome:
        """A vacancy posted today by an employer."""
        today = self.now.date().isoformat()
        return self.do("mediation.post_vacancy", by=by,
                       data=a_vacancy_form(**{"appeared_on": today, **over}))

    def with_catalog(self, catalog: Catalog) -> World:
        """The same world and rows under another catalog."""
        other = object.__new__(World)
        other.__dict__ = {**self.__dict__, "catalog": catalog}
        other.process = replace(self.process, catalog=catalog)
        other.desk = SigningDesk(other.process, self.outside)
        return other


__all__ = [
    "PIN", "ZONE", "Jobseeker", "World", "a_check", "a_full_card", "a_vacancy_form",
    "an_application", "an_employer", "the_catalog", "the_outside",
]
