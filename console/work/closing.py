"""Preparing the closing of a month: count, write the workbook, then the act that freezes both.

Counting and writing come before the transaction; the act counts again and refuses when anything
moved meanwhile. The same instant is used for both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from console.data import closing
from console.data.actors import Office
from console.data.base import public_number
from console.data.content import StoredFile
from console.data.worktime import zone_of
from console.errors import Forbidden, NotFound
from console.periods import month_end
from console.scope import SYSTEM, Scope
from console.security import Actor
from console.work.entitled import ENDED, reader
from console.work.jobs import Work, job

if TYPE_CHECKING:
    from console.process import Outcome, Process


def prepare(
    process: Process, actor: Actor, scope: Scope, now: datetime, asked: Mapping[str, Any],
    language: str,
) -> Outcome:
    """Close ``office`` (a code) for ``month`` (2026-01) by ``report``; the opened case.

    Raises the act's own refusals; NotFound for an office outside the scope.
    """
    number = _laid(process, actor, scope, now, asked, language)
    payload = {**asked, "workbook": number}
    return process.perform("general.prepare_close", None, actor, payload, now=now, scope=scope)


def _laid(
    process: Process, actor: Actor, scope: Scope, now: datetime, asked: Mapping[str, Any],
    language: str,
) -> str:
    """The number of the workbook laid ready; "" where there is nothing to count."""
    catalog, files = process.catalog, import_module("reports.files")
    report = catalog.reports.get(str(asked["report"]))
    try:
        first = date.fromisoformat(f"{asked['month']}-01")
    except ValueError:
        return "-"  # the act says what is wrong
    with process.store.session(SYSTEM) as session:
        place = session.scalars(
            select(Office).where(Office.code == asked["office"])).one_or_none()
        if place is None or place.id not in scope.ids("office"):
            raise NotFound()
        if report is None:
            return "-"
        arrangement, zone = files.load(report.path), zone_of(place)
        ids = closing.below(session, place)
        names = [sheet.measure for sheet in arrangement.sheets]
        figures = closing.frozen(session, catalog, names, first, month_end(first), ids, now, zone)
    sha256 = closing.digest(figures)
    with process.store.session(_only(ids)) as session:
        made = files.make(session, catalog, files.Asked(
            arrangement, first, month_end(first), ids, language,
            f"{actor.name} ({actor.login})", sha256, now, zone), "xlsx")
    return _staged(process, made.content, closing.laid_name(sha256), now)


def _only(ids: list[int]) -> Scope:
    places = tuple(ids)
    return Scope(office=places, authority=places, village=places, writes=False)


def _staged(process: Process, content: bytes, name: str, now: datetime) -> str:
    number = public_number("F")
    with process.store.write(SYSTEM) as session:
        session.add(StoredFile(
            number=number, name=name, size=len(content), content=content, created_at=now,
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            sha256=hashlib.sha256(content).hexdigest(), staged_by=None, case_id=None,
        ))
    return number


@job("close")
def close(work: Work) -> dict[str, Any]:
    """The same by the worker, with the rights of whoever asked as they stand now."""
    zone = ZoneInfo(work.params["zone"])
    with work.store.session(SYSTEM) as session:
        who = reader(session, work.catalog, work.account_id or 0, work.now, zone)
    if who is None:
        raise Forbidden(ENDED)
    work.step(0, 1)
    done = prepare(work.process, who.actor, who.scope, work.now, work.params["asked"],
                   work.params["language"])
    work.step(1, 1)
    return {"closed": done.number}
