"""The employer's own search for staff (par. 64): masked resumes, and contacts people agreed to.

Every resume opened leaves a line its person reads. A search is turned a few pages only and an
account opens so many a day: nobody carries the register away.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, g, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from console.data import resume_search
from console.data.mediation import Vacancy
from console.data.resume_search import Masked, Wanted
from console.data.self_service import Contact, Resume
from console.data.vacancy_filters import number_of
from console.errors import NotFound, Throttled
from console.scope import SYSTEM
from console.throttle import Throttle
from console.web import casework, outsiders, stepping
from console.web.access import roles
from console.web.audit import looked
from console.web.entries import shown_entry
from console.web.guard import ledger
from console.web.outsiders import Flow, own_employer
from console.web.paging import address, packed, page, unpacked
from console.web.running import read, running
from console.web.views.front import code_choices

bp = Blueprint("staffing", __name__, url_prefix="/employer")
DAY = 86_400
#: pages of results, and resumes opened, of one employer a day
LISTS_A_DAY, OPENED_A_DAY = 300, 150
YEARS = ("1", "3", "5", "10")


@bp.get("/resumes")
@roles("employer", "employer_recruiter")
def resumes() -> str:
    """Resumes of people who agree to be seen, newest first, with filters."""
    employer = own_employer()
    args = request.args
    wanted = Wanted(
        words=args.get("q", "")[:120], occupation=_code("occupation"), region=_code("region"),
        education=_code("education"), regime=_code("regime"),
        experience=number_of(args.get("experience", "")), pay=number_of(args.get("pay", "")),
    )
    turned = number_of(args.get("p", "")) or 1
    if turned > resume_search.PAGES:
        abort(404)
    _count("resume-lists", employer.id, LISTS_A_DAY)
    with running().store.session(SYSTEM) as session:
        rows, after = resume_search.search(session, wanted, _after())
    looked("list", "resumes", ids=[r.person_id for r in rows], purpose=_("search for staff"))
    more = after is not None and turned < resume_search.PAGES
    return render_template(
        "pages/employer/resumes.html", rows=rows, wanted=wanted, years=YEARS,
        next=address(after=packed(after), p=turned + 1) if more and after else "",
        first=address(after=None, p=None) if turned > 1 else "", asked=_asked(employer.id, rows),
        regions=code_choices("region"), regimes=code_choices("work_regime"),
        educations=code_choices("education_level"), occupations=code_choices("occupation"),
        capped=after is not None and not more,
    )


def _after() -> tuple[datetime, int] | None:
    text = request.args.get("after", "")
    if not text:
        return None
    moment, key = unpacked(text, 2)
    if not isinstance(moment, datetime) or type(key) is not int:
        abort(400)
    return moment, key


def _code(name: str) -> str:
    value = request.args.get(name, "")
    return value if value.isascii() and len(value) <= 40 else ""


def _count(purpose: str, employer: int, most: int) -> None:
    """The employer's looks of the day, whatever member looks and on whatever device."""
    parts = running()
    with ledger():
        hits = Throttle(parts.store, parts.settings.secret_key).hit(purpose, str(employer), DAY)
    if hits > most:
        raise Throttled()


def _asked(employer_id: int, rows: list[Masked]) -> dict[int, Any]:
    """The employer's own requests about these resumes, by resume."""
    keys = [r.resume_id for r in rows]
    found = read().execute(
        select(Contact.resume_id, Contact.case_number, Contact.answer)
        .where(Contact.employer_id == employer_id, Contact.resume_id.in_(keys))
    ) if keys else ()
    return {row.resume_id: row for row in found}


@bp.get("/resumes/<number>")
@roles("employer", "employer_recruiter")
def resume(number: str) -> str:
    """One resume, masked. Its person reads that we looked, and why."""
    employer = own_employer()
    _count("resume-opened", employer.id, OPENED_A_DAY)
    row = _masked(number)
    looked("view", f"resume {number}", person_id=row.person_id,
           purpose=_("search for staff: %(who)s", who=employer.name)[:120])
    return render_template(
        "pages/employer/resume.html", row=row, parts_of=shown_entry("resume", row.data),
        asked=_asked(employer.id, [row]).get(row.resume_id), work=casework,
    )


def _masked(number: str) -> Masked:
    with running().store.session(SYSTEM) as session:
        row = resume_search.one(session, number)
    if row is None:
        raise NotFound()
    return row


@bp.route("/resumes/<number>/ask", methods=["GET", "POST"])
@roles("employer", "employer_recruiter")
def ask(number: str) -> Any:
    """Ask the person for their contact: what we offer, perhaps for which vacancy."""
    employer, row = own_employer(), _masked(number)
    newest = read().scalars(
        select(Vacancy.case_number).where(Vacancy.employer_id == employer.id)
        .where(Vacancy.published.is_(True), Vacancy.occupation == row.occupation)
        .order_by(Vacancy.id.desc()).limit(1)
    ).first()
    return outsiders.run(Flow(
        stepping.step_of("mediation.ask_contact"), None,
        (f"/employer/resumes/{number}", row.name),
        lambda outcome: "/employer/contacts", title=_("Ask for the contact"),
        lead=_("The person reads this and decides. Nothing is shown before they agree."),
        values={"vacancy": newest or ""}, extra={"resume": number},
    ))


@bp.get("/contacts")
@roles("employer", "employer_recruiter")
def contacts() -> str:
    """Contacts we asked for, newest first, with the answers."""
    employer = own_employer()
    query = (
        select(Contact.id, Contact.case_number, Contact.asked_at, Contact.answer,
               Contact.answered_at, Contact.purpose, Contact.resume_id)
        .where(Contact.employer_id == employer.id)
    )
    found = page(read(), query, (Contact.id,), lambda r: (r.id,), descending=True)
    with running().store.session(SYSTEM) as session:
        told = {r.id: r.occupation for r in session.execute(
            select(Resume.id, Resume.occupation)
            .where(Resume.id.in_([r.resume_id for r in found.rows]))
        )}
    return render_template("pages/employer/contacts.html", page=found, occupations=told,
                           work=casework)


@bp.get("/contacts/<number>")
@roles("employer", "employer_recruiter")
def contact(number: str) -> str:
    """One request of ours: the contact while the person agrees, nothing otherwise."""
    employer = own_employer()
    row = read().scalars(
        select(Contact).where(Contact.case_number == number, Contact.employer_id == employer.id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    if row.answer == "agreed":
        _count("resume-opened", employer.id, OPENED_A_DAY)
        looked("view", f"contact {number}", person_id=row.person_id,
               purpose=_("consent to %(who)s", who=employer.name)[:120])
    with running().store.session(SYSTEM) as session:
        shown = resume_search.contact_of(session, row)
        data = session.get_one(Resume, row.resume_id).data if shown else {}
    return render_template(
        "pages/employer/contact.html", contact=row, shown=shown, work=casework,
        parts_of=shown_entry("resume", data) if data else [], login=g.actor.login,
    )
