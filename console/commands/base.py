"""What every command works with: the instance, opened lazily; one-sentence errors; a progress bar.

Nothing is loaded before a command asks for it: ``jumys --help`` opens neither database nor plugins.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import click

from console.commands.deadline import OneSentence, PlainCommand, WrongUsage

if TYPE_CHECKING:
    from console.calendar import Scheme, WorkCalendar
    from console.catalog import Catalog
    from console.clock import Clock
    from console.config import Settings
    from console.data.store import Store
    from console.outside import Outside
    from console.process import Process

T = TypeVar("T")
#: A bar appears on a terminal once the work has taken this many seconds.
BAR_AFTER = 2.0

__all__ = ["Instance", "OneSentence", "PlainCommand", "WrongUsage", "progress", "told"]


class Instance:
    """The installation a command works on; every part is made on first use."""

    @cached_property
    def settings(self) -> Settings:
        """Settings of the environment and ``config.py``."""
        from console.config import load_settings

        return load_settings()

    @cached_property
    def store(self) -> Store:
        """The database, opened."""
        from console.data import tables
        from console.data.store import Store

        assert tables  # every owned class is known before the first statement
        if self.settings.database_url.startswith("sqlite"):
            self.settings.instance.mkdir(parents=True, exist_ok=True)
        return Store(self.settings.database_url, pool_size=self.settings.pool_size)

    @cached_property
    def catalog(self) -> Catalog:
        """What the plugins declare. DeclarationError becomes the command's one sentence."""
        from console.catalog import load_catalog

        return load_catalog(dropin=self.settings.instance / "plugins")

    @cached_property
    def clock(self) -> Clock:
        """The instant everything is judged by; a demonstration's offset included."""
        from console.clock import Clock

        return Clock(self.store)

    @cached_property
    def demo(self) -> bool:
        """Whether the database carries the demo stamp."""
        from sqlalchemy.exc import SQLAlchemyError

        from console.clock import STAMP
        from console.data.access import Setting
        from console.scope import SYSTEM

        try:
            with self.store.session(SYSTEM) as session:
                return session.get(Setting, STAMP) is not None
        except SQLAlchemyError:
            return False

    @cached_property
    def process(self) -> Process:
        """The one write path."""
        from console.process import Process

        return Process(self.store, self.catalog)

    @cached_property
    def outside(self) -> Outside:
        """Adapters to the outside as configured; simulators on a demo instance."""
        from console.outside import factory
        from console.settlements import demo_places

        places = demo_places(self.store) if self.demo else ()
        return factory(self.settings.outside_config(demo=self.demo), clock=self.now, places=places)

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self.clock.now()

    def calendar_for(self, scheme: Scheme, region: str | None) -> WorkCalendar | None:
        """The calendar in force in the database; None without one (``jumys deadline`` asks)."""
        from sqlalchemy.exc import SQLAlchemyError

        from console.data.worktime import working_calendar
        from console.scope import SYSTEM

        settings = self.settings
        if settings.database_url.startswith("sqlite") and not (
            settings.instance / "jumys.db"
        ).exists():
            return None
        try:
            with self.store.session(SYSTEM) as session:
                return working_calendar(session, scheme)
        except (LookupError, SQLAlchemyError):
            return None

    def migrated(self) -> Instance:
        """Itself, once sure that the database was migrated."""
        from sqlalchemy import select
        from sqlalchemy.exc import SQLAlchemyError

        from console.data.access import Setting
        from console.scope import SYSTEM

        try:
            with self.store.session(SYSTEM) as session:
                session.scalar(select(Setting.key).limit(1))
        except SQLAlchemyError as error:
            raise OneSentence("The database is not migrated: run 'jumys migrate'.") from error
        return self


pass_instance = click.make_pass_decorator(Instance, ensure=True)


def told(error: BaseException) -> str:
    """An error as one sentence for stderr."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if text.endswith((".", "!", "?")) else f"{text}."


def progress(items: Iterable[T], total: int | None, label: str) -> Iterator[T]:
    """The items; on a terminal, after two seconds, with a bar on stderr."""
    began, bar = time.monotonic(), None
    try:
        for done, item in enumerate(items, 1):
            yield item
            if bar is not None:
                bar.update(1)
            elif sys.stderr.isatty() and time.monotonic() - began > BAR_AFTER:
                bar = _bar(total, label)
                bar.update(done)
    finally:
        if bar is not None:
            bar.render_finish()


def _bar(total: int | None, label: str) -> Any:
    bar: Any = click.progressbar(length=total or 0, label=label, file=sys.stderr)
    bar.render_progress()
    return bar


def stepwise(label: str) -> Callable[[int, int], None]:
    """A callback ``(done, total)`` that draws the same bar, for work that reports by numbers."""
    began, state = time.monotonic(), {"bar": None, "done": 0}

    def note(done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        if state["bar"] is None and time.monotonic() - began > BAR_AFTER:
            state["bar"] = _bar(total, label)
        bar: Any = state["bar"]
        if bar is not None:
            bar.update(done - (state["done"] or 0))
            state["done"] = done
            if done >= total:
                bar.render_finish()

    return note
