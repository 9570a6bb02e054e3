"""Many papers for one signature: prepared by the worker, read and signed by whoever asked.

Nothing is signed here. The papers wait at *To sign* until midnight, like those prepared one by
one; what the Rules refuse is listed with its grounds.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from console.errors import Refusal
from console.scope import SYSTEM
from console.security import Actor, scope_of_seats, seats_of
from console.signing import SigningDesk
from console.work.jobs import Work, job

KIND = "papers"


@job(KIND)
def run(work: Work) -> dict[str, Any]:
    """Prepare the papers of ``rows`` ([step, case]) with the seats the account holds now."""
    asked, account = work.params, work.account_id
    if account is None:
        raise LookupError("Papers are prepared for somebody.")
    with work.store.session(SYSTEM) as session:
        today = work.now.astimezone(ZoneInfo(asked["zone"])).date()
        seats = seats_of(session, account, today)
        scope = scope_of_seats(session, seats, work.catalog, work.now)
    actor = Actor(account, asked["login"], asked["name"], seats)
    desk = SigningDesk(work.process, work.outside, asked["public_url"], asked["demo"])
    rows = [(step, case) for step, case in asked["rows"]]
    work.step(0, len(rows))
    made = desk.prepare_many(rows, actor, scope, work.now, work.step)
    refused = {
        case: _told(one) for (_step, case), one in zip(rows, made, strict=True)
        if isinstance(one, Refusal)
    }
    return {"prepared": len(rows) - len(refused), "refused": refused}


def _told(refusal: Refusal) -> dict[str, Any]:
    """A refusal as the page of the job shows it: words and every ground with its paragraph."""
    return {
        "title": dict(refusal.title),
        "grounds": [{"text": dict(g.text), "paragraph": g.paragraph} for g in refusal.grounds],
    }
