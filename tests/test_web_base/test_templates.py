"""Templates and assets: strict policy, own icons, light pages, nothing of the framework's look."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import flask_appbuilder
import flask_bootstrap
import pytest
from flask.testing import FlaskClient
from jinja2 import TemplateNotFound

from tests.test_fab.world import World

HOME = Path(__file__).resolve().parents[2] / "console"
TEMPLATES = sorted((HOME / "templates").rglob("*.html"))
FRAMEWORK = Path(flask_appbuilder.__file__).parent / "templates"
BUDGET = 60_000

#: What breaks the policy or the theme, with the words of the complaint.
FORBIDDEN = {
    r"<style[\s>]": "a style element",
    r"\sstyle\s*=": "a style attribute",
    r"\son[a-z]+\s*=\s*[\"']": "an event attribute",
    r"<script(?![^>]*\ssrc=)[^>]*>": "an inline script",
    r"javascript:": "a script address",
    r"https?://(?!www\.w3\.org|schema\.org/)": "a foreign address",
    r"#[0-9a-fA-F]{6}\b": "a raw colour",
}


def fetch(client: FlaskClient, path: str, **more: Any) -> tuple[bytes, Any]:
    """(body, headers) of an answer that is closed again: a file stands behind it."""
    with client.get(path, **more) as answer:
        return answer.data, answer.headers


def name_of(path: Path) -> str:
    """Path as the reader knows it."""
    return path.relative_to(HOME).as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_keeps_the_policy(path: Path) -> None:
    """No inline style, script, handler, foreign address or raw colour."""
    text = path.read_text(encoding="utf-8")
    found = [why for pattern, why in FORBIDDEN.items() if re.search(pattern, text)]
    assert not found


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_icons_exist(path: Path) -> None:
    """Every icon named in a template is drawn in the sprite."""
    sprite = (HOME / "static" / "icons.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    named = set(re.findall(r"icon\('([a-z-]+)'", path.read_text(encoding="utf-8")))
    assert named <= drawn


def test_every_framework_template_is_replaced_or_out_of_reach(world: World) -> None:
    """A stock template is either ours by the same name or cannot be loaded at all."""
    stock = [p.relative_to(FRAMEWORK).as_posix() for p in FRAMEWORK.rglob("*.html")]
    assert len(stock) > 50
    for name in stock:
        if (HOME / "templates" / name).exists():
            assert world.app.jinja_env.get_template(name).filename
        else:
            with pytest.raises(TemplateNotFound):
                world.app.jinja_env.get_template(name)


def test_registered_views_use_our_templates_only(world: World) -> None:
    """Every template and widget that a registered view names can be loaded."""
    environment = world.app.jinja_env
    asked = set()
    for view in world.app.appbuilder.baseviews:  # type: ignore[attr-defined]
        for attribute in dir(type(view)):
            value = getattr(type(view), attribute, None)
            if attribute.endswith("_template") and isinstance(value, str) and value:
                asked.add(value)
            if attribute.endswith("_widget") and isinstance(value, type):
                asked.add(value.template)
    assert len(asked) > 8
    for name in asked:
        assert environment.get_template(name)


def test_framework_scripts_are_not_served(world: World) -> None:
    """No jQuery, no select2, no Font Awesome, at whatever address."""
    for path in (
        "/static/appbuilder/js/jquery-latest.js",
        "/static/appbuilder/css/bootstrap.min.css",
    ):
        assert world.client().get(f"/static/appbuilder/{path}").status_code == 404


def test_weight_of_the_theme(world: World) -> None:
    """A first visit to the sign-in page stays under 60 KB and 12 requests."""
    client = world.client()
    headers = {"Accept-Encoding": "gzip"}
    page = client.get("/login/", headers=headers)
    html = gzip.decompress(page.data).decode()
    links = set(re.findall(r'(?:src|href)="(/(?:static|bootstrap)[^"#]+)', html))
    weights = {link: len(fetch(client, link, headers=headers)[0]) for link in links}
    assert len(links) + 1 <= 12
    assert len(page.data) + sum(weights.values()) < BUDGET
    assert weights and all(weights.values())


def test_assets_are_kept_for_a_year_under_their_hash(world: World) -> None:
    """The address of an asset carries its hash, and only then it may be kept."""
    client = world.client()
    page = client.get("/login/").text
    link = re.search(r'href="(/static/app\.css\?v=[0-9a-f]{10})"', page)
    assert link
    assert "immutable" in fetch(client, link[1])[1]["Cache-Control"]
    assert fetch(client, "/static/app.css")[1]["Cache-Control"] == "no-cache"


def test_bootstrap_comes_from_its_package(world: World) -> None:
    """The one third-party stylesheet is served from the installed package, not kept here."""
    package = Path(flask_bootstrap.__file__).parent
    own = [p for p in HOME.rglob("*") if p.name.endswith((".min.css", ".min.js"))]
    served, _headers = fetch(world.client(), "/bootstrap/static/css/bootstrap.min.css")
    assert not own
    assert any(p.read_bytes() == served for p in package.rglob("bootstrap.min.css"))


def test_headers_of_every_answer(world: World) -> None:
    """Policy, nosniff, referrer, framing: on pages, refusals and assets alike."""
    client = world.client()
    for path in ("/login/", "/nowhere", "/static/app.css", "/healthz", "/api/v1/nowhere"):
        _body, headers = fetch(client, path)
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_personal_pages_are_not_stored(world: World) -> None:
    """Pages of a signed-in person never stay in a cache."""
    client, _csrf = world.browser("spec")
    assert client.get("/profile").headers["Cache-Control"] == "no-store"
    assert client.get("/nowhere").headers["Cache-Control"] == "no-store"


def test_signing_pages_may_reach_the_signing_program(world: World) -> None:
    """Only a page that says so may connect to the local signing program."""
    from console.web.headers import allow_connect

    def signing() -> str:
        allow_connect("wss://127.0.0.1:13579")
        return "sign"

    world.app.add_url_rule("/signing", "signing", signing)
    client = world.client()
    own = "connect-src 'self' wss://127.0.0.1:13579;"
    assert own in client.get("/signing").headers["Content-Security-Policy"]
    assert "wss:" not in client.get("/login/").headers["Content-Security-Policy"]


def test_compressed_answers_vary(world: World) -> None:
    """Compression is agreed with the browser and said to caches; tiny answers stay plain."""
    client = world.client()
    packed = client.get("/login/", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Content-Encoding" not in client.get("/login/").headers
    refused = client.get("/login/", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_pages_have_one_heading_a_language_and_a_skip_link(world: World) -> None:
    """What assistive technology needs first stands on every page of the framework."""
    client, _csrf = world.browser("boss")
    for path in ("/admin/users/list/", "/admin/users/add", "/profile", "/admin/roles/list/", "/x"):
        page = client.get(path).text
        assert page.count("<h1") == 1, path
        assert '<html lang="kk"' in page
        assert 'class="skip" href="#main"' in page
        assert page.count(' id="main"') == 1
        assert page.count("btn-primary") <= 2  # the act and the confirmation dialog


def test_required_session_cookie_flags(world: World) -> None:
    """The session cookie is out of reach of scripts and of foreign posts."""
    cookies = world.client().get("/login/").headers.getlist("Set-Cookie")
    session = next(c for c in cookies if c.startswith("jumys="))
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session
    assert "Path=/" in session
