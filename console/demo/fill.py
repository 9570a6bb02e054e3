"""Filling an empty database with the demonstration region; safe to call again at any time.

The work is done in stages kept in the Setting ``demo``: a broken-off run goes on where it ended.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from console.catalog import Catalog
from console.clock import STAMP
from console.data.access import Setting
from console.data.actors import Employer, Office, Person
from console.data.store import Store
from console.demo import region
from console.demo.applicants import issue_applicants
from console.demo.keyring import with_open_keys
from console.demo.places import SETTLEMENTS
from console.demo.teller import ZONE, Teller
from console.errors import JumysError
from console.fab.builder import has_accounts
from console.outside import factory
from console.outside.registers.people import Place
from console.scope import SYSTEM

Note = Callable[[int, int], None]
STAGES = ("region", "stories", "bulk", "scenes", "done")


class NotEmpty(JumysError):
    """The database belongs to a real installation."""


@dataclass(frozen=True)
class Plan:
    """What to make: how many persons, by which seed, for which instance folder and address."""

    persons: int
    seed: int
    folder: Path
    public_url: str


def stamp_of(store: Store) -> dict[str, Any] | None:
    """The value of the demo stamp, None on a database without one."""
    with store.session(SYSTEM) as session:
        row = session.get(Setting, STAMP)
        return dict(row.value) if row else None


def mark(session: Session, **values: Any) -> None:
    """Write the stamp with ``values`` laid over what it holds."""
    row = session.get(Setting, STAMP)
    if row is None:
        session.add(Setting(key=STAMP, value=dict(values)))
    else:
        row.value = {**row.value, **values}


def fill(
    store: Store, catalog: Catalog, plan: Plan, note: Note, now: datetime | None = None
) -> bool:
    """Fill the database; False when it already was. Raises NotEmpty for a real one."""
    found = stamp_of(store)
    if found is not None and found["stage"] == "done":
        return False
    if found is None:
        _must_be_empty(store)
        with store.write(SYSTEM) as session:
            mark(session, stage="region", seed=plan.seed, persons=plan.persons,
                 pin=region.PIN, at=(now or datetime.now(UTC)).isoformat())
    kept = stamp_of(store) or {}
    plan = Plan(kept["persons"], kept["seed"], plan.folder, plan.public_url)
    _Filling(store, catalog, plan, datetime.fromisoformat(kept["at"]), note).run()
    return True


def _must_be_empty(store: Store) -> None:
    with store.session(SYSTEM) as session:
        for model in (Office, Person, Employer):
            if session.scalar(select(model.id).limit(1)) is not None:
                raise NotEmpty("The database holds real data: nothing was done.")
    if has_accounts(store):
        raise NotEmpty("The database has accounts already: nothing was done.")


class _Filling:
    """One run over the stages that are still to do."""

    def __init__(
        self, store: Store, catalog: Catalog, plan: Plan, now: datetime, note: Note
    ) -> None:
        self.store, self.catalog, self.plan, self.note, self.real = store, catalog, plan, note, now
        self.outside = with_open_keys(factory(
            {"production": False, "folder": str(plan.folder / "outside")},
            clock=lambda: self.teller.now,
            places=[Place(p.kato, p.kk, p.ru) for p in SETTLEMENTS if p.level == "settlement"],
        ))
        names = {row.login: f"{row.surname} {row.name}" for row in region.STAFF}
        self.teller = Teller(store, catalog, self.outside, now, plan.public_url, names)

    @property
    def today(self) -> date:
        """The civil day the demonstration is made on."""
        return self.real.astimezone(ZONE).date()

    def run(self) -> None:
        """Do what is left, stage by stage."""
        relaxed(self.store.engine, self.store.sqlite)
        for stage, following in zip(STAGES, STAGES[1:], strict=False):
            if (stamp_of(self.store) or {})["stage"] == stage:
                getattr(self, f"_{stage}")()
                with self.store.write(SYSTEM) as session:
                    mark(session, stage=following)

    def _region(self) -> None:
        region.settle(self.store, self.plan.seed, self.today)
        assert self.outside.demo_ca is not None
        region.issue_keys(self.store, self.outside.demo_ca, region.SIGNERS)
        region.issue_organisation_key(self.outside.demo_ca)
        issue_applicants(self.outside.demo_ca, self.plan.seed, self.today)

    def _stories(self) -> None:
        from console.demo import visits
        from console.demo.stories import tell_all

        tell_all(self.teller, self.plan.seed, self.real, self.note)
        visits.tell(self.teller, self.plan.seed, self.today)

    def _bulk(self) -> None:
        from console.demo.bulk import load
        from console.demo.scenes import newcomers

        load(self.teller, self.plan.persons, self.plan.seed, self.real, self.note,
             newcomers(self.teller))

    def _scenes(self) -> None:
        from console.demo import scenes
        from console.demo.exchange import tell_exchange
        from console.demo.stories import delivered

        scenes.tell(self.teller, self.plan.seed, self.real)
        delivered(self.teller)
        tell_exchange(self.teller)


def relaxed(engine: Engine, sqlite: bool) -> None:
    """Spare SQLite the flush after each act while the demonstration is made.

    WAL keeps the database whole even if the machine stops; only the last acts could be lost.
    """
    if sqlite:
        engine.dispose()
        event.listen(engine, "connect", lambda c, _r: c.execute("PRAGMA synchronous=NORMAL"))


def chance(seed: int, word: str) -> random.Random:
    """A generator of its own for one purpose: adding people changes nothing else."""
    return random.Random(f"{seed}:{word}")
