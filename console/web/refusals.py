"""How the console says no: a page in the reader's language, or ``application/problem+json``.

Bad input never becomes an internal error; an internal error never shows its insides. Every
answer carries a number that is also in the log.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g, jsonify, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, StatementError
from werkzeug.exceptions import HTTPException

from console.data.base import ALPHABET
from console.data.guard import ReadOnlySession, ScopeViolation
from console.errors import Refusal
from console.web.shell import language
from console.web.theme import words

log = logging.getLogger("jumys.web")

#: Answer of a handler: what Flask makes a response of.
Answer = tuple[Any, int]


def wants_json() -> bool:
    """Whether the caller is a program: an API address, or JSON preferred over HTML."""
    if request.path.startswith("/api/") or request.path == "/openapi.json":
        return True
    accepted = request.accept_mimetypes
    best = accepted.best_match(["text/html", "application/problem+json", "application/json"])
    return bool(best) and best != "text/html" and accepted[str(best)] > accepted["text/html"]


def _titles(status: int) -> tuple[str, str]:
    """(what happened, what to do) for a status, in the language of the request."""
    texts: dict[int, tuple[str, str]] = _of_input() | {
        401: (_("Sign in first"), _("Your session has ended, or you have not signed in yet.")),
        403: (_("This is not open to you"), _("Your role does not include this act.")),
        404: (_("There is no such page"), _("It does not exist, or it is not yours to see.")),
        405: (_("This cannot be done in this way"), _("Use the buttons of the page.")),
        409: (
            _("The record has changed meanwhile"),
            _("Open it again: nothing of yours was written."),
        ),
        412: (
            _("The record has changed meanwhile"),
            _("Open it again: nothing of yours was written."),
        ),
        429: (_("Too many tries"), _("Wait a few minutes and try again.")),
        503: (
            _("The service is busy"),
            _("What you entered was not written. Try again in a minute."),
        ),
    }
    fallback = (
        texts[400]
        if status < 500
        else (
            _("An error on our side"),
            _("It is recorded. Nothing was written; try again or call the contact center."),
        )
    )
    return texts.get(status, fallback)


def _of_input() -> dict[int, tuple[str, str]]:
    """The same for the statuses that blame what was sent."""
    return {
        400: (
            _("The request is not understood"),
            _("Go back, correct what you entered and send it again."),
        ),
        413: (_("It is too large"), _("Send a smaller file or fewer rows.")),
        415: (
            _("This kind of content is not accepted"),
            _("Send it as the form or the interface says."),
        ),
        422: (
            _("Correct the errors"),
            _("Something entered is missing or wrong; nothing was written."),
        ),
        428: (
            _("Say which version you change"),
            _("Read the record first and send its version along."),
        ),
    }


def problem(
    status: int,
    title: str | None = None,
    detail: str | None = None,
    *,
    code: str = "",
    headers: dict[str, str] | None = None,
    **more: Any,
) -> Response:
    """An ``application/problem+json`` answer; ``more`` are extension members."""
    usual, advice = _titles(status)
    body = {
        "type": "about:blank",
        "title": title or usual,
        "status": status,
        "detail": detail or advice,
        "code": code or HTTPStatus(status).phrase.lower().replace(" ", "_"),
        "request_id": request_id(),
        **more,
    }
    answer = jsonify(body)
    answer.status_code = status
    answer.mimetype = "application/problem+json"
    answer.headers.extend(headers or {})
    answer.headers["Content-Language"] = language()
    return answer


def refuse(
    status: int,
    title: str | None = None,
    detail: str | None = None,
    *,
    grounds: list[dict[str, Any]] | None = None,
    headers: dict[str, str] | None = None,
    **more: Any,
) -> Any:
    """The refusal in the form the caller understands."""
    if wants_json():
        if grounds:
            more["grounds"] = grounds
        return problem(status, title, detail, headers=headers, **more)
    if status >= 500:
        g.actor = None  # the page must not ask again for what has just failed
    usual, advice = _titles(status)
    page = render_template(
        "ui/errors.html",
        status=status,
        title=title or usual,
        detail=detail or advice,
        grounds=grounds or [],
        number=request_id() if status >= 500 or status == 403 else "",
    )
    return page, status, headers or {}


def request_id() -> str:
    """Number of this request: in the log, in the answer, to be quoted on the phone."""
    if "request_id" not in g:
        g.request_id = "".join(secrets.choice(ALPHABET) for _n in range(12))
    number: str = g.request_id
    return number


def ground_rows(grounds: Any) -> list[dict[str, Any]]:
    """Failing grounds as rows (code, paragraph, text) in the language of the request."""
    return [
        {
            "code": getattr(ground, "code", ""),
            "paragraph": getattr(ground, "paragraph", ""),
            "text": words(getattr(ground, "text", None) or getattr(ground, "label", None)),
        }
        for ground in grounds
    ]


def refusal_answer(error: Refusal) -> Any:
    """Answer of a Refusal: its own words, every ground with its paragraph, every field."""
    fields = {path: [words(w) for w in texts] for path, texts in error.fields.items()}
    more: dict[str, Any] = {"code": error.code}
    if wants_json():
        more |= {"fields": fields} if fields else {}
        more |= {"facts": error.detail} if error.detail else {}
    detail = "; ".join(f"{p}: {' '.join(t)}" for p, t in fields.items()) or None
    headers = {"Retry-After": "60"} if error.status in (429, 503) else {}
    return refuse(
        error.status,
        words(error.title),
        detail,
        grounds=ground_rows(error.grounds),
        headers=headers,
        **more,
    )


def init_refusals(app: Flask) -> None:
    """Install the handlers."""
    handlers: dict[type[Exception], Callable[[Any], Any]] = {
        Refusal: refusal_answer,
        HTTPException: _http,
        CSRFError: _csrf,
        ReadOnlySession: _broken,
        ScopeViolation: _outside,
        RecursionError: lambda error: refuse(400),
        OverflowError: lambda error: refuse(400),
        UnicodeError: lambda error: refuse(400),
        DataError: lambda error: refuse(400),
        IntegrityError: lambda error: refuse(409),
        OperationalError: _busy,
        StatementError: _statement,
        Exception: _broken,
    }
    for kind, handler in handlers.items():
        app.register_error_handler(kind, handler)

    @app.after_request
    def number(response: Response) -> Response:
        response.headers["X-Request-ID"] = request_id()
        return response


def _http(error: HTTPException) -> Any:
    if error.response is not None and error.code is None:
        return error.response
    code = error.code or 500
    if 300 <= code < 400:
        return error
    headers = {}
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        headers["Allow"] = ", ".join(sorted(allowed))
    return refuse(code, headers=headers)


def _csrf(error: CSRFError) -> Any:
    return refuse(
        400,
        _("The page is too old"),
        _("Go back, reload the page and send it again."),
        code="csrf",
    )


def _outside(error: ScopeViolation) -> Any:
    # The same answer as for what does not exist: no oracle for strangers' rows.
    log.warning("%s outside the scope: %s", request_id(), error)
    return refuse(404)


def _busy(error: OperationalError) -> Any:
    log.error("%s database: %s", request_id(), type(error.orig).__name__)
    return refuse(503, headers={"Retry-After": "5"})


def _statement(error: StatementError) -> Any:
    if isinstance(error.orig, (OverflowError, UnicodeError, ValueError, TypeError)):
        return refuse(400)
    return _broken(error)


def _broken(error: Exception) -> Any:
    log.error("%s %s %s", request_id(), request.method, request.path, exc_info=error)
    return refuse(500)
