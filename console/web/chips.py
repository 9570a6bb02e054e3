"""The term chip: icon, words and colour of a clock, computed on the server.

Never colour alone. The words count working days by the calendar, as the law does; hours only on
the last day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g
from flask_babel import gettext as _

from console.calendar import WorkCalendar, remaining
from console.data.worktime import working_calendar
from console.web.running import now, read, zone
from console.web.shell import roles_held


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
    left = remaining(due, now(), calendar(getattr(obligation, "scheme", "5day")), zone())
    if left.kind == "over":
        return Chip(
            "over", "alert-triangle", _("%(n)s w.d. overdue", n=max(left.working_days, 1)), due
        )
    if left.kind == "today":
        return Chip("today", "clock-alert", _("today, %(h)s h left", h=left.hours), due)
    return Chip("soon", "clock", _("%(n)s w.d. left", n=left.working_days), due)


def _elsewhere(obligation: Any) -> bool:
    """Whether the clock runs on another body than the reader's."""
    responsible = getattr(obligation, "responsible", None)
    mine = bodies()
    return bool(mine) and responsible is not None and responsible not in mine


def bodies() -> frozenset[str]:
    """Bodies of the Rules the reader belongs to; none for those who watch over all of them."""
    if "bodies" not in g:
        roles = roles_held()
        watching = any(role.reads == "tree" for role in roles)
        office = {g.office.kind} if g.get("office") else set()
        own = {part for role in roles for part in (role.code, role.side)} | office
        g.bodies = frozenset() if watching else frozenset(own)
    found: frozenset[str] = g.bodies
    return found


def calendar(scheme: str) -> WorkCalendar:
    """The working calendar in force, asked once per page."""
    known: dict[str, WorkCalendar] = g.setdefault("calendars", {})
    if scheme not in known:
        known[scheme] = working_calendar(read(), scheme)
    return known[scheme]
