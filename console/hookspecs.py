"""The hooks of Jumys. Chapters and outside plugins use the same ones (plugins/README.md).

Every ``declare_*`` hook is called once at start; the results are checked together and frozen in
the catalog. ``before_step`` and ``after_step`` are called around every act.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pluggy

if TYPE_CHECKING:
    from console.act import Act
    from console.data.actors import Office, Person
    from console.declare import (
        Action,
        CaseKind,
        Ground,
        Matcher,
        Measure,
        MenuItem,
        Notice,
        Panel,
        Report,
        Role,
        Stage,
        Step,
        Withheld,
    )
    from console.law import DeadlineOverlay
    from console.process import Event

hookspec = pluggy.HookspecMarker("jumys")
hookimpl = pluggy.HookimplMarker("jumys")


class Hooks:
    """Specifications. Implement any of them with ``@hookimpl`` in a module or object."""

    @hookspec
    def declare_laws(self) -> Path:  # type: ignore[empty-body]
        """Path of a ``law.toml``: paragraphs, editions, readings and dated values."""

    @hookspec
    def declare_deadlines(self) -> Path | Iterable[DeadlineOverlay]:  # type: ignore[empty-body]
        """Path of a ``deadlines.toml``, or overlays that shorten an office's limit in a region."""

    @hookspec
    def declare_roles(self) -> Iterable[Role]:  # type: ignore[empty-body]
        """Roles: who somebody is and what a membership ties the role to."""

    @hookspec
    def declare_actions(self) -> Iterable[Action]:  # type: ignore[empty-body]
        """Actions: rights of roles, each with the paragraph that gives it."""

    @hookspec
    def declare_steps(self) -> Iterable[CaseKind | Step]:  # type: ignore[empty-body]
        """Case kinds with their states, and the steps that move them."""

    @hookspec
    def declare_forms(self) -> Path:  # type: ignore[empty-body]
        """Folder of form folders, each with a ``form.toml`` (see forms/README.md)."""

    @hookspec
    def declare_notices(self) -> Iterable[Notice]:  # type: ignore[empty-body]
        """Notices the steps send."""

    @hookspec
    def declare_measures(self) -> Iterable[Measure]:  # type: ignore[empty-body]
        """Figures for monitoring, statistics and reports."""

    @hookspec
    def declare_reports(self) -> Iterable[Report]:  # type: ignore[empty-body]
        """Workbooks that arrange measures."""

    @hookspec
    def declare_panels(self) -> Iterable[Panel]:  # type: ignore[empty-body]
        """Tables about a person, shown on the card, on cases and in the person's own cabinet."""

    @hookspec
    def declare_withheld(self) -> Iterable[Withheld]:  # type: ignore[empty-body]
        """Forms of a case kept from some of those who may read it (who is complained of)."""

    @hookspec
    def declare_menu(self) -> Iterable[MenuItem]:  # type: ignore[empty-body]
        """Lines of the sidebar per role."""

    @hookspec
    def declare_tables(self) -> object:
        """Import your own tables (on console.data.base.Base) and return their module."""

    @hookspec
    def declare_migrations(self) -> Path:  # type: ignore[empty-body]
        """Folder of your own Alembic branch (labelled with your plugin's name)."""

    @hookspec
    def declare_channels(self) -> dict[str, Any]:  # type: ignore[empty-body]
        """Further ways to deliver a message: channel code -> callable(message) -> provider id."""

    @hookspec
    def declare_commands(self) -> Iterable[click.Command]:  # type: ignore[empty-body]
        """Commands added to ``jumys``."""

    @hookspec
    def declare_stages(self) -> Iterable[Stage]:  # type: ignore[empty-body]
        """Stages of public services that other systems are told of when a step is done."""

    @hookspec
    def before_step(self, act: Act) -> Iterable[Ground]:  # type: ignore[empty-body]
        """Grounds against an act, beside the step's own rules; all are shown together."""

    @hookspec
    def after_step(self, event: Event) -> None:
        """Told after commit. A failing listener is logged and retried, never undoes the act."""

    @hookspec(firstresult=True)
    def choose_office(self, person: Person, region: str | None) -> Office | None:
        """Which center serves a person; the first answer counts."""

    @hookspec(firstresult=True)
    def choose_matcher(self) -> Matcher | None:
        """Who ranks candidates for vacancies and says why; the first answer counts."""
