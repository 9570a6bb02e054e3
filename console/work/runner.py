"""The worker process: a huey consumer, and a pulse that puts due work into its queue.

The pulse asks the database every few seconds; a nudge that was lost is found again by the next.
Several workers may run on one database: every task finds its work under a lock or does nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from console.work import (
    agencies,
    cleanup,
    deliveries,
    exchange_check,
    exchange_in,
    facts,
    jobs,
    reminders,
    sealer,
    searches,
    sweeper,
)
from console.work.jobs import Work
from console.work.outbox import Sender
from console.work.queue import make_queue

if TYPE_CHECKING:
    from console.catalog import Catalog
    from console.config import Settings
    from console.data.outbox import Job
    from console.data.store import Store
    from console.outside import Outside
    from console.process import Process

log = logging.getLogger(__name__)

#: Seconds between two looks at the outbox and the jobs, and between the regular tasks.
PULSE = 3.0
EVERY = {"sweep": 60.0, "seal": 60.0, "remind": 600.0, "facts": 300.0, "deliver": 300.0,
         "exchange": 60.0, "news": 60.0, "compare_exchange": 3600.0,
         "clean": 3600.0}
THREADS = 2


class Parts(Protocol):
    """What the worker runs on: console.commands.base.Instance, or a test's own."""

    @property
    def settings(self) -> Settings: ...  # noqa: D102
    @property
    def store(self) -> Store: ...  # noqa: D102
    @property
    def catalog(self) -> Catalog: ...  # noqa: D102
    @property
    def process(self) -> Process: ...  # noqa: D102
    @property
    def outside(self) -> Outside: ...  # noqa: D102

    def now(self) -> datetime: ...  # noqa: D102


class Runner:
    """All background work of an instance. ``run`` returns after ``stop``."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._stop = threading.Event()
        self._busy: dict[str, threading.Lock] = {}
        self._last: dict[str, float] = {}

    # ---- what is done
    def send(self) -> None:
        """Send the outbox."""
        done = Sender(self.parts.store, self.parts.outside, self.parts.catalog).run(
            self.parts.now())
        if done.sent or done.failed:
            log.info(done.sentence())

    def sweep(self) -> None:
        """Apply expired duties."""
        done = sweeper.sweep(self.parts.process, self.parts.now())
        if done.lapsed or done.failures:
            log.info(done.sentence())

    def remind(self) -> None:
        """Write the reminders of the day."""
        done = reminders.remind(self.parts.store, self.parts.catalog, self.parts.now())
        if done.sent:
            log.info(done.sentence())

    def deliver(self) -> None:
        """Send the reports that are due."""
        settings = self.parts.settings
        done = deliveries.deliver(
            self.parts.store, self.parts.catalog, self.parts.now(), ZoneInfo(settings.timezone),
            settings.public_url)
        if done.sent or done.left_out:
            log.info(done.sentence())

    def news(self) -> None:
        """Write the news of kept searches."""
        done = searches.tell(self.parts.store, self.parts.catalog,
                             self.parts.settings.public_url.rstrip("/"), self.parts.now())
        if done.sent:
            log.info(done.sentence())

    def seal(self) -> None:
        """Seal the journal and anchor its head."""
        settings = self.parts.settings
        path = sealer.anchor_file(settings.instance, str(settings.extra.get("ANCHOR", "")))
        sealer.seal(self.parts.store, path, datetime.now(UTC))

    def facts(self) -> None:
        """Read what other systems tell about people."""
        done = facts.take(self.parts.store, self.parts.outside.facts, self.parts.now())
        if done.kept or done.refused:
            log.info(done.sentence())

    def exchange(self) -> None:
        """Take in what the exchange says, and see to what agencies may hold."""
        parts = self.parts
        done = exchange_in.turn(parts.process, parts.outside.exchange_portal, parts.now())
        if done.staged or done.done or done.faults:
            log.info(done.sentence())
        agencies.turn(parts.store, parts.now())

    def compare_exchange(self) -> None:
        """Compare what the exchange shows with what stands here."""
        parts = self.parts
        done = exchange_check.compare(parts.store, parts.outside.exchange_portal, parts.now())
        if done.differences or done.told:
            log.info(done.sentence())

    def clean(self) -> None:
        """Delete what has served its purpose; let the database learn what is left."""
        cleanup.clean(
            self.parts.store, self.parts.now(), Path(self.parts.settings.instance))
        self.parts.store.learn()

    def job(self, number: str) -> None:
        """Run a job somebody started."""
        jobs.run(self.parts.store, number, self._work, self.parts.now)

    def _work(self, row: Job) -> Work:
        parts = self.parts
        return Work(
            number=row.number, params=row.params, account_id=row.account_id, store=parts.store,
            catalog=parts.catalog, process=parts.process, outside=parts.outside,
            folder=Path(parts.settings.instance), now=parts.now(),
        )

    # ---- how
    @cached_property
    def queue(self) -> Any:
        """The huey with the worker's tasks registered."""
        queue = make_queue(self.parts.settings)
        self._tasks: dict[str, Callable[..., Any]] = {
            name: queue.task(name=name)(self._alone(name, getattr(self, name)))
            for name in ("send", *EVERY)
        }
        self._tasks["job"] = queue.task(name="job")(self.job)
        return queue

    def _alone(self, name: str, work: Callable[[], None]) -> Callable[[], None]:
        """The same work never runs twice at once in this process; a second call does nothing."""
        lock = self._busy.setdefault(name, threading.Lock())

        def once() -> None:
            if not lock.acquire(blocking=False):
                return
            try:
                work()
            except Exception:
                log.exception("the task %s failed; it will be tried again", name)
            finally:
                lock.release()

        once.__name__ = name
        return once

    def run(self) -> None:
        """Work until stopped."""
        consumer = self.queue.create_consumer(
            workers=THREADS, periodic=False, initial_delay=0.2, max_delay=1.0)
        consumer._set_signal_handlers = lambda: None  # ours are set by the command
        consumer.start()
        try:
            while not self._stop.is_set():
                self.pulse()
                self._stop.wait(PULSE)
        finally:
            consumer.stop(graceful=True)

    def pulse(self) -> None:
        """Put what is due into the queue."""
        try:
            assert self.queue is not None
            for name, seconds in EVERY.items():
                if time.monotonic() - self._last.get(name, -seconds) >= seconds:
                    self._last[name] = time.monotonic()
                    self._tasks[name]()
            parts = self.parts
            if Sender(parts.store, parts.outside, parts.catalog).due(parts.now()):
                self._tasks["send"]()
            for number in jobs.waiting(parts.store):
                self._tasks["job"](number)
        except Exception:
            log.exception("the worker's pulse failed; the next one tries again")

    def stop(self) -> None:
        """Finish what runs and return from ``run``."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Whether it was stopped within that time."""
        return self._stop.wait(seconds)
