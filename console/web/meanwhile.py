"""Others at the same case: who opened it just now, and what they changed while one was typing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import g
from sqlalchemy import func, or_, select

from console.data.access import AccessLine
from console.data.case import Case
from console.data.content import Entry
from console.data.journal import JournalLine
from console.errors import Refusal
from console.fab.models import ConsoleUser
from console.web import casework
from console.web.entries import Part, shown_entry
from console.web.forms_view import dictionaries
from console.web.keeping import kept_forms
from console.web.running import now, read, today
from forms.model import Form
from forms.schema import check

#: a look older than this says nothing about who has the page open
RECENT = timedelta(minutes=2)
SHOWN = 3


@dataclass(frozen=True)
class Company:
    """Somebody of the reader's offices who opened the case within the last two minutes."""

    name: str
    role: str
    at: datetime


def company(case: Case) -> list[Company]:
    """Who else has the case open, by the access log: a note, no lock; the newest first."""
    what = or_(
        AccessLine.what == f"case {case.number}",
        AccessLine.what.startswith("step ") & AccessLine.what.endswith(f" of {case.number}"),
    )
    rows = read().execute(
        select(ConsoleUser.last_name, ConsoleUser.first_name, AccessLine.role,
               func.max(AccessLine.at).label("last"))
        .join(ConsoleUser, ConsoleUser.id == AccessLine.account_id)
        .where(AccessLine.at > now() - RECENT, what, AccessLine.kind == "view")
        .where(AccessLine.account_id != g.actor.account_id)
        .group_by(ConsoleUser.id, ConsoleUser.last_name, ConsoleUser.first_name, AccessLine.role)
        .order_by(func.max(AccessLine.at).desc()).limit(SHOWN)
    ).all()
    return [Company(f"{r.last_name} {r.first_name}", casework.role_title(r.role), r.last)
            for r in rows]


@dataclass(frozen=True)
class Clash:
    """Two versions of one record: what was typed, what stands there now, and whose acts led there.

    ``theirs`` is empty where nobody filled in the same form.
    """

    yours: int
    now: int
    mine: list[Part]
    theirs: list[Part]
    acts: list[casework.Told]


def clash_of(
    error: Refusal, case: Case, form: Form | None, data: Mapping[str, Any]
) -> Clash | None:
    """Both versions behind a Conflict of versions; None for any other refusal."""
    detail = error.detail or {}
    if "yours" not in detail:
        return None
    mine: list[Part] = []
    kept: Any = None
    if form is not None:
        clean, _problems = check(form, data, lookup=dictionaries(), today=today())
        mine = shown_entry(form.name, clean)
        kept = read().execute(
            select(Entry.data).where(Entry.subject_kind == "case", Entry.subject_id == case.id)
            .where(Entry.form == form.name).order_by(Entry.revision.desc()).limit(1)
        ).scalar()
    lines = read().scalars(
        select(JournalLine).where(JournalLine.case_id == case.id)
        .order_by(JournalLine.id.desc()).limit(SHOWN)
    ).all()
    if form is not None and form.name in kept_forms(case):
        kept = None  # a collision opens nothing that the procedure keeps from the reader
    theirs = shown_entry(form.name, kept) if form is not None and kept else []
    return Clash(int(detail["yours"]), int(detail["now"]), mine, theirs,
                 casework.told_all(lines))
