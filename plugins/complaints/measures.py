"""Figures of chapter 4: complaints lodged, answered in time, late and open, by addressee."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from console.data.obligations import Obligation
from console.declare import Measure, Period
from plugins.complaints.rules import BODIES
from plugins.complaints.tables import Complaint


def complaints(
    session: Session, period: Period, offices: Sequence[int]
) -> Iterable[tuple[Any, ...]]:
    """Rows: addressee, lodged, granted, answered in time, answered late, not answered yet.

    A body without a stated term answers neither in time nor late.
    """
    inside = or_(Complaint.office_id.in_(offices), Complaint.authority_id.in_(offices))
    rows = session.execute(
        select(Complaint.addressee, Complaint.result, Complaint.answered_on, Obligation.due_on)
        .outerjoin(Obligation, (Obligation.case_id == Complaint.case_id)
                   & Obligation.deadline.in_(("D-17", "D-18")))
        .where(inside, Complaint.lodged_on >= period.start.date())
        .where(Complaint.lodged_on < period.end.date())
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
)
