"""The working calendar of a year, and changing it: prepared, looked at, applied."""

from __future__ import annotations

import calendar as civil
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from console.calendar import DayMark, WorkCalendar
from console.data import recalculation
from console.data.content import ContentItem
from console.data.obligations import CalendarVersion
from console.data.worktime import working_calendar
from console.errors import Conflict, Grounds, Invalid, NotFound, Refusal
from console.scope import SYSTEM
from console.web import acting, casework, oversight, stepping
from console.web.access import roles
from console.web.forms_view import adding, form_key, form_page, posted, refused
from console.web.opening import Opening
from console.web.running import now, read, running, zone
from console.web.shell import language
from console.web.theme import words

bp = Blueprint("calendar_admin", __name__)
ROLES = ("administrator",)
SCHEMES = ("5day", "6day")
TYPE = "calendar_change"


@dataclass(frozen=True)
class Day:
    """One square of the year. ``cls``: off, holiday, moved, works or ''."""

    day: date
    cls: str
    title: str
    today: bool


def kind_titles() -> dict[str, str]:
    """Kinds of marked days in words."""
    return {
        "holiday": _("Holiday"), "day_off_moved": _("Day off moved here"),
        "weekend_workday": _("Weekend day that works"), "extra_off": _("Extra day off"),
        "ordinary": _("Ordinary day"),
    }


def scheme_titles() -> dict[str, str]:
    """Schemes in words."""
    return {"5day": _("Five-day week"), "6day": _("Six-day week"), "both": _("Both weeks")}


CLASSES = {"holiday": "hol", "day_off_moved": "mov", "extra_off": "mov", "weekend_workday": "wrk"}


@bp.get("/admin/calendar")
@roles(*ROLES)
def show() -> str:
    """Twelve months of a scheme with every marked day and the changes made so far."""
    scheme = request.args.get("scheme", "5day")
    scheme = scheme if scheme in SCHEMES else "5day"
    found = working_calendar(read(), scheme)
    today = now().astimezone(zone()).date()
    given = request.args.get("year", "")
    year = int(given) if given.isascii() and given.isdigit() and len(given) == 4 else today.year
    year = min(max(year, found.first.year), found.last.year)
    marks = {d: m for d, m in found.marks().items() if d.year == year}
    months = [(m, _month(found, year, m, today)) for m in range(1, 13)]
    return render_template(
        "pages/calendar_admin/year.html", year=year, scheme=scheme, months=months, marks=marks,
        calendar=found, kinds=kind_titles(), schemes=scheme_titles(), mark_name=_mark_name,
        versions=read().scalars(
            select(CalendarVersion).where(CalendarVersion.scheme == scheme)
            .order_by(CalendarVersion.number.desc()).limit(20)
        ).all(),
        changes=read().scalars(
            select(ContentItem).where(ContentItem.type == TYPE)
            .order_by(ContentItem.id.desc()).limit(20)
        ).all(),
        state=lambda item: casework.state_title(f"content/{TYPE}", item.state),
        working=sum(found.is_working(date.fromordinal(n)) for n in range(
            date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)),
    )


def _mark_name(mark: DayMark) -> str:
    return words(mark.name)


def _month(
    found: WorkCalendar, year: int, month: int, today: date
) -> list[list[Day | None]]:
    weeks: list[list[Day | None]] = []
    for week in civil.Calendar().monthdatescalendar(year, month):
        weeks.append([_square(found, d, today) if d.month == month else None for d in week])
    return weeks


def _square(found: WorkCalendar, day: date, today: date) -> Day:
    mark = found.mark(day)
    cls = CLASSES[mark.kind] if mark else "" if found.is_working(day) else "off"
    title = f"{kind_titles()[mark.kind]}: {words(mark.name)}" if mark else ""
    return Day(day, cls, title, day == today)


# ---- preparing


@bp.route("/admin/calendar/new", methods=["GET", "POST"])
@roles(*ROLES)
def propose() -> Any:
    """A holiday or moved days with the act they rest on; nothing changes yet."""
    step = stepping.step_of("general.propose_calendar_day")
    form = running().catalog.forms[step.form or ""]
    opening = Opening(
        step, [("/admin/calendar", _("Calendar"))], lambda outcome: "", dated=False,
        lead=_("Nothing changes yet: the next page shows which terms would move."),
    )
    values: Any = {"scheme": "both"} if request.method == "GET" else posted(form)
    if request.method == "GET" or adding():
        return _form(opening, form, values)
    try:
        outcome = stepping.perform(step, None, values)
    except (Invalid, Grounds, Conflict) as error:
        return _form(opening, form, values, refused(error, form)), error.status
    return redirect(f"/admin/calendar/{outcome.number}")


def _form(opening: Opening, form: Any, values: Any, refusal: Any = None) -> str:
    return render_template(
        "pages/steps/open.html", opening=opening, step=opening.step, refusal=refusal,
        title=casework.step_title(opening.step.name), key=form_key(), version=None,
        page=form_page(form, values, refusal.fields if refusal else {}), occurred="",
        occurred_fault=None,
    )


# ---- looking and applying


@dataclass(frozen=True)
class Group:
    """Duties of one term that move alike."""

    term: Any
    responsible: str
    old: date
    new: date
    count: int
    kept: bool


def _item(number: str) -> ContentItem:
    row = read().scalars(
        select(ContentItem).where(ContentItem.number == number, ContentItem.type == TYPE)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return row


@bp.get("/admin/calendar/<number>")
@roles(*ROLES)
def preview(number: str) -> str:
    """Which open terms the change would move, those it would shorten for people apart."""
    return _preview(_item(number))


def _preview(item: ContentItem, refusal: Any = None) -> str:
    groups = _groups(item) if item.state == "drafted" else []
    return render_template(
        "pages/calendar_admin/change.html", item=item, refusal=refusal, key=form_key(),
        moved=[g for g in groups if not g.kept], kept=[g for g in groups if g.kept],
        kinds=kind_titles(), schemes=scheme_titles(), work=casework, language=language(),
        state=casework.state_title(f"content/{TYPE}", item.state), day=date.fromisoformat,
    )


def _groups(item: ContentItem) -> list[Group]:
    """Counts only: whoever keeps the calendar sees no person and no case."""
    found: Counter[tuple[Any, ...]] = Counter()
    with running().store.session(SYSTEM) as session:
        for scheme in item.data["base"]:
            old = working_calendar(session, scheme)
            new = recalculation.changed(old, item.data["days"])
            found.update(
                (m.deadline, m.responsible, m.old, m.new, m.kept)
                for m in recalculation.moves(session, old, new)
            )
    return [
        Group(oversight.term(key[0]), key[1], key[2], key[3], n, key[4])
        for key, n in sorted(found.items())
    ]


@bp.post("/admin/calendar/<number>/<verb>")
@roles(*ROLES)
def decide(number: str, verb: str) -> Any:
    """Apply the change, or withdraw it."""
    names = {"apply": "general.apply_calendar", "withdraw": "general.withdraw_calendar"}
    if verb not in names:
        raise NotFound()
    item = _item(number)
    try:
        acting.act(names[verb], number, {})
    except (Grounds, Conflict) as error:
        return _preview(item, refused(error)), error.status
    except Refusal:
        raise
    flash(_applied(number) if verb == "apply" else _("The change is withdrawn."), "success")
    return redirect(f"/admin/calendar/{number}")


def _applied(number: str) -> str:
    with running().store.session(SYSTEM) as session:
        row = session.scalars(select(ContentItem).where(ContentItem.number == number)).one()
    told = row.data["applied"].values()
    return str(_(
        "The calendar is changed: %(moved)s terms were counted anew, %(kept)s of people were left "
        "as they were.", moved=sum(t["moved"] for t in told), kept=sum(t["kept"] for t in told),
    ))
