"""What every test may ask for: a store, a PostgreSQL, a Chromium, the reference data.

JUMYS_REQUIRE_BROWSER=1 and JUMYS_REQUIRE_POSTGRES=1 turn a skipped browser or PostgreSQL test
into a failed one; JUMYS_TEST_STORES=all runs every test with a store on PostgreSQL too.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache, wraps
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests import pg

ROOT = Path(__file__).resolve().parent.parent
_NEEDS = {"browser": "JUMYS_REQUIRE_BROWSER", "postgres": "JUMYS_REQUIRE_POSTGRES"}
_OURS = {*_NEEDS.values(), "JUMYS_TEST_STORES", "JUMYS_TEST_MACHINE", "JUMYS_TEST_RACES",
         "JUMYS_REFERENCE", "JUMYS_CHROMIUM"}
_HINT = {
    "browser": "no Chromium found: install Debian's package chromium or set JUMYS_CHROMIUM",
    "postgres": "no PostgreSQL programs found: install Debian's package postgresql",
}
# A busy machine is no failure, and two runs of one commit try the same examples.
settings.register_profile(
    "jumys", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("jumys")


def _required(need: str) -> bool:
    return os.environ.get(_NEEDS[need], "") not in ("", "0")


def pytest_configure(config: pytest.Config) -> None:
    """No test may read the settings or touch the database of the installation it runs in."""
    for name in [n for n in os.environ if n.startswith("JUMYS_") and n not in _OURS]:
        del os.environ[name]
    instance = tempfile.mkdtemp(prefix="jumys-tests-")
    os.environ["JUMYS_INSTANCE"] = instance
    config.add_cleanup(lambda: shutil.rmtree(instance, ignore_errors=True))
    _cheapen()


def _cheapen() -> None:
    """Leave out what costs and no test looks at: waiting for the disk, opening a key twice.

    What a thread would read beside a question, the question reads by itself: one answer always.
    """
    import_module("plugins.mediation.engine.pool").PATIENCE = None
    store = import_module("console.data.store")
    demo = import_module("console.outside.eds.demo")
    connect = store._sqlite_connect

    @wraps(connect)
    def hasty(connection: Any, record: Any) -> None:
        connect(connection, record)
        connection.execute("PRAGMA synchronous=OFF")

    store._sqlite_connect, demo.unlock = hasty, cache(demo.unlock)


# ---- one test on one or two stores; skips that must not stay unseen -----------------------


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test with a store runs on SQLite; marked ``every_store``, on PostgreSQL as well."""
    if "store" not in metafunc.fixturenames:
        return
    postgres = pytest.param("postgres", marks=pytest.mark.postgres)
    everywhere = os.environ.get("JUMYS_TEST_STORES") == "all"
    if everywhere or metafunc.definition.get_closest_marker("every_store"):
        metafunc.parametrize("store", ["sqlite", postgres], indirect=True)
    elif metafunc.definition.get_closest_marker("postgres"):
        metafunc.parametrize("store", ["postgres"], indirect=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A skipped test of a required kind is a failed one."""
    report: Any = yield
    for need in _NEEDS:
        if report.skipped and _required(need) and item.get_closest_marker(need):
            report.outcome = "failed"
            report.longrepr = f"{_NEEDS[need]}=1 forbids this skip: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say at the end, in one line each, which kinds of tests did not run."""
    skipped = terminalreporter.stats.get("skipped", [])
    for need, hint in _HINT.items():
        count = sum(hint in str(report.longrepr) for report in skipped)
        if count:
            terminalreporter.write_line(f"NOT RUN: {count} {need} tests ({hint})", red=True)


# ---- the world outside the process --------------------------------------------------------


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of reference data (JUMYS_REFERENCE), beside the checkout by default."""
    folder = Path(os.environ.get("JUMYS_REFERENCE") or ROOT.parent / "shared")
    if not (folder / "data").is_dir():
        pytest.skip(f"no reference data in {folder}: set JUMYS_REFERENCE to its folder")
    return folder


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The path of Chromium; the test also carries the mark ``browser``."""
    path = os.environ.get("JUMYS_CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.skip(_HINT["browser"])
    return path


@pytest.fixture(scope="session")
def browser(browser_path: str) -> Iterator[Any]:
    """A running headless Chromium (Playwright's Browser), one per test process."""
    from playwright.sync_api import sync_playwright

    # As root, in a container, Chromium's own sandbox cannot start.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser_path, args=["--disable-dev-shm-usage", *sandbox]
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[pg.Cluster]:
    """A private PostgreSQL server, one per test process."""
    folder = pg.binaries()
    if folder is None:
        pytest.skip(_HINT["postgres"])
    with pg.running(folder) as cluster:
        yield cluster


@pytest.fixture
def postgres_url(postgres_cluster: pg.Cluster) -> Iterator[str]:
    """The SQLAlchemy URL of an empty PostgreSQL database of this test alone."""
    name = postgres_cluster.create()
    yield postgres_cluster.url(name)
    postgres_cluster.drop(name)


# ---- stores -------------------------------------------------------------------------------


def _migrate(url: str) -> None:
    store = import_module("console.data.store").Store(url)
    try:
        if find_spec("console.migrate"):
            import_module("console.migrate").upgrade(store)
        else:
            import_module("console.data.tables")
            import_module("console.data.base").Base.metadata.create_all(store.engine)
    finally:
        store.dispose()


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "jumys.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def _postgres_template(postgres_cluster: pg.Cluster) -> str:
    name = postgres_cluster.create()
    _migrate(postgres_cluster.url(name))
    return name


@pytest.fixture
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated SQLite database of this test alone (a copy: migrations run once)."""
    copy = tmp_path / "jumys.db"
    shutil.copy(request.getfixturevalue("_sqlite_template"), copy)
    yield f"sqlite:///{copy}"


@pytest.fixture
def store(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A Store over a migrated, empty database of this test alone (see ``every_store``)."""
    make = import_module("console.data.store").Store
    if getattr(request, "param", "sqlite") == "sqlite":
        made = make(request.getfixturevalue("store_url"))
        yield made
        made.dispose()
        return
    cluster = request.getfixturevalue("postgres_cluster")
    name = cluster.create(request.getfixturevalue("_postgres_template"))
    made = make(cluster.url(name))
    yield made
    made.dispose()
    cluster.drop(name)
