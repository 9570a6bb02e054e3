"""The queue of an office: tickets, calling, serving; the screen on the wall; its figures.

A ticket is a number and what the visitor came for. No name and no IIN is on these pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select

from console.data.actors import Office, Person
from console.data.case import Case
from console.data.visits import Visit
from console.declare import Period
from console.errors import Conflict, Grounds, Invalid, NotFound
from console.web import acting, casework, oversight
from console.web.access import roles
from console.web.audit import looked
from console.web.forms_view import Refused, codes_of, form_key, refused
from console.web.register_roles import intake_step
from console.web.running import now, read, running, zone
from console.web.views.monitoring import QUEUE_WATCHERS

bp = Blueprint("desk", __name__)

DESKS = ("center_frontdesk", "center_specialist", "state_corporation_operator")
RUN = "registration.run_queue"
TICKET, CALL = "registration.take_ticket", "registration.call_visitor"
VERBS: Mapping[str, str] = {
    "call": CALL, "start": "registration.start_service", "end": "registration.end_service",
    "pass": "registration.pass_visitor", "left": "registration.note_left",
}
WAIT, SERVICE = "D-04", "D-05"
TRIES = 5
SHOWN = 200


@dataclass(frozen=True)
class Row:
    """A visit in the queue. ``minutes``: waiting, or being served; ``limit``: of the standard."""

    number: str
    ticket: int
    day: date
    state: str
    purpose: str
    window: str
    minutes: int
    limit: int
    mine: bool
    center_only: bool
    person: str
    version: int

    @property
    def tone(self) -> str:
        """Class of its chip: over the limit, near it, or within."""
        if self.minutes > self.limit:
            return "over"
        return "today" if 3 * self.minutes >= 2 * self.limit else "soon"


# ---- which office, who waits
def _halls() -> list[Any]:
    """Offices whose queue the reader runs; the State Corporation's hall first for its staff."""
    action = running().catalog.actions.get(RUN)
    wanted = action.roles if action else frozenset()
    ids = [s.office_id for s in g.actor.seats if s.role in wanted and s.office_id]
    rows = list(read().execute(
        select(Office.id, Office.code, Office.kind, Office.name_kk, Office.name_ru, Office.name_en)
        .where(Office.id.in_(ids)).order_by(Office.id)
    ))
    return sorted(rows, key=lambda r: r.kind != "state_corporation_desk")


def _hall() -> tuple[Any, list[Any]]:
    found = _halls()
    code = request.values.get("hall")
    chosen = next((h for h in found if h.code == code), None if code else next(iter(found), None))
    if chosen is None:
        raise NotFound()
    return chosen, found


def _limits() -> tuple[int, int]:
    law, today = running().catalog.law, now().astimezone(zone()).date()
    wait, service = (law.deadline(d).value_at(today).amount or 0 for d in (WAIT, SERVICE))
    return wait, service


def _rows(hall: Any) -> list[Row]:
    """Who waits, is called or is served, in the order of the tickets."""
    found = read().execute(
        select(Case.number, Case.state, Case.facts, Case.version, Visit.ticket, Visit.day,
               Visit.purpose, Visit.window, Visit.started_at, Visit.arrived_at, Visit.served_by,
               Person.number.label("person"))
        .join(Visit, Visit.case_id == Case.id).outerjoin(Person, Person.id == Visit.person_id)
        .where(Visit.office_id == hall.id, Case.closed_at.is_(None))
        .order_by(Visit.day, Visit.ticket).limit(SHOWN)
    ).all()
    wait, service = _limits()
    words_of = codes_of(running().catalog.forms["visit_arrival"])
    return [_row(r, wait, service, words_of) for r in found]


def _row(r: Any, wait: int, service: int, words_of: Mapping[str, str]) -> Row:
    serving = r.state == "serving"
    waiting = datetime.fromisoformat(r.facts["since"]) if "since" in r.facts else r.arrived_at
    since: datetime = r.started_at if serving else waiting
    return Row(
        r.number, r.ticket, r.day, r.state, words_of.get(r.purpose, r.purpose), r.window,
        max(0, int((now() - since).total_seconds() // 60)), service if serving else wait,
        serving and r.served_by == g.actor.account_id, r.facts.get("for") == "center",
        r.person or "", r.version,
    )


def _today() -> date:
    return now().astimezone(zone()).date()


def _done(hall: Any) -> dict[str, int]:
    """How many of today's visitors were served and left."""
    rows = read().execute(
        select(Case.state, func.count()).join(Visit, Visit.case_id == Case.id)
        .where(Visit.office_id == hall.id, Visit.day == _today(), Case.closed_at.is_not(None))
        .group_by(Case.state)
    ).all()
    return {row[0]: row[1] for row in rows}


# ---- the pages
@bp.get("/desk")
@roles(*DESKS)
def queue() -> Any:
    """The queue of one office: give a ticket, call, serve, end."""
    return _page()


def _page(refusal: Refused | None = None) -> str:
    hall, every = _hall()
    rows, today = _rows(hall), _today()
    catalog = running().catalog
    options = {
        key: [(c.code, codes_of(catalog.forms[form])[c.code]) for c in field.choices]
        for key, form, name in (("purpose", "visit_arrival", "purpose"),
                                ("outcome", "visit_end", "outcome"),
                                ("reason", "visit_left", "reason"),
                                ("passing", "visit_pass", "reason"))
        for field in catalog.forms[form].fields() if field.key == name
    }
    return render_template(
        "pages/desk/queue.html", hall=hall, halls=every, name=oversight.office_name, key=form_key,
        serving=[r for r in rows if r.mine], earlier=[r for r in rows if r.day != today],
        others=[r for r in rows if r.state in ("called", "serving") and not r.mine
                and r.day == today],
        waiting=[r for r in rows if r.state == "arrived" and r.day == today], done=_done(hall),
        limits=_limits(), options=options, refusal=refusal, work=casework,
        window=session.get("window", ""), may_register=intake_step(),
        may_pass="state_corporation_operator" in g.actor.roles,
    )


@bp.post("/desk/ticket")
@roles(*DESKS)
def ticket() -> Any:
    """Give the next ticket of the day."""
    hall, _every = _hall()
    given = {k: request.form.get(k, "").strip() for k in ("purpose", "person")}
    data = {k: v for k, v in given.items() if v} | {"hall": hall.code}
    try:
        outcome = acting.act(TICKET, None, data)
    except (Invalid, Grounds, Conflict) as error:
        return _page(refused(error)), error.status
    with running().store.session(g.scope) as fresh:  # the page's own read is older than the act
        facts = fresh.scalar(select(Case.facts).where(Case.number == outcome.number)) or {}
    flash(_("Ticket %(n)s.", n=facts.get("ticket")), "success")
    return redirect(_back(hall))


@bp.post("/desk/next")
@roles(*DESKS)
def call_next() -> Any:
    """Call whoever waits longest; two desks never call the same ticket."""
    hall, _every = _hall()
    window = session["window"] = request.form.get("window", "").strip()[:20]
    operator = g.actor.roles <= {"state_corporation_operator"}
    for row in _rows(hall)[:SHOWN]:
        if row.state != "arrived" or row.day != _today() or (operator and row.center_only):
            continue
        try:
            running().process.perform(
                CALL, row.number, g.actor, {"window": window}, None, now(), scope=g.scope,
                key=request.form.get("_key") or None, version=row.version,
            )
        except Conflict:
            continue  # another desk was quicker: the next ticket
        except (Invalid, Grounds) as error:
            return _page(refused(error)), error.status
        flash(_("Ticket %(n)s was called.", n=row.ticket), "success")
        return redirect(_back(hall))
    flash(_("Nobody waits."), "info")
    return redirect(_back(hall))


@bp.post("/desk/<number>/<verb>")
@roles(*DESKS)
def act(number: str, verb: str) -> Any:
    """Call again, start, end, pass on, or note that the visitor left."""
    step = VERBS.get(verb)
    if step is None:
        abort(404)
    hall, _every = _hall()
    names = ("window", "outcome", "case", "reason")
    data = {n: v for n in names if (v := request.form.get(n, "").strip())}
    form = running().catalog.steps[step].form
    known = {f.key for f in running().catalog.forms[form].fields()} if form else set()
    try:
        acting.act(step, number, {k: v for k, v in data.items() if k in known})
    except (Invalid, Grounds, Conflict) as error:
        return _page(refused(error)), error.status
    return redirect(_back(hall))


def _back(hall: Any) -> str:
    return url_for("desk.queue", hall=hall.code)


@bp.get("/desk/screen")
@roles(*DESKS)
def screen() -> Any:
    """The screen on the wall: ticket numbers and windows, nothing else."""
    hall, _every = _hall()
    rows = [r for r in _rows(hall) if r.day == _today()]
    called = [r for r in rows if r.state in ("called", "serving")]
    return render_template(
        "pages/desk/screen.html", hall=hall, name=oversight.office_name, clock=now(),
        called=sorted(called, key=lambda r: r.state != "called"),
        waiting=[r for r in rows if r.state == "arrived"],
    )


@bp.get("/desk/figures")
@roles(*QUEUE_WATCHERS)
def figures() -> Any:
    """Waiting and serving by office and day: medians, 90th percentiles, shares, each with its N."""
    measure = running().catalog.measures.get("registration.desk_visits")
    if measure is None:
        raise NotFound()
    span, reach = oversight.asked_span(), oversight.reach()
    period: Period = span.period
    rows = list(measure.query(read(), period, reach.ids))
    looked("list", f"queue figures {period.label}"[:120])
    return render_template(
        "pages/desk/figures.html", measure=measure, rows=rows, span=span, reach=reach,
        titles=oversight.period_titles(), limits=_limits(),
        names={o.code: oversight.office_name(o) for o in reach.offices},
    )
