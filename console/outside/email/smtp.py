"""Real mail over SMTP, with TLS from the first byte, by STARTTLS, or none on a closed network."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from console.outside.email.model import Letter, compose
from console.outside.faults import OutsideDown, OutsideRefused, SetupFault
from console.outside.wire import LOOPBACK

Tls = Literal["tls", "starttls", "none"]
_FOREVER = range(500, 600)


@dataclass(frozen=True)
class SmtpServer:
    """A mail server: ``tls`` first byte, ``starttls`` upgraded or refused, ``none`` plain text.

    A password is never sent in plain text to another machine.
    """

    host: str
    port: int
    tls: Tls = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    cafile: str | None = None
    timeout_s: float = 20.0

    def __post_init__(self) -> None:
        if self.tls not in {"tls", "starttls", "none"}:
            raise SetupFault("Mail: tls is one of tls, starttls, none.")
        if self.tls == "none" and self.password and self.host not in LOOPBACK:
            raise SetupFault("Mail: a password needs tls or starttls.")


class SmtpEmail:
    """Sends each letter in its own session, so that one bad letter harms no other."""

    def __init__(
        self,
        server: SmtpServer,
        sender: str,
        sender_name: str = "Jumys",
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._server = server
        self._sender = sender
        self._sender_name = sender_name
        self._clock = clock

    def send(self, letter: Letter) -> str:
        """Hand the letter over; 4xx and broken lines may be retried, 5xx may not."""
        message = compose(letter, self._sender, self._sender_name, self._clock())
        try:
            with closing(self._open()) as session:
                session.send_message(message, self._sender, [letter.to])
                with suppress(smtplib.SMTPException, OSError):
                    session.quit()
        except smtplib.SMTPRecipientsRefused as fault:
            code = next(iter(fault.recipients.values()))[0]
            raise _fault(code) from None
        except smtplib.SMTPAuthenticationError:
            raise OutsideDown("The mail server refuses our name and password.") from None
        except smtplib.SMTPResponseException as fault:
            raise _fault(fault.smtp_code) from None
        except (smtplib.SMTPException, OSError) as fault:
            raise OutsideDown(f"The mail server failed ({type(fault).__name__}).") from None
        return str(message["Message-ID"])

    def _open(self) -> smtplib.SMTP:
        server = self._server
        context = ssl.create_default_context(cafile=server.cafile)
        session: smtplib.SMTP
        if server.tls == "tls":
            session = smtplib.SMTP_SSL(
                server.host, server.port, timeout=server.timeout_s, context=context
            )
        else:
            session = smtplib.SMTP(server.host, server.port, timeout=server.timeout_s)
        try:
            if server.tls == "starttls":
                session.starttls(context=context)
            if server.user:
                session.login(server.user, server.password)
        except BaseException:
            session.close()
            raise
        return session


def _fault(code: int) -> OutsideDown | OutsideRefused:
    if code in _FOREVER:
        return OutsideRefused(f"The mail server refused the letter ({code}).")
    return OutsideDown(f"The mail server asks to try later ({code}).")
