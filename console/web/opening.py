"""Pages of staff for acts that open a case or move a row without one: form, check, act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import g, redirect, render_template, request

from console.declare import Step
from console.errors import Conflict, Forbidden, Grounds, Invalid
from console.process import Outcome
from console.web import casework, stepping
from console.web.forms_view import FormPage, Refused, adding, form_key, form_page, posted, refused
from console.web.running import running


def without(page: FormPage, names: Iterable[str]) -> FormPage:
    """The form page without some controls: the address of the page has said them already."""
    hidden = frozenset(names)
    return replace(page, sections=tuple(
        replace(s, fields=tuple(v for v in s.fields if v.name not in hidden))
        for s in page.sections
    ))


@dataclass(frozen=True)
class Opening:
    """``subject`` a row with number and version for a step that moves one, else None.

    ``fixed`` values are the page's own and not asked; ``side`` a template beside the form;
    ``action`` where the form is sent, query and all (the page's own path where not said).
    """

    step: Step
    crumbs: list[tuple[str, str]]
    done: Callable[[Outcome], str]
    title: str = ""
    lead: str = ""
    subject: Any = None
    draft: str = ""
    values: Mapping[str, Any] | None = None
    fixed: Mapping[str, Any] | None = None
    side: str = ""
    more: Mapping[str, Any] | None = None
    dated: bool = True
    action: str = ""


def run(opening: Opening) -> Any:
    """The page of this request, or the act and the way on."""
    step, subject = opening.step, opening.subject
    action = running().catalog.action(step)
    if not g.scope.writes or g.actor.seat_for(action, subject) is None:
        raise Forbidden(detail={"action": action.name})
    form = running().catalog.forms.get(step.form or "")
    fixed = dict(opening.fixed or {})
    if request.method != "POST":
        start = stepping.default_values(step, subject)
        return _page(opening, {**start, **(opening.values or {}), **fixed})
    data = posted(form) | fixed
    if adding():
        return _page(opening, data)
    try:
        outcome = stepping.perform(step, subject, data, draft=opening.draft)
    except (Invalid, Grounds, Conflict) as error:
        return _page(opening, data, refused(error)), error.status
    stepping.tell(outcome)
    return redirect(opening.done(outcome))


def _page(
    opening: Opening, values: Mapping[str, Any], refusal: Refused | None = None
) -> str:
    fields = refusal.fields if refusal else {}
    form = running().catalog.forms.get(opening.step.form or "")
    page = form_page(form, values, fields, draft=opening.draft) if form else None
    fault = fields.get("_occurred") or fields.get("occurred_at")
    return render_template(
        "pages/steps/open.html", opening=opening, step=opening.step, refusal=refusal,
        title=opening.title or casework.step_title(opening.step.name), key=form_key(),
        page=without(page, opening.fixed or ()) if page else None, occurred_fault=fault,
        occurred=request.form.get("_occurred", ""), late_fault=fields.get("late_reason"),
        version=getattr(opening.subject, "version", None),
    )
