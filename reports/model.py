"""A report: measures in order, each on a sheet of its own, with or without a chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli

HERE = Path(__file__).resolve().parent


class ReportError(Exception):
    """A report file is wrong; one sentence."""


@dataclass(frozen=True)
class Chart:
    """A native chart: bars (or lines) of the ``series`` columns, one group per value of ``by``.

    ``stacked`` puts the series on top of each other. ``cut``: on a sheet of several cuts, the one
    that is drawn; ``by`` is then its value.
    """

    by: str
    series: tuple[str, ...]
    stacked: bool = True
    line: bool = False
    cut: str = ""


@dataclass(frozen=True)
class Sheet:
    """One measure on one sheet.

    ``by``: what it is cut by, all at once (office and a dimension); ``cuts``: one after another,
    each with its own values below the total. Neither: the measure's own table.
    """

    measure: str
    chart: Chart | None = None
    late: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    cuts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arrangement:
    """A report as its file says. ``roles``: who may take it."""

    name: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    roles: frozenset[str]
    sheets: tuple[Sheet, ...]


def load(path: Path) -> Arrangement:
    """The report in ``path``; ReportError names file and fault."""
    raw = tomli.loads(path.read_text(encoding="utf-8"))
    try:
        return Arrangement(
            name=path.stem, title=raw["title"], about=raw["about"], roles=frozenset(raw["roles"]),
            sheets=tuple(_sheet(item) for item in raw["sheet"]),
        )
    except KeyError as error:
        raise ReportError(f"{path.name} lacks {error}.") from error


def _sheet(raw: Mapping[str, Any]) -> Sheet:
    chart = raw.get("chart")
    made = None
    if chart:
        made = Chart(chart.get("by", "value"), tuple(chart["series"]), chart.get("stacked", True),
                     chart.get("line", False), chart.get("cut", ""))
    return Sheet(raw["measure"], made, tuple(raw.get("late", ())), tuple(raw.get("by", ())),
                 tuple(raw.get("cuts", ())))


def shipped() -> dict[str, Arrangement]:
    """The reports that come with the console, by name."""
    return {made.name: made for made in map(load, sorted(HERE.glob("*.toml")))}
