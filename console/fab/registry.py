"""Views and APIs are collected first, checked together, then applied in one application context.

A view added outside a context stays half registered and is skipped silently afterwards; two
classes of one name share address and rights. Neither can happen here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from console.errors import DeclarationError
from console.fab.base import ConsoleModelView, ConsoleRestApi
from console.fab.interface import ConsoleInterface


@dataclass
class Registry:
    """Collects, checks, then applies everything in one order."""

    views: list[tuple[type[Any], tuple[str, ...]]] = field(default_factory=list)
    apis: list[tuple[type[Any], tuple[str, ...]]] = field(default_factory=list)

    def view(self, cls: type[Any], roles: tuple[str, ...] = ()) -> None:
        """A ConsoleModelView, open to ``roles`` (declared role codes) beside the administrator."""
        self.views.append((cls, roles))

    def api(self, cls: type[Any], roles: tuple[str, ...] = ()) -> None:
        """A ConsoleRestApi, open to ``roles``."""
        self.apis.append((cls, roles))

    def by_role(self) -> dict[str, tuple[str, ...]]:
        """Role code -> names of the classes open to it."""
        found: dict[str, list[str]] = {}
        for cls, roles in [*self.views, *self.apis]:
            for role in roles:
                found.setdefault(role, []).append(cls.__name__)
        return {role: tuple(sorted(names)) for role, names in found.items()}

    def check(self) -> None:
        """Refuse double names, foreign bases and APIs that list no columns."""
        seen: dict[str, str] = {}
        for cls, _roles in [*self.views, *self.apis]:
            name = cls.__name__
            if name in seen:
                raise DeclarationError(
                    f"The view {name} is declared by {seen[name]} and by {cls.__module__}."
                )
            seen[name] = cls.__module__
            base = ConsoleModelView if any(cls is v for v, _ in self.views) else ConsoleRestApi
            interface = getattr(cls, "datamodel", None)
            if not issubclass(cls, base) or not isinstance(interface, ConsoleInterface):
                raise DeclarationError(f"The view {name} must build on console.fab.base.")
            if base is ConsoleRestApi:
                self._check_columns(cls)

    @staticmethod
    def _check_columns(cls: type[Any]) -> None:
        for columns in ("list_columns", "show_columns", "add_columns", "edit_columns"):
            if not getattr(cls, columns, None):
                raise DeclarationError(f"The API {cls.__name__} must list its {columns}.")

    def apply(self, appbuilder: Any) -> None:
        """Inside one application context, before the first request."""
        self.check()
        for cls, _roles in sorted([*self.views, *self.apis], key=lambda item: item[0].__name__):
            appbuilder.add_view_no_menu(cls)
