"""A report from its name and two days: what the page, the job and ``jumys report`` call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from console.catalog import Catalog
from console.data.reporting import Session, offices_below, spanned
from reports.model import ReportError, load
from reports.workbook import Request, write

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Made:
    """A finished workbook. ``rows``: rows of figures in it."""

    content: bytes
    rows: int
    name: str


def make(
    session: Session, catalog: Catalog, name: str, first: date, last: date, *, now: datetime,
    zone: ZoneInfo, offices: Sequence[int], language: str = "kk", exporter: str = "",
    why: str = "",
) -> Made:
    """The workbook of report ``name`` from ``first`` to ``last``, both inclusive, as of ``now``.

    The session carries the reader's scope. ReportError for an unknown name or turned-round days.
    """
    if name not in catalog.reports:
        known = ", ".join(sorted(catalog.reports))
        raise ReportError(f"There is no report {name!r}; there are: {known}.")
    if last < first:
        raise ReportError(f"The period ends on {last}, before it begins on {first}.")
    request = Request(
        spanned(first, last, zone), list(offices), language, exporter, now,
        now.astimezone(zone).replace(tzinfo=None, microsecond=0), why,
    )
    content, rows = write(session, catalog, load(catalog.reports[name].path), request)
    return Made(content, rows, f"{name}-{first:%Y%m%d}-{last:%Y%m%d}-{language}.xlsx")


def run(
    session: Session, catalog: Catalog, name: str, first: date, last: date, out: Path, *,
    now: datetime, zone: ZoneInfo, office: str | None = None, language: str = "kk",
    exporter: str = "",
) -> Made:
    """``jumys report``: write the workbook to ``out`` (a file, or a folder to name it in).

    ``office`` is an office's code: it and all below; without it every office. ReportError with
    one sentence when something asked for is not there.
    """
    offices = offices_below(session, office)
    if not offices:
        raise ReportError(f"There is no office with the code {office!r}." if office
                          else "There are no offices yet.")
    made = make(session, catalog, name, first, last, now=now, zone=zone, offices=offices,
                language=language, exporter=exporter)
    target = out / made.name if out.is_dir() else out
    target.write_bytes(made.content)
    return Made(made.content, made.rows, str(target))
