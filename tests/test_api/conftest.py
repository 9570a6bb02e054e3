"""Programs with a token each, over the tests' world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.test_web.conftest import PASSWORD, Web

API = "/api/v1"


class Program:
    """A client with a bearer token (or none)."""

    def __init__(self, web: Web, token: str = "") -> None:
        self.client, self.token = web.app.test_client(), token

    def call(self, verb: str, path: str, body: Any = None, **headers: str) -> Any:
        """One request; keyword arguments are headers (``If_Match`` for ``If-Match``)."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        more = {"json": body} if body is not None else {}
        address = path if path.startswith("/openapi") else API + path
        return self.client.open(address, method=verb, headers=sent, **more)

    def get(self, path: str, **headers: str) -> Any:
        """GET."""
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """POST of JSON."""
        return self.call("POST", path, body, **headers)


class Api:
    """The console of the web tests, asked by programs."""

    def __init__(self, web: Web) -> None:
        self.web, self.world = web, web.world
        self._programs: dict[str, Program] = {}

    def program(self, login: str = "") -> Program:
        """A program signed in as ``login``; '' for one without a token."""
        if login not in self._programs:
            made = Program(self.web)
            if login:
                answer = made.post("/security/login", {"username": login, "password": PASSWORD})
                assert answer.status_code == 200, answer.text
                made.token = answer.get_json()["access_token"]
            self._programs[login] = made
        return self._programs[login]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """One console per test file."""
    web = Web(tmp_path_factory.mktemp("api"))
    yield Api(web)
    web.close()
