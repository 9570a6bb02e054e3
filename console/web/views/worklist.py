"""My tasks: what waits for the reader's own acts, the most urgent first."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from flask import Blueprint, g, redirect, render_template, request
from sqlalchemy import ColumnElement, func, literal, or_, select

from console import calendar
from console.data.actors import Employer, Office, Person
from console.data.case import Case
from console.data.mediation import Vacancy
from console.web import casework
from console.web.access import signed_in
from console.web.audit import looked
from console.web.chips import calendar as working_days
from console.web.paging import CAP, address, dated_first
from console.web.register_roles import intake_step, may
from console.web.running import now, read, running, zone
from console.web.shell import home_url
from console.web.theme import words

bp = Blueprint("worklist", __name__)

VIEWS = ("mine", "overdue", "today", "week", "village", "portal", "waiting")


@bp.get("/worklist")
@signed_in
def worklist() -> Any:
    """Tiles, saved filters with their counts, and the rows of one of them."""
    casework.require_staff()
    which = request.args.get("view", "mine")
    kind, search = request.args.get("kind", ""), without_iin(request.args.get("q", ""))
    marks = _conditions()
    if which not in marks:
        which = "mine"
    query = (
        select(*casework.case_columns(), Office.name_kk.label("place"),
               Vacancy.title.label("vacancy_title"))
        .outerjoin(Person, Person.id == Case.person_id)
        .outerjoin(Employer, Employer.id == Case.employer_id)
        .outerjoin(Office, Office.id == Case.village_id)
        .outerjoin(Vacancy, Vacancy.id == Case.vacancy_id)
        .where(Case.closed_at.is_(None), casework.listed(), marks[which])
    )
    if kind:
        query = query.where(Case.kind == kind)
    if search:
        query = query.where(matching(search))
    found = dated_first(read(), query, Case.due_at, Case.id)
    looked("list", f"worklist {which}", ids=[r.id for r in found.rows])
    return render_template(
        "pages/worklist/list.html", page=found, counts=_counts(marks), which=which, kind=kind,
        q=search, address=address, work=casework, steps=running().catalog.steps,
        kinds=[(k.code, words(k.title)) for k in casework.case_kinds()],
        today=now().astimezone(zone()), may_register=intake_step(),
        runs_queue=may("registration.take_ticket"), waits=_silent(),
    )


def _silent() -> int:
    """How many questions to registers wait to be asked again, where the reader may ask."""
    if not may("registration.repeat_query"):
        return 0
    return read().scalar(
        select(func.count()).select_from(Case)
        .where(Case.kind == "register_query", Case.state == "down")
    ) or 0


def _mine() -> ColumnElement[bool]:
    """Cases whose next act is one of the reader's roles'."""
    catalog = running().catalog
    actions = [a.name for a in catalog.actions.values() if a.roles & g.actor.roles]
    return Case.next_action.in_(actions)


def _conditions() -> dict[str, ColumnElement[bool]]:
    """Each saved filter as a condition. "Today" holds only what is not overdue yet."""
    instant, here = now(), zone()
    today = instant.astimezone(here).date()
    midnight = calendar.end_of_day(today, here)
    ends = datetime.combine(_in_a_week(), time(23, 59, 59), here)
    mine, open_now = _mine(), Case.due_at >= instant
    return {
        "mine": mine,
        "overdue": mine & (Case.due_at < instant),
        "today": mine & open_now & (Case.due_at <= midnight),
        "week": mine & open_now & (Case.due_at <= ends),
        "village": mine & (Case.channel == "assistant"),
        "portal": mine & Case.channel.in_(("portal", "egov")),
        "waiting": or_(Case.next_action.is_(None), ~mine),
    }


def _in_a_week() -> Any:
    """The fifth working day from today: a week by the calendar in force."""
    today = now().astimezone(zone()).date()
    return working_days("5day").add_working_days(today, 5)


def _counts(marks: dict[str, ColumnElement[bool]]) -> dict[str, int]:
    """Counts of all filters in one statement over at most 1001 open cases each."""
    open_cases = select(literal(1)).select_from(Case).where(
        Case.closed_at.is_(None), casework.listed())
    columns = [
        select(func.count()).select_from(open_cases.where(mark).limit(CAP).subquery())
        .scalar_subquery().label(name)
        for name, mark in marks.items()
    ]
    return {name: int(n) for name, n in read().execute(select(*columns)).one()._mapping.items()}


def matching(text: str) -> ColumnElement[bool]:
    """A name prefix or a case number. An IIN never comes in an address: see /search/person."""
    plain = text.removeprefix("№").strip()
    return or_(Case.number == plain.upper(), starting(plain))


def without_iin(text: str) -> str:
    """What was typed, unless it is all digits: an IIN is posted, never searched by address."""
    return "" if text.replace(" ", "").isdigit() else text.strip()[:100]


def starting(text: str) -> ColumnElement[bool]:
    """People and employers whose name starts with the words typed."""
    found: ColumnElement[bool] = or_(
        *prefix(Person.sort_name, text), *prefix(Employer.name, text)
    )
    return found


def prefix(column: Any, text: str) -> list[ColumnElement[bool]]:
    """The column starts with the words, as typed or with capital letters."""
    spelled = {text, text.title(), text.upper()}
    return [column.startswith(word, autoescape=True) for word in sorted(spelled) if word]


@bp.get("/home")
@signed_in
def home() -> Any:
    """First page of the reader's role."""
    return redirect(home_url())
