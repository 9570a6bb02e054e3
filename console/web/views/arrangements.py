"""What is agreed on around an offer: times of the interview, its calendar file, consent, limits.

Each side proposes and answers from its own pages; the rules are those of the steps (par. 2, 60).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, abort, g, render_template
from flask_babel import gettext as _
from sqlalchemy import select

from console.data.case import Case
from console.data.documents import Consent
from console.data.mediation import Offer, Vacancy
from console.errors import NotFound
from console.scope import SYSTEM
from console.web import casework, outsiders, stepping
from console.web.access import roles
from console.web.outsiders import Flow, own_case, own_employer, own_person
from console.web.running import now, read, running, zone
from console.web.theme import moment
from console.web.views.matching import matcher

bp = Blueprint("arrangements", __name__)
#: vacancies shown to a person at once
SHOWN = 20
OFFERS, LIMITS = "/cabinet/offers", "/cabinet/limits"
VERBS = {
    "time": ("mediation.agree_time",), "other-time": ("mediation.ask_other_times",),
    "consent": ("mediation.revoke_consent", "mediation.recall_consent"),
}
CHANGES = {"change": "mediation.change_limits", "withdraw": "mediation.withdraw_limits"}


@bp.route("/cabinet/arrangements/<number>/<verb>", methods=["GET", "POST"])
@roles("jobseeker")
def mine(number: str, verb: str) -> Any:
    """My answer to the times offered, or the withdrawal of my consent."""
    if verb not in VERBS:
        abort(404)
    case = own_case(number, "offer")
    name = next((n for n in VERBS[verb] if outsiders.may(n, case)), VERBS[verb][0])
    back = f"{OFFERS}/{number}"
    facts = case.facts or {}
    times = "; ".join(f"{n}) {row['interview_on']} {row['interview_time']}"
                      for n, row in enumerate(facts.get("times") or (), 1))
    known = ((_("Times offered"), times), (_("Place"), facts.get("times_place", "")))
    return outsiders.run(Flow(
        stepping.step_of(name, case), case, (back, f"№ {number}"), lambda outcome: back,
        known=known if verb != "consent" and times else (),
    ))


@bp.route("/employer/arrangements/<number>/times", methods=["GET", "POST"])
@roles("employer")
def times(number: str) -> Any:
    """Times I offer a candidate for the interview."""
    employer = own_employer()
    case = own_case(number, "offer", "employer")
    if case.employer_id != employer.id:
        raise NotFound()
    back = f"/employer/candidates/{number}"
    name = ((case.facts or {}).get("resume") or {}).get("name", "")
    return outsiders.run(Flow(
        stepping.step_of("mediation.propose_times", case), case, (back, name or number),
        lambda outcome: back, lead=name,
        known=((_("The candidate asks for"), wish),)
        if (wish := (case.facts or {}).get("times_wish")) else (),
    ))


@bp.get("/offers/<number>.ics")
@roles("jobseeker", "employer", "center_specialist")
def calendar(number: str) -> Response:
    """The interview as a calendar file, for whoever takes part in it."""
    found = read().execute(
        select(Case, Offer).join(Offer, Offer.case_id == Case.id)
        .where(Case.number == number, Case.kind == "offer", Offer.interview_at.is_not(None))
    ).first()
    if found is None or found[0].state in ("withdrawn", "on_the_way"):
        raise NotFound()
    case, offer = found
    start = offer.interview_at
    assert start is not None
    with running().store.session(SYSTEM) as session:
        job = session.get_one(Vacancy, offer.vacancy_id)
    text = event_file(
        uid=f"{case.number}@jumys", stamp=now(), start=start,
        title=f"{job.title}: {job.employer_name}", place=offer.interview_place,
        sequence=case.version,
    )
    answer = Response(text, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f'attachment; filename="interview-{number}.ics"'
    return answer


def event_file(
    *, uid: str, stamp: datetime, start: datetime, title: str, place: str, sequence: int
) -> str:
    """A calendar with one event (RFC 5545): lines end with CRLF and hold at most 75 octets."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Jumys//Interview//KK", "METHOD:PUBLISH",
        "BEGIN:VEVENT", f"UID:{uid}", f"SEQUENCE:{sequence}", f"DTSTAMP:{_instant(stamp)}",
        f"DTSTART:{_instant(start)}", "DURATION:PT1H", f"SUMMARY:{_escaped(title)}",
        f"LOCATION:{_escaped(place)}", "END:VEVENT", "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    plain = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
    for mark in ("\\", ";", ","):
        plain = plain.replace(mark, f"\\{mark}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Lines longer than 75 octets go on after a break and a blank, never inside a letter."""
    parts, room, size = [""], 75, 0
    for letter in line:
        width = len(letter.encode())
        if size + width > room:
            parts.append(" ")
            size = 1
        parts[-1] += letter
        size += width
    return "\r\n".join(parts)


# ---- limits at work (par. 2(9))
@bp.get(LIMITS)
@roles("jobseeker")
def limits() -> str:
    """What I may not do at work, as I told it; the center and I alone read it."""
    person = own_person()
    case = read().scalars(
        select(Case).where(Case.person_id == person.id, Case.kind == "work_limits")
        .order_by(Case.id.desc()).limit(1)
    ).first()
    standing = case is not None and case.state == "stated"
    consents = read().scalars(
        select(Consent).where(Consent.person_id == person.id, Consent.purpose == "referral")
        .order_by(Consent.id.desc()).limit(50)
    ).all()
    return render_template(
        "pages/cabinet/limits.html", case=case, standing=standing, consents=consents,
        work=casework, moment=moment,
        may_state=_may("mediation.state_limits"),
    )


def _may(name: str) -> bool:
    step = running().catalog.steps[name]
    seat = g.actor.seat_for(running().catalog.action(step), None)
    return bool(g.scope.writes) and seat is not None


@bp.get("/cabinet/vacancies")
@roles("jobseeker")
def for_me() -> str:
    """Open vacancies that fit me, best first, each with its reasons (par. 56)."""
    person = own_person()
    today = now().astimezone(zone()).date()
    found = matcher().vacancies_for(read(), person, running().catalog.law, today, SHOWN)
    rows = outsiders.vacancies_by_id([m.row_id for m in found])
    return render_template("pages/cabinet/vacancies.html", found=found, jobs=rows)


@bp.route(f"{LIMITS}/state", methods=["GET", "POST"])
@roles("jobseeker")
def state_limits() -> Any:
    """Tell my limits."""
    own_person()
    return outsiders.run(Flow(
        stepping.step_of("mediation.state_limits"), None, (LIMITS, _("Limits at work")),
        lambda outcome: LIMITS,
    ))


@bp.route(f"{LIMITS}/<number>/<verb>", methods=["GET", "POST"])
@roles("jobseeker")
def change_limits(number: str, verb: str) -> Any:
    """Change or take back what I told."""
    if verb not in CHANGES:
        abort(404)
    case = own_case(number, "work_limits")
    return outsiders.run(Flow(
        stepping.step_of(CHANGES[verb], case), case, (LIMITS, _("Limits at work")),
        lambda outcome: LIMITS,
    ))
