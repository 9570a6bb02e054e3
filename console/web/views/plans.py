"""Days of the plans of an office: which entries come, which are over and wait to be recorded."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy import ColumnElement, and_, func, literal, or_, select

from console.data.actors import Person
from console.data.case import Case
from console.data.mediation import Plan, PlanItem
from console.web.access import roles
from console.web.audit import looked
from console.web.chips import calendar as working_days
from console.web.paging import CAP, address, page
from console.web.running import now, read, zone

bp = Blueprint("plans", __name__, url_prefix="/plans")
VIEWS = ("over", "today", "week", "all")
WEEK = 5


@bp.get("")
@roles("center_specialist", "center_director")
def days() -> str:
    """Entries that are awaited, by day; a list read with the reader's scope."""
    which = request.args.get("view", "week")
    marks = _conditions()
    which = which if which in marks else "week"
    query = (
        select(PlanItem.id, PlanItem.on, PlanItem.part, PlanItem.code, PlanItem.action,
               PlanItem.attendance, Case.number, Case.facts, Person.surname, Person.given_name,
               Person.patronymic)
        .join(Plan, Plan.id == PlanItem.plan_id).join(Case, Case.id == Plan.case_id)
        .join(Person, Person.id == PlanItem.person_id)
        .where(_awaited(), marks[which])
    )
    found = page(read(), query, (PlanItem.on, PlanItem.id), lambda r: (r.on.isoformat(), r.id))
    looked("list", f"plans {which}", ids=[r.id for r in found.rows])
    return render_template(
        "pages/plans/days.html", page=found, which=which, counts=_counts(marks),
        address=address, today=now().astimezone(zone()).date(),
    )


def _awaited() -> ColumnElement[bool]:
    """Entries somebody has to keep and nobody recorded: activities, and days of attendance."""
    return and_(PlanItem.state == "planned",
                or_(PlanItem.part == "measure", PlanItem.attendance.is_(True)))


def _conditions() -> dict[str, ColumnElement[bool]]:
    today = now().astimezone(zone()).date()
    week = working_days("5day").add_working_days(today, WEEK)
    return {
        "over": PlanItem.on < today, "today": PlanItem.on == today,
        "week": and_(PlanItem.on >= today, PlanItem.on <= week), "all": literal(True),
    }


def _counts(marks: dict[str, ColumnElement[bool]]) -> dict[str, Any]:
    """Counts of the views, each over at most 1001 entries, in one statement."""
    columns = [
        select(func.count()).select_from(
            select(PlanItem.id).where(_awaited(), mark).limit(CAP).subquery()
        ).scalar_subquery().label(name)
        for name, mark in marks.items()
    ]
    return dict(read().execute(select(*columns)).one()._mapping)
