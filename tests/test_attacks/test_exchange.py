"""Whoever meddles with the exchange's line reaches nothing: forged, replayed, foreign, huge."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from console.data.access import Setting
from console.data.actors import Employer
from console.data.case import Case
from console.data.exchange_portal import ExchangeItem, ExchangeThing
from console.data.journal import JournalLine
from console.data.mediation import Vacancy
from console.data.store import Store
from console.outside.jws import SharedSecret, compact
from console.work import exchange_in
from tests import exchange
from tests.make import World, a_vacancy_form
from tests.people import a_bin
from tests.test_work.test_agencies import a_contract
from tests.test_work.test_exchange import an_answer, an_offer, states, vacancy


@pytest.fixture
def w(store: Store) -> World:
    """A world with an exchange of its own."""
    world = World(store)
    exchange.portal(world)
    return world


def test_a_forged_line_is_counted_and_never_staged(w: World) -> None:
    """Signed with any other key, or not at all; the health page says how many."""
    portal, message = exchange.portal(w), vacancy(w, "EX-1", 1)
    portal.repeat(message, "x" * 40)
    portal.put_line("eyJhbGciOiJub25lIn0.e30.")
    portal.put_line(compact(SharedSecret("y" * 40), b"[" * 50_000))
    portal.put_line("A" * 1_000_000)
    exchange.work(w)
    assert (w.count(ExchangeItem), w.count(Vacancy)) == (0, 0)
    with w.read() as session:
        assert session.get_one(Setting, exchange_in.HEALTH).value["unsound"] == 4


def test_a_replayed_message_does_nothing_twice(w: World) -> None:
    """The same line a hundred times is one vacancy and one journal line."""
    portal, message = exchange.portal(w), vacancy(w, "EX-1", 1)
    for _n in range(100):
        portal.repeat(message)
    exchange.work(w)
    assert (w.count(ExchangeItem), w.count(Vacancy)) == (1, 1)
    with w.read() as session:
        lines = session.scalars(select(JournalLine.id).where(
            JournalLine.step == "mediation.post_vacancy")).all()
    assert len(lines) == 1


def test_a_replay_does_not_open_what_was_closed(w: World) -> None:
    """An older state, soundly signed, kept by somebody and sent again under another id."""
    portal, first = exchange.portal(w), vacancy(w, "EX-1", 1)
    portal.repeat(first)
    portal.repeat(vacancy(w, "EX-1", 2, "removed"))
    exchange.work(w)
    portal.say("vacancy", "EX-1", 1, w.now, message_id="another", **first.data)
    portal.say("vacancy", "EX-1", 9, w.now, message_id="higher", **first.data)
    exchange.work(w)
    with w.read() as session:
        assert session.scalars(select(Vacancy.published)).all() == [False]
    assert states(w) == {"taken": 2, "late": 2}


def test_an_id_is_not_used_for_something_else(w: World) -> None:
    """The first message of an id stands."""
    portal = exchange.portal(w)
    portal.repeat(vacancy(w, "EX-1", 1))
    exchange.work(w)
    portal.say("vacancy", "EX-1", 1, w.now, **vacancy(w, "EX-1", 1, wage_level=999_999,
                                                      wage_to=999_999).data)
    exchange.work(w)
    with w.read() as session:
        assert session.scalars(select(Vacancy.wage_min)).all() == [150000]


@pytest.mark.parametrize(("party", "answer"), [("person", "declined"), ("employer", "hired")])
def test_nobody_answers_in_anothers_name(w: World, party: str, answer: str) -> None:
    """Par. 59, 62: the IIN or BIN must be the offer's own."""
    offer, _person = an_offer(w)
    other = w.a_registered_jobseeker()
    who = w.person(other.person).iin if party == "person" else exchange.bin_of(w, "employer2")
    exchange.portal(w).say("answer", "A-1", 1, w.now, **an_answer(offer, party, str(who), answer))
    exchange.work(w)
    assert (states(w), w.state(offer)) == ({"refused": 1}, "offered")


def test_an_answer_reaches_offers_alone(w: World) -> None:
    """A number of another kind of case is no offer."""
    found = w.a_registered_jobseeker()
    person = w.person(found.person)
    exchange.portal(w).say("answer", "A-1", 1, w.now,
                           **an_answer(found.case, "person", str(person.iin), "agreed"))
    exchange.work(w)
    assert states(w) == {"refused": 1}


@pytest.mark.parametrize("field", ["employer", "source", "received_on"])
def test_the_exchange_does_not_fill_in_what_is_the_centers(w: World, field: str) -> None:
    """A vacancy cannot be made to look written, or another employer's, through its fields."""
    value: dict[str, Any] = {"employer": exchange.bin_of(w, "employer2"), "source": "written",
                             "received_on": "2021-04-01"}
    portal = exchange.portal(w)
    portal.say("vacancy", "EX-1", 1, w.now, state="published", origin=None,
               employer=exchange.an_employer_of(w),
               fields=a_vacancy_form(**{field: value[field]}))
    exchange.work(w)
    assert (states(w), w.count(Vacancy)) == ({"refused": 1}, 0)


def test_a_known_employer_is_not_renamed(w: World) -> None:
    """What the exchange says of an employer we know changes nothing about it."""
    portal = exchange.portal(w)
    portal.say("vacancy", "EX-1", 1, w.now, state="published", origin=None,
               employer=exchange.an_employer_of(w, name="«Басқа» ЖШС", kato="999999999"),
               fields=a_vacancy_form())
    exchange.work(w)
    with w.read() as session:
        name = session.scalars(
            select(Employer.name).where(Employer.bin == exchange.bin_of(w))).one()
    assert name != "«Басқа» ЖШС"
    assert states(w) == {"taken": 1}


def test_a_name_of_ours_is_not_taken_over(w: World) -> None:
    """A thing called like our own case is a thing of the exchange, not our case."""
    number = w.a_vacancy(by="employer2").number
    portal = exchange.portal(w)
    portal.repeat(vacancy(w, number, 99, "removed"))
    exchange.work(w)
    assert w.state(number) == "published"
    with w.read() as session:
        assert session.scalars(select(ExchangeThing.case_id)).all() == [None]


def test_a_specialist_of_another_office_opens_no_question(w: World) -> None:
    """An item of another district is not there."""
    from console.errors import NotFound

    portal, told = exchange.portal(w), exchange.an_employer_of(w)
    for revision, wage in ((1, 150000), (2, 170000)):
        portal.say("vacancy", "EX-1", revision, w.now, state="published", origin=None,
                   employer=told, fields=a_vacancy_form(wage_level=wage))
        exchange.work(w)
        with w.read() as session:
            number = session.scalars(select(Case.number).where(Case.kind == "vacancy")).one()
        if revision == 1:
            w.do("mediation.amend_vacancy", number, "employer",
                 data=a_vacancy_form(wage_level=160000))
    item = exchange.item_of(w, "EX-1:2").number
    with pytest.raises(NotFound):
        w.do("mediation.ask_about_exchange", by="specialist2", item=item)
    assert w.refused("mediation.ask_about_exchange", by="specialist", item=item) == [
        ("no_open_difference", "55")]


def test_nobody_consents_for_another_person(w: World) -> None:
    """A jobseeker's own seat decides whose consent it is; another office sees nobody."""
    from console.errors import NotFound

    a_contract(w)
    mine = w.a_registered_jobseeker(login="mine")
    other = w.a_registered_jobseeker()
    case = w.do("mediation.agree_to_agencies", by="mine", person=other.person, agreed=True).number
    assert w.person_of(case).number == mine.person
    with pytest.raises(NotFound):
        w.do("mediation.agree_to_agencies", by="specialist2", person=other.person, agreed=True)


def test_a_contract_without_the_duty_to_protect_data_gets_nothing(w: World) -> None:
    """And neither does one of another center."""
    a_contract(w, keeps_data_law=False)
    w.do("content.create_private_agency", by="director2", data={
        "bin": a_bin(79), "name": "«Алыс» агенттігі", "contract": "9",
        "valid_from": "2021-01-01", "valid_to": "2021-12-31", "keeps_data_law": True})
    person = w.a_registered_jobseeker().person
    w.do("mediation.agree_to_agencies", person=person, agreed=True)
    exchange.work(w)
    assert exchange.portal(w).told("candidate") == []
