"""The same small console as the tests of the framework."""

from __future__ import annotations

from tests.test_fab.conftest import filled, world

__all__ = ["filled", "world"]
