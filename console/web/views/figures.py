"""From a figure to the rows it counts: who, on which day, in which case.

The list is asked with what the figure was counted with, under the reader's own scope, so its
length is the figure. Names are shown, IIN masked; each look leaves a line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from console.data import figures
from console.data.actors import Employer, Person
from console.data.case import Case
from console.data.figures import UnknownFigure
from console.declare import Measure
from console.errors import NotFound
from console.web import oversight, reading
from console.web.access import signed_in
from console.web.audit import looked
from console.web.paging import capped, page
from console.web.running import read, running

bp = Blueprint("figures", __name__)
#: what separates a dimension from its value, and several of them, in an address
IS, AND = ":", "|"
NOT_STATED = "-none"


@bp.get("/reports/figures")
@signed_in
def behind() -> str:
    """The rows of one cell, in the order they were recorded."""
    reading.require()
    measure = running().catalog.measures.get(request.args.get("m", ""))
    if measure is None or not measure.figures:
        raise NotFound()
    span, offices = oversight.asked_span(), oversight.branches(_offices())
    try:
        key = figures.figure(measure, request.args.get("f", "")).key
        where = _where(measure, _several("w"))
        found = figures.behind(read(), measure, key, span.period, offices, where)
    except UnknownFigure as error:
        raise NotFound() from error
    listed = page(read(), found.query, (found.key,), lambda row: (row.id,))
    looked("list", f"figure {measure.name} {key}", ids=[r.case_id or r.id for r in listed.rows])
    return render_template(
        "pages/reports/behind.html", measure=measure, figure=figures.figure(measure, key),
        page=listed, span=span, total=capped(read(), select(found.key).where(*found.conditions)),
        told=_told(listed.rows), names=oversight.reach({}).names,
        back="/reports/build?" + urlencode([
            ("m", measure.name), *span.args.items(), *(("by", k) for k in where),
            *(("office", o) for o in _offices())]),
        shown=words_of(measure, where),
    )


def _several(name: str) -> list[str]:
    """The values of an argument that holds several."""
    return [one for one in request.args.get(name, "").split(AND) if one]


def _offices() -> list[str]:
    return _several("office")


def _where(measure: Measure, given: Sequence[str]) -> dict[str, Any]:
    """Dimension -> value of the cell; an office by its code."""
    found: dict[str, Any] = {}
    for one in given[:4]:
        key, _sep, value = one.partition(IS)
        figures.dimension(measure, key)
        if key == figures.OFFICE.key:
            own = {o.code: o.id for o in oversight.reach({}).offices}
            if value not in own:
                raise NotFound()
            found[key] = own[value]
        else:
            found[key] = None if value == NOT_STATED else value[:80]
    return found


def words_of(measure: Measure, where: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """(dimension, value) as the heading says them."""
    names = oversight.reach({}).names
    return [(figures.dimension(measure, k).title,
             names.get(v, v) if k == figures.OFFICE.key else v or _("not stated"))
            for k, v in where.items()]


def _told(rows: Sequence[Any]) -> dict[int, Any]:
    """Row id -> its case with person and employer, as far as the reader sees them."""
    wanted = {row.case_id for row in rows if row.case_id}
    cases = {row.id: row for row in read().execute(
        select(Case.id, Case.number, Case.kind, Case.state, Person.surname, Person.given_name,
               Person.patronymic, Person.iin, Employer.name.label("employer_name"))
        .outerjoin(Person, Person.id == Case.person_id)
        .outerjoin(Employer, Employer.id == Case.employer_id)
        .where(Case.id.in_(wanted))
    )} if wanted else {}
    return {row.id: cases[row.case_id] for row in rows if row.case_id in cases}


def links(
    table: Any, args: Sequence[tuple[str, str]], codes: Mapping[int, str],
) -> list[list[str]]:
    """For each cell of a table the address of the rows behind it; "" where there are none."""
    measure: Measure = table.measure
    figure_keys = {one.key for one in measure.figures if one.count is not None}
    at = [k for k, _t, _kind in table.columns]
    cuts = [n for n, k in enumerate(at) if k not in {f.key for f in measure.figures}]
    base = [pair for pair in args if pair[0] in ("p", "from", "to")]
    offices = AND.join(value for name, value in args if name == "office")
    base += [("office", offices)] if offices else []
    out = []
    for row in table.raw:
        cell = AND.join(f"{at[n]}{IS}{_valued(at[n], row[n], codes)}" for n in cuts)
        out.append([
            "/reports/figures?" + urlencode([("m", measure.name), ("f", key), *base, ("w", cell)])
            if key in figure_keys and row[n] else "" for n, key in enumerate(at)
        ])
    return out


def _valued(key: str, value: Any, codes: Mapping[int, str]) -> str:
    if key == figures.OFFICE.key:
        return codes.get(value, "")
    return NOT_STATED if value in (None, "") else str(value)

