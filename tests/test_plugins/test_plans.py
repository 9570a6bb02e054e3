"""Chapter 5: the individual plan (par. 48, 49, annex 9)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from console.data.case import Case, Episode
from console.data.mediation import Plan, PlanItem
from tests.make import World
from tests.test_plugins.offers import searching

PLAN: dict[str, Any] = {
    "goal": "Сатушы болып орналасу", "education": "Орта кәсіптік", "specialty": "Сатушы",
    "measures": [{"measure": "mediation_vacancy_information", "completion_date": "2021-05-20"}],
    "schedule": [{"schedule_date": "2021-05-05", "schedule_action": "Келу", "attendance": True}],
    "plan_valid_until": "2021-06-30",
}


# ---- plans
def a_plan(w: World, login: str = "jobseeker") -> str:
    """A plan case due for an unemployed person, as the decision opens it."""
    from console.data.base import public_number
    from console.scope import SYSTEM

    person = searching(w, "unemployed", login=login)
    with w.store.write(SYSTEM) as session:
        episode = session.scalars(select(Episode).where(Episode.person_id == person.id)).one()
        case = Case(number=public_number("P"), kind="plan", state="due", edition="2021-03",
                    office_id=person.office_id, person_id=person.id, episode_id=episode.id,
                    opened_at=w.now, changed_at=w.now, facts={}, version=1)
        session.add(case)
    return case.number


def test_a_plan_is_drawn_up_and_signed_by_both(w: World) -> None:
    """Par. 48, 49: both signatures over the same bytes, then the copy."""
    plan = a_plan(w)
    w.do("mediation.draw_up_plan", plan, data=PLAN)
    w.sign("mediation.sign_plan_person", plan, "jobseeker")
    assert w.state(plan) == "signed_person"
    w.sign("mediation.sign_plan_specialist", plan, "specialist")
    w.do("mediation.give_copy", plan)
    with w.read() as session:
        row = session.scalars(select(Plan)).one()
        items = session.scalars(select(PlanItem).order_by(PlanItem.id)).all()
    assert w.state(plan) == "active"
    assert row.signed_by_person_at and row.signed_by_specialist_at and row.copy_given_at
    assert [(i.part, i.attendance) for i in items] == [("measure", False), ("schedule", True)]


def test_only_who_drew_the_plan_up_signs_it(w: World) -> None:
    """Par. 49: a colleague does not."""
    plan = a_plan(w)
    w.do("mediation.draw_up_plan", plan, data=PLAN)
    w.sign("mediation.sign_plan_person", plan, "jobseeker")
    assert w.refused("mediation.sign_plan_specialist", plan, "colleague") == [
        ("not_drawn_up_by_you", "49")]


def test_a_plan_is_complete_and_within_its_dates(w: World) -> None:
    """Annex 9: activities, and no date after the plan ends."""
    plan = a_plan(w)
    late = {**PLAN, "measures": [], "plan_valid_until": "2021-05-01"}
    assert w.refused("mediation.draw_up_plan", plan, data=late) == [
        ("plan_without_activities", "48"), ("date_after_plan", "annex-9")]


def test_a_refusal_to_sign_is_recorded_and_changes_nothing(w: World) -> None:
    """R-plan-refusal: no ground of deregistration."""
    plan = a_plan(w)
    w.do("mediation.draw_up_plan", plan, data=PLAN)
    w.do("mediation.refuse_to_sign_plan", plan, reason="Мерзіммен келіспейді")
    assert w.state(plan) == "drafted"
    with w.read() as session:
        assert session.scalars(select(Plan)).one().refused_to_sign_at is not None


def test_handwritten_signatures_are_recorded_with_their_days(w: World) -> None:
    """A-38: paper is as good."""
    plan = a_plan(w)
    w.do("mediation.draw_up_plan", plan, data=PLAN)
    w.do("mediation.record_paper_plan", plan, person_signed_on="2021-04-16",
         specialist_signed_on="2021-04-16")
    assert w.state(plan) == "active"
    assert w.refused("mediation.expire_plan", plan) == [("plan_still_valid", "annex-9")]
    w.at("2021-07-01 10:00").do("mediation.expire_plan", plan)
    assert w.state(plan) == "expired"


def test_a_revision_replaces_what_was_planned(w: World) -> None:
    """A new version of the plan is signed again; nothing old is destroyed."""
    plan = a_plan(w)
    w.do("mediation.draw_up_plan", plan, data=PLAN)
    w.do("mediation.draw_up_plan", plan, data=PLAN)
    with w.read() as session:
        states = session.scalars(select(PlanItem.state).order_by(PlanItem.id)).all()
    assert states == ["cancelled", "cancelled", "planned", "planned"]


def test_what_ends_the_duty_to_choose_work_can_be_done(w: World) -> None:
    """Par. 24: D-08 is ended by acts that exist, not by a name that nobody performs."""
    missing = set(w.catalog.law.deadline("D-08").stops_on) - set(w.catalog.steps)
    assert not missing
