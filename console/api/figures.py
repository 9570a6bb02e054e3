"""Measures and reports for programs: JSON, CSV, PDF or the workbook, at once or by a job.

An export is an act: ``why`` is asked for on every way out and stands in the access log and in the
file. Offices are named by code and narrowed to the caller's scope; a foreign one is not found.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Response, abort, g, send_file

from console import arranging, periods
from console.api import basics
from console.data.figures import OFFICE
from console.data.outbox import Job
from console.errors import Forbidden, Invalid, NotFound
from console.i18n import LANGUAGES
from console.web import exporting, oversight, reading
from console.web.access import signed_in
from console.web.audit import looked
from console.web.refusals import problem
from console.web.running import running
from console.web.shell import language
from console.web.theme import words
from console.work import jobs
from forms.messages import problem as fault

bp = basics.blueprint("api_figures")
ARGUMENTS = ("period", "from", "to", "office", "language", "format", "why")
FORMATS = ("json", "csv", "pdf", "xlsx")
ENDED = {
    "kk": "Жұмыс тоқтатылған, файл болмайды.", "ru": "Задание остановлено, файла не будет.",
    "en": "The job was cancelled: there will be no file.",
}
FAILED = {
    "kk": "Жұмыс орындалмады.", "ru": "Задание не выполнено.", "en": "The job failed.",
}
UNKNOWN = {
    "kk": "Мұндай есеп жоқ.", "ru": "Такого отчета нет.", "en": "There is no such report.",
}


def _reader() -> None:
    if not g.actor.roles & arranging.readers(running().catalog):
        raise Forbidden()


# ---- what there is


@bp.get("/measures")
@signed_in
def measures() -> Response:
    """Every measure, with what it counts and what it can be cut by."""
    _reader()
    basics.arguments()
    return basics.answer({"items": [
        {
            "name": m.name, "title": words(m.title), "definition": words(m.definition),
            "paragraph": m.law, "topic": m.topic, "href": f"{basics.ROOT}/measures/{m.name}",
            "columns": [{"key": k, "title": words(t), "type": kind} for k, t, kind in m.columns],
            "dimensions": [{"key": d.key, "title": words(d.title), "type": d.kind}
                           for d in (OFFICE, *m.dimensions)] if m.figures else [],
        }
        for m in running().catalog.measures.values()
    ]})


@bp.get("/reports")
@signed_in
def reports() -> Response:
    """The reports the caller may take."""
    _reader()
    basics.arguments()
    return basics.answer({"items": [
        {"name": r.name, "title": words(r.title), "href": f"{basics.ROOT}/reports/{r.name}"}
        for r in reading.mine()
    ]})


# ---- figures


@bp.get("/measures/<name>")
@signed_in
def measure(name: str) -> Response:
    """One measure for a period and offices, cut by up to three of its dimensions."""
    _reader()
    given = basics.arguments(*ARGUMENTS, "by")
    found = running().catalog.measures.get(name)
    if found is None:
        raise NotFound()
    cuts = tuple(dict.fromkeys(c for c in given.get("by", "").split(",") if c))
    has = {OFFICE.key, *(d.key for d in found.dimensions)} if found.figures else set()
    if not set(cuts) <= has or len(cuts) > arranging.MOST_CUTS:
        basics.bad("by")
    what = {"title": words(found.title), "measures": [name], "cuts": list(cuts)}
    return _sent(_params(what, given))


@bp.get("/reports/<name>")
@signed_in
def report(name: str) -> Response:
    """A whole report at once; 413 where it holds more rows than the format."""
    _reader()
    return _sent(_params(_what(name), basics.arguments(*ARGUMENTS)))


@bp.post("/reports/<name>")
@signed_in
def start(name: str) -> Response:
    """Let the worker make the file; 202 with the job."""
    _reader()
    body = basics.body(*ARGUMENTS, required=("why",))
    given = {key: basics.text_of(body, key, reading.LONGEST_REASON) or "" for key in body}
    params = _params(_what(name), {k: v for k, v in given.items() if v})
    number = exporting.queued("report", params)
    exporting.noted(params)
    return _told(reading.job(number), 202)


def _what(name: str) -> dict[str, Any]:
    found = next((r for r in reading.mine() if r.name == name), None)
    if found is None:
        raise NotFound(UNKNOWN)
    return {"report": name, "title": words(found.title)}


def _params(what: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """Checked arguments as the parameters of a file."""
    why = " ".join(given.get("why", "").split())
    if len(why) < reading.LEAST_REASON or len(why) > reading.LONGEST_REASON:
        raise Invalid(fields={"why": [fault("required")]})
    tongue = basics.one_of(given, "language", LANGUAGES) or language()
    file = basics.one_of(given, "format", FORMATS) or "json"
    code = given.get("office", "")
    offices = oversight.branches([code] if code else [])
    if not offices:
        raise NotFound()
    return exporting.params(what, _span(given), offices, tongue, file=file, why=why,
                            branch=code or "*")


def _span(given: Mapping[str, str]) -> oversight.Span:
    """``period`` as a token, or ``from`` and ``to``; last month where none is given."""
    token, first, last = given.get("period"), given.get("from"), given.get("to")
    if token is None and first is None and last is None:
        token = "last_month"
    if token is not None:
        if first is not None or last is not None or not periods.known(token):
            basics.bad("period")
        return oversight.span_of({"p": token})
    for name, text in (("from", first), ("to", last)):
        if text is None or periods.day(text, periods.NO_DAY) == periods.NO_DAY:
            basics.bad(name)
    if str(last) < str(first):
        basics.bad("to")
    return oversight.span_of({"p": periods.DATES, "from": str(first), "to": str(last)})


def _sent(params: Mapping[str, Any]) -> Response:
    made = exporting.make(params)
    response = Response(made.content, mimetype=exporting.media(made.name).partition(";")[0])
    if params["file"] != "json":
        response.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


# ---- jobs


@bp.get("/report-jobs/<number>")
@signed_in
def job(number: str) -> Response:
    """How far a job of the caller's is."""
    basics.arguments()
    return _told(reading.job(basics.number_of(number)))


@bp.delete("/report-jobs/<number>")
@signed_in
def cancel(number: str) -> Response:
    """Stop a job; one that has ended stays as it is."""
    row = reading.job(basics.number_of(number))
    jobs.cancel(running().store, row.number)
    return _told(reading.job(row.number))


@bp.get("/report-jobs/<number>/file")
@signed_in
def file(number: str) -> Response:
    """The finished file; 409 while it is made, 410 once it was cancelled, failed or expired."""
    basics.arguments()
    row = reading.job(basics.number_of(number))
    if row.state in ("cancelled", "failed"):
        title = row.result.get("title") or (ENDED if row.state == "cancelled" else FAILED)
        abort(problem(410, words(title), code=f"job_{row.state}"))
    if row.state != "done":
        abort(problem(409, code="job_unfinished"))
    folder = running().settings.instance / "jobs" / row.number
    path = folder / Path(str(row.file_name)).name
    if not path.is_file():
        abort(problem(410, code="job_expired"))
    looked("export", f"file {row.number}", purpose=str(row.file_name))
    kind = exporting.media(path.name).partition(";")[0]
    return send_file(BytesIO(path.read_bytes()), mimetype=kind, as_attachment=True,
                     download_name=path.name)


def _told(row: Job, status: int = 200) -> Response:
    place = f"{basics.ROOT}/report-jobs/{row.number}"
    out = {
        "number": row.number, "state": row.state, "done": row.done, "total": row.total,
        "rows": row.result.get("rows"), "expires_at": basics.iso(row.expires_at),
        "file": f"{place}/file" if row.state == "done" else None, "href": place,
    }
    return basics.answer(out, status, location=place if status == 202 else "")
