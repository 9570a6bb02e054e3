"""The demonstration's exchange portal: what it was told, and what it had to say."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from console.data.exchange_portal import ExchangeItem
from console.data.outbox import Message
from console.demo import papers
from console.demo.places import SIDES
from console.demo.stage import Stage
from console.demo.teller import Teller
from console.outside import OutsideRefused
from console.outside.exchange_portal import SimulatedExchangePortal
from console.scope import SYSTEM
from console.work import exchange_in, exchange_out

KIND = "vacancy"


def exchange_speaks(s: Stage) -> None:
    """A vacancy formed on the exchange, and a change of one that was amended here meanwhile."""
    portal = s.t.outside.exchange_portal
    if not isinstance(portal, SimulatedExchangePortal):
        return
    t, firm = s.on(0, "10:30").t, s.employer("center")
    sides = {"bin": firm.bin, "name": firm.name, "kato": firm.kato or "", "phone": "",
             "address": firm.address or "", "email": ""}
    day, kato = t.today, SIDES[0].town
    one, two = (papers.vacancy(number, s.seed, day, kato) for number in (7_001, 7_002))
    for about, fields in (("ELE-1001", one), ("ELE-1002", two)):
        portal.say(KIND, about, 1, t.now, state="published", origin=None, fields=fields,
                   employer=sides)
    exchange_in.turn(t.process, portal, t.now)
    with t.store.session(SYSTEM) as session:
        key = session.scalars(
            select(ExchangeItem.case_id).where(ExchangeItem.about == "ELE-1002")).one()
    number = _number(t, key)
    tell_exchange(t)
    more = two | {"wage_level": two["wage_level"] + 10_000, "wage_to": two["wage_to"] + 10_000}
    s.on(0, "12:10").do("mediation.amend_vacancy", number, "employer", **more)
    other = two | {"wage_level": two["wage_level"] + 15_000, "wage_to": two["wage_to"] + 15_000}
    portal.say(KIND, "ELE-1002", 2, s.on(0, "12:40").t.now, state="paused", origin=None,
               fields=other, employer=sides)
    exchange_in.turn(t.process, portal, t.now)


def _number(t: Teller, key: Any) -> str:
    from console.data.case import Case

    with t.store.session(SYSTEM) as session:
        return session.get_one(Case, key).number


def tell_exchange(t: Teller) -> int:
    """The exchange hears what waits for it, all at once; how many messages it kept.

    One after another, each with its own try and answer, they would take the worker a minute.
    """
    portal = t.outside.exchange_portal
    if not isinstance(portal, SimulatedExchangePortal):
        return 0
    with t.store.session(SYSTEM) as session:
        rows = session.scalars(
            select(Message).where(Message.channel == exchange_out.CHANNEL)
            .where(Message.state == "waiting").order_by(Message.id)
        ).all()
        told = {}
        for row in rows:
            try:
                told[row.id] = exchange_out.build(session, row, portal)
            except OutsideRefused:
                continue  # the worker says why
    portal.tell_all(told.values())
    with t.store.write(SYSTEM) as session:
        session.execute(
            update(Message).where(Message.id.in_(told)).values(
                state="delivered", attempts=1, next_try_at=None, sent_at=Message.created_at,
                delivered_at=Message.created_at),
            execution_options={"synchronize_session": False},
        )
    return len(told)
