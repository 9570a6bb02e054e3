"""Our own Python files, parsed once, for the tests that read the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("console", "forms", "plugins", "reports")
FOLDERS = (*PACKAGES, "tests", "bench")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file: ``name`` is its path from the root with slashes, ``lines`` its count of lines."""

    name: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        """How many lines the file has."""
        return self.text.count("\n")

    def functions(self) -> Iterator[Function]:
        """Every function and method, however deep."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node

    def imports(self) -> Iterator[tuple[int, str]]:
        """(line, full dotted name) of everything imported; ``from a import b`` gives ``a.b``."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = "." * node.level + (node.module or "")
                yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


@cache
def modules() -> tuple[Module, ...]:
    """All modules of the product, its tests and its benchmarks."""
    found = []
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            name = path.relative_to(ROOT).as_posix()
            found.append(Module(name, text, ast.parse(text, name)))
    return tuple(found)
