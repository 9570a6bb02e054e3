"""The wall, seen from outside: every address of the running console and who may come in.

    found = survey(app)
    found.public     open to visitors: marked so, or listed in PUBLIC with a reason
    found.guarded    address -> signed_in, role codes, or the framework's own right
    found.unguarded  nobody says who may come in: must be empty

Used by ``jumys doctor`` and by a test that walks every address in every role.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Flask
from werkzeug.routing import Rule

from console.web.access import PUBLIC as MARKED
from console.web.access import SIGNED_IN, access_of

#: Endpoints open to visitors that carry no mark, each with its reason.
PUBLIC: Mapping[str, str] = {
    "static": "stylesheets, scripts and icons of the theme",
    "bootstrap.static": "the stylesheet of Bootstrap",
    "language": "choosing a language",
    "language_switch": "the same address, as templates name it",
    "theme": "choosing light or dark",
    "healthz": "whether the process is alive",
    "readyz": "whether it can serve",
    "metrics": "figures for loopback or a token; the view refuses everybody else",
    "home": "the front door while no package has its own",
    "LoginView.login": "signing in",
    "LoginView.logout": "leaving; without a session there is nothing to leave",
    "token_api.login": "a program signs in",
    "token_api.refresh": "a program renews its token; the view checks the one it has",
}
#: Actions of a table in the framework: they check the right of the action asked for.
CHECKED_INSIDE = ("action", "action_post")


@dataclass(frozen=True)
class Survey:
    """What ``survey`` found; addresses are ``VERBS /path``."""

    public: Mapping[str, str] = field(default_factory=dict)
    guarded: Mapping[str, str] = field(default_factory=dict)
    unguarded: tuple[str, ...] = ()


def survey(app: Flask) -> Survey:
    """Every address with who may come in."""
    public: dict[str, str] = {}
    guarded: dict[str, str] = {}
    unguarded = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda r: r.rule):
        name, who = address(rule), guard_of(app, rule.endpoint)
        if who is None:
            unguarded.append(name)
        elif who == MARKED:
            public[name] = PUBLIC.get(rule.endpoint, "marked public")
        else:
            guarded[name] = who
    return Survey(public, guarded, tuple(unguarded))


def address(rule: Rule) -> str:
    """``GET,POST /path`` of a rule."""
    verbs = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
    return f"{verbs} {rule.rule}"


def guard_of(app: Flask, endpoint: str) -> str | None:
    """Who may come in: ``public``, ``signed_in``, roles, a framework right; None for nobody said.

    A mark counts only on a view of a blueprint whose marks are enforced; both page and interface
    blueprints are.
    """
    if endpoint in PUBLIC:
        return MARKED
    mark = access_of(app, endpoint)
    if mark in (MARKED, SIGNED_IN):
        return str(mark)
    if isinstance(mark, frozenset):
        return " ".join(sorted(mark)) or None
    return _framework(app, endpoint)


def _framework(app: Flask, endpoint: str) -> str | None:
    """The right the framework's decorator asks for, if the view carries it."""
    view = app.view_functions.get(endpoint)
    owner, _dot, method = endpoint.rpartition(".")
    for one in getattr(app, "appbuilder").baseviews:  # noqa: B009 - set by the framework
        if getattr(one, "endpoint", None) != owner:
            continue
        known = getattr(one, method, view)
        right = getattr(known, "_permission_name", None)
        if method in CHECKED_INSIDE or right:
            return f"right {right or method} on {type(one).__name__}"
    return None
