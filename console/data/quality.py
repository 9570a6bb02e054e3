"""Data quality: people on the register whose record lacks, contradicts or has grown old.

Each check is a condition over a person, card and open episode; it counts by office, and lists
whom to ask. The session's scope narrows both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from console.data.actors import Card, Person
from console.data.case import Episode
from console.declare import Label

MISSING, CONTRADICTORY, STALE = "missing", "contradictory", "stale"
KINDS: Mapping[str, Label] = {
    MISSING: {"kk": "Толтырылмаған", "ru": "Не заполнено", "en": "Missing"},
    CONTRADICTORY: {"kk": "Қайшы", "ru": "Противоречие", "en": "Contradictory"},
    STALE: {"kk": "Ескірген", "ru": "Устарело", "en": "Stale"},
}
#: months after which a card that nobody touched is worth asking about; an internal value
OLD = 6


@dataclass(frozen=True)
class Check:
    """One thing to look at. ``field``: the field of the card's form that mends it."""

    key: str
    kind: str
    title: Label
    condition: Callable[[datetime], ColumnElement[bool]]
    field: str = ""


def _l(kk: str, ru: str, en: str) -> Label:
    return {"kk": kk, "ru": ru, "en": en}


def _always(condition: ColumnElement[bool]) -> Callable[[datetime], ColumnElement[bool]]:
    return lambda _now: condition


def _other_sex() -> ColumnElement[bool]:
    """The seventh digit of an IIN is odd for men and even for women."""
    digit = func.substr(Person.iin, 7, 1)
    return or_(and_(Person.sex == "f", digit.in_(("1", "3", "5"))),
               and_(Person.sex == "m", digit.in_(("2", "4", "6"))))


def months_before(now: datetime, months: int) -> datetime:
    """The first moment of the month so many months before that of ``now``."""
    at = 12 * now.year + now.month - 1 - months
    return now.replace(year=at // 12, month=at % 12 + 1, day=1, hour=0, minute=0, second=0,
                       microsecond=0)


CHECKS: tuple[Check, ...] = (
    Check("no_iin", MISSING, _l("ЖСН жоқ", "Нет ИИН", "No IIN"),
          _always(Person.iin.is_(None)), "iin"),
    Check("no_birth_date", MISSING, _l("Туған күні жоқ", "Нет даты рождения", "No date of birth"),
          _always(Person.birth_date.is_(None)), "birth_date"),
    Check("no_contact", MISSING, _l("Байланыс жоқ", "Нет контактов", "No contact"),
          _always(and_(Person.mobile.is_(None), Person.email.is_(None))), "mobile"),
    Check("no_occupation", MISSING, _l("Мамандық жоқ", "Нет профессии", "No occupation"),
          _always(or_(Card.id.is_(None), Card.occupation.is_(None))), "occupation"),
    Check("no_education", MISSING, _l("Білімі көрсетілмеген", "Нет образования", "No education"),
          _always(or_(Card.id.is_(None), Card.education_level.is_(None))), "education_level"),
    Check("other_sex", CONTRADICTORY, _l("Жынысы ЖСН-ге қайшы", "Пол не по ИИН",
                                         "Sex is not that of the IIN"),
          _always(_other_sex()), "sex"),
    Check("pay_reversed", CONTRADICTORY, _l("Жалақының төменгісі жоғарғысынан көп",
                                            "Зарплата «от» больше «до»",
                                            "Pay from is above pay to"),
          _always(Card.wage_min > Card.wage_max), "wage_min"),
    Check("status_before", CONTRADICTORY,
          _l("Мәртебе тіркеуден бұрын", "Статус раньше регистрации",
             "The status precedes the registration"),
          _always(Episode.unemployed_on < Episode.registered_on)),
    Check("old_card", STALE, _l("Карта жарты жылдан бері өзгермеген",
                                "Карта не менялась полгода", "Card untouched for half a year"),
          lambda now: Card.updated_at < months_before(now, OLD)),
)


def _on_register(query: Any, offices: Sequence[int]) -> Any:
    return (
        query.join(Episode, Episode.open_person_id == Person.id)
        .outerjoin(Card, Card.person_id == Person.id)
        .where(or_(Person.office_id.in_(offices), Person.authority_id.in_(offices)))
    )


def counted(
    session: Session, offices: Sequence[int], now: datetime
) -> list[tuple[int, Check, int]]:
    """(office, check, people) wherever somebody's record asks for it; one statement a check."""
    found = []
    for check in CHECKS:
        query = _on_register(select(Person.office_id, func.count(Person.id)), offices)
        rows = session.execute(query.where(check.condition(now)).group_by(Person.office_id))
        found += [(office, check, n) for office, n in rows]
    return sorted(found, key=lambda one: (one[0], one[1].key))


def listed(check: Check, offices: Sequence[int], now: datetime) -> Any:
    """SELECT of id, number, office_id of the people of one check; page it by Person.id."""
    query = _on_register(select(Person.id, Person.number, Person.office_id), offices)
    return query.where(check.condition(now))


def check(key: str) -> Check:
    """A check by key; LookupError for an unknown one."""
    for one in CHECKS:
        if one.key == key:
            return one
    raise LookupError(f"There is no check {key!r}.")
