"""The simulated mail system: letters land as .eml files that any mail program opens."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from console.outside.email.model import Letter, compose
from console.outside.faults import OutsideDown, OutsideRefused
from console.outside.simulate import Controls


class SimulatedEmail:
    """Writes each letter once per key into ``folder/mail/<id>.eml``. Controls name: ``email``."""

    def __init__(
        self,
        folder: Path,
        controls: Controls,
        *,
        sender: str = "jumys@localhost",
        sender_name: str = "Jumys",
        timeout_s: float = 10.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.folder = folder / "mail"
        self._controls = controls
        self._sender = sender
        self._sender_name = sender_name
        self._timeout_s = timeout_s
        self._clock = clock

    def send(self, letter: Letter) -> str:
        """Write the letter; a second send with the same key changes nothing."""
        message = compose(letter, self._sender, self._sender_name, self._clock())
        mode = self._controls.meet("email", self._timeout_s)
        if mode in {"mismatch", "not_found"}:
            raise OutsideRefused("The mail system does not know this address.")
        found = str(message["Message-ID"])
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{found.strip('<>').partition('@')[0]}.eml"
        if not path.exists():
            part = path.with_suffix(f".{os.getpid()}.part")
            part.write_bytes(message.as_bytes())
            part.replace(path)
        if mode == "lost_ack":
            raise OutsideDown("email: the answer was lost on the way.")
        return found

    def sent(self) -> list[Path]:
        """Files of the letters kept, oldest first."""
        return sorted(self.folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
