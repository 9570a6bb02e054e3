"""Long work: taken once, watched, cancelled, and its failure told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select

from console.data.outbox import Job
from console.work import jobs
from console.work.jobs import Work, cancel, enqueue, job, run, waiting
from tests.make import World


def work_of(world: World, folder: Path) -> Any:
    """What turns a row into the running job's tools."""
    def make(row: Job) -> Work:
        return Work(row.number, row.params, row.account_id, world.store, world.catalog,
                    world.process, world.outside, folder, world.now)
    return make


def state(world: World, number: str) -> Job:
    """The job's row."""
    with world.read() as session:
        return session.scalars(select(Job).where(Job.number == number)).one()


@job("test_counting")
def counting(work: Work) -> dict[str, Any]:
    """Counts, reports progress and leaves a file."""
    for done in range(1, 4):
        work.step(done, 3)
    if work.params.get("fail"):
        raise ValueError("no luck")
    work.path("out.txt").write_text("3", encoding="ascii")
    return {"file_name": "out.txt"}


def test_a_job_runs_once_and_leaves_its_file(world: World, tmp_path: Path) -> None:
    """Whoever comes second does not get it."""
    number = enqueue(world.store, "test_counting", {}, world.now)
    assert waiting(world.store) == [number]
    assert run(world.store, number, work_of(world, tmp_path), lambda: world.now) == "done"
    assert run(world.store, number, work_of(world, tmp_path), lambda: world.now) is None
    row = state(world, number)
    assert (row.state, row.done, row.file_name) == ("done", 3, "out.txt")
    assert (tmp_path / "jobs" / number / "out.txt").exists()


def test_a_failed_job_says_why(world: World, tmp_path: Path) -> None:
    """The reason is kept with the job."""
    number = enqueue(world.store, "test_counting", {"fail": True}, world.now)
    assert run(world.store, number, work_of(world, tmp_path), lambda: world.now) == "failed"
    assert "no luck" in state(world, number).result["error"]


def test_a_cancelled_job_is_not_run(world: World, tmp_path: Path) -> None:
    """Cancelling before it starts; afterwards it is too late."""
    number = enqueue(world.store, "test_counting", {}, world.now)
    assert cancel(world.store, number)
    assert run(world.store, number, work_of(world, tmp_path), lambda: world.now) is None
    assert not cancel(world.store, number)
    assert state(world, number).state == "cancelled"


def test_an_unknown_kind_fails_plainly(world: World, tmp_path: Path) -> None:
    """No job waits for ever for a function nobody has."""
    number = enqueue(world.store, "nothing", {}, world.now)
    assert run(world.store, number, work_of(world, tmp_path), lambda: world.now) == "failed"
    assert "nothing" in state(world, number).result["error"]
    assert "test_counting" in jobs.kinds()
