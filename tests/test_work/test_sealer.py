"""The chain over the journal: every change is seen and the line is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from console.work.sealer import anchors, seal, verify
from tests.make import World


def altered(world: World, *statements: str) -> None:
    """Change the database as somebody with full rights would: without the triggers."""
    with world.store.engine.begin() as connection:
        for name in ("tr_journal_line_no_update", "tr_journal_line_no_delete",
                     "tr_seal_no_update", "tr_seal_no_delete", "tr_journal_line_why"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        for statement in statements:
            connection.execute(text(statement))


def sealed(world: World, path: Path) -> int:
    """A few acts, sealed and anchored; returns how many lines."""
    world.a_registered_jobseeker()
    return seal(world.store, path, world.now)


def test_an_untouched_journal_is_whole(world: World, tmp_path: Path) -> None:
    """Sealing is repeatable and anchors the head outside the database."""
    path = tmp_path / "anchor" / "journal.jsonl"
    count = sealed(world, path)
    assert count > 3
    assert verify(world.store, path) == (count, [])
    assert seal(world.store, path, world.now) == 0
    assert [a["count"] for a in anchors(path)] == [count]
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("UPDATE journal_line SET actor = 'x' WHERE id = 2", 2),
        ("UPDATE journal_line SET occurred_at = '2020-01-01 00:00:00.000000' WHERE id = 3", 3),
        ("DELETE FROM journal_line WHERE id = 2", 2),
        ("DELETE FROM seal WHERE line_id = 2", 2),
    ],
)
def test_a_changed_or_removed_line_is_named(
    world: World, tmp_path: Path, statement: str, line: int
) -> None:
    """The verifier names the row that was touched."""
    path = tmp_path / "journal.jsonl"
    sealed(world, path)
    altered(world, statement)
    assert line in {fault.line for fault in verify(world.store, path)[1]}


def test_a_cut_tail_is_missed_by_the_anchor(world: World, tmp_path: Path) -> None:
    """Lines cut off together with their seals leave a valid chain; the anchor knows better."""
    path = tmp_path / "journal.jsonl"
    count = sealed(world, path)
    altered(world, f"DELETE FROM seal WHERE line_id = {count}",
            f"DELETE FROM journal_line WHERE id = {count}")
    assert verify(world.store)[1] == []
    assert [fault.line for fault in verify(world.store, path)[1]] == [count]
