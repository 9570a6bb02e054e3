"""Jumys console: the host. It knows no chapter and no paragraph of the Rules.

The four top-level packages have generic names, so a foreign distribution could shadow one of
them without a word. The guard below turns that into one clear sentence at import time.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

__version__ = "0.1.0"

_HOME = Path(__file__).resolve().parent.parent


def _guard() -> None:
    for name in ("plugins", "forms", "reports"):
        spec = find_spec(name)
        found = spec.submodule_search_locations if spec else None
        places = [Path(p).resolve() for p in found or ()]
        if _HOME / name not in places:
            raise ImportError(
                f"The package '{name}' beside the console in {_HOME} is missing or hidden by "
                f"another distribution ({places or 'not found'}); install jumys-console into its "
                "own virtual environment."
            )


_guard()
