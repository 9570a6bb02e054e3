"""The Rules: contents, a paragraph with what implements it, procedures as drawings."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, render_template
from sqlalchemy import select

from console.data.case import Case
from console.data.obligations import Obligation
from console.errors import NotFound
from console.law import LawError
from console.notices import heading
from console.web import casework
from console.web.access import public
from console.web.lawpage import implementation, kinds_of, neighbours, process_drawing
from console.web.running import read, running
from console.web.shell import is_staff

bp = Blueprint("law", __name__)

OPEN_SHOWN = 25


@bp.get("/law")
@public
def contents() -> str:
    """Every paragraph with its gist and whether the console implements it."""
    law = running().catalog.law
    counts: dict[str, int] = {}
    for paragraph in law.paragraphs():
        counts[paragraph.status] = counts.get(paragraph.status, 0) + 1
    return render_template(
        "pages/law/contents.html", paragraphs=law.paragraphs(), act=law.act,
        editions=law.editions, counts=counts, kinds=casework.case_kinds(),
    )


@bp.get("/law/<number>")
@public
def paragraph(number: str) -> str:
    """The text in Kazakh, its gist, readings, what implements it, the reader's open duties."""
    law = running().catalog.law
    try:
        found = law.paragraph(number)
    except LawError as error:
        raise NotFound() from error
    before, after = neighbours(number)
    return render_template(
        "pages/law/paragraph.html", paragraph=found, readings=law.readings_of(number),
        made=implementation(number), kinds=kinds_of(number), before=before, after=after,
        duties=_duties(number), work=casework, values=[v for v in law.values()
                                                       if v.paragraph == number],
        edition=law.edition(found.edition), notice_heading=heading,
    )


def _duties(number: str) -> list[Any]:
    """Open duties under a paragraph within the reader's scope, the most urgent first."""
    if g.get("actor") is None or not is_staff():
        return []
    return list(read().execute(
        select(Obligation.deadline, Obligation.due_at, Obligation.due_on, Obligation.state,
               Obligation.stopped_at, Obligation.kind, Obligation.scheme, Obligation.responsible,
               Obligation.paragraph, Case.number, Case.kind.label("case_kind"))
        .join(Case, Case.id == Obligation.case_id)
        .where(Obligation.paragraph == number, Obligation.state == "open")
        .order_by(Obligation.due_at).limit(OPEN_SHOWN)
    ).all())


@bp.get("/law/process/<kind>")
@public
def process(kind: str) -> str:
    """A procedure drawn from its steps."""
    found = next((k for k in casework.case_kinds() if k.code == kind), None)
    if found is None:
        raise NotFound()
    return render_template(
        "pages/law/process.html", drawing=process_drawing(found), kind=found, work=casework,
        actions=running().catalog.actions,
    )
