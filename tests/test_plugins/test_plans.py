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
def a_plan(w: World, login: str | None = "jobseeker") -> str:
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


def on_paper(w: World, plan: str, **form: Any) -> None:
    """The plan (or its amendment) drawn up and signed on paper by both, today."""
    step = "draw_up_plan" if w.state(plan) in ("due", "drafted") else "amend_plan"
    w.do(f"mediation.{step}", plan, data={**PLAN, **form})
    today = w.now.date().isoformat()
    w.do("mediation.record_paper_plan", plan, person_signed_on=today, specialist_signed_on=today)


def entries(w: World, *states: str) -> list[tuple[str, str, int | None]]:
    """(day, state, revision that ended it) of the entries, of these states where given."""
    with w.read() as session:
        rows = session.scalars(select(PlanItem).order_by(PlanItem.id)).all()
    return [(r.on.isoformat(), r.state, r.ended_revision) for r in rows
            if not states or r.state in states]


def test_entries_stand_until_the_amendment_is_signed(w: World) -> None:
    """R-plan-revisions: a draft binds nobody; signed, it keeps what both revisions have."""
    plan = a_plan(w)
    on_paper(w, plan)
    amended = {"amendment_reason": "Курс жылжыды", "measures": [
        {"measure": "mediation_vacancy_information", "completion_date": "2021-06-10"}]}
    w.do("mediation.amend_plan", plan, data={**PLAN, **amended})
    assert w.state(plan) == "amending"
    assert entries(w) == [("2021-05-20", "planned", None), ("2021-05-05", "planned", None)]
    assert w.due(plan, "D-33") == "2021-05-20 open"
    w.do("mediation.record_paper_plan", plan, person_signed_on="2021-04-16",
         specialist_signed_on="2021-04-16")
    assert entries(w) == [("2021-05-20", "cancelled", 2), ("2021-05-05", "planned", None),
                          ("2021-06-10", "planned", None)]
    assert w.due(plan, "D-33") == "2021-06-10 open"
    assert w.due(plan, "D-32") == "2021-05-05 open"


def test_an_amendment_given_up_changes_nothing(w: World) -> None:
    """R-plan-revisions: the plan in force goes on; the draft stays readable."""
    plan = a_plan(w)
    on_paper(w, plan)
    w.do("mediation.amend_plan", plan, data={
        **PLAN, "goal": "Басқа мақсат", "amendment_reason": "Өтініші бойынша"})
    w.do("mediation.refuse_to_sign_plan", plan, reason="Келіспейді")
    w.do("mediation.withdraw_amendment", plan, reason="Адам келіспеді")
    assert w.state(plan) == "active"
    assert [r["state"] for r in w.case(plan).facts["revisions"]] == ["in_force", "discarded"]
    with w.read() as session:
        assert session.scalars(select(Plan.goal)).one() == PLAN["goal"]


def test_an_amendment_says_why_and_changes_something(w: World) -> None:
    """Par. 49: nothing is signed anew without a difference and its reason."""
    plan = a_plan(w)
    on_paper(w, plan)
    assert w.refused("mediation.amend_plan", plan, **PLAN) == [
        ("amendment_without_reason", "49"), ("nothing_amended", "49")]


def test_a_day_that_passed_stood_on_its_day(w: World) -> None:
    """R-plan-days: an amendment without a past visit leaves it to be recorded."""
    plan = a_plan(w)
    on_paper(w, plan)
    w.at("2021-05-06 10:00")
    on_paper(w, plan, schedule=[], amendment_reason="Келу керек емес")
    assert ("2021-05-05", "planned", 2) in entries(w)
    w.do("mediation.monitor_plan", plan, entry_on="2021-05-05", result="missed",
         cause="not_named")
    assert ("2021-05-05", "missed", 2) in entries(w)


def test_what_ends_the_duty_to_choose_work_can_be_done(w: World) -> None:
    """Par. 24: D-08 is ended by acts that exist, not by a name that nobody performs."""
    missing = set(w.catalog.law.deadline("D-08").stops_on) - set(w.catalog.steps)
    assert not missing
