"""``jumys backup`` and ``jumys restore``: the whole database into a file and back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import click
from sqlalchemy import make_url

from console.commands.base import Instance, OneSentence, PlainCommand, pass_instance, stepwise

PAGES = 2000


@click.command("backup", cls=PlainCommand)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@pass_instance
def backup(instance: Instance, file: Path) -> None:
    """Copy the running database into FILE; acts go on meanwhile."""
    instance.migrated()
    if file.exists():
        raise OneSentence(f"{file} exists already; nothing was written.")
    part = file.with_name(f".{file.name}.part")
    try:
        if instance.store.sqlite:
            _copy(_path(instance), part)
        else:
            _run(["pg_dump", "--format=custom", "--file", str(part), _dsn(instance)])
        os.chmod(part, 0o600)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    click.echo(f"Wrote {file} ({file.stat().st_size // 1024} KiB).")


@click.command("restore", cls=PlainCommand)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace a database that holds data.")
@pass_instance
def restore(instance: Instance, file: Path, replace: bool) -> None:
    """Put the database of FILE in place; stop the console first."""
    if instance.store.sqlite:
        _restore_file(instance, file, replace)
    else:
        _run(["pg_restore", "--exit-on-error", "--single-transaction", "--no-owner",
              *(["--clean", "--if-exists"] if replace else []),
              "--dbname", _dsn(instance), str(file)])
    click.echo(f"Restored {file}. Next: jumys migrate && jumys audit verify")


def _restore_file(instance: Instance, file: Path, replace: bool) -> None:
    target = _path(instance)
    instance.store.dispose()
    if target.exists() and not replace:
        raise OneSentence(f"{target} exists: give --replace to put the backup in its place.")
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as source:
        try:
            (verdict,) = source.execute("PRAGMA integrity_check").fetchone()
        except sqlite3.DatabaseError as error:
            raise OneSentence(f"{file} is no database: {error}.") from error
    if verdict != "ok":
        raise OneSentence(f"{file} is damaged: {verdict}.")
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    _copy(file, part)
    if target.exists():
        shutil.move(target, target.with_name(f"{target.name}.before-restore"))
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    part.replace(target)


def _copy(source: Path, target: Path) -> None:
    """SQLite's own online copy: consistent whatever is written meanwhile."""
    note = stepwise("Copying")
    origin, copy = sqlite3.connect(source), sqlite3.connect(target)
    try:
        origin.backup(copy, pages=PAGES,
                      progress=lambda _s, left, total: note(total - left, total))
    except sqlite3.DatabaseError as error:
        raise OneSentence(f"The copy failed: {error}.") from error
    finally:
        copy.close()
        origin.close()


def _path(instance: Instance) -> Path:
    return Path(make_url(instance.settings.database_url).database or "")


def _dsn(instance: Instance) -> str:
    return instance.settings.database_url.replace("postgresql+psycopg", "postgresql")


def _run(command: list[str]) -> None:
    if shutil.which(command[0]) is None:
        raise OneSentence(f"{command[0]} is not installed: it comes with PostgreSQL's client.")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        # the command line holds the address of the database: only its own words are shown
        raise OneSentence(f"{command[0]} failed: {' '.join(done.stderr.split())[:300]}")
