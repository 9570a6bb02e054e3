"""Saved reports that go out by themselves: each recipient's own figures, and who gets nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, update

from console.data.access import AccessLine, Membership
from console.data.arranged import ReportRun, ReportSchedule, SavedReport
from console.data.outbox import Message
from console.fab.models import ConsoleUser
from console.scope import SYSTEM
from console.web.running import KEY
from console.work import deliveries
from tests.make import ZONE
from tests.test_web.conftest import Browser, Web, text_of
from tests.test_web.test_builder import WHY, saved, worked


@pytest.fixture(scope="module")
def region(web: Web) -> Web:
    """One jobseeker in each of two centers, April 2021."""
    web.world.at("2021-04-05 11:00")
    web.world.a_registered_jobseeker()
    web.world.a_registered_jobseeker(second=True)
    web.world.at("2021-04-14 15:00")
    return web


@pytest.fixture
def moved(region: Web) -> Iterator[Web]:
    """The head of the second authority loses the role for the time of a test."""
    account = Membership.account_id == region.world.accounts["head2"]
    yield region
    with region.store.write(SYSTEM) as session:
        session.execute(update(Membership).where(account).values(valid_to=None))


def delivered(web: Web) -> deliveries.Delivered:
    """One round of deliveries now."""
    parts = web.app.extensions[KEY]
    return deliveries.deliver(parts.store, parts.catalog, web.world.now, ZONE, "http://jumys.test")


def scheduled(web: Web, browser: Browser, number: str, to: list[int], **over: Any) -> Any:
    """The answer to setting up a delivery."""
    asked = {"every": "day", "nth": "1", "file": "csv", "language": "en", "why": WHY, "to": to}
    return browser.post(f"/reports/saved/{number}/schedules", {**asked, **over})


def runs(web: Web, number: str) -> list[ReportRun]:
    """Deliveries of a saved report so far."""
    with web.world.read() as session:
        return list(session.scalars(
            select(ReportRun).join(ReportSchedule, ReportSchedule.id == ReportRun.schedule_id)
            .join(SavedReport, SavedReport.id == ReportSchedule.saved_id)
            .where(SavedReport.number == number).order_by(ReportRun.id)
        ))


def test_each_recipient_gets_the_own_figures_by_a_link(region: Web) -> None:
    """Thursday morning both get a letter; the file opens for the recipient alone."""
    world, owner = region.world, region.browser("supervisor")
    number = saved(owner, "Күнделікті")
    owner.post(f"/reports/saved/{number}/share", {"with": "district"})
    with region.store.write(SYSTEM) as session:
        session.execute(update(ConsoleUser).where(ConsoleUser.username == "director")
                        .values(email="director@jumys.test"))
    accounts = [world.accounts["supervisor"], world.accounts["director"]]
    assert scheduled(region, owner, number, accounts).status_code == 302
    world.at("2021-04-15 06:30")
    assert delivered(region).sent == 0, "not before the morning"
    world.at("2021-04-15 09:00")
    assert delivered(region).sent == 2
    assert delivered(region).sent == 0, "once only"
    told = {one["account"]: one["job"] for one in runs(region, number)[-1].told}
    job = told[world.accounts["director"]]
    assert worked(region, job) == "done"
    with world.read() as session:
        letter = session.scalars(select(Message).where(Message.event == f"report:{job}")).one()
    assert letter.recipient == "director@jumys.test"
    assert f"http://jumys.test/reports/jobs/{job}" in letter.body
    answer = region.browser("director").get(f"/reports/jobs/{job}/file")
    assert "center2" not in answer.data.decode()
    assert "office center,D-01" in answer.data.decode()
    assert owner.get(f"/reports/jobs/{job}/file").status_code == 404
    world.at("2021-04-14 15:00")


def test_whoever_lost_the_role_gets_nothing(moved: Web) -> None:
    """Not sent, in the history of the delivery and in the access log; others still get theirs."""
    world, owner = moved.world, moved.browser("supervisor")
    number = saved(owner, "Басшыларға")
    owner.post(f"/reports/saved/{number}/share", {"with": "district2"})
    gone = world.accounts["head2"]
    assert scheduled(moved, owner, number, [gone, world.accounts["supervisor"]],
                     every="week", nth="1").status_code == 302
    with moved.store.write(SYSTEM) as session:
        session.execute(update(Membership).where(Membership.account_id == gone)
                        .values(valid_to=world.now.date()))
    world.at("2021-04-19 09:00")
    delivered(moved)
    told = {one["account"]: one for one in runs(moved, number)[-1].told}
    assert told[gone]["state"] == "left_out" and told[gone]["why"] == "role"
    assert told[world.accounts["supervisor"]]["state"] == "sent"
    with world.read() as session:
        line = session.scalars(select(AccessLine).where(AccessLine.kind == "refused")
                               .order_by(AccessLine.id.desc())).first()
    assert line is not None and line.account_id == gone
    page = text_of(owner.get(f"/reports/saved/{number}").text)
    assert "reads no such reports any more" in page
    world.at("2021-04-14 15:00")


@pytest.mark.parametrize(("over", "words"), [
    ({"to": [9999]}, "Choose people who may open this report."),
    ({"to": []}, "Choose people who may open this report."),
    ({"every": "month", "nth": "16"}, "Choose how often"),
    ({"every": "hour"}, "Choose how often"),
    ({"why": ""}, "Say in a few words"),
])
def test_a_delivery_that_cannot_be_is_refused(
    region: Web, over: dict[str, Any], words: str
) -> None:
    """Accounts of other districts, odd times and no reason."""
    owner = region.browser("director")
    number = saved(owner, "Өзіме")
    to = {"to": [region.world.accounts["director"]], **over}
    answer = scheduled(region, owner, number, **{"to": to.pop("to"), **to})
    assert answer.status_code == 422
    assert words in text_of(answer.text)


def test_a_foreign_account_is_no_recipient(region: Web) -> None:
    """The other director may not open an unshared report, so nobody may send it there."""
    owner = region.browser("director")
    number = saved(owner, "Өз орталығым")
    answer = scheduled(region, owner, number, [region.world.accounts["director2"]])
    assert answer.status_code == 422


def test_a_delivery_is_paused_resumed_and_cancelled(region: Web) -> None:
    """Paused: nothing goes out; a cancelled one never runs again; others cannot touch it."""
    world, owner = region.world, region.browser("director")
    number = saved(owner, "Тоқтату")
    scheduled(region, owner, number, [world.accounts["director"]])
    with world.read() as session:
        name = session.scalars(select(ReportSchedule.number)
                               .order_by(ReportSchedule.id.desc())).first()
    base = f"/reports/saved/{number}/schedules/{name}"
    assert region.browser("supervisor").post(f"{base}/pause", {}).status_code == 404
    owner.post(f"{base}/pause", {})
    world.at("2021-04-16 09:00")
    delivered(region)
    assert runs(region, number) == []
    owner.post(f"{base}/resume", {})
    owner.post(f"{base}/cancel", {})
    assert owner.post(f"{base}/resume", {}).status_code == 404
    assert owner.post(f"{base}/explode", {}).status_code == 404
    world.at("2021-04-14 15:00")
