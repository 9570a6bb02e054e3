"""Facts told by other systems: signed, exact, read once, and the page that describes them."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from console.data.documents import RegisterAnswer
from console.data.store import Store
from console.outside import OutsideDown, SetupFault, factory
from console.outside.facts import FIELDS, BadFact, Fact, FactBatch, SignedFeed, SimulatedFacts
from console.outside.facts.feed import PublicKey, read_batch
from console.outside.facts.model import CODES, HEAD
from console.outside.facts.simulated import SECRET
from console.outside.jws import PrivateKey, SharedSecret
from console.outside.simulate import Controls
from console.outside.switched_off import NoFacts
from console.outside.wire import Endpoint
from console.work import facts as work
from tests.make import World
from tests.test_outside import pki
from tests.test_outside.servers import Answer, Request, http_double

PAGE = Path(__file__).resolve().parents[2] / "docs" / "interfaces" / "facts.md"
AT = datetime(2021, 6, 1, 9, tzinfo=UTC)
PAID = {"contribution": "pension", "month": "2021-05", "payer": "Нұрлы үй ЖШС",
        "payer_bin": "123456789012", "amount": 8500, "withheld": False}
ACT = {"court_measure": "imprisonment", "court": "Есік аудандық соты", "act_number": "1-77/2021",
       "act_on": "2021-05-11", "in_force_on": None}


def a_fact(number: str = "f-1", kind: str = "contribution", iin: str = "921130402450",
           **data: Any) -> Fact:
    """A fact that keeps the contract, but for what is changed."""
    usual = PAID if kind == "contribution" else ACT
    return Fact(number, kind, iin, "БЖЗҚ", AT, {**usual, **data})


@pytest.fixture
def w(store: Store) -> World:
    """The world of the tests over an empty store."""
    return World(store)


@pytest.fixture
def feed(tmp_path: Path) -> SimulatedFacts:
    """A simulated sender with two facts told."""
    made = SimulatedFacts(tmp_path, Controls(), timeout_s=0.1)
    made.tell(a_fact())
    made.tell(a_fact("f-2", "court"))
    return made


# ---- the page
def _tables() -> dict[str, list[str]]:
    """Heading -> the fields its table names."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = line.strip("# `")
        field = re.match(r"\| `(\w+)` \|", line)
        if field:
            found.setdefault(heading, []).append(field[1])
    return found


def test_the_page_names_every_field() -> None:
    """docs/interfaces/facts.md describes what is read, no more and no less."""
    tables = _tables()
    assert tuple(tables["A fact"]) == HEAD
    assert {kind: tuple(tables[kind]) for kind in FIELDS} == dict(FIELDS)
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"`{code}`" in text for codes in CODES.values() for code in codes)


def test_the_simulator_keeps_the_page(feed: SimulatedFacts) -> None:
    """What the simulator tells has the fields the page names, signed as it says."""
    answer = feed.answer("", 200)
    assert set(answer) == {"protected", "payload", "signature"}
    batch = read_batch(answer, SharedSecret(SECRET), "")
    tables = _tables()
    for fact in batch.facts:
        row = fact.to_json()
        assert list(row) == tables["A fact"]
        assert set(row["data"]) == set(tables[fact.kind])
    assert (len(batch.facts), batch.cursor, batch.refused) == (2, "2", 0)


# ---- the contract
@pytest.mark.parametrize(("change", "field"), [
    ({"contribution": "tax"}, "contribution"), ({"month": "2021-13"}, "month"),
    ({"payer": " "}, "payer"), ({"payer_bin": "12"}, "payer_bin"), ({"amount": 0}, "amount"),
    ({"amount": True}, "amount"), ({"withheld": "no"}, "withheld"), ({"payer": "a\nb"}, "payer"),
])
def test_a_fact_of_another_shape_is_refused(change: dict[str, Any], field: str) -> None:
    """The field is named, its value never."""
    row = a_fact().to_json()
    row["data"] |= change
    with pytest.raises(BadFact, match=f"^{field}$"):
        Fact.read(row)


@pytest.mark.parametrize("change", [
    {"id": ""}, {"kind": "tax"}, {"iin": "1"}, {"source": ""}, {"at": "2021-06-01T09:00:00"},
    {"at": 5}, {"data": {}}, {"more": 1},
])
def test_a_head_of_another_shape_is_refused(change: dict[str, Any]) -> None:
    """Nothing is repaired, nothing is taken over that the page does not name."""
    with pytest.raises(BadFact):
        Fact.read({**a_fact().to_json(), **change})


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
                    max_leaves=8))
def test_whatever_is_sent_is_refused_or_read(value: Any) -> None:
    """Any JSON instead of a fact ends in BadFact, nothing else."""
    with pytest.raises(BadFact):
        Fact.read(value)


def test_a_foreign_signature_is_no_answer(feed: SimulatedFacts) -> None:
    """Unsigned, signed by another key, or changed after signing: asked for again."""
    good = feed.answer("", 10)
    changed = base64.urlsafe_b64encode(b'{"cursor":"9","facts":[]}').decode().rstrip("=")
    bad: list[dict[str, Any]] = [{}, {**good, "signature": ""}, {**good, "payload": changed},
           {**good, "protected": "e30"}, feed.answer("", 10, SECRET[::-1]),
           {**good, "signature": "я"}]
    for envelope in bad:
        with pytest.raises(OutsideDown):
            read_batch(envelope, SharedSecret(SECRET), "")


def test_one_bad_fact_does_not_hold_up_the_others(tmp_path: Path) -> None:
    """It is counted and left out."""
    feed = SimulatedFacts(tmp_path, Controls())
    feed.tell(a_fact())
    with (tmp_path / "facts.jsonl").open("a") as file:
        file.write('{"key": "x", "fact": {"id": "x"}}\n')
    feed.tell(a_fact("f-3"))
    batch = feed.since("")
    assert ([f.id for f in batch.facts], batch.refused, batch.cursor) == (["f-1", "f-3"], 1, "3")


def test_the_simulator_misbehaves_on_demand(tmp_path: Path) -> None:
    """Down, a foreign key and a lost answer are OutsideDown; not_found tells nothing."""
    controls = Controls()
    feed = SimulatedFacts(tmp_path, controls, timeout_s=0.1)
    assert feed.tell(a_fact()) is True
    assert feed.tell(a_fact()) is False
    for mode in ("down", "mismatch", "lost_ack"):
        controls.set("facts", mode)  # type: ignore[arg-type]
        with pytest.raises(OutsideDown):
            feed.since("")
    controls.set("facts", "not_found")
    assert feed.since("7") == FactBatch((), "7")


# ---- over the wire
def test_the_feed_is_read_over_http_and_checked(feed: SimulatedFacts) -> None:
    """RS256 by the sender's public key; the cursor travels in the question."""
    key = pki.key("ca")

    def reply(asked: Request) -> Answer:
        body = base64.urlsafe_b64decode(feed.answer("1", 5)["payload"] + "==")
        protected, _, signature = PrivateKey(key).sign(body).partition("..")
        payload = base64.urlsafe_b64encode(body).decode().rstrip("=")
        return Answer(body={"protected": protected, "payload": payload, "signature": signature})

    with http_double(reply) as server:
        end = Endpoint(server.url)
        batch = SignedFeed(end, PublicKey(key.public_key())).since("a b", 5)
        with pytest.raises(OutsideDown):
            SignedFeed(end, PublicKey(pki.key("forger").public_key())).since("1")
    assert [f.id for f in batch.facts] == ["f-2"]
    assert server.requests[0].path == "/facts?after=a%20b&limit=5"


def test_the_factory_builds_the_feed_that_is_set_up(tmp_path: Path) -> None:
    """Off in production unless asked for; a key that is none stops the start."""
    pem = pki.key("ca").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    url = {"url": "https://facts.example.kz", "backend": "signed_json"}
    base = {"production": True, "folder": str(tmp_path), "eds": {"backend": "off"}}
    assert isinstance(factory(base).facts, NoFacts)
    assert isinstance(factory({**base, "facts": {**url, "public_key": pem.decode()}}).facts,
                      SignedFeed)
    assert isinstance(factory({**base, "facts": {**url, "secret": "s" * 32}}).facts, SignedFeed)
    with pytest.raises(SetupFault, match="public_key"):
        factory({**base, "facts": {**url, "public_key": "nonsense"}})
    with pytest.raises(SetupFault, match="simulator"):
        factory({**base, "facts": {"backend": "simulator"}})


# ---- what is kept
def test_only_facts_about_the_unemployed_are_kept_and_once(w: World, tmp_path: Path) -> None:
    """Par. 44(1): of strangers and jobseekers nothing is kept; a second reading adds nothing."""
    jobseeker = w.a_person(state="jobseeker", born="1991-06-13")
    person = w.a_person(state="unemployed")
    feed = SimulatedFacts(tmp_path, Controls())
    feed.tell(a_fact("f-1", iin=person.iin or ""))
    feed.tell(a_fact("f-2", iin=jobseeker.iin or ""))
    feed.tell(a_fact("f-3"))
    first = work.take(w.store, feed, w.now)
    assert (first.kept, first.nobody, first.known) == (1, 2, 0)
    feed.tell(a_fact("f-4", "court", iin=person.iin or ""))
    again = work.take(w.store, feed, w.now)
    assert (again.kept, again.nobody) == (1, 0)
    with w.read() as session:
        rows = {r.register: r for r in session.query(RegisterAnswer)}
    assert set(rows) == {"contributions", "conviction"}
    kept = rows["contributions"]
    assert (kept.purpose, kept.source, kept.person_id) == ("44", "БЖЗҚ", person.id)
    assert (kept.answer["month"], kept.answer["payer"]) == ("2021-05-01", "Нұрлы үй ЖШС")
    assert kept.answered_at == AT


def test_a_repeated_id_is_kept_once(w: World, tmp_path: Path) -> None:
    """A sender that starts again from the beginning adds nothing."""
    person = w.a_person(state="unemployed")
    fact = a_fact("f-1", iin=person.iin or "")

    class Twice:
        """Tells the same fact under two cursors."""

        def since(self, cursor: str, limit: int = 200) -> FactBatch:
            return FactBatch((fact,), "2" if cursor else "1")

    done = work.take(w.store, Twice(), w.now)
    assert (done.kept, done.known) == (1, 2)


def test_a_feed_that_is_down_is_read_later(w: World, tmp_path: Path) -> None:
    """Nothing is lost: the reading goes on from where it ended."""
    person = w.a_person(state="unemployed")
    controls = Controls()
    feed = SimulatedFacts(tmp_path, controls, timeout_s=0.1)
    feed.tell(a_fact("f-1", iin=person.iin or ""))
    controls.set("facts", "down")
    assert work.take(w.store, feed, w.now).kept == 0
    controls.set("facts", "up")
    assert work.take(w.store, feed, w.now).kept == 1
