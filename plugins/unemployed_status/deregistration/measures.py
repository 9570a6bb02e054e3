"""Figures of deregistration: by item of par. 44, with the closures outside it apart (A-32)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.data.dimensions import Dimension
from console.data.documents import Decision
from console.data.figures import Figure, counted
from console.declare import Measure, Period
from forms.dictionaries import lookup_shipped
from plugins.unemployed_status.deregistration.grounds import ITEMS, TITLES
from plugins.unemployed_status.measures import decided

GROUND = {"kk": "Негіз", "ru": "Основание", "en": "Ground"}
NUMBER = {"kk": "Саны", "ru": "Число", "en": "Number"}


def _counted(
    session: Session, period: Period, offices: Sequence[int], kind: str, key: str
) -> Counter[str]:
    rows = session.scalars(
        select(Decision.grounds).where(Decision.kind == kind, Decision.office_id.in_(offices))
        .where(Decision.decided_at >= period.start, Decision.decided_at < period.end)
    )
    return Counter(g[key] for grounds in rows for g in grounds)


def by_ground(
    session: Session, period: Period, offices: Sequence[int]
) -> Iterable[tuple[Any, ...]]:
    """Rows: item of par. 44, ground, decisions signed in the period."""
    found = _counted(session, period, offices, "deregistration", "code")
    for code, item in ITEMS.items():
        yield (item, TITLES[code], found[code])


def outside(
    session: Session, period: Period, offices: Sequence[int]
) -> Iterable[tuple[Any, ...]]:
    """Rows: basis of a closure outside par. 44, decisions signed in the period."""
    found = _counted(session, period, offices, "status_end", "ground")
    shipped = lookup_shipped("status_end_ground")
    for code, label in (shipped.codes() if shipped else {}).items():
        yield (label, found[code])


MEASURES: tuple[Measure, ...] = (
    Measure(
        "deregistrations_by_ground", "44",
        {"kk": "Есептен шығару негіздері", "ru": "Основания снятия с учета",
         "en": "Grounds of deregistration"},
        {"kk": "Кезеңде қол қойылған есептен шығару шешімдері 44-тармақтың негіздері бойынша.",
         "ru": "Решения о снятии с учета, подписанные за период, по основаниям пункта 44.",
         "en": "Decisions on deregistration signed in the period, by ground of paragraph 44."},
        (("item", {"kk": "Тармақша", "ru": "Подпункт", "en": "Item"}, "text"),
         ("ground", GROUND, "text"), ("number", NUMBER, "int")),
        by_ground,
    ),
    Measure(
        "closures_outside_44", "45",
        {"kk": "44-тармақтан тыс жабу", "ru": "Закрытия вне пункта 44",
         "en": "Closures outside paragraph 44"},
        {"kk": "Кезеңде қол қойылған мәртебені тоқтату шешімдері негізі бойынша.",
         "ru": "Решения о прекращении статуса, подписанные за период, по основаниям.",
         "en": "Decisions ending the status signed in the period, by basis."},
        (("ground", GROUND, "text"), ("number", NUMBER, "int")),
        outside,
    ),
)

_SIGNED = {"kk": "Есептен шығарылды", "ru": "Снято с учета", "en": "Deregistered"}
_ENDED = {"kk": "Мәртебе тоқтатылды", "ru": "Статус прекращен", "en": "Status ended"}
GROUND_44 = Dimension(
    "ground", {"kk": "Негіз (44-тармақ)", "ru": "Основание (пункт 44)", "en": "Ground (par. 44)"},
    "code/deregistration_ground", "grounds", inner="code")
OUTSIDE_44 = Dimension("ground", GROUND, "code/status_end_ground", "grounds", inner="ground")
MEASURES = (
    *MEASURES,
    counted(
        "unemployed.deregistrations", "44",
        {"kk": "Есептен шығару, негіздері бойынша", "ru": "Снятие с учета по основаниям",
         "en": "Deregistrations by ground"},
        {"kk": "Қол қойылған күні бойынша; түзетілген шешім бір рет саналады (A-34).",
         "ru": "По дню подписания; исправленное решение считается один раз (A-34).",
         "en": "By the day of the signature; a corrected decision is counted once (A-34)."},
        (Figure("signed", _SIGNED, decided("deregistration", _SIGNED, (GROUND_44,))),),
        dimensions=(GROUND_44,), topic="decisions",
    ),
    counted(
        "unemployed.closures", "45",
        {"kk": "44-тармақтан тыс жабу, негіздері бойынша",
         "ru": "Закрытия вне пункта 44 по основаниям",
         "en": "Closures outside paragraph 44 by basis"},
        {"kk": "Мәртебені тоқтату туралы қол қойылған шешімдер (A-32).",
         "ru": "Подписанные решения о прекращении статуса (A-32).",
         "en": "Signed decisions ending the status (A-32)."},
        (Figure("signed", _ENDED, decided("status_end", _ENDED, (OUTSIDE_44,))),),
        dimensions=(OUTSIDE_44,), topic="decisions",
    ),
)
