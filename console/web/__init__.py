"""Screens: the theme, the shell around every page, and the pages themselves.

running   store, catalog, settings and the read session of a request
theme     one call dresses the application; helpers of all templates
shell     who is signed in, the sections of the role
access    who may open a page
acting    from a submitted form to perform() and back
audit     the access log
chips     the term chip of an obligation
refusals  how the console says no, to people and to programs
views     the pages, one blueprint a module
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from console.security import Actor
    from console.web.shell import NavItem


def register(app: Flask) -> None:
    """Register every page module's blueprint, the access check and the menu."""
    from console.web import views
    from console.web.access import init_access
    from console.web.shell import add_navigation

    names = set()
    for found in iter_modules(views.__path__):
        module = import_module(f"console.web.views.{found.name}")
        blueprint = getattr(module, "bp", None)
        if blueprint is not None:
            app.register_blueprint(blueprint)
            names.add(blueprint.name)
    init_access(app, frozenset(names))
    add_navigation(app, _menu("office"))
    add_navigation(app, _menu("outside"), public=True)


def _menu(side: str) -> Callable[[Actor], Iterable[NavItem]]:
    def items(actor: Actor) -> Iterable[NavItem]:
        from console.web.running import running
        from console.web.shell import NavItem
        from console.web.theme import words

        declared = running().catalog
        for item in declared.menu:
            held = item.roles & actor.roles
            sides = {"office" if declared.roles[r].side == "office" else "outside" for r in held}
            if side in sides:
                yield NavItem(item.url, words(item.label), item.icon)

    return items
