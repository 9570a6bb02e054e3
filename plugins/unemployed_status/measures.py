"""Figures of chapter 3: decisions on the status, and the grounds of refusing it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.data.actors import Office
from console.data.documents import Decision
from console.declare import Measure, Period
from plugins.unemployed_status.evaluation import GROUNDS

KINDS = ("unemployed_registration", "unemployed_refusal", "status_end")
OFFICE = {"kk": "Орталық", "ru": "Центр", "en": "Center"}
NUMBER = {"kk": "Саны", "ru": "Число", "en": "Number"}


def centers(session: Session, offices: Sequence[int]) -> Iterable[Office]:
    """The centers among the offices: decisions and certificates are counted where people are."""
    return session.scalars(
        select(Office).where(Office.id.in_(offices), Office.kind == "center")
        .order_by(Office.code)
    )


def decisions(
    session: Session, period: Period, offices: Sequence[int]
) -> Iterable[tuple[Any, ...]]:
    """Rows: center, registered, refused, ended; by the instant of the signature."""
    counted: dict[tuple[int, str], int] = {
        (row[0], row[1]): row[2]
        for row in session.execute(
            select(Decision.office_id, Decision.kind, func.count(Decision.id))
            .where(Decision.kind.in_(KINDS), Decision.office_id.in_(offices))
            .where(Decision.decided_at >= period.start, Decision.decided_at < period.end)
            .group_by(Decision.office_id, Decision.kind)
        )
    }
    for office in centers(session, offices):
        yield (office.code, *(counted.get((office.id, kind), 0) for kind in KINDS))


def refusals_by_ground(
    session: Session, period: Period, offices: Sequence[int]
) -> Iterable[tuple[Any, ...]]:
    """Rows: ground of par. 34, number; a decision counts under each of its grounds."""
    found: Counter[str] = Counter()
    rows = session.scalars(
        select(Decision.grounds)
        .where(Decision.kind == "unemployed_refusal", Decision.office_id.in_(offices))
        .where(Decision.decided_at >= period.start, Decision.decided_at < period.end)
    )
    for grounds in rows:
        found.update(g["code"] for g in grounds)
    for code, ground in GROUNDS.items():
        yield (ground.text, found[code])


MEASURES = (
    Measure(
        "status_decisions", "32",
        {"kk": "Жұмыссыз мәртебесі туралы шешімдер", "ru": "Решения о статусе безработного",
         "en": "Decisions on the status of unemployed"},
        {"kk": "Кезеңде қол қойылған шешімдер орталық бойынша.",
         "ru": "Решения, подписанные за период, по центрам.",
         "en": "Decisions signed in the period, by center."},
        (("office", OFFICE, "text"),
         ("registered", {"kk": "Тіркелді", "ru": "Зарегистрировано", "en": "Registered"}, "int"),
         ("refused", {"kk": "Бас тартылды", "ru": "Отказано", "en": "Refused"}, "int"),
         ("ended", {"kk": "Тоқтатылды", "ru": "Прекращено", "en": "Ended"}, "int")),
        decisions,
    ),
    Measure(
        "status_refusal_grounds", "34",
        {"kk": "Бас тарту негіздері", "ru": "Основания отказа", "en": "Grounds of refusal"},
        {"kk": "34-тармақтың негіздері бойынша; бір шешімде бірнеше негіз болуы мүмкін.",
         "ru": "По основаниям пункта 34; в одном решении их может быть несколько.",
         "en": "By ground of paragraph 34; one decision may have several."},
        (("ground", {"kk": "Негіз", "ru": "Основание", "en": "Ground"}, "text"),
         ("number", NUMBER, "int")),
        refusals_by_ground,
    ),
)
