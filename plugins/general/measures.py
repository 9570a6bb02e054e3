"""Duties under the terms of the Rules, in figures: how many, in time, late, open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from console.data.counting import Count
from console.data.documents import Decision
from console.data.figures import Figure, counted
from console.data.monitoring import Edges, Figures, figures_by, responsible_office
from console.data.obligations import Obligation
from console.declare import Label, Measure, Period
from plugins.general import monitoring
from plugins.general.lines import lines

INT = "int"
COLUMNS = (
    ("office_id", {"kk": "Орган", "ru": "Орган", "en": "Office"}, "office"),
    ("deadline", {"kk": "Мерзім", "ru": "Срок", "en": "Term"}, "deadline"),
    ("paragraph", {"kk": "Тармақ", "ru": "Пункт", "en": "Paragraph"}, "text"),
    ("opened", {"kk": "Барлығы", "ru": "Всего", "en": "All"}, INT),
    ("in_time", {"kk": "Мерзімінде", "ru": "В срок", "en": "In time"}, INT),
    ("late", {"kk": "Кешіктірілген", "ru": "С опозданием", "en": "Done late"}, INT),
    ("open", {"kk": "Ашық", "ru": "Открыто", "en": "Open"}, INT),
    ("overdue", {"kk": "Мерзімі өткен", "ru": "Просрочено", "en": "Overdue"}, INT),
    ("very_late", {"kk": "Тым кешіккен", "ru": "Сильно просрочено", "en": "Very late"}, INT),
    ("share", {"kk": "Мерзімінде, %", "ru": "В срок, %", "en": "In time, %"}, "percent"),
)


def duties(session: Session, period: Period, offices: Sequence[int]) -> Iterable[tuple[Any, ...]]:
    """Rows of COLUMNS per office that owes the duty and per term.

    Judged at ``session.info["edges"]``, which whoever asks puts there; else at the period's end.
    """
    edges: Edges = session.info.get("edges") or Edges(*[period.end] * 4)
    keys = (responsible_office(), Obligation.deadline, Obligation.paragraph)
    found = figures_by(session, keys, period, list(offices), edges)
    for (office, deadline, paragraph), made in sorted(found.items(), key=_order):
        yield (office, deadline, paragraph, *made.values()[:6], made.share_in_time)


def others(session: Session, period: Period, offices: Sequence[int]) -> Iterable[tuple[Any, ...]]:
    """The same for terms that bind employers and persons; what expired is no office's lateness."""
    edges: Edges = session.info.get("edges") or Edges(*[period.end] * 4)
    keys = (responsible_office(), Obligation.deadline, Obligation.paragraph)
    found = figures_by(session, keys, period, list(offices), edges, others=True)
    for (office, deadline, paragraph), made in sorted(found.items(), key=_order):
        yield (office, deadline, paragraph, *made.values()[:5])


def _order(item: tuple[tuple[Any, ...], Figures]) -> tuple[Any, ...]:
    office, deadline, _paragraph = item[0]
    return (office or 0, deadline)


MEASURES: tuple[Measure, ...] = (
    Measure(
        "general.duties", "",
        {"kk": "Мерзімдердің сақталуы", "ru": "Соблюдение сроков", "en": "Terms kept"},
        {"kk": "Кезеңде басталған міндеттер және бұрын басталып, әлі ашық тұрғандары, деректер "
               "сәтіндегі жай-күйі бойынша. «Мерзімінде»: орындалған сәті мерзім аяқталғаннан кеш "
               "емес. «Тым кешіккен»: мерзімінен бес жұмыс күнінен артық өткен (консольдің ішкі "
               "мәні). Үлес: мерзімінде орындалғандардың орындалған және мерзімі өткен "
               "міндеттердегі бөлігі. Кезеңде міндет болмаса, жол болмайды; болашақ кезеңде тек "
               "бұрын басталған ашық міндеттер көрінеді.",
         "ru": "Обязанности, начавшиеся в периоде, и начавшиеся раньше, но еще открытые, по "
               "состоянию на указанный момент. «В срок»: исполнены не позже окончания срока. "
               "«Сильно просрочено»: более пяти рабочих дней после срока (внутреннее значение "
               "консоли). Доля: исполненные в срок среди исполненных и просроченных. Если "
               "обязанностей в периоде нет, нет и строки; в будущем периоде видны только открытые, "
               "начавшиеся раньше.",
         "en": "Duties begun in the period and those begun earlier that are still open, as they "
               "stand at the moment stated. In time: done no later than the end of the term. Very "
               "late: more than five working days past the term (an internal value of the "
               "console). Share: done in time among those done or overdue. No duty in the period "
               "gives no row; a future period shows only open duties begun before."},
        COLUMNS,
        duties,
    ),
    Measure(
        "general.others", "",
        {"kk": "Жұмыс берушілер мен адамдардың мерзімдері",
         "ru": "Сроки работодателей и лиц", "en": "Terms of employers and persons"},
        {"kk": "Жұмыс берушіні немесе адамды міндеттейтін мерзімдер, қызмет көрсететін орган "
               "бойынша. Өткен мерзім органның кешігуі емес.",
         "ru": "Сроки, обязывающие работодателя или лицо, по обслуживающему органу. Истекший срок "
               "не является просрочкой органа.",
         "en": "Terms that bind the employer or the person, by the office that serves them. A term "
               "run out is not lateness of the office."},
        (*COLUMNS[:7],
         ("expired", {"kk": "Мерзімі өткен", "ru": "Истекло", "en": "Run out"}, INT)),
        others,
    ),
)


def _l(kk: str, ru: str, en: str) -> Label:
    return {"kk": kk, "ru": ru, "en": en}


OFFICE, TERM = COLUMNS[0], COLUMNS[1]
NUMBER = _l("Саны", "Число", "Number")
_REVERSED = _l("Күші жойылды", "Отменено", "Reversed")
MEASURES = (
    *MEASURES,
    Measure(
        "general.weekly", "", _l("Мерзімдер апта бойынша", "Сроки по неделям", "Terms by week"),
        _l("Міндеттер басталған аптасы бойынша, деректер сәтіндегі жай-күйі; аптасыз жол — "
           "кезеңнен бұрын басталып, әлі ашық тұрғандары.",
           "Обязанности по неделе начала, по состоянию на указанный момент; строка без недели — "
           "начавшиеся до периода и еще открытые.",
           "Duties by the week they began, as they stand at the moment stated; the line without a "
           "week: begun before the period and still open."),
        (("week", _l("Апта (дүйсенбі)", "Неделя (понедельник)", "Week (Monday)"), "date"),
         *COLUMNS),
        monitoring.weekly, topic="monitoring",
    ),
    Measure(
        "general.days_left", "",
        _l("Ашық міндеттер: қанша күн қалды", "Открытые обязанности: сколько дней осталось",
           "Open duties by days left"),
        _l("Деректер сәтінде ашық міндеттер, мерзімге қалған жұмыс күндері бойынша.",
           "Обязанности, открытые на указанный момент, по рабочим дням до срока.",
           "Duties open at the moment stated, by working days left to the term."),
        (OFFICE, TERM,
         ("very_late", _l("Тым кешіккен", "Сильно просрочено", "Very late"), INT),
         ("late", _l("Кешіккен", "Просрочено", "Overdue"), INT),
         ("today", _l("Бүгін", "Сегодня", "Today"), INT),
         ("soon", _l("1–2 жұмыс күні", "1–2 рабочих дня", "1–2 working days"), INT),
         ("week", _l("3–5 жұмыс күні", "3–5 рабочих дней", "3–5 working days"), INT),
         ("later", _l("Кейінірек", "Позже", "Later"), INT)),
        monitoring.by_days_left, topic="monitoring",
    ),
    Measure(
        "general.lead_times", "",
        _l("Орындау ұзақтығы", "Время исполнения", "Time taken"),
        _l("Кезеңде орындалған міндеттер: басталғаннан орындалғанға дейінгі тәуліктер, медиана "
           "және 90-процентиль (ең жақын ранг).",
           "Обязанности, исполненные за период: сутки от начала до исполнения, медиана и 90-й "
           "процентиль (ближайший ранг).",
           "Duties met in the period: days from the start to the act, median and 90th percentile "
           "(nearest rank)."),
        (OFFICE, TERM, ("met", _l("Орындалды", "Исполнено", "Met"), INT),
         ("median", _l("Медиана, тәулік", "Медиана, суток", "Median, days"), "number"),
         ("p90", _l("90 %, тәулік", "90 %, суток", "90th percentile, days"), "number")),
        monitoring.lead_times, topic="monitoring",
    ),
    Measure(
        "general.silence", "",
        _l("Үнсіз өткен мерзімдер", "Сроки, истекшие молча", "Terms that ran out in silence"),
        _l("Мерзімі кезеңде өтіп, салдары өздігінен басталған міндеттер, оның ішінде үнсіз бас "
           "тартулар (62-тармақ).",
           "Обязанности, срок которых истек в периоде с последствием без акта, в том числе "
           "молчаливые отказы (пункт 62).",
           "Duties whose term ran out in the period with an effect by itself, silent refusals "
           "among them (par. 62)."),
        (OFFICE, TERM, ("number", NUMBER, INT)),
        monitoring.silence, topic="monitoring",
    ),
    Measure(
        "general.internal", "",
        _l("Органның өз шектері", "Внутренние сроки органа", "Limits an office set itself"),
        _l("Қағидалардың мерзімі емес: органның өзі қойған шектері бөлек көрсетіледі.",
           "Не сроки Правил: пределы, которые орган установил себе сам, показаны отдельно.",
           "Not terms of the Rules: limits an office set itself, shown apart."),
        COLUMNS, monitoring.internal, topic="monitoring",
    ),
    counted(
        "general.reversed", "46",
        _l("Күші жойылған шешімдер", "Отмененные решения", "Decisions reversed"),
        _l("Кезеңде қол қойылған күшін жою шешімдері.",
           "Решения об отмене, подписанные за период.",
           "Reversing decisions signed in the period."),
        (Figure("reversed", _REVERSED, Count("decision.reversal", _REVERSED, Decision,
                                             "decided_on", where={"kind": ("reversal",)})),),
        topic="monitoring",
    ),
    Measure(
        "general.forecast", "",
        _l("Жүктеме болжамы", "Прогноз нагрузки", "Load forecast"),
        _l("Бүгіннен он жұмыс күніне: сол күні мерзімі келетін ашық міндеттер және сол күні орны "
           "бар қызметкерлер; кешіккені бүгінгі жолда. Демалыстар есепте жоқ.",
           "На десять рабочих дней от сегодня: открытые обязанности со сроком в этот день и "
           "сотрудники с местом в этот день; просроченное стоит в строке сегодня. Отпуска не "
           "учтены.",
           "Ten working days from today: open duties due on the day and staff with a seat that "
           "day; what is overdue stands on today's line. Leave is not known."),
        (OFFICE, ("day", _l("Күн", "День", "Day"), "date"),
         ("due", _l("Мерзімі келеді", "Наступает срок", "Due"), INT),
         ("staff", _l("Қызметкерлер", "Сотрудники", "Staff"), INT),
         ("each", _l("Бір қызметкерге", "На сотрудника", "For each"), "number")),
        monitoring.forecast, topic="monitoring",
    ),
    Measure(
        "general.quality", "",
        _l("Деректер сапасы", "Качество данных", "Data quality"),
        _l("Бүгін есепте тұрғандар, жазбасында бірдеңе жетіспейтін, қайшы не ескірген.",
           "Состоящие на учете сегодня, в чьей записи чего-то нет, есть противоречие или она "
           "устарела.",
           "People on the register today whose record lacks something, contradicts itself or has "
           "grown old."),
        (OFFICE, ("kind", _l("Түрі", "Вид", "Kind"), "text"),
         ("what", _l("Не", "Что", "What"), "text"),
         ("people", _l("Адамдар", "Лиц", "People"), INT)),
        monitoring.quality, topic="monitoring",
    ),
)

_LINES = (("number", _l("Жол", "Строка", "Line"), "text"),
          ("what", _l("Көрсеткіш", "Показатель", "Figure"), "text"),
          ("value", _l("Мәні", "Значение", "Value"), "value"))
MEASURES = (
    *MEASURES,
    Measure(
        "general.monthly_form", "",
        _l("Айлық нысан", "Ежемесячная форма", "Monthly form"),
        _l("Еңбек делдалдығы бойынша айлық нысанның белгілі мазмұны; жолдардың ресми орналасуы "
           "жарияланбаған, сондықтан олар дерек ретінде сақталады. Жұмыс күші енгізілген сан. "
           "Үлес — тіркелген жұмыссыздық, сауалнама деңгейі (ХЕҰ) емес. Келесі айдың 10-күніне "
           "дейін тапсырылады.",
           "Известное содержание ежемесячной формы по трудовому посредничеству; официальный макет "
           "строк не опубликован, поэтому строки — данные. Рабочая сила — введенное число. Доля — "
           "регистрируемая безработица, не уровень обследования (МОТ). Сдается до 10-го числа "
           "следующего месяца.",
           "What is known of the monthly form on labour mediation; the official layout is not "
           "published, so its lines are data. The labour force is an entered figure. The share is "
           "registered unemployment, not the rate of the survey (ILO). Due by the 10th of the "
           "next month."),
        _LINES, lines("monthly"), topic="statistics",
    ),
    Measure(
        "general.pes", "",
        _l("EU PES көрсеткіштері", "Показатели EU PES", "EU PES indicators"),
        _l("573/2014/EU шешімінің A қосымшасы: 1a, 1b, 2a, 2b, 3a. Бөлгіш — кезең басындағы қор "
           "немесе барлық көшулер. Ұзақтық тіркелген айдан күнтізбелік айлармен. Бұрын белсенді "
           "болмағандар — жұмыссыздық себебі бойынша (оқу, әскер, күтім, бостандық). 3b, 4a, 4b "
           "сауалнама: жиналмайды.",
           "Решение 573/2014/EU, приложение A: 1a, 1b, 2a, 2b, 3a. Знаменатель — остаток на начало "
           "или все переходы. Длительность — календарные месяцы от месяца регистрации. Ранее "
           "неактивные — по причине незанятости (учеба, армия, уход, освобождение). 3b, 4a, 4b — "
           "опросы: не собираются.",
           "Decision 573/2014/EU, annex A: 1a, 1b, 2a, 2b, 3a. The denominator is the stock at the "
           "start or all transitions. Durations are calendar months from that of registration. "
           "Previously inactive: by the reason of being without work (study, army, care, "
           "release). 3b, 4a and 4b are surveys: not collected."),
        _LINES, lines("pes"), topic="statistics",
    ),
)
