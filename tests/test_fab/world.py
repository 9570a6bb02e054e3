"""A small console: two centers, three accounts, views over employers and vacancies."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, redirect
from flask.testing import FlaskClient
from flask_appbuilder import action
from flask_babel import lazy_gettext as lazy
from werkzeug.security import generate_password_hash

from console.app import create_app
from console.catalog import Catalog, load_catalog
from console.data import tables
from console.data.access import Membership
from console.data.actors import Employer, Office
from console.data.mediation import Vacancy
from console.data.store import Store
from console.fab import accounts
from console.fab.base import ConsoleInterface, ConsoleModelView, ConsoleRestApi, Journalled
from console.fab.models import metadata
from console.fab.registry import Registry
from console.plugins import CHAPTERS
from console.scope import SYSTEM
from console.web.running import running

PASSWORD = "correct-horse-42"
#: Cheap on purpose: the tests sign in hundreds of times.
HASH = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1000")
KEY = "test-key-" + "0123456789abcdefghijklmnop"
NOW = datetime(2026, 3, 2, 5, tzinfo=UTC)
OWN, OTHER = 1, 2


def words(text: str) -> dict[str, str]:
    """The same words in all three languages."""
    return dict.fromkeys(("kk", "ru", "en"), text)


class EmployerView(ConsoleModelView):
    """Employers of the own center."""

    route_base = "/sample/employers"
    datamodel = ConsoleInterface(Employer, Journalled("sample"))
    label_columns = {"bin": lazy("IIN"), "name": lazy("Name")}
    list_title = show_title = add_title = edit_title = lazy("Employer")
    list_columns = order_columns = search_columns = edit_columns = show_columns = ["bin", "name"]
    add_columns = ["bin", "name", "number", "state", "office"]
    add_form_query_rel_fields: Any = None

    @action("remove", lazy("Delete"), lazy("Delete"), "trash", single=False)
    def remove(self, items: list[Any]) -> Any:
        self.datamodel.delete_all(items)
        return redirect(self.get_redirect())

    def pre_add(self, item: Any) -> None:
        item.created_at = NOW


class EmployerApi(ConsoleRestApi):
    """The same as JSON."""

    resource_name = "employer"
    datamodel = ConsoleInterface(Employer, Journalled("sample"))
    list_columns = show_columns = ["id", "bin", "name", "office_id"]
    add_columns = edit_columns = ["bin", "name", "number", "state", "office_id", "created_at"]


class VacancyApi(ConsoleRestApi):
    """Vacancies with a reference to their employer."""

    resource_name = "sample_vacancy"
    datamodel = ConsoleInterface(Vacancy, Journalled("sample"))
    list_columns = show_columns = ["id", "title", "employer.name"]
    add_columns = edit_columns = [
        *("case_number", "title", "employer", "office_id", "employer_name", "source"),
        *("appeared_on", "received_at", "registered_at"),
    ]


def registry() -> Registry:
    """Fresh classes per application: a view keeps state on its class."""
    views = Registry()
    views.view(type("EmployerView", (EmployerView,), {}), roles=("center_specialist",))
    views.api(type("EmployerApi", (EmployerApi,), {}), roles=("center_specialist", "supervisor"))
    views.api(type("VacancyApi", (VacancyApi,), {}), roles=("center_specialist",))
    return views


@cache
def catalog() -> Catalog:
    """Roles and rights alone: no chapter is needed to test the framework."""
    return load_catalog(without=[name for name in CHAPTERS if name != "general"])


def employer(number: int) -> Employer:
    """Even numbers belong to the own center, odd ones to the other."""
    return Employer(
        id=number,
        number=f"E-{number}",
        state="active",
        bin=f"{number:012}",
        name=f"Employer {number}",
        office_id=OWN if number % 2 == 0 else OTHER,
        created_at=NOW,
    )


def office(number: int) -> Office:
    """A center."""
    return Office(
        id=number,
        number=f"O-{number}",
        state="open",
        code=f"c{number}",
        kind="center",
        path=f"/{number}/",
        name_kk=f"Орталық {number}",
    )


@dataclass
class World:
    """The application and its store."""

    app: Flask
    store: Store

    def close(self) -> None:
        """Close all connections."""
        self.store.dispose()
        running(self.app).store.dispose()

    def client(self) -> FlaskClient:
        """A browser nobody has signed in with."""
        return self.app.test_client()

    def browser(self, name: str, password: str = PASSWORD) -> tuple[FlaskClient, str]:
        """(signed-in browser, its CSRF token)."""
        client = self.client()
        answer = sign_in(client, name, password)
        assert answer.status_code == 302, answer.status_code
        return client, token(client.get("/profile").text)

    def bearer(self, name: str, password: str = PASSWORD, **more: Any) -> dict[str, str]:
        """Authorization header of a program."""
        body = {"username": name, "password": password, **more}
        answer = self.client().post("/api/v1/security/login", json=body)
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.get_json()['access_token']}"}


def sign_in(client: FlaskClient, name: str, password: str, **more: Any) -> Any:
    """The answer to the sign-in form."""
    csrf = token(client.get("/login/").text)
    data = {"username": name, "password": password, "csrf_token": csrf}
    return client.post("/login/", data=data, **more)


def token(page: str) -> str:
    """CSRF token of a page."""
    found = re.search(r'csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page[:200]
    return found[1]


def fill(path: Path) -> None:
    """Tables, two centers, sixty employers and the accounts spec, reader, boss."""
    store = Store(f"sqlite:///{path}")
    tables.metadata.create_all(store.engine)
    metadata.create_all(store.engine)
    with store.write(SYSTEM) as session:
        session.add_all([office(OWN), office(OTHER)])
        session.flush()
        session.add_all(employer(n) for n in range(1, 61))
    for name, role in (
        ("spec", "center_specialist"),
        ("reader", "supervisor"),
        ("boss", "administrator"),
    ):
        account = accounts.create_account(
            store, name, first_name="A", last_name=name.title(), password_hash=HASH
        )
        with store.write(SYSTEM) as session:
            session.add(
                Membership(
                    account_id=account, role=role, office_id=OWN, valid_from=date(2020, 1, 1)
                )
            )
    store.dispose()


def build(folder: Path, template: Path, **config: Any) -> World:
    """The console over a copy of the filled database ``template``."""
    shutil.copyfile(template, folder / "console.db")
    store = Store(f"sqlite:///{folder}/console.db")
    settings = {"instance": folder, "database_url": store.url, "secret_key": KEY, "testing": True}
    app = create_app(settings | config, catalog=catalog(), registry=registry())
    return World(app, store)
