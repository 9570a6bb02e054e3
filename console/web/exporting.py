"""Files for people who asked by a page: an act that leaves a line in the access log.

The writer lives in the reports package, which the console finds by name and never imports.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from importlib import import_module
from typing import Any

from flask import g
from sqlalchemy import func, select

from console import arranging
from console.data.obligations import Obligation
from console.errors import TooLarge
from console.scope import Scope
from console.web.audit import looked
from console.web.oversight import Span
from console.web.running import now, read, running, zone
from console.work import jobs
from console.work.reports import MOST

MANY = {
    "kk": "Бұл файлға жол тым көп: Excel алыңыз немесе кезеңді, органдарды тарылтыңыз.",
    "ru": "Слишком много строк для этого файла: возьмите Excel или сузьте период и органы.",
    "en": "Too many rows for this file: take Excel, or narrow the period and the offices.",
}
#: duties in the reader's offices above which a file is made by the worker
AT_ONCE = 20_000
#: how long a finished file may be fetched
KEPT = timedelta(hours=24)


def writer() -> Any:
    """The module that makes files of figures."""
    return import_module("reports.files")


def media(name: str) -> str:
    """The media type of a file by its name."""
    found: str = writer().MEDIA[name.rpartition(".")[2]]
    return found


def make(params: Mapping[str, Any]) -> Any:
    """The file at once, with its line in the access log; TooLarge beyond what it may hold."""
    files = writer()
    try:
        made = files.produce(read(), running().catalog, params, now())
    except files.TooManyRows as error:
        raise TooLarge(MANY, detail={"told": str(error)}) from error
    noted(params, made.rows)
    return made


def noted(params: Mapping[str, Any], rows: int | None = None) -> None:
    """Who took which figures or list, why, filtered how, of how many rows."""
    told = ", ".join(params[key] for key in ("branch", "language", "file"))
    told = f"{params['first']} – {params['last']}, {told}"
    what = f"report {params.get('report') or params.get('title', '')}"
    if "register" in params:
        what = f"register {params['register']}"
        told += ", in full" if params["full"] else ", masked"
    if rows is not None:
        told += f", {rows} rows"
    looked("export", what, ids=params["offices"][:200], purpose=f"{told}: {params['why']}")


def large(offices: Sequence[int]) -> bool:
    """Whether there is more to count than a page should wait for."""
    inner = select(Obligation.id).where(
        Obligation.office_id.in_(offices)
    ).limit(AT_ONCE + 1).subquery()
    return (read().scalar(select(func.count()).select_from(inner)) or 0) > AT_ONCE


def queued(kind: str, params: Mapping[str, Any]) -> str:
    """The number of a job that makes the file; Throttled beyond what one account may queue."""
    return jobs.enqueue(
        running().store, kind, params, now(), account_id=g.actor.account_id,
        office_id=g.actor.office_id, expires_at=now() + KEPT, most=MOST,
    )


def params(
    what: Mapping[str, Any], span: Span, offices: Sequence[int], language: str, *, file: str,
    why: str, branch: str = "*",
) -> dict[str, Any]:
    """What makes the same file under the same scope, here or by the worker.

    ``what``: ``report`` (a name), or ``title`` and ``measures``; ``branch``: the codes of the
    offices chosen, for the access log.
    """
    return {
        **what, "first": span.first.isoformat(), "last": span.last.isoformat(),
        "offices": list(offices), "language": language, "zone": str(zone()), "file": file,
        "why": why, "branch": branch, **whose(),
    }


def whose() -> dict[str, Any]:
    """With whose eyes, and by which roles, a file is made."""
    roles = g.actor.roles & arranging.readers(running().catalog)
    return {
        "exporter": f"{g.actor.name} ({g.actor.login})", "login": g.actor.login,
        "office": g.actor.office_id, "roles": sorted(roles), "scope": _plain(g.scope),
    }


def _plain(scope: Scope) -> dict[str, Any]:
    return {
        "office": list(scope.office), "authority": list(scope.authority),
        "village": list(scope.village), "cases": list(scope.cases),
        "persons_granted": list(scope.persons_granted),
    }
