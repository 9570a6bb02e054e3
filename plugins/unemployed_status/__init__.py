"""Chapter 3: registration of the unemployed, from the end of par. 24's day to the decision."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from console.declare import Action, CaseKind, Measure, Notice, Panel, Stage, Step
from console.hookspecs import hookimpl
from plugins.unemployed_status import (
    actions,
    certificate,
    corrections,
    deregistration,
    measures,
    notices,
    stages,
    steps,
    village,
)

HERE = Path(__file__).resolve().parent


@hookimpl
def declare_laws() -> Path:
    """Paragraphs 31 to 45 with their readings and dated values."""
    return HERE / "law.toml"


@hookimpl
def declare_deadlines() -> Path:
    """Terms of paragraphs 31 to 45."""
    return HERE / "deadlines.toml"


@hookimpl
def declare_actions() -> Iterable[Action]:
    """Rights of center, authority, village and person."""
    return (*actions.ACTIONS, *certificate.ACTIONS, *deregistration.ACTIONS, *corrections.ACTIONS)


@hookimpl
def declare_steps() -> Iterable[CaseKind | Step]:
    """The case of unemployed status and its steps."""
    return (*steps.STEPS, *certificate.STEPS, *deregistration.STEPS, *corrections.STEPS,
            *village.STEPS)


@hookimpl
def declare_forms() -> Path:
    """Forms the Rules do not set: check, wish, informing, end."""
    return HERE / "forms"


@hookimpl
def declare_notices() -> Iterable[Notice]:
    """What the person is told."""
    return (*notices.NOTICES, *certificate.NOTICES, *deregistration.NOTICES, *corrections.NOTICES)


@hookimpl
def declare_stages() -> Iterable[Stage]:
    """The stages told to the monitoring system (par. 36)."""
    return stages.STAGES


@hookimpl
def declare_measures() -> Iterable[Measure]:
    """Decisions and grounds of refusal."""
    return (*measures.MEASURES, *certificate.MEASURES, *deregistration.MEASURES)


@hookimpl
def declare_panels() -> Iterable[Panel]:
    """The refusal ledger, the grounds of par. 44, facts told, a change beside the card."""
    return deregistration.PANELS
