"""The shell around every page: who is signed in, the sections of that role, the way home.

Other packages add sections by ``add_navigation(app, provider)``; a provider is asked once per
page and answers for the actor of the request. At most seven are shown; the rest is found through
the palette (Ctrl+K).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Flask, current_app, g, request
from flask_babel import get_locale
from flask_babel import gettext as _

from console.declare import Role
from console.i18n import DEFAULT_LANGUAGE, LANGUAGES, label
from console.security import Actor
from console.web.running import running

SIDEBAR = 7
ACCOUNTS = "/admin/users"
_KEY = "jumys_shell"


@dataclass(frozen=True)
class NavItem:
    """One section. ``badge`` counts what is overdue in it; ``group`` is a heading or ''."""

    url: str
    label: str
    icon: str = "circle"
    group: str = ""
    badge: int = 0
    current: bool = False


Provider = Callable[[Actor], Iterable[NavItem]]


@dataclass
class Shell:
    """What the pages need to know about the running application."""

    staff: list[Provider] = field(default_factory=list)
    public: list[Provider] = field(default_factory=list)
    palette: str = "/search"


def shell(app: Flask | None = None) -> Shell:
    """The shell of ``app`` (default: the current one)."""
    found: Shell = (app or current_app).extensions[_KEY]
    return found


def add_navigation(app: Flask, provider: Provider, *, public: bool = False) -> None:
    """Add sections for signed-in staff, or (``public``) for the header of the public."""
    (shell(app).public if public else shell(app).staff).append(provider)


def actor() -> Actor | None:
    """The actor of this request, or None for a visitor."""
    found: Actor | None = g.get("actor")
    return found


def roles_held() -> list[Role]:
    """Declared roles of the actor, in the order of the seats."""
    who = actor()
    declared = running().catalog.roles
    return [declared[s.role] for s in who.seats if s.role in declared] if who else []


def is_administrator() -> bool:
    """Whether the actor keeps accounts."""
    return bool(g.get("administrator"))


def is_staff() -> bool:
    """Whether the actor works for an office or runs the system."""
    return is_administrator() or any(role.side == "office" for role in roles_held())


def signed_in() -> bool:
    """Whether anybody is signed in."""
    return actor() is not None


def nav_items() -> list[NavItem]:
    """Sections of the sidebar for the actor of this request, its own page marked."""
    who = actor()
    if who is None:
        return []
    if "nav_items" not in g:
        items = [item for provider in shell().staff for item in provider(who)]
        g.nav_items = _mark(items[:SIDEBAR])
    found: list[NavItem] = g.nav_items
    return found


def public_nav() -> list[NavItem]:
    """Sections of the public header."""
    items = [NavItem("/jobs", _("Find a job"), "search")]
    who = actor()
    if who is not None:
        items += [item for provider in shell().public for item in provider(who)]
    else:
        items.append(NavItem("/apply", _("Register online"), "signature"))
        items.append(NavItem("/login/", _("Sign in"), "user"))
    return _mark(items)


def _mark(items: list[NavItem]) -> list[NavItem]:
    """Mark the longest section address that the path of this request begins with."""
    path = request.path.rstrip("/") or "/"
    inside = [i for i in items if _within(path, i.url.split("?")[0].rstrip("/") or "/")]
    best = max(inside, key=lambda i: len(i.url), default=None)
    return [replace(i, current=i is best) for i in items]


def _within(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url + "/"))


def office_label() -> str:
    """Name of the actor's office, '' for people without one."""
    office = g.get("office")
    return str(office.name(language())) if office is not None else ""


def role_label() -> str:
    """The actor's role in words."""
    roles = roles_held()
    if roles:
        return label(roles[0].title, language())
    return _("Administrator") if is_administrator() else ""


def home_url() -> str:
    """First page of the actor: the home of the first role."""
    roles = roles_held()
    if roles:
        return roles[0].home
    return ACCOUNTS if is_administrator() else "/"


def palette_url() -> str:
    """Where the palette asks for hits."""
    return shell().palette


def language() -> str:
    """Language of this request: kk, ru or en."""
    found = get_locale()
    code = found.language if found else DEFAULT_LANGUAGE
    return code if code in LANGUAGES else DEFAULT_LANGUAGE


def first_administrator(who: Actor) -> Iterator[NavItem]:
    """Accounts and roles for the account that sets up the instance and has no seat yet."""
    if is_administrator() and not who.seats:
        yield NavItem(ACCOUNTS, _("Accounts"), "users")
        yield NavItem("/admin/roles", _("Roles"), "key")


def init_shell(app: Flask) -> None:
    """Give the shell to ``app`` and its helpers to all templates."""
    app.extensions[_KEY] = Shell(staff=[first_administrator])
    helpers: list[Callable[..., Any]] = [
        nav_items,
        public_nav,
        office_label,
        role_label,
        home_url,
        palette_url,
        signed_in,
        is_staff,
        language,
    ]
    app.jinja_env.globals.update({f.__name__: f for f in helpers})
