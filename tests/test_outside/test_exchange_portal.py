"""The exchange's adapters: signed JSON over HTTP, files, simulator, on hostile input too."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from console.outside.exchange_portal import (
    BadMessage,
    ExchangeMessage,
    FileExchangePortal,
    HttpExchangePortal,
    SimulatedExchangePortal,
)
from console.outside.exchange_portal.lines import read_lines
from console.outside.exchange_portal.model import MAX_BYTES, parsed
from console.outside.exchange_portal.simulated import SECRET
from console.outside.factory import factory
from console.outside.faults import OutsideDown, OutsideRefused, SetupFault
from console.outside.jws import PrivateKey, SharedSecret, compact
from console.outside.simulate import Controls
from console.outside.switched_off import NoExchangePortal
from console.outside.wire import Endpoint
from tests.exchange import a_resume
from tests.test_outside.servers import Answer, Request, http_double

THEIRS, OURS = SharedSecret("t" * 40), SharedSecret("o" * 40)
AT = datetime(2021, 4, 16, 9, tzinfo=UTC)


def a_message(number: int = 1, **over: Any) -> ExchangeMessage:
    """A message of the exchange to us."""
    return ExchangeMessage.read({
        "id": f"M-{number}", "kind": "resume", "about": f"R-{number}", "revision": 1,
        "at": AT.isoformat(), "sender": "exchange", "addressee": "jumys",
        "data": a_resume(), **over,
    })


def a_line(message: ExchangeMessage, key: SharedSecret = THEIRS) -> str:
    """The message as a signed line."""
    return compact(key, message.body())


def ours(number: int = 1) -> ExchangeMessage:
    """A message of ours."""
    return a_message(number, kind="reply", sender="jumys", addressee="exchange", data={
        "message": "M-1", "result": "taken", "number": "V-1", "reasons": []})


# ---- HTTP
def over_http(url: str) -> HttpExchangePortal:
    """The adapter at an address."""
    return HttpExchangePortal(Endpoint(url), OURS, THEIRS, us="jumys", them="exchange")


def test_a_message_is_posted_signed_with_its_id_as_key() -> None:
    """The exact body is what the detached signature covers."""
    seen: list[Request] = []

    def answer(request: Request) -> Answer:
        seen.append(request)
        return Answer(200, {"receipt": "r-1"})

    with http_double(answer) as server:
        assert over_http(server.url).tell(ours()) == "r-1"
    [request] = seen
    assert (request.method, request.path) == ("POST", "/messages")
    assert request.headers["Idempotency-Key"] == "M-1"
    assert OURS.check(request.body, request.headers["X-JWS-Signature"])
    assert ExchangeMessage.read(request.json()) == ours()


@pytest.mark.parametrize(("answer", "fault"), [
    (Answer(503), OutsideDown), (Answer(200, {}), OutsideDown),
    (Answer(200, b"<html>"), OutsideDown), (Answer(422), OutsideRefused),
    (Answer(302, b"", {"Location": "http://x"}), OutsideDown),
])
def test_only_a_receipt_means_told(answer: Answer, fault: type[Exception]) -> None:
    """Anything else is tried again, a refusal is final."""
    with http_double(lambda _r: answer) as server, pytest.raises(fault):
        over_http(server.url).tell(ours())


def the_list(lines: list[str], key: SharedSecret = THEIRS, **over: Any) -> Answer:
    """A signed list."""
    told = {"addressee": "jumys", "cursor": "7", "messages": lines, "published": [], **over}
    return Answer(200, {"signed": compact(key, json.dumps(told).encode())})


def test_a_signed_list_is_read_and_its_cursor_kept() -> None:
    """Every message of it stands on its own signature."""
    lines = [a_line(a_message(1)), a_line(a_message(2), OURS), a_line(a_message(3))]
    with http_double(lambda _r: the_list(lines)) as server:
        batch = over_http(server.url).since("3", 5)
    assert [m.id for m in batch.messages] == ["M-1", "M-3"]
    assert batch.cursor == "7"
    assert len(batch.faults) == 1
    assert server.requests[0].path == "/messages?after=3&limit=5"


@pytest.mark.parametrize("answer", [
    the_list([a_line(a_message())], OURS), the_list([], addressee="somebody"),
    the_list([], messages=7), the_list(["x"] * 6), the_list([], cursor=5),
    Answer(200, {"signed": "a.b"}), Answer(200, {}), Answer(200, {"signed": "é"}),
], ids=["foreign key", "not for us", "no list", "too many", "cursor", "torn", "none", "odd"])
def test_a_list_that_is_not_soundly_signed_is_no_answer(answer: Answer) -> None:
    """It is asked for again; nothing of it is taken in."""
    with http_double(lambda _r: answer) as server, pytest.raises(OutsideDown):
        over_http(server.url).since("", 5)


def test_what_is_published_is_read() -> None:
    """Name, revision and state; another shape is no answer."""
    rows = [{"about": "V-1", "revision": 2, "state": "published"}]
    with http_double(lambda _r: the_list([], published=rows)) as server:
        assert over_http(server.url).published("")[0].about == "V-1"
    with http_double(lambda _r: the_list([], published=[{"about": "V-1"}])) as server, \
            pytest.raises(OutsideDown):
        over_http(server.url).published("")


def test_an_answer_larger_than_the_limit_is_cut() -> None:
    """Nobody fills the worker's memory."""
    end = Endpoint("http://127.0.0.1:1", max_bytes=1000)
    with http_double(lambda _r: Answer(200, b"x" * 5000)) as server, pytest.raises(OutsideDown):
        HttpExchangePortal(Endpoint(server.url, max_bytes=end.max_bytes), OURS, THEIRS,
                           us="jumys", them="exchange").since("")


# ---- hostile lines
@pytest.mark.parametrize("line", [
    a_line(a_message(), OURS),
    a_line(a_message(addressee="elsewhere")),
    a_line(a_message(sender="somebody")),
    a_line(ours()),
    compact(THEIRS, b"[" * 60_000),
    compact(THEIRS, b'{"id":1e999999}'),
    compact(THEIRS, b'{"a":NaN}'),
    compact(THEIRS, b'{"id":"1","id":"2"}'),
    compact(THEIRS, b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"),
    compact(THEIRS, b"9" * 60_000),
    "x" * (MAX_BYTES * 3),
    "..", "a..b", "", "é.é.é", a_line(a_message()).rsplit(".", 1)[0] + ".",
    # a header that asks for no check at all
    "eyJhbGciOiJub25lIn0." + a_line(a_message()).split(".")[1] + ".",
], ids=["forged", "replayed elsewhere", "other sender", "our own reflected", "deep", "endless",
        "nan", "twice", "xml bomb", "digits", "oversized", "dots", "detached", "empty", "odd",
        "unsigned", "alg none"])
def test_a_hostile_line_is_left_out_and_harms_no_other(line: str) -> None:
    """Forged, replayed, oversized or explosive: refused without reading on."""
    messages, faults = read_lines([line, a_line(a_message(9))], THEIRS, "jumys", "exchange")
    assert ([m.id for m in messages], len(faults)) == (["M-9"], 1)


def test_a_line_that_is_no_text_is_left_out() -> None:
    """JSON of the list may hold anything."""
    assert read_lines([7, None, {}], THEIRS, "jumys", "exchange")[1] == ("line",) * 3


@pytest.mark.parametrize(("name", "value"), [
    ("revision", 0), ("revision", True), ("revision", 2**40), ("id", "a b"), ("about", "x" * 81),
    ("at", "2021-04-16T10:00:00"), ("at", 5), ("kind", "other"), ("kind", []), ("data", []),
    ("data", {**a_resume(), "iin": "1"}), ("data", {**a_resume(), "more": 1}),
    ("data", {**a_resume(), "regimes": [[[[[[1]]]]]]}), ("data", {**a_resume(), "wage_min": -1}),
    ("data", {**a_resume(), "surname": "a\x00b"}), ("data", {**a_resume(), "state": ["active"]}),
])
def test_a_message_that_breaks_the_contract_is_not_read(name: str, value: Any) -> None:
    """Refused, not repaired; the fault names the field and never its value."""
    with pytest.raises(BadMessage) as fault:
        ExchangeMessage.read({**a_message().to_json(), name: value})
    assert str(value)[:30] not in str(fault.value) or len(str(value)) < 6


def test_an_employer_cannot_speak_as_a_person() -> None:
    """Answers belong to their party."""
    data = {"offer": "O-1", "party": "employer", "who": "9" * 12, "answer": "agreed",
            "reason": "", "employed_on": None}
    with pytest.raises(BadMessage):
        ExchangeMessage.read({**a_message().to_json(), "kind": "answer", "data": data})


def test_a_message_has_a_size() -> None:
    """More than 64 KB is no message."""
    with pytest.raises(BadMessage):
        parsed(b" " * (MAX_BYTES + 1))


# ---- files
def by_files(folder: Path) -> FileExchangePortal:
    """The adapter over a folder."""
    return FileExchangePortal(folder, OURS, THEIRS, us="jumys", them="exchange")


def test_a_message_becomes_one_signed_file(tmp_path: Path) -> None:
    """Whole or not at all, and once."""
    portal = by_files(tmp_path)
    receipt = portal.tell(ours())
    assert portal.tell(ours()) == receipt
    [path] = (tmp_path / "out").iterdir()
    found, _ = read_lines([path.read_text().strip()], OURS, "exchange", "jumys")
    assert found == () and path.suffix == ".jws"  # noqa: PT018 - ours is no inbound kind
    assert json.loads(_payload(path.read_text().strip()))["id"] == "M-1"


def _payload(line: str) -> bytes:
    from console.outside.jws import opened

    return opened(line)[1]


def test_files_are_read_in_parts_and_moved_when_kept(tmp_path: Path) -> None:
    """A reader that dies between two questions reads the same lines again."""
    portal = by_files(tmp_path)
    place = tmp_path / "in"
    place.mkdir()
    (place / "b.jsonl").write_text(a_line(a_message(3)) + "\n")
    (place / "a.jsonl").write_text("".join(a_line(a_message(n)) + "\n" for n in (1, 2)))
    first = portal.since("", 1)
    assert portal.since("", 1) == first
    second = portal.since(first.cursor, 1)
    third = portal.since(second.cursor, 1)
    assert [b.messages[0].id for b in (first, second, third)] == ["M-1", "M-2", "M-3"]
    assert (tmp_path / "done" / "a.jsonl").exists()
    assert portal.since(third.cursor, 1).messages == ()
    assert sorted(p.name for p in (tmp_path / "done").iterdir()) == ["a.jsonl", "b.jsonl"]


def test_a_file_of_the_same_name_comes_again(tmp_path: Path) -> None:
    """Both are kept; the second is read from its beginning."""
    portal = by_files(tmp_path)
    place = tmp_path / "in"
    place.mkdir()
    cursor = ""
    for number in (1, 2):
        (place / "a.jsonl").write_text(a_line(a_message(number)) + "\n")
        batch = portal.since(cursor, 10)
        assert [m.id for m in batch.messages] == [f"M-{number}"]
        cursor = portal.since(batch.cursor, 10).cursor
    assert len(list((tmp_path / "done").iterdir())) == 2


def test_what_is_no_file_of_lines_goes_aside(tmp_path: Path) -> None:
    """Binary files go to failed/; links and odd names are not followed."""
    portal = by_files(tmp_path)
    place = tmp_path / "in"
    place.mkdir()
    (place / "a.jsonl").write_bytes(b"\xff\xfe\x00")
    (place / "b.jsonl").symlink_to("/etc/passwd")
    (place / "c d.jsonl").write_text("x")
    (place / "d.jsonl").write_text("x" * 500_000 + "\n" + a_line(a_message()) + "\n")
    batch = portal.since("", 10)
    assert ([m.id for m in batch.messages], batch.faults) == (["M-1"], ("size",))
    assert [p.name for p in (tmp_path / "failed").iterdir()] == ["a.jsonl"]


def test_the_list_of_what_is_published_is_signed(tmp_path: Path) -> None:
    """Without it, or with another's signature, there is nothing to compare."""
    portal = by_files(tmp_path)
    with pytest.raises(OutsideDown):
        portal.published("")
    told = {"addressee": "jumys", "published": [
        {"about": n, "revision": 1, "state": "published"} for n in ("V-2", "V-1")]}
    (tmp_path / "published.jws").write_text(compact(THEIRS, json.dumps(told).encode()))
    assert [r.about for r in portal.published("V-1")] == ["V-2"]
    (tmp_path / "published.jws").write_text(compact(OURS, json.dumps(told).encode()))
    with pytest.raises(OutsideDown):
        portal.published("")


# ---- the simulator and the set-up
def test_the_simulator_misbehaves_on_demand(tmp_path: Path) -> None:
    """Down, slow, inconsistent, refusing, losing its answer."""
    controls = Controls()
    portal = SimulatedExchangePortal(tmp_path, controls, timeout_s=0.01)
    told = ours()
    controls.set("exchange_portal", "slow", delay_ms=20)
    with pytest.raises(OutsideDown):
        portal.tell(told)
    controls.set("exchange_portal", "not_found")
    with pytest.raises(OutsideRefused):
        portal.tell(told)
    controls.set("exchange_portal", "mismatch")
    portal.tell(told)
    assert portal.told() == []
    with pytest.raises(OutsideDown):
        portal.since("")
    controls.set("exchange_portal", "lost_ack")
    with pytest.raises(OutsideDown):
        portal.tell(told)
    assert [m["id"] for m in portal.told()] == ["M-1"]


def test_an_older_revision_does_not_come_back(tmp_path: Path) -> None:
    """What the exchange shows is the highest revision it was told."""
    portal = SimulatedExchangePortal(tmp_path, Controls())
    portal.show("V-1", 5, "paused")
    base = {"origin": None, "fields": {}, "employer": {
        "bin": "1" * 12, "name": "Д", "kato": "1" * 9, "address": "", "phone": "", "email": ""}}
    for revision, state in ((4, "published"), (6, "removed")):
        portal.tell(a_message(revision, kind="vacancy", about="V-1", revision=revision,
                              sender="jumys", addressee="exchange", data={**base, "state": state}))
    assert portal.shown() == ()
    assert portal.since("").messages == ()
    assert SECRET


def test_the_configuration_is_checked_at_the_start(tmp_path: Path) -> None:
    """Production refuses the simulator; both keys and two names are needed."""
    key = {"secret": "o" * 40, "theirs": {"secret": "t" * 40}}

    def made(production: bool = True, **row: Any) -> Any:
        return factory({"production": production, "folder": str(tmp_path),
                        "exchange_portal": row}).exchange_portal

    assert isinstance(made(), NoExchangePortal)
    assert isinstance(made(False), SimulatedExchangePortal)
    assert isinstance(made(backend="http", url="https://x.kz", **key), HttpExchangePortal)
    assert isinstance(made(backend="files", folder=str(tmp_path), **key), FileExchangePortal)
    for row in ({"backend": "simulator"}, {"backend": "http", "url": "https://x.kz"},
                {"backend": "files", **key}, {"backend": "http", "url": "http://x.kz", **key},
                {"backend": "http", "url": "https://x.kz", "us": "a", "them": "a", **key}):
        with pytest.raises(SetupFault):
            made(**row)


def test_what_is_switched_off_says_so() -> None:
    """Nothing is told, nothing taken in."""
    off = NoExchangePortal()
    assert off.since("5").cursor == "5"
    with pytest.raises(OutsideDown):
        off.tell(ours())
    with pytest.raises(OutsideDown):
        off.published("")


def test_rsa_keys_serve_as_well(tmp_path: Path) -> None:
    """RS256 by the sender's key (docs/interfaces)."""
    from console.outside.facts.feed import PublicKey

    key = rsa.generate_private_key(65537, 2048)
    line = compact(PrivateKey(key, "k1"), a_message().body())
    assert len(read_lines([line], PublicKey(key.public_key()), "jumys", "exchange")[0]) == 1
