"""Who is at the other end of this request: ``g.actor``, ``g.scope``, ``g.office``.

Seats (memberships and delegations) are those valid today; a lost role is lost at the next
request. A visitor has no actor and the scope that sees nothing.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g, request, session
from sqlalchemy import select

from console.data.actors import Employer
from console.i18n import DEFAULT_LANGUAGE
from console.scope import NOTHING, SYSTEM
from console.security import Actor, Seat, scope_of_seats, seated
from console.web.refusals import request_id
from console.web.running import now, read, running

STATIC = {"static", "bootstrap.static"}


def init_actor(app: Flask, account_of: Any) -> None:
    """Resolve the actor before every view; ``account_of()`` gives the account or None."""

    @app.before_request
    def resolve() -> None:
        g.actor, g.scope, g.office, g.administrator = None, NOTHING, None, False
        g.organisations = ()
        if request.endpoint in STATIC:
            return
        account = account_of()
        if account is not None:
            seat(account)


def _one_employer(seats: tuple[Seat, ...]) -> tuple[Seat, ...]:
    """Whoever acts for several organisations acts for one at a time, and sees that one alone.

    The one chosen in this session (``session["employer"]``), or named by a program in
    ``X-Employer`` (its BIN); the first one otherwise.
    """
    g.organisations = tuple(dict.fromkeys(s.employer_id for s in seats if s.employer_id))
    if len(g.organisations) < 2:
        return seats
    named = request.headers.get("X-Employer", "")
    wanted = _named(named) if named else session.get("employer")
    chosen = wanted if wanted in g.organisations else g.organisations[0]
    return tuple(s for s in seats if s.employer_id in (None, chosen))


def _named(bin_: str) -> int | None:
    with running().store.session(SYSTEM) as every:
        return every.scalar(select(Employer.id).where(Employer.bin == bin_[:12]))


def seat(account: Any) -> None:
    """Put the account's seats of today, its scope and its office into ``g``."""
    reading, instant = read(), now()
    zone = ZoneInfo(running().settings.timezone)
    seats, offices = seated(reading, account.id, instant.astimezone(zone).date())
    seats = _one_employer(seats)
    g.actor = Actor(
        account_id=account.id,
        login=account.username,
        name=f"{account.last_name} {account.first_name}",
        seats=seats,
        language=account.language or DEFAULT_LANGUAGE,
        request_id=request_id(),
    )
    scope = scope_of_seats(reading, seats, running().catalog, instant)
    if g.actor.office_id is not None:
        g.office = offices.get(g.actor.office_id)
    # The framework's own role is asked only of accounts without a seat: no query for the rest.
    g.administrator = "administrator" in g.actor.roles or (
        not seats and any(role.name == "Admin" for role in account.roles)
    )
    g.scope = scope
