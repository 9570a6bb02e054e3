"""My individual plan: what stands, what waits for my signature, what I did, what was before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from console.data.case import Case
from console.data.content import Entry
from console.data.mediation import Plan, PlanItem
from console.errors import NotFound
from console.web import casework, outsiders, panels, stepping
from console.web.access import roles
from console.web.entries import shown_entry
from console.web.outsiders import Flow, own_case, own_person
from console.web.running import read

bp = Blueprint("own_plan", __name__, url_prefix="/cabinet/plan")
FORM = "employment_plan"
#: acts on one entry: what the button is called in the address -> the step
ACTS = {"report": "mediation.report_fulfilment", "explain": "mediation.explain_absence"}


@bp.get("")
@roles("jobseeker")
def plan() -> str:
    """The plan in force with its progress, the draft to sign, what it changes, earlier ones."""
    person = own_person()
    row = read().execute(
        select(Plan, Case).join(Case, Case.id == Plan.case_id)
        .where(Plan.person_id == person.id).order_by(Plan.id.desc()).limit(1)
    ).first()
    if row is None:
        return render_template("pages/cabinet/plan.html", plan=None, case=None)
    found, case = row
    items = _items(found)
    made = case.facts.get("revisions", [])
    draft = made[-1] if made and made[-1]["state"] == "drafted" else None
    return render_template(
        "pages/cabinet/plan.html", plan=found, case=case, work=casework, draft=draft,
        shown=shown_entry(FORM, _data(case, draft["number"])) if draft else [],
        items=items, progress=progress(items), earlier=made[:-1] if draft else made,
        papers=casework.papers_of(case),
        tables=panels.own_on(person, case) if draft and found.revision else [],
        may_sign=outsiders.may("mediation.sign_plan_person", case),
        may_tell=outsiders.may(ACTS["report"], case),
        told={t["item"] for t in case.facts.get("told", ())},
    )


def _items(found: Plan) -> Sequence[PlanItem]:
    return read().scalars(
        select(PlanItem).where(PlanItem.plan_id == found.id, PlanItem.state != "cancelled")
        .order_by(PlanItem.on, PlanItem.id).limit(200)
    ).all()


def progress(items: Sequence[PlanItem]) -> tuple[int, int]:
    """How many entries are done, of how many."""
    return sum(item.state == "done" for item in items), len(items)


def _data(case: Case, number: int) -> Mapping[str, Any]:
    found = read().scalars(
        select(Entry.data).where(Entry.subject_kind == "case", Entry.subject_id == case.id)
        .where(Entry.form == FORM, Entry.revision == number)
    ).first()
    if found is None:
        raise NotFound()
    return dict(found)


def _own() -> Case:
    """My newest plan; NotFound without one."""
    person = own_person()
    number = read().scalar(
        select(Case.number).where(Case.person_id == person.id, Case.kind == "plan")
        .order_by(Case.id.desc()).limit(1)
    )
    return own_case(number or "", "plan")


@bp.get("/revisions/<int:key>")
@roles("jobseeker")
def revision(key: int) -> str:
    """A revision of my plan as it was filled in, in force or not."""
    case = _own()
    record = next((r for r in case.facts.get("revisions", ()) if r["number"] == key), None)
    if record is None:
        raise NotFound()
    return render_template(
        "pages/cabinet/plan_revision.html", case=case, record=record,
        shown=shown_entry(FORM, _data(case, key)),
    )


@bp.route("/sign", methods=["GET", "POST"])
@roles("jobseeker")
def sign_plan() -> Any:
    """My signature under the plan or its amendment."""
    case = _own()
    step = stepping.step_of("mediation.sign_plan_person", case)
    return outsiders.sign(step, case, ("/cabinet/plan", _("My plan")))


@bp.route("/<act>", methods=["GET", "POST"])
@roles("jobseeker")
def tell(act: str) -> Any:
    """What I did of the plan, or why not; the entry comes from the button."""
    if act not in ACTS:
        abort(404)
    case = _own()
    return outsiders.run(Flow(
        stepping.step_of(ACTS[act], case), case, ("/cabinet/plan", _("My plan")),
        lambda outcome: "/cabinet/plan", values=_chosen(), checked=True,
    ))


def _chosen() -> dict[str, str]:
    """The day and activity of the button pressed; nothing that is not a day."""
    try:
        on = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return {}
    return {"entry_on": on.isoformat(), "measure": request.args.get("measure", "")[:60]}
