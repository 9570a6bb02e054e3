"""Reports: choose one, a period, an office and a language; take the workbook."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, send_file
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
        "pages/reports/list.html", reports=shown, span=span, reach=oversight.reach(),
        titles=oversight.period_titles(), language=language(), languages=LANGUAGES,
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


def _job(number: str) -> Job:
    """A report job of the reader's own; NotFound for anybody else's."""
    with running().store.session(SYSTEM) as session:
        row = session.scalars(select(Job).where(Job.number == number)).one_or_none()
    if row is None or row.kind != "report" or row.account_id != g.actor.account_id:
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
