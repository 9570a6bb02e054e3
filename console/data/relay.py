"""Messages that wait in a village until somebody there has told them (par. 21, 35, 45, 58)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.data.outbox import Message


def relayed(session: Session, case_id: int) -> list[Message]:
    """Messages of a case that wait for the akim or the assistant, oldest first."""
    return list(session.scalars(
        select(Message).where(Message.case_id == case_id, Message.channel == "assistant")
        .where(Message.state == "waiting").order_by(Message.id)
    ))


def mark_told(session: Session, case_id: int, at: datetime) -> None:
    """Every such message of the case was told at ``at``."""
    for message in relayed(session, case_id):
        message.state, message.delivered_at = "delivered", at
