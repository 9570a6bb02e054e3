"""The silence journal: what the console will decide by expiry, listed the working day before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.calendar import WorkCalendar
from console.data.case import Case
from console.data.obligations import Obligation
from console.declare import Label

#: duties whose expiry an automatic step answers, and what follows
CONSEQUENCES: dict[str, Label] = {
    "D-25": {
        "kk": "Жауап болмаса, лайықты жұмыс таңдалмаған болып саналады (59, 31-тармақтар).",
        "ru": "Без ответа подходящая работа считается неподобранной (пункты 59, 31).",
        "en": "Without an answer suitable work counts as not found (par. 59, 31).",
    },
    "D-26": {
        "kk": "Жауап болмаса, ұсыныс жауапсыз аяқталады (59-тармақ).",
        "ru": "Без ответа предложение завершится как оставшееся без ответа (пункт 59).",
        "en": "Without an answer the offer ends unanswered (par. 59).",
    },
    "D-29": {
        "kk": "Хабарлама болмаса, жұмысқа орналастырудан бас тарту болып саналады (62-тармақ).",
        "ru": "Без уведомления это считается отказом в трудоустройстве (пункт 62).",
        "en": "Without a notice it counts as refusal to employ (par. 62).",
    },
}


@dataclass(frozen=True)
class Silent:
    """A case that silence will decide: its number, the duty, when, and what follows."""

    case: str
    state: str
    deadline: str
    paragraph: str
    responsible: str
    due_at: datetime
    consequence: Label


def silent_tomorrow(
    session: Session, now: datetime, calendar: WorkCalendar, zone: ZoneInfo, limit: int = 500
) -> list[Silent]:
    """Open duties that expire today or on the next working day, soonest first.

    The session's scope decides whose; ``zone`` is where days are read.
    """
    last = calendar.next_working_day(now.astimezone(zone).date())
    rows = session.execute(
        select(Obligation, Case.number, Case.state).join(Case, Case.id == Obligation.case_id)
        .where(Obligation.state == "open", Obligation.lapsed_at.is_(None))
        .where(Obligation.deadline.in_(tuple(CONSEQUENCES)))
        .where(Obligation.due_at >= now, Obligation.due_on <= last)
        .order_by(Obligation.due_at, Obligation.id).limit(limit)
    ).all()
    return [
        Silent(number, state, duty.deadline, duty.paragraph, duty.responsible, duty.due_at,
               CONSEQUENCES[duty.deadline])
        for duty, number, state in rows
    ]
