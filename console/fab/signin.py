"""Signing in: counted tries, then the password, then a fresh session."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import current_app, request, session
from flask_login import login_user

from console.errors import Throttled
from console.fab.models import ConsoleUser
from console.throttle import Throttle
from console.web.running import read, running

#: Tries of one name from anywhere, as a multiple of those from one address.
ANYWHERE = 2


def throttle() -> Throttle:
    """Counters of this instance."""
    parts = running()
    return Throttle(parts.store, parts.settings.secret_key)


def authenticate(username: str, password: str) -> Any | None:
    """The account if name and password fit, else None. Raises Throttled.

    Tries are counted before they are checked: per address, per name at this address, per name
    anywhere. A name that has signed in from this address before is not locked out by strangers.
    """
    settings, counters = running().settings, throttle()
    address = request.remote_addr or ""
    here = f"{username}@{address}"
    if counters.hit("address", address) > settings.address_tries:
        raise Throttled
    if counters.hit("name-here", here) > settings.login_tries:
        raise Throttled
    anywhere = counters.hit("name", username)
    if anywhere > settings.login_tries * ANYWHERE and not counters.known(here):
        raise Throttled
    user = current_app.appbuilder.sm.auth_user_db(username, password)
    if user is None:
        return None
    counters.clear("name-here", here)
    counters.clear("name", username)
    counters.back("address", address)
    counters.remember(here)
    return user


def start_session(user: Any) -> None:
    """A fresh cookie session for ``user``: nothing of the visitor's session is kept."""
    account = read().get(ConsoleUser, user.id, populate_existing=True)
    session.clear()
    login_user(account, remember=False)
    session["epoch"] = account.session_epoch if account else None
    session["touched"] = minute()


def minute() -> int:
    """Real time in seconds, to judge how long a session was idle."""
    return int(datetime.now(UTC).timestamp())
