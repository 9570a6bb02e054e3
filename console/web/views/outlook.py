"""What lies ahead of the offices: the load of the coming days, and rows to be mended."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request
from flask_babel import format_date
from flask_babel import gettext as _

from console.data import outlook
from console.data import quality as records
from console.data.actors import Person
from console.data.monitoring import duties
from console.data.obligations import Obligation
from console.data.outlook import Day
from console.errors import NotFound
from console.web import casework, charts, oversight
from console.web.access import roles
from console.web.audit import looked
from console.web.chips import calendar
from console.web.paging import address, capped, page
from console.web.running import now, read, running, zone
from console.web.views.monitoring import OWING, WATCHERS

bp = Blueprint("outlook", __name__)
#: deadlines a column is drawn of; the rest together
DRAWN = 3
WIDE = 1000


def _today() -> date:
    return now().astimezone(zone()).date()


@bp.get("/monitoring/load")
@roles(*WATCHERS)
def load() -> str:
    """Duties due on each of the coming working days, against the people who work there."""
    reach = oversight.reach()
    ahead = outlook.days_ahead(calendar("5day"), _today())
    found = outlook.by_office(read(), reach.ids, ahead, outlook.staff_roles(running().catalog))
    days = outlook.together(found, ahead)
    heavy = max((day.due for day in days), default=0)
    looked("list", "load ahead")
    return render_template(
        "pages/monitoring/load.html", days=days, reach=reach, heavy=heavy, said=_said,
        chart=_chart(days), term_of=oversight.term, top=_top, address=address,
    )


def _said(day: Day) -> str:
    """Thursday: 41 duties due, 3 staff."""
    return str(_("%(day)s: %(due)s duties due, %(staff)s staff",
                 day=format_date(day.on, "EEEE d MMMM"), due=day.due, staff=day.staff))


def _top(day: Day) -> list[tuple[str, int]]:
    return sorted(day.by_deadline.items(), key=lambda item: (-item[1], item[0]))[:DRAWN]


def _chart(days: list[Day]) -> charts.Columns:
    sums: dict[str, int] = {}
    for day in days:
        for name, count in day.by_deadline.items():
            sums[name] = sums.get(name, 0) + count
    most = sorted(sums, key=lambda name: (-sums[name], name))[:DRAWN]
    names = [_short(oversight.term(name).title) for name in most] + [_("Others")]
    rows = [
        (f"{day.on:%d.%m}", [*(day.by_deadline.get(n, 0) for n in most),
                             sum(c for n, c in day.by_deadline.items() if n not in most)])
        for day in days
    ]
    return charts.stacked_columns(
        names, rows, _("Duties by the day they fall due: %(all)s in all.", all=sum(sums.values())),
        WIDE)


def _short(title: str) -> str:
    return title if len(title) <= 40 else f"{title[:38]}…"


@bp.get("/monitoring/load/<day>")
@roles(*WATCHERS)
def due_on(day: str) -> str:
    """The duties that fall due on a day of the outlook, days off before it included."""
    reach, days = oversight.reach(), outlook.days_ahead(calendar("5day"), _today())
    on = next((one for one in days if one.isoformat() == day), None)
    if on is None:
        raise NotFound()
    at = days.index(on)
    conditions = [*outlook.owed_by(reach.ids), Obligation.due_on <= on]
    conditions += [Obligation.due_on > days[at - 1]] if at else []
    found = page(read(), duties().where(*conditions), (Obligation.due_at, Obligation.id),
                 lambda r: (r.due_at, r.id))
    looked("list", f"due on {on}", ids=[r.id for r in found.rows])
    return render_template(
        "pages/monitoring/due_on.html", page=found, reach=reach, on=on, work=casework,
        term_of=oversight.term, title=format_date(on, "EEEE d MMMM"),
    )


# ---- data quality


@bp.get("/monitoring/quality")
@roles(*OWING)
def quality() -> str:
    """People whose record misses something, contradicts itself or has grown old, one check."""
    reach = oversight.reach()
    checks = {one.key: one for one in records.CHECKS}
    chosen = checks.get(request.args.get("check", ""), records.CHECKS[0])
    asked = records.listed(chosen, reach.ids, now())
    found = page(read(), asked.add_columns(
        Person.surname, Person.given_name, Person.patronymic, Person.iin,
    ), (Person.id,), lambda row: (row.id,))
    looked("list", f"data quality {chosen.key}", ids=[r.id for r in found.rows])
    return render_template(
        "pages/monitoring/quality.html", page=found, chosen=chosen, reach=reach, checks=checks,
        total=capped(read(), asked), kinds=records.KINDS, address=address,
    )
