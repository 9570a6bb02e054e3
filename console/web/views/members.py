"""Who acts for an organisation: members, their roles, invitations; which one I act for now."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, session
from flask_babel import gettext as _
from sqlalchemy import select

from console.data.actors import Employer
from console.data.employment import EmployerInvitation
from console.errors import Conflict, Invalid, NotFound
from console.scope import SYSTEM
from console.web import organisations
from console.web.access import roles
from console.web.forms_view import Refused, refused
from console.web.outsiders import own_employer
from console.web.running import read, running
from console.web.theme import words
from forms.messages import problem as fault

bp = Blueprint("members", __name__)
LONGEST_EMAIL = 200


def _page(employer: Employer, base: str, refusal: Refused | None = None, link: str = "") -> str:
    with running().store.session(SYSTEM) as every:
        people = organisations.members(every, employer.id)
        invited = list(every.scalars(
            select(EmployerInvitation).where(EmployerInvitation.employer_id == employer.id)
            .where(EmployerInvitation.state == "sent").order_by(EmployerInvitation.id.desc())
            .limit(50)
        ))
    catalog = running().catalog
    return render_template(
        "pages/joining/members.html", employer=employer, people=people, invited=invited,
        base=base, refusal=refusal, link=link, today=organisations.today(),
        titles={r: words(catalog.roles[r].title) for r in organisations.ROLES},
        email=request.form.get("email", "")[:LONGEST_EMAIL],
        mine=g.actor.account_id, owner=base == "/employer/members",
        seated=any(member.role == organisations.OWNER for member, _user in people),
    )


@bp.get("/employer/members")
@roles("employer")
def members() -> str:
    """Everybody who acts for my organisation, and who is invited."""
    return _page(own_employer(), "/employer/members")


@bp.post("/employer/members/invite")
@roles("employer")
def invite() -> Any:
    """Invite somebody with a role; the link is shown once and sent where there is an address."""
    return _invite(own_employer(), "/employer/members")


def _invite(employer: Employer, base: str) -> Any:
    email = request.form.get("email", "").strip()
    spaced = any(c.isspace() for c in email)
    if email and ("@" not in email or len(email) > LONGEST_EMAIL or spaced):
        error = Invalid(fields={"email": [fault("email")]})
        return _page(employer, base, refused(error)), error.status
    try:
        token = organisations.invite(employer, email, request.form.get("role", ""),
                                     first=base != "/employer/members")
    except Conflict as error:
        return _page(employer, base, refused(error)), error.status
    link = f"{running().settings.public_url.rstrip('/')}/employer/invitation/{token}"
    return _page(employer, base, link=link)


@bp.post("/employer/members/invitations/<number>/withdraw")
@roles("employer")
def withdraw(number: str) -> Any:
    """Take an invitation back."""
    organisations.withdraw(own_employer().id, number)
    flash(_("The invitation serves no more."), "success")
    return redirect("/employer/members")


@bp.post("/employer/members/<int:membership>")
@roles("employer")
def change(membership: int) -> Any:
    """Another role for a member, or the end of it."""
    employer, role = own_employer(), request.form.get("role", "")
    try:
        organisations.change(employer.id, membership, role or None)
    except Conflict as error:
        return _page(employer, "/employer/members", refused(error)), error.status
    flash(_("The member’s role was changed.") if role else _("The member was removed."), "success")
    return redirect("/employer/members")


@bp.route("/employer/switch", methods=["GET", "POST"])
@roles("employer", "employer_recruiter", "employer_viewer")
def switch() -> Any:
    """Which of my organisations I act for now."""
    with running().store.session(SYSTEM) as every:
        rows = every.execute(
            select(Employer.id, Employer.number, Employer.name)
            .where(Employer.id.in_(g.organisations)).order_by(Employer.name)
        ).all()
    if request.method == "POST":
        wanted = next((r.id for r in rows if r.number == request.form.get("employer")), None)
        if wanted is None:
            raise NotFound()
        session["employer"] = wanted
        return redirect("/employer")
    return render_template("pages/joining/switch.html", rows=rows, now=own_employer().id)


# ---- the center invites an employer's first owner
@bp.route("/employers/<number>/members", methods=["GET", "POST"])
@roles("center_specialist")
def at_center(number: str) -> Any:
    """Members of an employer of the office; POST invites."""
    employer = read().scalars(select(Employer).where(Employer.number == number)).one_or_none()
    if employer is None:
        raise NotFound()
    base = f"/employers/{number}/members"
    return _invite(employer, base) if request.method == "POST" else _page(employer, base)
