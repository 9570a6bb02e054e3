"""Messages about offers and plans told in a village: who confirms that a person heard them."""

from __future__ import annotations

from console.data import relay
from console.declare import Step

TOLD = relay.confirmed("58")

STEPS = (
    Step(
        "mediation.tell_of_offer", "60", "offer",
        {"kk": "Ұсыныс туралы хабарды айту", "ru": "Сообщить новое о предложении",
         "en": "Tell the news of the offer"},
        action="mediation.deliver_offer", form="message_told",
        frm=("interview", "hired", "refused", "refused_deemed", "unanswered", "withdrawn"),
        rules=(TOLD,), do=(relay.confirm,), asks_worklist=False,
    ),
)
