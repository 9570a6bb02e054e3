"""Figures of chapter 3: decisions on the status, and the grounds of refusing it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.data.actors import Office
from console.data.counting import Count
from console.data.dimensions import Dimension
from console.data.documents import Decision
from console.data.figures import Figure, counted
from console.data.register_stock import measures as register_measures
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


MEASURES: tuple[Measure, ...] = (
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


def decided(
    kind: str, title: dict[str, str], grounds: tuple[Dimension, ...] = (), *,
    corrected: bool = False,
) -> Count:
    """Decisions of a kind on the day of the first signature; or those that replaced another."""
    where: dict[str, tuple[Any, ...]] = {"kind": (kind,)}
    if not corrected:
        where["supersedes_id"] = (None,)
    return Count(f"decision.{kind}" + (".corrected" if corrected else ""), title, Decision,
                 "decided_on", by=grounds, where=where,
                 present=("supersedes_id",) if corrected else ())


GROUND_OF_REFUSAL = Dimension(
    "ground", {"kk": "Негіз (34-тармақ)", "ru": "Основание (пункт 34)", "en": "Ground (par. 34)"},
    "code/unemployed_refusal", "grounds", inner="code")
_REGISTERED = {"kk": "Тіркелді", "ru": "Зарегистрировано", "en": "Registered"}
_REFUSED = {"kk": "Бас тартылды", "ru": "Отказано", "en": "Refused"}
_CORRECTED = {"kk": "Түзетілді", "ru": "Исправлено", "en": "Corrected"}
_REGISTRATION = decided("unemployed_registration", _REGISTERED)
_REFUSAL = decided("unemployed_refusal", _REFUSED, (GROUND_OF_REFUSAL,))

UNEMPLOYED = register_measures(
    "unemployed", "32",
    {
        "stock": {"kk": "Жұмыссыздар: есеп балансы", "ru": "Безработные: баланс учета",
                  "en": "Unemployed: balance of the register"},
        "came": {"kk": "Жұмыссыз ретінде тіркелгендер",
                 "ru": "Зарегистрированы безработными", "en": "Registered as unemployed"},
        "left": {"kk": "Жұмыссыздар есебінен шыққандар", "ru": "Сняты с учета безработных",
                 "en": "Left the register of unemployed"},
    },
    {
        "stock": {
            "kk": "Шешімге қол қойылған күннен бастап жұмыссыз ретінде тіркелгендер. Басында + "
                  "алынды − шықты = соңында. Бұл тіркелген жұмыссыздық, сауалнама деңгейі емес.",
            "ru": "Состоящие на учете безработными со дня подписания решения. На начало + "
                  "поставлено − снято = на конец. Это регистрируемая безработица, не уровень по "
                  "обследованию.",
            "en": "Registered as unemployed from the day the decision was signed. Start + came - "
                  "left = end. This is registered unemployment, not the rate of a survey.",
        },
        "came": {
            "kk": "Кезеңде жұмыссыз ретінде тіркелгендер (32-тармақ).",
            "ru": "Зарегистрированные безработными за период (пункт 32).",
            "en": "Registered as unemployed in the period (par. 32).",
        },
        "left": {
            "kk": "Жұмыссыздар есебінен шыққандар: 44-тармақтың негіздері және одан тыс жабу.",
            "ru": "Снятые с учета безработных: основания пункта 44 и закрытия вне его.",
            "en": "Left the register of unemployed: grounds of par. 44 and closures outside it.",
        },
    },
)
MEASURES = (
    *MEASURES, *UNEMPLOYED,
    counted(
        "unemployed.decisions", "32",
        {"kk": "Мәртебе туралы шешімдер ағыны", "ru": "Поток решений о статусе",
         "en": "Flow of decisions on the status"},
        {"kk": "Алғаш қол қойылған шешімдер; бұрынғысының орнына келген шешім бөлек саналады.",
         "ru": "Решения по дню первого подписания; решение взамен прежнего считается отдельно.",
         "en": "Decisions on the day of the first signature; one in place of another is counted "
               "apart."},
        (Figure("registered", _REGISTERED, _REGISTRATION), Figure("refused", _REFUSED, _REFUSAL),
         Figure("corrected", _CORRECTED, decided("unemployed_refusal", _CORRECTED,
                                                 corrected=True)),
         Figure("share", {"kk": "Бас тарту үлесі, %", "ru": "Доля отказов, %",
                          "en": "Share refused, %"},
                part=("refused",), whole=("registered", "refused"))),
        topic="decisions",
    ),
    counted(
        "unemployed.refusals", "34",
        {"kk": "Бас тарту негіздері бойынша", "ru": "Отказы по основаниям",
         "en": "Refusals by ground"},
        {"kk": "Бір шешімде бірнеше негіз болуы мүмкін, сондықтан жиынтық жолдардың қосындысынан "
               "аз болуы мүмкін.",
         "ru": "В одном решении может быть несколько оснований: итог может быть меньше суммы "
               "строк.",
         "en": "One decision may have several grounds: the total may be less than the sum of "
               "rows."},
        (Figure("refused", _REFUSED, _REFUSAL),), dimensions=(GROUND_OF_REFUSAL,),
        topic="decisions",
    ),
)
