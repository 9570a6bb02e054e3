"""Short ways into chapter 5 for its tests: people who search, vacancies, offers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from console.data.actors import Card, Person
from console.data.case import Episode
from console.data.mediation import Offer, Vacancy
from console.scope import SYSTEM
from tests.make import World

FITS = {"fits_training": "yes", "fits_experience": "yes", "fits_regime": "yes"}


def searching(
    w: World, state: str = "jobseeker", *, login: str | None = None, rural: bool = False,
    second: bool = False, card: dict[str, Any] | None = None, **columns: Any,
) -> Person:
    """A person who looks for work, with an open episode and a card (town shop assistant)."""
    number = w.serial()
    born = f"19{80 + number % 15}-0{1 + number % 9}-1{number % 10}"
    person = w.a_person(
        **{"born": born, "state": state, "rural": rural, "second": second, **columns})
    day = w.now.date()
    with w.store.write(SYSTEM) as session:
        session.add(Episode(
            person_id=person.id, open_person_id=person.id, office_id=person.office_id,
            village_id=person.village_id, channel="center", opened_on=day, registered_on=day,
            unemployed_on=day if state == "unemployed" else None,
        ))
        session.add(Card(**{
            "person_id": person.id, "office_id": person.office_id, "occupation": "5223",
            "village_id": person.village_id, "education_level": "technical_vocational",
            "experience_years": 4.0, "wage_min": 120000, "regimes": ["full_time"],
            "region": "190000000", "relocation": False, "searching": True, "sections": {},
            "marks": [], "updated_at": w.now, **(card or {}),
        }))
        if login:
            w.member(session, login, "jobseeker", person_id=person.id, iin=person.iin)
    return person


def offered(w: World, person: Person, vacancy: str, channel: str = "in_person", **data: Any) -> str:
    """The number of an offer made now by the specialist."""
    return w.do("mediation.offer_vacancy", data={
        "vacancy": vacancy, "person": person.number, "channel": channel, **FITS, **data,
    }).number


def sent(w: World, person: Person, vacancy: str) -> str:
    """An offer accepted and sent to the employer, all now."""
    number = offered(w, person, vacancy)
    w.do("mediation.accept_offer", number, channel="in_person")
    w.do("mediation.send_resume", number, conditions_suit=True, way="system")
    return number


def offer_row(w: World, number: str) -> Offer:
    """The offer beside its case."""
    with w.read() as session:
        return session.scalars(select(Offer).where(Offer.case_id == w.case(number).id)).one()


def vacancy_row(w: World, number: str) -> Vacancy:
    """The vacancy of a public number."""
    with w.read() as session:
        return session.scalars(select(Vacancy).where(Vacancy.case_number == number)).one()
