"""Private agencies hold a résumé while consent, contract and registration stand (annex 1.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from console.data.access import AccessLine
from console.data.exchange_portal import Disclosure
from console.work import agencies
from console.work.outbox import PAUSES
from tests import exchange
from tests.make import World
from tests.people import a_bin


@pytest.fixture
def w(world: World) -> World:
    """A world with an exchange of its own."""
    exchange.portal(world)
    return world


def a_contract(w: World, **over: Any) -> str:
    """A published contract of the center with an agency."""
    data = {"bin": a_bin(77), "name": "«Еңбек» агенттігі", "contract": "7",
            "valid_from": "2021-01-01", "valid_to": "2021-04-20", "keeps_data_law": True, **over}
    number = w.do("content.create_private_agency", by="director", data=data).number
    w.do("content.publish_private_agency", number, "director")
    return number


def test_every_disclosure_is_in_the_persons_access_journal(w: World) -> None:
    """Annex 1.1: to whom, by which contract, once."""
    a_contract(w)
    person = w.a_registered_jobseeker().person
    w.do("mediation.agree_to_agencies", person=person, agreed=True)
    exchange.work(w)
    exchange.work(w)
    with w.read() as session:
        lines = session.scalars(select(AccessLine).where(AccessLine.login == "ele_portal")).all()
    assert [(x.kind, x.what, x.purpose) for x in lines] == [
        ("export", "agency «Еңбек» агенттігі", "№ 7")]
    [told] = exchange.portal(w).told("candidate")
    assert (told["data"]["receiver"], told["data"]["contract"]) == (a_bin(77), "7")


def test_the_end_of_a_contract_calls_back(w: World) -> None:
    """The day after its last day nothing more is sent and what was sent is withdrawn."""
    a_contract(w)
    person = w.a_registered_jobseeker().person
    w.do("mediation.agree_to_agencies", person=person, agreed=True)
    exchange.work(w)
    w.at("2021-04-20 23:00")
    assert agencies.turn(w.store, w.now) == agencies.Passed()
    w.at("2021-04-21 00:30")
    exchange.work(w)
    heard = [m["data"]["state"] for m in exchange.portal(w).told("candidate")]
    assert heard == ["sent", "withdrawn"]
    with w.read() as session:
        assert session.scalars(select(Disclosure.reason)).all() == ["contract"]


def test_consent_withdrawn_before_it_left_sends_nothing(w: World) -> None:
    """The résumé waited for an exchange that was down; it never leaves."""
    a_contract(w)
    person = w.a_registered_jobseeker().person
    case = w.do("mediation.agree_to_agencies", person=person, agreed=True).number
    w.outside.controls.set("exchange_portal", "down")
    exchange.work(w)
    w.do("mediation.withdraw_from_agencies", case)
    w.outside.controls.set("exchange_portal", "up")
    w.now += timedelta(seconds=PAUSES[0] + 1)
    exchange.work(w)
    heard = [m["data"]["state"] for m in exchange.portal(w).told("candidate")]
    assert "sent" not in heard
