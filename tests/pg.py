"""A private PostgreSQL for one test run: made on first use, gone at the end.

The server listens on a socket in its own folder only, so no port can clash and no other user of
the machine reaches it. It gives up durability for speed; no test of durability may use it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql

_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=64MB"


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl: the newest of Debian's, else the one on PATH, or None."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda p: [int(n) for n in p.parts[4].split(".") if n.isdigit()],
    )
    if debian:
        return debian[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _user() -> str | None:
    """Whom the server runs as: None for ourselves; initdb refuses root, so then an other user."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _as(user: str | None) -> dict[str, Any]:
    """subprocess's arguments to run as ``user``, leaving root's groups behind."""
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


class Cluster:
    """A running server. ``create()`` hands out a fresh database as an SQLAlchemy URL."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def url(self, name: str) -> str:
        """The SQLAlchemy URL of one database of this server."""
        return f"postgresql+psycopg://jumys@/{name}?host={self.home}"

    def create(self, template: str = "template0") -> str:
        """Make an empty database, or a copy of ``template``; answers its name."""
        name = f"t_{uuid4().hex[:12]}"
        self._say("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._say("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _say(self, statement: str, *names: str) -> None:
        query = sql.SQL(statement).format(*map(sql.Identifier, names))  # type: ignore[arg-type]
        with psycopg.connect(
            host=str(self.home), user="jumys", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(query)


@contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """Start a server with the programs in ``folder``; stop it and remove its files at the end.

    Raises RuntimeError with the program's own words when it does not start.
    """
    home = Path(tempfile.mkdtemp(prefix="jumys-pg-"))  # short: a socket's path has 107 bytes
    user = _user()
    if user:
        shutil.chown(home, user)
    data, log = home / "data", home / "log"
    try:
        _call(
            [folder / "initdb", "-D", data, "-U", "jumys", "-A", "trust", "-E", "UTF8"]
            + ["--locale=C.UTF-8", "--no-sync"],
            user,
        )
        options = f"-k {home} -c listen_addresses='' -c max_connections=60 {_FAST}"
        _call([folder / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start"], user)
        yield Cluster(home)
    finally:
        if (data / "postmaster.pid").exists():
            _call([folder / "pg_ctl", "-D", data, "-m", "immediate", "stop"], user)
        shutil.rmtree(home, ignore_errors=True)


def _call(command: list[Path | str], user: str | None) -> None:
    # Output goes to a file: the server inherits a pipe and would keep it open for good.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            check=False,
            **_as(user),
        )
        if done.returncode:
            output.seek(0)
            words = output.read().decode(errors="replace").strip()
            raise RuntimeError(f"{Path(command[0]).name} failed: {words}")
