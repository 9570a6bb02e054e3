"""Workbooks for people who asked by a page: an act that leaves a line in the access log.

The writer lives in the reports package, which the console finds by name and never imports.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from flask import g
from sqlalchemy import func, select

from console.data.obligations import Obligation
from console.scope import Scope
from console.web.audit import looked
from console.web.oversight import Reach, Span
from console.web.running import now, read, running, zone

#: duties in the reader's offices above which a workbook is made by the worker
AT_ONCE = 20_000


def writer() -> Any:
    """The module that makes workbooks."""
    return import_module("reports.command")


def make(name: str, span: Span, reach: Reach, language: str) -> Any:
    """The workbook of a report, with its line in the access log."""
    made = writer().make(
        read(), running().catalog, name, span.first, span.last, now=now(), zone=zone(),
        offices=reach.ids, language=language, exporter=f"{g.actor.name} ({g.actor.login})",
    )
    noted(name, span, reach, language, made.rows)
    return made


def noted(name: str, span: Span, reach: Reach, language: str, rows: int | None) -> None:
    """Who took which report, filtered how, of how many rows."""
    office = reach.chosen.code if reach.chosen is not None else "*"
    told = f"{span.period.label}, {office}, {language}"
    if rows is not None:
        told += f", {rows} rows"
    looked("export", f"report {name}", ids=reach.ids[:200], purpose=told)


def large(reach: Reach) -> bool:
    """Whether there is more to count than a page should wait for."""
    inner = select(Obligation.id).where(
        Obligation.office_id.in_(reach.ids)
    ).limit(AT_ONCE + 1).subquery()
    return (read().scalar(select(func.count()).select_from(inner)) or 0) > AT_ONCE


def params(name: str, span: Span, reach: Reach, language: str) -> Mapping[str, Any]:
    """What the worker needs to make the same workbook under the same scope."""
    return {
        "report": name, "first": span.first.isoformat(), "last": span.last.isoformat(),
        "offices": reach.ids, "language": language, "zone": str(zone()),
        "exporter": f"{g.actor.name} ({g.actor.login})", "scope": _plain(g.scope),
    }


def register_params(
    name: str, span: Span, reach: Reach, language: str, *, columns: Sequence[str], full: bool,
    why: str,
) -> Mapping[str, Any]:
    """What the worker needs for a register, with its line in the access log."""
    told = f"{span.period.label}, {language}" + (f", in full: {why}" if full else ", masked")
    looked("export", f"register {name}", ids=reach.ids[:200], purpose=told[:500])
    return {
        **params(name, span, reach, language), "register": name, "columns": list(columns),
        "full": full, "why": why,
    }


def _plain(scope: Scope) -> dict[str, Any]:
    return {
        "office": list(scope.office), "authority": list(scope.authority),
        "village": list(scope.village), "cases": list(scope.cases),
        "persons_granted": list(scope.persons_granted),
    }
