"""The theme: everything a page needs to wear it, in one call (``init_theme``).

Helpers are template globals, not context processors: the framework draws its widgets without
Flask's context, and a helper missing there is an error on every list and form.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from flask import Flask, Response, abort, current_app, redirect, request, url_for
from flask.wrappers import Response as FlaskResponse
from flask_babel import format_decimal
from flask_bootstrap import Bootstrap5

from console.i18n import LANGUAGES, label
from console.web.chips import due_state
from console.web.controls import control
from console.web.headers import YEAR, init_headers
from console.web.running import zone
from console.web.shell import init_shell, language

THEMES = ("light", "dark")
THIN_SPACE = "\u00a0"


def init_theme(app: Flask) -> None:
    """Dress ``app``; before the framework registers its views."""
    app.config["BOOTSTRAP_SERVE_LOCAL"] = True
    Bootstrap5(app)  # only its stylesheet is used: /bootstrap/static/css/bootstrap.min.css
    init_headers(app)
    init_shell(app)
    _init_assets(app)
    app.jinja_env.globals.update(
        control=control,
        number=format_decimal,
        grouped=grouped,
        moment=moment,
        due_state=due_state,
        here=here,
        spoken_now=language,
        theme_now=theme_name,
        label=words,
    )
    app.jinja_env.filters["label"] = words
    _init_switches(app)

    @app.context_processor
    def theme_context() -> dict[str, Any]:
        return {
            "ui_locale": language(),
            "ui_theme": theme_name(),
            "fragment": request.headers.get("X-Fragment"),
        }


def _init_assets(app: Flask) -> None:
    def bootstrap_css() -> str:
        version = app.extensions["bootstrap"].bootstrap_version
        return url_for("bootstrap.static", filename="css/bootstrap.min.css", v=version)

    app.jinja_env.globals.update(bootstrap_css=bootstrap_css)


def _init_switches(app: Flask) -> None:
    """Language and theme: kept in a cookie, and in the profile by the signed-in person's POST."""

    @app.get("/lang/<code>")
    def language_switch(code: str) -> FlaskResponse:
        if code not in LANGUAGES:
            abort(404)
        return _remember("lang", code)

    # The templates link to the endpoint by its short name.
    app.add_url_rule("/lang/<code>", "language", language_switch, methods=["GET"])

    @app.post("/theme/<name>")
    def theme(name: str) -> FlaskResponse:
        if name not in THEMES:
            abort(404)
        keep = current_app.extensions.get("jumys_keep_preference")
        if keep:
            keep("theme", name)
        return _remember("theme", name)


def _remember(cookie: str, value: str) -> FlaskResponse:
    answer: Any = redirect(local_url(request.values.get("next")))
    response: Response = answer
    response.set_cookie(
        cookie,
        value,
        max_age=YEAR,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
    )
    return response


def local_url(target: str | None, default: str = "/") -> str:
    """``target`` if it is an address inside this site, else ``default``."""
    if target and target.startswith(request.host_url):
        target = target[len(request.host_url) - 1 :]  # the framework sends whole addresses
    inside = bool(target) and str(target).startswith("/") and str(target)[1:2] not in ("/", "\\")
    clean = inside and not any(ord(c) < 32 for c in str(target))
    return str(target) if clean else default


def here() -> str:
    """Address to come back to after a switch: this page if it can be asked for again."""
    if request.method not in ("GET", "HEAD"):
        return request.path
    return request.full_path.rstrip("?")


def theme_name() -> str | None:
    """Chosen theme, None to follow the system."""
    chosen = request.cookies.get("theme")
    return chosen if chosen in THEMES else None


def words(value: Any) -> str:
    """A Label in the language of this request."""
    return label(value, language())


def grouped(value: float | None) -> str:
    """A number with digits in groups of three: 280 000; a decimal comma."""
    if value is None:
        return "—"
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.replace(",", THIN_SPACE).replace(".", ",")


def moment(value: date | datetime | None) -> str:
    """23.11.2026, or 23.11.2026 18:30 in the office's own time."""
    if value is None:
        return "—"
    if not isinstance(value, datetime):
        return value.strftime("%d.%m.%Y")
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(zone()).strftime("%d.%m.%Y %H:%M")
