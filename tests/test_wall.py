"""The wall, made from the application's own address table: role x address x {own, foreign, none}.

A canary lives in the other district: a person with papers, a file, an assistant, an employer. No
answer to anybody of this district may carry it, and whatever is asked about it by number must be
answered exactly as a number that nobody has.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from console.data.case import Case
from console.data.content import ContentItem, StoredFile
from console.data.documents import Document
from console.scope import SYSTEM
from console.wall import PUBLIC, address, survey
from tests.make import a_full_card
from tests.people import an_iin
from tests.test_web.conftest import Browser, Web

SURNAME = "Канарейкин"
ASSISTANT_IIN = an_iin("1977-07-07", 7777)
NOBODY = "X-00000-00000"
#: logins of the first district and of its region that reach only their own
LOGINS = (
    "specialist", "director", "operator", "assistant", "officer", "head", "employer", "seeker",
    "admin",
)
#: they hold rights of the framework's tables; the others are refused at the same door
KEEPERS = ("specialist", "director", "admin")
#: other parameters than numbers
PLAIN = {
    "name": "registration.fill_card", "form": "application", "key": "x", "code": "X", "pk": "1",
    "filename": "x", "kind": "registration", "answer": "accept", "verb": "pause", "theme": "dark",
}


class Canary:
    """What must not be seen, and the numbers it might be asked for by."""

    def __init__(self, web: Web) -> None:
        world = web.world
        name = {"surname": SURNAME, "given_name": "Құс", "patronymic": "Ұясы"}
        application = world.an_application(second=True, full_name=name)
        number = world.do(
            "registration.accept_application", by="specialist2", data=application
        ).number
        world.do("registration.fill_card", number, by="specialist2",
                 data=a_full_card(application))
        person = world.person_of(number)
        refused = world.do("registration.accept_application", by="specialist2",
                           data=world.an_application(second=True)).number
        registered = world.a_registered_jobseeker(second=True)
        assistant = world.do("content.create_assistant", by="director2", data={
            "full_name": name, "iin": ASSISTANT_IIN, "office": "akim2", "works_from": "2021-01-01",
            "mobile": "+77011112233",
        }).number
        with web.store.write(SYSTEM) as session:
            case = session.scalars(select(Case).where(Case.number == number)).one()
            session.add(StoredFile(
                number="F-CANARY", name=f"{SURNAME}.pdf", mime="application/pdf", size=4,
                sha256="0" * 64, content=b"%PDF", case_id=case.id, person_id=person.id,
                office_id=case.office_id, created_at=world.now,
            ))
            paper = session.scalars(
                select(Document.number).join(Case, Case.id == Document.case_id)
                .where(Case.number == registered.case)
            ).first()
        vacancy = world.a_vacancy(by="employer2").number
        self.secrets = (str(person.iin), ASSISTANT_IIN, SURNAME)
        self.numbers = {
            "case": number, "person": person.number, "document": str(paper), "file": "F-CANARY",
            "assistant": assistant, "employer": "EMP-2", "vacancy": vacancy, "other": refused,
        }

    def number_for(self, rule: str, name: str) -> str:
        """The number that fits an address."""
        if name == "person":
            return self.numbers["person"]
        kinds = (("persons", "person"), ("documents/<number>", "document"), ("files", "file"),
                 ("content", "assistant"), ("employers", "employer"), ("vacancies", "vacancy"),
                 ("matching", "vacancy"))
        return self.numbers[next((kind for part, kind in kinds if part in rule), "case")]


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """The console of the web tests."""
    made = Web(tmp_path_factory.mktemp("wall"))
    seeker = made.world.a_registered_jobseeker()
    made.account_for("seeker", seeker.person)
    yield made
    made.close()


@pytest.fixture(scope="module")
def canary(web: Web) -> Canary:
    """The people next door."""
    return Canary(web)


def rules(app: Flask) -> list[Rule]:
    """Every address but the files of the theme."""
    return [r for r in app.url_map.iter_rules() if "static" not in r.endpoint]


def path_of(rule: Rule, number: Any) -> str:
    """The address with its parameters filled in; ``number(name)`` gives public numbers."""
    path = rule.rule
    for name in rule.arguments:
        converter = type(rule._converters[name]).__name__
        if name in ("number", "person"):
            value = number(name)
        elif name == "name" and "content" in rule.rule:
            value = "assistant"
        elif name == "name" and "sign" in rule.rule + "".join(rule.methods or ()):
            value = "registration.register_jobseeker"
        else:
            value = "1" if converter == "IntegerConverter" else PLAIN.get(name, "x")
        start = next(i for i in _openings(path) if path[i:].split(">")[0].endswith(name))
        path = path[:start] + value + path[start:].split(">", 1)[1]
    return path


def _openings(path: str) -> list[int]:
    return [i for i, char in enumerate(path) if char == "<"]


def ask(browser: Browser, verb: str, path: str) -> Any:
    """One request with the token of the session."""
    if verb == "GET":
        return browser.get(path)
    if path.startswith("/api/"):
        head = {"X-CSRFToken": browser.csrf, "If-Match": '"1"'}
        return browser.client.open(path, method=verb, json={}, headers=head)
    return browser.client.open(path, method=verb, data={"csrf_token": browser.csrf})


def verbs(rule: Rule) -> list[str]:
    """GET, POST, PUT, DELETE of an address."""
    return sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"})


def test_every_address_says_who_may_come_in(web: Web) -> None:
    """Promise 9: none is left unsaid; the public list is printed."""
    found = survey(web.app)
    for name, why in sorted(found.public.items()):
        print(f"PUBLIC {name}: {why}")  # noqa: T201 - the list is to be read
    assert not found.unguarded
    assert len(found.guarded) > 50
    stale = set(PUBLIC) - {r.endpoint for r in web.app.url_map.iter_rules()} - {"home"}
    assert not stale


def test_a_visitor_gets_nowhere_else(web: Web, canary: Canary) -> None:
    """Without signing in: 401 or the way to the sign-in page, on every guarded address."""
    guarded = survey(web.app).guarded
    visitor, wrong, asked = web.visitor(), [], 0
    for rule in rules(web.app):
        if address(rule) not in guarded:
            continue
        for verb in verbs(rule):
            path = path_of(rule, lambda name, r=rule: canary.number_for(r.rule, name))
            answer = ask(visitor, verb, path)
            asked += 1
            away = answer.status_code in (302, 303) and "/login" in answer.headers["Location"]
            # without a session a form has no token either: refused before anybody is asked for
            if not (answer.status_code in (400, 401) or away):
                wrong.append((verb, path, answer.status_code))
    assert asked > 100
    assert not wrong


@pytest.mark.parametrize("login", LOGINS)
def test_the_canary_is_seen_by_nobody_of_this_district(
    web: Web, canary: Canary, login: str
) -> None:
    """Abuse cases 1 to 3: foreign numbers are answered as unknown ones, and no answer leaks."""
    browser, wrong, asked = web.browser(login), [], 0
    for rule in rules(web.app):
        if rule.endpoint.startswith(("LoginView", "token_api")):
            continue
        if "registers" in rule.rule and "/admin/" in rule.rule and login not in KEEPERS:
            continue
        if login == "admin" and rule.rule.startswith("/employers/<number>"):
            continue  # par. 53: keeps the register of employers of all districts below
        for verb in verbs(rule):
            def foreign(name: str, rule: Rule = rule) -> str:
                return canary.number_for(rule.rule, name)

            answer = ask(browser, verb, path_of(rule, foreign))
            asked += 1
            leaks = any(secret.encode() in told(answer.data) for secret in canary.secrets)
            same = True
            numbered = {"number", "person"} & set(rule.arguments) and "vacanc" not in rule.rule
            if numbered and answer.status_code != 404:
                unknown = ask(browser, verb, path_of(rule, lambda _name: NOBODY))
                same = unknown.status_code == answer.status_code
                shown = answer.status_code < 300 and not _public(rule)
                same = same and not shown
            if leaks or not same or answer.status_code >= 500:
                wrong.append((verb, rule.rule, answer.status_code))
    assert asked > 100
    assert not wrong


def told(data: bytes) -> bytes:
    """What an answer says: a workbook is unpacked."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def _public(rule: Rule) -> bool:
    return rule.rule.startswith(("/jobs", "/law", "/verify", "/api/v1/vacancies"))


def test_the_same_doors_open_for_their_own(web: Web, canary: Canary) -> None:
    """A refusal counts only if the entitled succeed on the same object."""
    browser = web.browser("specialist2")
    numbers = canary.numbers
    for path in (f"/cases/{numbers['case']}", f"/persons/{numbers['person']}",
                 f"/documents/{numbers['document']}", f"/files/{numbers['file']}",
                 f"/api/v1/cases/{numbers['case']}", f"/api/v1/persons/{numbers['person']}",
                 f"/api/v1/documents/{numbers['document']}",
                 f"/api/v1/files/{numbers['file']}"):
        answer = browser.get(path)
        assert answer.status_code == 200, path
    assert canary.secrets[0] in browser.get(f"/api/v1/persons/{numbers['person']}").text
    director = web.browser("director2")
    assert ASSISTANT_IIN in director.get(f"/api/v1/content/assistant/{numbers['assistant']}").text
    with web.store.session(SYSTEM) as session:
        assert session.scalar(select(ContentItem.id).where(ContentItem.type == "assistant"))
