"""The exchange and the console end alike, whatever order, copies, delays and losses do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from console.data.access import Setting
from console.data.actors import Employer
from console.data.case import Case
from console.data.exchange_portal import (
    ExchangeDifference,
    ExchangeItem,
    ExchangeResume,
    ExchangeThing,
)
from console.data.mediation import Vacancy
from console.data.outbox import Message
from console.outside.exchange_portal import ExchangeMessage
from console.outside.switched_off import NoExchangePortal
from console.work import exchange_check, exchange_in
from console.work.outbox import BREAK, PAUSES, Sender
from tests import exchange
from tests.make import World, a_vacancy_form
from tests.people import a_bin

SERIAL = count()
MEN_ONLY = "Только мужчины"


@pytest.fixture
def w(world: World) -> World:
    """A world with an exchange of its own."""
    exchange.portal(world)
    return world


def states(w: World) -> dict[str, int]:
    """How many items are in which state."""
    with w.read() as session:
        rows = session.execute(select(ExchangeItem.state, func.count())
                               .group_by(ExchangeItem.state)).all()
    return {row[0]: row[1] for row in rows}


def vacancy(w: World, about: str, revision: int, state: str = "published", **form: Any) -> Any:
    """A vacancy's message in the employer's name."""
    return message(w, "vacancy", about, revision, {
        "state": state, "origin": None, "employer": exchange.an_employer_of(w),
        "fields": a_vacancy_form(**form),
    })


def message(w: World, kind: str, about: str, revision: int, data: Any) -> ExchangeMessage:
    """A message of the exchange, not said yet."""
    portal = exchange.portal(w)
    return ExchangeMessage.read({
        "id": f"{about}:{revision}", "kind": kind, "about": about, "revision": revision,
        "at": w.now.isoformat(), "sender": portal.them, "addressee": portal.us, "data": data,
    })


# ---- any order, copies and losses
def oracle(delivered: Sequence[ExchangeMessage]) -> dict[str, Any]:
    """What must stand: told by the messages alone, without looking at how they are taken in."""
    stands: dict[str, Any] = {}
    for about in {m.about for m in delivered}:
        said = [m for m in delivered if m.about == about]
        if said[0].kind == "resume":
            last = max(said, key=lambda m: m.revision)
            stands[about] = (last.data["state"], last.data["wage_min"]
                             if last.data["state"] == "active" else None)
        elif any(m.data["state"] == "removed" for m in said):
            stands[about] = "gone"
        else:
            good = [m for m in said
                    if m.data["fields"].get("qualification_requirements") != MEN_ONLY]
            last = max(good, key=lambda m: m.revision, default=None)
            stands[about] = (last.data["state"], last.data["fields"]["wage_level"]
                             ) if last else "gone"
    return stands


def stands(w: World, names: set[str]) -> dict[str, Any]:
    """What does stand."""
    found: dict[str, Any] = dict.fromkeys(names, "gone")
    with w.read() as session:
        for about, state, wage in session.execute(
            select(ExchangeThing.about, Case.state, Vacancy.wage_min)
            .join(Case, Case.id == ExchangeThing.case_id)
            .join(Vacancy, Vacancy.id == Case.vacancy_id)
            .where(ExchangeThing.about.in_(names), Case.closed_at.is_(None))
        ):
            found[about] = (state, wage)
        for row in session.scalars(
            select(ExchangeResume).where(ExchangeResume.about.in_(names))
        ):
            found[row.about] = (row.state, row.wage_min)
    return found


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, int, str, int, bool]]:
    """Messages of a few things: (thing, revision, state, wage, unacceptable), some lost,
    some twice, in any order."""
    made = []
    for thing in range(draw(st.integers(1, 2))):
        kind = draw(st.sampled_from(["V", "V", "R"]))
        choices = ["active", "withdrawn"] if kind == "R" else [
            "published", "paused", "published", "removed"]
        for revision in range(1, draw(st.integers(1, 4)) + 1):
            made.append((f"{kind}{thing}", revision, draw(st.sampled_from(choices)),
                         100_000 + 1000 * revision, kind == "V" and draw(st.integers(0, 5)) == 0))
    lost = draw(st.sets(st.sampled_from(range(len(made))), max_size=len(made) - 1))
    kept = [one for n, one in enumerate(made) if n not in lost]
    copies = draw(st.lists(st.sampled_from(kept), max_size=3))
    return draw(st.permutations(kept + copies))


def test_any_order_ends_alike(w: World) -> None:
    """Par. 55, 56: late, doubled, disordered and lost messages leave what the oracle says."""
    portal = exchange.portal(w)

    @settings(max_examples=25, deadline=None, database=None,
              suppress_health_check=list(HealthCheck))
    @given(histories(), st.lists(st.sampled_from(["up", "lost_ack", "down"]), max_size=6))
    def converge(history: list[tuple[str, int, str, int, bool]], moods: list[str]) -> None:
        mark, said = f"E{next(SERIAL)}", []
        for number, (thing, revision, state, wage, bad) in enumerate(history):
            about = f"{mark}-{thing}"
            if thing.startswith("R"):
                one = message(w, "resume", about, revision,
                              exchange.a_resume(state=state, wage_min=wage))
            else:
                extra = {"qualification_requirements": MEN_ONLY} if bad else {}
                one = vacancy(w, about, revision, state, wage_level=wage, wage_to=wage, **extra)
            said.append(one)
            portal.repeat(one)
            if number < len(moods):
                w.outside.controls.set("exchange_portal", moods[number])  # type: ignore[arg-type]
                exchange_in.turn(w.process, portal, w.now)
                w.outside.controls.set("exchange_portal", "up")
        exchange_in.turn(w.process, portal, w.now)
        exchange_in.turn(w.process, portal, w.now)
        wanted = oracle(said)
        assert stands(w, set(wanted)) == wanted

    converge()
    assert not states(w).get("waiting")


def test_an_answer_waits_for_what_comes_before_it(w: World) -> None:
    """Par. 59, 62: the employer's answer came first; it is done once the data were sent."""
    offer, person = an_offer(w)
    portal = exchange.portal(w)
    portal.say("answer", "A-2", 1, w.now, **an_answer(offer, "employer", exchange.bin_of(w),
                                                      "hired"))
    exchange.work(w)
    assert states(w) == {"waiting": 1}
    portal.say("answer", "A-1", 1, w.now, **an_answer(offer, "person", person.iin, "agreed"))
    exchange.work(w)
    assert (states(w), w.state(offer)) == ({"waiting": 1, "taken": 1}, "accepted")
    w.do("mediation.send_resume", offer, conditions_suit=True, way="system")
    exchange.work(w)
    assert (states(w), w.state(offer)) == ({"taken": 2}, "hired")
    replies = [m["data"]["result"] for m in portal.told("reply")]
    assert replies == ["taken", "taken"]


def an_offer(w: World) -> tuple[str, Any]:
    """An offer received in the person's cabinet, and the person."""
    found = w.a_registered_jobseeker()
    job = w.a_vacancy().number
    fits = dict.fromkeys(("fits_training", "fits_experience", "fits_regime"), "yes")
    number = w.do("mediation.offer_vacancy", data={
        "vacancy": job, "person": found.person, "channel": "ele_cabinet", **fits}).number
    return number, w.person(found.person)


def an_answer(offer: str, party: str, who: str, answer: str) -> dict[str, Any]:
    """An answer's data."""
    return {"offer": offer, "party": party, "who": who, "answer": answer, "reason": "Себебі",
            "employed_on": None}


def test_the_same_answer_again_is_known(w: World) -> None:
    """Par. 59: what was answered here already is not answered twice."""
    offer, person = an_offer(w)
    w.do("mediation.accept_offer", offer)
    exchange.portal(w).say("answer", "A-1", 1, w.now,
                           **an_answer(offer, "person", person.iin, "agreed"))
    exchange.work(w)
    assert states(w) == {"known": 1}


def test_a_clock_ahead_of_ours_only_waits(w: World) -> None:
    """A moment in the future is taken in when it has come."""
    late = w.now + timedelta(minutes=5)
    portal = exchange.portal(w)
    portal.repeat(message(World.at(w, "2021-04-16 10:05"), "vacancy", "EX", 1, dict(
        vacancy(w, "EX", 1).data)))
    w.at("2021-04-16 10:00")
    exchange.work(w)
    assert states(w) == {"waiting": 1}
    w.now = late
    exchange.work(w)
    assert states(w) == {"taken": 1}


def test_an_unknown_employer_is_entered_at_its_center(w: World) -> None:
    """Par. 55: placed automatically, also for an employer the center has not met."""
    told = {**exchange.EMPLOYER, "bin": a_bin(4321), "name": "«Жаңа» ЖШС"}
    portal = exchange.portal(w)
    portal.say("vacancy", "EX-9", 1, w.now, state="published", origin=None, employer=told,
               fields=a_vacancy_form())
    exchange.work(w)
    assert states(w) == {"taken": 1}
    with w.read() as session:
        row = session.scalars(select(Employer).where(Employer.bin == told["bin"])).one()
    assert (row.name, row.office_id) == ("«Жаңа» ЖШС", w.offices["center"])


def test_a_place_nobody_serves_is_refused_with_the_reason(w: World) -> None:
    """The reason stands with the item and goes back to the exchange."""
    told = {**exchange.EMPLOYER, "bin": a_bin(4321), "kato": "999999999"}
    portal = exchange.portal(w)
    portal.say("vacancy", "EX-9", 1, w.now, state="published", origin=None, employer=told,
               fields=a_vacancy_form())
    exchange.work(w)
    [reply] = portal.told("reply")
    assert (states(w), reply["data"]["result"]) == ({"refused": 1}, "refused")
    assert reply["data"]["reasons"][0]["code"] == "no_center_for_place"


def test_a_withdrawn_resume_leaves_nothing_of_the_person(w: World) -> None:
    """Par. 56: withdrawn there, emptied here: row and staged copies."""
    portal = exchange.portal(w)
    portal.say("resume", "R-1", 1, w.now, **exchange.a_resume())
    exchange.work(w)
    portal.say("resume", "R-1", 2, w.now, **exchange.a_resume(state="withdrawn"))
    exchange.work(w)
    with w.read() as session:
        row = session.scalars(select(ExchangeResume)).one()
        copies = session.scalars(select(ExchangeItem.data)).all()
    assert (row.state, row.iin, row.surname, row.mobile) == ("withdrawn", None, "", "")
    assert copies == [{}, {}]


# ---- sending
def test_an_outage_costs_three_tries_not_all(w: World) -> None:
    """The breaker: after three tries in a run the rest wait untried."""
    for _n in range(BREAK + 2):
        w.a_vacancy()
    w.outside.controls.set("exchange_portal", "down")
    done = Sender(w.store, w.outside, w.catalog).run(w.now)
    with w.read() as session:
        tries = session.scalars(
            select(Message.attempts).where(Message.channel == "ele_portal")).all()
    assert sorted(tries) == [0, 0, 1, 1, 1]
    assert done.again == BREAK + 2
    w.outside.controls.set("exchange_portal", "up")
    w.now += timedelta(seconds=PAUSES[0] + 1)
    Sender(w.store, w.outside, w.catalog).run(w.now)
    assert len(exchange.portal(w).shown()) == BREAK + 2


def test_a_lost_answer_shows_a_vacancy_once(w: World) -> None:
    """Told twice with one id, kept once (par. 54)."""
    number = w.a_vacancy().number
    w.outside.controls.set("exchange_portal", "lost_ack")
    exchange.work(w)
    w.outside.controls.set("exchange_portal", "up")
    w.now += timedelta(seconds=PAUSES[0] + 1)
    exchange.work(w)
    assert len(exchange.portal(w).told("vacancy", number)) == 1
    assert {m.state for m in w.messages(number, "stage")} == {"delivered"}


def test_an_exchange_that_is_not_set_up_is_not_tried(w: World) -> None:
    """What it would be told waits untouted."""
    from dataclasses import replace

    number = w.a_vacancy().number
    Sender(w.store, replace(w.outside, exchange_portal=NoExchangePortal()), w.catalog).run(w.now)
    [row] = [m for m in w.messages(number) if m.channel == "ele_portal"]
    assert (row.state, row.attempts) == ("waiting", 0)


def test_the_employers_own_data_and_no_more_travel(w: World) -> None:
    """Par. 54, 60: a vacancy carries no field of the center; a candidate no IIN."""
    offer, person = an_offer(w)
    w.do("mediation.accept_offer", offer)
    w.do("mediation.send_resume", offer, conditions_suit=True, way="system")
    exchange.work(w)
    portal = exchange.portal(w)
    [job] = portal.told("vacancy")
    assert not {"employer", "source", "received_on"} & set(job["data"]["fields"])
    [sent] = portal.told("candidate")
    assert sent["data"]["receiver"] == exchange.bin_of(w)
    assert person.iin not in str(sent)


# ---- comparing
def test_the_comparison_names_every_difference(w: World) -> None:
    """Missing, in another state, over here, unknown here: each once; nothing on its way."""
    gone, paused, closed, fine, moving = (w.a_vacancy().number for _n in range(5))
    exchange.work(w)
    portal = exchange.portal(w)
    portal.forget(gone)
    w.do("mediation.pause_vacancy", paused, "employer", reason="Себебі")
    w.do("mediation.close_vacancy", closed, "employer", cause="post_cut")
    exchange.work(w)
    portal.show(paused, 9, "published")
    portal.show(closed, 9, "published")
    portal.show("V-UNKNOWN", 1, "published")
    w.do("mediation.pause_vacancy", moving, "employer", reason="Себебі")
    done = exchange_check.compare(w.store, portal, w.now)
    with w.read() as session:
        found = {r.about: (r.ours, r.theirs) for r in session.scalars(select(ExchangeDifference))}
    assert found == {gone: ("published", ""), paused: ("paused", "published"),
                     closed: ("removed", "published"), "V-UNKNOWN": ("", "published")}
    assert done.differences == 4
    assert fine not in found


def test_what_was_never_told_is_told_and_is_no_difference(w: World) -> None:
    """Vacancies published before the two were joined (par. 54)."""
    number = w.a_vacancy().number
    with w.store.write(exchange_check.SYSTEM) as session:
        for row in session.scalars(select(Message).where(Message.channel == "ele_portal")):
            session.delete(row)
    done = exchange_check.compare(w.store, exchange.portal(w), w.now)
    exchange.work(w)
    assert (done.told, done.differences) == (1, 0)
    assert [r.about for r in exchange.portal(w).shown()] == [number]


# ---- one turn
def test_one_worker_at_a_time(w: World) -> None:
    """A second worker leaves the turn to the first."""
    portal = exchange.portal(w)
    portal.repeat(vacancy(w, "EX-1", 1))
    with exchange_in._turn(w.store, w.now) as mine:
        assert mine
        assert exchange_in.turn(w.process, portal, w.now).staged == 0
    assert exchange_in.turn(w.process, portal, w.now).staged == 1


def test_health_says_when_the_exchange_last_answered(w: World) -> None:
    """What the page shows of the connection."""
    exchange.work(w)
    answered = w.now
    w.now += timedelta(hours=1)
    w.outside.controls.set("exchange_portal", "down")
    exchange.work(w)
    with w.read() as session:
        value = session.get_one(Setting, exchange_in.HEALTH).value
    assert (value["answered_at"], value["asked_at"]) == (answered.isoformat(), w.now.isoformat())
    assert value["down"]
