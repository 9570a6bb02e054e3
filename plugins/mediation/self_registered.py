"""People who registered on the exchange by themselves, among the candidates (par. 56).

They are no jobseekers here: the list says where they are known from, and whoever is already found
by a card or a resume of the center is not listed twice. An offer goes to a registered person.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from console.data.actors import Card, Person
from console.data.exchange_portal import ExchangeResume
from console.data.mediation import Vacancy
from console.data.self_service import Resume
from plugins.mediation.concepts import district
from plugins.mediation.engine.narrow import by_nearness, fits
from plugins.mediation.reasons import Side

EXCHANGE = "ele_portal"


def exchange_side(row: ExchangeResume) -> Side:
    """What the exchange told of a person; it tells neither skills nor permits nor limits."""
    return Side(
        occupation=row.occupation or None, education=row.education_level or None,
        experience=row.experience_years, wage=row.wage_min, regimes=tuple(row.regimes or ()),
        region=f"{row.kato[:2]}0000000" if row.kato else None, relocation=bool(row.relocation),
        district=district(row.kato),
    )


def self_registered(
    session: Session, vacancy: Vacancy
) -> Iterator[tuple[ExchangeResume, str | None, Side]]:
    """Those of the session's office near to a vacancy: row, number of a card here, what they say.

    Bounded as ``by_nearness`` says. The number is that of a person the asker may see.
    """
    near = by_nearness(ExchangeResume, ExchangeResume.occupation, vacancy.occupation, (
        ExchangeResume.state == "active", ExchangeResume.source == EXCHANGE,
        *fits(vacancy, ExchangeResume, ExchangeResume.kato),
    ))
    same = Person.iin == ExchangeResume.iin
    known = select(Person.number).where(same).correlate(ExchangeResume).scalar_subquery()
    rows = session.execute(
        select(ExchangeResume, known.label("known")).where(ExchangeResume.id.in_(near))
        .where(~_found_already(same, Card, Card.searching), ~_found_already(
            same, Resume, Resume.listed))
    )
    for row, number in rows:
        yield row, number, exchange_side(row)


def _found_already(same: Any, table: Any, shown: Any) -> Any:
    return exists(
        select(table.id).join(Person, Person.id == table.person_id).where(same, shown.is_(True))
        .correlate(ExchangeResume)
    )
