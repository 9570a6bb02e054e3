"""Duties under the terms of the Rules, in figures: how many, in time, late, open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from console.data.monitoring import Edges, Figures, figures_by, responsible_office
from console.data.obligations import Obligation
from console.declare import Measure, Period

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


MEASURES = (
    Measure(
        "general.duties", "",
        {"kk": "Мерзімдердің сақталуы", "ru": "Соблюдение сроков", "en": "Terms kept"},
        {"kk": "Кезеңде басталған міндеттер және бұрын басталып, әлі ашық тұрғандары, деректер "
               "сәтіндегі жай-күйі бойынша. «Мерзімінде»: орындалған сәті мерзім аяқталғаннан кеш "
               "емес. «Тым кешіккен»: мерзімінен бес жұмыс күнінен артық өткен (консольдің ішкі "
               "мәні). Үлес: мерзімінде орындалғандардың орындалған және мерзімі өткен "
               "міндеттердегі бөлігі. Кезеңде міндет болмаса, жол болмайды; болашақ кезеңде тек "
               "бұрын басталған ашық міндеттер көрінеді.",
         "ru": "Обязанности, начавшиеся в периоде, и начавшиеся раньше, но ещё открытые, по "
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
         "ru": "Сроки, обязывающие работодателя или лицо, по обслуживающему органу. Истёкший срок "
               "не является просрочкой органа.",
         "en": "Terms that bind the employer or the person, by the office that serves them. A term "
               "run out is not lateness of the office."},
        (*COLUMNS[:7],
         ("expired", {"kk": "Мерзімі өткен", "ru": "Истекло", "en": "Run out"}, INT)),
        others,
    ),
)
