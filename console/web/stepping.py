"""Performing a step from a page: ask registers where the step rests on them, say what follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import flash, g, request
from flask_babel import gettext as _

from console import lookups
from console.data.case import Case
from console.declare import Step
from console.errors import Invalid, NotFound, Throttled
from console.process import Outcome
from console.scope import SYSTEM
from console.throttle import Throttle
from console.web import acting
from console.web.casework import step_title
from console.web.drafting import drop_draft
from console.web.forms_view import dictionaries
from console.web.running import now, running, today
from console.web.theme import moment, words
from forms.iin import MESSAGES, validate_iin
from forms.schema import check

QUESTIONS_A_MINUTE = 30
#: steps that rest on answers of state registers -> (registers, purpose)
ASKING: Mapping[str, tuple[tuple[str, ...], str]] = {
    "registration.ask_register": (("person", "address"), "registration"),
    "registration.repeat_query": (("person", "address"), "registration"),
    "registration.look_up_own_data": (("person", "address"), "registration"),
    "unemployed_status.check_registers": (
        ("person", "employment", "entrepreneur", "student"),
        "unemployed_status",
    ),
}


def perform(step: Step, case: Case | None, data: Mapping[str, Any], draft: str = "") -> Outcome:
    """Perform a step for the reader, forget its draft. Raises Refusal."""
    number = case.number if case is not None else None
    if step.name in ASKING:
        outcome = _ask(step, case, data)
    else:
        outcome = acting.act(step.name, number, data)
    form = running().catalog.forms.get(step.form or "")
    if form is not None and draft:
        drop_draft(form.name, draft)
    return outcome


def _ask(step: Step, case: Case | None, data: Mapping[str, Any]) -> Outcome:
    """The question goes out before the transaction, with recorded consent and purpose."""
    registers, purpose = ASKING[step.name]
    stated = case.person.iin if case is not None and case.person is not None else data.get("iin")
    iin = str(stated or "")
    if not validate_iin(iin).ok:
        raise Invalid(fields=_faults(step, {**data, "iin": iin}))
    _count_question()
    return lookups.ask(
        running().process, acting.outside(), g.actor, g.scope, step=step.name,
        case=case.number if case else None, iin=iin, purpose=purpose, registers=registers,
        now=now(), payload={k: v for k, v in data.items() if k not in ("iin", "purpose")},
        key=request.form.get("_key") or None,
    )


def _faults(step: Step, data: Mapping[str, Any]) -> dict[str, Any]:
    """Everything wrong with the question at once: the IIN as it is, and what was left out."""
    form = running().catalog.forms.get(step.form or "")
    found: dict[str, Any] = {}
    if form is not None:
        known = {f.key for f in form.fields()}
        given = {k: v for k, v in data.items() if k in known}
        found = dict(check(form, given, lookup=dictionaries(), today=today())[1])
    verdict = validate_iin(data["iin"])
    if data["iin"] or "iin" not in found:
        found["iin"] = [MESSAGES[verdict.blocks[0]]]
    return found


def _count_question() -> None:
    """One account asks the registers a limited number of times a minute, by page or program."""
    parts = running()
    counters = Throttle(parts.store, parts.settings.secret_key)
    if counters.hit("registers", str(g.actor.account_id), 60) > QUESTIONS_A_MINUTE:
        raise Throttled()


def default_values(step: Step, case: Case | None) -> dict[str, Any]:
    """What the step's form opens with."""
    if step.default is None:
        return {}
    parts = running()
    with parts.store.session(SYSTEM) as session:
        act = parts.process.reading_act(
            session, step, case.number if case else None, g.actor, g.scope, now()
        )
        return dict(step.default(act))


def tell(outcome: Outcome) -> None:
    """Flash what happened and what follows, with dates."""
    flash(told(outcome), "success")


def told(outcome: Outcome) -> str:
    """What happened and what follows: papers issued, terms started, cases opened."""
    parts = [_("Done: %(step)s.", step=step_title(outcome.step))]
    law = running().catalog.law
    for clock in outcome.started:
        parts.append(_(
            "%(duty)s: until %(day)s.", duty=words(law.deadline(clock["deadline"]).title),
            day=moment(date.fromisoformat(clock["due_on"])),
        ))
    for number in outcome.documents:
        parts.append(_("Document issued: %(number)s.", number=number))
    for opened in outcome.opened:
        if opened["number"] != outcome.number:
            parts.append(_("%(step)s: case %(number)s.", step=step_title(opened["step"]),
                           number=opened["number"]))
    return " ".join(parts)


def step_of(name: str, case: Case | None = None) -> Step:
    """A step people take, of this case's kind; NotFound otherwise."""
    step = running().catalog.steps.get(name)
    if step is None or step.automatic or (case is not None and step.on != case.kind):
        raise NotFound()
    return step

