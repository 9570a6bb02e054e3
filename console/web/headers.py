"""What every answer carries: policy, caching, compression.

The policy allows nothing but our own origin and no inline code at all. A page that must reach
further says so by ``allow_connect`` (only the signing pages do, for the signing program).
"""

from __future__ import annotations

import gzip

from flask import Flask, Response, g, request

YEAR = 31_536_000
SMALL = 600

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # data: is needed by the SVG backgrounds of bootstrap.min.css
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}

_COMPRESSED = {
    "text/html",
    "text/css",
    "text/plain",
    "text/csv",
    "text/javascript",
    "application/javascript",
    "application/json",
    "application/problem+json",
    "image/svg+xml",
}
_STATIC = {"static", "bootstrap.static"}


def policy(connect: tuple[str, ...] = ()) -> str:
    """The Content-Security-Policy, with extra origins for ``connect-src``."""
    rules = dict(_POLICY)
    rules["connect-src"] = " ".join(["'self'", *connect])
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def allow_connect(*origins: str) -> None:
    """Let the page of this request connect to ``origins`` as well (the signing program)."""
    g.csp_connect = origins


def init_headers(app: Flask) -> None:
    """Set policy, caching and compression on every answer of ``app``."""
    packed: dict[str, bytes] = {}

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy(g.get("csp_connect", ()))
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if app.config["SESSION_COOKIE_SECURE"]:
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
        _cache(response)
        return _compress(response, packed)


def _cache(response: Response) -> None:
    if request.endpoint in _STATIC:
        known = "v" in request.args and response.status_code == 200
        lasting = f"public, max-age={YEAR}, immutable"
        response.headers["Cache-Control"] = lasting if known else "no-cache"
    elif "Cache-Control" not in response.headers:
        # Personal data stay out of shared and local caches, the back button included.
        response.headers["Cache-Control"] = "no-store" if g.get("actor") else "no-cache"


def _compress(response: Response, packed: dict[str, bytes]) -> Response:
    if response.mimetype not in _COMPRESSED or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code in (204, 206, 304) or not request.accept_encodings.quality("gzip"):
        return response
    if request.endpoint in _STATIC:
        key = request.full_path
        response.direct_passthrough = False
        if key not in packed:
            data = gzip.compress(response.get_data(), 9)
            if "v" not in request.args:  # only names with a hash are kept: their number is known
                return _packed(response, data)
            packed[key] = data
        return _packed(response, packed[key])
    if response.is_streamed or response.direct_passthrough:
        return response
    body = response.get_data()
    return response if len(body) < SMALL else _packed(response, gzip.compress(body, 5))


def _packed(response: Response, data: bytes) -> Response:
    close = getattr(response.response, "close", None)
    if close is not None:
        close()  # the file behind an asset whose compressed form is known already
    response.set_data(data)
    response.headers["Content-Encoding"] = "gzip"
    if "ETag" in response.headers:  # one representation, one strong tag
        response.headers["ETag"] = response.headers["ETag"].replace('"', '"gz-', 1)
    return response
