"""The stories of the demonstration: one person each, told through the steps of the chapters.

A story names the steps it needs: with a chapter taken out, the others are still told.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from console.data.access import Setting
from console.data.actors import Employer, Office, Person
from console.data.outbox import Message
from console.demo.hero import Hero
from console.demo.people import Invented, person
from console.demo.places import SIDES
from console.demo.plots import ONCE, Story, all_plots
from console.demo.region import STAFF, issue_keys, seat_seeker
from console.demo.teller import ZONE, Teller
from console.errors import Refusal
from console.scope import SYSTEM

KEY, BEGUN = "demo_stories", "demo_stories_begun"
#: an invented name must not be that of staff, nor a word of the texts it is replaced in
SHORTEST = 5
#: numbers between two stories: passing over unfit names never reaches the next one's person
APART = 100
TAKEN = {row.surname for row in STAFF} | {row.name for row in STAFF} | {"Айдос", "Ерғалиев"}

#: login -> whose cabinet it opens: the first of these stories that was told
SEATS = {
    "jobseeker": ("offer_waits:0:0", "registered_today:0:0", "received_today:0:0"),
    "jobseeker2": ("plan_unsigned:1:0", "unemployed:1:0", "registered_today:1:0",
                   "received_today:1:0"),
    "jobseeker3": ("change_reported:0:0", "unemployed:0:1", "registered_today:0:0"),
}


def anchor_of(t: Teller, real: datetime) -> date:
    """The last working day before today: everything told is over when the demonstration starts."""
    today = real.astimezone(ZONE).date()
    return t.calendar.add_working_days(today, -1)


def hero_for(seed: int, index: int, story: Story, side: int, today: date) -> Invented:
    """An invented person whose names stand for nobody else in any text."""
    while True:
        who = person(index, seed, today, side=SIDES[side], rural=story.rural)
        own = (who.surname, who.given_name)
        if all(len(n) >= SHORTEST for n in own) and not TAKEN & set(own):
            return who
        index += 1


def tell_all(t: Teller, seed: int, real: datetime, note: Callable[[int, int], None]) -> None:
    """Tell every story the installed chapters allow; goes on where a broken-off run ended."""
    anchor, bins = anchor_of(t, real), _bins(t)
    told, begun = kept(t, KEY), kept(t, BEGUN)
    todo = [(story, side, nth) for story in all_plots() if t.has(*story.needs)
            for side in range(1 if story.name in ONCE else len(SIDES))
            for nth in range(story.tellings)]
    for number, (story, side, nth) in enumerate(todo):
        key = f"{story.name}:{side}:{nth}"
        if key not in told:
            # a run that broke off left somebody half-way: the story is told anew of another
            begun[key] = begun.get(key, -1) + 1
            _keep(t, BEGUN, begun)
            who = hero_for(seed, number * APART + begun[key], story, side,
                           real.astimezone(ZONE).date())
            own = bins[SIDES[side].center]
            chosen = own[0] if story.own_employer else own[number % len(own)]
            told[key] = _tell(Hero(t, who, anchor, number, employer=chosen), story)
            _keep(t, KEY, told)
        note(number + 1, len(todo))
    delivered(t)
    _seat(t, told)


def delivered(t: Teller) -> None:
    """What the stories told people long ago has arrived; nothing of it is sent again."""
    with t.store.write(SYSTEM) as session:
        session.execute(
            update(Message)
            # vacancies are told to the exchange itself, which has to show them
            .where(Message.channel.in_(("sms", "email", "monitoring", "egov"))
                   | ((Message.channel == "ele_portal") & Message.person_id.is_not(None)))
            .where(Message.state == "waiting")
            .values(state="delivered", attempts=1, next_try_at=None, sent_at=Message.created_at,
                    delivered_at=Message.created_at),
            execution_options={"synchronize_session": False},
        )


def _tell(hero: Hero, story: Story) -> dict[str, Any]:
    try:
        story.tell(hero)
    except Refusal as error:
        grounds = "; ".join(f"{g.code} {dict(g.facts)}" for g in error.grounds)
        raise RuntimeError(
            f"The story {story.name} cannot be told: {error} {grounds} {error.fields or ''}"
        ) from error
    return {"person": hero.person, "case": hero.case, "index": hero.who.index,
            "vacancies": hero.vacancies}


def _bins(t: Teller) -> dict[str, list[str]]:
    """Numbers of the employers of each center, the one with a login first."""
    found: dict[str, list[str]] = {side.center: [] for side in SIDES}
    with t.store.session(SYSTEM) as session:
        for code, number in session.execute(
            select(Office.code, Employer.bin).join(Office, Office.id == Employer.office_id)
            .order_by(Employer.id)
        ):
            found[code].append(number)
    return found


def _seat(t: Teller, told: dict[str, dict[str, Any]]) -> None:
    """Open the cabinets of the jobseeker logins."""
    for login, keys in SEATS.items():
        key = next((k for k in keys if k in told), None)
        if key is None:
            continue
        with t.store.session(SYSTEM) as session:
            who = session.get_one(Person, told[key]["person"])
        seat_seeker(t.store, login, who)
    if t.outside.demo_ca is not None:
        issue_keys(t.store, t.outside.demo_ca, SEATS)


def kept(t: Teller, key: str) -> dict[str, Any]:
    """What is noted of the stories: who each was told of, and which were begun."""
    with t.store.session(SYSTEM) as session:
        row = session.get(Setting, key)
        return dict(row.value) if row else {}


def _keep(t: Teller, key: str, value: dict[str, Any]) -> None:
    with t.store.write(SYSTEM) as session:
        row = session.get(Setting, key)
        if row is None:
            session.add(Setting(key=key, value=dict(value)))
        else:
            row.value = dict(value)
