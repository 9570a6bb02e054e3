"""Bodies and queries that no view should have to survive: refused before any of them runs."""

from __future__ import annotations

from typing import Any

import prison
from flask import Flask, request
from werkzeug.exceptions import BadRequest

from console.web.refusals import refuse

DEEPEST = 60
LONGEST_QUERY = 8000


def init_sanity(app: Flask) -> None:
    """Refuse unreadable or deeply nested JSON and query expressions, and NUL characters."""

    @app.before_request
    def sane() -> Any:
        if len(request.query_string) > LONGEST_QUERY:
            return refuse(400)
        if any("\x00" in value for value in request.args.values()) or "\x00" in request.path:
            return refuse(400)
        if request.is_json and request.content_length:
            return _json()
        return _rison() if "q" in request.args and request.path.startswith("/api/") else None


def _json() -> Any:
    try:
        body = request.get_json()
    except (BadRequest, RecursionError, UnicodeError):
        return refuse(400)
    return refuse(400) if too_deep(body) else None


def too_deep(value: Any) -> bool:
    """Whether a parsed body is nested deeper than anything of ours."""
    level = [value]
    for _depth in range(DEEPEST):
        level = [
            child
            for item in level
            if isinstance(item, (dict, list))
            for child in (item.values() if isinstance(item, dict) else item)
        ]
        if not level:
            return False
    return True


def _rison() -> Any:
    """The framework's own interfaces take ``q`` as an expression; ours take it as plain text."""
    view = request.endpoint or ""
    if not view.endswith((".get_list", ".get", ".info", ".scroll", ".bulk_delete")):
        return None
    text = request.args["q"]
    if text.count("(") > DEEPEST:
        return refuse(400)
    try:
        prison.loads(text)
    except Exception:  # noqa: BLE001 - the parser raises whatever it stumbles over
        return refuse(400)
    return None
