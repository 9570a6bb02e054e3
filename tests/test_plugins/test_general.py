"""Roles, rights and the sidebar: what every chapter stands on."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.general.menu import MENU
from plugins.general.roles import ROLES
from tests.make import the_catalog

ICONS = Path(__file__).resolve().parents[2] / "console" / "static" / "icons.svg"


#: a program has no screen; an applicant has one page, the entrance, until a cabinet is theirs
WITHOUT_MENU = {"applicant", "egov_gateway", "contact_center"}
AT_SCREENS = [r for r in ROLES if r.code not in WITHOUT_MENU]


@pytest.mark.parametrize("role", AT_SCREENS, ids=[r.code for r in AT_SCREENS])
def test_a_role_has_at_most_seven_lines_and_its_home_among_them(role: object) -> None:
    """One glance is enough, and the first page is one of them."""
    lines = [m.url for m in MENU if role.code in m.roles]  # type: ignore[attr-defined]
    assert 1 <= len(lines) <= 7
    assert len(set(lines)) == len(lines)
    assert role.home in lines  # type: ignore[attr-defined]


def test_every_icon_of_the_sidebar_is_drawn() -> None:
    """No line with a hole before it."""
    sprite = ICONS.read_text(encoding="utf-8")
    assert not [m.key for m in MENU if f'id="{m.icon}"' not in sprite]


def test_every_line_names_declared_roles() -> None:
    """A misspelt role would hide a line from everybody."""
    known = {r.code for r in ROLES}
    assert not [m.key for m in MENU if not m.roles or not m.roles <= known]


def test_employers_and_jobseekers_hold_no_staff_right() -> None:
    """People outside offices have rights about their own rows only (par. 46, 53, 59)."""
    catalog = the_catalog()
    staff = {r.code for r in catalog.roles.values() if r.side == "office"}
    alone = [a.name for a in catalog.actions.values()
             if a.roles & {"employer", "jobseeker", "applicant"} and a.name.startswith("general.")]
    assert not alone
    people = {r.code for r in catalog.roles.values() if r.side == "person"}
    assert people == {"jobseeker", "applicant"}
    assert len(staff) >= 13


def test_every_right_is_used_or_belongs_to_the_console() -> None:
    """A right of a chapter that no step asks for is a slip."""
    catalog = the_catalog()
    used = {s.action for s in catalog.steps.values()}
    idle = [name for name in catalog.actions
            if name not in used and not name.startswith("general.")]
    assert not idle


@pytest.mark.parametrize(("role", "page"), [
    ("jobseeker", "/cabinet/documents"), ("jobseeker", "/cabinet/access"),
    ("employer", "/employer/notices"), ("center_director", "/admin/delegations"),
    ("authority_head", "/admin/delegations"), ("executive_head", "/admin/delegations"),
])
def test_own_pages_are_found_from_the_menu(role: str, page: str) -> None:
    """Papers, looks, notices and powers to sign are not only behind another page."""
    assert role in next(m.roles for m in MENU if m.url == page)
