"""The shipped law, its reference text and small law files for the tests of this folder."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from console.law import LawBook, load_deadlines, load_law

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = ("general", "registration", "unemployed_status", "complaints", "mediation")

EDITION = """
[[edition]]
id = "e1"
name = {kk = "к", ru = "р", en = "e"}
valid_from = 2020-01-01
"""

PARAGRAPH = """
[[paragraph]]
number = "7"
bookmark = "z40"
section = "2.1"
edition = "e1"
restated_by = "194"
kk = "Мәтін"
gist = {ru = "Суть", en = "Gist"}
status = "implemented"
"""

DEADLINE = """
[[deadline]]
id = "D-90"
paragraph = "7"
title = {kk = "к", ru = "р", en = "e"}
consequence = {kk = "к", ru = "р", en = "e"}
responsible = "center"
kind = "duty"
starts_on = ["invented.open_it"]
stops_on = ["invented.close_it"]
scheme = "5day"
[[deadline.value]]
from = 2020-01-01
edition = "e1"
amount = 3
unit = "working_day"
source = {kk = "к", ru = "р", en = "e"}
"""


@cache
def shipped() -> LawBook:
    """The book of the five chapters of the product."""
    folders = [ROOT / "plugins" / name for name in CHAPTERS]
    return LawBook.merge(
        [load_law(f / "law.toml") for f in folders],
        [d for f in folders for d in load_deadlines(f / "deadlines.toml")],
    )


def order_text() -> str:
    """The text of the order, or a skip that says which folder is missing."""
    folder = Path(os.environ.get("JUMYS_REFERENCE") or ROOT.parent / "shared")
    path = folder / "rules" / "order-259.kk.txt"
    if not path.is_file():
        pytest.skip(f"reference text not found: {path} (set JUMYS_REFERENCE)")
    return path.read_text(encoding="utf-8")


def write(folder: Path, name: str, text: str) -> Path:
    """A file <folder>/invented/<name> of chapter "invented" with this text."""
    path = folder / "invented" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text('chapter = "invented"\n' + text, encoding="utf-8")
    return path
