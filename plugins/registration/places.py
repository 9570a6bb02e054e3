"""Which office serves a person: the center by residence, the village by its akim's office.

The territory of an office is its KATO code without trailing zeros: the longest prefix of the
person's own code wins (par. 4, 15, 27).
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from console.act import Act
from console.data.actors import Office, Person

CENTER, VILLAGE = "center", "akim_office"
CHANNELS = {"state_corporation_desk": "state_corp", "akim_office": "assistant"}


def seat_office(act: Act) -> Office:
    """The office the actor sits in; LookupError for somebody without one."""
    key = act.seat.office_id if act.seat else None
    office = act.session.get(Office, key) if key else None
    if office is None:
        raise LookupError(f"{act.step.name}: the actor sits in no office")
    return office


def channel(act: Act) -> str:
    """By which entrance of par. 4 the person came: center, state_corp or assistant."""
    if act.seat is not None and act.seat.role == "center_frontdesk":
        return "state_corp"
    return CHANNELS.get(seat_office(act).kind, "center")


def center_near(session: Session, office: Office) -> Office:
    """The office itself if it is a center, else the center nearest above it in the tree."""
    at: Office | None = office
    while at is not None:
        if at.kind == CENTER:
            return at
        below = session.scalars(
            select(Office).where(Office.kind == CENTER, Office.parent_id == at.id)
            .order_by(Office.id)
        ).first()
        if below is not None:
            return below
        at = session.get(Office, at.parent_id) if at.parent_id else None
    raise LookupError(f"No employment center serves {office.code}.")


def center_by_residence(person: Person) -> Office | None:
    """The center whose territory holds the person's KATO code; None when none does."""
    session = object_session(person)
    if session is None or not person.kato:
        return None
    centers = session.scalars(select(Office).where(Office.kind == CENTER)).all()
    return _nearest(centers, person.kato)


def village_of(session: Session, center: Office, kato: str | None) -> Office | None:
    """The akim's office that serves a village of the center's district; None in a town."""
    offices = session.scalars(
        select(Office).where(Office.kind == VILLAGE, Office.parent_id == center.parent_id)
    ).all()
    return _nearest(offices, kato or "")


def _nearest(offices: Iterable[Office], kato: str) -> Office | None:
    found = [(len(prefix), o) for o in offices
             if (prefix := (o.kato or "").rstrip("0")) and kato.startswith(prefix)]
    return max(found, key=lambda pair: pair[0])[1] if found else None
