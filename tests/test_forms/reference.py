"""The reference data: the text of the Rules and its tables, or a clear skip."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parents[2]


def folder() -> Path:
    """The folder of the reference data; skips the test when it is missing."""
    found = Path(os.environ.get("JUMYS_REFERENCE", HERE.parent / "shared"))
    if not (found / "rules" / "order-259.kk.txt").is_file():
        pytest.skip(f"reference data not found in {found}; set JUMYS_REFERENCE")
    return found


@cache
def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def order_text() -> str:
    """The text of the Rules in Kazakh."""
    return _read(folder() / "rules" / "order-259.kk.txt")


def tables() -> dict[str, list[dict[str, Any]]]:
    """Rows of the reference tables by table id."""
    raw = json.loads(_read(folder() / "rules" / "tables.json"))
    return {table["id"]: table["rows"] for table in raw}
