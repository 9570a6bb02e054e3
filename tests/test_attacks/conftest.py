"""The console of the web tests, asked by browsers and by programs."""

from __future__ import annotations

from tests.test_api.conftest import api
from tests.test_web.conftest import web

__all__ = ["api", "web"]
