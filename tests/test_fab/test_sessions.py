"""Sessions and tokens end when they must; guessing leads nowhere; one rule against forged posts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from console.data.access import LoginCounter, Membership
from console.fab import accounts
from console.fab.models import ConsoleUser
from console.scope import SYSTEM
from tests.test_fab.world import NOW, OWN, PASSWORD, World, sign_in, token

LIST = "/api/v1/employer/"


def api(client: FlaskClient, **more: Any) -> int:
    """Status of the employers' list."""
    return client.get(LIST, **more).status_code


def account_id(world: World, name: str) -> int:
    """Id of an account."""
    found = accounts.find_account(world.store, name)
    assert found is not None
    return found


def thief(world: World, client: FlaskClient) -> FlaskClient:
    """Another browser with a copy of the cookie."""
    cookie = client.get_cookie("jumys")
    assert cookie is not None
    other = world.client()
    other.set_cookie("jumys", cookie.value)
    return other


def test_logout_ends_cookie_copies_and_tokens(world: World) -> None:
    """After leaving, neither a copied cookie nor a token of the account works."""
    client, csrf = world.browser("spec")
    header = world.bearer("spec")
    copy = thief(world, client)
    assert (api(copy), api(world.client(), headers=header)) == (200, 200)
    assert client.post("/logout/", data={"csrf_token": csrf}).status_code == 302
    assert (api(copy), api(world.client(), headers=header)) == (401, 401)
    assert copy.get("/profile").status_code == 302


def test_logout_is_no_link(world: World) -> None:
    """A GET asks; nobody is signed out by an image on another page."""
    client, _csrf = world.browser("spec")
    assert client.get("/logout/").status_code == 200
    assert api(client) == 200


def test_new_password_ends_other_sessions(world: World) -> None:
    """The own new password keeps this session and ends all others."""
    client, csrf = world.browser("spec")
    other, header = world.browser("spec")[0], world.bearer("spec")
    data = {"password": "another-horse-43", "conf_password": "another-horse-43", "csrf_token": csrf}
    assert client.post("/profile/password", data=data).status_code == 302
    assert (api(client), api(other), api(world.client(), headers=header)) == (200, 401, 401)
    assert sign_in(world.client(), "spec", PASSWORD).status_code == 422
    assert sign_in(world.client(), "spec", "another-horse-43").status_code == 302


def test_short_password_is_refused(world: World) -> None:
    """A password under twelve characters is refused with the reason at the field."""
    client, csrf = world.browser("spec")
    data = {"password": "short-1", "conf_password": "short-1", "csrf_token": csrf}
    answer = client.post("/profile/password", data=data)
    assert answer.status_code == 422
    assert 'id="password-e"' in answer.text
    assert "errsum" in answer.text


def test_deactivated_account_is_out_at_once(world: World) -> None:
    """Switching an account off by its keeper ends its session and its token."""
    client, header = world.browser("spec")[0], world.bearer("spec")
    boss, csrf = world.browser("boss")
    number = account_id(world, "spec")
    form = {"last_name": "S", "first_name": "A", "username": "spec", "email": "s@example.kz"}
    answer = boss.post(f"/admin/users/edit/{number}", data=form | {"csrf_token": csrf})
    assert answer.status_code == 302
    assert (api(client), api(world.client(), headers=header)) == (401, 401)


def test_lost_membership_is_lost_at_the_next_request(world: World) -> None:
    """A membership that ended yesterday gives no right today, whatever the session remembers."""
    client, _csrf = world.browser("spec")
    assert api(client) == 200
    with world.store.write(SYSTEM) as session:
        session.execute(
            update(Membership)
            .where(Membership.account_id == account_id(world, "spec"))
            .values(valid_to=date(2020, 2, 1))
        )
    assert api(client) == 403


def test_keeper_ends_all_sessions_of_an_account(world: World) -> None:
    """The action of the accounts' keeper works at once and is journalled."""
    client, _csrf = world.browser("spec")
    boss, csrf = world.browser("boss")
    number = account_id(world, "spec")
    path = f"/admin/users/action/end_sessions/{number}"
    assert boss.post(path, data={"csrf_token": csrf}).status_code == 302
    assert api(client) == 401


def test_forged_epoch_or_foreign_key_is_refused(world: World) -> None:
    """A cookie signed with another key is no session."""
    client = world.client()
    client.set_cookie("jumys", "eyJfdXNlcl9pZCI6IjEifQ.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb")
    assert api(client) == 401
    assert client.get("/admin/users/list/").status_code == 302


def test_refresh_token(world: World) -> None:
    """A refresh token gives new access tokens until the account's sessions are ended."""
    client = world.client()
    body = {"username": "spec", "password": PASSWORD, "refresh": True}
    tokens = client.post("/api/v1/security/login", json=body).get_json()
    refresh = {"Authorization": f"Bearer {tokens['refresh_token']}"}
    assert api(client, headers=refresh) == 401
    new = client.post("/api/v1/security/refresh", headers=refresh)
    access = {"Authorization": f"Bearer {new.get_json()['access_token']}"}
    assert api(client, headers=access) == 200
    accounts.end_sessions(world.store, account_id(world, "spec"), "test")
    assert client.post("/api/v1/security/refresh", headers=refresh).status_code == 401
    assert api(client, headers=access) == 401


@pytest.mark.parametrize("value", ["Bearer x", "Bearer ", "Basic c3BlYzp4", "Bearer a.b.c"])
def test_odd_authorization_is_401(world: World, value: str) -> None:
    """A header that is no token of ours is refused as a problem, never an error."""
    client, _csrf = world.browser("spec")
    answer = client.get(LIST, headers={"Authorization": value})
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"


# --- guessing ---


def test_guessing_by_form_is_limited_per_name(world: World) -> None:
    """Five wrong passwords from one address in five minutes; the sixth try is not even checked."""
    client = world.client()
    codes = [sign_in(client, "spec", "wrong-password").status_code for _n in range(7)]
    assert codes == [422] * 5 + [429] * 2
    assert sign_in(client, "spec", PASSWORD).status_code == 429


def test_guessing_by_api_is_limited_from_many_addresses(world: World) -> None:
    """A name guessed from ever new addresses is limited too."""
    client = world.client()
    body = {"username": "spec", "password": "wrong-password", "provider": "db"}
    codes = [
        client.post(
            "/api/v1/security/login", json=body, environ_base={"REMOTE_ADDR": f"10.0.0.{n}"}
        ).status_code
        for n in range(12)
    ]
    assert codes == [401] * 10 + [429] * 2


def test_strangers_cannot_lock_out_a_known_person(world: World) -> None:
    """Whoever signed in from here before is not locked out by guesses from elsewhere."""
    here = {"environ_base": {"REMOTE_ADDR": "10.1.1.1"}}
    assert sign_in(world.client(), "spec", PASSWORD, **here).status_code == 302
    for n in range(12):
        there = {"environ_base": {"REMOTE_ADDR": f"10.2.0.{n}"}}
        sign_in(world.client(), "spec", "wrong-password", **there)
    unknown = {"environ_base": {"REMOTE_ADDR": "10.3.3.3"}}
    assert sign_in(world.client(), "spec", PASSWORD, **unknown).status_code == 429
    assert sign_in(world.client(), "spec", PASSWORD, **here).status_code == 302


def test_names_do_not_stand_in_the_counters(world: World) -> None:
    """The table of tries keeps keyed hashes: no name and no address."""
    sign_in(world.client(), "880412300018", "wrong-password")
    with world.store.session(SYSTEM) as session:
        buckets = session.scalars(select(LoginCounter.bucket)).all()
    assert len(buckets) == 3
    assert not any("880412300018" in b or "127.0.0.1" in b for b in buckets)


def test_unknown_name_gets_the_same_answer(world: World) -> None:
    """A name that does not exist cannot be told from a wrong password."""
    known = sign_in(world.client(), "spec", "wrong-password")
    unknown = sign_in(world.client(), "nobody", "wrong-password")
    assert known.status_code == unknown.status_code == 422
    strip = [a.text.replace("spec", "X").replace("nobody", "X") for a in (known, unknown)]
    lines = [[line for line in page.split("\n") if "csrf" not in line] for page in strip]
    assert lines[0] == lines[1]


# --- forged posts ---


def test_cookie_posts_need_the_token_and_bearer_posts_do_not(world: World) -> None:
    """One rule for pages and interface: a cookie without the page's token is refused."""
    client, csrf = world.browser("spec")
    body = {
        "bin": "7" * 12,
        "name": "N",
        "number": "E-907",
        "state": "active",
        "office_id": OWN,
        "created_at": NOW.isoformat(),
    }
    assert client.post(LIST, json=body).status_code == 400
    assert client.post(LIST, json=body, headers={"X-CSRFToken": csrf}).status_code == 201
    header = world.bearer("spec")
    more = body | {"bin": "6" * 12, "number": "E-906"}
    assert world.client().post(LIST, json=more, headers=header).status_code == 201
    assert client.post("/theme/dark").status_code == 400
    assert client.post("/logout/").status_code == 400
    assert api(client) == 200


def test_another_sessions_token_is_refused(world: World) -> None:
    """A token read from somebody else's page does not fit this session."""
    client, _csrf = world.browser("spec")
    foreign = token(world.client().get("/login/").text)
    assert client.post("/logout/", data={"csrf_token": foreign}).status_code == 400


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/x",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/a\r\nb",
    ],
)
def test_next_leads_nowhere_else(world: World, target: str) -> None:
    """After signing in nobody is sent to another site."""
    client = world.client()
    csrf = token(client.get("/login/").text)
    data = {"username": "spec", "password": PASSWORD, "csrf_token": csrf}
    answer = client.post("/login/", query_string={"next": target}, data=data)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/worklist"


def test_next_leads_back_to_the_page_asked_for(world: World) -> None:
    """The page that asked for the sign-in is shown afterwards."""
    client = world.client()
    asked = client.get("/sample/employers/list/")
    answer = client.get(asked.headers["Location"])
    data = {"username": "spec", "password": PASSWORD, "csrf_token": token(answer.text)}
    back = client.post(asked.headers["Location"], data=data)
    assert back.headers["Location"] == "/sample/employers/list/"


def test_signing_in_starts_a_fresh_session(world: World) -> None:
    """Nothing of the visitor's session survives the sign-in."""
    client = world.client()
    csrf = token(client.get("/login/").text)
    with client.session_transaction() as kept:
        kept["planted"] = "x"
    client.post("/login/", data={"username": "spec", "password": PASSWORD, "csrf_token": csrf})
    with client.session_transaction() as kept:
        assert "planted" not in kept
        assert kept["epoch"] == 0


def test_accounts_are_written_with_hashes_only(world: World) -> None:
    """Neither list nor page of an account shows its password hash."""
    boss, _csrf = world.browser("boss")
    with world.store.session(SYSTEM) as session:
        secret = session.scalars(select(ConsoleUser.password)).first()
    assert secret
    for path in ("list/", "show/1", "edit/1"):
        page = boss.get(f"/admin/users/{path}")
        assert page.status_code == 200
        assert secret not in page.text
        assert secret[:12] not in page.text


def test_idle_session_ends(world: World) -> None:
    """A cookie signed too long ago is no session; an active one is signed anew in time."""
    client, _csrf = world.browser("spec")
    with client.session_transaction() as kept:
        kept["touched"] -= 3600
    before = client.get_cookie("jumys")
    assert api(client) == 200
    after = client.get_cookie("jumys")
    assert before and after and before.value != after.value
    world.app.permanent_session_lifetime = timedelta(seconds=-1)
    assert api(client) == 401


def test_refusals_of_interfaces_are_problems(world: World) -> None:
    """Missing token, missing right, wrong fields: problem+json each, with its number."""
    client = world.client()
    header = world.bearer("reader")
    answers = [
        client.get(LIST),
        client.get("/api/v1/sample_vacancy/", headers=header),
        client.post(LIST, headers=world.bearer("spec"), json={"name": 7}),
        client.get(LIST + "?q=(page:99999)", headers=header),
    ]
    assert [a.status_code for a in answers] == [401, 403, 422, 400]
    assert {a.mimetype for a in answers} == {"application/problem+json"}
    assert all(a.get_json()["request_id"] for a in answers)
