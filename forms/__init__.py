"""The forms: what is asked, in which words, and how it is printed.

Each folder holds one form (``form.toml`` and, where it is printed, ``print.typ``); the modules
beside them are the small engine that reads them. Nothing here knows the web or the database.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent
"""Folder of the forms that ship with the console."""
