"""Lapsed duties: once, in order, as of the due instant, however late (par. 31, 59, 62)."""

from __future__ import annotations

from sqlalchemy import select

from console.data.access import Setting
from console.data.case import Case
from console.data.journal import JournalLine
from console.scope import SYSTEM
from console.work.sweeper import HEARTBEAT, silent_for, sweep
from tests.make import World


def test_par_31_a_month_later_the_case_opens_as_of_the_due_instant(world: World) -> None:
    """There is no lower bound of time: what lapsed long ago is applied when the sweeper runs."""
    world.at("2021-04-16 10:00").a_registered_jobseeker()
    done = sweep(world.process, world.at("2021-05-20 09:00").now)
    assert done.lapsed == 1
    assert [o.kind for o in done.outcomes] == ["unemployed_status"]
    with world.read() as session:
        case = session.scalars(select(Case).where(Case.kind == "unemployed_status")).one()
    assert case.opened_at.date().isoformat() == "2021-04-19"


def test_sweeping_again_changes_nothing(world: World) -> None:
    """The mark on the duty makes it idempotent."""
    world.a_registered_jobseeker()
    sweep(world.process, world.at("2021-05-20 09:00").now)
    lines = world.count(JournalLine)
    again = sweep(world.process, world.now)
    assert (again.lapsed, world.count(JournalLine)) == (0, lines)


def test_the_heartbeat_says_when_it_last_ran(world: World) -> None:
    """Silence is seen: nobody can stop the sweeper unnoticed."""
    assert silent_for(world.store) is None
    sweep(world.process, world.now)
    silent = silent_for(world.store)
    assert silent is not None
    assert silent < 60
    with world.store.session(SYSTEM) as session:
        row = session.get(Setting, HEARTBEAT)
    assert row is not None
    assert row.value["judged_at"] == world.now.isoformat()


def test_one_duty_that_cannot_lapse_hides_no_other(world: World) -> None:
    """A failure is reported and left for the next sweep; the rest is applied."""
    first, second = world.a_registered_jobseeker(), world.a_registered_jobseeker()
    assert first.person != second.person
    keys: list[int] = []

    class Broken:
        store, catalog = world.store, world.catalog

        @staticmethod
        def lapse(key: int, now: object) -> list[object]:
            keys.append(key)
            if key == keys[0]:
                raise RuntimeError("broken")
            return list(world.process.lapse(key, now))  # type: ignore[arg-type]

    done = sweep(Broken(), world.at("2021-05-20 09:00").now)  # type: ignore[arg-type]
    assert (done.lapsed, len(done.failures)) == (1, 1)
