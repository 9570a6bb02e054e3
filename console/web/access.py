"""Who may open a page. Every view says it; a view that says nothing is closed to everybody.

    @bp.get("/worklist")
    @roles("center_specialist", "center_director")
    def worklist(): ...

Being let onto a page shows no row and allows no act: rows are narrowed by the scope, acts by
perform(). ``PUBLIC`` pages are listed by ``jumys doctor`` and by a test.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, g, redirect, request

from console.web.refusals import wants_json

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC, SIGNED_IN = "public", "signed_in"


def public(view: View) -> View:
    """Open to visitors."""
    view.__access__ = PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Open to everybody who has signed in."""
    view.__access__ = SIGNED_IN  # type: ignore[attr-defined]
    return view


def roles(*codes: str) -> Callable[[View], View]:
    """Open to holders of one of the roles today."""

    def mark(view: View) -> View:
        view.__access__ = frozenset(codes)  # type: ignore[attr-defined]
        return view

    return mark


def access_of(app: Flask, endpoint: str) -> Any:
    """What a view says of itself: PUBLIC, SIGNED_IN, a set of roles, or None."""
    return getattr(app.view_functions.get(endpoint), "__access__", None)


def init_access(app: Flask, blueprints: frozenset[str]) -> None:
    """Enforce the marks on the views of our own blueprints (the rest guard themselves)."""

    @app.before_request
    def check() -> Any:
        if request.blueprint not in blueprints or request.endpoint is None:
            return None
        if request.method == "OPTIONS":
            return None  # answered by the framework with the verbs alone; no view runs
        asked = access_of(app, request.endpoint)
        if asked == PUBLIC:
            return None
        if g.get("actor") is None:
            if wants_json() or request.method not in ("GET", "HEAD"):
                abort(401)
            return redirect(f"/login/?next={request.path}")
        if asked == SIGNED_IN or (isinstance(asked, frozenset) and asked & g.actor.roles):
            return None
        return abort(403)
