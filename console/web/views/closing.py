"""Closed months: prepared by the supervisor, signed by the authority's head, corrected in view.

The page of a closing shows what was closed beside what is counted today, line by line, and the
cases in which something was entered after the closing that happened before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import aliased

from console import periods
from console.data import closing
from console.data.actors import Employer, Office, Person
from console.data.case import Case
from console.data.closing import ClosedPeriod, Correction
from console.data.content import StoredFile
from console.data.journal import JournalLine
from console.data.reporting import spanned
from console.data.worktime import zone_of
from console.errors import Grounds, NotFound, Refusal
from console.scope import SYSTEM
from console.web import casework, exporting, oversight, reading
from console.web.access import roles, signed_in
from console.web.audit import looked
from console.web.oversight import office_name
from console.web.paging import page
from console.web.running import now, read, running, zone
from console.web.shell import language
from console.web.theme import words
from console.web.views import reports
from console.work import closing as work

bp = Blueprint("closing", __name__)
LISTED, MONTHS = 100, 13
COUNTED = ("int", "percent", "number")


@dataclass(frozen=True)
class Changed:
    """A measure of a closing: its words and the lines that are not what they were."""

    measure: Any
    lines: list[Correction]


@bp.get("/reports/closes")
@signed_in
def closes() -> str:
    """Closings the reader may see, the newest first; a supervisor may prepare another."""
    reading.require()
    return _page({}, {})


def _page(values: Mapping[str, Any], errors: Mapping[str, str]) -> str:
    place = aliased(Office)
    rows = read().execute(
        select(ClosedPeriod, Case.number, Case.state, place)
        .join(Case, Case.id == ClosedPeriod.case_id).join(place, place.id == ClosedPeriod.place_id)
        .order_by(ClosedPeriod.id.desc()).limit(LISTED)
    ).all()
    catalog, today = running().catalog, now().astimezone(zone()).date()
    prepares = "supervisor" in g.actor.roles
    return render_template(
        "pages/reports/closes.html", rows=rows, name=office_name, states=_states(),
        titles={r.name: words(r.title) for r in catalog.reports.values()}, errors=errors,
        values=values, prepares=prepares, reach=oversight.reach(values),
        months=periods.past(today, MONTHS, 1, 1)["month"][1:],
        offered=[(r.name, words(r.title)) for r in reading.mine()],
    )


def _states() -> dict[str, str]:
    kind = running().catalog.kinds["period_close"]
    return {code: words(text) for code, text in kind.states.items()}


@bp.post("/reports/closes")
@roles("supervisor")
def prepare() -> Any:
    """Count the month, write the workbook, lay both before the authority's head."""
    asked = {key: request.form.get(key, "").strip()[:300]
             for key in ("office", "month", "report", "corrects", "reason")}
    asked = {key: value for key, value in asked.items() if value or key in ("office", "month")}
    reach = oversight.reach(asked)
    if reach.chosen is None or asked.get("report") not in running().catalog.reports:
        return _page(asked, {"office": _("Choose an office and a report.")}), 422
    if exporting.large(reach.ids):
        params = exporting.params({"title": asked["month"], "asked": asked}, oversight.span_of(
            {"p": asked["month"]}), reach.ids, language(), file="xlsx", why="closing")
        return reports.started("close", params, "/reports/closes")
    try:
        done = work.prepare(running().process, g.actor, g.scope, now(), asked, language())
    except Grounds as refusal:
        return _page(asked, {ground.field or "month": words(ground.text)
                             for ground in refusal.grounds}), 422
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(asked, {"month": words(refusal.title)}), refusal.status
    flash(_("The month is counted and waits for the signature."), "success")
    return redirect(f"/reports/closes/{done.number}")


def _found(number: str) -> tuple[ClosedPeriod, Case, Office]:
    row = read().execute(
        select(ClosedPeriod, Case, Office)
        .join(Case, Case.id == ClosedPeriod.case_id)
        .join(Office, Office.id == ClosedPeriod.place_id).where(Case.number == number)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1], row[2]


@bp.get("/reports/closes/<number>")
@signed_in
def closed(number: str) -> str:
    """What was closed, what is counted today, the difference; the workbook and who signed."""
    reading.require()
    row, case, place = _found(number)
    changed, kept = _compared(row, place)
    file = read().scalar(select(StoredFile.number).where(StoredFile.id == row.file_id))
    earlier = read().scalar(
        select(Case.number).join(ClosedPeriod, ClosedPeriod.case_id == Case.id)
        .where(ClosedPeriod.id == row.corrects_id)
    ) if row.corrects_id else None
    looked("list", f"closing {number}")
    return render_template(
        "pages/reports/closed.html", row=row, case=case, place=office_name(place), file=file,
        report=words(running().catalog.reports[row.report].title)
        if row.report in running().catalog.reports else row.report,
        state=_states()[case.state], changed=changed, kept=kept, earlier=earlier,
        sound=closing.digest(row.figures) == row.sha256, said=_said(),
    )


def _compared(row: ClosedPeriod, place: Office) -> tuple[list[Changed], int]:
    """Measures whose figures are not what they were, and how many are as they were."""
    catalog, names = running().catalog, [one["measure"] for one in row.figures]
    with running().store.session(SYSTEM) as session:
        today = {one["measure"]: one for one in closing.frozen(
            session, catalog, names, row.first_on, row.last_on, row.offices, now(),
            zone_of(place))}
    found, kept = [], 0
    for one in row.figures:
        measure = catalog.measures.get(one["measure"])
        if measure is None or one["columns"] != [key for key, _t, _kind in measure.columns]:
            continue
        numbers = [kind in COUNTED for _key, _title, kind in measure.columns]
        lines = closing.corrections(one, today[one["measure"]], numbers)
        kept += not lines
        if lines:
            found.append(Changed(measure, lines))
    return found, kept


def _said() -> Any:
    """Words for a value of a frozen row, as files say them."""
    names = import_module("reports.words").Names(read(), running().catalog, language())

    def say(value: Any, column: Any) -> Any:
        key, _title, kind = column
        return names.of(kind, value, key)

    return say


@bp.get("/reports/closes/<number>/cases")
@signed_in
def cases(number: str) -> str:
    """Cases in which something that happened by the end of the month was entered afterwards."""
    reading.require()
    row, _case, place = _found(number)
    ends = spanned(row.first_on, row.last_on, zone_of(place)).end
    query = (
        select(JournalLine.id, JournalLine.step, JournalLine.at, JournalLine.occurred_at,
               Case.number, Person.surname, Person.given_name, Person.patronymic, Person.iin,
               Employer.name.label("employer_name"))
        .join(Case, Case.id == JournalLine.case_id)
        .outerjoin(Person, Person.id == Case.person_id)
        .outerjoin(Employer, Employer.id == Case.employer_id)
        .where(JournalLine.at > row.as_of, JournalLine.occurred_at <= ends)
        .where(JournalLine.office_id.in_(row.offices))
    )
    found = page(read(), query, (JournalLine.id,), lambda r: (r.id,))
    looked("list", f"corrections of {number}", ids=[r.id for r in found.rows])
    return render_template("pages/reports/corrections.html", page=found, number=number, row=row,
                           place=office_name(place), step_title=casework.step_title)
