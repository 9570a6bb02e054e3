"""Misbehaviour on demand: how every simulator is told to be down, slow or wrong.

A drill or a demonstration writes ``simulator.toml``::

    ["registers.person"]
    mode = "slow"
    delay_ms = 3000

    [sms]
    mode = "lost_ack"

or a test calls :meth:`Controls.set`. The file is read again whenever it changes, so that web and
worker processes see one state. A setting for ``registers`` holds for every register without its
own setting.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import tomli

from console.outside.faults import OutsideDown, SetupFault

Mode = Literal["up", "down", "slow", "mismatch", "not_found", "lost_ack"]
MODES: frozenset[str] = frozenset(get_args(Mode))


@dataclass(frozen=True)
class Behaviour:
    """One simulator's present conduct; ``delay_ms`` only counts in mode ``slow``."""

    mode: Mode = "up"
    delay_ms: int = 0


UP = Behaviour()


class Controls:
    """The present conduct of every simulator of one instance.

    ``path`` is the file shared by processes (may be missing); settings made with :meth:`set` win
    over it in this process only.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._own: dict[str, Behaviour] = {}
        self._read: dict[str, Behaviour] = {}
        self._stamp: tuple[int, int] | None = None

    def set(self, name: str, mode: Mode, *, delay_ms: int = 0) -> None:
        """Make the simulator called ``name`` (``sms``, ``registers.person``) behave so.

        A family's name (``registers``) takes the place of what its members were told before.
        """
        with self._lock:
            self._own = {n: b for n, b in self._own.items() if not n.startswith(f"{name}.")}
            self._own[name] = behaviour(name, {"mode": mode, "delay_ms": delay_ms})

    def clear(self) -> None:
        """Forget every setting made with :meth:`set`."""
        with self._lock:
            self._own.clear()

    def of(self, name: str) -> Behaviour:
        """Return the conduct of ``name``, its own setting before its family's."""
        with self._lock:
            self._refresh()
            for source in (self._own, self._read):
                for key in (name, name.partition(".")[0]):
                    if key in source:
                        return source[key]
        return UP

    def meet(self, name: str, timeout_s: float) -> Mode:
        """Act out ``down`` and ``slow``, then return the mode left to the simulator.

        Raises OutsideDown when down, or when the delay is longer than ``timeout_s`` (after
        waiting that long, as a real caller would).
        """
        now = self.of(name)
        if now.mode == "down":
            raise OutsideDown(f"{name}: the service does not answer.")
        if now.mode == "slow":
            time.sleep(min(now.delay_ms / 1000, timeout_s))
            if now.delay_ms / 1000 >= timeout_s:
                raise OutsideDown(f"{name}: no answer within {timeout_s:g} s.")
            return "up"
        return now.mode

    def _refresh(self) -> None:
        if self._path is None:
            return
        try:
            found = self._path.stat()
        except FileNotFoundError:
            self._read, self._stamp = {}, None
            return
        stamp = (found.st_mtime_ns, found.st_size)
        if stamp != self._stamp:
            self._read = read_controls(self._path)
            self._stamp = stamp


def behaviour(name: str, row: Mapping[str, object]) -> Behaviour:
    """Build one conduct from a table of the controls file; SetupFault names what is wrong."""
    mode, delay = row.get("mode", "up"), row.get("delay_ms", 0)
    if not isinstance(mode, str) or mode not in MODES:
        raise SetupFault(f"simulator {name}: mode {mode!r} is none of {', '.join(sorted(MODES))}.")
    if not isinstance(delay, int) or isinstance(delay, bool) or delay < 0:
        raise SetupFault(f"simulator {name}: delay_ms must be a whole number of milliseconds.")
    return Behaviour(mode=mode, delay_ms=delay)  # type: ignore[arg-type]


def read_controls(path: Path) -> dict[str, Behaviour]:
    """Read a controls file into ``{name: conduct}``; nested tables join with a dot."""
    try:
        table = tomli.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as fault:
        raise SetupFault(f"{path.name} cannot be read: {fault}") from fault
    found: dict[str, Behaviour] = {}
    for name, row in table.items():
        if not isinstance(row, dict):
            raise SetupFault(f"{path.name}: {name} is not a table.")
        if "mode" in row:
            found[name] = behaviour(name, row)
        for part, inner in row.items():
            if isinstance(inner, dict):
                found[f"{name}.{part}"] = behaviour(f"{name}.{part}", inner)
    return found
