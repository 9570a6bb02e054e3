"""``jumys verify`` on a dossier: from its bytes and what the checker trusts, without a database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.cli import run
from console.data.store import Store
from console.dossier import build
from console.dossier_file import mark_of
from console.work import sealer
from tests.make import World
from tests.test_dossier import SECRET, decided


class Elsewhere:
    """A machine that never saw the console: an empty instance and no database."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capfd = folder, capfd

    def jumys(self, *words: str) -> tuple[int, str, str]:
        """Exit code, stdout, stderr."""
        self.capfd.readouterr()
        code = run(list(words))
        return (code, *self.capfd.readouterr())


@pytest.fixture
def elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Elsewhere:
    monkeypatch.setenv("JUMYS_INSTANCE", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("JUMYS_DATABASE_URL", f"sqlite:///{tmp_path}/none/none.db")
    return Elsewhere(tmp_path, capfd)


@pytest.fixture
def kept(store: Store, tmp_path: Path) -> dict[str, Path]:
    """A dossier, the anchored heads and the authority's certificate as files."""
    world = World(store)
    files = {"anchor": tmp_path / "heads.jsonl", "dossier": tmp_path / "dossier.zip"}
    number = decided(world, files["anchor"])
    made = build(store, world.catalog, number, secret=SECRET, anchor=files["anchor"])
    files["dossier"].write_bytes(made.data)
    assert world.outside.demo_ca is not None
    files["root"] = world.outside.demo_ca.folder / "root.crt"
    return files


def test_a_whole_dossier_is_verified_offline(
    elsewhere: Elsewhere, kept: dict[str, Path]
) -> None:
    """Root, heads and key given: valid, and nothing of the console is touched."""
    code, out, err = elsewhere.jumys(
        "verify", str(kept["dossier"]), "--root", str(kept["root"]),
        "--anchor", str(kept["anchor"]), "--key", mark_of(SECRET),
    )
    assert (code, err) == (0, "")
    assert json.loads(out)["status"] == "valid"
    assert not (elsewhere.folder / "none").exists()


def test_without_heads_and_key_it_says_what_is_not_known(
    elsewhere: Elsewhere, kept: dict[str, Path]
) -> None:
    """The signature holds; who sealed the file and whether the journal was kept is only told."""
    code, _out, err = elsewhere.jumys(
        "verify", str(kept["dossier"]), "--root", str(kept["root"]))
    assert code == 0
    assert mark_of(SECRET) in err and "anchored heads" in err


def test_faults_are_named_and_the_command_fails(
    elsewhere: Elsewhere, kept: dict[str, Path], tmp_path: Path
) -> None:
    """No trusted authority, another key, other heads, a changed byte: each with its reason."""
    code, _out, err = elsewhere.jumys("verify", str(kept["dossier"]))
    assert code == 1 and "No trusted certification authorities" in err
    root = ("--root", str(kept["root"]))
    code, _out, err = elsewhere.jumys(
        "verify", str(kept["dossier"]), *root, "--key", mark_of("another secret " * 3))
    assert code == 1 and "another key" in err
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps({**sealer.anchors(kept["anchor"])[0], "hash": "0" * 64}) + "\n")
    code, _out, err = elsewhere.jumys(
        "verify", str(kept["dossier"]), *root, "--anchor", str(other))
    assert code == 1 and "not among the heads" in err
    data = bytearray(kept["dossier"].read_bytes())
    data[len(data) // 2] ^= 1
    kept["dossier"].write_bytes(data)
    code, out, err = elsewhere.jumys("verify", str(kept["dossier"]), *root)
    assert code == 1 and json.loads(out)["status"] == "invalid"
    assert err.strip().splitlines()[-1].startswith("Error: dossier.zip")
