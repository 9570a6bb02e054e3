"""The console over the tests' world: a browser per role, a clock that stands still.

``web.browser("specialist")`` is signed in; ``.get(path)`` and ``.post(path, data)`` (the token is
added); ``web.sql(browser, path)`` counts the statements of one GET. The world's time is the
application's time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.security import generate_password_hash

from console.app import create_app
from console.clock import STAMP
from console.data.access import Setting
from console.data.actors import Person
from console.data.store import Store
from console.fab import accounts
from console.migrate import upgrade
from console.scope import SYSTEM
from console.web.running import KEY
from tests.make import World

SECRET = "test-key-" + "0123456789abcdefghijklmnop"
PASSWORD = "correct-horse-42"


class Browser:
    """A signed-in (or not) client that carries its CSRF token along."""

    def __init__(self, client: FlaskClient, csrf: str = "") -> None:
        self.client, self.csrf = client, csrf

    def get(self, path: str, **more: Any) -> Any:
        """GET without following redirects."""
        return self.client.get(path, **more)

    def post(self, path: str, data: Mapping[str, Any] | None = None, **more: Any) -> Any:
        """POST a form with the token."""
        return self.client.post(path, data={"csrf_token": self.csrf, **(data or {})}, **more)

    def post_json(self, path: str, body: Any, **more: Any) -> Any:
        """POST JSON with the token in its header."""
        return self.client.post(path, json=body, headers={"X-CSRFToken": self.csrf}, **more)


class Web:
    """Application, world and browsers."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(f"sqlite:///{folder}/jumys.db")
        upgrade(self.store)
        self.world = World(self.store)
        secret = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1")
        for login, number in sorted(self.world.accounts.items(), key=lambda item: item[1]):
            made = accounts.create_account(
                self.store, login, first_name=login.title(), last_name="Demo",
                password_hash=secret,
            )
            assert made == number, (login, made, number)
        with self.store.write(SYSTEM) as session:
            session.add(Setting(key=STAMP, value={"seed": 0}))
        self.app = self._app(folder)
        self._browsers: dict[str, Browser] = {}

    def _app(self, folder: Path) -> Flask:
        app = create_app(
            {"instance": folder, "database_url": self.store.url, "secret_key": SECRET,
             "testing": True},
            catalog=self.world.catalog,
        )
        app.extensions[KEY].__dict__["outside"] = self.world.outside

        def stand_still() -> None:
            g.now = self.world.now

        app.before_request_funcs.setdefault(None, []).insert(0, stand_still)
        return app

    def visitor(self) -> Browser:
        """A browser nobody has signed in with."""
        return Browser(self.app.test_client())

    def browser(self, login: str) -> Browser:
        """A browser signed in as ``login``, in English, kept for the session."""
        if login not in self._browsers:
            client = self.app.test_client()
            client.set_cookie("lang", "en")
            page = client.get("/login/").text
            answer = client.post("/login/", data={
                "username": login, "password": PASSWORD, "csrf_token": token(page),
            })
            assert answer.status_code == 302, (login, answer.status_code, answer.text[:300])
            self._browsers[login] = Browser(client, token(client.get("/profile").text))
        return self._browsers[login]

    def account_for(self, login: str, person: str) -> Browser:
        """Give a person an account of their own and sign in with it."""
        row = self.world.person(person)
        with self.store.write(SYSTEM) as session:
            self.world.member(session, login, "jobseeker", person_id=row.id, iin=row.iin)
        secret = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1")
        made = accounts.create_account(
            self.store, login, first_name=row.given_name, last_name=row.surname,
            password_hash=secret,
        )
        assert made == self.world.accounts[login]
        return self.browser(login)

    def person(self, number: str) -> Person:
        """A person's row."""
        return self.world.person(number)

    def person_of_resume(self, number: str) -> Person:
        """The person behind a resume."""
        return self.world.person_of(number)

    def sql(self, browser: Browser, path: str) -> tuple[Any, list[str]]:
        """The answer of a GET and the statements it took (BEGIN, PRAGMA and the log aside)."""
        seen: list[str] = []

        def note(_c: Any, _k: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        # every Store over this file has an engine of its own: listen on the application's
        engine = self.app.extensions[KEY].store.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            answer = browser.get(path)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        kept = [s for s in seen if s.lstrip().upper().startswith("SELECT")]
        return answer, kept

    def close(self) -> None:
        """Close connections."""
        self.app.extensions[KEY].store.dispose()
        self.store.dispose()


def token(page: str) -> str:
    """CSRF token of a page."""
    found = re.search(r'csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page[:200]
    return found[1]


def text_of(page: str) -> str:
    """What a reader sees: tags and entities away, white space single."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", page, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def hidden(page: str, name: str) -> str:
    """Value of a hidden field of a page."""
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page)
    assert found, name
    return unescape(found[1])


def fields_of(data: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """A payload as the controls of its form: ``documents.0.kind``, yes/no, lists of codes."""
    flat: dict[str, Any] = {}
    for key, value in data.items():
        name = f"{prefix}{key}"
        if isinstance(value, bool):
            flat[name] = "yes" if value else "no"
        elif isinstance(value, Mapping):
            flat |= fields_of(value, f"{name}.")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            for number, row in enumerate(value):
                flat |= fields_of(row, f"{name}.{number}.")
        elif value is not None:
            flat[name] = value if isinstance(value, list) else str(value)
    return flat


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """One console per test file; tests make their own cases in it."""
    made = Web(tmp_path_factory.mktemp("web"))
    yield made
    made.close()
