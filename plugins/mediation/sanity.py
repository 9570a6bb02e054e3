"""Hints beside a vacancy just written: the same one twice, a place outside its region.

They stop nothing and reproach nobody; the employer reads them on the vacancy's page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import select

from console.data.actors import Place
from console.data.mediation import Vacancy
from console.data.worktime import working_calendar
from console.declare import Label

if TYPE_CHECKING:
    from console.act import Act


def hints(act: Act) -> Iterator[Label]:
    """What a single act is told. A file has its own numbers to tell one vacancy from another."""
    if act.among:
        return
    yield from _twice(act)
    yield from _elsewhere(act)


def _twice(act: Act) -> Iterator[Label]:
    """The same employer, occupation, place and pay within the dated number of days."""
    vacancy = act.vacancy
    days = int(act.value("vacancy_duplicate_days"))
    since = working_calendar(act.session).add_working_days(act.today, -days)
    other = act.session.scalars(
        select(Vacancy).where(Vacancy.employer_id == vacancy.employer_id)
        .where(Vacancy.published.is_(True), Vacancy.id != vacancy.id)
        .where(Vacancy.occupation == vacancy.occupation, Vacancy.title == vacancy.title)
        .where(Vacancy.settlement == vacancy.settlement, Vacancy.wage_min == vacancy.wage_min)
        .order_by(Vacancy.id.desc()).limit(1)
    ).first()
    if other is None or other.published_at is None:
        return
    if other.published_at.astimezone(act.zone).date() < since:
        return
    number = other.case_number
    yield {
        "kk": f"Осындай бос орын жарияланған: № {number}. Қайталанса, бірін жабыңыз.",
        "ru": f"Такая вакансия уже опубликована: № {number}. Если повтор, закройте одну.",
        "en": f"Such a vacancy is published already: No. {number}. If it is the same, close one.",
    }


def _elsewhere(act: Act) -> Iterator[Label]:
    """A settlement the classifier knows, but only in another region."""
    vacancy = act.vacancy
    if not vacancy.region or not vacancy.settlement or vacancy.kato:
        return
    named = act.session.scalars(
        select(Place.code).where(
            (Place.name_kk == vacancy.settlement) | (Place.name_ru == vacancy.settlement)
        ).limit(20)
    ).all()
    if named and all(code[:2] != vacancy.region[:2] for code in named):
        yield {
            "kk": f"«{vacancy.settlement}» таңдалған өңірде жоқ. Өңір дұрыс па?",
            "ru": f"«{vacancy.settlement}» нет в выбранном регионе. Регион верен?",
            "en": f"“{vacancy.settlement}” is not in the region chosen. Is the region right?",
        }
