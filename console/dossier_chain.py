"""Lines of the journal with their place in the hash chain, up to the next anchored head.

Other people's lines on the way appear as hashes alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.data.journal import JournalLine, Seal
from console.work.sealer import COLUMNS, anchors, digest_of, linked, plain

#: lines between one line and the next anchored head that a proof may name
REACH = 5000


def proved(
    session: Session, lines: Sequence[JournalLine], anchor: Path | None
) -> list[dict[str, Any]]:
    """Each line as sealed, the hash before it, its own, and the way to the next anchored head.

    ``seal`` is None while the line waits for the sealer; ``anchor`` where no head follows yet.
    """
    heads = anchors(anchor) if anchor is not None else []
    keys = [line.id for line in lines]
    seals = {s.line_id: s for s in session.scalars(select(Seal).where(Seal.line_id.in_(keys)))}
    found = []
    for line in lines:
        row = {name: plain(getattr(line, name)) for name in COLUMNS}
        seal = seals.get(line.id)
        head = next((h for h in heads if h["line"] >= line.id), None) if seal else None
        found.append({
            "line": row,
            "seal": {"previous": seal.previous, "hash": seal.hash} if seal else None,
            **_way(session, line.id, head),
        })
    return found


def _way(session: Session, line: int, head: Mapping[str, Any] | None) -> dict[str, Any]:
    """Hashes of the lines after ``line`` up to the anchored one."""
    if head is None or head["line"] - line > REACH:
        return {"way": [], "anchor": None}
    rows = session.execute(
        select(*(getattr(JournalLine, name) for name in COLUMNS))
        .where(JournalLine.id > line, JournalLine.id <= head["line"]).order_by(JournalLine.id)
    )
    return {
        "way": [digest_of(dict(row._mapping)) for row in rows],
        "anchor": {"line": head["line"], "hash": head["hash"], "at": head["at"]},
    }


def faults(lines: Sequence[Any], kept: Sequence[Mapping[str, Any]] | None) -> list[str]:
    """What is wrong with the lines of a dossier, one sentence each.

    ``kept`` are the anchored heads the checker holds himself; None when he holds none.
    """
    found: list[str] = []
    held = {(h["line"], h["hash"]) for h in kept or ()}
    last = 0
    for one in lines:
        line, seal = one["line"], one["seal"]
        key = int(line["id"])
        if key <= last:
            found.append(f"Line {key} of the journal is out of order.")
        last = key
        if seal is None:
            continue
        if linked(seal["previous"], digest_of(line)) != seal["hash"]:
            found.append(f"Line {key} of the journal was changed: its hash does not fit.")
            continue
        found += _anchored(key, seal["hash"], one["way"], one["anchor"], held if kept else None)
    return found


def _anchored(
    key: int, value: str, way: Sequence[str], head: Mapping[str, Any] | None,
    held: set[tuple[int, str]] | None,
) -> list[str]:
    if head is None:
        return []
    for step in way:
        value = linked(value, step)
    if value != head["hash"]:
        return [f"Line {key} of the journal does not lead to its anchored head: "
                "the chain is broken."]
    if held is not None and (head["line"], head["hash"]) not in held:
        return [f"The anchored head of line {key} is not among the heads kept here."]
    return []


def unsealed(lines: Sequence[Any]) -> int:
    """How many lines were not sealed yet when the dossier was made."""
    return sum(one["seal"] is None for one in lines)
