"""What the steps of a visit check and write: hours of row 7, tickets, waiting and serving times."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select

from console.act import Act
from console.calendar import OfficeHours, Scheme
from console.data.actors import Office, Person
from console.data.case import Case
from console.data.visits import Visit
from console.data.worktime import working_calendar
from console.declare import Ground
from console.errors import NotFound

KIND, DESK = "visit", "state_corporation_desk"
WAIT, SERVICE = "D-04", "D-05"
CENTER_ONLY = "center"

OFFICE_CLOSED = Ground(
    "office_closed", "annex-1",
    {"kk": "мекеме бұл уақытта жұмыс істемейді: талон жұмыс уақытында беріледі",
     "ru": "учреждение в это время не работает: талон выдается в часы приема",
     "en": "the office is closed at this time: tickets are given in its opening hours"},
)
FOR_THE_CENTER = Ground(
    "for_the_center", "30",
    {"kk": "келуші орталық қызметкеріне жіберілген", "ru": "посетитель передан работнику центра",
     "en": "the visitor was passed on to the center's employee"},
)


# ---- where and when
def hours_of(act: Act, office: Office) -> OfficeHours:
    """Hours of row 7 with the office's own schedule; the State Corporation works six days."""
    desk = office.kind == DESK
    scheme: Scheme = "6day" if desk else "5day"
    prefix = "state_corporation" if desk else "provider"
    text = (office.hours or {}).get("text")
    if not text:
        text = f"{act.value(f'{prefix}_opens')}-{act.value(f'{prefix}_closes')}"
    return OfficeHours.parse(text, scheme)


def hall(act: Act) -> Office:
    """The office whose queue it is: the one named, where the actor has a seat, else the seat's."""
    roles = act.catalog.action(act.step).roles
    seats = {s.office_id for s in act.actor.seats if s.role in roles and s.office_id}
    code = act.data.get("hall")
    if not code:
        key = act.seat.office_id if act.seat else None
        found = act.session.get(Office, key) if key else None
    else:
        found = act.session.scalars(select(Office).where(Office.code == code)).one_or_none()
    if found is None or found.id not in seats:
        raise NotFound()
    return found


def office_open(act: Act) -> Iterable[Ground]:
    """Row 7: a ticket is given while the office serves; the clock then runs without a pause."""
    office = hall(act)
    hours = hours_of(act, office)
    if not hours.is_open(act.occurred_at, working_calendar(act.session, hours.scheme), act.zone):
        yield OFFICE_CLOSED.because(hours=f"{hours.opens:%H:%M}–{hours.closes:%H:%M}")


def for_this_desk(act: Act) -> Iterable[Ground]:
    """Par. 30: whom the operator passed on waits for the center's employee."""
    operator = act.seat is not None and act.seat.role == "state_corporation_operator"
    if operator and act.case.facts.get("for") == CENTER_ONLY:
        yield FOR_THE_CENTER


# ---- what is written
def open_visit(act: Act) -> Case:
    """The case of a visit, of the office whose queue it is."""
    office = hall(act)
    return act.new_case(
        KIND, office=office, channel="state_corp" if office.kind == DESK else "center"
    )


def arrive(act: Act) -> None:
    """The next ticket of the office's day. A known person is one the actor may see."""
    case, day = act.case, act.today
    # the office's row is the lock: two tickets at one instant get two numbers
    act.session.execute(select(Office.id).where(Office.id == case.office_id).with_for_update())
    last = act.session.scalar(
        select(func.max(Visit.ticket)).where(Visit.office_id == case.office_id, Visit.day == day)
    )
    person = act.find(Person, act.data["person"]) if act.data.get("person") else None
    visit = Visit(
        case_id=case.id, office_id=case.office_id, person_id=person.id if person else None,
        day=day, ticket=(last or 0) + 1, purpose=act.data["purpose"], arrived_at=act.occurred_at,
    )
    act.session.add(visit)
    act.keep(ticket=visit.ticket, purpose=visit.purpose, since=act.occurred_at.isoformat())


def _visit(act: Act) -> Visit:
    return act.session.scalars(select(Visit).where(Visit.case_id == act.case.id)).one()


def call(act: Act) -> None:
    """Called to a window; a second call keeps the time of the first."""
    visit = _visit(act)
    visit.called_at = visit.called_at or act.occurred_at
    visit.window = act.data.get("window", "") or visit.window or ""
    calls = int(act.case.facts.get("calls", 0))
    act.keep(window=visit.window, calls=calls + 1)


def start(act: Act) -> None:
    """The wait ends: from arriving, or from being passed on."""
    visit = _visit(act)
    since = datetime.fromisoformat(act.case.facts["since"])
    visit.wait_s = max(visit.wait_s or 0, _seconds(since, act.occurred_at))
    visit.wait_kept = visit.wait_s <= _limit(act, WAIT)
    visit.started_at, visit.served_by = act.occurred_at, act.actor.account_id


def _served(act: Act, visit: Visit) -> None:
    if visit.started_at is not None:
        spent = _seconds(visit.started_at, act.occurred_at)
        visit.service_s = max(visit.service_s or 0, spent)
        visit.service_kept = visit.service_s <= _limit(act, SERVICE)


def end(act: Act) -> None:
    """The service ends with its result, and the case it was about where there is one."""
    visit = _visit(act)
    _served(act, visit)
    visit.ended_at, visit.outcome = act.occurred_at, act.data["outcome"]
    if act.data.get("case"):
        about = act.find(Case, act.data["case"].upper())
        visit.served_case = about.number
        visit.person_id = visit.person_id or about.person_id


def pass_on(act: Act) -> None:
    """Par. 30: the visitor waits anew, for the center's employee."""
    visit = _visit(act)
    _served(act, visit)
    visit.called_at, visit.started_at, visit.window = None, None, ""
    act.keep(**{"for": CENTER_ONLY, "since": act.occurred_at.isoformat(), "window": "",
                "calls": 0})


def leave(act: Act) -> None:
    """Left unserved: counted apart, neither kept nor broken."""
    visit = _visit(act)
    visit.ended_at, visit.outcome = act.occurred_at, act.data["reason"]


def _seconds(since: datetime, until: datetime) -> int:
    return max(0, int((until - since).total_seconds()))


def _limit(act: Act, deadline: str) -> int:
    """The norm of the day in seconds."""
    value = act.law.deadline(deadline).value_at(act.today, act.office.region)
    return (value.amount or 0) * 60
