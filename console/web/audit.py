"""The access log: one line for each look at a card, one for a list with its ids.

Written before the page is answered; if it cannot be written the page is not shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import g

from console.data.access import AccessLine
from console.scope import SYSTEM
from console.web.guard import ledger
from console.web.refusals import request_id
from console.web.running import now, running


def looked(
    kind: str,
    what: str,
    *,
    person_id: int | None = None,
    ids: Sequence[int] = (),
    purpose: str = "",
) -> None:
    """Note that the actor of this request looked. ``kind``: view, list, search, export.

    A person looking at their own data leaves no line.
    """
    actor = g.get("actor")
    if actor is None:
        return
    own = {s.person_id for s in actor.seats if s.person_id}
    if person_id is not None and person_id in own:
        return
    with ledger(), running().store.write(SYSTEM) as session:
        session.add(
            AccessLine(
                at=now(),
                account_id=actor.account_id,
                login=actor.login,
                role=next(iter(sorted(actor.roles)), "")[:40],
                office_id=actor.office_id,
                kind=kind,
                what=what[:120],
                purpose=purpose[:300],
                person_id=person_id,
                ids=list(ids),
                request_id=request_id(),
            )
        )
