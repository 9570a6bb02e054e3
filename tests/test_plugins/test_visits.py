"""Tickets, waits and services: the figures are those of an independent count."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.data.case import Case
from console.data.visits import Visit
from console.declare import Period
from plugins.registration.visit_measures import desk_visits, minutes, share
from tests.make import World

TICKET, CALL, START = (f"registration.{n}" for n in ("take_ticket", "call_visitor",
                                                     "start_service"))
YEAR = Period(datetime(2021, 1, 1, tzinfo=UTC), datetime(2022, 1, 1, tzinfo=UTC))


@given(st.lists(st.integers(0, 40_000), min_size=1), st.sampled_from([50, 90]))
def test_a_percentile_is_the_least_value_that_covers_its_share(
    seconds: list[int], percent: int
) -> None:
    """At least so many per cent are not above it, and no smaller value has that property."""
    found = minutes(seconds, percent)
    covering = [v for v in sorted(seconds)
                if 100 * sum(s <= v for s in seconds) >= percent * len(seconds)]
    assert found == round(covering[0] / 60, 1)


def test_nothing_has_no_figure() -> None:
    """No visits, no median and no share: never a nought that looks like a result."""
    assert minutes([], 50) is None
    assert share(0, 0) is None
    assert share(2, 3) == 66.7


def served(w: World, arrives: str, starts: str, ends: str) -> None:
    """One visit at the center on 16.04.2021."""
    number = w.at(f"2021-04-16 {arrives}").do(TICKET, purpose="apply").number
    w.do(CALL, number)
    w.at(f"2021-04-16 {starts}").do(START, number)
    w.at(f"2021-04-16 {ends}").do("registration.end_service", number, outcome="advised")


def figures(w: World) -> list[tuple[Any, ...]]:
    """Rows of the measure for the center."""
    with w.read() as session:
        return list(desk_visits(session, YEAR, [w.offices["center"]]))


def test_the_figures_of_a_day(w: World) -> None:
    """Exactly thirty minutes are within the norm, thirty-one are not; who leaves is apart."""
    served(w, "09:00", "09:30", "09:50")
    served(w, "10:00", "10:31", "10:52")
    gone = w.at("2021-04-16 11:00").do(TICKET, purpose="apply").number
    w.do("registration.note_left", gone, reason="left")
    (row,) = figures(w)
    assert row[0] == "center"
    assert row[2:] == (3, 2, 30.0, 31.0, 50.0, 2, 20.0, 21.0, 50.0, 1)


def test_tickets_begin_anew_every_day_and_in_every_office(w: World) -> None:
    """Number one of the day of each hall; a number is given once."""
    first = [w.do(TICKET, purpose="apply").number, w.do(TICKET, purpose="apply").number,
             w.do(TICKET, by="operator", purpose="apply").number]
    first.append(w.at("2021-04-19 10:00").do(TICKET, purpose="apply").number)
    with w.read() as session:
        rows = session.query(Visit.ticket, Case.number).join(Case, Case.id == Visit.case_id)
        tickets = {number: ticket for ticket, number in rows}
    assert [tickets[n] for n in first] == [1, 2, 1, 1]


def test_a_visitor_need_not_be_known(w: World) -> None:
    """The case of a visit names nobody; a known card is kept beside the ticket only."""
    person = w.a_person()
    number = w.do(TICKET, purpose="result", person=person.number).number
    assert w.case(number).person_id is None
    with w.read() as session:
        assert session.query(Visit).one().person_id == person.id


def test_the_second_wait_counts_the_longer(w: World) -> None:
    """Passed on, the visitor waits again; the figure is the longest of both waits."""
    number = w.at("2021-04-16 10:00").do(TICKET, by="operator", purpose="apply").number
    w.do(CALL, number, by="operator")
    w.at("2021-04-16 10:05").do(START, number, by="operator")
    w.at("2021-04-16 10:07").do("registration.pass_visitor", number, by="operator",
                                reason="register")
    w.do(CALL, number, by="frontdesk")
    w.at("2021-04-16 10:45").do(START, number, by="frontdesk")
    with w.read() as session:
        visit = session.query(Visit).one()
    assert (visit.wait_s, visit.wait_kept) == (38 * 60, False)


@pytest.mark.parametrize("hours", [{}, {"text": "10:00-17:00", "scheme": "5day"}])
def test_hours_are_the_offices_own_within_row_7(w: World, hours: dict[str, str]) -> None:
    """Without a schedule of its own an office keeps the hours of the standard."""
    from console.data.actors import Office
    from console.scope import SYSTEM

    with w.store.write(SYSTEM) as session:
        session.get_one(Office, w.offices["center"]).hours = hours
    w.at("2021-04-16 09:30")
    if hours:
        assert w.refused(TICKET, purpose="apply") == [("office_closed", "annex-1")]
    else:
        assert w.do(TICKET, purpose="apply").state == "arrived"
