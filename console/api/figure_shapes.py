"""Description of measures, reports and their jobs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from console import periods
from console.api import shapes
from console.api.basics import ROOT
from console.api.shapes import TEXT, WHOLE, made, operation

#: what a period in words or by name looks like
PERIOD = "^(" + "|".join(periods.MOVING) + "|20[0-9]{2}(-(0[1-9]|1[0-2])|-Q[1-4])?)$"
KINDS: dict[str, Any] = {
    "application/json": {}, "text/csv": {}, "application/pdf": {},
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {},
}
_ROWS = {"type": "array", "items": {"type": "object"}}
SCHEMAS: dict[str, Any] = {
    "MeasureList": shapes.object_of(items={"type": "array", "items": shapes.object_of(
        name=TEXT, title=TEXT, definition=TEXT, paragraph=TEXT, topic=TEXT, href=TEXT,
        columns=_ROWS, dimensions=_ROWS)}),
    "ReportList": shapes.object_of(items={"type": "array", "items": shapes.object_of(
        name=TEXT, title=TEXT, href=TEXT)}),
    "Figures": shapes.object_of(
        report=TEXT, **{"from": TEXT, "to": TEXT}, as_of=TEXT, to_date={"type": "boolean"},
        language=TEXT, edition=TEXT, offices={"type": "array", "items": TEXT}, exporter=TEXT,
        why=TEXT, measures=_ROWS),
    "ReportJob": shapes.object_of(
        number=TEXT, state=TEXT, done=WHOLE, total=WHOLE, href=TEXT,
        rows={"type": ["integer", "null"]}, expires_at={"type": ["string", "null"]},
        file={"type": ["string", "null"]}),
}


def _members() -> dict[str, Any]:
    day = {"type": "string", "format": "date", "description": "With the other day, no period."}
    return {
        "period": {"type": "string", "pattern": PERIOD,
                   "description": "last_month, 2026-11, 2026-Q3, 2026 …; last_month by default."},
        "from": day, "to": day,
        "office": {"type": "string", "maxLength": 40, "description": "Code; it and all below."},
        "language": {"type": "string", "enum": ["kk", "ru", "en"]},
        "format": {"type": "string", "enum": ["json", "csv", "pdf", "xlsx"]},
        "why": {"type": "string", "minLength": 10, "maxLength": 300,
                "description": "What the figures are needed for; it is logged."},
    }


def _parameters(*names: str) -> list[dict[str, Any]]:
    members = _members()
    return [
        {"name": name, "in": "query", "required": name == "why", "schema": schema,
         "description": schema.get("description", "")}
        for name, schema in members.items() if not names or name in names
    ]


def operations(measures: Sequence[str], reports: Sequence[str]) -> Iterable[tuple[str, str, Any]]:
    """The addresses of figures, with the names that are declared here."""
    yield f"{ROOT}/measures", "get", operation(
        "figures", "measures", "Measures with their definitions", 200, "MeasureList")
    yield f"{ROOT}/reports", "get", operation(
        "figures", "reports", "Reports the caller may take", 200, "ReportList")
    by = {"name": "by", "in": "query", "schema": {"type": "string", "maxLength": 120},
          "description": "At most three dimensions of the measure, comma between."}
    one = operation("figures", "measure", "One measure for a period and offices", 200, "Figures",
                    parameters=[_named("name", measures), *_parameters(), by])
    yield f"{ROOT}/measures/{{name}}", "get", _file(one)
    whole = operation("figures", "report", "A report for a period and offices", 200, "Figures",
                      parameters=[_named("name", reports), *_parameters()])
    yield f"{ROOT}/reports/{{name}}", "get", _file(whole)
    job = operation("figures", "report.start", "Let the worker make the file", 202, "ReportJob",
                    parameters=[_named("name", reports)], writes=True)
    job["requestBody"] = shapes.json_body({
        "type": "object", "additionalProperties": False, "required": ["why"],
        "properties": _members()}, required=True)
    yield f"{ROOT}/reports/{{name}}", "post", job
    yield from _jobs()


def _jobs() -> Iterable[tuple[str, str, Any]]:
    yield f"{ROOT}/report-jobs/{{number}}", "get", operation(
        "figures", "report.job", "How far a job is", 200, "ReportJob", parameters=["Number"])
    yield f"{ROOT}/report-jobs/{{number}}", "delete", operation(
        "figures", "report.cancel", "Stop a job", 200, "ReportJob", parameters=["Number"])
    taken = operation("figures", "report.file", "The finished file", 200, "ReportJob",
                      parameters=["Number"])
    taken["responses"]["200"] = {"description": "The bytes.", "content": KINDS}
    for code in ("409", "410"):
        taken["responses"][code] = {"$ref": f"#/components/responses/Refused{code}"}
    yield f"{ROOT}/report-jobs/{{number}}/file", "get", taken


def _file(found: dict[str, Any]) -> dict[str, Any]:
    found["responses"]["200"] = {
        "description": "The figures.", "content": {
            **KINDS, "application/json": made("Figures")["content"]["application/json"]}}
    for code in ("413", "422"):
        found["responses"][code] = {"$ref": f"#/components/responses/Refused{code}"}
    return found


def _named(name: str, values: Sequence[str]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True,
            "schema": {"type": "string", "enum": list(values)}}
