"""Reports: choose one, a period, an office, a language; say what for; take the file."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file
from flask_babel import gettext as _

from console import arranging
from console.errors import NotFound, Throttled, TooLarge
from console.i18n import LANGUAGES
from console.web import building, exporting, oversight, reading
from console.web.access import signed_in
from console.web.audit import looked
from console.web.oversight import Reach
from console.web.running import running
from console.web.shell import language
from console.web.theme import words
from console.work import jobs

bp = Blueprint("reports", __name__)


@bp.get("/reports")
@signed_in
def reports() -> str:
    """The reports of the reader's roles, those put together, the lists, the latest exports."""
    reading.require()
    writer = import_module("reports.command")
    shown = [(report, writer.load(report.path).about) for report in reading.mine()]
    return render_template(
        "pages/reports/list.html", reports=shown, registers=registers().values(),
        saved=building.listed(), jobs=reading.jobs(), titles=job_titles(),
    )


def job_titles() -> dict[str, str]:
    """States of a job in words."""
    return {"waiting": _("Waits"), "running": _("Being made"), "done": _("Ready"),
            "failed": _("Failed"), "cancelled": _("Stopped")}


def _declared(name: str) -> Any:
    found = next((r for r in reading.mine() if r.name == name), None)
    if found is None:
        raise NotFound()
    return found


@bp.get("/reports/<name>")
@signed_in
def choose(name: str) -> str:
    """What the report counts, and the form that takes it."""
    reading.require()
    return _form(name, {})


def _form(name: str, errors: Mapping[str, str]) -> str:
    report, catalog = _declared(name), running().catalog
    arrangement = import_module("reports.command").load(report.path)
    measures = [catalog.measures[s.measure] for s in arrangement.sheets
                if s.measure in catalog.measures]
    return render_template(
        "pages/reports/take.html", report=report, about=arrangement.about, measures=measures,
        errors=errors, **form_values(request.values),
    )


def form_values(values: Any) -> dict[str, Any]:
    """What the common controls of an export are filled with."""
    return {
        "span": oversight.asked_span(values), "reach": oversight.reach(values),
        "titles": oversight.period_titles(), "language": values.get("language") or language(),
        "languages": LANGUAGES, "files": arranging.FILES, "file": values.get("file", "xlsx"),
        "why": values.get("why", ""),
    }


@bp.post("/reports/<name>")
@signed_in
def export(name: str) -> Any:
    """The file: at once, or by the worker when there is much to count."""
    reading.require()
    report, asked = _declared(name), reading.wanted(request.form)
    if asked.errors:
        return _form(name, asked.errors), 422
    title = words(report.title)
    made = exporting.params({"report": name, "title": title}, asked.span, asked.reach.ids,
                            asked.language, file=asked.file, why=asked.why,
                            branch=branch(asked.reach))
    return given(made, "/reports")


def branch(reach: Reach) -> str:
    """The office chosen, as the access log names it."""
    return reach.chosen.code if reach.chosen is not None else "*"


def given(params: Mapping[str, Any], back: str) -> Any:
    """The file of checked parameters, or the page of the job that makes it."""
    if exporting.large(params["offices"]):
        return started("report", params, back)
    try:
        made = exporting.make(params)
    except TooLarge as refusal:
        flash(words(refusal.title), "danger")
        return redirect(back)
    return send_file(BytesIO(made.content), mimetype=exporting.media(made.name),
                     as_attachment=True, download_name=made.name)


def started(kind: str, params: Mapping[str, Any], back: str) -> Any:
    """The page of a new job; back to where one came from when too many wait already."""
    try:
        number = exporting.queued(kind, params)
    except Throttled as refusal:
        flash(words(refusal.title), "danger")
        return redirect(back)
    exporting.noted(params)
    return redirect(f"/reports/jobs/{number}")


# ---- the lists behind the figures


def registers() -> Mapping[str, Any]:
    """The registers behind the figures (reports.registers), by name."""
    found: Mapping[str, Any] = import_module("reports.registers").REGISTERS
    return found


@bp.get("/reports/registers/<name>")
@signed_in
def register(name: str) -> str:
    """Choose columns, period and office of a register."""
    reading.require()
    return _register_page(name, {})


def _register_page(name: str, errors: Mapping[str, str]) -> str:
    if name not in registers():
        raise NotFound()
    values = request.values
    return render_template(
        "pages/reports/register.html", register=registers()[name], errors=errors,
        chosen=values.getlist("column"), full=values.get("full", ""), **form_values(values),
    )


@bp.post("/reports/registers/<name>")
@signed_in
def export_register(name: str) -> Any:
    """A job that writes the rows; names and IIN in full only when they were asked for."""
    reading.require()
    asked = reading.wanted(request.form)
    if asked.errors:
        return _register_page(name, asked.errors), 422
    if name not in registers():
        raise NotFound()
    params = exporting.params(
        {"register": name, "full": bool(request.form.get("full")),
         "columns": request.form.getlist("column")[:100]},
        asked.span, asked.reach.ids, asked.language, file="xlsx", why=asked.why,
        branch=branch(asked.reach),
    )
    return started("register", params, f"/reports/registers/{name}")


# ---- jobs


@bp.post("/reports/jobs/<number>/cancel")
@signed_in
def cancel(number: str) -> Any:
    """Stop a job of the reader's own; a finished one stays finished."""
    reading.require()
    row = reading.job(number)
    if not jobs.cancel(running().store, row.number):
        flash(_("The job has already ended."), "info")
    return redirect(f"/reports/jobs/{row.number}")


@bp.get("/reports/jobs/<number>")
@signed_in
def watch(number: str) -> str:
    """How far the worker is, and the file once it is there."""
    reading.require()
    row = reading.job(number)
    return render_template("pages/reports/job.html", job=row, titles=job_titles())


@bp.get("/reports/jobs/<number>/file")
@signed_in
def fetch(number: str) -> Any:
    """The finished file; taking it leaves its own line."""
    reading.require()
    row = reading.job(number)
    if row.state != "done" or not row.file_name:
        raise NotFound()
    path = running().settings.instance / "jobs" / row.number / Path(row.file_name).name
    if not path.is_file():
        abort(410)
    looked("export", f"file {row.number}", purpose=row.file_name)
    return send_file(BytesIO(path.read_bytes()), mimetype=exporting.media(row.file_name),
                     as_attachment=True, download_name=row.file_name)
