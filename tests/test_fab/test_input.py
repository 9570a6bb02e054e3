"""Bad input gets a refusal in words, never an internal error, and a GET writes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select, text

from console.app import create_app
from console.data.access import Setting
from console.data.guard import ReadOnlySession
from console.data.journal import JournalLine
from console.errors import Grounds, Throttled
from console.fab.models import ConsoleUser, Role
from console.scope import SYSTEM
from console.web.guard import ledger
from console.web.running import running
from tests.test_fab.world import World, token, words

DEEP = "[" * 5000 + "]" * 5000


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/api/v1/security/login", DEEP, 400),
        ("POST", "/api/v1/security/login", "[" * 70 + "]" * 70, 400),
        ("POST", "/api/v1/security/login", "{", 400),
        ("POST", "/api/v1/security/login", '{"username": "\\ud800"}', 422),
        ("POST", "/api/v1/security/login", "[1]", 400),
        ("POST", "/api/v1/security/login", '{"username": "a", "password": "b", "x": 1}', 422),
        ("POST", "/api/v1/security/login", '{"username": 7, "password": []}', 422),
        ("GET", "/api/v1/security/login", None, 405),
        ("GET", "/api/v1/employer/?q=(((", None, 400),
        ("GET", "/api/v1/employer/?q=" + "(a:" * 200, None, 400),
        ("GET", "/api/v1/employer/" + "9" * 26, None, 404),
        ("GET", "/api/v1/employer/%00", None, 400),
        ("GET", "/api/v1/nowhere", None, 404),
        ("DELETE", "/api/v1/employer/x", None, 404),
    ],
)
def test_bad_requests_are_problems(
    world: World, method: str, path: str, body: str | None, status: int
) -> None:
    """Unreadable bodies, deep nesting, wild numbers: a problem with its status, never 500."""
    header = world.bearer("spec") if "employer" in path else {}
    answer = world.client().open(
        path, method=method, data=body, content_type="application/json", headers=header
    )
    assert answer.status_code == status
    if "employer" not in path:
        assert answer.mimetype == "application/problem+json"
        assert answer.get_json()["request_id"] == answer.headers["X-Request-ID"]


@pytest.mark.parametrize(
    "path",
    [
        "/sample/employers/show/" + "9" * 26,
        "/sample/employers/show/%C2%B2",
        "/sample/employers/edit/x",
        "/sample/employers/download/secret",
        "/lang/xx",
        "/nowhere",
    ],
)
def test_odd_addresses_are_not_found(world: World, path: str) -> None:
    """An address that means nothing is a page in the reader's language with status 404."""
    client, _csrf = world.browser("spec")
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Мұндай бет жоқ" in answer.text


def test_large_body_is_413(world: World) -> None:
    """A body over the limit is refused with a page, not read."""
    small = world.app.config["MAX_CONTENT_LENGTH"]
    answer = world.client().post(
        "/api/v1/security/login", data=b"x" * (small + 1), content_type="application/json"
    )
    assert answer.status_code == 413


@pytest.mark.parametrize(("code", "word"), [("kk", "Мұндай"), ("ru", "Такой"), ("en", "There is")])
def test_pages_speak_the_chosen_language(world: World, code: str, word: str) -> None:
    """The language switch is a link that works without script and leads back."""
    client = world.client()
    answer = client.get(f"/lang/{code}?next=/nowhere")
    assert answer.headers["Location"] == "/nowhere"
    page = client.get("/nowhere").text
    assert f'<html lang="{code}"' in page
    assert word in page


def test_programs_choose_by_header(world: World) -> None:
    """The interface answers in the language of Accept-Language, Kazakh by default."""
    answers = [
        world.client().get("/api/v1/nowhere", headers={"Accept-Language": code}).get_json()["title"]
        for code in ("ru", "en", "fr")
    ]
    assert answers == ["Такой страницы нет", "There is no such page", "Мұндай бет жоқ"]


def test_refusals_show_every_ground_with_its_paragraph(world: World) -> None:
    """A refusal of the Rules lists all grounds, for people as links, for programs as data."""
    from console.declare import Ground

    grounds = [Ground("a", "34", words("First")), Ground("b", "12", words("Second"))]

    def refuse() -> Any:
        raise Grounds(grounds=grounds)

    world.app.add_url_rule("/refused", "refused", refuse)
    world.app.add_url_rule("/api/v1/refused", "refused_api", refuse)
    page = world.client().get("/refused")
    assert page.status_code == 422
    assert 'href="/law/34"' in page.text
    assert 'href="/law/12"' in page.text
    body = world.client().get("/api/v1/refused").get_json()
    assert [g["paragraph"] for g in body["grounds"]] == ["34", "12"]
    assert body["code"] == "grounds"


def test_throttled_says_when_to_come_back(world: World) -> None:
    """429 carries Retry-After."""

    def refuse() -> Any:
        raise Throttled

    world.app.add_url_rule("/api/v1/slow", "slow", refuse)
    answer = world.client().get("/api/v1/slow")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")


def test_own_errors_hide_their_insides(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """An error of ours shows a number that is in the log, and nothing of its insides."""

    def broken() -> Any:
        raise RuntimeError("the password is hunter2")

    world.app.add_url_rule("/broken", "broken", broken)
    answer = world.client().get("/broken")
    assert answer.status_code == 500
    assert "hunter2" not in answer.text
    assert answer.headers["X-Request-ID"] in answer.text
    assert answer.headers["X-Request-ID"] in caplog.text


# --- a GET writes nothing ---


@pytest.mark.parametrize(
    "write",
    [
        lambda s: s.add(Setting(key="x", value={})),
        lambda s: s.execute(insert(Setting).values(key="x", value={})),
    ],
    ids=["object", "statement"],
)
def test_get_cannot_write(world: World, write: Any) -> None:
    """A view that writes on GET fails, whichever way it writes; the ledger alone may."""

    def sly() -> str:
        with running().store.write(SYSTEM) as session:
            write(session)
        return "written"

    def honest() -> str:
        with ledger():
            return sly()

    world.app.add_url_rule("/sly", "sly", sly)
    world.app.add_url_rule("/honest", "honest", honest)
    assert world.client().get("/sly").status_code == 500
    with world.store.session(SYSTEM) as session:
        assert session.get(Setting, "x") is None
    assert world.client().get("/honest").text == "written"


def test_read_session_cannot_write_at_all(world: World) -> None:
    """The session of a request only reads, on POST too."""
    with world.app.test_request_context("/", method="POST"):
        from console.web.running import read

        session = read()
        session.add(Setting(key="x", value={}))
        with pytest.raises(ReadOnlySession):
            session.flush()


def test_request_session_has_the_readers_scope(world: World) -> None:
    """Raw SQL is refused in the request's session: it cannot be narrowed."""

    def raw() -> str:
        from console.web.running import read

        return str(read().execute(text("select count(*) from employer")).scalar())

    world.app.add_url_rule("/raw", "raw", raw)
    client, _csrf = world.browser("spec")
    assert client.get("/raw").status_code == 404


# --- accounts and roles ---


def test_keeper_makes_an_account(world: World) -> None:
    """A new account can sign in, its password is a hash, the act stands in the journal."""
    boss, csrf = world.browser("boss")
    form = {
        "last_name": "Жаңа",
        "first_name": "Қызметкер",
        "username": "fresh",
        "active": "y",
        "email": "fresh@example.kz",
        "password": "a-long-password",
        "conf_password": "a-long-password",
        "csrf_token": csrf,
    }
    assert boss.post("/admin/users/add", data=form).status_code == 302
    again = boss.post("/admin/users/add", data=form)
    assert again.status_code == 422
    assert world.browser("fresh", "a-long-password")
    with world.store.session(SYSTEM) as session:
        user = session.scalars(select(ConsoleUser).where(ConsoleUser.username == "fresh")).one()
        line = session.scalars(select(JournalLine).where(JournalLine.step == "account.add")).one()
    assert user.password and user.password.startswith("scrypt:")
    assert (line.subject_id, line.actor) == (user.id, "Boss A")


def test_only_the_keeper_sees_accounts(world: World) -> None:
    """A specialist has no way to accounts, roles or others' passwords."""
    client, csrf = world.browser("spec")
    for path in (
        "users/list/",
        "users/show/1",
        "users/add",
        "roles/list/",
        "users/1/password",
    ):
        assert client.get(f"/admin/{path}").status_code == 403
    data = {"csrf_token": csrf}
    assert client.post("/admin/users/action/end_sessions/1", data=data).status_code == 403
    assert client.get("/admin/users/list/", headers=world.bearer("spec")).status_code == 403


def test_accounts_are_never_deleted(world: World) -> None:
    """Accounts are switched off; the address of deletion refuses even their keeper."""
    boss, csrf = world.browser("boss")
    answer = boss.post("/admin/users/delete/1", data={"csrf_token": csrf})
    assert answer.status_code == 403


def test_sync_makes_missing_roles_once(world: World) -> None:
    """``jumys migrate`` makes the roles; a second run makes none."""
    from console.fab.builder import sync

    parts = running(world.app)
    made = sync(parts.store, parts.catalog)
    assert {"Admin", "center_specialist", "supervisor"} <= set(made)
    assert sync(parts.store, parts.catalog) == []
    with world.store.session(SYSTEM) as session:
        assert len(session.scalars(select(Role)).all()) == len(made)


def test_preferences_follow_the_account(world: World) -> None:
    """Theme and language chosen by a signed-in person are kept in the profile."""
    client, csrf = world.browser("spec")
    answer = client.post("/theme/dark", data={"csrf_token": csrf, "next": "/profile"})
    assert answer.headers["Location"] == "/profile"
    form = {"last_name": "Spec", "first_name": "A", "language": "ru", "csrf_token": csrf}
    assert client.post("/profile", data=form).status_code == 302
    page = client.get("/profile").text
    assert 'data-bs-theme="dark"' in page
    assert '<html lang="ru"' in page
    with world.store.session(SYSTEM) as session:
        user = session.scalars(select(ConsoleUser).where(ConsoleUser.username == "spec")).one()
    assert (user.theme, user.language) == ("dark", "ru")
    fresh = world.browser("spec")[0]
    assert '<html lang="ru"' in fresh.get("/profile").text


# --- health ---


def test_health_and_metrics(world: World) -> None:
    """Alive and ready for anybody; figures for loopback or the token only."""
    client = world.client()
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").get_json() == {"status": "ready"}
    assert "jumys_requests_total" in client.get("/metrics").text
    far = {"environ_base": {"REMOTE_ADDR": "10.0.0.9"}}
    assert client.get("/metrics", **far).status_code == 404
    forwarded = client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"})
    assert forwarded.status_code == 404


def test_metrics_token(world: World) -> None:
    """From elsewhere the token opens the figures."""
    parts = running(world.app)
    settings = {
        "instance": parts.settings.instance,
        "database_url": parts.store.url,
        "secret_key": parts.settings.secret_key,
        "metrics_token": "scrape-me",
    }
    app = create_app(settings, catalog=parts.catalog)
    far: dict[str, Any] = {"environ_base": {"REMOTE_ADDR": "10.0.0.9"}}
    good = {"Authorization": "Bearer scrape-me"}
    assert app.test_client().get("/metrics", headers=good, **far).status_code == 200
    bad = {"Authorization": "Bearer guess"}
    assert app.test_client().get("/metrics", headers=bad, **far).status_code == 404
    running(app).store.dispose()


def test_login_page_is_for_visitors(world: World) -> None:
    """Whoever is signed in already goes home from the sign-in page."""
    client, _csrf = world.browser("spec")
    answer = client.get("/login/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/worklist")
    assert token(world.client().get("/login/").text)
