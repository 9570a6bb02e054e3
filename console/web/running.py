"""The running application's parts, in one place: store, catalog, settings, time.

``running()`` inside an app context; views and the API take everything from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g
from sqlalchemy.orm import Session

from console.catalog import Catalog
from console.clock import STAMP, Clock
from console.config import Settings
from console.data.access import Setting
from console.data.store import Store
from console.scope import NOTHING, Scope, ambient_scope
from console.settlements import demo_places

if TYPE_CHECKING:
    from console.outside import Outside
    from console.process import Process

KEY = "jumys"


@dataclass
class Running:
    """``demo``: the database carries the demo stamp. ``catalog``: what the plugins declare."""

    settings: Settings
    store: Store
    catalog: Catalog
    demo: bool

    @cached_property
    def process(self) -> Process:
        """The one write path."""
        from console.process import Process

        return Process(self.store, self.catalog)

    @cached_property
    def outside(self) -> Outside:
        """Adapters to the outside world, as configured; simulators on a demo instance.

        What they answer carries the demonstration's own time, like everything else.
        """
        from console.outside import factory

        clock = Clock(self.store).now if self.demo else None
        places = demo_places(self.store) if self.demo else ()
        return factory(self.settings.outside_config(demo=self.demo), clock=clock, places=places)


def running(app: Flask | None = None) -> Running:
    """Parts of ``app`` (default: the current one)."""
    found: Running = (app or current_app).extensions[KEY]
    return found


def now() -> datetime:
    """The instant of this request: real time, on a demo with its offset; one for the whole page."""
    if "now" not in g:
        parts = running()
        g.now = Clock(parts.store).now() if parts.demo else datetime.now(UTC)
    instant: datetime = g.now
    return instant


def demo_pin() -> str:
    """The PIN all demonstration keys share, as ``jumys demo`` wrote it; "" elsewhere."""
    row = read().get(Setting, STAMP) if running().demo else None
    return str(row.value.get("pin", "")) if row is not None else ""


def zone() -> ZoneInfo:
    """Time zone of the actor's office, else of the installation."""
    office = g.get("office")
    return ZoneInfo(office.zone if office is not None else running().settings.timezone)


def today() -> date:
    """The civil date of this request where the reader works: what a form means by today."""
    return now().astimezone(zone()).date()


def request_scope() -> Scope:
    """Scope of the signed-in person; outside a request the scope said aloud, else nothing."""
    scope = g.get("scope")
    if scope is None:
        return ambient_scope()
    return scope if isinstance(scope, Scope) else NOTHING


def read() -> Session:
    """The read session of this request, under the scope of the signed-in person.

    It is closed at the end of the request and refuses to write.
    """
    if "read_session" not in g:
        g.read_session = running().store.session(request_scope)  # type: ignore[arg-type]
    session: Session = g.read_session
    return session


def close_read(_error: BaseException | None = None) -> None:
    """Close the read session of this context (at its end)."""
    session: Session | None = g.pop("read_session", None)
    if session is not None:
        session.close()
