"""Settings: where they come from, and what an instance refuses to start with."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from console.app import create_app, is_demo
from console.clock import STAMP
from console.config import ConfigError, Settings, check, instance_secret, load_settings, with_secret
from console.data.access import Setting
from console.scope import SYSTEM
from console.web.running import running
from tests.test_fab.world import KEY, World

SAFE = Settings(Path("/nowhere"), secret_key=KEY, public_url="https://jumys.example.kz")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"secret_key": ""}, "missing"),
        ({"secret_key": "short-key"}, "shorter"),
        ({"secret_key": "\\2\\1thisismyscretkey\\1\\2\\e\\y\\y\\h-and-more"}, "published"),
        ({"secret_key": "a" * 40}, "trivial"),
        ({"public_url": "http://jumys.example.kz"}, "https"),
        ({"public_url": "jumys.example.kz"}, "address"),
        ({"public_url": "ftp://jumys.example.kz"}, "address"),
    ],
)
def test_production_refuses(change: dict[str, Any], word: str) -> None:
    """One sentence says what is unsafe; the console does not start."""
    check(SAFE, demo=False)
    with pytest.raises(ConfigError, match=word) as error:
        check(replace(SAFE, **change), demo=False)
    assert str(error.value).count(".") >= 1
    assert "\n" not in str(error.value)


def test_demo_data_stay_at_home() -> None:
    """A database with demo data serves loopback only, and no instance that says production."""
    with pytest.raises(ConfigError, match="demo data"):
        check(SAFE, demo=True)
    local = replace(SAFE, public_url="http://127.0.0.1:8080")
    check(local, demo=True)
    with pytest.raises(ConfigError, match="demo data"):
        check(replace(local, mode="production"), demo=True)


def test_demo_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    """A demo without a key makes its own; production never invents one."""
    bare = Settings(tmp_path)
    assert with_secret(bare, demo=False).secret_key == ""
    key = with_secret(bare, demo=True).secret_key
    assert len(key) >= 32
    assert instance_secret(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_environment_wins_over_the_file(tmp_path: Path) -> None:
    """The environment, then instance/config.py, then the default; numbers are numbers."""
    (tmp_path / "config.py").write_text(
        'PUBLIC_URL = "https://a.example"\nLOGIN_TRIES = 7\nSMS = {"url": "x"}\nlower = 1\n',
        encoding="utf-8",
    )
    environ = {"JUMYS_INSTANCE": str(tmp_path), "JUMYS_PUBLIC_URL": "https://b.example"}
    settings = load_settings(environ=environ)
    assert (settings.public_url, settings.login_tries) == ("https://b.example", 7)
    assert settings.extra == {"SMS": {"url": "x"}}
    assert settings.database_url == f"sqlite:///{tmp_path / 'jumys.db'}"


@pytest.mark.parametrize(
    ("text", "environ", "word"),
    [("LOGIN_TRIES = ", {}, "cannot be read"), ("", {"JUMYS_LOGIN_TRIES": "many"}, "LOGIN_TRIES")],
)
def test_unreadable_settings(tmp_path: Path, text: str, environ: dict[str, str], word: str) -> None:
    """A broken file or a word where a number belongs: one sentence that names it."""
    (tmp_path / "config.py").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=word):
        load_settings(environ=environ | {"JUMYS_INSTANCE": str(tmp_path)})


def test_secrets_do_not_print() -> None:
    """Keys, tokens and the address of the database stay out of logs and tracebacks."""
    text = repr(replace(SAFE, metrics_token="tell-nobody", database_url="postgresql://u:pw@h/d"))
    assert KEY not in text
    assert "tell-nobody" not in text
    assert "pw@h" not in text


def test_cookie_name_follows_the_address() -> None:
    """With https the cookie is bound to the host; on plain loopback browsers would refuse that."""
    assert SAFE.cookie_name == "__Host-jumys"
    assert replace(SAFE, public_url="http://127.0.0.1:8080").cookie_name == "jumys"


def test_https_instance(world: World) -> None:
    """Behind https: secure host-bound cookies and strict transport."""
    parts = running(world.app)
    app = create_app(
        {
            "instance": parts.settings.instance,
            "database_url": parts.store.url,
            "secret_key": KEY,
            "public_url": "https://jumys.example.kz",
        },
        catalog=parts.catalog,
    )
    answer = app.test_client().get("/login/", base_url="https://jumys.example.kz")
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("__Host-jumys="))
    assert "Secure" in cookie
    assert "Domain" not in cookie
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    running(app).store.dispose()


def test_stamp_makes_a_demo(world: World) -> None:
    """The stamp in the database, and nothing else, makes an instance a demo."""
    parts = running(world.app)
    assert not is_demo(world.store)
    assert "demo-password" not in world.client().get("/login/").text
    with world.store.write(SYSTEM) as session:
        session.add(Setting(key=STAMP, value={"at": "2026-03-02"}))
    assert is_demo(world.store)
    settings = {"instance": parts.settings.instance, "database_url": parts.store.url}
    app = create_app(settings, catalog=parts.catalog)
    assert "demo-password" in app.test_client().get("/login/").text
    running(app).store.dispose()
    with pytest.raises(ConfigError, match="demo data"):
        create_app(settings | {"mode": "production", "secret_key": KEY}, catalog=parts.catalog)


def test_empty_database_is_no_demo(tmp_path: Path) -> None:
    """Without tables there is no stamp, and the question is not an error."""
    from console.data.store import Store

    store = Store(f"sqlite:///{tmp_path}/empty.db")
    assert not is_demo(store)
    store.dispose()
