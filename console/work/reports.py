"""Exports, made by the worker under the scope of whoever asked, as that scope still stands.

Each leaves a line in the access log when it is asked for, when it is made (with its rows) and
when its file is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from console import notices
from console.data.access import AccessLine
from console.data.outbox import Message
from console.scope import SYSTEM
from console.work.entitled import eyes
from console.work.jobs import Work, job

#: kinds of jobs that make a file for a reader of reports
KINDS = ("report", "register", "close")
#: of one account that may wait or run at once
MOST = 5


@job("report")
def run(work: Work) -> dict[str, Any]:
    """Write the file into the job's folder; the page of the job offers it."""
    scope = _eyes(work)
    work.step(0, 1)
    with work.store.session(scope) as session:
        made = import_module("reports.files").produce(
            session, work.catalog, work.params, work.now
        )
    work.path(made.name).write_bytes(made.content)
    work.step(1, 1)
    _made(work, f"report {work.params.get('report') or work.params.get('title', '')}", made.rows)
    if work.params.get("letter"):
        _letter(work)
    return {"file_name": made.name, "rows": made.rows}


@job("register")
def register(work: Work) -> dict[str, Any]:
    """Write the rows behind a figure into the job's folder, batch by batch; may be cancelled."""
    with work.store.session(_eyes(work)) as session:
        name, rows = import_module("reports.register_file").make(
            session, work.catalog, work.params, work.now, work.path("x").parent, work.step,
        )
    _made(work, f"register {work.params['register']}", rows)
    return {"file_name": name, "rows": rows}


def _eyes(work: Work) -> Any:
    with work.store.session(SYSTEM) as session:
        return eyes(session, work.catalog, work.account_id, work.params, work.now)


def _made(work: Work, what: str, rows: int) -> None:
    params = work.params
    told = f"{params['first']} – {params['last']}, {rows} rows, {work.number}"
    why = params.get("why", "")
    with work.store.write(SYSTEM) as session:
        session.add(AccessLine(
            at=work.now, account_id=work.account_id, login=str(params.get("login", ""))[:64],
            role=",".join(params.get("roles", ()))[:40], office_id=params.get("office"),
            kind="export", what=what[:120], purpose=(f"{told}: {why}" if why else told)[:300],
            ids=params["offices"][:200], request_id="",
        ))


def _letter(work: Work) -> None:
    """Tell the recipient of a scheduled report that the file is there: a link, never the file."""
    letter: Mapping[str, Any] = work.params["letter"]
    notice = work.catalog.notices.get("report_ready")
    if notice is None or not letter["to"]:
        return
    subject, body = notices.text(notice, work.params["language"], {
        "title": work.params["title"], "link": f"{letter['url']}/reports/jobs/{work.number}",
        "from_day": work.params["first"], "to_day": work.params["last"],
        "owner": letter["owner"], "name": letter["name"],
    })
    with work.store.write(SYSTEM) as session:
        session.add(Message(
            event=f"report:{work.number}", notice=notice.name, paragraph="", channel="email",
            recipient=letter["to"], language=work.params["language"], subject=subject, body=body,
            payload={}, office_id=work.params.get("office"), state="waiting", attempts=0,
            next_try_at=work.now, created_at=work.now,
        ))
