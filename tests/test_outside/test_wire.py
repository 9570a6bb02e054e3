"""The one way out: bounded in time and size, and never led elsewhere."""

from __future__ import annotations

import socket
import threading
import time
from typing import Any

import pytest

from console.outside.faults import OutsideDown, OutsideRefused, SetupFault
from console.outside.wire import Endpoint, call, post_json
from tests.test_outside.servers import Answer, Request, http_double


def drip(head: bytes, piece: bytes) -> Any:
    """A server's conduct: ``head``, then one ``piece`` every 0.1 s without end."""

    def act(handler: Any) -> bool:
        handler.wfile.write(head)
        for _ in range(100):
            handler.wfile.write(piece)
            time.sleep(0.1)
        return False

    return act


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
)
def test_a_server_that_drips_is_cut_at_the_limit(head: bytes, piece: bytes) -> None:
    """The limit is for the whole call, in status line, headers and body alike."""
    with http_double(lambda _: Answer(before=drip(head, piece))) as server:
        begun = time.monotonic()
        with pytest.raises(OutsideDown):
            call(Endpoint(server.url, timeout_s=0.4), "GET", "/")
        assert time.monotonic() - begun < 1.5


def test_silence_and_a_closed_port_are_down() -> None:
    """A listener that never answers, then nobody."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(OutsideDown):
            call(Endpoint(url, timeout_s=0.2), "GET", "/")
    with pytest.raises(OutsideDown):
        call(Endpoint(url, timeout_s=0.2), "GET", "/")


def test_an_answer_over_the_limit_is_down() -> None:
    """One byte more is too much; exactly the limit is not."""
    with http_double(lambda _: Answer(body=b"x" * 1000)) as server:
        assert len(call(Endpoint(server.url, max_bytes=1000), "GET", "/").body) == 1000
        with pytest.raises(OutsideDown):
            call(Endpoint(server.url, max_bytes=999), "GET", "/")


def test_redirects_are_not_followed() -> None:
    """An answer that points elsewhere is a broken answer."""
    with http_double(lambda _: Answer(302, headers={"Location": "/secret"})) as server:
        with pytest.raises(OutsideDown):
            call(Endpoint(server.url), "GET", "/")
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "fault"),
    [(500, OutsideDown), (408, OutsideDown), (429, OutsideDown),
     (400, OutsideRefused), (401, OutsideRefused), (404, OutsideRefused)],
)  # fmt: skip
def test_status_tells_whether_to_try_again(status: int, fault: type[Exception]) -> None:
    """The other side's fault or ours."""
    with http_double(lambda _: Answer(status)) as server, pytest.raises(fault):
        call(Endpoint(server.url), "GET", "/")


def test_a_cut_answer_is_down() -> None:
    """Fewer bytes than promised."""

    def cut(handler: Any) -> bool:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        return False

    with http_double(lambda _: Answer(before=cut)) as server, pytest.raises(OutsideDown):
        call(Endpoint(server.url), "GET", "/")


@pytest.mark.parametrize("body", [b"", b"x", b"[1]", b"[" * 100_000, b"\xff"])
def test_what_is_no_json_object_is_down(body: bytes) -> None:
    """Nor does deep nesting crash."""
    with http_double(lambda _: Answer(body=body)) as server, pytest.raises(OutsideDown):
        post_json(Endpoint(server.url), "/x", {})


def test_environment_proxies_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where we call is configuration, not environment."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with http_double(lambda _: Answer(body=b"{}")) as server:
        assert call(Endpoint(server.url), "GET", "/a").body == b"{}"


@pytest.mark.parametrize(
    "url",
    ["ftp://host", "host", "http://sms.example.kz", "https://u:p@host", "https://host/?a=1", ""],
)
def test_addresses_that_are_refused_at_start(url: str) -> None:
    """Plain http leaves this machine only where the network is said to be private."""
    with pytest.raises(SetupFault):
        Endpoint(url)
    assert Endpoint("http://10.0.0.5:14579", plain_http=True).host == "10.0.0.5"
    with pytest.raises(SetupFault):
        Endpoint("https://host", timeout_s=0)


def test_tokens_show_neither_in_repr_nor_in_logs(caplog: pytest.LogCaptureFixture) -> None:
    """Only the host's name is told."""
    with http_double(lambda _: Answer(500, b"t0ken")) as server:
        end = Endpoint(server.url, headers={"Authorization": "Bearer t0ken"})
        with pytest.raises(OutsideDown) as caught:
            call(end, "POST", "/x", b"t0ken body")
    assert "t0ken" not in repr(end) + str(caught.value) + caplog.text and caplog.text


def test_a_call_leaves_no_thread_behind() -> None:
    """The timer that would cut the line is gone with the answer."""

    def reply(_: Request) -> Answer:
        return Answer(body=b"{}")

    with http_double(reply) as server:
        for _ in range(5):
            call(Endpoint(server.url, timeout_s=60), "GET", "/")
    deadline = time.monotonic() + 3
    while any(isinstance(t, threading.Timer) for t in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert not [t for t in threading.enumerate() if isinstance(t, threading.Timer)]
