"""Real servers on this machine: HTTP that answers as told, SMTP that speaks the protocol."""

from __future__ import annotations

import json
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Request:
    """What came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Answer:
    """What goes out; ``body`` may be an object, sent as JSON."""

    status: int = 200
    body: Any = b""
    headers: dict[str, str] = field(default_factory=dict)
    before: Callable[[Any], bool] | None = None

    def data(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass
class HttpDouble:
    """A running HTTP server and everything it was asked."""

    url: str
    requests: list[Request]


@contextmanager
def http_double(reply: Callable[[Request], Answer]) -> Iterator[HttpDouble]:
    """Serve ``reply`` on a free port of this machine."""
    asked: list[Request] = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            return

        def _serve(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            request = Request(
                self.command, self.path, dict(self.headers.items()), self.rfile.read(size)
            )
            asked.append(request)
            answer = reply(request)
            if answer.before is not None and not answer.before(self):
                self.close_connection = True
                return
            data = answer.data()
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(data)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = _serve  # noqa: N815 - names set by http.server

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield HttpDouble(f"http://127.0.0.1:{server.server_port}", asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class SmtpDouble:
    """A running SMTP server: letters taken, commands heard, and how it should behave."""

    port: int = 0
    letters: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    from_first_byte: bool = False


class _Smtp(socketserver.StreamRequestHandler):
    """Enough of RFC 5321 and RFC 3207 for a client that takes the protocol seriously."""

    server: Any

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self) -> None:
        double: SmtpDouble = self.server.double
        if double.from_first_byte:
            self._secure(double)
        self.say(double.answers.get("CONNECT", "220 test"))
        sender, to = "", []
        while line := self.rfile.readline():
            text = line.decode().strip()
            verb = text.split(" ")[0].upper()
            double.heard.append(text)
            if verb in double.answers:
                self.say(double.answers[verb])
            elif verb == "EHLO":
                offers = "250-test\r\n250-AUTH PLAIN\r\n"
                secure = double.tls is not None and not isinstance(self.connection, ssl.SSLSocket)
                self.say(offers + ("250-STARTTLS\r\n" if secure else "") + "250 8BITMIME")
            elif verb == "STARTTLS":
                self.say("220 go")
                self._secure(double)
            elif verb == "AUTH":
                self.say("235 ok")
            elif verb == "MAIL":
                sender, to = text, []
                self.say("250 ok")
            elif verb == "RCPT":
                to.append(text)
                self.say("250 ok")
            elif verb == "DATA":
                self.say("354 go")
                double.letters.append((sender, to, self._data()))
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def _data(self) -> bytes:
        lines = []
        while line := self.rfile.readline():
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def _secure(self, double: SmtpDouble) -> None:
        assert double.tls is not None
        self.connection = double.tls.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)

    def finish(self) -> None:
        try:
            super().finish()
        finally:
            self.connection.close()


@contextmanager
def smtp_double(
    tls: ssl.SSLContext | None = None, *, from_first_byte: bool = False, **answers: str
) -> Iterator[SmtpDouble]:
    """Serve SMTP on a free port; ``answers`` replaces the reply to a verb (``RCPT="550 no"``)."""
    double = SmtpDouble(answers=answers, tls=tls, from_first_byte=from_first_byte)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

        def handle_error(self, *_: Any) -> None:
            return

    server = Server(("127.0.0.1", 0), _Smtp)
    server.double = double  # type: ignore[attr-defined]
    double.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
