"""Messages that wait in a village until somebody there has told them (par. 21, 35, 45, 58)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.data.outbox import Message
from console.declare import Ground

if TYPE_CHECKING:
    from console.act import Act


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


def confirmed(paragraph: str) -> Callable[[Act], Iterator[Ground]]:
    """The rule of an act that confirms, under a paragraph, that a person was told in the village.

    The act's form is ``message_told``: there must be a message, and the person must have heard it.
    """
    not_told = Ground(
        "not_told", paragraph,
        {"kk": "адамның өзіне айтылғаны расталмаған", "ru": "не подтверждено, что лицу сообщено",
         "en": "it is not confirmed that the person was told"},
        "told_in_person",
    )
    nothing = Ground(
        "nothing_to_tell", paragraph,
        {"kk": "ауылға жіберілген хабар жоқ", "ru": "нет сообщения, переданного в село",
         "en": "no message was passed to the village"},
    )

    def rule(act: Act) -> Iterator[Ground]:
        if act.data.get("told_in_person") is not True:
            yield not_told
        if not relayed(act.session, act.case.id):
            yield nothing

    return rule


def confirm(act: Act) -> None:
    """The effect of such an act: the village's messages of the case were told when it happened."""
    mark_told(act.session, act.case.id, act.occurred_at)
