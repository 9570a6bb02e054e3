"""Chapter 4: complaints, who answers them by when, and what a granted one obliges to."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from console.declare import Action, CaseKind, Measure, Notice, Panel, Step, Withheld
from console.hookspecs import hookimpl
from plugins.complaints import actions, conflicts, measures, notices, panels, steps, tables

HERE = Path(__file__).resolve().parent


@hookimpl
def declare_laws() -> Path:
    """Paragraphs 46 and 47 with their readings."""
    return HERE / "law.toml"


@hookimpl
def declare_deadlines() -> Path:
    """Terms of paragraphs 46 and 47."""
    return HERE / "deadlines.toml"


@hookimpl
def declare_tables() -> object:
    """The table of complaints."""
    return tables


@hookimpl
def declare_migrations() -> Path:
    """The branch ``complaints``."""
    return HERE / "migrations" / "versions"


@hookimpl
def declare_actions() -> Iterable[Action]:
    """Rights of the person, the clerk and the body addressed."""
    return actions.ACTIONS


@hookimpl
def declare_steps() -> Iterable[CaseKind | Step]:
    """The complaint, the reversal, and their steps."""
    return steps.STEPS


@hookimpl
def declare_forms() -> Path:
    """Forms the Rules do not set: draft, passing on, satisfying otherwise."""
    return HERE / "forms"


@hookimpl
def declare_notices() -> Iterable[Notice]:
    """What the complainant is told."""
    return notices.NOTICES


@hookimpl
def declare_panels() -> Iterable[Panel]:
    """What a reversal changed."""
    return panels.PANELS


@hookimpl
def declare_withheld() -> Iterable[Withheld]:
    """The words of a complaint are kept from those complained of."""
    return conflicts.WITHHELD


@hookimpl
def declare_measures() -> Iterable[Measure]:
    """Complaints and their timeliness."""
    return measures.MEASURES
