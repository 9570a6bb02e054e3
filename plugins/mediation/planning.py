"""What the steps of the individual plan write (par. 48, 49, annex 9)."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

from sqlalchemy import select

from console.data.case import Case
from console.data.mediation import Plan, PlanItem
from plugins.mediation.effects import moment

if TYPE_CHECKING:
    from console.act import Act


def open_plan(act: Act) -> Case:
    """Par. 48: a plan is due for whoever was registered as unemployed."""
    cause = act.cause
    if cause is None:
        raise LookupError("a plan is opened by a registration")
    return act.new_case("plan", person=cause.person, episode_id=cause.case.episode_id,
                        parent_id=cause.case.id)


def no_plan_yet(act: Act) -> bool:
    """One plan case per registration; revisions stay inside it."""
    cause = act.cause
    if cause is None or cause.case.person_id is None:
        return False
    earlier = act.session.scalars(
        select(Case.id).where(Case.person_id == cause.case.person_id, Case.kind == "plan")
        .where(Case.episode_id == cause.case.episode_id, Case.closed_at.is_(None)).limit(1)
    ).first()
    return earlier is None


def draw_up_plan(act: Act) -> None:
    """Annex 9: activities with their dates and the schedule; a revision replaces what is open."""
    plan = act.session.scalars(select(Plan).where(Plan.case_id == act.case.id)).first()
    if plan is None:
        plan = Plan(case_id=act.case.id, person_id=act.person.id, office_id=act.case.office_id,
                    episode_id=act.case.episode_id, authority_id=act.case.authority_id)
        act.session.add(plan)
        act.session.flush()
    plan.goal = act.data["goal"]
    plan.valid_until = date.fromisoformat(act.data["plan_valid_until"])
    plan.signed_by_person_at = plan.signed_by_specialist_at = None
    plan.refused_to_sign_at = plan.copy_given_at = None
    for old in act.session.scalars(
        select(PlanItem).where(PlanItem.plan_id == plan.id, PlanItem.state == "planned")
    ):
        old.state = "cancelled"
    for row in act.data.get("measures") or ():
        act.session.add(_item(plan, "measure", row["measure"], "", row["completion_date"]))
    for row in act.data.get("schedule") or ():
        item = _item(plan, "schedule", "", row["schedule_action"], row["schedule_date"])
        item.attendance = bool(row.get("attendance"))
        act.session.add(item)
    act.keep(drawn_by=act.actor.name, drawn_by_account=act.actor.account_id)


def _item(plan: Plan, part: str, code: str, action: str, on: str) -> PlanItem:
    return PlanItem(
        plan_id=plan.id, person_id=plan.person_id, office_id=plan.office_id,
        authority_id=plan.authority_id, part=part, code=code, action=action,
        on=date.fromisoformat(on), state="planned",
    )


def plan_signed_by_person(act: Act) -> None:
    """Par. 49: the unemployed person's signature."""
    act.plan.signed_by_person_at, act.plan.refused_to_sign_at = act.occurred_at, None


def plan_signed_by_specialist(act: Act) -> None:
    """Par. 49: the signature of the employee who drew it up."""
    act.plan.signed_by_specialist_at = act.occurred_at


def plan_signed_on_paper(act: Act) -> None:
    """A-38: handwritten signatures, by their own dates."""
    plan = act.plan
    plan.signed_by_person_at = moment(act, act.data["person_signed_on"], time(12))
    plan.signed_by_specialist_at = moment(act, act.data["specialist_signed_on"], time(12))
    plan.refused_to_sign_at = None


def plan_refused(act: Act) -> None:
    """R-plan-refusal: recorded, and no ground of deregistration."""
    act.plan.refused_to_sign_at = act.occurred_at
    act.keep(refusal_reason=act.data.get("reason", ""))


def copy_given(act: Act) -> None:
    """Par. 49: one copy is the person's."""
    act.plan.copy_given_at = act.occurred_at


def plan_case(act: Act) -> Case | None:
    """The open plan of the person of the act."""
    case = act.subject if isinstance(act.subject, Case) else None
    if case is None or case.person_id is None:
        return None
    return act.session.scalars(
        select(Case).where(Case.person_id == case.person_id, Case.kind == "plan")
        .where(Case.closed_at.is_(None)).order_by(Case.id.desc()).limit(1)
    ).first()
