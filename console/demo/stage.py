"""Where the scenes of the demonstration are played: told people, their cases, the last days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from console.data.actors import Employer, Office, Person
from console.data.case import Case
from console.data.documents import Decision, Document
from console.demo.people import Invented, person
from console.demo.places import SIDES
from console.demo.teller import Teller
from console.scope import SYSTEM


@dataclass
class Stage:
    """What a scene finds. ``told``: who each story was told of; ``anchor`` as for the stories."""

    t: Teller
    seed: int
    today: date
    anchor: date
    told: Mapping[str, Mapping[str, Any]]
    #: numbers one scene leaves for another
    left: dict[str, str] = field(default_factory=dict)

    def on(self, back: int, clock: str) -> Stage:
        """Go to a moment ``back`` working days before the anchor."""
        self.t.at(self.t.back(back, self.anchor), clock)
        return self

    def ahead(self, *days: int) -> list[date]:
        """Working days after the moment."""
        return [self.t.next_day(n) for n in days]

    def do(
        self, step: str, case: str | None, by: str, data: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> str:
        """Perform a step; the number of the case or item."""
        return self.t.do(step, case, by, {**(data or {}), **more}).number

    # ---- who
    def has(self, key: str) -> bool:
        """Whether that story was told, of a person the console knows."""
        return bool(self.told.get(key, {}).get("person"))

    def someone(self, key: str) -> Person:
        """The person a story was told of."""
        with self.t.store.session(SYSTEM) as session:
            return session.get_one(Person, self.told[key]["person"])

    def invented(self, key: str) -> Invented:
        """The same with all that was invented about them."""
        side = SIDES[int(key.split(":")[1])]
        return person(self.told[key]["index"], self.seed, self.today, side=side, rural=False)

    def employer(self, center: str) -> Employer:
        """The first employer of a center: the one with a login."""
        with self.t.store.session(SYSTEM) as session:
            return session.scalars(
                select(Employer).join(Office, Office.id == Employer.office_id)
                .where(Office.code == center).order_by(Employer.id).limit(1)
            ).one()

    # ---- their cases
    def case(self, key: str, kind: str) -> Case:
        """The newest case of a kind of a told person."""
        found = self.t.newest(kind, self.told[key]["person"])
        if found is None:
            raise LookupError(f"The person of {key} has no case of {kind}.")
        return found

    def decision(self, case: Case) -> str:
        """The number of what was signed last in a case: its decision, else its document."""
        with self.t.store.session(SYSTEM) as session:
            found = session.scalars(
                select(Decision.number).where(Decision.case_id == case.id)
                .order_by(Decision.id.desc()).limit(1)
            ).first()
            return found or session.scalars(
                select(Document.number).where(Document.case_id == case.id)
                .where(Document.state == "signed").order_by(Document.id.desc()).limit(1)
            ).one()
