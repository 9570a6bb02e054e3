"""Views are checked together before any of them is registered; tries are counted by all nodes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask_appbuilder import ModelView
from sqlalchemy import func, select

from console.data.access import LoginCounter
from console.data.actors import Employer
from console.data.store import Store
from console.errors import DeclarationError
from console.fab.base import ConsoleInterface, ConsoleModelView
from console.fab.interface import NotHere, Outside, ReadOnly, key_number
from console.fab.registry import Registry
from console.fab.roles import roles_of
from console.scope import SYSTEM
from console.throttle import Throttle
from tests.test_fab.world import EmployerApi, EmployerView, World, catalog

CONSOLE = Path(__file__).resolve().parents[2] / "console"


def test_two_views_of_one_name_are_refused() -> None:
    """Name, address and rights would be shared: the second is refused with both places."""
    views = Registry()
    views.view(EmployerView)
    views.view(type("EmployerView", (EmployerView,), {}))
    with pytest.raises(DeclarationError, match=r"EmployerView is declared by .* and by"):
        views.check()


def test_stock_views_are_refused() -> None:
    """A view on the framework's own base would bypass scope and journal."""
    stock = type("StockView", (ModelView,), {"datamodel": ConsoleInterface(Employer)})
    views = Registry()
    views.view(stock)
    with pytest.raises(DeclarationError, match="console.fab.base"):
        views.check()


def test_api_must_list_its_columns() -> None:
    """An interface without explicit columns would give away whatever the table holds."""
    views = Registry()
    views.api(type("OpenApi", (EmployerApi,), {"show_columns": None}))
    with pytest.raises(DeclarationError, match="show_columns"):
        views.check()


def test_large_tables_are_no_list_of_choices(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relation to a large table in a form stops the start, not the server later."""
    from console.data.actors import Office

    monkeypatch.setattr(Office, "__large__", True, raising=False)
    with world.app.app_context(), pytest.raises(RuntimeError, match="large table"):
        type("BigView", (EmployerView,), {})()


def test_role_patterns_are_anchored() -> None:
    """The framework matches prefixes: every pattern is closed at both ends."""
    rules = roles_of(catalog(), {"center_specialist": ("EmployerView",)})
    assert rules["Admin"] == [["^.*$", "^.*$"]]
    own = [row for row in rules["center_specialist"] if re.match(row[0], "EmployerView")]
    assert own
    assert not any(re.match(row[0], "EmployerViewSecret") for row in rules["center_specialist"])
    assert not any(re.match(row[0], "UserView") for row in rules["center_specialist"])


def test_views_are_read_only_by_default() -> None:
    """Without a writer nothing is written: what steps move is not edited in a table."""
    with pytest.raises(NotHere):
        ReadOnly().write("edit", [object()])
    assert isinstance(ConsoleInterface(Employer).writer, ReadOnly)


def test_request_is_refused_without_a_writer(world: World) -> None:
    """A view without a writer answers 405 in words and keeps what was entered."""
    view = type("PlainView", (ConsoleModelView,), {"datamodel": ConsoleInterface(Employer)})
    with world.app.test_request_context("/", method="POST"):
        interface = view.datamodel
        with pytest.raises(NotHere) as error:
            interface.add(Employer(bin="1"))
    assert error.value.status == 405
    assert Outside.status == 404


def test_only_this_package_knows_the_framework() -> None:
    """No other module of the console imports Flask-AppBuilder."""
    found = [
        path.relative_to(CONSOLE).as_posix()
        for path in CONSOLE.rglob("*.py")
        if re.search(r"^\s*(from|import) flask_appbuilder", path.read_text("utf-8"), re.M)
    ]
    assert found
    assert all(name.startswith("fab/") for name in found)


@pytest.mark.parametrize(
    ("value", "number"),
    [("12", 12), (7, 7), ("²", None), ("-1", None), ("", None), ("9" * 26, None), (None, None)],
)
def test_key_number(value: object, number: int | None) -> None:
    """Only what a row can have as its key is asked of the database."""
    assert key_number(value) == number


# --- tries ---


@pytest.fixture
def counters(store: Store) -> Throttle:
    """Counters over an empty database."""
    return Throttle(store, "secret")


@pytest.mark.every_store
def test_counting_by_window(counters: Throttle) -> None:
    """Tries count up within five minutes and start anew in the next window."""
    clock = [datetime(2026, 3, 2, 5, 0, 1, tzinfo=UTC)]
    counters.now = lambda: clock[0]
    assert [counters.hit("name", "a") for _n in range(3)] == [1, 2, 3]
    assert counters.hit("name", "b") == 1
    assert counters.hit("other", "a") == 1
    counters.back("name", "a")
    assert counters.hit("name", "A") == 3
    clock[0] += timedelta(minutes=5)
    assert counters.hit("name", "a") == 1
    counters.clear("name", "a")
    assert counters.hit("name", "a") == 1


@pytest.mark.every_store
def test_old_counts_are_swept(counters: Throttle) -> None:
    """Yesterday's counts go; what is known of a person stays a season."""
    start = datetime(2026, 3, 2, 5, tzinfo=UTC)
    counters.now = lambda: start
    counters.hit("name", "a")
    counters.remember("a@here")
    counters.now = lambda: start + timedelta(hours=48)
    counters.hit("name", "b")
    assert counters.known("a@here")
    with counters.store.session(SYSTEM) as session:
        assert session.scalar(select(func.count()).select_from(LoginCounter)) == 2
    counters.now = lambda: start + timedelta(hours=24 * 100)
    counters.hit("name", "c")
    assert not counters.known("a@here")


@pytest.mark.every_store
def test_parallel_tries_are_all_counted(counters: Throttle) -> None:
    """Ten guesses at once are ten tries, not one."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(10) as pool:
        seen = list(pool.map(lambda _n: counters.hit("name", "a"), range(10)))
    assert sorted(seen) == list(range(1, 11))
