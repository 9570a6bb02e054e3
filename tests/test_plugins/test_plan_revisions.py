"""Properties of revisions (par. 49, R-plan-revisions): what stands is what both signed last."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from console.data.mediation import PlanItem
from console.data.obligations import Obligation
from plugins.mediation.plans.entries import Line, differences, lines, settle
from plugins.mediation.plans.revisions import line_of, standing
from tests.make import World
from tests.test_plugins.test_plans import PLAN, a_plan

CODES = ("skills_courses", "almm_training", "mediation_search_ele", "support_tsa")
DAYS = st.dates(date(2021, 5, 1), date(2021, 5, 6))
LINES = st.builds(
    Line, st.sampled_from(("measure", "schedule")), st.sampled_from(CODES), st.just(""), DAYS,
    st.booleans(),
)


@given(st.lists(LINES, max_size=8), st.lists(LINES, max_size=8))
def test_settling_keeps_the_common_part(old: list[Line], new: list[Line]) -> None:
    """Kept and added together are the new revision; kept and ended together the old one."""
    change = settle(old, new)
    assert Counter([*(old[i] for i in change.kept), *change.added]) == Counter(new)
    assert sorted([*change.kept, *change.ended]) == list(range(len(old)))
    assert Counter(old[i] for i in change.kept) == Counter(old) & Counter(new)


@st.composite
def forms(draw: Any) -> dict[str, Any]:
    """Filled-in sections 2 and 3, each activity once."""
    codes = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True))
    days = draw(st.lists(st.tuples(DAYS, st.booleans()), max_size=3))
    return {
        "measures": [{"measure": c, "completion_date": draw(DAYS).isoformat()} for c in codes],
        "schedule": [{"schedule_date": d.isoformat(), "schedule_action": "Келу", "attendance": a}
                     for d, a in days],
    }


@given(forms(), forms())
def test_differences_lead_from_one_to_the_other(old: dict[str, Any], new: dict[str, Any]) -> None:
    """Nothing differs in the same form; what is told accounts for every entry that differs."""
    assert not differences(old, old)
    told = differences(old, new)
    before = Counter(lines(old)) - Counter(lines(new))
    after = Counter(lines(new)) - Counter(lines(old))
    moved = [d for d in told if d.kind == "moved"]
    assert sum(d.kind == "dropped" for d in told) + len(moved) == before.total()
    assert Counter(d.line for d in told if d.kind in ("added", "moved")) == after


ACTS = st.lists(
    st.tuples(st.sampled_from(("sign", "give_up", "leave")), forms()), min_size=1, max_size=4,
)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(ACTS)
def test_standing_entries_are_those_of_the_last_signed_revision(
    w: World, acts: list[tuple[str, dict[str, Any]]]
) -> None:
    """Whatever was drafted, refused or left: entries and clocks are the signed plan's."""
    w.at("2021-04-16 10:00")
    plan, signed = a_plan(w, None), None
    for number, (act, form) in enumerate(acts):
        data = {**PLAN, **form, "goal": f"Мақсат {number}", "amendment_reason": "Себебі"}
        w.do(f"mediation.{'amend_plan' if signed else 'draw_up_plan'}", plan, data=data)
        if act == "sign":
            w.do("mediation.record_paper_plan", plan, person_signed_on="2021-04-16",
                 specialist_signed_on="2021-04-16")
            signed = form
        elif act == "give_up" and signed:
            w.do("mediation.withdraw_amendment", plan, reason="Келіспеді")
    stands, clocks = _as_kept(w, plan)
    assert stands == Counter(lines(signed or {}))
    assert clocks == {(_term(x), x.on) for x in stands if x.part == "measure" or x.attendance}


def _term(line: Line) -> str:
    return "D-33" if line.part == "measure" else "D-32"


def _as_kept(w: World, plan: str) -> tuple[Counter[Line], set[tuple[str, date]]]:
    key = w.case(plan).id
    with w.read() as session:
        rows = session.scalars(
            select(PlanItem).where(PlanItem.plan.has(case_id=key))).all()
        duties = session.execute(
            select(Obligation.deadline, Obligation.due_on)
            .where(Obligation.case_id == key, Obligation.state == "open")
            .where(Obligation.deadline.in_(("D-32", "D-33")))).all()
        return Counter(line_of(r) for r in standing(rows)), {(d, on) for d, on in duties}
