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
    ("opened", {"kk": "Басталды", "ru": "Начато", "en": "Opened"}, INT),
    ("in_time", {"kk": "Мерзімінде", "ru": "В срок", "en": "In time"}, INT),
    ("late", {"kk": "Кешіктірілген", "ru": "С опозданием", "en": "Done late"}, INT),
    ("open", {"kk": "Ашық", "ru": "Открыто", "en": "Open"}, INT),
    ("overdue", {"kk": "Мерзімі өткен", "ru": "Просрочено", "en": "Overdue"}, INT),
    ("very_late", {"kk": "Тым кешіккен", "ru": "Сильно просрочено", "en": "Very late"}, INT),
    ("share", {"kk": "Мерзімінде, %", "ru": "В срок, %", "en": "In time, %"}, "percent"),
)


def edges_of(period: Period) -> Edges:
    """Cut at the period's end: the figures are as of then. ``reports`` passes ``now`` as end."""
    return Edges(period.end, period.start, period.end, period.end)


def duties(session: Session, period: Period, offices: Sequence[int]) -> Iterable[tuple[Any, ...]]:
    """Rows of COLUMNS per office that owes the duty and per term."""
    edges: Edges = session.info.get("edges") or edges_of(period)
    keys = (responsible_office(), Obligation.deadline, Obligation.paragraph)
    found = figures_by(session, keys, period, list(offices), edges)
    for (office, deadline, paragraph), made in sorted(found.items(), key=_order):
        yield (office, deadline, paragraph, *made.values()[:6], made.share_in_time)


def _order(item: tuple[tuple[Any, ...], Figures]) -> tuple[Any, ...]:
    office, deadline, _paragraph = item[0]
    return (office or 0, deadline)


MEASURES = (
    Measure(
        "general.duties", "",
        {"kk": "Мерзімдердің сақталуы", "ru": "Соблюдение сроков", "en": "Terms kept"},
        {"kk": "Кезеңде басталған міндеттер және кезең соңында ашық тұрғандары. «Мерзімінде» — "
               "орындалған сәті мерзім аяқталғаннан кеш емес. Үлес: мерзімінде орындалғандардың "
               "орындалған және мерзімі өткен міндеттердегі бөлігі.",
         "ru": "Обязанности, начавшиеся в периоде, и открытые на его конец. «В срок» — исполнены "
               "не позже окончания срока. Доля: исполненные в срок среди исполненных и "
               "просроченных.",
         "en": "Duties begun in the period and those open at its end. In time: done no later than "
               "the end of the term. Share: done in time among those done or overdue."},
        COLUMNS,
        duties,
    ),
)
