"""An act in progress: what rules, effects, notices and documents may ask and do.

Rules and effects get one Act. They read facts from it and write rows through its session; they
never commit, render or reach the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from console.calendar import zone_of_region
from console.data.actors import Card, Employer, Office, Person
from console.data.base import new_row, public_number, put
from console.data.case import Case, Episode
from console.data.content import Entry
from console.data.documents import Document
from console.data.mediation import Offer, Plan, Vacancy
from console.data.obligations import Obligation
from console.data.stays import Stay
from console.data.worktime import zone_of
from console.errors import NotFound
from console.law import LawBook
from console.scope import Scope
from console.security import Actor, Seat

if TYPE_CHECKING:
    from console.catalog import Catalog
    from console.declare import Step

T = TypeVar("T")


@dataclass(frozen=True)
class Evidence:
    """What was established before the transaction: the signature over a prepared document.

    ``result`` is the verifier's answer as JSON; only ``status`` valid closes a step. ``proof`` is
    the verifier's own evidence document: certificates and revocation answers to check again.
    """

    document: str
    method: str
    cms: bytes | None
    result: Mapping[str, Any]
    signer: str = ""
    proof: bytes = b""


@dataclass
class Act:
    """One performance of one step.

    ``data``    the validated form (or the raw payload of a step without form)
    ``facts``   words the deadlines' ``starts_when`` and the journal's "why" see; effects add here
    ``scope``   the actor's scope; the session itself works under the console's own
    """

    session: Session
    catalog: Catalog
    step: Step
    actor: Actor
    seat: Seat | None
    scope: Scope
    subject: Any
    data: dict[str, Any]
    now: datetime
    occurred_at: datetime
    evidence: Evidence | None = None
    cause: Act | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)
    #: why the act is entered late (console.lateness); "" where it is not
    late_reason: str = ""
    #: hash of what was sent, so that a key cannot be reused for something else
    digest: str = ""
    #: the act itself made its subject: nothing else can hang on it yet
    fresh: bool = False
    #: one of many done together (console.many): the batch tells and counts them once
    among: bool = False
    #: clocks this act started
    started: list[Obligation] = field(default_factory=list)
    #: rows its subject points at, once read
    linked: dict[tuple[type[Any], Any], Any] = field(default_factory=dict, repr=False)

    # ---- the subject and who belongs to it
    @property
    def case(self) -> Case:
        """The case being moved."""
        if not isinstance(self.subject, Case):
            raise TypeError(f"{self.step.name} moves no case")
        return self.subject

    @property
    def person(self) -> Person:
        """The person of the case. LookupError where the case has none."""
        return self._linked(Person, "person_id")

    @property
    def employer(self) -> Employer:
        """The employer of the case. LookupError where the case has none."""
        return self._linked(Employer, "employer_id")

    @property
    def episode(self) -> Episode:
        """The episode of the case. LookupError where the case has none."""
        return self._linked(Episode, "episode_id")

    @property
    def vacancy(self) -> Vacancy:
        """The vacancy of the case. LookupError where the case has none."""
        return self._linked(Vacancy, "vacancy_id")

    def _linked(self, model: type[T], column: str) -> T:
        key = getattr(self.subject, column, None)
        row = self.linked.get((model, key)) or (
            self.session.get(model, key) if key is not None else None
        )
        if row is None:
            raise LookupError(f"{self.step.name}: the case has no {model.__name__.lower()}")
        # The session keeps rows only while somebody holds them: unheld, each look is a statement.
        self.linked[(model, key)] = row
        return cast("T", row)

    @property
    def offer(self) -> Offer:
        """The offer row beside an offer case."""
        return self.session.scalars(select(Offer).where(Offer.case_id == self.case.id)).one()

    @property
    def plan(self) -> Plan:
        """The plan row beside a plan case."""
        return self.session.scalars(select(Plan).where(Plan.case_id == self.case.id)).one()

    def card(self, person: Person | None = None) -> Card:
        """The person's employment card, made empty on first use (one per person)."""
        who = person or self.person
        card = self.session.scalars(select(Card).where(Card.person_id == who.id)).first()
        if card is None:
            card = Card(person_id=who.id, office_id=who.office_id, updated_at=self.now)
            card.sections, card.marks, card.regimes = {}, [], []
            self.session.add(card)
            self.session.flush()
        return card

    def entry(self, form: str, case: Case | None = None) -> dict[str, Any]:
        """Newest data of a form filled in for a case; {} when never filled in."""
        return self.entry_of(form, case or self.case)

    def entry_of(self, form: str, subject: Any = None) -> dict[str, Any]:
        """Newest data of a form filled in for any subject (default: the act's own)."""
        row = self.subject if subject is None else subject
        found = self.session.scalars(
            select(Entry)
            .where(Entry.subject_kind == row.__tablename__, Entry.subject_id == row.id)
            .where(Entry.form == form)
            .order_by(Entry.revision.desc())
            .limit(1)
        ).first()
        return dict(found.data) if found else {}

    @property
    def named(self) -> str:
        """Who acts, as the journal keeps it: somebody outside offices by number, never by name.

        A journal line is sealed; it outlives what a person erases and must not tell who it was.
        """
        role = self.catalog.roles.get(self.seat.role) if self.seat is not None else None
        if role is None or role.side != "person":
            return self.actor.name
        return self.person.number if getattr(self.subject, "person_id", None) else self.actor.login

    # ---- law, place and time
    @property
    def law(self) -> LawBook:
        """The law book."""
        return self.catalog.law

    @cached_property
    def office(self) -> Office:
        """The office of the case, or of whoever opens one: actor, his person or employer, cause."""
        placed = self.step.place(self) if self.subject is None and self.step.place else None
        if placed is not None:
            return placed
        key = getattr(self.subject, "office_id", None) or self._seat_office()
        office = self.session.get(Office, key) if key else None
        if office is None and self.cause is not None:
            return self.cause.office
        if office is None:
            raise LookupError(f"{self.step.name}: no office")
        return office

    def _seat_office(self) -> int | None:
        """Office of the seat; people outside offices belong to the one that serves them."""
        seat = self.seat
        if seat is None or seat.office_id is not None:
            return seat.office_id if seat else None
        model, key = (Person, seat.person_id) if seat.person_id else (Employer, seat.employer_id)
        row: Any = self.session.get(model, key) if key else None
        return row.office_id if row is not None else None

    @property
    def zone(self) -> ZoneInfo:
        """The zone legal dates are read in."""
        return zone_of(self.office)

    @property
    def today(self) -> date:
        """Civil date of the event in the office's zone."""
        return self.occurred_at.astimezone(self.zone).date()

    @property
    def entered_on(self) -> date:
        """Civil date of now where the act is entered; known before the payload is."""
        key = getattr(self.subject, "office_id", None) or self._seat_office()
        office = self.session.get(Office, key) if key else None
        zone = zone_of(office) if office is not None else zone_of_region(None)
        return self.now.astimezone(zone).date()

    def value(self, key: str, **where: str) -> Any:
        """A dated value of the law on the day of the event, for the office's region."""
        return self.law.value_at(key, self.today, self.office.region, **where)

    # ---- finding and making
    def find(self, model: type[T], number: str, column: str = "number") -> T:
        """A row by public number, seen with the actor's own eyes; NotFound otherwise."""
        known = self.session.info.get("found", {}).get((model, column, number))
        if known is not None:
            return cast("T", known)
        saved = self.session.info["scope"]
        self.session.info["scope"] = self.scope
        try:
            row = self.session.scalars(
                select(model).where(getattr(model, column) == number)
            ).one_or_none()
        finally:
            self.session.info["scope"] = saved
        if row is None:
            raise NotFound()
        if "found" in self.session.info:  # many acts in a row name the same employer
            self.session.info["found"][(model, column, number)] = row
        return row

    @property
    def alone(self) -> bool:
        """Whether its case is this act's own and hangs on no person: no clock but its own."""
        return self.fresh and getattr(self.subject, "person_id", None) is None

    def new_case(
        self,
        kind: str,
        *,
        person: Person | None = None,
        office: Office | None = None,
        **columns: Any,
    ) -> Case:
        """A new case of ``kind`` under the edition in force, owned like its person.

        Sub-cases take ``parent``'s episode and owners. The state is set by the step itself.
        """
        place = office or self.office
        case = new_row(
            Case,
            number=public_number(self.catalog.kinds[kind].prefix),
            kind=kind,
            state="",
            edition=self.law.edition_on(self.today).id,
            office_id=person.office_id if person else place.id,
            authority_id=person.authority_id if person else None,
            village_id=person.village_id if person else None,
            person_id=person.id if person else None,
            opened_at=self.occurred_at,
            changed_at=self.now,
            facts={},
            version=1,
        )
        put(case, **columns)
        self.session.add(case)
        return case

    def open_obligations(self, deadline: str) -> list[Obligation]:
        """Open obligations of one deadline of this case."""
        return list(
            self.session.scalars(
                select(Obligation)
                .where(Obligation.case_id == self.case.id, Obligation.state == "open")
                .where(Obligation.deadline == deadline)
            )
        )

    def keep(self, **facts: Any) -> None:
        """Keep facts on the case (a new dict, so that the change is seen)."""
        self.case.facts = {**self.case.facts, **facts}

    def hand_to_authority(self, authority: Office) -> None:
        """The person and all that belongs to the open episode become the authority's to see.

        Owner columns only: what the rows say never changes.
        """
        person, keys = self.person, {"authority_id": authority.id}
        for model in (Case, Episode, Stay, Card, Entry, Document, Obligation, Offer, Plan):
            self.session.execute(
                update(model).where(model.person_id == person.id).values(**keys),
                execution_options={"synchronize_session": "fetch"},
            )
        person.authority_id = authority.id
        self.case.authority_id = authority.id
