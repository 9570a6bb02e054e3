"""Drafts: what an account typed and has not submitted. Theirs alone; never submits itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g
from sqlalchemy import delete, func, select

from console.calendar import Term, due
from console.data.content import Draft
from console.errors import Invalid, TooLarge
from console.web.chips import calendar
from console.web.running import now, read, running, zone

KEY = re.compile(r"[A-Za-z0-9_.-]{1,60}")
BIGGEST = 200_000
MOST = 200


@dataclass(frozen=True)
class Saved:
    """A kept draft: control name -> texts, and when it was last saved."""

    form: str
    key: str
    data: Mapping[str, list[str]]
    at: datetime


def saved_draft(form: str, key: str) -> Saved | None:
    """The reader's own draft of a form, or None."""
    if g.get("actor") is None:
        return None
    row = (
        read()
        .execute(
            select(Draft.data, Draft.updated_at)
            .where(Draft.account_id == g.actor.account_id, Draft.form == form, Draft.key == key)
            .where(Draft.expires_at > now())
        )
        .first()
    )
    return Saved(form, key, _texts(row.data), row.updated_at) if row else None


def keep_draft(form: str, key: str, posted: Any) -> datetime:
    """Keep what was typed; returns when. Raises Invalid or TooLarge."""
    if form not in running().catalog.forms or not KEY.fullmatch(key):
        raise Invalid()
    if not isinstance(posted, Mapping):
        raise Invalid()
    data = _texts(posted)
    if sum(len(t) for texts in data.values() for t in texts) > BIGGEST:
        raise TooLarge()
    account, instant = g.actor.account_id, now()
    days = int(running().settings.extra.get("DRAFT_DAYS", 30))
    ends = due(instant, Term(days, "calendar_day"), calendar("5day"), zone()).due_at_utc
    with running().store.write(g.scope) as session:
        row = session.scalars(
            select(Draft).where(Draft.account_id == account, Draft.form == form, Draft.key == key)
        ).first()
        if row is None:
            many = session.scalar(
                select(func.count()).select_from(Draft).where(Draft.account_id == account)
            )
            if (many or 0) >= MOST:
                raise TooLarge()
            row = Draft(account_id=account, form=form, key=key)
            session.add(row)
        row.data, row.updated_at, row.expires_at = data, instant, ends
    return instant


def drop_draft(form: str, key: str) -> None:
    """Forget a draft: it was submitted, or its owner threw it away."""
    with running().store.write(g.scope) as session:
        session.execute(
            delete(Draft).where(
                Draft.account_id == g.actor.account_id, Draft.form == form, Draft.key == key
            ),
            execution_options={"synchronize_session": False},
        )


def _texts(posted: Mapping[str, Any]) -> dict[str, list[str]]:
    found = {}
    for name, value in posted.items():
        if not isinstance(name, str) or name.startswith("_") or name == "csrf_token":
            continue
        items = value if isinstance(value, list) else [value]
        found[name] = [item for item in items if isinstance(item, str)]
    return found
