"""Large workbooks, made by the worker under the scope of whoever asked."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

from console.scope import Scope
from console.work.jobs import Work, job


@job("report")
def run(work: Work) -> dict[str, Any]:
    """Write the workbook into the job's folder; the page of the job offers it."""
    asked = work.params
    paths: dict[str, Any] = {k: tuple(v) for k, v in asked["scope"].items()}
    scope = Scope(**paths, writes=False)
    work.step(0, 1)
    with work.store.session(scope) as session:
        made = import_module("reports.command").make(
            session, work.catalog, asked["report"], date.fromisoformat(asked["first"]),
            date.fromisoformat(asked["last"]), now=work.now, zone=ZoneInfo(asked["zone"]),
            offices=asked["offices"], language=asked["language"], exporter=asked["exporter"],
        )
    work.path(made.name).write_bytes(made.content)
    work.step(1, 1)
    return {"file_name": made.name, "rows": made.rows}


@job("register")
def register(work: Work) -> dict[str, Any]:
    """Write the rows behind a figure into the job's folder, batch by batch; may be cancelled."""
    paths: dict[str, Any] = {k: tuple(v) for k, v in work.params["scope"].items()}
    with work.store.session(Scope(**paths, writes=False)) as session:
        name, rows = import_module("reports.register_file").make(
            session, work.catalog, work.params, work.now, work.path("x").parent, work.step,
        )
    return {"file_name": name, "rows": rows}
