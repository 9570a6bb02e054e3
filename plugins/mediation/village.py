"""Messages about offers and plans told in a village: who confirms that a person heard them."""

from __future__ import annotations

from collections.abc import Iterator

from console.act import Act
from console.data import relay
from console.declare import Ground, Step

NOT_TOLD = Ground(
    "message_not_told", "58",
    {"kk": "адамның өзіне айтылғаны расталмаған", "ru": "не подтверждено, что лицу сообщено",
     "en": "it is not confirmed that the person was told"},
    "told_in_person",
)
NOTHING_TO_TELL = Ground(
    "no_message_to_tell", "58",
    {"kk": "ауылға жіберілген хабар жоқ", "ru": "нет сообщения, переданного в село",
     "en": "no message was passed to the village"},
)


def told(act: Act) -> Iterator[Ground]:
    """There is a message, and the person was told."""
    if act.data.get("told_in_person") is not True:
        yield NOT_TOLD
    if not relay.relayed(act.session, act.case.id):
        yield NOTHING_TO_TELL


def mark_told(act: Act) -> None:
    """The village's messages of the case were told at the time of the act."""
    relay.mark_told(act.session, act.case.id, act.occurred_at)


STEPS = (
    Step(
        "mediation.tell_of_offer", "60", "offer",
        {"kk": "Ұсыныс туралы хабарды айту", "ru": "Сообщить новое о предложении",
         "en": "Tell the news of the offer"},
        action="mediation.deliver_offer", form="message_told",
        frm=("interview", "hired", "refused", "refused_deemed", "unanswered", "withdrawn"),
        rules=(told,), do=(mark_told,), asks_worklist=False,
    ),
    Step(
        "mediation.tell_of_plan", "49", "plan",
        {"kk": "Жоспар туралы хабарды айту", "ru": "Сообщить о плане", "en": "Tell of the plan"},
        action="mediation.deliver_offer", form="message_told",
        frm=("drafted", "signed_person", "active", "expired"),
        rules=(told,), do=(mark_told,), asks_worklist=False,
    ),
)
