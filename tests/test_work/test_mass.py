"""Papers prepared by the worker: all that can be, refusals with their grounds, nothing signed."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select, update

from console.data.access import Membership
from console.data.documents import Document, Signature
from console.errors import Refusal
from console.scope import SYSTEM
from console.work.jobs import enqueue, run
from tests.make import World
from tests.test_process.test_signing import STEP, to_sign
from tests.test_work.test_jobs import state, work_of


def started(world: World, cases: list[str], login: str = "director") -> str:
    """A job that prepares annex 3 of these cases for a login."""
    return enqueue(world.store, "papers", {
        "rows": [[STEP, case] for case in cases], "login": login, "name": "Директор",
        "demo": True, "zone": "Asia/Almaty", "public_url": "http://127.0.0.1:8080",
    }, world.now, account_id=world.accounts[login])


def test_papers_wait_prepared_and_what_is_refused_is_told(world: World, tmp_path: Path) -> None:
    """Par. 12: two papers wait for the director; the case of another state is named."""
    cases = [to_sign(world), to_sign(world)]
    early = world.do("registration.accept_application", data=world.an_application()).number
    number = started(world, [*cases, early])
    assert run(world.store, number, work_of(world, tmp_path), lambda: world.now) == "done"
    row = state(world, number)
    assert row.result["prepared"] == 2 and list(row.result["refused"]) == [early]
    assert (row.done, row.total) == (3, 3)
    with world.read() as session:
        papers = session.scalars(select(Document).where(Document.state == "prepared")).all()
    assert len(papers) == 2 and all(len(p.sha256) == 64 for p in papers)
    assert world.count(Signature) == 0


def test_a_prepared_paper_is_the_one_that_is_signed(world: World, tmp_path: Path) -> None:
    """The bytes drawn by the worker carry the signature, unchanged."""
    case = to_sign(world)
    made = world.desk.prepare_many([(STEP, case)], world.actor("director"),
                                   world.scope("director"), world.now)
    [paper] = made
    assert not isinstance(paper, Refusal)
    world._key("director")
    outcome = world.desk.sign(STEP, case, world.actor("director"), world.scope("director"),
                              world.now, document=paper.number, pin="1234")
    assert outcome.documents == (paper.number,)
    with world.read() as session:
        kept = session.scalars(select(Document.pdf).where(Document.number == paper.number)).one()
    assert kept == paper.pdf and kept.startswith(b"%PDF")


def test_the_seats_of_the_hour_of_work_count(world: World, tmp_path: Path) -> None:
    """A director who lost the role while the job waited prepares nothing."""
    case = to_sign(world)
    number = started(world, [case])
    with world.store.write(SYSTEM) as session:
        session.execute(update(Membership)
                        .where(Membership.account_id == world.accounts["director"])
                        .values(role="center_specialist"))
    assert run(world.store, number, work_of(world, tmp_path), lambda: world.now) == "done"
    assert list(state(world, number).result["refused"]) == [case]
    foreign = started(world, [case], "director2")
    run(world.store, foreign, work_of(world, tmp_path), lambda: world.now)
    assert state(world, foreign).result["prepared"] == 0
    assert world.count(Document) == 0
