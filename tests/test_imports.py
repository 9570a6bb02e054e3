"""Who may import whom. The walls of the house, read from the source."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from tests.source import PACKAGES, Module, modules

#: the standard library, and the compiled twin of its TOML reader
FREE = set(sys.stdlib_module_names) | {"__future__", "tomli"}
WEB = {"flask", "flask_appbuilder", "flask_babel", "flask_jwt_extended", "flask_limiter"}
WEB |= {"flask_login", "flask_sqlalchemy", "flask_wtf", "flask_bootstrap", "werkzeug", "wtforms"}

FORMS = {"marshmallow", "wtforms", "typst", "segno", "forms"}
PLUGINS = {"alembic", "console.act", "sqlalchemy", "pluggy", "forms"}
PLUGINS |= {
    f"console.{name}" for name in ("hookspecs", "declare", "errors", "law", "calendar", "data")
}
REPORTS = {"console.data", "console.catalog", "console.declare", "sqlalchemy", "forms"}
REPORTS |= {"openpyxl", "lxml", "reports"}

#: Parts of the console that know no web: also usable by the worker and the command line alone.
NO_WEB = ("console/data/", "console/outside/", "console/work/", "console/calendar", "console/law")
NO_WEB += ("console/process", "console/scope", "console/catalog", "console/hookspecs")
NO_WEB += ("console/declare", "console/errors", "console/plugins", "console/security")


def within(name: str, allowed: set[str]) -> bool:
    """Is the dotted name one of ``allowed`` or inside one of them?"""
    return any(name == one or name.startswith(f"{one}.") for one in allowed)


def below(prefix: str | tuple[str, ...]) -> Iterator[tuple[Module, int, str]]:
    """(module, line, imported name) for every import in files whose path starts so."""
    for module in modules():
        if module.name.startswith(prefix):
            for line, name in module.imports():
                yield module, line, name


def offences(prefix: str | tuple[str, ...], allowed: set[str]) -> list[str]:
    """Imports below ``prefix`` that are neither standard library nor ``allowed``."""
    return [
        f"{module.name}:{line} imports {name}"
        for module, line, name in below(prefix)
        if name.split(".")[0] not in FREE and not within(name, allowed)
    ]


def touches(prefix: str | tuple[str, ...], forbidden: set[str]) -> list[str]:
    """Imports below ``prefix`` that are ``forbidden``."""
    return [
        f"{module.name}:{line} imports {name}"
        for module, line, name in below(prefix)
        if within(name, forbidden)
    ]


def test_the_reader_sees_every_package() -> None:
    """Without this, an empty reading would pass all the other tests."""
    assert {module.name.split("/")[0] for module in modules()} >= {*PACKAGES, "tests"}
    assert len(list(below("console/"))) > 50


def test_imports_are_absolute() -> None:
    """A module's place is plain from its import line."""
    relative = [f"{m.name}:{line}" for m, line, name in below("") if name.startswith(".")]
    assert not relative


def test_forms_stand_alone() -> None:
    """Forms know neither the console nor the web framework."""
    assert not offences("forms/", FORMS)


def test_the_console_knows_no_chapter_and_no_report() -> None:
    """The host finds both by hooks; remove a chapter and it still starts."""
    assert not touches("console/", {"plugins", "reports", "tests", "bench"})


def test_the_data_layer_and_the_rules_have_no_web_imports() -> None:
    """The worker, the sweeper and the command line run without the web."""
    assert not touches(NO_WEB, WEB)
    assert not touches(NO_WEB, {"console.web", "console.api", "console.fab", "console.app"})


def test_the_calendar_and_the_law_are_pure() -> None:
    """Dates and dated values are computed from plain rows, without a database."""
    assert not touches(("console/calendar", "console/law"), {"sqlalchemy", "console.data"})


def test_adapters_to_the_outside_know_no_database() -> None:
    """They answer with values; only the console decides what to store."""
    assert not touches("console/outside/", {"sqlalchemy", "console.data"})


def test_only_the_adapter_knows_flask_appbuilder() -> None:
    """Its internals change: one folder answers for them."""
    strangers = [m for m in touches("", {"flask_appbuilder"}) if not m.startswith("console/fab/")]
    assert not [m for m in strangers if not m.startswith("tests/")]


def test_reports_arrange_and_write_only() -> None:
    """Reports read the data layer and the catalog, nothing of the web."""
    assert not offences("reports/", REPORTS)


def test_chapters_use_public_names_and_never_each_other() -> None:
    """A chapter is a plugin like anybody's; chapters meet by state and named steps only."""
    chapters = {module.name.split("/")[1] for module in modules() if "plugins/" in module.name[:8]}
    wrong = []
    for chapter in sorted(chapters):
        own = {f"plugins.{chapter}"}
        # matching ranks the whole country over coded arrays (par. 56, 57)
        own |= {"numpy"} if chapter == "mediation" else set()
        wrong += offences(f"plugins/{chapter}", PLUGINS | own)
    assert not wrong
