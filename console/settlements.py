"""Settlements of a demonstration: where the simulated registers let invented people live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from console.data.actors import Place as Settlement
from console.scope import SYSTEM

if TYPE_CHECKING:
    from console.data.store import Store
    from console.outside.registers.people import Place


def demo_places(store: Store) -> Sequence[Place]:
    """The demonstration region's settlements, by code; () where none are loaded."""
    from console.outside.registers.people import Place

    with store.session(SYSTEM) as session:
        rows = session.execute(
            select(Settlement.code, Settlement.name_kk, Settlement.name_ru)
            .where(Settlement.version == "demo", Settlement.level == "settlement")
            .order_by(Settlement.code)
        ).all()
    return [Place(row.code, row.name_kk, row.name_ru) for row in rows]
