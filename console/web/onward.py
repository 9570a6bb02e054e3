"""What may be done with a case next, and where it stands between its states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import g

from console import steps
from console.act import Act
from console.data.case import Case
from console.data.journal import JournalLine
from console.declare import Step
from console.scope import SYSTEM
from console.web.casework import role_title, state_title
from console.web.forms_view import grounds_shown
from console.web.running import now, running
from console.web.theme import words


@dataclass(frozen=True)
class Option:
    """A legal next step: a link if it is the reader's, else who may take it."""

    step: Step
    label: str
    url: str
    mine: bool
    who: str
    grounds: list[dict[str, Any]] = field(default_factory=list)
    asked: bool = False

    @property
    def paragraph(self) -> str:
        """Paragraph of the step."""
        return self.step.law

    @property
    def signed(self) -> bool:
        """Whether it is a signature."""
        return self.step.signing is not None


def step_url(case: Case, step: Step) -> str:
    """Page of a step: the signing page for a signed one."""
    if step.signing is not None:
        return f"/sign/{case.number}/{step.name}"
    return f"/cases/{case.number}/steps/{step.name}"


def options(case: Case, *, ask: bool = False) -> list[Option]:
    """Every step that may start from the case's state; the reader's own first.

    ``ask``: put the rules of the reader's steps without a form to the case, so that a refusal
    is explained before anybody presses a button.
    """
    catalog = running().catalog
    found = []
    for step in catalog.steps_from.get((case.kind, case.state), ()):
        if not step.has_work(case):
            continue
        action = catalog.action(step)
        mine = bool(g.actor and g.scope.writes and g.actor.seat_for(action, case))
        who = ", ".join(role_title(r) for r in sorted(action.roles))
        found.append(Option(step, words(step.title), step_url(case, step), mine, who))
    if ask:
        found = _asked(case, found)
    nearest = case.next_step
    return sorted(found, key=lambda o: (
        not o.mine, o.step.name != nearest, not o.step.asks(case.state, case), o.step.danger
    ))


def _asked(case: Case, found: Sequence[Option]) -> list[Option]:
    """The rules of formless steps; those of signed ones are asked on the page that signs."""
    mine = [o for o in found if o.mine and o.step.form is None and not o.signed and o.step.rules]
    answers = {o.step.name: rules_now(case, o.step) for o in mine[:2]}
    return [
        Option(o.step, o.label, o.url, o.mine, o.who, answers.get(o.step.name, []),
               o.step.name in answers)
        for o in found
    ]


def rules_now(case: Case, step: Step) -> list[dict[str, Any]]:
    """Every ground that would refuse the reader's step now, asked of the case as it is loaded."""
    with running().store.session(SYSTEM) as session:
        subject = session.merge(case, load=False)
        seat = g.actor.seat_for(running().catalog.action(step), subject)
        act = Act(session, running().catalog, step, g.actor, seat, g.scope, subject, {}, now(),
                  now())
        return grounds_shown(steps.grounds(act))


# ---- where the case stands


@dataclass(frozen=True)
class Stage:
    """One place of the stepper. ``cls``: done, done old, cur, far or ''."""

    text: str
    paragraph: str
    cls: str
    at: datetime | None = None


def stages(case: Case, lines: Iterable[JournalLine]) -> list[Stage]:
    """States passed, the present one, and those that follow if nothing goes another way.

    ``lines`` in the order they were written.
    """
    passed: list[tuple[str, str, datetime]] = []
    for line in lines:
        state = line.to_state
        if state is None or line.case_id != case.id or state == line.from_state:
            continue
        known = [s for s, *_rest in passed]
        if state in known:
            passed = passed[: known.index(state)]
        passed.append((state, line.paragraph, line.occurred_at))
    if not passed or passed[-1][0] != case.state:
        passed.append((case.state, "", case.changed_at))
    drawn = []
    for index, (state, paragraph, at) in enumerate(passed):
        last = index == len(passed) - 1
        cls = "cur" if last else "done old" if index < len(passed) - 2 else "done"
        drawn.append(Stage(state_title(case.kind, state), paragraph, cls, at))
    ahead = _ahead(case, {s for s, *_rest in passed})
    for index, (state, paragraph) in enumerate(ahead):
        drawn.append(Stage(state_title(case.kind, state), paragraph, "far" if index > 1 else ""))
    return drawn


def _ahead(case: Case, seen: set[str]) -> list[tuple[str, str]]:
    """States of the straight way on: the first safe step of each."""
    catalog, state = running().catalog, case.state
    found: list[tuple[str, str]] = []
    kind = catalog.kinds.get(case.kind)
    seen = set(seen)
    while kind is not None and len(found) < 8:
        # what the worklist would ask for; a side door (withdrawal, transfer) is not the way on
        asked = [s for s in catalog.steps_from.get((case.kind, state), ()) if s.asks(state)]
        taken = next((s for s in asked if not s.danger and s.to not in (None, *seen)), None)
        if taken is None or not isinstance(taken.to, str):
            break
        state = taken.to
        seen.add(state)
        found.append((state, taken.law))
    return found
