"""Reports: choose one, a period, an office and a language; take the workbook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, send_file
from flask_babel import gettext as _
from sqlalchemy import select

from console.data.outbox import Job
from console.errors import NotFound
from console.i18n import LANGUAGES
from console.scope import SYSTEM
from console.web import exporting, oversight
from console.web.access import roles
from console.web.running import now, running
from console.web.shell import language
from console.work import jobs

bp = Blueprint("reports", __name__)
#: characters of a reason that says something
LEAST_REASON = 10
#: how long a finished register may be fetched
KEPT_HOURS = 24
READERS = ("supervisor", "center_director", "authority_head", "executive_head", "quality_officer")


def _mine() -> list[Any]:
    """Reports the reader's roles may take."""
    return [r for r in running().catalog.reports.values() if r.roles & g.actor.roles]


@bp.get("/reports")
@roles(*READERS)
def reports() -> str:
    """The reports of the reader's roles, each with what it counts, and one form for all."""
    catalog, writer = running().catalog, exporting.writer()
    shown = []
    for report in _mine():
        arrangement = writer.load(report.path)
        measures = [catalog.measures[s.measure] for s in arrangement.sheets
                    if s.measure in catalog.measures]
        shown.append((report, arrangement.about, measures))
    span = oversight.asked_span()
    return render_template(
        "pages/reports/list.html", reports=shown, registers=registers().values(), span=span,
        reach=oversight.reach(), titles=oversight.period_titles(), language=language(),
        languages=LANGUAGES,
    )


@bp.post("/reports/<name>")
@roles(*READERS)
def export(name: str) -> Any:
    """The workbook: at once, or by the worker when there is much to count."""
    if name not in {r.name for r in _mine()}:
        raise NotFound()
    span, reach = oversight.asked_span(request.form), oversight.reach(request.form)
    tongue = request.form.get("language", "")
    tongue = tongue if tongue in LANGUAGES else language()
    if exporting.large(reach):
        number = jobs.enqueue(
            running().store, "report", exporting.params(name, span, reach, tongue), now(),
            account_id=g.actor.account_id, office_id=g.actor.office_id,
        )
        exporting.noted(name, span, reach, tongue, None)
        return redirect(f"/reports/jobs/{number}")
    made = exporting.make(name, span, reach, tongue)
    return send_file(
        BytesIO(made.content), mimetype=exporting.writer().MEDIA_TYPE, as_attachment=True,
        download_name=made.name,
    )


def registers() -> Mapping[str, Any]:
    """The registers behind the figures (reports.registers), by name."""
    found: Mapping[str, Any] = import_module("reports.registers").REGISTERS
    return found


@bp.get("/reports/registers/<name>")
@roles(*READERS)
def register(name: str) -> str:
    """Choose columns, period and office of a register."""
    return _register_page(name, {})


def _register_page(name: str, errors: Mapping[str, str]) -> str:
    if name not in registers():
        raise NotFound()
    values = request.values
    asked = oversight.asked_span(values)
    return render_template(
        "pages/reports/register.html", register=registers()[name], errors=errors,
        span=asked, reach=oversight.reach(values), titles=oversight.period_titles(),
        chosen=values.getlist("column"), why=values.get("why", ""), full=values.get("full", ""),
        language=values.get("language") or language(),
    )


@bp.post("/reports/registers/<name>")
@roles(*READERS)
def export_register(name: str) -> Any:
    """A job that writes the rows; names and IIN in full only with a reason."""
    full, why = bool(request.form.get("full")), " ".join(request.form.get("why", "").split())
    if full and len(why) < LEAST_REASON:
        return _register_page(name, {"why": _("Say what the names and IIN are needed for.")}), 422
    if name not in registers():
        raise NotFound()
    tongue = request.form.get("language", "")
    number = jobs.enqueue(
        running().store, "register",
        exporting.register_params(
            name, oversight.asked_span(request.form), oversight.reach(request.form),
            tongue if tongue in LANGUAGES else language(),
            columns=request.form.getlist("column")[:100], full=full, why=why[:300],
        ),
        now(), account_id=g.actor.account_id, office_id=g.actor.office_id,
        expires_at=now() + timedelta(hours=KEPT_HOURS),
    )
    return redirect(f"/reports/jobs/{number}")


@bp.post("/reports/jobs/<number>/cancel")
@roles(*READERS)
def cancel(number: str) -> Any:
    """Stop a job of the reader's own; a finished one stays finished."""
    row = _job(number)
    if not jobs.cancel(running().store, row.number):
        flash(_("The job has already ended."), "info")
    return redirect(f"/reports/jobs/{row.number}")


def _job(number: str) -> Job:
    """A report job of the reader's own; NotFound for anybody else's."""
    with running().store.session(SYSTEM) as session:
        row = session.scalars(select(Job).where(Job.number == number)).one_or_none()
    own = row is not None and row.account_id == g.actor.account_id
    if row is None or not own or row.kind not in ("report", "register"):
        raise NotFound()
    return row


@bp.get("/reports/jobs/<number>")
@roles(*READERS)
def watch(number: str) -> str:
    """How far the worker is, and the file once it is there."""
    return render_template("pages/reports/job.html", job=_job(number))


@bp.get("/reports/jobs/<number>/file")
@roles(*READERS)
def fetch(number: str) -> Any:
    """The finished workbook."""
    row = _job(number)
    if row.state != "done" or not row.file_name:
        raise NotFound()
    path = running().settings.instance / "jobs" / row.number / Path(row.file_name).name
    if not path.is_file():
        abort(410)
    return send_file(
        BytesIO(path.read_bytes()), mimetype=exporting.writer().MEDIA_TYPE, as_attachment=True,
        download_name=row.file_name,
    )
