"""What the pages of reports share: who may read them, what a form asked for, why.

An export is an act: whoever takes figures away says what for. The reason stands in the file and
in the access log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, g
from flask_babel import gettext as _
from sqlalchemy import select

from console import arranging
from console.data.outbox import Job
from console.errors import NotFound
from console.i18n import LANGUAGES
from console.scope import SYSTEM
from console.web import oversight
from console.web.oversight import Reach, Span
from console.web.running import running
from console.web.shell import language
from console.work import entitled
from console.work.reports import KINDS

#: characters of a reason that says something, and of one that is kept
LEAST_REASON, LONGEST_REASON = 10, 300
LISTED = 10


def require() -> None:
    """403 for whoever reads no reports (plugins' reports name their own readers)."""
    if not g.actor.roles & arranging.readers(running().catalog):
        abort(403)


def mine() -> list[Any]:
    """Declared reports the reader's roles may take."""
    return [r for r in running().catalog.reports.values() if r.roles & g.actor.roles]


@dataclass(frozen=True)
class Wanted:
    """What a form of an export says. ``errors``: field -> words."""

    span: Span
    reach: Reach
    language: str
    file: str
    why: str
    errors: Mapping[str, str]


def wanted(values: Any) -> Wanted:
    """Period, offices, language, kind of file and the reason, checked."""
    tongue, file = values.get("language", ""), values.get("file", "")
    why = " ".join(values.get("why", "").split())[:LONGEST_REASON]
    errors = {} if len(why) >= LEAST_REASON else {
        "why": _("Say in a few words what the figures are needed for.")
    }
    return Wanted(
        oversight.asked_span(values), oversight.reach(values),
        tongue if tongue in LANGUAGES else language(),
        file if file in arranging.FILES else arranging.FILES[0], why, errors,
    )


def job(number: str) -> Job:
    """A job of the reader's own that may still be theirs; NotFound for anybody else's.

    A file made with a role or an office that the reader has lost since is not found either.
    """
    with running().store.session(SYSTEM) as session:
        row = session.scalars(select(Job).where(Job.number == number)).one_or_none()
    own = row is not None and row.account_id == g.actor.account_id and row.kind in KINDS
    if row is None or not own or not entitled.holds(g.actor.roles, g.scope, row.params):
        raise NotFound()
    return row


def jobs() -> list[Job]:
    """The reader's latest exports, the newest first."""
    with running().store.session(SYSTEM) as session:
        rows = session.scalars(
            select(Job).where(Job.account_id == g.actor.account_id, Job.kind.in_(KINDS))
            .order_by(Job.id.desc()).limit(LISTED)
        ).all()
    return [row for row in rows if entitled.holds(g.actor.roles, g.scope, row.params)]
