"""Vacancy files given in by hand: kept, checked by a job, written by another once they agree.

The same pages serve the center and an employer's cabinet; what differs is where they stand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import flash, g, redirect, render_template, request, send_file
from flask_babel import gettext as _
from sqlalchemy import select

from console.data.base import public_number
from console.data.content import StoredFile
from console.data.outbox import Job
from console.errors import NotFound, Refusal
from console.exchange.columns import Column
from console.exchange.safety import LARGEST_FILE
from console.exchange.vacancies import FORM, MOST_FAULTS, MOST_ROWS
from console.exchange.vacancy_files import faults_book, place_of, rows_of, vacancy_columns
from console.scope import SYSTEM
from console.web.audit import looked
from console.web.forms_view import dictionaries, refused
from console.web.running import now, running
from console.web.shell import language
from console.work import jobs

KIND = "vacancies"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: faults on the page; all of them are in the workbook
SHOWN = 200
#: files one account may have under way
MOST_AT_ONCE = 3


@dataclass(frozen=True)
class Place:
    """Where the pages stand: address, way back, shell; ``employer`` is a key, None at a center."""

    base: str
    back: tuple[str, str]
    shell: str
    employer: int | None = None

    @property
    def own(self) -> bool:
        """Whether it is an employer's cabinet."""
        return self.employer is not None

    def columns(self) -> list[Column]:
        """Columns of the sheet."""
        return vacancy_columns(running().catalog.forms[FORM], dictionaries(), own=self.own)


def page(place: Place, refusal: Any = None) -> str:
    """Where a file is given in, with the last ones."""
    with running().store.session(SYSTEM) as session:
        rows = session.execute(
            select(Job.number, Job.state, Job.created_at, Job.params, Job.result)
            .where(Job.account_id == g.actor.account_id, Job.kind == KIND)
            .order_by(Job.id.desc()).limit(20)
        ).all()
    mine = [r for r in rows if r.params.get("employer") == place.employer][:5]
    return render_template("pages/imports/upload.html", place=place, refusal=refusal, jobs=mine,
                           most=MOST_ROWS)


def template(place: Place) -> Any:
    """An empty workbook with the lists to choose from."""
    from console.exchange.writer import template as made

    form = running().catalog.forms[FORM]
    content = made(form, place.columns(), language(), own=())
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True,
                     download_name="vacancies-template.xlsx", max_age=0)


def upload(place: Place) -> Any:
    """Keep the file and have it checked."""
    sent = request.files.get("file")
    content = sent.stream.read(LARGEST_FILE + 1) if sent is not None and sent.filename else b""
    try:
        rows_of(content, place.columns())  # what it is and whether it is safe; rows come later
    except Refusal as error:
        if error.status not in (413, 422):
            raise
        return page(place, refused(error)), error.status
    number = _kept(place, content, (sent.filename or "")[:200] if sent else "")
    return redirect(f"{place.base}/{_started(place, number, write=False)}")


def _kept(place: Place, content: bytes, name: str) -> str:
    number = public_number("F")
    with running().store.write(SYSTEM) as session:
        session.add(StoredFile(
            number=number, name=name or "vacancies", mime="application/octet-stream",
            size=len(content), sha256=hashlib.sha256(content).hexdigest(), content=content,
            staged_by=g.actor.account_id, case_id=None, person_id=None,
            employer_id=place.employer, office_id=g.actor.office_id, authority_id=None,
            created_at=now(),
        ))
    return number


def _started(place: Place, file: str, *, write: bool, rows: int = 0) -> str:
    return jobs.enqueue(
        running().store, KIND,
        {"file": file, "write": write, "employer": place.employer, "login": g.actor.login,
         "name": g.actor.name, "zone": running().settings.timezone, "rows": rows},
        now(), account_id=g.actor.account_id, office_id=g.actor.office_id, most=MOST_AT_ONCE,
    )


def own_job(place: Place, number: str) -> Any:
    """A job of the reader's own, of this employer; NotFound otherwise."""
    with running().store.session(SYSTEM) as session:
        row = session.scalars(
            select(Job).where(Job.number == number, Job.kind == KIND)
            .where(Job.account_id == g.actor.account_id)
        ).one_or_none()
    if row is None or row.params.get("employer") != place.employer:
        raise NotFound()
    return row


def result(place: Place, number: str) -> str:
    """What a file does or did: figures, then every fault with row, column and sentence."""
    job = own_job(place, number)
    columns = place.columns()
    told = job.result or {}
    faults = [_shown(one, columns) for one in told.get("faults", ())[:SHOWN]]
    return render_template(
        "pages/imports/result.html", place=place, job=job, told=told, faults=faults,
        kept=len(told.get("faults", ())), most=MOST_FAULTS,
        ready=job.state == "done" and not told.get("wrong") and not told.get("written")
        and told.get("post", 0) + told.get("amend", 0) > 0,
    )


def _shown(fault: Mapping[str, Any], columns: list[Column]) -> dict[str, Any]:
    letter, column = place_of(fault["path"], columns)
    return {"row": fault["row"], "column": letter, "text": fault["text"],
            "label": column.label if column else None, "path": fault["path"]}


def faults_file(place: Place, number: str) -> Any:
    """The workbook of faults."""
    job = own_job(place, number)
    told = (job.result or {}).get("faults", ())
    if not told:
        raise NotFound()
    return send_file(BytesIO(faults_book(told, place.columns(), language())), mimetype=XLSX,
                     as_attachment=True, download_name=f"faults-{number}.xlsx", max_age=0)


def write(place: Place, number: str) -> Any:
    """The checked file is written: by a job of its own, all or nothing."""
    job = own_job(place, number)
    if job.state != "done" or (job.result or {}).get("wrong") or job.params.get("write"):
        raise NotFound()
    looked("import", f"vacancies {number}", ids=[])
    following = _started(place, job.params["file"], write=True, rows=job.result.get("total", 0))
    return redirect(f"{place.base}/{following}")


def cancel(place: Place, number: str) -> Any:
    """Stop a job; nothing of it is written."""
    job = own_job(place, number)
    if not jobs.cancel(running().store, job.number):
        flash(_("The job has already ended."), "info")
    return redirect(f"{place.base}/{number}")
