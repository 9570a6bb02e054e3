"""Figures of chapter 2: applications and their results, terms, categories."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Integer, case, cast, func, select
from sqlalchemy.orm import Session

from console.data.actors import Card, Office
from console.data.case import Case, Episode
from console.data.counting import Count
from console.data.dimensions import Dimension
from console.data.figures import Figure, counted
from console.data.journal import JournalLine
from console.data.obligations import Obligation
from console.data.register_stock import measures as register_measures
from console.declare import Measure, Period
from plugins.registration.rules import KIND

OFFICE = {"kk": "Орган", "ru": "Орган", "en": "Office"}
COUNT = {"kk": "Саны", "ru": "Количество", "en": "Number"}


def applications(
    session: Session, period: Period, office_ids: Sequence[int]
) -> Iterable[tuple[Any, ...]]:
    """Applications opened in the period by office, channel and present state."""
    query = (
        select(Office.code, Case.channel, Case.state, func.count())
        .join(Office, Office.id == Case.office_id)
        .where(Case.kind == KIND, Case.opened_at >= period.start, Case.opened_at < period.end)
        .where(Case.office_id.in_(office_ids))
        .group_by(Office.code, Case.channel, Case.state)
        .order_by(Office.code, Case.channel, Case.state)
    )
    return [tuple(row) for row in session.execute(query)]


def in_time(
    session: Session, period: Period, office_ids: Sequence[int]
) -> Iterable[tuple[Any, ...]]:
    """Duties of chapter 2 that fell due in the period: how many, met in time, met late, open."""
    timely = case((Obligation.stopped_at <= Obligation.due_at, 1), else_=0)
    late = case((Obligation.stopped_at > Obligation.due_at, 1), else_=0)
    unmet = case((Obligation.state == "open", 1), else_=0)
    query = (
        select(
            Office.code, Obligation.deadline, func.count(),
            cast(func.sum(timely), Integer), cast(func.sum(late), Integer),
            cast(func.sum(unmet), Integer),
        )
        .join(Office, Office.id == Obligation.office_id)
        .where(Obligation.deadline.in_(("D-01", "D-02", "D-06", "D-07", "D-08")))
        .where(Obligation.due_at >= period.start, Obligation.due_at < period.end)
        .where(Obligation.office_id.in_(office_ids), Obligation.state != "cancelled")
        .group_by(Office.code, Obligation.deadline)
        .order_by(Office.code, Obligation.deadline)
    )
    return [tuple(row) for row in session.execute(query)]


def categories(
    session: Session, period: Period, office_ids: Sequence[int]
) -> Iterable[tuple[Any, ...]]:
    """Jobseekers registered in the period by the category of their card."""
    query = (
        select(Office.code, Card.category, func.count())
        .join(Episode, Episode.person_id == Card.person_id)
        .join(Office, Office.id == Episode.office_id)
        .where(Episode.opened_on >= period.start.date(), Episode.opened_on < period.end.date())
        .where(Episode.office_id.in_(office_ids))
        .group_by(Office.code, Card.category)
        .order_by(Office.code, Card.category)
    )
    return [tuple(row) for row in session.execute(query)]


MEASURES: tuple[Measure, ...] = (
    Measure(
        "registration.applications", "4",
        {"kk": "Тіркеу туралы өтініштер", "ru": "Заявления о регистрации",
         "en": "Applications for registration"},
        {"kk": "Кезеңде ашылған тіркеу істері: орган, арна және қазіргі күйі бойынша.",
         "ru": "Дела о регистрации, открытые за период: по органу, каналу и текущему состоянию.",
         "en": "Registration cases opened in the period by office, channel and present state."},
        (("office", OFFICE, "text"),
         ("channel", {"kk": "Арна", "ru": "Канал", "en": "Channel"}, "code/case_channel"),
         ("state", {"kk": "Күйі", "ru": "Состояние", "en": "State"},
          "state/registration"),
         ("count", COUNT, "int")),
        applications,
    ),
    Measure(
        "registration.in_time", "12",
        {"kk": "Тіркеу мерзімдерінің сақталуы", "ru": "Соблюдение сроков регистрации",
         "en": "Terms of registration kept"},
        {"kk": "Мерзімі кезеңде келген міндеттер: барлығы, уақытында, кешігіп, орындалмаған.",
         "ru": "Обязанности, срок которых пришелся на период: всего, в срок, с опозданием, "
               "не исполнено.",
         "en": "Duties that fell due in the period: all, in time, late, still open."},
        (("office", OFFICE, "text"),
         ("deadline", {"kk": "Мерзім", "ru": "Срок", "en": "Term"}, "text"),
         ("all", {"kk": "Барлығы", "ru": "Всего", "en": "All"}, "int"),
         ("in_time", {"kk": "Уақытында", "ru": "В срок", "en": "In time"}, "int"),
         ("late", {"kk": "Кешігіп", "ru": "С опозданием", "en": "Late"}, "int"),
         ("open", {"kk": "Орындалмаған", "ru": "Не исполнено", "en": "Open"}, "int")),
        in_time,
    ),
    Measure(
        "registration.categories", "11",
        {"kk": "Санаттар", "ru": "Категории", "en": "Categories"},
        {"kk": "Кезеңде тіркелген адамдар картаның санаты бойынша. Деңгейлер Қағидалардан емес.",
         "ru": "Лица, зарегистрированные за период, по категории карты. Уровни не из Правил.",
         "en": "Persons registered in the period by category. The bands are not from the Rules."},
        (("office", OFFICE, "text"),
         ("category", {"kk": "Санат", "ru": "Категория", "en": "Category"},
          "code/chances_category"),
         ("count", COUNT, "int")),
        categories,
    ),
)

#: the same words for both registers: what a stock is, and when somebody comes and leaves
JOBSEEKERS = register_measures(
    "jobseeker", "14",
    {
        "stock": {"kk": "Жұмыс іздеп жүрген адамдар: есеп балансы",
                  "ru": "Лица, ищущие работу: баланс учета",
                  "en": "Jobseekers: balance of the register"},
        "came": {"kk": "Жұмыс іздеуші ретінде тіркелгендер",
                 "ru": "Зарегистрированы ищущими работу", "en": "Registered as jobseekers"},
        "left": {"kk": "Жұмыс іздеушілер есебінен шыққандар",
                 "ru": "Сняты с учета ищущих работу", "en": "Left the register of jobseekers"},
    },
    {
        "stock": {
            "kk": "Тіркелген барлық адам, жұмыссыздар да ішінде. Басында + алынды − шықты = "
                  "соңында, кез келген қимада. Топтар есепке алынған күнгі мәлімет бойынша және "
                  "кейін өзгермейді; орталық ауысса, бірінде шықты, екіншісінде алынды. Күн — "
                  "органның белдеуіндегі азаматтық күн.",
            "ru": "Все состоящие на учете, включая безработных. На начало + поставлено − снято = "
                  "на конец в любом разрезе. Группы — по данным на день постановки и дальше не "
                  "меняются; при переходе в другой центр: снят в одном, поставлен в другом. День "
                  "— гражданский день пояса органа.",
            "en": "Everybody on the register, the unemployed among them. Start + came - left = "
                  "end, in every cut. Groups are as known on the day of entry and do not change "
                  "afterwards; who moves to another center leaves one and comes to the other. A "
                  "day is the civil day of the office's zone.",
        },
        "came": {
            "kk": "Кезеңде есепке алынғандар; басқа орталықтан ауысқандар бөлек көрінеді.",
            "ru": "Поставленные на учет за период; переведенные из другого центра видны отдельно.",
            "en": "Those who came onto the register in the period; moves from another center show "
                  "apart.",
        },
        "left": {
            "kk": "Кезеңде есептен шыққандар себебі бойынша; шешімнің күші жойылса, шығу да "
                  "есептелмейді.",
            "ru": "Снятые с учета за период по причинам; если решение отменено, снятие не "
                  "считается.",
            "en": "Those who left the register in the period by reason; when the decision is "
                  "reversed, the leaving is no longer counted.",
        },
    },
)
CHANNEL = Dimension("channel", {"kk": "Арна", "ru": "Канал", "en": "Channel"},
                    "code/case_channel", "channel")
GROUND_8 = Dimension(
    "ground", {"kk": "Негіз (8-тармақ)", "ru": "Основание (пункт 8)", "en": "Ground (par. 8)"},
    "code/jobseeker_refusal", "why", inner="facts.grounds.ground")
_OPENED = {"kk": "Өтініштер", "ru": "Заявления", "en": "Applications"}
_REFUSED = {"kk": "Бас тартылды", "ru": "Отказано", "en": "Refused"}
INTAKE = (
    counted(
        "registration.flow", "4",
        {"kk": "Өтініштер ағыны", "ru": "Поток заявлений", "en": "Flow of applications"},
        {"kk": "Кезеңде ашылған тіркеу істері арна бойынша.",
         "ru": "Дела о регистрации, открытые за период, по каналу.",
         "en": "Registration cases opened in the period, by channel."},
        (Figure("opened", _OPENED, Count("registration.opened", _OPENED, Case, "opened_at",
                                         by=(CHANNEL,), where={"kind": (KIND,)})),),
        dimensions=(CHANNEL,), topic="register",
    ),
    counted(
        "registration.refusals", "8",
        {"kk": "Тіркеуден бас тарту негіздері", "ru": "Отказы в регистрации по основаниям",
         "en": "Refusals of registration by ground"},
        {"kk": "Директор қол қойған бас тартулар; бір бас тартуда бірнеше негіз болуы мүмкін.",
         "ru": "Отказы, подписанные директором; в одном может быть несколько оснований.",
         "en": "Refusals the director signed; one may have several grounds."},
        (Figure("refused", _REFUSED, Count(
            "registration.refused", _REFUSED, JournalLine, "occurred_at", by=(GROUND_8,),
            where={"step": ("registration.refuse_jobseeker",)})),),
        dimensions=(GROUND_8,), topic="decisions",
    ),
)
MEASURES = (*MEASURES, *JOBSEEKERS, *INTAKE)
