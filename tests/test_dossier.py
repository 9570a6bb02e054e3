"""The dossier of a decision: everything behind it in one file that others check alone."""

from __future__ import annotations

import base64
import json
import random
from pathlib import Path
from typing import Any

import pytest

from console.data.store import Store
from console.dossier import build
from console.dossier_check import Report, check
from console.dossier_file import (
    BrokenFile,
    as_json,
    fingerprint,
    mark_of,
    pack,
    sealing_key,
    unpack,
)
from console.errors import NotFound
from console.work import sealer
from tests.make import World
from tests.test_attacks.test_signing import STEP, checked

SECRET = "a secret of forty bytes and some more words"
OWN = mark_of(SECRET)


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


@pytest.fixture
def anchor(tmp_path: Path) -> Path:
    return tmp_path / "anchor.jsonl"


def decided(world: World, anchor: Path) -> str:
    """Number of a signed decision on registration as unemployed, sealed and anchored."""
    case = checked(world)
    number = world.sign(STEP, case, by="head").documents[0]
    sealer.seal(world.store, anchor, world.now)
    return number


def made(world: World, anchor: Path) -> bytes:
    """The dossier of such a decision."""
    return build(world.store, world.catalog, decided(world, anchor), secret=SECRET,
                 anchor=anchor).data


def checked_by(world: World, data: bytes, anchor: Path | None = None) -> Report:
    """The report of somebody who trusts the demonstration authority and knows the console."""
    assert world.outside.demo_ca is not None
    heads = sealer.anchors(anchor) if anchor else None
    return check(data, world.outside.demo_ca.trust(), heads=heads, keys=[OWN])


def forged(data: bytes, name: str, change: Any) -> bytes:
    """The dossier with one file changed by somebody who seals it anew with another key."""
    manifest, files = unpack(data)
    about = {k: manifest[k] for k in ("document", "case", "kind")}
    files[name] = change(files[name])
    return pack(about, files, sealing_key("somebody else's secret, long enough too"))


def in_json(change: Any) -> Any:
    """A change of the JSON object in a file."""

    def changed(data: bytes) -> bytes:
        value = json.loads(data)
        change(value)
        return as_json(value)

    return changed


def test_a_dossier_is_whole_and_says_what_was_decided(world: World, anchor: Path) -> None:
    """Par. 32: document, signature, certificates, revocation answers, chain: all hold together."""
    report = checked_by(world, made(world, anchor), anchor)
    assert report.faults == [] and report.notes == []
    assert report.facts["outcome"] == "registered"
    [mark] = report.facts["signatures"]
    assert mark["status"] == "valid" and mark["legally_recognised"] is False


def test_the_same_records_give_the_same_bytes(world: World, anchor: Path) -> None:
    """Two downloads of one decision are one file."""
    number = decided(world, anchor)
    twice = {build(world.store, world.catalog, number, secret=SECRET, anchor=anchor).sha256
             for _ in range(2)}
    assert len(twice) == 1


def test_it_holds_rules_law_clocks_notices_and_sources(world: World, anchor: Path) -> None:
    """F-133: inputs with source, rules asked, paragraphs as worded, clocks with their days."""
    _manifest, files = unpack(made(world, anchor))
    told = {name: json.loads(data) for name, data in files.items() if name.endswith(".json")}
    [act] = told["rules.json"]["acts"]
    assert "plugins.unemployed_status.rules.no_ground_of_34" in {r["rule"] for r in act["rules"]}
    assert act["facts"]["findings"]
    assert {"31", "32"} <= {p["paragraph"] for p in told["law.json"]["paragraphs"]}
    assert all(p["kk"] for p in told["law.json"]["paragraphs"])
    assert {c["deadline"] for c in told["clocks.json"]["clocks"]} >= {"D-10", "D-11"}
    assert all(c["receipt"] for c in told["clocks.json"]["clocks"])
    assert {r["register"] for r in told["inputs.json"]["registers"]} >= {"employment", "student"}
    assert told["notices.json"]["notices"]


def test_it_names_the_person_only_where_the_decision_does(world: World, anchor: Path) -> None:
    """Outside the document itself stand neither IIN, telephone nor address of the person."""
    number = decided(world, anchor)
    data = build(world.store, world.catalog, number, secret=SECRET, anchor=anchor).data
    person = world.person_of(unpack(data)[0]["case"])
    for name, content in unpack(data)[1].items():
        if name.endswith((".json", ".txt")):
            for secret in (person.iin, person.mobile, person.surname):
                assert secret and secret.encode() not in content, (name, secret)


def test_only_signed_documents_have_one(world: World, anchor: Path) -> None:
    """What is prepared or unknown has nothing behind it yet."""
    case = checked(world)
    prepared = world.prepare(STEP, case, "head")
    for number in (prepared.number, "D-AAAAA-AAAAA"):
        with pytest.raises(NotFound):
            build(world.store, world.catalog, number, secret=SECRET)


def test_any_changed_byte_is_found(world: World, anchor: Path) -> None:
    """Three hundred places of the file, envelope included: none may be changed unseen."""
    data, chance = made(world, anchor), random.Random(259)
    places = [*range(60), *range(len(data) - 60, len(data))]
    places += [chance.randrange(len(data)) for _ in range(180)]
    for place in places:
        other = bytearray(data)
        other[place] ^= 1 << chance.randrange(8)
        with pytest.raises(BrokenFile):
            unpack(bytes(other))
    for cut in (data[:-1], data + b"x", data[:1000], b"", b"PK\x05\x06" + bytes(18)):
        with pytest.raises(BrokenFile):
            unpack(cut)


def test_a_forger_with_another_key_is_named(world: World, anchor: Path) -> None:
    """A file sealed anew is whole, but not by the key the checker knows."""
    data = made(world, anchor)
    other = forged(data, "clocks.json", in_json(lambda v: v["clocks"].clear()))
    assert any("another key" in fault for fault in checked_by(world, other, anchor).faults)


@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        ("decision.json", lambda v: v["document"].update(sha256="0" * 64), "not the one"),
        ("decision.json", lambda v: v["decision"].update(decided_at="2021-01-01T00:00:00+00:00"),
         "No act of the journal took this decision"),
        ("journal.json", lambda v: v["lines"][1]["line"].update(actor="Басқа"), "was changed"),
        ("journal.json", lambda v: v["lines"].reverse(), "out of order"),
        ("journal.json", lambda v: v["lines"][0]["seal"].update(previous="1" * 64), "was changed"),
        ("journal.json", lambda v: v["lines"][0]["way"].pop(0), "chain is broken"),
        ("journal.json", lambda v: v["lines"][0]["anchor"].update(line=999999), "not among"),
        ("journal.json", lambda v: v["lines"].pop(), "No act of the journal"),
    ],
)
def test_a_forged_story_does_not_hold(
    world: World, anchor: Path, name: str, change: Any, sentence: str
) -> None:
    """Even sealed anew, a changed story contradicts the chain, the heads or the signature."""
    data = forged(made(world, anchor), name, in_json(change))
    assert any(sentence in fault for fault in checked_by(world, data, anchor).faults)


def test_other_bytes_under_the_signature_are_found(world: World, anchor: Path) -> None:
    """A document drawn anew was not signed."""
    data = made(world, anchor)
    pdf = next(name for name in unpack(data)[1] if name.endswith(".pdf"))
    other = forged(data, pdf, lambda content: content + b"\n")
    faults = checked_by(world, other, anchor).faults
    assert any("Another document was signed" in fault for fault in faults)


def test_somebody_elses_signature_is_found(world: World, anchor: Path) -> None:
    """A good signature of another official over the same bytes is not the head's."""
    data = made(world, anchor)
    _manifest, files = unpack(data)
    pdf = next(content for name, content in files.items() if name.endswith(".pdf"))
    cms = next(name for name in files if name.endswith("signature.p7s"))
    world._key("director")
    assert world.outside.demo_ca is not None
    other = forged(data, cms, lambda _: world.outside.demo_ca.sign("director", "1234", pdf))
    faults = " ".join(checked_by(world, other, anchor).faults)
    assert "IIN in the certificate is not the signer's" in faults


def test_without_a_trusted_authority_no_signature_is_believed(world: World, anchor: Path) -> None:
    """The certificates a dossier brings are no reason to believe it."""
    from console.outside.eds.trust import TrustStore

    report = check(made(world, anchor), TrustStore([]), keys=[OWN])
    assert any("No trusted certification authorities" in fault for fault in report.faults)


def test_the_manifests_key_is_the_consoles(world: World, anchor: Path) -> None:
    """The key derives from the console's secret, so every node seals alike."""
    manifest, _files = unpack(made(world, anchor))
    assert fingerprint(base64.b64decode(manifest["sealed_by"])) == OWN
