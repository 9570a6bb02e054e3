"""How long mediation takes: to the first offer, to an answer, to hiring, until a vacancy fills."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from math import ceil
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.data.case import Episode
from console.data.mediation import Offer, Vacancy
from console.declare import Label, Measure, Period


def _l(kk: str, ru: str, en: str) -> Label:
    return {"kk": kk, "ru": ru, "en": en}


FIRST_OFFER = _l("Тіркелгеннен алғашқы ұсынысқа дейін", "От регистрации до первого предложения",
                 "From registration to the first offer")
ANSWER = _l("Ұсыныстан адамның жауабына дейін", "От предложения до ответа лица",
            "From the offer to the person's answer")
HIRED = _l("Ұсыныстан жұмысқа қабылдауға дейін", "От предложения до приема на работу",
           "From the offer to hiring")
FILLED = _l("Бос орын тіркелгеннен толғанға дейін", "От регистрации вакансии до заполнения",
            "From registration of a vacancy until filled")


def lead_times(
    session: Session, period: Period, offices: Sequence[int]
) -> Iterable[tuple[Any, ...]]:
    """Rows: what, how many ended in the period, median and 90th percentile of their days."""
    return [
        (words, len(days), percentile(days, 50), percentile(days, 90))
        for words, days in (
            (FIRST_OFFER, _first_offers(session, period, offices)),
            (ANSWER, _offers(session, period, offices, Offer.answered_at)),
            (HIRED, _offers(session, period, offices, Offer.employer_answered_at,
                            Offer.employer_answer == "hired")),
            (FILLED, _days(session.execute(
                select(Vacancy.registered_at, Vacancy.closed_at)
                .where(Vacancy.office_id.in_(offices), Vacancy.close_reason == "filled")
                .where(Vacancy.closed_at.between(period.start, period.end))))),
        )
    ]


def _first_offers(session: Session, period: Period, offices: Sequence[int]) -> list[float]:
    """A day of registration is taken at its beginning: the hour is not kept."""
    first = (
        select(Offer.episode_id, func.min(Offer.offered_at).label("at"))
        .where(Offer.office_id.in_(offices)).group_by(Offer.episode_id).subquery()
    )
    rows = session.execute(
        select(Episode.registered_on, first.c.at).join(first, first.c.episode_id == Episode.id)
        .where(first.c.at.between(period.start, period.end), Episode.registered_on.is_not(None))
    )
    zone = period.start.tzinfo
    return _days((datetime.combine(day, time(), zone), at) for day, at in rows)


def _offers(
    session: Session, period: Period, offices: Sequence[int], end: Any, *conditions: Any
) -> list[float]:
    return _days(session.execute(
        select(Offer.offered_at, end).where(Offer.office_id.in_(offices), *conditions)
        .where(end.between(period.start, period.end), Offer.offered_at.is_not(None))))


def _days(rows: Iterable[Any]) -> list[float]:
    return sorted((end - start).total_seconds() / 86_400 for start, end in rows)


def percentile(values: Sequence[float], at: int) -> float | None:
    """The sorted value at least ``at`` per cent do not exceed (nearest rank); None of nothing."""
    return round(values[max(1, ceil(at * len(values) / 100)) - 1], 1) if values else None


MEASURES = (
    Measure(
        "mediation.lead_times", "24",
        _l("Делдалдық мерзімдері", "Сроки посредничества", "Lead times of mediation"),
        _l("Кезеңде аяқталған жолдар, тәулікпен: медиана және 90-процентиль (ең жақын ранг). "
           "Алғашқы ұсыныстың нормасы — 24-тармақ.",
           "Пути, завершившиеся в периоде, в сутках: медиана и 90-й процентиль (ближайший ранг). "
           "Норма первого предложения — пункт 24.",
           "Ways that ended in the period, in days: median and 90th percentile (nearest rank). The "
           "norm of the first offer is par. 24."),
        (("what", _l("Жол", "Путь", "Way"), "text"),
         ("number", _l("Саны", "Число", "Number"), "int"),
         ("median", _l("Медиана, тәулік", "Медиана, суток", "Median, days"), "number"),
         ("p90", _l("90 %, тәулік", "90 %, суток", "90th percentile, days"), "number")),
        lead_times, topic="mediation",
    ),
)
