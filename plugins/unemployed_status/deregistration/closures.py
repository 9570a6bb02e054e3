"""Closures outside par. 44 (reading A-32): the person's own signed wish, and what they rest on.

Employment, own wish, death and moving end a status only by the authority's signed act, each with
its basis; they stay off the figures of par. 44.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from console.act import Act
from console.declare import Ground, Label, Signing, Step
from plugins.unemployed_status.rules import iso

BEFORE = Ground("event_before_registration", "45", {
    "kk": "Оқиға күні жұмыссыз ретінде тіркелген күннен бұрын.",
    "ru": "Дата события раньше регистрации безработным.",
    "en": "The event is earlier than the registration as unemployed.",
}, field="since")
NOT_OWN_WISH = Ground("not_own_wish", "45", {
    "kk": "Тоқтату адамның өз тілегі бойынша ұсынылмаған: кері алатын тілек жоқ.",
    "ru": "Прекращение предложено не по желанию лица: отзывать нечего.",
    "en": "The end was not proposed at the person's own wish: there is none to withdraw.",
})
OWN_WISH = "own_wish"


def _l(kk: str, ru: str, en: str) -> Label:
    return {"kk": kk, "ru": ru, "en": en}


def dated_in_status(act: Act) -> Iterator[Ground]:
    """A status is ended by what happened while it stood."""
    since = act.episode.unemployed_on
    if since is not None and date.fromisoformat(act.data["since"]) < since:
        yield BEFORE.because(registered_on=since)


def own_wish_only(act: Act) -> Iterator[Ground]:
    """Only the person's own wish is the person's to withdraw."""
    if (act.case.facts.get("end") or {}).get("ground") != OWN_WISH:
        yield NOT_OWN_WISH


def wish(act: Act) -> dict[str, Any]:
    """The person's own wish to be taken off the register, with the consequences."""
    return {
        "full_name": act.person.full_name, "iin": act.person.iin or "",
        "center_name": act.office.name("kk"), "issue_date": iso(act.today),
    }


def keep_wish(act: Act) -> None:
    """The signed wish is the basis; only the authority's signature ends the status."""
    number = act.evidence.document if act.evidence else ""
    act.keep(end={"ground": OWN_WISH, "since": iso(act.today), "basis": f"№ {number}"})


def forget_wish(act: Act) -> None:
    """The person stays unemployed as before."""
    act.keep(end=None)


def steps(resumed_state: Any, titles: dict[str, Label]) -> tuple[Step, ...]:
    """The person's own two steps; ``resumed_state`` tells where the status stood."""
    name = "unemployed_status.{}".format
    ask, back = name("ask_end"), name("withdraw_end")
    return (
        Step(
            ask, "45", "unemployed_status", titles[ask], action=ask, frm=("active",),
            to="end_proposed", do=(keep_wish,), asks_worklist=False,
            signing=Signing("status_end_wish", wish, "person", role="person"),
            confirm=_l(
                "Жергілікті орган шешімге қол қойса, жұмыссыз мәртебесі тоқтайды. Оған дейін "
                "тілекті кері ала аласыз.",
                "Когда местный орган подпишет решение, статус безработного прекратится. До этого "
                "пожелание можно отозвать.",
                "When the authority signs, the status of unemployed ends. Until then you may "
                "withdraw the wish."),
        ),
        Step(back, "45", "unemployed_status", titles[back], action=back, frm=("end_proposed",),
             to=resumed_state, rules=(own_wish_only,), do=(forget_wish,), asks_worklist=False),
    )
