"""Chapter 5: labour mediation. Plans, vacancies, choosing candidates, offers, hiring."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from console.declare import Action, CaseKind, Matcher, Measure, Notice, Panel, Stage, Step
from console.hookspecs import hookimpl
from plugins.mediation import (
    actions,
    exchange,
    fairness,
    lead_times,
    matching,
    measures,
    notices,
    self_service,
    steps,
    tables,
)
from plugins.mediation.plans import panels as plan_panels

HERE = Path(__file__).resolve().parent


@hookimpl
def declare_laws() -> Path:
    """Paragraphs 48 to 64 with their readings and dated values."""
    return HERE / "law.toml"


@hookimpl
def declare_deadlines() -> Path:
    """Terms of paragraphs 48 to 62."""
    return HERE / "deadlines.toml"


@hookimpl
def declare_actions() -> Iterable[Action]:
    """Rights of center, employer, person and village."""
    return (*actions.ACTIONS, *self_service.ACTIONS)


@hookimpl
def declare_steps() -> Iterable[CaseKind | Step]:
    """Vacancy, offer, plan and the self-service area with their steps."""
    return (*steps.STEPS, *self_service.STEPS, *exchange.STEPS)


@hookimpl
def declare_stages() -> Iterable[Stage]:
    """What the Electronic Labour Exchange is told (par. 54-63)."""
    return exchange.STAGES


@hookimpl
def declare_forms() -> Path:
    """Forms the Rules do not set: offer, answers, interview, selection."""
    return HERE / "forms"


@hookimpl
def declare_notices() -> Iterable[Notice]:
    """What employers and people are told."""
    return (*notices.NOTICES, *self_service.NOTICES)


@hookimpl
def declare_measures() -> Iterable[Measure]:
    """Vacancies and the funnel of mediation."""
    return (*measures.MEASURES, fairness.MEASURE, *lead_times.MEASURES)


@hookimpl
def declare_tables() -> object:
    """The change number of matching."""
    return tables


@hookimpl
def declare_migrations() -> Path:
    """The branch of this chapter."""
    return HERE / "migrations" / "versions"


@hookimpl
def declare_panels() -> Iterable[Panel]:
    """Plans and active measures as shown on cards, cases and in the cabinet."""
    return plan_panels.PANELS


@hookimpl(trylast=True)
def choose_matcher() -> Matcher:
    """The criteria of par. 57 with the weights of law.toml."""
    return matching
