"""One step of a case: its form, the check of the Rules before it, the act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext as _

from console.data.case import Case
from console.declare import Step
from console.errors import Conflict, Forbidden, Grounds, Invalid, Refusal
from console.web import casework, meanwhile, onward, stepping
from console.web.access import signed_in
from console.web.audit import looked
from console.web.forms_view import (
    Refused,
    adding,
    dictionaries,
    form_key,
    form_page,
    grounds_shown,
    posted,
    refused,
)
from console.web.running import now, running, today
from forms.schema import check

bp = Blueprint("steps", __name__)

#: where the reader goes after an act, if not back to the case
AFTER = {"registration.fill_card": "/cases/{number}/category"}


@bp.get("/cases/<number>/steps/<name>")
@signed_in
def show(number: str, name: str) -> Any:
    """The form of a step, or its confirmation."""
    case, step = _subject(number, name)
    if step.signing is not None:
        return redirect(onward.step_url(case, step))
    if case.state not in step.frm:
        flash(_("The case has moved on: this step is no longer possible."), "info")
        return redirect(f"/cases/{case.number}")
    looked("view", f"step {name} of {number}", person_id=case.person_id)
    found = None if step.form else _rules(step, case, {})
    values = {**stepping.default_values(step, case), **_named(step)}
    return _page(step, case, values, checked=found)


def _named(step: Step) -> dict[str, str]:
    """Which day or choice the link that led here meant; no words, nothing about a person."""
    form = running().catalog.forms.get(step.form or "")
    named = [] if form is None else [
        f.key for s in form.sections if not s.repeat for f in s.fields
        if f.type in ("date", "choice") and f.personal == "plain"
    ]
    return {key: request.args[key][:60] for key in named if key in request.args}


@bp.post("/cases/<number>/steps/<name>")
@signed_in
def perform(number: str, name: str) -> Any:
    """Perform the step; on a refusal the same page with the values kept."""
    case, step = _subject(number, name)
    form = running().catalog.forms.get(step.form or "")
    data = posted(form)
    if adding():
        return _page(step, case, data)
    if request.form.get("_check"):
        return _checked(step, case, data)
    try:
        outcome = stepping.perform(step, case, data, draft=case.number)
    except (Invalid, Grounds, Conflict) as error:
        clash = meanwhile.clash_of(error, case, form, data)
        shown = _page(step, case, data, refusal=refused(error, form), clash=clash)
        return shown, error.status
    stepping.tell(outcome)
    return redirect(AFTER.get(name, "/cases/{number}").format(number=case.number))


def _subject(number: str, name: str) -> tuple[Case, Step]:
    casework.require_staff()
    case = casework.load_case(number)
    step = stepping.step_of(name, case)
    action = running().catalog.action(step)
    if not g.scope.writes or g.actor.seat_for(action, case) is None:
        raise Forbidden(detail={"action": action.name})
    return case, step


def _rules(step: Step, case: Case, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The grounds that would refuse the step now."""
    if step.name in stepping.ASKING:
        return []  # its rules judge the registers' answers, which nobody has asked for yet
    grounds = running().process.try_rules(step.name, case.number, g.actor, g.scope, now(), data)
    return grounds_shown(grounds, running().catalog.forms.get(step.form or ""))


def _checked(step: Step, case: Case, data: dict[str, Any]) -> Any:
    """The answer of the "Check" button: form and Rules asked, nothing written."""
    form = running().catalog.forms.get(step.form or "")
    problems: Mapping[str, Any] = {}
    clean: Mapping[str, Any] = data
    if form is not None:
        clean, problems = check(form, data, lookup=dictionaries(), today=today())
    if problems:
        error: Refusal = Invalid(fields=problems)
        return _page(step, case, data, refusal=refused(error)), error.status
    return _page(step, case, data, checked=_rules(step, case, clean))


def _page(
    step: Step, case: Case, values: Mapping[str, Any], *, refusal: Refused | None = None,
    checked: list[dict[str, Any]] | None = None, clash: meanwhile.Clash | None = None,
) -> str:
    form = running().catalog.forms.get(step.form or "")
    fields = refusal.fields if refusal else {}
    return render_template(
        "pages/steps/step.html", case=case, step=step, heading=casework.heading(case),
        title=casework.step_title(step.name), refusal=refusal, checked=checked, key=form_key(),
        clash=clash,
        page=form_page(form, values, fields, draft=case.number) if form else None,
        occurred=request.form.get("_occurred", ""), work=casework,
        occurred_fault=fields.get("_occurred") or fields.get("occurred_at"),
        late_fault=fields.get("late_reason"),
        asks=stepping.ASKING.get(step.name),
    )
