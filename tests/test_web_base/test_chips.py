"""The term chip says the clock in words, by the calendar in force, for the one who reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from flask import g
from flask_babel import force_locale

from console.data.worktime import seed_calendars
from console.scope import SYSTEM
from console.web.actor import seat
from console.web.chips import due_state
from console.web.running import read
from tests.test_fab.world import World

#: Monday 2 March 2026, 10:00 in Almaty.
NOW = datetime(2026, 3, 2, 5, tzinfo=UTC)


@pytest.fixture
def calendars(world: World) -> World:
    """A console whose working calendar is seeded."""
    with world.store.write(SYSTEM) as session:
        seed_calendars(session, [2025, 2026], NOW)
    return world


def obligation(due: datetime, **change: Any) -> Any:
    """A duty of a center, due at ``due``."""
    values = {
        "due_at": due,
        "state": "open",
        "stopped_at": None,
        "kind": "duty",
        "scheme": "5day",
        "responsible": "center",
    }
    return SimpleNamespace(**values | change)


def chip(world: World, duty: Any, account: str = "spec") -> Any:
    """The chip as ``account`` sees it at NOW."""
    from console.fab.models import ConsoleUser

    with world.app.test_request_context("/"), force_locale("en"):
        g.now = NOW
        found = read().query(ConsoleUser).filter_by(username=account).one()
        seat(found)
        return due_state(duty)


@pytest.mark.parametrize(
    ("due", "cls", "text"),
    [
        (datetime(2026, 2, 27, 13, tzinfo=UTC), "over", "1 w.d. overdue"),
        (datetime(2026, 2, 24, 13, tzinfo=UTC), "over", "4 w.d. overdue"),
        (datetime(2026, 3, 2, 4, tzinfo=UTC), "over", "1 w.d. overdue"),
        (datetime(2026, 3, 2, 13, 30, tzinfo=UTC), "today", "today, 8 h left"),
        (datetime(2026, 3, 3, 13, tzinfo=UTC), "soon", "1 w.d. left"),
        (datetime(2026, 3, 10, 13, tzinfo=UTC), "soon", "5 w.d. left"),
    ],
)
def test_running_clock(calendars: World, due: datetime, cls: str, text: str) -> None:
    """Over, today, later: working days only (8 March 2026 is a Sunday, Monday 9th is off)."""
    found = chip(calendars, obligation(due))
    assert (found.cls, found.text, found.at) == (cls, text, due)


@pytest.mark.parametrize(
    ("change", "text", "cls"),
    [
        ({"state": "met", "stopped_at": datetime(2026, 3, 2, tzinfo=UTC)}, "in time", "ok"),
        ({"state": "met", "stopped_at": datetime(2026, 3, 20, tzinfo=UTC)}, "done late", ""),
        ({"state": "cancelled"}, "ended", ""),
        ({"kind": "none"}, "no stated term", ""),
        ({"responsible": "local_authority"}, "waiting", ""),
    ],
)
def test_other_clocks(calendars: World, change: dict[str, Any], text: str, cls: str) -> None:
    """Done, ended, without a term, on another body: each in its own words."""
    found = chip(calendars, obligation(datetime(2026, 3, 10, 13, tzinfo=UTC), **change))
    assert (found.text, found.cls) == (text, cls)


def test_watchers_see_every_clock_running(calendars: World) -> None:
    """A supervisor watches over all bodies: no clock is somebody else's."""
    due = datetime(2026, 3, 3, 13, tzinfo=UTC)
    found = chip(calendars, obligation(due, responsible="local_authority"), "reader")
    assert found.text == "1 w.d. left"


def test_chip_in_a_page(calendars: World) -> None:
    """The macro draws icon, words and the exact moment in the office's time."""
    template = "{% import 'ui/m.html' as ui with context %}{{ ui.due(duty) }}"
    with calendars.app.test_request_context("/"):
        g.now = NOW
        page = calendars.app.jinja_env.from_string(template).render(
            duty=obligation(datetime(2026, 3, 2, 13, 30, tzinfo=UTC))
        )
    assert 'class="chip today"' in page
    assert "#clock-alert" in page
    assert "02.03.2026 18:30" in page
