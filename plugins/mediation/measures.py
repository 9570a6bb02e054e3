"""Figures of chapter 5: vacancies, and the funnel of mediation from offer to hiring."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from console.data.counting import Count
from console.data.dimensions import Dimension
from console.data.figures import Figure, counted
from console.data.mediation import Offer, Plan, PlanItem, Vacancy
from console.declare import Measure, Period
from forms.dictionaries import shipped

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


MEASURES: tuple[Measure, ...] = (
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


def _l(kk: str, ru: str, en: str) -> dict[str, str]:
    return {"kk": kk, "ru": ru, "en": en}


#: bands of the least pay offered, tenge a month; a cut of statistics, not of the Rules
PAY = (0, 100_000, 200_000, 300_000)
MONTHS = (0, 1, 3, 6, 12)
OCCUPATION = Dimension("occupation", _l("Кәсіп тобы", "Группа занятий", "Occupation group"),
                       "code/occupation_group", "occupation", first=1)
REGION = Dimension("region", _l("Өңір", "Регион", "Region"), "code/region", "region")
SOURCE = Dimension("source", _l("Көзі", "Источник", "Source"), "code/vacancy_source", "source")
PAID = Dimension("pay", _l("Жалақы, мың теңге", "Зарплата, тыс. тенге", "Pay, thousand tenge"),
                 "code/pay_band", "wage_min", edges=PAY)
TO_FILL = Dimension("time_to_fill", _l("Толғанға дейін, ай", "До заполнения, месяцев",
                                       "Until filled, months"),
                    "code/month_band", "registered_at", edges=MONTHS, until="closed_at")
CAUSE = Dimension("cause", _l("Жабу себебі", "Причина закрытия", "Cause of closing"),
                  "code/vacancy_close_cause", "close_reason")
CUTS = (OCCUPATION, REGION, SOURCE, PAID)
_REGISTERED = _l("Тіркелді", "Зарегистрировано", "Registered")
_PLACES = _l("Орын саны", "Мест", "Places")
_FILLED = _l("Толды", "Заполнено", "Filled")
_CLOSED = _l("Жабылды", "Закрыто", "Closed")
_WITHDRAWN = _l("Толмай жабылды", "Закрыто незаполненными", "Closed unfilled")
REGISTERED = Count("vacancy.registered", _REGISTERED, Vacancy, "registered_at", by=CUTS)
PLACES = Count("vacancy.places", _PLACES, Vacancy, "registered_at", by=CUTS, amount="places")
CLOSED = Count("vacancy.closed", _CLOSED, Vacancy, "closed_at", by=(*CUTS, TO_FILL))
FILLED = Count("vacancy.filled", _FILLED, Vacancy, "closed_at", by=(*CUTS, TO_FILL),
               where={"close_reason": ("filled",)})
WITHDRAWN = Count("vacancy.withdrawn", _WITHDRAWN, Vacancy, "closed_at", by=(*CUTS, CAUSE),
                  where={"close_reason": tuple(shipped()["vacancy_close_cause"].codes())})

ANSWER_CHANNEL = Dimension("channel", _l("Арна", "Канал", "Channel"),
                           "code/notification_channel", "channel")


def _offers(name: str, title: dict[str, str], day: str, **where: tuple[str, ...]) -> Figure:
    return Figure(name, title, Count(f"offer.{name}", title, Offer, day, by=(ANSWER_CHANNEL,),
                                     where=where))


OFFERS = (
    _offers("offered", _l("Ұсынылды", "Предложено", "Offered"), "offered_at"),
    _offers("accepted", _l("Келісті", "Согласие", "Accepted"), "answered_at",
            answer=("accepted",)),
    _offers("declined", _l("Бас тартты", "Отказ лица", "Declined"), "answered_at",
            answer=("declined",)),
    _offers("unanswered", _l("Жауапсыз", "Без ответа", "Unanswered"), "offered_at",
            answer=("unanswered",)),
    _offers("referred", _l("Жіберілді", "Направлено", "Referred"), "referred_at"),
    _offers("hired", _l("Қабылданды", "Принято", "Hired"), "employer_answered_at",
            employer_answer=("hired",)),
    _offers("refused", _l("Жұмыс беруші бас тартты", "Отказ работодателя",
                          "Refused by the employer"), "employer_answered_at",
            employer_answer=("refused",)),
    _offers("deemed", _l("Үнсіздік (62-тармақ)", "Молчание (пункт 62)",
                         "Deemed refused (par. 62)"), "employer_answered_at",
            employer_answer=("deemed",)),
)
CODE = Dimension("measure", _l("Шара", "Мера", "Measure"), "code/plan_measure", "code")
_SIGNED = _l("Қол қойылған жоспарлар", "Подписанные планы", "Plans signed")
_UNSIGNED = _l("Қол қоюдан бас тарту", "Отказ от подписи", "Refused to sign")
_DONE = _l("Орындалған шаралар", "Выполненные меры", "Measures done")

STATISTICS = (
    counted(
        "vacancy.flow", "54", _l("Бос орындар қозғалысы", "Движение вакансий", "Flow of vacancies"),
        _l("Кезеңде тіркелген бос орындар мен жұмыс орындары, толғаны және толмай жабылғаны "
           "(EU PES 3a: толғандар).",
           "Вакансии и места, зарегистрированные за период; заполненные и закрытые незаполненными "
           "(EU PES 3a: заполненные).",
           "Vacancies and places registered in the period; filled and closed unfilled (EU PES 3a: "
           "vacancies filled)."),
        (Figure("registered", _REGISTERED, REGISTERED), Figure("places", _PLACES, PLACES),
         Figure("filled", _FILLED, FILLED),
         Figure("unfilled", _WITHDRAWN, CLOSED, FILLED)),
        dimensions=CUTS, topic="mediation",
    ),
    counted(
        "vacancy.time", "63", _l("Бос орынның толу уақыты", "Время заполнения вакансий",
                                 "Time to fill"),
        _l("Толған бос орындар тіркелген айдан толған айға дейінгі күнтізбелік айлар бойынша.",
           "Заполненные вакансии по календарным месяцам от регистрации до заполнения.",
           "Vacancies filled, by calendar months from registration to filling."),
        (Figure("filled", _FILLED, FILLED),), dimensions=(*CUTS, TO_FILL), topic="mediation",
    ),
    counted(
        "vacancy.withdrawn", "55", _l("Толмай жабылған бос орындар", "Вакансии, закрытые "
                                      "незаполненными", "Vacancies closed unfilled"),
        _l("Жұмыс беруші немесе орталық қолмен жапқан бос орындар, себебі бойынша.",
           "Вакансии, закрытые работодателем или центром вручную, по причинам.",
           "Vacancies that an employer or the center closed by hand, by cause."),
        (Figure("closed", _WITHDRAWN, WITHDRAWN),), dimensions=(CAUSE, *CUTS), topic="mediation",
    ),
    counted(
        "offer.flow", "56", _l("Ұсыныстар мен жолдамалар", "Предложения и направления",
                               "Offers and referrals"),
        _l("Әр оқиға өз күні бойынша: бір айдың ұсынысы келесі айда жауап алуы мүмкін. Бас тарту "
           "себебі еркін мәтінмен жазылады, ұсыныстар тізімінде көрінеді.",
           "Каждое событие по своему дню: предложение одного месяца может получить ответ в "
           "следующем. Причина отказа записана словами и видна в списке предложений.",
           "Each event on its own day: an offer of one month may be answered in the next. The "
           "cause of a refusal is written in words and stands in the list of offers."),
        OFFERS, dimensions=(ANSWER_CHANNEL,), topic="mediation",
    ),
    counted(
        "plan.flow", "48", _l("Жеке жоспарлар", "Индивидуальные планы", "Employment plans"),
        _l("Маман қол қойған күн бойынша; қол қоюдан бас тарту салдарсыз жазылады.",
           "По дню подписи специалиста; отказ от подписи отмечается без последствий.",
           "By the day the specialist signed; a refusal to sign is recorded without consequence."),
        (Figure("signed", _SIGNED, Count("plan.signed", _SIGNED, Plan, "signed_by_specialist_at")),
         Figure("unsigned", _UNSIGNED, Count("plan.unsigned", _UNSIGNED, Plan,
                                             "refused_to_sign_at"))),
        topic="plans",
    ),
    counted(
        "plan.measures", "49", _l("Жоспар шаралары", "Меры планов", "Measures of plans"),
        _l("Кезеңде орындалған жоспар шаралары, 9-қосымшаның тізімі бойынша.",
           "Меры планов, выполненные за период, по перечню приложения 9.",
           "Measures of plans done in the period, by the list of annex 9."),
        (Figure("done", _DONE, Count("plan.done", _DONE, PlanItem, "done_on", by=(CODE,),
                                     where={"part": ("measure",), "state": ("done",)})),),
        dimensions=(CODE,), topic="plans",
    ),
)
MEASURES = (*MEASURES, *STATISTICS)

