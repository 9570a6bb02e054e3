"""Attaches the framework to the application: our shell, our session, our security; no more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, g, has_request_context, request, session
from flask_appbuilder import AppBuilder
from flask_appbuilder.exceptions import PasswordComplexityValidationError
from flask_babel import gettext as _
from sqlalchemy import select

from console.data.store import Store
from console.fab import accounts
from console.fab.content_views import add_views
from console.fab.models import ConsoleUser, Role
from console.fab.registry import Registry
from console.fab.roles import roles_of
from console.fab.security import ConsoleSecurityManager, init_security
from console.fab.session import RequestSession
from console.fab.token_api import init_token_api
from console.i18n import DEFAULT_LANGUAGE, LANGUAGES
from console.scope import SYSTEM
from console.web.shell import home_url

if TYPE_CHECKING:
    from console.catalog import Catalog

QUARTER_HOUR = 900
SHORTEST = 12


class ConsoleBuilder(AppBuilder):
    """The framework without its scripts, menu pages, swagger and index."""

    _indexview = None

    def _add_global_static(self) -> None:
        """Its scripts and styles are not served."""

    def _add_admin_views(self) -> None:
        self.sm.register_views()

    @property
    def get_url_for_index(self) -> str:
        """Home of whoever is signed in."""
        return home_url()

    @property
    def get_url_for_userinfo(self) -> str:
        """The own profile."""
        return "/profile"


def attach(app: Flask, catalog: Catalog, registry: Registry | None = None) -> ConsoleBuilder:
    """Configure and start the framework on ``app``; the theme must be there already."""
    views = registry or Registry()
    add_views(views, catalog)
    app.config.update(
        AUTH_TYPE=1,
        APP_NAME="Jumys",
        FAB_ROLES=roles_of(catalog, views.by_role()),
        FAB_UPDATE_PERMS=False,
        FAB_CREATE_DB=False,
        FAB_ADD_SECURITY_API=False,
        FAB_API_MAX_PAGE_SIZE=100,
        FAB_API_SHOW_STACKTRACE=False,
        FAB_ALLOW_GET_UNSAFE_MUTATIONS=False,
        FAB_PASSWORD_COMPLEXITY_ENABLED=True,
        FAB_PASSWORD_COMPLEXITY_VALIDATOR=good_password,
        FAB_BASE_TEMPLATE="appbuilder/baselayout.html",
        FAB_SAFE_REDIRECT_HOSTS=[],
        FAB_SECURITY_SIGNALS_ENABLED=False,
        AUTH_USER_REGISTRATION=False,
        AUTH_RATE_LIMITED=False,
        RATELIMIT_ENABLED=False,
        RATELIMIT_STORAGE_URI="memory://",
        JWT_ACCESS_TOKEN_EXPIRES=QUARTER_HOUR,
        JWT_TOKEN_LOCATION=["headers"],
        LANGUAGES={code: {"flag": code, "name": code} for code in LANGUAGES},
    )
    init_security(app)
    builder = ConsoleBuilder(security_manager_class=ConsoleSecurityManager, update_perms=False)
    with app.app_context():
        builder.init_app(app, RequestSession())
        views.apply(builder)
    app.login_manager.session_protection = None
    app.extensions["babel"].locale_selector = choose_language
    app.extensions["jumys_keep_preference"] = keep_preference
    init_token_api(app)
    return builder


def good_password(password: str) -> None:
    """Long enough to resist guessing; no rules about kinds of characters, which help nobody."""
    if len(password) < SHORTEST or len(set(password)) < 5:
        raise PasswordComplexityValidationError(
            _("At least %(n)s characters, not all alike.", n=SHORTEST)
        )


def choose_language() -> str:
    """``_l_`` of this request, the cookie, for programs Accept-Language, the profile; Kazakh."""
    if not has_request_context():
        return DEFAULT_LANGUAGE  # a command or a job: it says another one by force_locale
    asked = request.args.get("_l_") or request.cookies.get("lang")
    if asked in LANGUAGES:
        return str(asked)
    if request.path.startswith("/api/") and request.accept_languages:
        best = request.accept_languages.best_match(LANGUAGES)
        if best:
            return best  # a program speaks for whoever reads its answers
    actor = g.get("actor")
    if actor is not None and actor.language in LANGUAGES:
        return str(actor.language)
    return DEFAULT_LANGUAGE


def keep_preference(name: str, value: str) -> None:
    """Keep a choice in the profile of the signed-in account."""
    actor = g.get("actor")
    if actor is not None and actor.account_id is not None:
        from console.web.running import running

        accounts.set_preference(running().store, actor.account_id, name, value)


def current_account() -> Any | None:
    """The signed-in account of this request by cookie or token, None for a visitor."""
    user = g.get("user")
    if user is None or not user.is_authenticated:
        if session.get("_user_id") is not None:
            session.clear()  # an ended session: the next sign-in starts clean
        return None
    return user._get_current_object() if hasattr(user, "_get_current_object") else user


def sync(store: Store, catalog: Catalog) -> list[str]:
    """Make the framework's roles that are missing; part of ``jumys migrate``, never of a worker.

    Returns the names made.
    """
    wanted: Iterable[str] = roles_of(catalog)
    with store.write(SYSTEM) as db:
        have = set(db.scalars(select(Role.name)))
        made = sorted(set(wanted) - have)
        for name in made:
            accounts.ensure_role(db, name)
    return made


def has_accounts(store: Store) -> bool:
    """Whether anybody can sign in yet."""
    with store.session(SYSTEM) as db:
        return db.scalar(select(ConsoleUser.id).limit(1)) is not None
