"""``jumys plugin``: list, make, check and remove the single-file plugins of an instance."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click

from console.commands.base import (
    Instance,
    OneSentence,
    PlainCommand,
    WrongUsage,
    pass_instance,
    told,
)
from console.config import HOME

NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
FORBIDDEN = ("flask", "flask_appbuilder", "plugins", "console.web", "console.fab", "console.app")
TEMPLATE = '''"""{name}: what this region adds to the Rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from console.declare import Ground
from console.hookspecs import hookimpl

if TYPE_CHECKING:
    from console.act import Act

TOO_LONG = Ground(
    "{name}.note_too_long", "",
    {{"kk": "Ескертпе 2000 таңбадан аспауы керек.", "ru": "Примечание не длиннее 2000 знаков.",
     "en": "A note has at most 2000 letters."}},
    field="note",
)


def long_note(data: dict[str, object]) -> bool:
    """Whether the note of a form is longer than this region keeps."""
    return len(str(data.get("note") or "")) > 2000


@hookimpl
def before_step(act: Act) -> Iterable[Ground]:
    """Asked before every act; replace it by what your region checks."""
    return [TOO_LONG] if long_note(act.data) else []
'''
TEST = '''"""What {name} promises."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

SPEC = spec_from_file_location("{name}", Path(__file__).parent.parent / "{name}.py")
assert SPEC is not None and SPEC.loader is not None
plugin = module_from_spec(SPEC)
SPEC.loader.exec_module(plugin)


def test_a_long_note_is_refused_and_a_short_one_is_not() -> None:
    """The check knows its limit."""
    assert plugin.long_note({{"note": "x" * 2001}})
    assert not plugin.long_note({{"note": "x" * 2000}})
'''


@click.group("plugin")
def plugin() -> None:
    """Plugins: the chapters, installed packages, and this instance's own files."""


@plugin.command("list", cls=PlainCommand)
@pass_instance
def list_plugins(instance: Instance) -> None:
    """Every plugin that would be loaded, and where it comes from."""
    from console.plugins import discover

    for loaded in discover(set(), _folder(instance)):
        text = (loaded.plugin.__doc__ or "").strip().partition("\n")[0]
        click.echo(f"{loaded.name:24} {loaded.origin:40} {text}")


@plugin.command("new", cls=PlainCommand)
@click.argument("name")
@pass_instance
def new(instance: Instance, name: str) -> None:
    """Write a plugin NAME with a test that passes."""
    path = _path(instance, name)
    test = path.parent / "tests" / f"test_{name}.py"
    if path.exists():
        raise OneSentence(f"{path} exists already; nothing was changed.")
    test.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEMPLATE.format(name=name), encoding="utf-8")
    test.write_text(TEST.format(name=name), encoding="utf-8")
    click.echo(f"Wrote {path} and {test}. Next: jumys plugin check {name}")


@plugin.command("check", cls=PlainCommand)
@click.argument("name")
@pass_instance
def check(instance: Instance, name: str) -> None:
    """Load the console with the plugin NAME, look at its imports, run its test."""
    from console.catalog import load_catalog
    from console.errors import JumysError
    from console.plugins import discover

    path = _path(instance, name)
    if path.exists():
        _check_imports(path)
    elif name not in {loaded.name for loaded in discover(set(), _folder(instance))}:
        raise OneSentence(f"There is no plugin {name!r}.")
    try:
        catalog = load_catalog(dropin=_folder(instance))
    except (JumysError, ImportError, SyntaxError) as error:
        raise OneSentence(f"The console would not start: {told(error)}") from error
    unknown = catalog.unknown_paragraphs()
    if unknown:
        first = sorted(unknown)[0]
        raise OneSentence(f"{first} cites the unknown paragraph {unknown[first]!r}.")
    _run_test(path.parent / "tests" / f"test_{name}.py")
    click.echo(f"{name}: the console starts with it.")


def _check_imports(path: Path) -> None:
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    except SyntaxError as error:
        raise OneSentence(f"{path.name} line {error.lineno}: {error.msg}.") from error
    for node in ast.walk(tree):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        for name in names:
            if any(name == f or name.startswith(f"{f}.") for f in FORBIDDEN):
                line = getattr(node, "lineno", 0)
                raise OneSentence(f"{path.name} line {line} imports {name}: a plugin may not.")


def _run_test(test: Path) -> None:
    if not test.exists():
        return
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir",
         str(test.parent), "-c", "/dev/null", str(test)],
        capture_output=True, text=True, check=False, cwd=HOME,
    )
    if "No module named pytest" in done.stderr:
        click.echo("pytest is not installed: the test was not run.", err=True)
    elif done.returncode:
        raise OneSentence(f"{test.name} fails: {' '.join(done.stdout.split())[-300:]}")


@plugin.command("remove", cls=PlainCommand)
@click.argument("name")
@pass_instance
def remove(instance: Instance, name: str) -> None:
    """Take the plugin NAME out of this instance; its file is kept under ``removed``."""
    path = _path(instance, name)
    if not path.exists():
        raise OneSentence(f"This instance has no plugin file {path.name}; packages are removed "
                          "with pip.")  # fmt: skip
    kept = path.parent / "removed" / path.name
    kept.parent.mkdir(exist_ok=True)
    shutil.move(path, kept)
    click.echo(f"Moved {path.name} to {kept}. Its tables and rows stay as they are.")


def _folder(instance: Instance) -> Path:
    return Path(instance.settings.instance) / "plugins"


def _path(instance: Instance, name: str) -> Path:
    if not NAME.fullmatch(name):
        raise WrongUsage(f"{name!r} is no name of a plugin: small letters, digits, underscore.")
    return _folder(instance) / f"{name}.py"
