"""Messages of chapter 3 told in a village: who confirms that a person heard them."""

from __future__ import annotations

from collections.abc import Iterator

from console.act import Act
from console.data import relay
from console.declare import Ground, Step

NOT_TOLD = Ground(
    "news_not_told", "35",
    {"kk": "адамның өзіне айтылғаны расталмаған", "ru": "не подтверждено, что лицу сообщено",
     "en": "it is not confirmed that the person was told"},
    "told_in_person",
)
NOTHING_TO_TELL = Ground(
    "no_news_to_tell", "35",
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
        "unemployed_status.tell_of_summons", "44", "summons",
        {"kk": "Шақыру туралы айту", "ru": "Сообщить о вызове", "en": "Tell of the summons"},
        action="unemployed_status.inform_person", form="message_told", frm=("called", "missed"),
        rules=(told,), do=(mark_told,), asks_worklist=False,
    ),
    Step(
        "unemployed_status.tell_of_change", "51", "change",
        {"kk": "Өзгеріс туралы сұрауды айту", "ru": "Сообщить о вопросе об изменении",
         "en": "Tell of the question about a change"},
        action="unemployed_status.inform_person", form="message_told", frm=("known",),
        rules=(told,), do=(mark_told,), asks_worklist=False,
    ),
)
