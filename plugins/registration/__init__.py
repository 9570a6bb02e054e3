"""Chapter 2: registering jobseekers at the center, in the village, at the State Corporation."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from console.data.actors import Office, Person
from console.declare import Action, CaseKind, Measure, Notice, Stage, Step
from console.hookspecs import hookimpl
from plugins.registration import (
    actions,
    measures,
    notices,
    places,
    portal_steps,
    returns,
    steps,
    tables,
    visit_measures,
    visits,
)

HERE = Path(__file__).resolve().parent


@hookimpl
def declare_laws() -> Path:
    """Paragraphs 4-30 with their readings and values."""
    return HERE / "law.toml"


@hookimpl
def declare_deadlines() -> Path:
    """The terms of chapter 2."""
    return HERE / "deadlines.toml"


@hookimpl
def declare_tables() -> object:
    """The table of entered village drafts."""
    return tables


@hookimpl
def declare_migrations() -> Path:
    """The branch ``registration``."""
    return HERE / "migrations" / "versions"


@hookimpl
def declare_actions() -> Iterable[Action]:
    """Who may do what."""
    return (*actions.ACTIONS, *portal_steps.ACTIONS, *visits.ACTIONS, *returns.ACTIONS)


@hookimpl
def declare_steps() -> Iterable[CaseKind | Step]:
    """The registration and the query to the registers."""
    return (*steps.DECLARED, *portal_steps.STEPS, *visits.DECLARED)


@hookimpl
def declare_forms() -> Path:
    """Our own forms; those of the annexes are in the package forms."""
    return HERE / "forms"


@hookimpl
def declare_notices() -> Iterable[Notice]:
    """What the person is told."""
    return (*notices.NOTICES, *portal_steps.NOTICES)


@hookimpl
def declare_stages() -> Iterable[Stage]:
    """The stages of the service, told to the monitoring system and e-gov (par. 23, 26)."""
    return portal_steps.STAGES


@hookimpl
def declare_measures() -> Iterable[Measure]:
    """Figures of the chapter."""
    return (*measures.MEASURES, visit_measures.MEASURE)


@hookimpl
def choose_office(person: Person, region: str | None) -> Office | None:
    """The center whose territory holds the person's address (par. 27)."""
    return places.center_by_residence(person)
