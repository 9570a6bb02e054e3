"""The application factory: one call builds the console, or says in one sentence why it cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

from flask import Flask, redirect
from jinja2 import BaseLoader, FileSystemBytecodeCache
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import Rule

from console.calendar import check_tzdata
from console.catalog import Catalog, load_catalog
from console.clock import STAMP
from console.config import Settings, check, load_settings, with_secret
from console.data import tables
from console.data.access import Setting
from console.data.store import Store
from console.fab.builder import attach, current_account
from console.fab.registry import Registry
from console.i18n import DEFAULT_LANGUAGE, compile_catalogs
from console.scope import SYSTEM
from console.web import guard, health
from console.web.actor import init_actor, seat
from console.web.drawing import init_drawing
from console.web.refusals import init_refusals
from console.web.running import KEY, Running, close_read, demo_pin
from console.web.sanity import init_sanity
from console.web.shell import home_url
from console.web.theme import init_theme

assert guard and tables  # imported for what they install

MEGABYTE = 1024 * 1024
HOUR = 3600


class LateRule(Rule):
    """A route that makes its address builder when an address of it is first asked for.

    Each builder is compiled code; making those of all routes was a tenth of a start.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        made: list[Callable[..., tuple[str, str]]] = []

        def build(rule: Rule, *values: Any, **named: Any) -> tuple[str, str]:
            if not made:
                made.append(super(LateRule, self)._compile_builder(append_unknown))
            return made[0](rule, *values, **named)

        return build


class Console(Flask):
    """Flask whose pages come from our own templates only, never from a library's."""

    url_rule_class = LateRule

    jinja_options: ClassVar[dict[str, Any]] = {"trim_blocks": True, "lstrip_blocks": True}

    def create_global_jinja_loader(self) -> BaseLoader:
        """The loader of ``console/templates``; the framework's stock templates cannot be used."""
        loader: BaseLoader | None = self.jinja_loader
        assert loader is not None
        return loader


def create_app(
    config: Mapping[str, Any] | None = None,
    *,
    catalog: Catalog | None = None,
    registry: Registry | None = None,
) -> Flask:
    """The whole console.

    ``config`` overrides settings (console.config) by name; ``catalog`` an already loaded catalog;
    ``registry`` further views (plugins, tests). Raises ConfigError or DeclarationError.
    """
    settings = load_settings(config)
    store = Store(settings.database_url, pool_size=settings.pool_size)
    demo = is_demo(store)
    settings = with_secret(settings, demo=demo)
    check(settings, demo=demo)
    check_tzdata()
    loaded = catalog or load_catalog(dropin=settings.instance / "plugins")
    here = str(Path(__file__).resolve().parent)
    app = Console("console", instance_path=str(settings.instance), root_path=here)
    _keep_templates(app, settings.instance / "cache" / "templates")
    app.config.update(settings.extra)
    app.config.update(_flask_config(settings))  # ours last: nothing of a file weakens them
    app.extensions[KEY] = Running(settings, store, loaded, demo)
    health.init_health(app)
    init_theme(app)
    init_refusals(app)
    init_sanity(app)
    attach(app, loaded, registry)
    init_drawing(app)
    init_actor(app, current_account)
    app.extensions["jumys_home"] = _home_of
    app.jinja_env.globals |= {"is_demo": lambda: demo, "demo_pin": demo_pin}
    app.teardown_appcontext(close_read)
    _register(app)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _keep_templates(app: Flask, folder: Path) -> None:
    """Compiled templates last from one start to the next; a folder of our own, as it is code.

    Where nothing can be written each start compiles anew what it shows.
    """
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(folder))


def is_demo(store: Store) -> bool:
    """Whether the database carries the stamp of ``jumys demo``; an empty one does not."""
    try:
        with store.session(SYSTEM) as session:
            return session.get(Setting, STAMP) is not None
    except SQLAlchemyError:
        return False


def _flask_config(settings: Settings) -> dict[str, Any]:
    catalogs = compile_catalogs(settings.instance / "translations")
    return {
        "SECRET_KEY": settings.secret_key,
        "TESTING": settings.testing,
        "SESSION_COOKIE_NAME": settings.cookie_name,
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": settings.session_hours * HOUR,
        "MAX_CONTENT_LENGTH": settings.max_upload_mb * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 2 * MEGABYTE,
        "MAX_FORM_PARTS": 2000,
        "PREFERRED_URL_SCHEME": "https" if settings.https else "http",
        "TEMPLATES_AUTO_RELOAD": False,
        "WTF_CSRF_ENABLED": True,
        "WTF_CSRF_TIME_LIMIT": None,  # the token lives as long as the session
        "WTF_CSRF_SSL_STRICT": settings.https,
        "BABEL_DEFAULT_LOCALE": DEFAULT_LANGUAGE,
        "BABEL_DEFAULT_TIMEZONE": settings.timezone,
        "BABEL_TRANSLATION_DIRECTORIES": str(catalogs),
    }


def _register(app: Flask) -> None:
    """Screens and interface; each package has ``register(app)``."""
    for name in ("console.web", "console.api"):
        module = import_module(name) if find_spec(name) else None
        register = getattr(module, "register", None)
        if register is not None:
            register(app)
    if not any(rule.rule == "/" for rule in app.url_map.iter_rules()):
        app.add_url_rule("/", "home", _front_door)


def _front_door() -> Any:
    """Only while no package has its own front page."""
    home = home_url()
    return redirect("/login/" if home == "/" else home)


def _home_of(account: Any) -> str:
    """First page of an account that has just signed in."""
    seat(account)
    return home_url()
