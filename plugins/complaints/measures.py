"""Figures of chapter 4: complaints lodged, answered in time, late and open, by addressee."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from console.data.obligations import Obligation
from console.declare import Label, Measure, Period
from plugins.complaints.subjects import BODIES
from plugins.complaints.tables import Complaint


def complaints(
    session: Session, period: Period, offices: Sequence[int]
) -> Iterable[tuple[Any, ...]]:
    """Rows: addressee, lodged, granted, answered in time, answered late, not answered yet.

    A body without a stated term answers neither in time nor late.
    """
    rows = session.execute(
        select(Complaint.addressee, Complaint.result, Complaint.answered_on, Obligation.due_on)
        .outerjoin(Obligation, (Obligation.case_id == Complaint.case_id)
                   & Obligation.deadline.in_(("D-17", "D-18")))
        .where(*_within(period, offices))
    ).all()
    for code in BODIES:
        mine = [r for r in rows if r.addressee == code]
        done = [r for r in mine if r.answered_on is not None]
        timed = [r for r in done if r.due_on is not None]
        late = sum(r.answered_on > r.due_on for r in timed)
        yield (
            code, len(mine),
            sum(r.result in ("granted", "partly_granted") for r in mine),
            len(timed) - late, late, len(mine) - len(done),
        )


def _within(period: Period, offices: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        or_(Complaint.office_id.in_(offices), Complaint.authority_id.in_(offices)),
        Complaint.lodged_on >= period.start.date(), Complaint.lodged_on < period.end.date(),
    )


def outcomes(session: Session, period: Period, offices: Sequence[int]) -> Iterable[tuple[Any, ...]]:
    """Rows: subject, then how many ended each way, and how many are open.

    Anonymous complaints count where they were looked into; an open one is not answered yet.
    """
    rows = session.execute(
        select(Complaint.subject, Complaint.result).where(*_within(period, offices))
    ).all()
    for subject in SUBJECTS:
        mine = [row.result for row in rows if row.subject == subject]
        yield (subject, len(mine), *(mine.count(result) for result in RESULTS), mine.count(None))


def reversed_decisions(
    session: Session, period: Period, offices: Sequence[int]
) -> Iterable[tuple[Any, ...]]:
    """Rows: kind of decision complained of, lodged, granted, reversed, put right otherwise, due.

    ``due``: granted, and neither reversed nor put right yet.
    """
    rows = session.execute(
        select(Complaint.decision_kind, Complaint.result, Complaint.remedy)
        .where(*_within(period, offices), Complaint.decision_kind.is_not(None))
    ).all()
    for kind in sorted({row.decision_kind for row in rows}):
        mine = [row for row in rows if row.decision_kind == kind]
        granted = [row for row in mine if row.result in ("granted", "partly_granted")]
        done = [row.remedy for row in granted]
        yield (KINDS.get(kind, _plain(kind)), len(mine), len(granted), done.count("reversed"),
               done.count("otherwise"), done.count(None))


def _plain(code: str) -> Label:
    return dict.fromkeys(("kk", "ru", "en"), code)


SUBJECTS = ("decision", "action", "inaction")
RESULTS = ("granted", "partly_granted", "denied", "redirected", "repeated", "withdrawn",
           "looked_at")
_INT = "int"


def _l(kk: str, ru: str, en: str) -> Label:
    return {"kk": kk, "ru": ru, "en": en}


#: decisions and notices people complain of, in words
KINDS: dict[str, Label] = {
    "unemployed_registration": _l("Жұмыссыз ретінде тіркеу", "Регистрация безработным",
                                  "Registration as unemployed"),
    "unemployed_refusal": _l("Жұмыссыз ретінде тіркеуден бас тарту",
                             "Отказ в регистрации безработным",
                             "Refusal to register as unemployed"),
    "refusal_notice": _l("Жұмыс іздеп жүрген адам ретінде тіркеуден бас тарту",
                         "Отказ в регистрации ищущим работу", "Refusal to register a jobseeker"),
    "jobseeker_notice": _l("Тіркелгені туралы хабарлама", "Уведомление о регистрации",
                           "Notice of registration"),
    "acceptance_refusal": _l("Өтінішті қабылдаудан бас тарту", "Отказ в приеме заявления",
                             "Refusal to accept the application"),
    "deregistration": _l("Есептен шығару", "Снятие с учета", "Deregistration"),
    "status_end": _l("Мәртебені тоқтату", "Прекращение статуса", "End of the status"),
    "certificate": _l("Анықтама", "Справка", "Certificate"),
    "certificate_refusal": _l("Анықтамадан бас тарту", "Отказ в справке",
                              "Refusal of a certificate"),
    "complaint_answer": _l("Шағымға жауап", "Ответ на жалобу", "Answer to a complaint"),
    "correction": _l("Түзетілген шешім", "Исправленное решение", "Corrected decision"),
    "draft_decision": _l("Шешімнің жобасы", "Проект решения", "Draft decision"),
}

MEASURES = (
    Measure(
        "complaints", "46",
        {"kk": "Шағымдар", "ru": "Жалобы", "en": "Complaints"},
        {"kk": "Кезеңде тіркелген шағымдар; мерзімі белгіленбеген органда уақтылық есептелмейді.",
         "ru": "Жалобы, зарегистрированные за период; у органа без срока своевременность не "
               "считается.",
         "en": "Complaints registered in the period; timeliness is not counted where no term is "
               "stated."},
        (("addressee", {"kk": "Кімге", "ru": "Кому", "en": "To whom"},
          "code/complaint_addressee"),
         ("lodged", {"kk": "Тіркелді", "ru": "Зарегистрировано", "en": "Lodged"}, "int"),
         ("granted", {"kk": "Қанағаттандырылды", "ru": "Удовлетворено", "en": "Granted"}, "int"),
         ("in_time", {"kk": "Мерзімінде", "ru": "В срок", "en": "In time"}, "int"),
         ("late", {"kk": "Кешіктірілді", "ru": "С опозданием", "en": "Late"}, "int"),
         ("open", {"kk": "Қаралуда", "ru": "На рассмотрении", "en": "Open"}, "int")),
        complaints,
    ),
    Measure(
        "complaint_outcomes", "46",
        _l("Шағымдардың нәтижелері", "Исходы жалоб", "Outcomes of complaints"),
        _l("Кезеңде тіркелген шағымдар нысанасы және нәтижесі бойынша.",
           "Жалобы, зарегистрированные за период, по предмету и исходу.",
           "Complaints registered in the period, by subject and outcome."),
        (("subject", _l("Нысанасы", "Предмет", "Subject"), "code/complaint_subject"),
         ("lodged", _l("Тіркелді", "Зарегистрировано", "Lodged"), _INT),
         ("granted", _l("Қанағаттандырылды", "Удовлетворено", "Granted"), _INT),
         ("partly_granted", _l("Ішінара", "Частично", "Partly"), _INT),
         ("denied", _l("Бас тартылды", "Отказано", "Denied"), _INT),
         ("redirected", _l("Жіберілді", "Направлено", "Passed on"), _INT),
         ("repeated", _l("Қайталанған", "Повторные", "Repeated"), _INT),
         ("withdrawn", _l("Қайтарып алынды", "Отозвано", "Withdrawn"), _INT),
         ("looked_at", _l("Атаусыз", "Анонимные", "Anonymous"), _INT),
         ("open", _l("Қаралуда", "На рассмотрении", "Open"), _INT)),
        outcomes,
    ),
    Measure(
        "reversed_decisions", "46",
        _l("Күші жойылған шешімдер", "Отмененные решения", "Reversed decisions"),
        _l("Кезеңде шағым берілген шешімдер түрі бойынша: қанағаттандырылды, күші жойылды, басқаша "
           "түзетілді, әлі түзетілмеді.",
           "Решения, обжалованные за период, по видам: удовлетворено, отменено, исправлено иначе, "
           "еще не исправлено.",
           "Decisions complained of in the period, by kind: granted, reversed, put right "
           "otherwise, not yet."),
        (("kind", _l("Шешім түрі", "Вид решения", "Kind of decision"), "text"),
         ("lodged", _l("Шағымдар", "Жалобы", "Complaints"), _INT),
         ("granted", _l("Қанағаттандырылды", "Удовлетворено", "Granted"), _INT),
         ("reversed", _l("Күші жойылды", "Отменено", "Reversed"), _INT),
         ("otherwise", _l("Басқаша орындалды", "Исполнено иначе", "Otherwise"), _INT),
         ("due", _l("Әлі орындалмады", "Еще не исполнено", "Still due"), _INT)),
        reversed_decisions,
    ),
)
