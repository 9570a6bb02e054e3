"""What every chapter stands on: chapter 1 and the annexes, roles, common rights, the menu."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from console.declare import Action, CaseKind, Measure, MenuItem, Notice, Report, Role, Step
from console.hookspecs import hookimpl
from plugins.general import (
    actions,
    calendar_change,
    closing,
    delegations,
    measures,
    menu,
    reminders,
    reports,
    roles,
)

HERE = Path(__file__).resolve().parent


@hookimpl
def declare_laws() -> Path:
    """Chapter 1, the annexes, the edition and the readings of the whole act."""
    return HERE / "law.toml"


@hookimpl
def declare_deadlines() -> Path:
    """Terms of the service standards (annexes 1 and 6)."""
    return HERE / "deadlines.toml"


@hookimpl
def declare_roles() -> Iterable[Role]:
    """Everybody the Rules name, and the two roles of the product: supervisor, administrator."""
    return roles.ROLES


@hookimpl
def declare_actions() -> Iterable[Action]:
    """Rights that belong to no single chapter."""
    return (*actions.ACTIONS, *closing.ACTIONS)


@hookimpl
def declare_menu() -> Iterable[MenuItem]:
    """The sidebar, at most seven lines a role."""
    return menu.MENU


@hookimpl
def declare_measures() -> Iterable[Measure]:
    """Duties and how they were kept, over all chapters."""
    return measures.MEASURES


@hookimpl
def declare_reports() -> Iterable[Report]:
    """Monitoring of terms, registrations, mediation."""
    return tuple(reports.shipped())


@hookimpl
def declare_steps() -> Iterable[CaseKind | Step]:
    """Changing the working calendar; giving and ending powers to sign; closing a month."""
    return (calendar_change.CHANGE, closing.CLOSE, *calendar_change.STEPS, *delegations.STEPS,
            *closing.STEPS)


@hookimpl
def declare_forms() -> Path:
    """Forms of those acts."""
    return HERE / "forms"


@hookimpl
def declare_notices() -> Iterable[Notice]:
    """Reminders before, on and after the end of a person's or an employer's term."""
    return reminders.NOTICES
