"""The term chip: icon, words and colour of a clock, computed on the server.

Never colour alone. The words count working days by the calendar, as the law does; hours only on
the last day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, g, has_app_context
from flask_babel import gettext as _

from console.calendar import WorkCalendar, remaining, seeded_calendar


@dataclass(frozen=True)
class Chip:
    """``cls``: over, today, soon, ok or '' (grey); ``at``: the exact moment, None to hide it."""

    cls: str
    icon: str
    text: str
    at: datetime | None = None


def due_state(obligation: Any) -> Chip:
    """The chip of an obligation, as the reader of this page sees it.

    ``obligation`` has due_at, state (open, met, cancelled), stopped_at, kind, scheme and the
    owner columns of console.data.obligations.
    """
    if getattr(obligation, "kind", "duty") == "none":
        return Chip("", "circle", _("no stated term"))
    due: datetime = obligation.due_at
    state = getattr(obligation, "state", "open")
    if state == "met":
        stopped = obligation.stopped_at
        if stopped is not None and stopped > due:
            return Chip("", "check", _("done late"), stopped)
        return Chip("ok", "check", _("in time"), stopped)
    if state != "open":
        return Chip("", "circle", _("ended"), None)
    if _elsewhere(obligation):
        return Chip("", "pause", _("waiting"), due)
    return _running(obligation, due)


def _running(obligation: Any, due: datetime) -> Chip:
    left = remaining(due, now(), _calendar(getattr(obligation, "scheme", "5day")), _zone())
    if left.kind == "over":
        return Chip(
            "over", "alert-triangle", _("%(n)s w.d. overdue", n=max(left.working_days, 1)), due
        )
    if left.kind == "today":
        return Chip("today", "clock-alert", _("today, %(h)s h left", h=left.hours), due)
    return Chip("soon", "clock", _("%(n)s w.d. left", n=left.working_days), due)


def _elsewhere(obligation: Any) -> bool:
    """Whether the clock runs on another body than the reader's."""
    bodies = getattr(g.get("actor"), "bodies", None) if has_app_context() else None
    responsible = getattr(obligation, "responsible", None)
    return bool(bodies) and responsible is not None and responsible not in bodies


def now() -> datetime:
    """The instance's own time (a demo's clock may be moved)."""
    clock: Callable[[], datetime] | None = current_app.extensions.get("jumys_now")
    return clock() if clock else datetime.now(UTC)


def _calendar(scheme: str) -> WorkCalendar:
    chosen: Callable[[str], WorkCalendar] | None = current_app.extensions.get("jumys_calendar")
    return chosen(scheme) if chosen else seeded_calendar(scheme)  # type: ignore[arg-type]


def _zone() -> ZoneInfo:
    name = getattr(g.get("actor"), "zone", None) or current_app.config["BABEL_DEFAULT_TIMEZONE"]
    return name if isinstance(name, ZoneInfo) else ZoneInfo(str(name))
