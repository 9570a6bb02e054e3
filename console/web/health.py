"""Is it alive, is it ready, how is it doing: for supervisors of machines, not of people."""

from __future__ import annotations

import hmac
import threading
import time
from collections import Counter
from typing import Any

from flask import Flask, Response, g, jsonify, request
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from console.config import LOOPBACK
from console.data.access import Setting
from console.web.refusals import problem
from console.web.running import read, running

BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Meter:
    """Counts requests of this process by endpoint and status, and how long they took."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.answers: Counter[tuple[str, int]] = Counter()
        self.times: Counter[tuple[str, float]] = Counter()
        self.seconds: Counter[str] = Counter()

    def note(self, endpoint: str, status: int, seconds: float) -> None:
        """One answered request."""
        with self._lock:
            self.answers[endpoint, status] += 1
            self.seconds[endpoint] += seconds  # type: ignore[assignment]
            for bound in BUCKETS:
                if seconds <= bound:
                    self.times[endpoint, bound] += 1

    def text(self) -> str:
        """The counts in the plain exposition format."""
        with self._lock:
            lines = ["# TYPE jumys_requests_total counter"]
            lines += [
                f'jumys_requests_total{{endpoint="{e}",status="{s}"}} {n}'
                for (e, s), n in sorted(self.answers.items())
            ]
            lines.append("# TYPE jumys_request_seconds histogram")
            for endpoint, total in sorted(self.seconds.items()):
                count = sum(n for (e, _s), n in self.answers.items() if e == endpoint)
                name = f'endpoint="{endpoint}"'
                lines += [
                    f'jumys_request_seconds_bucket{{{name},le="{b}"}} {self.times[endpoint, b]}'
                    for b in BUCKETS
                ]
                lines.append(f'jumys_request_seconds_bucket{{{name},le="+Inf"}} {count}')
                lines.append(f"jumys_request_seconds_sum{{{name}}} {total:.6f}")
                lines.append(f"jumys_request_seconds_count{{{name}}} {count}")
        return "\n".join(lines) + "\n"


def init_health(app: Flask) -> None:
    """``/healthz``, ``/readyz`` and ``/metrics``."""
    meter = Meter()
    app.extensions["jumys_meter"] = meter

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def stop(response: Response) -> Response:
        if "started" in g:
            taken = time.perf_counter() - g.started
            meter.note(request.endpoint or "none", response.status_code, taken)
        return response

    @app.get("/healthz")
    def healthz() -> Any:
        return jsonify(status="ok")

    @app.get("/readyz")
    def readyz() -> Any:
        try:
            read().scalar(select(Setting.key).limit(1))
        except SQLAlchemyError:
            return problem(503, code="database")
        return jsonify(status="ready")

    @app.get("/metrics")
    def metrics() -> Any:
        if not _may_measure():
            return problem(404)
        return Response(meter.text(), mimetype="text/plain")


def _may_measure() -> bool:
    token = running().settings.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and given and hmac.compare_digest(token.encode(), given.encode()):
        return True
    proxied = "X-Forwarded-For" in request.headers or running().settings.proxy_hops
    return not proxied and (request.remote_addr or "") in LOOPBACK
