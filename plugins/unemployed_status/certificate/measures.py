"""Figures of the certificate: requests and their answers, in time and late, by center."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.data.case import Case
from console.data.counting import Count
from console.data.documents import Decision
from console.data.figures import Figure, counted
from console.data.obligations import Obligation
from console.declare import Measure, Period
from plugins.unemployed_status.certificate.rules import KIND
from plugins.unemployed_status.measures import centers

ISSUED = ("issued", "expired")
OFFICE = {"kk": "Орталық", "ru": "Центр", "en": "Center"}


def certificates(
    session: Session, period: Period, offices: Sequence[int]
) -> Iterable[tuple[Any, ...]]:
    """Rows: center, signed requests, issued, refused, answered in time, late, not answered yet.

    By the instant the term of par. 42 began; an unsigned request has none and is not counted.
    """
    rows = session.execute(
        select(Case.office_id, Case.state, Obligation.state.label("term"),
               Obligation.stopped_at, Obligation.due_at)
        .join(Obligation, Obligation.case_id == Case.id)
        .where(Case.kind == KIND, Obligation.deadline == "D-14", Case.office_id.in_(offices))
        .where(Obligation.started_at >= period.start, Obligation.started_at < period.end)
    ).all()
    for office in centers(session, offices):
        mine = [r for r in rows if r.office_id == office.id]
        done = [r for r in mine if r.term == "met"]
        late = sum(r.stopped_at > r.due_at for r in done)
        yield (
            office.code, len(mine), sum(r.state in ISSUED for r in mine),
            sum(r.state == "refused" for r in mine), len(done) - late, late,
            len(mine) - len(done),
        )


def _column(key: str, kk: str, ru: str, en: str) -> tuple[str, dict[str, str], str]:
    return key, {"kk": kk, "ru": ru, "en": en}, "int"


MEASURES: tuple[Measure, ...] = (
    Measure(
        "certificates", "42",
        {"kk": "Жұмыссыз ретінде тіркеу туралы анықтамалар",
         "ru": "Справки о регистрации в качестве безработного",
         "en": "Certificates of registration as unemployed"},
        {"kk": "Кезеңде қол қойылған өтініштер және олардың жауаптары, орталықтар бойынша.",
         "ru": "Заявления, подписанные за период, и ответы на них, по центрам.",
         "en": "Requests signed in the period and their answers, by center."},
        (
            ("office", OFFICE, "text"),
            _column("requested", "Өтініштер", "Заявления", "Requests"),
            _column("issued", "Берілді", "Выдано", "Issued"),
            _column("refused", "Бас тартылды", "Отказано", "Refused"),
            _column("in_time", "Мерзімінде", "В срок", "In time"),
            _column("late", "Кеш", "С опозданием", "Late"),
            _column("open", "Жауап күтуде", "Ждут ответа", "Not answered yet"),
        ),
        certificates,
    ),
)

_ASKED = {"kk": "Өтініштер", "ru": "Заявления", "en": "Requests"}
_ISSUED = {"kk": "Берілді", "ru": "Выдано", "en": "Issued"}
_REFUSED = {"kk": "Бас тартылды", "ru": "Отказано", "en": "Refused"}
MEASURES = (
    *MEASURES,
    counted(
        "certificates.flow", "43",
        {"kk": "Анықтамалар ағыны", "ru": "Поток справок", "en": "Flow of certificates"},
        {"kk": "Кезеңде ашылған өтініштер, қол қойылған анықтамалар мен бас тартулар.",
         "ru": "Заявления, открытые за период, подписанные справки и отказы.",
         "en": "Requests opened, certificates and refusals signed in the period."},
        (Figure("requested", _ASKED,
                Count("certificate.requested", _ASKED, Case, "opened_at", where={"kind": (KIND,)})),
         Figure("issued", _ISSUED,
                Count("certificate.issued", _ISSUED, Decision, "decided_on",
                      where={"kind": ("certificate",)})),
         Figure("refused", _REFUSED,
                Count("certificate.refused", _REFUSED, Decision, "decided_on",
                      where={"kind": ("certificate_refusal",)}))),
        topic="certificates",
    ),
)
