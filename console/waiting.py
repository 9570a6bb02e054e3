"""What a case waits for: its copy of the next act and the nearest term, which worklists read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from console.catalog import Catalog
from console.data import clocks
from console.data.base import put
from console.data.case import Case
from console.declare import Step


def refresh(session: Session, catalog: Catalog, case: Case) -> None:
    """Write anew what the case waits for and by when. The case is written, not flushed."""
    settle(catalog, case, clocks.next_due(session, case))


def settle(catalog: Catalog, case: Case, due_at: datetime | None) -> None:
    """The same with the nearest term at hand."""
    case.due_at = due_at
    nearest = _nearest(case, _asked(catalog, case))
    put(case, next_step=nearest.name if nearest else None,
        next_action=nearest.action if nearest else None)


def _asked(catalog: Catalog, case: Case) -> list[Step]:
    """Steps from its state, then those that open a case of their own for it (``next_on``)."""
    here = catalog.steps_from.get((case.kind, case.state), ())
    beside = () if case.closed_at is not None else catalog.opened_for.get(case.kind, ())
    return [s for s in (*here, *beside) if s.asks(case.state, case) and s.has_work(case)]


def _nearest(case: Case, asked: Iterable[Step]) -> Step | None:
    """Doing again what led here (a card refilled, registers asked anew) is not what comes next."""
    found = list(asked)
    return next((s for s in found if s.to != case.state), None) or next(iter(found), None)
