"""The region's example package, installed for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from console.catalog import Catalog, load_catalog
from console.data.base import Base
from tests import region_example


@contextmanager
def region_installed() -> Iterator[Catalog]:
    """The shipped chapters with the region's package.

    Its table is not declared afterwards: whoever compares declarations with a database that has
    no such package must not meet it.
    """
    yield load_catalog(extra=[region_example])
    table = Base.metadata.tables.get("region_note")
    if table is not None:
        Base.metadata.remove(table)
