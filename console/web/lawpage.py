"""The law as pages: a paragraph with everything that rests on it, a procedure as a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from console.declare import CaseKind, Step
from console.law import Deadline, Paragraph
from console.web.running import running
from console.web.theme import words
from forms.model import Form


@dataclass(frozen=True)
class Implementation:
    """What of the console rests on a paragraph."""

    steps: list[Step]
    deadlines: Sequence[Deadline]
    forms: list[Form]
    notices: list[Any]
    actions: list[Any]

    @property
    def empty(self) -> bool:
        """Whether nothing rests on it."""
        return not (self.steps or self.deadlines or self.forms or self.notices or self.actions)


def implementation(number: str) -> Implementation:
    """Steps, terms, forms, notices and rights of a paragraph."""
    catalog = running().catalog
    return Implementation(
        [s for s in catalog.steps.values() if s.law == number],
        catalog.law.deadlines_of(number),
        [f for f in catalog.forms.values()
         if number in f.law or (f.annex and number == f"annex-{f.annex}")],
        [n for n in catalog.notices.values() if n.law == number],
        [a for a in catalog.actions.values() if a.law == number],
    )


def kinds_of(number: str) -> list[CaseKind]:
    """Procedures with a step of that paragraph."""
    catalog = running().catalog
    codes = {s.on for s in catalog.steps.values() if s.law == number}
    return [k for k in catalog.kinds.values() if k.code in codes and "/" not in k.code]


def neighbours(number: str) -> tuple[Paragraph | None, Paragraph | None]:
    """The paragraphs before and after."""
    every = running().catalog.law.paragraphs()
    index = next((i for i, p in enumerate(every) if p.number == number), -1)
    before = every[index - 1] if index > 0 else None
    after = every[index + 1] if 0 <= index < len(every) - 1 else None
    return before, after


# ---- a procedure as a drawing
WIDE, TALL, ACROSS, DOWN, LEFT = 190, 52, 96, 40, 64


@dataclass(frozen=True)
class Box:
    """A state: place, words in lines, whether it ends the case."""

    code: str
    x: int
    y: int
    lines: list[str]
    closed: bool


@dataclass(frozen=True)
class Arrow:
    """A step between two states, numbered; the list under the drawing names it."""

    number: int
    path: str
    x: float
    y: float
    danger: bool


@dataclass(frozen=True)
class Drawing:
    """A procedure laid out from left to right, a column for each distance from the opening."""

    title: str
    width: int
    height: int
    boxes: list[Box]
    arrows: list[Arrow]
    steps: list[tuple[int, Step, str, str]] = field(default_factory=list)


def process_drawing(kind: CaseKind) -> Drawing:
    """The states of a kind and the steps between them, as geometry for an SVG."""
    moves = _moves(kind)
    columns = _columns(kind, moves)
    boxes = {}
    for depth, codes in enumerate(columns):
        for row, code in enumerate(codes):
            boxes[code] = Box(
                code, LEFT + depth * (WIDE + ACROSS), 12 + row * (TALL + DOWN),
                _wrapped(words(kind.states[code])), code in kind.closed,
            )
    numbers: dict[str, int] = {}
    arrows: list[Arrow] = []
    listed: list[tuple[int, Step, str, str]] = []
    for step, start, end in moves:
        number = numbers.setdefault(step.name, len(numbers) + 1)
        origin, target = boxes.get(start), boxes[end]
        arrows.append(_arrow(number, origin, target, step.danger, len(arrows)))
        listed.append((number, step, words(kind.states[start]) if start else "",
                       words(kind.states[end])))
    listed += _undrawn(kind, numbers)
    width = LEFT + 12 + len(columns) * (WIDE + ACROSS) - ACROSS
    height = 12 + max(len(c) for c in columns) * (TALL + DOWN) + 10
    return Drawing(words(kind.title), width, height, list(boxes.values()), arrows, listed)


def _undrawn(kind: CaseKind, numbers: dict[str, int]) -> list[tuple[int, Step, str, str]]:
    """Steps that leave the state alone, or whose end the facts of the case decide."""
    found = []
    for step in running().catalog.steps.values():
        if step.on != kind.code or step.name in numbers:
            continue
        starts = ", ".join(words(kind.states[state]) for state in step.frm)
        end = str(_("depends on the facts") if callable(step.to) else _("the state stays"))
        number = numbers.setdefault(step.name, len(numbers) + 1)
        found.append((number, step, starts, end))
    return found


def _moves(kind: CaseKind) -> list[tuple[Step, str, str]]:
    """(step, from, to); from is '' where the step opens the case. Undecided ends are left out."""
    found = []
    for step in running().catalog.steps.values():
        if step.on != kind.code:
            continue
        ends = [step.to] if isinstance(step.to, str) else []
        for end in ends:
            starts = step.frm or ("",)
            found += [(step, start, end) for start in starts if start != end]
    return found


def _columns(kind: CaseKind, moves: list[tuple[Step, str, str]]) -> list[list[str]]:
    """States by their distance from the opening, in the order they are declared."""
    depth: dict[str, int] = {end: 0 for _s, start, end in moves if not start}
    order = list(kind.states)
    if not depth and order:
        depth[order[0]] = 0
    for _r in order:
        for _s, start, end in moves:
            if start in depth and end not in depth:
                depth[end] = depth[start] + 1
    for code in order:
        depth.setdefault(code, max(depth.values(), default=0))
    columns: list[list[str]] = [[] for _c in range(max(depth.values()) + 1)]
    for code in order:
        columns[depth[code]].append(code)
    return columns


def _wrapped(text: str, limit: int = 24) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > limit and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines[:3]


def _arrow(number: int, origin: Box | None, target: Box, danger: bool, nth: int) -> Arrow:
    """A curve between two boxes; a short stub into a state that opens the case."""
    shift = (nth % 5 - 2) * 7
    ty = target.y + TALL / 2 + shift
    if origin is None:
        return Arrow(number, f"M{target.x - 52} {ty} H{target.x}", target.x - 36, ty, danger)
    oy = origin.y + TALL / 2 + shift
    if target.x > origin.x:
        x1, x2 = origin.x + WIDE, target.x
        middle = (x1 + x2) / 2
        path = f"M{x1} {oy} C{middle} {oy} {middle} {ty} {x2} {ty}"
        return Arrow(number, path, middle, (oy + ty) / 2, danger)
    if target.x == origin.x:
        x = origin.x + WIDE / 2 + shift * 4
        down = target.y > origin.y
        y1, y2 = (origin.y + TALL, target.y) if down else (origin.y, target.y + TALL)
        return Arrow(number, f"M{x} {y1} L{x} {y2}", x, (y1 + y2) / 2, danger)
    x1, x2 = origin.x, target.x + WIDE
    low = max(origin.y, target.y) + TALL + 16 + abs(shift)
    path = f"M{x1} {oy} C{x1 - 60} {low} {x2 + 60} {low} {x2} {ty}"
    return Arrow(number, path, (x1 + x2) / 2, (oy + ty) / 8 + low * 0.75, danger)
