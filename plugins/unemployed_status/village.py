"""Messages of chapter 3 told in a village: who confirms that a person heard them."""

from __future__ import annotations

from console.data import relay
from console.declare import Step

TOLD = relay.confirmed("35")

STEPS = (
    Step(
        "unemployed_status.tell_of_summons", "44", "summons",
        {"kk": "Шақыру туралы айту", "ru": "Сообщить о вызове", "en": "Tell of the summons"},
        action="unemployed_status.inform_person", form="message_told", frm=("called", "missed"),
        rules=(TOLD,), do=(relay.confirm,), asks_worklist=False,
    ),
    Step(
        "unemployed_status.tell_of_change", "51", "change",
        {"kk": "Өзгеріс туралы сұрауды айту", "ru": "Сообщить о вопросе об изменении",
         "en": "Tell of the question about a change"},
        action="unemployed_status.inform_person", form="message_told", frm=("known",),
        rules=(TOLD,), do=(relay.confirm,), asks_worklist=False,
    ),
)
