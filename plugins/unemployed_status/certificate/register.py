"""What the register of the unemployed says of a person today, and what it said last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from console.act import Act
from console.data.actors import Office, Person
from console.data.case import Episode
from console.data.documents import Decision
from plugins.unemployed_status.rules import authority_of

REGISTERING = "unemployed_registration"
#: decisions that take a person off the register of the unemployed
ENDING = ("status_end", "deregistration")


@dataclass(frozen=True)
class Ended:
    """The signed decision that ended a status."""

    on: date
    number: str


def registered_since(act: Act) -> date | None:
    """Since when the person of the case is on the register as unemployed; None: is not today."""
    if act.person.state != "unemployed":
        return None
    return act.session.scalars(
        select(Episode.unemployed_on).where(Episode.open_person_id == act.person.id)
    ).one_or_none()


def registering_authority(act: Act) -> Office | None:
    """The local authority that decided the registration; by residence if the act is not kept."""
    key = act.session.scalars(
        select(Decision.authority_id)
        .where(Decision.person_id == act.person.id, Decision.kind == REGISTERING)
        .order_by(Decision.id.desc()).limit(1)
    ).first()
    found = act.session.get(Office, key) if key is not None else None
    return found or authority_of(act)


def last_end(act: Act) -> Ended | None:
    """The newest decision that took the person off the register, if there is one."""
    row = act.session.execute(
        select(Decision.decided_on, Decision.number)
        .where(Decision.person_id == act.person.id, Decision.kind.in_(ENDING))
        .order_by(Decision.id.desc()).limit(1)
    ).first()
    return Ended(row.decided_on, row.number) if row else None


def open_episode(act: Act, person: Person) -> int | None:
    """Key of the person's open registration, None without one."""
    return act.session.scalars(
        select(Episode.id).where(Episode.open_person_id == person.id)
    ).one_or_none()
