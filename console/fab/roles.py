"""Rights of the framework, derived from what the plugins declare. Nobody keeps a second list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from console.errors import DeclarationError
from console.security import fab_roles

if TYPE_CHECKING:
    from console.catalog import Catalog

ADMIN = "Admin"

#: Views every signed-in person may use: the own profile and password.
OWN = ("ProfileView", "MyPasswordView")

#: Views of the framework by declared role; Admin has all of them.
VIEWS: Mapping[str, tuple[str, ...]] = {"integrator": ("RoleView",)}

#: Declared role -> role of the framework that it stands for.
STANDS_FOR: Mapping[str, str] = {"administrator": ADMIN}


def roles_of(
    catalog: Catalog, extra: Mapping[str, tuple[str, ...]] | None = None
) -> dict[str, list[list[str]]]:
    """FAB_ROLES: role -> anchored [view, permission] patterns.

    ``extra`` adds views by role (a plugin's own registers).
    """
    views = {
        code: (*OWN, *VIEWS.get(code, ()), *(extra or {}).get(code, ())) for code in catalog.roles
    }
    rules = fab_roles(catalog, views)
    for code, rows in rules.items():
        for pattern in (p for row in rows for p in row):
            anchored = pattern.startswith("^") and pattern.endswith("$")
            if not anchored or ("|" in pattern and "(" not in pattern):
                raise DeclarationError(f"Role {code}: the pattern {pattern!r} is not anchored.")
            re.compile(pattern)
    return rules
