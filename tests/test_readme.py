"""The README promises nothing that is not there: commands, paths, links, logins, pictures."""

from __future__ import annotations

import csv
import re
import struct
from pathlib import Path

import click
import pytest

from console.cli import group
from console.config import load_settings
from console.demo.region import OUTSIDERS, PASSWORD, PIN, SEEKERS, STAFF
from console.hookspecs import Hooks

ROOT = Path(__file__).resolve().parent.parent
PAGES = (
    "README.md", "CHANGELOG.md", "docs/architecture.md", "docs/benchmarks.md", "forms/README.md",
    "plugins/README.md", "instance/README.md",
)
README = (ROOT / "README.md").read_text(encoding="utf-8")
CODE = re.compile(r"`([^`\n]+)`")
BLOCK = re.compile(r"^ {4}(\S.*)$", re.M)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
PLACE = re.compile(r"^(?:\.ci|console|plugins|forms|reports|tests|bench|docs|instance)/[\w./<>-]*$")
#: made by people or at the first start, not by a checkout
OWN = {"instance/outside/simulator.toml"}


def said() -> list[str]:
    """What the README sets in code: lines of blocks and pieces of lines, comments cut off."""
    return [line.partition(" #")[0].strip() for line in (*BLOCK.findall(README),
                                                         *CODE.findall(README))]


def commands() -> list[str]:
    """Every ``jumys …`` of the README."""
    cut = {line.removeprefix(".venv/bin/") for line in said()}
    return sorted(line for line in cut if line.startswith("jumys "))


def places() -> list[str]:
    """Every path of the checkout the README names."""
    return sorted({word for word in said() if PLACE.match(word)} - OWN)


@pytest.mark.parametrize("line", commands())
def test_every_command_exists_with_its_options(line: str) -> None:
    """``jumys`` knows the words and the options of every line a reader may copy."""
    command: click.Command = group
    words = line.split()[1:]
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name = words.pop(0)
        found = command.get_command(click.Context(command), name)
        assert found is not None, f"{line}: there is no {name}"
        command = found
    known = {option for param in command.params for option in param.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_every_make_target_exists() -> None:
    """``make run``, ``make test`` and the others are targets of the Makefile."""
    targets = set(re.findall(r"^(\w[\w-]*):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    named = {word for line in said() for word in re.findall(r"\bmake (\w+)", line)}
    assert {"run", "test"} <= named <= targets


@pytest.mark.parametrize("place", places())
def test_every_path_exists(place: str) -> None:
    """A path stands in the checkout; ``<chapter>`` and ``<name>`` stand for at least one."""
    assert list(ROOT.glob(re.sub(r"<\w+>", "*", place).rstrip("/"))), place


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    """Every link inside the repository ends at a file, every address is our own."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in LINK.findall(text):
        assert ((ROOT / page).parent / target.partition("#")[0]).exists(), f"{page}: {target}"
    addresses = re.findall(r"https?://[\w.:-]+", text)
    assert all(a.startswith(("http://127.0.0.1", "https://…")) for a in addresses)


def test_every_demo_login_is_named_with_its_password_and_pin() -> None:
    """The table lists the logins ``jumys demo`` makes, no more and no less."""
    part = README.partition("## Demo logins")[2].partition("\n## ")[0]
    made = {row.login for row in STAFF} | set(OUTSIDERS) | set(SEEKERS)
    named = {word for word in CODE.findall(part) if re.fullmatch(r"[a-z]+[23]?", word)}
    assert named == made
    assert PASSWORD in part
    assert PIN in part


def test_every_hook_of_the_table_exists() -> None:
    """What to write for a paragraph, form, step, notice, report or region names real hooks."""
    named = set(re.findall(r"`(declare_\w+)`", README))
    assert len(named) > 5
    assert named <= set(dir(Hooks))


def test_settings_named_are_settings() -> None:
    """``JUMYS_…`` of the README reach the settings."""
    known = {"INSTANCE", "REFERENCE", "REQUIRE_BROWSER", "REQUIRE_POSTGRES"}
    known |= {name.upper() for name in vars(load_settings({}, {"JUMYS_INSTANCE": "none"}))}
    assert set(re.findall(r"JUMYS_([A-Z_]+[A-Z])", README)) <= known


@pytest.mark.parametrize(("name", "width"), [("worklist.png", 1366), ("worklist-390.png", 390)])
def test_pictures_are_small_and_of_their_width(name: str, width: int) -> None:
    """A picture weighs under 200 kB and is as wide as the screen it shows."""
    data = (ROOT / "docs" / name).read_bytes()
    assert len(data) < 200_000
    assert struct.unpack(">I", data[16:20])[0] == width


def test_security_requirements_name_what_proves_them() -> None:
    """A requirement said to be met points at a test, a file or a setting that exists."""
    with (ROOT / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["state"] for row in rows} <= {
        "met", "partly", "not met", "deployment", "not assessed"}
    for row in rows:
        path, _, test = row["evidence"].partition("::")
        if test:
            assert f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), row["evidence"]
