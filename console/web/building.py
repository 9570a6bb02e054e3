"""Saved reports of a reader: found, kept, shared within the own offices, sent at set times.

Nothing here counts anything: what a report shows is counted when it is opened, for whoever opens
it (console.arranging).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g
from sqlalchemy import delete, func, or_, select

from console import arranging
from console.arranging import Choice
from console.data.access import Membership
from console.data.actors import Office
from console.data.arranged import ReportRun, ReportSchedule, SavedReport
from console.data.base import public_number
from console.errors import NotFound
from console.fab.models import ConsoleUser
from console.scope import SYSTEM
from console.web import oversight
from console.web.audit import looked
from console.web.chips import calendar
from console.web.oversight import office_name
from console.web.running import now, read, running, zone

LISTED = 100
RUNS = 20


@dataclass(frozen=True)
class Saved:
    """A saved report as pages show it. ``own``: the reader's; ``shared``: an office's name."""

    row: SavedReport
    own: bool
    owner: str
    shared: str
    chosen: Choice


def today() -> date:
    """The civil day of this request."""
    return now().astimezone(zone()).date()


def listed() -> list[Saved]:
    """The reader's own saved reports and those shared with the reader's office, by title."""
    return [_shown(*row) for row in read().execute(
        _visible().order_by(SavedReport.title, SavedReport.id).limit(LISTED)
    )]


def find(number: str, *, own: bool = False) -> Saved:
    """A saved report the reader may open; NotFound for any other. ``own``: may also change."""
    row = read().execute(_visible().where(SavedReport.number == number)).one_or_none()
    found = _shown(*row) if row is not None else None
    if found is None or (own and not found.own):
        raise NotFound()
    return found


def _visible() -> Any:
    roles = arranging.readers(running().catalog)
    return (
        select(SavedReport, ConsoleUser, Office)
        .outerjoin(ConsoleUser, ConsoleUser.id == SavedReport.account_id)
        .outerjoin(Office, Office.id == SavedReport.shared_id)
        .where(arranging.visible(g.actor.account_id, g.actor.seats, roles))
    )


def _shown(row: SavedReport, owner: Any, office: Any) -> Saved:
    name = f"{owner.last_name} {owner.first_name}" if owner is not None else "—"
    return Saved(row, row.account_id == g.actor.account_id, name,
                 office_name(office) if office is not None else "",
                 arranging.choice(row.asked, running().catalog))


# ---- keeping


def keep(title: str, chosen: Choice) -> str | None:
    """Keep a choice under a title; its number, or None when there are too many."""
    number, own = public_number("Q"), SavedReport.account_id == g.actor.account_id
    with running().store.write(SYSTEM) as session:
        count = session.scalar(select(func.count()).select_from(SavedReport).where(own)) or 0
        if count >= arranging.MOST_SAVED:
            return None
        session.add(SavedReport(
            number=number, account_id=g.actor.account_id, title=title, asked=chosen.plain(),
            shared_id=None, created_at=now(), changed_at=now(),
        ))
    return number


def change(saved: Saved, **values: Any) -> None:
    """Change a report of the reader's own: ``title``, ``asked``, ``shared_id``."""
    with running().store.write(SYSTEM) as session:
        row = session.get_one(SavedReport, saved.row.id)
        for name, value in values.items():
            setattr(row, name, value)
        row.changed_at = now()
    if "shared_id" in values:
        to = values["shared_id"]
        looked("share", f"report {saved.row.number}", ids=[to] if to else [],
               purpose=saved.row.title)


def drop(saved: Saved) -> None:
    """Delete a report of the reader's own with its deliveries and their history."""
    with running().store.write(SYSTEM) as session:
        inner = select(ReportSchedule.id).where(ReportSchedule.saved_id == saved.row.id)
        keys = list(session.scalars(inner))
        session.execute(delete(ReportRun).where(ReportRun.schedule_id.in_(keys)))
        session.execute(delete(ReportSchedule).where(ReportSchedule.id.in_(keys)))
        session.execute(delete(SavedReport).where(SavedReport.id == saved.row.id))


def shareable() -> list[tuple[str, str]]:
    """(code, name) of offices the reader may share with: those of the reader's own reach."""
    reach = oversight.reach({})
    return [(o.code, "\u2003" * reach.depth(o) + reach.names[o.id]) for o in reach.options]


def share_with(code: str) -> int | None:
    """The id of an office to share with, None for nobody; NotFound outside the own reach."""
    if not code:
        return None
    found = next((o.id for o in oversight.reach({}).offices if o.code == code), None)
    if found is None:
        raise NotFound()
    return int(found)


# ---- sending at set times


def recipients(saved: Saved) -> list[tuple[int, str]]:
    """(account, name and office) of those who may open the report today, the owner first."""
    roles, day = arranging.readers(running().catalog), today()
    shared = saved.row.shared_id
    path = read().scalar(select(Office.path).where(Office.id == shared)) if shared else None
    within = Office.path.startswith(path) if path else Office.id.is_(None)
    rows = read().execute(
        select(Membership.account_id, ConsoleUser.last_name, ConsoleUser.first_name,
               Office.name_kk, Office.name_ru, Office.name_en)
        .join(ConsoleUser, ConsoleUser.id == Membership.account_id)
        .outerjoin(Office, Office.id == Membership.office_id)
        .where(Membership.role.in_(roles), Membership.valid_from <= day)
        .where(or_(Membership.valid_to.is_(None), Membership.valid_to >= day))
        .where(or_(within, Membership.account_id == saved.row.account_id))
        .where(ConsoleUser.active.is_(True))
        .order_by(Membership.account_id != saved.row.account_id, ConsoleUser.last_name)
        .limit(LISTED)
    ).all()
    found: dict[int, str] = {}
    for row in rows:
        found.setdefault(row.account_id,
                         f"{row.last_name} {row.first_name}, {office_name(row)}")
    return list(found.items())


def schedules(saved: Saved) -> list[tuple[ReportSchedule, list[ReportRun]]]:
    """Deliveries of a report with their latest runs, the newest first."""
    rows = list(read().scalars(
        select(ReportSchedule).where(ReportSchedule.saved_id == saved.row.id)
        .order_by(ReportSchedule.id)
    ))
    runs = list(read().scalars(
        select(ReportRun).where(ReportRun.schedule_id.in_([r.id for r in rows]))
        .order_by(ReportRun.id.desc()).limit(RUNS)
    ))
    return [(row, [run for run in runs if run.schedule_id == row.id]) for row in rows]


def plan(saved: Saved, asked: Mapping[str, Any], accounts: Sequence[int]) -> bool:
    """Keep a delivery of the reader's own report; False when there are too many."""
    every, nth = str(asked["every"]), int(asked["nth"])
    with running().store.write(SYSTEM) as session:
        count = session.scalar(
            select(func.count()).select_from(ReportSchedule)
            .where(ReportSchedule.account_id == g.actor.account_id)
            .where(ReportSchedule.state != "cancelled")
        ) or 0
        if count >= arranging.MOST_SCHEDULES:
            return False
        row = ReportSchedule(
            number=public_number("S"), saved_id=saved.row.id, account_id=g.actor.account_id,
            every=every, nth=nth, file=asked["file"], language=asked["language"],
            why=asked["why"], recipients=list(accounts), state="running", created_at=now(),
            next_on=arranging.next_on(every, nth, today(), calendar("5day")),
        )
        session.add(row)
        session.flush()
    looked("share", f"delivery {row.number}", ids=list(accounts), purpose=asked["why"])
    return True


def turn(saved: Saved, number: str, state: str) -> None:
    """Pause, resume or cancel a delivery of the reader's own; a cancelled one stays so."""
    with running().store.write(SYSTEM) as session:
        row = session.scalars(
            select(ReportSchedule)
            .where(ReportSchedule.number == number, ReportSchedule.saved_id == saved.row.id)
        ).one_or_none()
        if row is None or row.state == "cancelled":
            raise NotFound()
        row.state = state
        row.next_on = None if state != "running" else arranging.next_on(
            row.every, row.nth, today(), calendar("5day"))
