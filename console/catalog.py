"""The frozen, validated result of loading: law, roles, actions, kinds, steps, forms, notices.

Built once at start from the plugins' hooks. Every name a declaration points at must exist;
otherwise the console does not start, with one sentence that says what is wrong. A step of a
chapter that is not installed may be named by another (clocks, triggers): it is inert.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pluggy

from console.content_types import generated
from console.data.counting import Count
from console.data.figures import counts_of
from console.declare import (
    Action,
    CaseKind,
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
from console.errors import DeclarationError
from console.law import Deadline, DeadlineOverlay, LawBook, load_deadlines, load_law
from console.plugins import manager
from forms.load import load_all
from forms.model import Form

FORMS = Path(__file__).resolve().parent.parent / "forms"


@dataclass(frozen=True)
class Catalog:
    """Everything declared, by name, in the order of declaration."""

    pm: pluggy.PluginManager
    law: LawBook
    roles: Mapping[str, Role]
    actions: Mapping[str, Action]
    kinds: Mapping[str, CaseKind]
    steps: Mapping[str, Step]
    forms: Mapping[str, Form]
    notices: Mapping[str, Notice]
    measures: Mapping[str, Measure]
    reports: Mapping[str, Report]
    panels: Mapping[str, Panel]
    withheld: Mapping[str, Withheld]
    menu: tuple[MenuItem, ...] = ()
    channels: Mapping[str, Any] = field(default_factory=dict)
    stages: Mapping[str, tuple[Stage, ...]] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)

    def step(self, name: str) -> Step:
        """A step by full name; KeyError when no installed plugin declares it."""
        return self.steps[name]

    def action(self, step: Step) -> Action:
        """The right a step asks for."""
        return self.actions[step.action]

    @cached_property
    def steps_from(self) -> Mapping[tuple[str, str], tuple[Step, ...]]:
        """(kind, state) -> steps a person may take from there, in declared order."""
        found: dict[tuple[str, str], list[Step]] = {}
        for step in self.steps.values():
            if not step.automatic:
                for state in step.frm:
                    found.setdefault((step.on, state), []).append(step)
        return {key: tuple(steps) for key, steps in found.items()}

    @cached_property
    def opened_for(self) -> Mapping[str, tuple[Step, ...]]:
        """kind -> steps that open a case of their own and are what such a case may wait for."""
        found: dict[str, list[Step]] = {}
        for step in self.steps.values():
            if step.next_on:
                found.setdefault(step.next_on, []).append(step)
        return {key: tuple(steps) for key, steps in found.items()}

    @cached_property
    def counts(self) -> Mapping[str, Count]:
        """name -> what perform() counts by day, from the measures that are made of counts."""
        return counts_of(self.measures.values())

    @cached_property
    def followers(self) -> Mapping[str, tuple[Step, ...]]:
        """step name -> automatic steps that run after it in the same transaction."""
        found: dict[str, list[Step]] = {}
        for step in self.steps.values():
            for name in step.after:
                found.setdefault(name, []).append(step)
        return {key: tuple(steps) for key, steps in found.items()}

    @cached_property
    def lapses(self) -> Mapping[str, tuple[Step, ...]]:
        """deadline id -> automatic steps that run when it expires unmet."""
        found: dict[str, list[Step]] = {}
        for step in self.steps.values():
            for name in step.on_lapse:
                found.setdefault(name, []).append(step)
        return {key: tuple(steps) for key, steps in found.items()}

    @cached_property
    def clocks_started(self) -> Mapping[str, tuple[Deadline, ...]]:
        """step name -> deadlines it starts."""
        return _by_step(self.law.deadlines(), "starts_on")

    @cached_property
    def clocks_stopped(self) -> Mapping[str, tuple[Deadline, ...]]:
        """step name -> deadlines it stops."""
        return _by_step(self.law.deadlines(), "stops_on")

    def unknown_paragraphs(self) -> dict[str, str]:
        """Declarations that cite a paragraph of a chapter that is not installed."""
        known = {p.number for p in self.law.paragraphs()}
        declared: tuple[Any, ...] = (*self.actions.values(), *self.steps.values(),
                                     *self.notices.values(), *self.measures.values())
        cited = {d.name: d.law for d in declared}
        return {name: law for name, law in cited.items() if law and law not in known}

    def inert(self) -> dict[str, list[str]]:
        """Steps named by a clock or a trigger that no installed plugin declares."""
        out: dict[str, list[str]] = {}
        for deadline in self.law.deadlines():
            for name in (*deadline.starts_on, *deadline.stops_on):
                if name not in self.steps:
                    out.setdefault(name, []).append(deadline.id)
        deadlines = {d.id for d in self.law.deadlines()}
        for step in self.steps.values():
            for name in step.after:
                if name not in self.steps:
                    out.setdefault(name, []).append(step.name)
            for name in step.on_lapse:
                if name not in deadlines:
                    out.setdefault(name, []).append(step.name)
        return out


def _by_step(deadlines: Iterable[Deadline], side: str) -> dict[str, tuple[Deadline, ...]]:
    found: dict[str, list[Deadline]] = {}
    for deadline in deadlines:
        for name in getattr(deadline, side):
            found.setdefault(name, []).append(deadline)
    return {key: tuple(value) for key, value in found.items()}


def _by_act(stages: Iterable[Stage]) -> dict[str, tuple[Stage, ...]]:
    """Stages by the step that reaches them; one of a step that is not installed is inert."""
    found: dict[str, tuple[Stage, ...]] = {}
    for stage in stages:
        found[stage.step] = (*found.get(stage.step, ()), stage)
    return found


def load_catalog(
    *, without: Iterable[str] = (), extra: Iterable[Any] = (), dropin: Path | None = None
) -> Catalog:
    """Load all plugins and check what they declare together. Raises DeclarationError."""
    pm = manager(without=without, extra=extra, dropin=dropin)
    declared = _Collected(pm)
    catalog = Catalog(
        pm=pm,
        law=declared.law(),
        roles=declared.named("declare_roles", "code"),
        actions=declared.named("declare_actions", "name"),
        kinds=declared.kinds,
        steps=declared.steps,
        forms=declared.forms,
        notices=declared.named("declare_notices", "name"),
        measures=declared.named("declare_measures", "name"),
        reports=declared.named("declare_reports", "name"),
        panels=declared.named("declare_panels", "name"),
        withheld=declared.named("declare_withheld", "name"),
        menu=tuple(sorted(declared.items("declare_menu"), key=lambda m: m.order)),
        channels={k: v for d in pm.hook.declare_channels() for k, v in d.items()},
        stages=_by_act(declared.items("declare_stages")),
        origins=declared.origins,
    )
    check(catalog)
    return catalog


class _Collected:
    """What the hooks returned, flattened, with the plugin each name came from."""

    def __init__(self, pm: pluggy.PluginManager) -> None:
        self.pm = pm
        self.origins: dict[str, str] = {}
        pm.hook.declare_tables()
        self.forms = self._forms()
        items = [*self.items("declare_steps"), *generated(self.forms)]
        self.kinds = self._index([i for i in items if isinstance(i, CaseKind)], "code")
        self.steps = self._index([i for i in items if isinstance(i, Step)], "name")

    def items(self, hook: str) -> list[Any]:
        # pluggy calls the last registered first; the chapters' own order is the readable one
        return [item for result in reversed(getattr(self.pm.hook, hook)()) for item in result or ()]

    def named(self, hook: str, key: str) -> dict[str, Any]:
        return self._index(self.items(hook), key)

    def _index(self, items: Iterable[Any], key: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for item in items:
            name = getattr(item, key)
            if name in found:
                raise DeclarationError(f"{type(item).__name__} {name!r} is declared twice.")
            found[name] = item
        return found

    def law(self) -> LawBook:
        chapters = [load_law(path) for path in reversed(self.pm.hook.declare_laws())]
        deadlines: list[Deadline] = []
        overlays: list[DeadlineOverlay] = []
        for result in reversed(self.pm.hook.declare_deadlines()):
            if isinstance(result, Path):
                deadlines.extend(load_deadlines(result))
            else:
                overlays.extend(result)
        return LawBook.merge(chapters, deadlines, overlays)

    def _forms(self) -> dict[str, Form]:
        found = dict(load_all(FORMS))
        for folder in reversed(self.pm.hook.declare_forms()):
            for name, form in load_all(folder).items():
                if name in found:
                    raise DeclarationError(f"Form {name!r} is declared twice ({folder}).")
                found[name] = form
        return found


def check(catalog: Catalog) -> None:
    """Refuse unknown names anywhere in the declarations, one sentence each."""
    for action in catalog.actions.values():
        for role in action.roles:
            if role not in catalog.roles:
                raise DeclarationError(f"Action {action.name} names the unknown role {role!r}.")
    for step in catalog.steps.values():
        _check_step(catalog, step)
    for panel in catalog.panels.values():
        _check_panel(catalog, panel)
    for kept in catalog.withheld.values():
        unknown = [f for f in sorted(kept.forms) if f not in catalog.forms]
        if kept.kind not in catalog.kinds or unknown:
            raise DeclarationError(f"Withheld {kept.name} names the unknown "
                                   f"{unknown[0] if unknown else kept.kind!r}.")
    for notice in catalog.notices.values():
        for language in ("kk", "ru", "en"):
            if not (notice.folder / f"{notice.name}.{language}.txt").is_file():
                raise DeclarationError(f"Notice {notice.name} has no text in {language}.")


def _check_panel(catalog: Catalog, panel: Panel) -> None:
    known = {*catalog.kinds, "person"}
    wrong = [*sorted(panel.roles - set(catalog.roles)), *(k for k in panel.kinds if k not in known),
             *(name for name in panel.beside if name not in catalog.steps)]
    if wrong:
        raise DeclarationError(f"Panel {panel.name} names the unknown {wrong[0]!r}.")


def _check_step(catalog: Catalog, step: Step) -> None:
    def refuse(what: str) -> None:
        raise DeclarationError(f"Step {step.name} names the unknown {what}.")

    if step.on not in catalog.kinds:
        refuse(f"case kind {step.on!r}")
    kind = catalog.kinds[step.on]
    for state in (*step.frm, *([step.to] if isinstance(step.to, str) else [])):
        if state not in kind.states:
            refuse(f"state {state!r} of {step.on}")
    if not step.automatic and step.action not in catalog.actions:
        refuse(f"action {step.action!r}")
    if not step.frm and step.opens is None and not step.automatic:
        raise DeclarationError(f"Step {step.name} starts from no state and opens no case.")
    if step.form and step.form not in catalog.forms:
        refuse(f"form {step.form!r}")
    if step.signing and step.signing.form not in catalog.forms:
        refuse(f"form {step.signing.form!r}")
    for issue in step.issues:
        if issue.form not in catalog.forms:
            refuse(f"form {issue.form!r}")
    for name in step.notices:
        if name not in catalog.notices:
            refuse(f"notice {name!r}")
    known = {d.id for d in catalog.law.deadlines()}
    # a deadline of a chapter that is not installed never lapses: on_lapse stays inert
    for name in step.cancels:
        if name not in known:
            refuse(f"deadline {name!r}")
