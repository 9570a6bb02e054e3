"""The exchange by files, where no line joins the two: signed lines carried to and fro.

``out/``        one file a message, named by its id, put there whole or not at all
``in/``         ``*.jsonl`` files of signed lines; a file read to its end moves to ``done/``, one
                that cannot be read at all to ``failed/``
``published.jws``   the exchange's signed list of what it shows of ours
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from console.outside.exchange_portal.lines import MAX_LINE, Checker, payload_of, read_lines
from console.outside.exchange_portal.model import (
    BadMessage,
    ExchangeBatch,
    ExchangeMessage,
    Published,
    loads,
    read_published,
)
from console.outside.faults import OutsideDown
from console.outside.jws import BodySigner, compact

MAX_FILE = 50_000_000
_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,120}\.jsonl")


class FileExchangePortal:
    """Writes and reads a folder. The cursor is ``<file>:<mark of its first line>:<lines read>``.

    A file moves only when the next question shows that its last lines were kept, so that a
    reader that dies in between reads them again.
    """

    def __init__(
        self, folder: Path, signer: BodySigner, checker: Checker, *, us: str, them: str
    ) -> None:
        self._folder = folder
        self._signer = signer
        self._checker = checker
        self.us, self.them = us, them

    def tell(self, message: ExchangeMessage) -> str:
        """Put one signed file into ``out/``; the same message again changes nothing."""
        place = self._made("out")
        name = hashlib.sha256(message.id.encode()).hexdigest()[:32]
        target, part = place / f"{name}.jws", place / f".{name}.{os.getpid()}"
        try:
            if not target.exists():
                part.write_text(compact(self._signer, message.body()) + "\n", encoding="ascii")
                part.replace(target)
        except OSError as fault:
            raise OutsideDown("The exchange's folder cannot be written.") from fault
        return f"file-{name}"

    def since(self, cursor: str, limit: int = 200) -> ExchangeBatch:
        """The next lines of the oldest file by name."""
        self._made("in")
        of_file, _, read = cursor.rpartition(":")
        for path in self._waiting():
            here = f"{path.name}:{_mark(path)}"
            start = int(read) if here == of_file and read.isdigit() else 0
            lines = self._lines(path, start, limit)
            if lines is None:
                self._move(path, "failed")
            elif not lines:
                self._move(path, "done")
            else:
                messages, faults = read_lines(lines, self._checker, self.us, self.them)
                return ExchangeBatch(messages, f"{here}:{start + len(lines)}", faults)
        return ExchangeBatch((), cursor)

    def published(self, after: str, limit: int = 500) -> tuple[Published, ...]:
        """From the list last carried over; OutsideDown while there is none."""
        path = self._folder / "published.jws"
        try:
            if path.stat().st_size > MAX_FILE:
                raise OutsideDown("The exchange's list is too large.")
            text = path.read_text(encoding="ascii").strip()
            told = loads(payload_of(text, self._checker, MAX_FILE))
        except (OSError, UnicodeDecodeError, BadMessage) as fault:
            raise OutsideDown("There is no signed list of what is published.") from fault
        if not isinstance(told, dict) or told.get("addressee") != self.us:
            raise OutsideDown("The exchange's list is not for us.")
        rows = sorted(read_published(told.get("published")), key=lambda row: row.about)
        return tuple(row for row in rows if row.about > after)[:limit]

    def _waiting(self) -> list[Path]:
        found = sorted((self._folder / "in").glob("*.jsonl"))
        return [path for path in found
                if path.is_file() and not path.is_symlink() and _PLAIN.fullmatch(path.name)]

    @staticmethod
    def _lines(path: Path, start: int, limit: int) -> list[str] | None:
        """Lines from ``start``; [] at the end; None for a file that is no text or too large."""
        try:
            if path.stat().st_size > MAX_FILE:
                return None
            with path.open(encoding="ascii") as file:
                return list(_some(file, start, limit))
        except (OSError, UnicodeDecodeError):
            return None

    def _move(self, path: Path, where: str) -> None:
        target = self._made(where) / path.name
        if target.exists():
            target = target.with_name(f"{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}-"
                                      f"{path.name}")
        path.replace(target)

    def _made(self, name: str) -> Path:
        place = self._folder / name
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise OutsideDown("The exchange's folder cannot be used.") from fault
        return place


def _mark(path: Path) -> str:
    """Tells a file from a later one of the same name."""
    try:
        with path.open("rb") as file:
            return hashlib.sha256(file.readline(MAX_LINE)).hexdigest()[:16]
    except OSError:
        return ""


def _some(file: Iterator[str], start: int, limit: int) -> Iterator[str]:
    """At most ``limit`` lines after ``start``; a line too long is handed on cut, and refused."""
    for number, line in enumerate(file):
        if number >= start + limit:
            return
        if number >= start:
            yield line.rstrip("\n")[: MAX_LINE + 1]
