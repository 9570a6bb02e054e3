"""The person behind an application: found by IIN or made; register data before typed data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from console.act import Act
from console.data.actors import Card, Office, Person
from console.data.base import public_number
from plugins.registration import mismatch
from plugins.registration.places import (
    CENTER,
    center_near,
    channel,
    seat_office,
    village_of,
)

TYPED = ("surname", "given_name", "patronymic", "birth_date", "sex", "citizenship", "address")


def applicant(act: Act) -> Person:
    """The person of an application: one per IIN, kept for life, served by the right center."""
    iin = act.data["iin"]
    person = act.session.scalars(select(Person).where(Person.iin == iin)).one_or_none()
    if person is None:
        person = new_person(act, iin, center_near(act.session, seat_office(act)))
    act.facts["repeated"] = "yes" if card_of(act, person) else ""
    person.state = "applicant"
    fill(person, act.data)
    _settle(act, person)
    act.session.flush()
    return person


def new_person(act: Act, iin: str, center: Office) -> Person:
    """A person nobody knew yet, served by ``center``."""
    person = Person(
        number=public_number("N"), state="applicant", version=1, iin=iin, surname="",
        sort_name="", office_id=center.id,
        address={}, sources={}, language="kk", created_at=act.now,
    )
    act.session.add(person)
    return person


def card_of(act: Act, person: Person) -> Card | None:
    """The person's card, None before the first one."""
    if person.id is None:
        return None
    return act.session.scalars(select(Card).where(Card.person_id == person.id)).first()


def fill(person: Person, data: Mapping[str, Any]) -> None:
    """Copy what the application states about identity and residence."""
    name = data["full_name"]
    person.surname, person.given_name = name["surname"], name["given_name"]
    person.patronymic = name.get("patronymic", "")
    person.birth_date = date.fromisoformat(data["birth_date"])
    person.address = dict(data["address"])
    person.kato = data["address"].get("kato") or person.kato
    person.rural = bool(data.get("rural", False))
    sort(person)


def sort(person: Person) -> None:
    """The name people are listed by."""
    person.sort_name = person.full_name


def _settle(act: Act, person: Person) -> None:
    """Which center and village serve the person from now on; a move is told in the facts."""
    here = seat_office(act)
    act.session.flush()
    center = here
    if here.kind != CENTER:
        near = center_near(act.session, here)
        chosen = act.catalog.pm.hook.choose_office(person=person, region=here.region)
        center = chosen or near
    serve(act, person, center, here if channel(act) == "assistant" else None)


def serve(act: Act, person: Person, center: Office, village: Office | None = None) -> None:
    """The center and village that serve the person from now on; the card goes along."""
    if person.office_id != center.id:
        before = act.session.get_one(Office, person.office_id)
        act.facts["moved_from"] = before.code
        person.authority_id = None
    person.office_id = center.id
    if village is None and person.rural:
        village = village_of(act.session, center, person.kato)
    person.village_id = village.id if village else None
    card = card_of(act, person)
    if card is not None:
        card.office_id, card.village_id = person.office_id, person.village_id
        card.authority_id = person.authority_id


# ---- register data before typed data, each with its source
def prefer_registers(act: Act) -> None:
    """Par. 10: blanks are filled from a register; sources are kept.

    What differs from what was stated is not taken over: it is kept beside it as facts of the
    case, for somebody to decide (plugins.registration.mismatch).
    """
    person, at = act.person, act.occurred_at.isoformat()
    sources = dict(person.sources)
    for column in TYPED:
        if column == "address" or getattr(person, column, None):
            sources[column] = {"source": "application", "at": at}
    answer = mismatch.newest(act, person.iin)
    if answer is not None:
        apart = {m.column for m in mismatch.between(person, answer)}
        when = (answer.answered_at or answer.asked_at).isoformat()
        for name, column in mismatch.REGISTERED.items():
            if not answer.answer.get(name) or column in apart:
                continue
            setattr(person, column, mismatch.clean(column, answer.answer[name]))
            sources[column] = {"source": answer.source, "register": "person", "at": when}
        if apart:
            act.facts["differs_from_register"] = sorted(apart)
    person.sources = sources
    sort(person)
    mismatch.note(act)
