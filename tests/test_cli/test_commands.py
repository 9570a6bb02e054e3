"""The command line: help for everything, exit 0 on success only, one sentence on stderr."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from console.cli import COMMANDS, run
from console.clock import STAMP
from console.data.access import Setting
from console.data.actors import Place
from console.data.documents import Document
from console.data.store import Store
from console.scope import SYSTEM
from tests.make import World

Jumys = Callable[..., tuple[int, str, str]]


@pytest.fixture
def jumys(
    tmp_path: Path, store_url: str, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> Jumys:
    """``jumys(*words)`` on an instance of the test's own: exit code, stdout, stderr."""
    monkeypatch.setenv("JUMYS_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("JUMYS_DATABASE_URL", store_url)
    monkeypatch.setenv("JUMYS_SECRET_KEY", "a-key-for-tests-only-0123456789-abcdefgh")

    def call(*words: str) -> tuple[int, str, str]:
        capfd.readouterr()
        code = run(list(words))
        out, err = capfd.readouterr()
        return code, out, err

    return call


def stamped(store: Store) -> None:
    """Make the database a demonstration's."""
    with store.write(SYSTEM) as session:
        session.add(Setting(key=STAMP, value={"stage": "done"}))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help(jumys: Jumys, name: str) -> None:
    """``--help`` exits 0 and says what the command does."""
    code, out, err = jumys(name, "--help")
    assert (code, err) == (0, "")
    assert "Usage:" in out
    assert len(out.splitlines()) > 4


@pytest.mark.parametrize(
    "words",
    [
        ("nothing",), ("clock", "--advance", "soon"), ("clock", "--advance", "3d"),
        ("report", "nothing", "--from", "2021-01-01", "--to", "2021-02-01", "--out", "x.xlsx"),
        ("bench", "nothing"), ("plugin", "check", "nothing"), ("plugin", "new", "Bad-Name"),
        ("import", "nothing", __file__), ("verify", __file__), ("dictionary", "load", "kato",
                                                                __file__),
        ("serve", "--port", "x"),
    ],
)
def test_a_failure_is_one_sentence_and_an_exit_code(jumys: Jumys, words: tuple[str, ...]) -> None:
    """Errors go to stderr alone, in one line; nothing is printed as if it had worked."""
    code, out, err = jumys(*words)
    assert code != 0
    assert out == ""
    assert err.startswith("Error: ")
    assert len(err.strip().splitlines()) == 1


def test_init_makes_an_instance_once(jumys: Jumys, tmp_path: Path) -> None:
    """A folder with a settings file only its owner may read; never overwritten."""
    place = tmp_path / "new"
    assert jumys("init", str(place))[0] == 0
    config = place / "config.py"
    assert config.stat().st_mode & 0o077 == 0
    assert "SECRET_KEY" in config.read_text(encoding="utf-8")
    before = config.read_bytes()
    assert jumys("init", str(place))[0] == 1
    assert config.read_bytes() == before


def test_commands_ask_for_a_migration_first(
    jumys: Jumys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty database is told as such, not as a traceback."""
    monkeypatch.setenv("JUMYS_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    code, _out, err = jumys("sweep")
    assert code == 1
    assert "jumys migrate" in err


def test_the_clock_moves_on_a_demonstration_only(jumys: Jumys, store: Store) -> None:
    """3d is three days of seconds; --reset goes back."""
    assert jumys("clock", "--advance", "1d")[0] == 1
    stamped(store)
    assert jumys("clock", "--advance", "3d")[0] == 0
    assert "offset 259200 s" in jumys("clock")[1]
    assert "offset 0 s" in jumys("clock", "--reset")[1]


def test_a_demonstration_serves_this_machine_only(jumys: Jumys, store: Store) -> None:
    """0.0.0.0 is refused where known passwords open every door."""
    stamped(store)
    code, _out, err = jumys("serve", "--host", "0.0.0.0")  # noqa: S104
    assert code == 2
    assert "this machine only" in err


def test_listings_are_json(jumys: Jumys) -> None:
    """Steps, forms and the rules as data for other programs."""
    steps = json.loads(jumys("steps", "--json")[1])
    assert {"name", "paragraph", "from", "to", "roles"} <= set(steps[0])
    forms = {f["name"]: f for f in json.loads(jumys("forms", "--json")[1])}
    assert forms["application"]["annex"] == "1.1"
    code, out, _err = jumys("rules", "--json")
    rows = {row["paragraph"] for row in json.loads(out)}
    assert code == 0
    assert rows >= {str(n) for n in range(1, 65)}


def test_sweep_says_what_it_did(jumys: Jumys, store: Store) -> None:
    """The lapsed day of par. 24 opens the status case; the sentence and the act are printed."""
    world = World(store)
    world.a_registered_jobseeker()
    code, out, _err = jumys("sweep")
    assert code == 0
    assert "1 lapsed" in out
    assert "unemployed_status.open_case" in out


def test_doctor_finds_a_missing_trigger_and_wrong_counters(
    jumys: Jumys, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sound installation passes; a meddled one is told where."""
    from console.data import store as stores

    # an installation waits for the disk; the tests' own stores do not
    careful = getattr(stores._sqlite_connect, "__wrapped__", stores._sqlite_connect)
    monkeypatch.setattr(stores, "_sqlite_connect", careful)
    World(store).a_registered_jobseeker()
    sound = jumys("doctor", "--recount")
    assert sound[0] == 0, sound
    with store.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER tr_entry_no_update"))
        connection.execute(text("UPDATE counter SET value = value + 1"))
    code, out, err = jumys("doctor", "--recount")
    assert code == 1
    assert "tr_entry_no_update" in out
    assert "wrong  counter" in out
    assert "things are wrong" in err


def test_meddled_figures_are_told_and_written_anew(jumys: Jumys, store: Store) -> None:
    """The rows win: what differs is told by count, day and office, and repaired on request."""
    World(store).a_registered_jobseeker()
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE counter SET value = 7 WHERE measure = 'jobseeker.came'"))
        connection.execute(text("DELETE FROM counter WHERE measure = 'registration.opened'"))
    _code, out, _err = jumys("doctor", "--recount")
    assert "wrong  figures" in out
    assert "jobseeker.came" in out
    _code, out, _err = jumys("doctor", "--recount", "--repair")
    assert "counters were written anew" in out
    assert "wrong  figures" not in out
    code, _out, err = jumys("doctor", "--repair")
    assert code != 0
    assert "--repair goes with --recount" in err


def test_audit_verify_names_the_row(jumys: Jumys, store: Store, tmp_path: Path) -> None:
    """Whole after sealing; a changed line is named on stderr."""
    from console.work.sealer import anchor_file, seal

    world = World(store)
    world.a_registered_jobseeker()
    seal(store, anchor_file(tmp_path / "instance"), world.now)
    assert jumys("audit", "verify")[0] == 0
    with store.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER tr_journal_line_no_update"))
        connection.execute(text("UPDATE journal_line SET actor = 'x' WHERE id = 2"))
    code, _out, err = jumys("audit", "verify")
    assert code == 1
    assert "Line 2" in err


def test_a_signed_document_is_verified_by_its_bytes(
    jumys: Jumys, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Genuine bytes are known; one changed byte is not."""
    world = World(store)
    world.a_registered_jobseeker()
    stamped(store)
    monkeypatch.setattr("console.commands.base.Instance.outside", world.outside)
    with store.session(SYSTEM) as session:
        content = session.scalar(select(Document.pdf).where(Document.state == "signed"))
    assert content is not None
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(content)
    code, out, _err = jumys("verify", str(paper))
    assert code == 0
    assert json.loads(out)["status"] == "valid"
    paper.write_bytes(content + b" ")
    assert jumys("verify", str(paper))[0] == 1


def test_backup_and_restore_bring_everything_back(
    jumys: Jumys, store: Store, tmp_path: Path
) -> None:
    """A copy taken while running; restoring asks before it replaces, and refuses damage."""
    stamped(store)
    copy = tmp_path / "copy.db"
    assert jumys("backup", str(copy))[0] == 0
    assert jumys("backup", str(copy))[0] == 1
    with store.write(SYSTEM) as session:
        session.delete(session.get_one(Setting, STAMP))
    store.dispose()
    assert jumys("restore", str(copy))[0] == 1
    assert jumys("restore", "--replace", str(copy))[0] == 0
    with store.session(SYSTEM) as session:
        assert session.get(Setting, STAMP) is not None
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database at all" * 100)
    assert jumys("restore", "--replace", str(broken))[0] == 1


def test_places_are_loaded_from_a_table(jumys: Jumys, store: Store, tmp_path: Path) -> None:
    """Codes get their parents; loading the same file again changes nothing."""
    path = tmp_path / "kato.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["kato", "kato_version", "level", "type_code", "name_ru", "name_kk"])
        out.writerow(["190000000", "T 1", "oblast", "0", "область", "облыс"])
        out.writerow(["194000000", "T 1", "district", "4", "район", "аудан"])
        out.writerow(["194081100", "T 1", "settlement", "2", "село", "ауыл"])
    assert "3 new" in jumys("dictionary", "load", "kato", str(path))[1]
    assert "3 as before" in jumys("dictionary", "load", "kato", str(path))[1]
    with store.session(SYSTEM) as session:
        village = session.scalars(select(Place).where(Place.code == "194081100")).one()
        assert (village.parent, village.rural) == ("194000000", True)


def test_a_dictionary_gets_entries_through_acts(
    jumys: Jumys, store: Store, tmp_path: Path
) -> None:
    """Each entry is created and published by the content type's own steps, once."""
    assert World(store).offices
    path = tmp_path / "own.csv"
    path.write_text("code,label_kk,label_ru,label_en\nx1,Бір,Один,One\n", encoding="utf-8")
    assert "1 new" in jumys("dictionary", "load", "industry", str(path))[1]
    assert "1 as before" in jumys("dictionary", "load", "industry", str(path))[1]
    with store.session(SYSTEM) as session:
        from console.data.journal import JournalLine

        count = session.scalar(select(func.count()).select_from(JournalLine).where(
            JournalLine.step == "content.create_dictionary_entry"))
    assert count == 1


def test_a_plugin_is_made_checked_and_removed(jumys: Jumys, tmp_path: Path) -> None:
    """The scaffold's own test passes; what it may not import is found."""
    assert jumys("plugin", "new", "oblast")[0] == 0
    assert jumys("plugin", "check", "oblast")[0] == 0
    path = tmp_path / "instance" / "plugins" / "oblast.py"
    path.write_text("import flask\n" + path.read_text(encoding="utf-8").replace(
        "from __future__ import annotations\n", ""), encoding="utf-8")
    code, _out, err = jumys("plugin", "check", "oblast")
    assert code == 1
    assert "imports flask" in err
    assert jumys("plugin", "remove", "oblast")[0] == 0
    assert "oblast" not in jumys("plugin", "list")[1]


def test_demo_refuses_production_and_public_addresses(
    jumys: Jumys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known passwords never reach a real installation."""
    monkeypatch.setenv("JUMYS_MODE", "production")
    assert jumys("demo")[0] == 1
    monkeypatch.setenv("JUMYS_MODE", "")
    monkeypatch.setenv("JUMYS_PUBLIC_URL", "https://jumys.example.kz")
    assert jumys("demo")[0] == 1
