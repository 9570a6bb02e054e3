"""What may stand in the repository: our own words, for any machine."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Written in pieces, so that this file does not find itself.
MACHINE = re.compile(r"/(?:wor[k]|far[m]|roo[t]|hom[e])/[\w.]")
INDEX = re.compile(r"pyp[i]\.org|pythonhoste[d]|npmj[s]|deb\.debia[n]|--(?:extra-)?index-ur[l][ =]")
FOREIGN_NAME = re.compile(r"\.min\.(?:js|css)$|\.map$|(?:^|/)(?:node_modules|vendor|third_party)/")
FOREIGN_TEXT = re.compile(r"@licens[e]|@preserv[e]|SPDX-Licens[e]|All rights reserve[d]", re.I)
BUILT = re.compile(r"\.(?:mo|pyc|whl|gz|zip|jar|so|exe|woff2?|ttf|otf|db|sqlite3?)$")
LARGEST = 300_000  # bytes


@cache
def tracked() -> tuple[Path, ...]:
    """Files git keeps, from the root; skips outside a checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    names = [name for name in listed.stdout.split("\0") if name]
    return tuple(Path(name) for name in names if (ROOT / name).is_file())


@cache
def text(path: Path) -> str:
    """The file's text; what is no UTF-8 counts as empty."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def hits(pattern: re.Pattern[str]) -> list[str]:
    """``path: match`` for each tracked file the pattern is found in."""
    found = [(path, pattern.search(text(path))) for path in tracked()]
    return [f"{path}: {match.group()}" for path, match in found if match]


def test_no_file_of_others() -> None:
    """Nothing third-party, minified or vendored: all of it comes as a pinned package."""
    assert len(tracked()) > 10
    assert not [str(path) for path in tracked() if FOREIGN_NAME.search(path.as_posix())]
    assert not hits(FOREIGN_TEXT)


def test_no_built_or_heavy_file() -> None:
    """Catalogs are compiled at the start, packages at the release, fonts come with packages."""
    assert not [str(path) for path in tracked() if BUILT.search(path.name)]
    heavy = [path for path in tracked() if (ROOT / path).stat().st_size > LARGEST]
    assert not heavy


def test_styles_and_scripts_are_written_for_readers() -> None:
    """A line of more than 400 signs is no line a person wrote."""
    ours = [path for path in tracked() if path.suffix in (".js", ".css")]
    assert not [str(p) for p in ours if any(len(line) > 400 for line in text(p).splitlines())]


def test_no_path_of_a_machine() -> None:
    """A clone works wherever it lies."""
    assert not hits(MACHINE)


def test_no_package_index_is_named() -> None:
    """Where packages come from is the machine's own setting."""
    assert not hits(INDEX)


def test_the_installation_keeps_its_own_things_out() -> None:
    """Of instance/ only the example and its description are kept."""
    kept = {path.as_posix() for path in tracked() if path.parts[0] == "instance"}
    assert kept == {"instance/config.example.py", "instance/README.md"}
