"""Geometry of the server-drawn SVG charts; ``templates/ui/charts.html`` draws them.

Every chart carries its summary (the text alternative) and its rows (the table beside it).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, log10


@dataclass
class Bar:
    """One rectangle; ``series`` counts from 1 and picks the colour."""

    series: int
    x: float
    y: float
    width: float
    height: float


@dataclass
class Columns:
    """Stacked columns in a box of ``width`` x ``height`` units."""

    width: int
    height: int
    baseline: float
    left: int
    series: list[str]
    summary: str
    rows: list[tuple[str, Sequence[float]]]
    bars: list[Bar] = field(default_factory=list)
    grid: list[tuple[float, float]] = field(default_factory=list)
    labels: list[tuple[float, str]] = field(default_factory=list)


def nice_ceiling(value: float) -> float:
    """Smallest of 1, 2, 2.5, 5 or 10 times a power of ten that is not below ``value``."""
    if value <= 0:
        return 1
    power: float = 10 ** floor(log10(value))
    return next(k * power for k in (1, 2, 2.5, 5, 10) if k * power >= value)


def stacked_columns(
    series: Iterable[str],
    rows: Iterable[tuple[str, Sequence[float]]],
    summary: str,
    width: int = 480,
    height: int = 250,
) -> Columns:
    """Columns of ``rows``: (label, one value per series). No rows give an empty grid."""
    left, top, bottom = 34, 10, 24
    baseline = height - bottom
    chart = Columns(width, height, baseline, left, list(series), summary, list(rows))
    highest = nice_ceiling(max((sum(values) for _, values in chart.rows), default=0))
    scale = (baseline - top) / highest
    steps = 5 if highest >= 5 else ceil(highest)  # counts have whole marks: 250 is no four parts
    chart.grid = [
        (round(baseline - highest * n / steps * scale, 1), _plain(highest * n / steps))
        for n in range(steps + 1)
    ]
    slot = (width - left) / max(len(chart.rows), 1)
    thick = min(slot * 0.62, 64)
    for index, (label, values) in enumerate(chart.rows):
        x, y = left + slot * index + (slot - thick) / 2, float(baseline)
        for number, value in enumerate(values, 1):
            tall = value * scale
            y -= tall
            visible = max(tall - 1.5, 0)
            chart.bars.append(
                Bar(number, round(x, 1), round(y, 1), round(thick, 1), round(visible, 1))
            )
        chart.labels.append((round(x + thick / 2, 1), label))
    return chart


def _plain(value: float) -> float:
    return int(value) if value == int(value) else value


@dataclass
class TargetRow:
    """One horizontal bar: ``value`` in percent, ``below`` when it misses the target."""

    label: str
    value: float
    y: int
    width: float
    below: bool


@dataclass
class Compliance:
    """Percentages against a target line."""

    width: int
    height: int
    track: int
    target: float
    target_x: float
    summary: str
    rows: list[TargetRow]


def target_bars(
    rows: Iterable[tuple[str, float]], target: float, summary: str, width: int = 480
) -> Compliance:
    """Horizontal bars of percentages (0-100) against ``target``; those below it are marked."""
    track, pitch = width - 66, 42
    drawn = [
        TargetRow(label, value, 22 + index * pitch, round(value / 100 * track, 1), value < target)
        for index, (label, value) in enumerate(rows)
    ]
    height = 22 + pitch * len(drawn) + 14
    return Compliance(width, height, track, target, target / 100 * track, summary, drawn)
