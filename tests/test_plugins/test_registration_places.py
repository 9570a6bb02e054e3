"""Chapter 2: entrances, offices, transfers, rights and figures."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from console.data.access import AccessGrant
from console.data.actors import Card, Person
from console.data.case import Case, Episode
from console.declare import Period
from console.errors import Forbidden
from plugins.registration import measures, places
from tests.make import World
from tests.people import a_check, a_full_card

ACCEPT = "registration.accept_application"


def accepted(w: World, **over: Any) -> tuple[str, dict[str, Any]]:
    """An accepted application: number of the case and what was filled in."""
    application = w.an_application(**over)
    return w.do(ACCEPT, data=application).number, application


def one(w: World, model: Any) -> Any:
    """The only row of a table."""
    with w.read() as session:
        return session.scalars(select(model)).one()


# ---- places and rights
def test_the_entrance_is_recorded(w: World) -> None:
    """Par. 4, 15, 30: center, State Corporation, assistant."""
    center, _ = accepted(w)
    desk = w.do(ACCEPT, by="operator", data=w.an_application()).number
    frontdesk = w.do(ACCEPT, by="frontdesk", data=w.an_application()).number
    village = w.do("registration.preregister", by="assistant",
                   data=w.an_application(rural=True)).number
    assert [w.case(n).channel for n in (center, desk, frontdesk, village)] == [
        "center", "state_corp", "state_corp", "assistant"]
    assert w.case(village).village_id == w.offices["akim"]
    assert w.case(desk).office_id == w.offices["center"]


def test_the_desk_sees_its_own_intake_only(w: World) -> None:
    """Par. 30: a dated grant of that case, no view of the center's other cases."""
    accepted(w)
    own = w.do(ACCEPT, by="operator", data=w.an_application()).number
    grant = one(w, AccessGrant)
    assert grant.case_id == w.case(own).id
    assert w.scope("operator").cases == (grant.case_id,)
    with pytest.raises(Forbidden):
        w.do("registration.fill_card", own, by="operator")


def test_the_portal_and_the_desk_lead_to_the_center_of_residence(w: World) -> None:
    """Par. 27: the longest matching territory serves; the desk's district is only the default."""
    number = w.do(ACCEPT, by="operator", data=w.an_application(second=True)).number
    assert w.case(number).office_id == w.offices["center2"]
    person = w.person_of(number)
    assert places.center_by_residence(person) is None  # a row without its session knows no place


def test_a_villager_at_the_center_keeps_the_village(w: World) -> None:
    """Par. 21, 35: messages to a villager can go through the akim's office."""
    number, _ = accepted(w, rural=True)
    assert w.person_of(number).village_id == w.offices["akim"]


@pytest.mark.parametrize("login", ["akim", "officer", "head", "supervisor", "admin", "employer"])
def test_others_accept_nothing(w: World, login: str) -> None:
    """Par. 5: only the center, its desk and the assistant take applications."""
    with pytest.raises(Forbidden):
        w.do(ACCEPT, by=login, data=w.an_application())


def test_the_second_press_changes_nothing(w: World) -> None:
    """The same key gives the first result."""
    application = w.an_application()
    first = w.do(ACCEPT, data=application, key="k1")
    again = w.do(ACCEPT, data=application, key="k1")
    assert (again.number, again.repeated) == (first.number, True)
    assert w.count(Person) == 1


# ---- figures
def test_measures_count_what_happened(w: World) -> None:
    """Applications by channel and state, terms kept, categories."""
    w.a_registered_jobseeker()
    accepted(w)
    w.at("2021-05-01 10:00")
    start = w.now.replace(month=4, day=1)
    period, offices = Period(start, w.now), list(w.offices.values())
    with w.read() as session:
        states = {(r[1], r[2]): r[3] for r in measures.applications(session, period, offices)}
        terms = {r[1]: r[2:] for r in measures.in_time(session, period, offices)}
        bands = list(measures.categories(session, period, offices))
    assert states == {("center", "registered"): 1, ("center", "received"): 1}
    assert terms["D-02"] == (2, 1, 0, 1)
    assert bands == [("center", "short", 1)]


def test_a_transfer_moves_what_is_open_and_nothing_else(w: World) -> None:
    """Par. 4: person, card, episode and open cases move; a closed case stays and can be read."""
    number, application = accepted(w)
    w.do("registration.propose_refusal", number,
         data={"findings": [{"ground": "data_unreliable", "reason": "Қате"}]})
    w.sign("registration.refuse_jobseeker", number)
    w.at("2021-05-12 10:00")
    again = w.do(ACCEPT, data=application).number
    w.do("registration.fill_card", again, data=a_full_card(application))
    w.do("registration.propose_registration", again, data=a_check(application))
    w.sign("registration.register_jobseeker", again)
    w.do("registration.transfer_person", again, by="director", center="center2", reason="Көшті")
    new, old = w.offices["center2"], w.offices["center"]
    person = w.person_of(again)
    assert {person.office_id, one(w, Card).office_id, one(w, Episode).office_id,
            w.case(again).office_id} == {new}
    assert w.case(number).office_id == old
    with w.read(w.scope("specialist2")) as session:
        assert {c.number for c in session.scalars(select(Case))} == {number, again}
    with w.read(w.scope("specialist")) as session:
        assert {c.number for c in session.scalars(select(Case))} == {number}
