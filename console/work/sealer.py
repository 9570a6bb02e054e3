"""The seal of the journal: each line's hash includes the one before; the head is kept elsewhere.

``hash = sha256(previous + sha256(canonical line))``. An edited, removed or inserted line breaks
the chain at that line; a tail cut off together with its seals is missed by the anchor file, which
lies outside the database. The inner hash lets a line be proved up to an anchored head without
showing anybody else's lines.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from console.data.journal import JournalLine, Seal
from console.data.store import Store
from console.scope import SYSTEM

START = "0" * 64
BATCH = 500
#: Seconds between two batches of a backlog.
PAUSE = 0.02
COLUMNS = tuple(c.key for c in JournalLine.__table__.columns)


@dataclass(frozen=True)
class Fault:
    """What is wrong with the journal: the line, its public number and one sentence."""

    line: int
    number: str
    sentence: str


def canonical(row: Mapping[str, Any]) -> bytes:
    """A line as bytes: JSON with sorted keys, instants in UTC."""
    return json.dumps(
        {name: plain(row[name]) for name in COLUMNS},
        sort_keys=True, ensure_ascii=False, separators=(",", ":"),
    ).encode()


def plain(value: Any) -> Any:
    """A column's value as the canonical line holds it."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def digest_of(row: Mapping[str, Any]) -> str:
    """The hash of a line alone."""
    return hashlib.sha256(canonical(row)).hexdigest()


def linked(previous: str, digest: str) -> str:
    """The hash of a line's digest after the hash of the line before it."""
    return hashlib.sha256(previous.encode() + digest.encode()).hexdigest()


def chained(previous: str, row: Mapping[str, Any]) -> str:
    """The hash of a line after the hash of the line before it."""
    return linked(previous, digest_of(row))


def seal(store: Store, anchor: Path | None = None, now: datetime | None = None) -> int:
    """Seal every line that is not sealed yet; returns how many. Anchors the new head."""
    sealed = 0
    while True:
        count = _seal_beside(store) if store.sqlite else _seal_locked(store)
        sealed += count
        if count < BATCH:
            break
        time.sleep(PAUSE)  # a long backlog must not keep others from writing
    if sealed and anchor is not None:
        keep_anchor(store, anchor, now or datetime.now(UTC))
    return sealed


def _seal_beside(store: Store) -> int:
    """SQLite has one writer, so ids are in order: hash outside, write in a moment."""
    with store.session(SYSTEM) as session:
        last, rows = _next_seals(session)
    with store.write(SYSTEM) as session:
        if (session.scalar(select(func.max(Seal.line_id))) or 0) != last:
            return BATCH  # another sealer was faster: look again
        if rows:
            session.execute(insert(Seal), rows)
    return len(rows)


def _seal_locked(store: Store) -> int:
    """PostgreSQL gives ids before commit: wait for writers, so that none slips in behind us."""
    with store.write(SYSTEM) as session:
        session.connection().exec_driver_sql("LOCK TABLE journal_line IN SHARE MODE")
        _last, rows = _next_seals(session)
        if rows:
            session.execute(insert(Seal), rows)
        return len(rows)


def _next_seals(session: Session) -> tuple[int, list[dict[str, Any]]]:
    """The last sealed line, and the seals of the lines that follow it."""
    head = session.execute(
        select(Seal.line_id, Seal.hash).order_by(Seal.line_id.desc()).limit(1)
    ).first()
    last, previous = head if head else (0, START)
    rows = session.execute(
        select(*(getattr(JournalLine, name) for name in COLUMNS))
        .where(JournalLine.id > last).order_by(JournalLine.id).limit(BATCH)
    ).all()
    seals = []
    for row in rows:
        digest = chained(previous, dict(row._mapping))
        seals.append({"line_id": row.id, "previous": previous, "hash": digest})
        previous = digest
    return last, seals


def keep_anchor(store: Store, path: Path, now: datetime) -> None:
    """Append the head of the chain to a file only its owner may read."""
    with store.session(SYSTEM) as session:
        head = session.execute(
            select(Seal.line_id, Seal.hash).order_by(Seal.line_id.desc()).limit(1)
        ).first()
        count = session.scalar(select(func.count()).select_from(Seal))
    if head is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"at": now.isoformat(), "line": head.line_id, "hash": head.hash,
                       "count": count})
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="ascii") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def anchors(path: Path) -> list[dict[str, Any]]:
    """All heads anchored, oldest first; [] without a file."""
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines() if line]


def verify(store: Store, anchor: Path | None = None) -> tuple[int, list[Fault]]:
    """Count of lines checked and every fault found, each naming its line."""
    faults: list[Fault] = []
    checked, hashes = 0, dict[int, str]()
    wanted = {a["line"]: a for a in anchors(anchor)} if anchor else {}
    with store.session(SYSTEM) as session:
        previous = START
        for row, sealed in _pairs(session):
            checked += 1
            if sealed is not None:
                faults += _line_faults(row, sealed, previous)
                previous = sealed.hash
                if sealed.line_id in wanted:
                    hashes[sealed.line_id] = sealed.hash
        faults += _orphans(session)
    for line, head in wanted.items():
        if hashes.get(line) != head["hash"]:
            faults.append(Fault(line, "", f"The head anchored at {head['at']} is not in the chain: "
                                          "the journal was cut or rewritten."))  # fmt: skip
    return checked, faults


def _line_faults(row: Any, sealed: Any, previous: str) -> Iterator[Fault]:
    number = row.subject_number
    if sealed.previous != previous:
        yield Fault(row.id, number, "A line before this one is missing or was put in later.")
    if chained(sealed.previous, dict(row._mapping)) != sealed.hash:
        yield Fault(row.id, number, "The line is not what was sealed: it was changed.")


def _pairs(session: Session) -> Iterator[tuple[Any, Any]]:
    """Every journal line with its seal (None when not sealed yet), in order, in batches."""
    last = 0
    while True:
        rows = session.execute(
            select(*(getattr(JournalLine, name) for name in COLUMNS))
            .where(JournalLine.id > last).order_by(JournalLine.id).limit(BATCH)
        ).all()
        if not rows:
            return
        ids = (rows[0].id, rows[-1].id)
        seals = {s.line_id: s for s in session.execute(
            select(Seal.line_id, Seal.previous, Seal.hash).where(Seal.line_id.between(*ids)))}
        for row in rows:
            yield row, seals.get(row.id)
        last = rows[-1].id


def _orphans(session: Session) -> list[Fault]:
    """Seals whose line is gone, and lines without a seal inside the sealed part."""
    gone = session.scalars(
        select(Seal.line_id).outerjoin(JournalLine, JournalLine.id == Seal.line_id)
        .where(JournalLine.id.is_(None)).limit(100)
    ).all()
    head = session.scalar(select(func.max(Seal.line_id))) or 0
    bare = session.execute(
        select(JournalLine.id, JournalLine.subject_number)
        .outerjoin(Seal, Seal.line_id == JournalLine.id)
        .where(Seal.line_id.is_(None), JournalLine.id < head).limit(100)
    ).all()
    faults = [Fault(key, "", "The line was removed; its seal is still there.") for key in gone]
    return faults + [Fault(r.id, r.subject_number, "The line was put in without a seal.")
                     for r in bare]


def anchor_file(instance: Path, chosen: str = "") -> Path:
    """Where the heads are kept: the setting ANCHOR, else a file of the instance's folder."""
    return Path(chosen) if chosen else instance / "anchor" / "journal.jsonl"


