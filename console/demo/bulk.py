"""Many people from few stories: rows repeated with other names, numbers and days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from console.demo.teller import Teller


def load(
    t: Teller, persons: int, seed: int, real: datetime, note: Callable[[int, int], None]
) -> None:
    """Load people until there are ``persons``."""
