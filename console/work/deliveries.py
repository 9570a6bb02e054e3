"""Saved reports that go out by themselves: to whom they are due today, and who lost the right.

Each recipient gets figures counted for the recipient's own offices, as a file that waits behind
the sign-in; the letter carries only its address. Whoever reads no reports any more gets nothing,
and both the history of the delivery and the access log say so.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import arranging
from console.arranging import Choice
from console.data.access import AccessLine
from console.data.arranged import ReportRun, ReportSchedule, SavedReport
from console.data.base import public_number
from console.data.outbox import Job
from console.data.store import Store
from console.data.worktime import working_calendar
from console.scope import SYSTEM
from console.work.entitled import PLACES, Reader, reader

if TYPE_CHECKING:
    from console.catalog import Catalog

log = logging.getLogger(__name__)

#: deliveries begin at this hour of the installation's day
FROM_HOUR = 7
BATCH = 100
#: how long a delivered file may be fetched
KEPT = timedelta(hours=168)


@dataclass
class Delivered:
    """What one round did."""

    sent: int = 0
    left_out: int = 0

    def sentence(self) -> str:
        """One line for the log."""
        return f"Reports: {self.sent} sent, {self.left_out} recipients left out."


def deliver(store: Store, catalog: Catalog, now: datetime, zone: ZoneInfo, url: str) -> Delivered:
    """Start the jobs of every delivery due at ``now``; each once, however many workers run."""
    done, local = Delivered(), now.astimezone(zone)
    if local.hour < FROM_HOUR:
        return done
    after = 0
    while True:
        with store.session(SYSTEM) as session:
            due = list(session.scalars(
                select(ReportSchedule.id)
                .where(ReportSchedule.state == "running", ReportSchedule.next_on <= local.date())
                .where(ReportSchedule.id > after).order_by(ReportSchedule.id).limit(BATCH)
            ))
        for after in due:
            try:
                with store.write(SYSTEM) as session:
                    _one(_Round(session, catalog, now, zone, url, done), after)
            except Exception:  # one delivery's fault must not hold up everybody else's
                log.exception("delivery %s failed; the next round tries again", after)
        if len(due) < BATCH:
            return done


@dataclass(frozen=True)
class _Round:
    session: Session
    catalog: Catalog
    now: datetime
    zone: ZoneInfo
    url: str
    done: Delivered

    def reader(self, account: int) -> Reader | None:
        return reader(self.session, self.catalog, account, self.now, self.zone)

    def refuse(self, account: int, what: str, why: str) -> None:
        self.session.add(AccessLine(
            at=self.now, account_id=account, login="", role="", office_id=None, kind="refused",
            what=what[:120], purpose=why[:300], ids=[], request_id="",
        ))
        self.done.left_out += 1


def _one(step: _Round, key: int) -> None:
    """One delivery: the next day is set before anything goes out."""
    session, today = step.session, step.now.astimezone(step.zone).date()
    row = session.get(ReportSchedule, key, with_for_update=True)
    if row is None or row.state != "running" or row.next_on is None or row.next_on > today:
        return
    due, saved = row.next_on, session.get_one(SavedReport, row.saved_id)
    row.next_on = arranging.next_on(row.every, row.nth, today, working_calendar(session))
    owner = step.reader(row.account_id)
    if owner is None or not _may_open(step, owner, saved):
        row.state, row.next_on = "paused", None
        step.refuse(row.account_id, f"delivery {row.number}", "the owner lost the right")
        told = [{"account": row.account_id, "state": "left_out", "why": "owner"}]
    else:
        told = [_recipient(step, row, saved, owner, int(one)) for one in row.recipients]
    session.add(ReportRun(schedule_id=row.id, due_on=due, at=step.now, told=told))


def _may_open(step: _Round, who: Reader, saved: SavedReport) -> bool:
    roles = arranging.readers(step.catalog)
    if not who.actor.roles & roles:
        return False
    own = saved.account_id == who.actor.account_id
    return own or saved.shared_id in arranging.above(who.actor.seats, roles)


def _recipient(
    step: _Round, row: ReportSchedule, saved: SavedReport, owner: Reader, account: int
) -> dict[str, Any]:
    """A job that makes the recipient's own file, or why there is none."""
    what, who = f"delivery {row.number}", step.reader(account)
    if who is None or not _may_open(step, who, saved):
        step.refuse(account, what, "the recipient reads no such reports any more")
        return {"account": account, "state": "left_out", "why": "role"}
    chosen = arranging.choice(saved.asked, step.catalog)
    offices = arranging.branches(step.session, who.scope, chosen.offices)
    if not offices:
        step.refuse(account, what, "none of its offices is the recipient's")
        return {"account": account, "state": "left_out", "why": "offices"}
    params = {
        **params_of(chosen, saved.title, step, offices), **_whose(step.catalog, who),
        "language": row.language, "file": row.file, "why": f"{what}: {row.why}",
        "letter": {"to": _address(who.email), "url": step.url.rstrip("/"), "owner": owner.name,
                   "name": who.actor.name},
    }
    number = public_number("J")
    step.session.add(Job(
        number=number, kind="report", account_id=account, office_id=who.actor.office_id,
        state="waiting", done=0, total=0, params=params, result={}, file_name=None,
        created_at=step.now, finished_at=None, expires_at=step.now + KEPT,
    ))
    step.done.sent += 1
    return {"account": account, "state": "sent", "job": number}


def params_of(
    chosen: Choice, title: str, step: Any, offices: Sequence[int]
) -> dict[str, Any]:
    """The part of a job's parameters that says what is counted."""
    first, last = chosen.days(step.now.astimezone(step.zone).date())
    return {
        "title": title, "measures": list(chosen.measures), "cuts": list(chosen.cuts),
        "first": first.isoformat(), "last": last.isoformat(), "offices": list(offices),
        "zone": str(step.zone),
    }


def _whose(catalog: Catalog, who: Reader) -> dict[str, Any]:
    """The part that says with whose eyes."""
    scope = {path: list(who.scope.ids(path)) for path in PLACES}
    return {
        "exporter": who.name, "login": who.actor.login, "office": who.actor.office_id,
        "roles": sorted(who.actor.roles & arranging.readers(catalog)), "scope": scope,
    }


def _address(email: str) -> str:
    """An address letters can reach; accounts made without one carry a placeholder."""
    return "" if email.endswith("@invalid") else email
