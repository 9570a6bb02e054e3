"""The one way out: HTTP with a total time limit, a size limit, no redirects and no proxies.

``http.client`` is used directly because it follows nothing by itself: an answer that points
elsewhere is a broken answer, not a new address to call.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import logging
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from console.outside.faults import OutsideDown, OutsideRefused, SetupFault

log = logging.getLogger(__name__)

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Endpoint:
    """Where to call and within which bounds.

    ``url`` is the base address; plain http is refused unless the host is this machine or
    ``plain_http`` says that the network in between is private. ``timeout_s`` bounds the whole
    call, ``max_bytes`` the answer. ``headers`` may hold a token and therefore never shows.
    """

    url: str
    timeout_s: float = 10.0
    max_bytes: int = 1_000_000
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    cafile: str | None = None
    plain_http: bool = False

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise SetupFault("An outside address must begin with https:// or http://.")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise SetupFault("An outside address holds no user name, query or fragment.")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK and not self.plain_http:
            raise SetupFault(f"{parts.hostname}: plain http is allowed on a private network only.")
        if self.timeout_s <= 0 or self.max_bytes <= 0:
            raise SetupFault(f"{parts.hostname}: time and size limits must be above zero.")

    @property
    def host(self) -> str:
        """Name of the other side, the only part of the address that reaches a log."""
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True)
class Reply:
    """A whole answer: HTTP status, media type without parameters, body bytes."""

    status: int
    media_type: str
    body: bytes = field(repr=False)

    def json(self) -> dict[str, Any]:
        """Return the body as a JSON object; OutsideDown if it is anything else."""
        try:
            value = json.loads(self.body)
        except (ValueError, RecursionError) as fault:
            raise OutsideDown("The answer is not JSON.") from fault
        if not isinstance(value, dict):
            raise OutsideDown("The answer is not a JSON object.")
        return value


def call(
    end: Endpoint,
    method: str,
    path: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Send one request and return its 2xx answer.

    Raises OutsideDown for no, late, oversized or 3xx/408/425/429/5xx answers and OutsideRefused
    for every other status: those will not change by trying again.
    """
    try:
        reply = _exchange(end, method, path, body, {**end.headers, **(headers or {})})
    except (OSError, http.client.HTTPException, ValueError) as fault:
        log.warning("%s: %s", end.host, type(fault).__name__)
        raise OutsideDown(f"{end.host} does not answer ({type(fault).__name__}).") from fault
    if 200 <= reply.status < 300:
        return reply
    log.warning("%s: HTTP %d", end.host, reply.status)
    if reply.status >= 500 or reply.status < 400 or reply.status in {408, 425, 429}:
        raise OutsideDown(f"{end.host} answered HTTP {reply.status}.")
    raise OutsideRefused(f"{end.host} answered HTTP {reply.status}.")


def post_json(
    end: Endpoint, path: str, value: object, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """POST a JSON value and return the JSON object answered."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    kind = {"Content-Type": "application/json", "Accept": "application/json"}
    return call(end, "POST", path, body, {**kind, **(headers or {})}).json()


def _exchange(
    end: Endpoint, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
) -> Reply:
    """Speak once; a timer cuts the line at the limit, however slowly the other side drips."""
    parts = urlsplit(end.url)
    begun = time.monotonic()
    connection = _connection(end)
    cut = threading.Event()
    with contextlib.closing(connection):
        connection.connect()
        timer = threading.Timer(
            max(0.0, end.timeout_s - (time.monotonic() - begun)), _hang_up, (connection.sock, cut)
        )
        timer.daemon = True
        timer.start()
        try:
            target = parts.path.rstrip("/") + path or "/"
            told = {"Connection": "close", "User-Agent": "jumys", **headers}
            connection.request(method, target, body, told)
            with connection.getresponse() as answer:
                found = _read(answer, end.max_bytes)
                media = answer.headers.get_content_type() if answer.headers else ""
                status = answer.status
        finally:
            timer.cancel()
    if cut.is_set():
        raise TimeoutError
    return Reply(status, media, found)


def _connection(end: Endpoint) -> http.client.HTTPConnection:
    parts = urlsplit(end.url)
    host = parts.hostname or ""
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, parts.port, timeout=end.timeout_s)
    context = ssl.create_default_context(cafile=end.cafile)
    return http.client.HTTPSConnection(host, parts.port, timeout=end.timeout_s, context=context)


def _hang_up(sock: socket.socket, cut: threading.Event) -> None:
    cut.set()
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _read(answer: http.client.HTTPResponse, limit: int) -> bytes:
    """Read at most ``limit`` bytes; ValueError for more, IncompleteRead for a cut answer."""
    found = answer.read(limit + 1)
    if len(found) > limit:
        raise ValueError("answer too large")
    if answer.length:
        raise http.client.IncompleteRead(found, answer.length)
    return found
