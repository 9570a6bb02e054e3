"""The message log of a case: what arrived, what was given up, and sending it again."""

from __future__ import annotations

from sqlalchemy import select

from console.data.access import AccessLine
from console.data.actors import Person
from console.data.outbox import Message
from console.scope import SYSTEM
from console.work.outbox import Sender
from tests.test_web.conftest import Web, text_of


def told(web: Web) -> tuple[str, int]:
    """A case with a text message that was given up, and that message's key."""
    web.world.at("2021-04-16 10:00")
    case = web.world.a_registered_jobseeker().case
    key = next(m.id for m in web.world.messages(case) if m.channel == "sms")
    with web.store.write(SYSTEM) as session:
        row = session.get_one(Message, key)
        row.state, row.error, row.attempts, row.next_try_at = "failed", "no such number", 30, None
    return case, key


def again(web: Web, case: str, key: object, login: str = "specialist") -> int:
    """Status of asking that a message be sent again."""
    return int(web.browser(login).post(
        f"/cases/{case}/messages/again", {"message": str(key)}).status_code)


def copies(web: Web, case: str) -> list[Message]:
    """Messages of the case that were sent again."""
    return [m for m in web.world.messages(case) if m.payload.get("again")]


def test_a_message_given_up_is_sent_again_to_todays_number(web: Web) -> None:
    """The first one stays as it was; the copy goes to the corrected number and arrives."""
    case, key = told(web)
    page = web.browser("specialist").get(f"/cases/{case}/messages").text
    assert "given up" in text_of(page) and "no such number" in page and "Send again" in page
    with web.store.write(SYSTEM) as session:
        person = session.get_one(Person, web.world.case(case).person_id)
        person.mobile = "+77017654321"
    assert again(web, case, key) == 302
    [copy] = copies(web, case)
    assert (copy.recipient, copy.state) == ("+77017654321", "waiting")
    Sender(web.store, web.world.outside, web.world.catalog).run(web.world.now)
    assert copies(web, case)[0].state in ("sent", "delivered")
    with web.store.session(SYSTEM) as session:
        assert session.get_one(Message, key).state == "failed"
        lines = session.scalars(select(AccessLine).where(
            AccessLine.what == f"messages of {case}", AccessLine.purpose == "sent again")).all()
    assert [line.login for line in lines] == ["specialist"]
    shown = text_of(web.browser("specialist").get(f"/cases/{case}/messages").text)
    assert "sent again by specialist" in shown


def test_it_is_not_sent_without_end_nor_while_it_is_on_its_way(web: Web) -> None:
    """Three copies at most, and none of a message that still waits."""
    case, key = told(web)
    for _ in range(3):
        assert again(web, case, key) == 302
    assert again(web, case, key) == 429
    assert again(web, case, copies(web, case)[0].id) == 302  # it still waits
    assert len(copies(web, case)) == 3


def test_only_those_who_work_on_the_case_send_again(web: Web) -> None:
    """Another district 404, a reader of all 403, another case's message 404."""
    case, key = told(web)
    other, _key = told(web)
    assert again(web, case, key, "specialist2") == 404
    assert again(web, case, key, "supervisor") == 403
    assert again(web, other, key) == 404
    assert again(web, case, "x") == 404
    assert copies(web, case) == copies(web, other) == []
