"""An answer without signing in: a link sent to the person's own telephone or address (par. 59).

The link is made outside the act (``evidence``), only its hash is kept. Opening it proves nothing,
machines open links; answering through it shows that the person got the offer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from console.calendar import Term, due
from console.data.case import Case
from console.data.worktime import working_calendar
from console.declare import Ground, Step
from plugins.mediation import effects, rules

if TYPE_CHECKING:
    from console.act import Act

NO_LINK = Ground("no_link_made", "59", {
    "kk": "Сілтеме жасалмаған.", "ru": "Ссылка не создана.", "en": "No link was made.",
})
NO_ADDRESS = Ground("no_address_for_link", "59", {
    "kk": "Адамның телефоны да, электрондық поштасы да көрсетілмеген.",
    "ru": "Не указаны ни телефон, ни электронная почта лица.",
    "en": "Neither telephone nor e-mail of the person is known.",
})


def link_made(act: Act) -> Iterator[Ground]:
    """The page that sends it made the link, and there is somewhere to send it."""
    if act.evidence is None or not act.evidence.result.get("hash"):
        yield NO_LINK
    if not (act.person.mobile or act.person.email):
        yield NO_ADDRESS


def keep_link(act: Act) -> None:
    """The hash and the last moment it serves; an earlier link serves no more."""
    assert act.evidence is not None
    amount = int(act.value("offer_link"))
    until = due(act.occurred_at, Term(amount, "working_day"),
                working_calendar(act.session), act.zone, hours=None, after_hours_rolls=False)
    act.keep(link={"hash": act.evidence.result["hash"], "until": until.due_at_utc.isoformat()})


def address(act: Act) -> dict[str, Any]:
    """What the message says: the link itself, which nothing else keeps."""
    vacancy = act.vacancy
    return {"title": vacancy.title, "settlement": vacancy.settlement,
            "url": act.evidence.result["url"] if act.evidence else ""}


def hidden(case: Case) -> bool:
    """Taken by a page of its own, never by the list of acts."""
    return False


STEPS = (
    Step(
        "mediation.send_link", "58", "offer",
        {"kk": "Жауап беру сілтемесін жіберу", "ru": "Отправить ссылку для ответа",
         "en": "Send a link to answer by"},
        action="mediation.offer_work", frm=("on_the_way", "offered"), rules=(link_made,),
        do=(keep_link,), notices=("offer_link",), offered=hidden, asks_worklist=False,
    ),
    Step(
        "mediation.read_offer", "59", "offer",
        {"kk": "Ұсынысты сілтеме арқылы алу", "ru": "Получить предложение по ссылке",
         "en": "Receive the offer by its link"},
        action="mediation.answer_offer", frm=("on_the_way",), to="offered",
        rules=(rules.own_answer_now,), do=(effects.mark_received,), offered=hidden,
        asks_worklist=False,
    ),
)
