"""Files the simulators keep: one JSON object a line, one line for each key, shared by processes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:  # where the system has no such locks one process at a time is expected
    fcntl = None  # type: ignore[assignment]

_LOCK = threading.Lock()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock named by ``path`` against other threads and processes of this machine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _LOCK, path.open("a") as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


class LineFile:
    """An append-only JSONL file whose lines carry a unique ``key``."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def lines(self) -> Iterator[dict[str, Any]]:
        """Every whole line, oldest first; a torn last line is left out."""
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return
        for line in text.splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                continue

    def find(self, name: str, value: str) -> dict[str, Any] | None:
        """The first line whose field ``name`` equals ``value``."""
        return next((row for row in self.lines() if row.get(name) == value), None)

    def add(self, row: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """Append ``row`` unless its key is there; return (the row kept, whether it is new)."""
        with locked(self.path):
            kept = self.find("key", row["key"])
            if kept is not None:
                return kept, False
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        return row, True
