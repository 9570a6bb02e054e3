"""The stories of the demonstration: one person each, told through the steps of the chapters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from console.demo.teller import Teller


def tell_all(t: Teller, seed: int, real: datetime, note: Callable[[int, int], None]) -> None:
    """Tell every story the installed chapters allow."""
