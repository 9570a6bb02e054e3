"""Stages of a public service, written into the outbox by the act that reaches them (par. 23, 36).

A plugin declares which step reaches which stage; here each becomes one message per system told,
in the act's own transaction. What is sent holds no name and no IIN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from console.data.base import new_row
from console.data.obligations import Obligation
from console.data.outbox import Message

if TYPE_CHECKING:
    from console.act import Act
    from console.declare import Stage

NOTICE = "stage"


def tell(act: Act, line_id: int) -> list[int]:
    """Write the stages this act reaches; ids of the messages. Cases only."""
    reached = [s for s in act.catalog.stages.get(act.step.name, ())
               if s.when is None or s.when(act)]
    if not reached or act.subject.__tablename__ != "case":
        return []
    due = _due(act) if any(stage.dated for stage in reached) else ""
    rows = [_row(act, stage, system, line_id, due) for stage in reached for system in stage.to]
    act.session.add_all(rows)
    act.session.flush()
    return [row.id for row in rows]


def _due(act: Act) -> str:
    """The day the service is due: the last open duty of the case, else empty."""
    if act.alone:
        days = [r.due_on for r in act.started if r.state == "open" and r.kind == "duty"]
        return max(days).isoformat() if days else ""
    day = act.session.scalar(
        select(Obligation.due_on)
        .where(Obligation.case_id == act.case.id, Obligation.state == "open")
        .where(Obligation.kind == "duty").order_by(Obligation.due_on.desc()).limit(1)
    )
    return day.isoformat() if day else ""


def _row(act: Act, stage: Stage, system: str, line_id: int, due: str) -> Message:
    case = act.case
    return new_row(
        Message, event=f"{line_id}:{NOTICE}:{stage.code}", notice=NOTICE, paragraph=stage.law,
        channel=system, recipient=system, language="kk", subject=stage.title["kk"], body="",
        payload={
            "number": case.number, "service": stage.service, "stage": stage.code,
            "step": stage.step, "at": act.occurred_at.isoformat(), "office": act.office.code,
            "due_on": due,
        },
        case_id=case.id, person_id=case.person_id, office_id=case.office_id, village_id=None,
        employer_id=None, state="waiting", attempts=0, next_try_at=act.now, created_at=act.now,
    )
