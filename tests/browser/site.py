"""A fresh demonstration instance of its own, served by ``jumys serve`` as anybody would.

Everything goes through the command line: migrate, demo, serve, clock, sweep. The background
worker stays off, so that nothing lapses before the story says ``sweep``.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from console.calendar.seed import seeded_calendar
from console.outside.eds.demo import DemoCa, DemoPerson

ZONE = ZoneInfo("Asia/Almaty")
PASSWORD, PIN = "demo-password", "123456"
STARTING = 60.0


class Site:
    """The instance folder, its address, its commands and its clock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._server: subprocess.Popen[bytes] | None = None
        self._ahead = timedelta()
        this_year = datetime.now(ZONE).year
        self.calendar = seeded_calendar("5day", this_year, this_year + 1)

    # ---- commands
    @property
    def _env(self) -> dict[str, str]:
        return {**os.environ, "JUMYS_INSTANCE": str(self.folder), "JUMYS_PUBLIC_URL": self.url}

    def jumys(self, *words: str) -> str:
        """Run a command to its end; what it printed. Fails with its words on any exit but 0."""
        done = subprocess.run(
            [sys.executable, "-m", "console.cli", *words], env=self._env, timeout=900,
            capture_output=True, text=True, check=False,
        )
        assert done.returncode == 0, f"jumys {' '.join(words)}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def configure(self, known: dict[str, Any]) -> None:
        """Write config.py: what the state registers hold about the story's people."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "config.py").write_text(
            f'"""The story\'s instance."""\n\nOUTSIDE = {{"registers": {{"known": {known!r}}}}}\n',
            encoding="utf-8",
        )

    def fill(self) -> None:
        """A migrated database with the smallest demonstration region."""
        self.jumys("migrate")
        self.jumys("demo", "--persons", "0")

    def start(self) -> None:
        """Serve until ``stop``; returns once the front page answers."""
        log = (self.folder / "serve.log").open("wb")
        self._server = subprocess.Popen(
            [sys.executable, "-m", "console.cli", "serve", "--port", str(self.port),
             "--workers", "1", "--no-worker"],
            env=self._env, stdout=log, stderr=subprocess.STDOUT,
        )
        log.close()
        until = time.monotonic() + STARTING
        while time.monotonic() < until:
            assert self._server.poll() is None, self.log
            try:
                with urllib.request.urlopen(f"{self.url}/", timeout=5):
                    return
            except OSError:
                time.sleep(0.3)
        raise AssertionError(f"The server does not answer: {self.log}")

    @property
    def log(self) -> str:
        """What the server wrote."""
        return (self.folder / "serve.log").read_text(encoding="utf-8", errors="replace")[-4000:]

    def stop(self) -> None:
        """End the server, as a service manager would."""
        if self._server is not None:
            self._server.terminate()
            try:
                self._server.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self._server.kill()

    # ---- time
    @property
    def now(self) -> datetime:
        """The instance's present moment in Almaty."""
        return datetime.now(ZONE) + self._ahead

    def turn_to(self, moment: datetime) -> None:
        """Move the demonstration clock on to a moment of Almaty."""
        seconds = int((moment - self.now).total_seconds())
        assert seconds >= 0, f"The clock stands at {self.now}, {moment} is past."
        minutes, rest = divmod(seconds, 60)
        minutes += bool(rest)
        if minutes:
            self.jumys("clock", "--advance", f"{minutes}m")
            self._ahead += timedelta(minutes=minutes)

    def next_working_day(self, hour: int = 10) -> None:
        """The next working morning."""
        day = self.calendar.next_working_day(self.now.date())
        self.turn_to(datetime(day.year, day.month, day.day, hour, tzinfo=ZONE))

    def past(self, day: str) -> None:
        """The morning of the first working day after a date written DD.MM.YYYY, then a sweep."""
        due = datetime.strptime(day, "%d.%m.%Y").replace(tzinfo=ZONE)
        after = self.calendar.next_working_day(due.date())
        self.turn_to(datetime(after.year, after.month, after.day, 9, 30, tzinfo=ZONE))

    def before(self, day: str) -> None:
        """The working day before a date written DD.MM.YYYY, if that is still to come."""
        due = datetime.strptime(day, "%d.%m.%Y").replace(tzinfo=ZONE)
        eve = self.calendar.add_working_days(due.date(), -1)
        moment = datetime(eve.year, eve.month, eve.day, 9, 30, tzinfo=ZONE)
        if moment > self.now:
            self.turn_to(moment)

    def sweep(self) -> str:
        """Let what has lapsed take effect and send what waits, once."""
        return self.jumys("sweep")

    # ---- outside
    def registers(self, mode: str) -> None:
        """``down`` or ``up``: how the simulated state registers behave."""
        place = self.folder / "outside" / "simulator.toml"
        place.write_text(f'[registers]\nmode = "{mode}"\n', encoding="utf-8")

    def key(self, login: str, iin: str, surname: str, name: str) -> None:
        """A demonstration key for a login that the administrator has just opened."""
        ca = DemoCa(self.folder / "outside" / "eds")
        ca.issue(DemoPerson(login=login, iin=iin, surname=surname, name=name), PIN)
