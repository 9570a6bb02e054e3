"""The stories of the demonstration: one person each, told through the steps of the chapters.

A story names the steps it needs: with a chapter taken out, the others are still told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from console.data.access import Setting
from console.demo.hero import Hero
from console.demo.people import Invented, person
from console.demo.places import SIDES
from console.demo.region import STAFF
from console.demo.teller import ZONE, Teller
from console.scope import SYSTEM

KEY = "demo_stories"
#: an invented name must not be that of staff, nor a word of the texts it is replaced in
SHORTEST = 5
TAKEN = {row.surname for row in STAFF} | {row.name for row in STAFF} | {"Айдос", "Ерғалиев"}


@dataclass(frozen=True)
class Story:
    """A way through the Rules.

    ``needs``   steps that must be installed
    ``weight``  share of the many people who get this story
    ``spread``  how many working days earlier a repetition may lie (0: only as told)
    ``rural``   the hero lives in a village
    ``tellings`` how often it is told in each district, with other people
    """

    name: str
    needs: tuple[str, ...]
    tell: Callable[[Hero], object]
    weight: int = 1
    spread: int = 0
    rural: bool | None = False
    tellings: int = 2
    login: str = ""


def _r(*verbs: str) -> tuple[str, ...]:
    return tuple(f"registration.{verb}" for verb in verbs)


APPLY = _r("accept_application")
CARD = (*APPLY, *_r("fill_card"))
PROPOSE = (*CARD, *_r("propose_registration"))
REGISTER = (*PROPOSE, *_r("register_jobseeker", "hand_over_notice"))
VILLAGE = _r("preregister", "fill_village_card")

INTAKE: tuple[Story, ...] = (
    Story("received_today", APPLY, lambda h: h.on(0, "15:20").applies(), 2),
    Story("received_late", APPLY, lambda h: h.on(2, "11:10").applies(), 1, 2),
    Story("carded", CARD, lambda h: h.on(0, "10:20").applies().clock("11:00").card(), 2),
    Story("to_register", PROPOSE,
          lambda h: h.on(0, "09:30").applies().clock("10:10").card().clock("10:50").proposed(), 2),
    Story("to_refuse", (*CARD, *_r("propose_refusal")),
          lambda h: h.on(0, "14:00").applies().clock("14:40").card().clock("15:10")
          .refusal_proposed(), 1, tellings=1),
    Story("refused", (*CARD, *_r("propose_refusal", "refuse_jobseeker")),
          lambda h: h.on(1, "09:50").applies().clock("10:30").card().clock("11:10")
          .refusal_proposed().on(0, "12:00").refused(), 5, 110),
    Story("not_accepted", _r("refuse_acceptance"),
          lambda h: h.on(0, "12:40").is_not_accepted(), 0, 110, tellings=1),
    Story("village_pre", VILLAGE, lambda h: h.on(0, "11:00").applies_in_the_village(), 1,
          rural=True, tellings=1),
    Story("village_sent", (*VILLAGE, *_r("send_to_center")),
          lambda h: h.on(0, "09:40").applies_in_the_village().clock("12:20")
          .is_sent_to_the_center(), 1, rural=True, tellings=1),
    Story("registered_today", REGISTER, lambda h: h.becomes_jobseeker(0), 2, rural=None),
)


def all_stories() -> Sequence[Story]:
    """Every story of every chapter, in the order they are told."""
    return INTAKE


def anchor_of(t: Teller, real: datetime) -> date:
    """The last working day before today: everything told is over when the demonstration starts."""
    today = real.astimezone(ZONE).date()
    return t.calendar.add_working_days(today, -1)


def hero_for(seed: int, number: int, story: Story, side: int, today: date) -> Invented:
    """An invented person whose names stand for nobody else in any text."""
    index = 1 + number * 20
    while True:
        who = person(index, seed, today, side=SIDES[side], rural=story.rural)
        own = (who.surname, who.given_name)
        if all(len(n) >= SHORTEST for n in own) and not TAKEN & set(own):
            return who
        index += 1


def tell_all(t: Teller, seed: int, real: datetime, note: Callable[[int, int], None]) -> None:
    """Tell every story the installed chapters allow; goes on where a broken-off run ended."""
    anchor, told = anchor_of(t, real), _told(t)
    todo = [(story, side, nth) for story in all_stories() if t.has(*story.needs)
            for side in range(len(SIDES)) for nth in range(story.tellings)]
    for number, (story, side, nth) in enumerate(todo):
        key = f"{story.name}:{side}:{nth}"
        if key in told:
            continue
        who = hero_for(seed, number, story, side, real.astimezone(ZONE).date())
        hero = Hero(t, who, anchor, number)
        story.tell(hero)
        told[key] = {"person": hero.person, "case": hero.case, "index": who.index}
        _keep(t, told)
        note(number + 1, len(todo))


def _told(t: Teller) -> dict[str, dict[str, int | str]]:
    with t.store.session(SYSTEM) as session:
        row = session.get(Setting, KEY)
        return dict(row.value) if row else {}


def _keep(t: Teller, told: dict[str, dict[str, int | str]]) -> None:
    with t.store.write(SYSTEM) as session:
        row = session.get(Setting, KEY)
        if row is None:
            session.add(Setting(key=KEY, value=dict(told)))
        else:
            row.value = dict(told)
