"""Figures of chapter 5: vacancies, and the funnel of mediation from offer to hiring."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from console.data.mediation import Offer, Vacancy
from console.declare import Measure, Period

_OFFICE = ("office_id", {"kk": "Орган", "ru": "Орган", "en": "Office"}, "office")


def _within(column: Any, period: Period) -> Any:
    return (column >= period.start) & (column < period.end)


def _count(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def vacancies(
    session: Session, period: Period, offices: Sequence[int]
) -> Iterable[tuple[Any, ...]]:
    """Per office: registered, published, filled and closed unfilled within the period."""
    return [tuple(row) for row in session.execute(
        select(
            Vacancy.office_id,
            _count(_within(Vacancy.registered_at, period)),
            _count(_within(Vacancy.published_at, period)),
            _count(_within(Vacancy.closed_at, period) & (Vacancy.close_reason == "filled")),
            _count(_within(Vacancy.closed_at, period) & (Vacancy.close_reason != "filled")),
        ).where(Vacancy.office_id.in_(offices)).group_by(Vacancy.office_id)
        .order_by(Vacancy.office_id)
    )]


def funnel(
    session: Session, period: Period, offices: Sequence[int]
) -> Iterable[tuple[Any, ...]]:
    """Per office, of the offers made within the period: how far each came by today."""
    answer, employer = Offer.answer, Offer.employer_answer
    return [tuple(row) for row in session.execute(
        select(
            Offer.office_id, func.count(Offer.id),
            _count(answer == "accepted"), _count(answer == "declined"),
            _count(answer == "unanswered"), _count(Offer.resume_sent_at.is_not(None)),
            _count(Offer.interview_at.is_not(None)), _count(employer == "hired"),
            _count(employer == "refused"), _count(employer == "deemed"),
        ).where(Offer.office_id.in_(offices), _within(Offer.offered_at, period))
        .group_by(Offer.office_id).order_by(Offer.office_id)
    )]


MEASURES = (
    Measure(
        "mediation.vacancies", "54",
        {"kk": "Бос орындар", "ru": "Вакансии", "en": "Vacancies"},
        {"kk": "Кезеңде тіркелген, жарияланған, толған және толмай жабылған бос орындар.",
         "ru": "Вакансии, зарегистрированные, опубликованные, заполненные и закрытые "
               "незаполненными за период.",
         "en": "Vacancies registered, published, filled and closed unfilled in the period."},
        (
            _OFFICE,
            ("registered", {"kk": "Тіркелді", "ru": "Зарегистрировано", "en": "Registered"}, "int"),
            ("published", {"kk": "Жарияланды", "ru": "Опубликовано", "en": "Published"}, "int"),
            ("filled", {"kk": "Толды", "ru": "Заполнено", "en": "Filled"}, "int"),
            ("closed", {"kk": "Толмай жабылды", "ru": "Закрыто незаполненными",
                        "en": "Closed unfilled"}, "int"),
        ),
        vacancies,
    ),
    Measure(
        "mediation.funnel", "56",
        {"kk": "Еңбек делдалдығы", "ru": "Трудовое посредничество", "en": "Labour mediation"},
        {"kk": "Кезеңде жасалған ұсыныстар және олардың бүгінгі нәтижесі.",
         "ru": "Предложения, сделанные за период, и их итог на сегодня.",
         "en": "Offers made in the period and what became of them by today."},
        (
            _OFFICE,
            ("offered", {"kk": "Ұсынылды", "ru": "Предложено", "en": "Offered"}, "int"),
            ("accepted", {"kk": "Келісті", "ru": "Согласие", "en": "Accepted"}, "int"),
            ("declined", {"kk": "Бас тартты", "ru": "Отказ лица", "en": "Declined"}, "int"),
            ("unanswered", {"kk": "Жауапсыз", "ru": "Без ответа", "en": "Unanswered"}, "int"),
            ("sent", {"kk": "Жіберілді", "ru": "Направлено", "en": "Sent"}, "int"),
            ("interviewed", {"kk": "Әңгімелесу белгіленді", "ru": "Назначено собеседование",
                             "en": "Interview arranged"}, "int"),
            ("hired", {"kk": "Қабылданды", "ru": "Принято", "en": "Hired"}, "int"),
            ("refused", {"kk": "Жұмыс беруші бас тартты", "ru": "Отказ работодателя",
                         "en": "Refused by the employer"}, "int"),
            ("deemed_refused", {"kk": "Үнсіздік (62-тармақ)", "ru": "Молчание (пункт 62)",
                                "en": "Deemed refused (par. 62)"}, "int"),
        ),
        funnel,
    ),
)
