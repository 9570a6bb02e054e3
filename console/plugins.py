"""Finding and loading plugins: entry points, the drop-in folder, and what each declared."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy

from console.errors import DeclarationError
from console.hookspecs import Hooks

log = logging.getLogger(__name__)
GROUP = "jumys.plugins"
#: Chapters in the order of the Rules: also loaded from a checkout that was never installed.
CHAPTERS = ("general", "registration", "unemployed_status", "complaints", "mediation")


@dataclass(frozen=True)
class Loaded:
    """A loaded plugin: its name, module or object, and where it came from."""

    name: str
    plugin: Any
    origin: str


def manager(
    *, without: Iterable[str] = (), extra: Iterable[Any] = (), dropin: Path | None = None
) -> pluggy.PluginManager:
    """A plugin manager with every plugin registered and every hook name checked.

    ``without`` leaves plugins out by name; ``extra`` adds modules or objects; ``dropin`` is a
    folder of single-file plugins. Raises DeclarationError with one sentence.
    """
    pm = pluggy.PluginManager("jumys")
    pm.add_hookspecs(Hooks)
    try:
        for loaded in discover(set(without), dropin):
            pm.register(loaded.plugin, name=loaded.name)
        for plugin in extra:
            pm.register(plugin, name=getattr(plugin, "__name__", type(plugin).__name__))
        pm.check_pending()
    except pluggy.PluginValidationError as error:
        what = " ".join(str(error).split())
        raise DeclarationError(f"A plugin implements an unknown hook: {what}") from error
    return pm


def discover(without: set[str], dropin: Path | None = None) -> list[Loaded]:
    """All plugins by entry point and drop-in file, chapters first, the rest by name."""
    found: dict[str, Loaded] = {}
    for name in CHAPTERS:
        if name not in without:
            found[name] = Loaded(name, _chapter(name), f"plugins.{name}")
    for point in sorted(entry_points(group=GROUP), key=lambda p: p.name):
        if point.name in without or point.name in found or point.name in CHAPTERS:
            continue
        found[point.name] = Loaded(point.name, point.load(), point.value)
    for path in sorted(dropin.glob("*.py")) if dropin and dropin.is_dir() else ():
        if path.stem not in without and not path.stem.startswith("_"):
            found[path.stem] = Loaded(path.stem, _from_file(path), str(path))
    return list(found.values())


def _chapter(name: str) -> ModuleType:
    import importlib

    return importlib.import_module(f"plugins.{name}")


def _from_file(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"jumys_dropin_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise DeclarationError(f"The drop-in plugin {path.name} cannot be read.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
