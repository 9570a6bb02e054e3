"""The reports that come with the console: found by their files, declared as any plugin's are."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import tomli

from console.declare import Report

FOLDER = Path(__file__).resolve().parents[2] / "reports"


def shipped() -> Iterable[Report]:
    """One Report per file of the reports folder, by name."""
    for path in sorted(FOLDER.glob("*.toml")):
        raw = tomli.loads(path.read_text(encoding="utf-8"))
        yield Report(path.stem, raw["title"], path, frozenset(raw["roles"]))
