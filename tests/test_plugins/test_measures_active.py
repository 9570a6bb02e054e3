"""Active measures of the plan (par. 44(3), 52, group 3 of annex 9)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from console.data.content import ContentItem
from console.data.documents import Document
from console.data.mediation import MeasureReferral, PlanItem
from console.errors import Forbidden, Grounds, NotFound
from tests.make import World
from tests.test_plugins.test_plans import a_plan, on_paper

CH = "mediation"
TRAINING: dict[str, Any] = {
    "measures": [{"measure": "almm_training", "completion_date": "2021-06-30"}],
}
OFFER: dict[str, Any] = {
    "measure": "almm_training", "title_kk": "Сатушы курсы", "title_ru": "Курс продавца",
    "provider": "Есік колледжі", "place": "Есік, Абай 1", "apply_until": "2021-05-01",
    "starts_on": "2021-05-03", "ends_on": "2021-06-25", "places": 1,
}


def a_place(w: World, by: str = "specialist", **over: Any) -> str:
    """A published place of a measure."""
    number = w.do("content.create_measure_offer", by=by, data={**OFFER, **over}).number
    w.do("content.publish_measure_offer", number, by=by)
    return number


def invited(w: World, plan: str, **over: Any) -> str:
    """An invitation told today to whoever has the plan."""
    person = w.person_of(plan)
    return w.do(f"{CH}.invite_to_measure", data={
        "person": person.number, "measure": "almm_training", "why": "Бос орын табылмады",
        "informed_on": w.now.date().isoformat(), "channel": "in_person", "told": True, **over,
    }).number


def came(w: World, plan: str) -> str:
    """Invited, and came the same day to agree."""
    case = invited(w, plan)
    w.do(f"{CH}.record_measure_visit", case, came_on=w.now.date().isoformat(), answer="agrees")
    return case


def row(w: World, case: str) -> MeasureReferral:
    """The referral beside a case."""
    with w.read() as session:
        return session.scalars(
            select(MeasureReferral).where(MeasureReferral.case_id == w.case(case).id)).one()


def test_from_the_invitation_to_the_outcome(w: World) -> None:
    """Par. 52: invited, came, referred with a paper, took part, completed; the plan knows it."""
    plan = a_plan(w)
    on_paper(w, plan, **TRAINING)
    place, case = a_place(w), came(w, plan)
    assert w.due(case, "D-31") == "2021-04-21 met"
    w.do(f"{CH}.refer_to_measure", case, offer=place, begin_on="2021-05-03")
    assert w.due(case, "D-30") == "2021-04-23 open"
    with w.read() as session:
        papers = session.scalars(select(Document).where(Document.form == "measure_direction")).all()
    assert [p.data["provider"] for p in papers] == ["Есік колледжі"]
    w.at("2021-05-03 10:00")
    w.do(f"{CH}.start_measure", case, started_on="2021-05-03", document="03.05.2021 № 5 бұйрық")
    w.at("2021-06-01 10:00").do(
        f"{CH}.record_measure_attendance", case, from_on="2021-05-03", to_on="2021-05-31",
        days_planned=18, days_attended=17, cause="illness", document="табель")
    w.at("2021-06-25 10:00").do(
        f"{CH}.complete_measure", case, ended_on="2021-06-25", outcome="certificate",
        document="куәлік № 7")
    assert w.state(case) == "completed"
    assert w.due(plan, "D-33") == "2021-06-30 met"
    with w.read() as session:
        item = session.scalars(select(PlanItem).where(PlanItem.part == "measure")).one()
    assert (item.state, item.proof) == ("done", "куәлік № 7")


def test_only_a_measure_of_the_signed_plan(w: World) -> None:
    """A-75: without an entry of group 3 that stands there is nothing to direct to."""
    plan = a_plan(w)
    on_paper(w, plan)
    with pytest.raises(Grounds) as refusal:
        invited(w, plan)
    assert [g.code for g in refusal.value.grounds] == ["measure_not_in_plan"]


def test_a_place_is_taken_once_and_freed_again(w: World) -> None:
    """Par. 52: no more people than places; a withdrawn referral frees its place."""
    place = a_place(w)
    cases = []
    for login in ("jobseeker", "jobseeker3"):
        plan = a_plan(w, login)
        on_paper(w, plan, **TRAINING)
        cases.append(came(w, plan))
    placed = {"offer": place, "begin_on": "2021-05-03"}
    w.do(f"{CH}.refer_to_measure", cases[0], data=placed)
    assert w.refused(f"{CH}.refer_to_measure", cases[1], **placed) == [("no_place_left", "52")]
    w.do(f"{CH}.withdraw_measure", cases[0], cause="work_found")
    w.do(f"{CH}.refer_to_measure", cases[1], data=placed)
    assert row(w, cases[1]).holds_place


def test_a_place_of_another_office_is_not_there(w: World) -> None:
    """Scope: a draft of another center cannot be named; nor is a person of theirs invited."""
    place = w.do("content.create_measure_offer", by="specialist2", data=OFFER).number
    plan = a_plan(w)
    on_paper(w, plan, **TRAINING)
    case = came(w, plan)
    with pytest.raises(NotFound):
        w.do(f"{CH}.refer_to_measure", case, offer=place, begin_on="2021-05-03")
    with pytest.raises(NotFound):
        w.do(f"{CH}.record_measure_visit", case, "specialist2", came_on="2021-04-16",
             answer="agrees")


def test_nobody_who_is_not_at_the_center_directs(w: World) -> None:
    """Par. 52: it is the center's act, not the person's nor the authority's."""
    plan = a_plan(w)
    on_paper(w, plan, **TRAINING)
    case = came(w, plan)
    place = a_place(w)
    for login in ("jobseeker", "officer", "employer"):
        with pytest.raises((Forbidden, NotFound)):
            w.do(f"{CH}.refer_to_measure", case, login, offer=place, begin_on="2021-05-03")


def test_a_jobseeker_declines_their_own_measure_alone(w: World) -> None:
    """The answer is the person's own: another's case is not there."""
    plan = a_plan(w)
    on_paper(w, plan, **TRAINING)
    case = came(w, plan)
    a_plan(w, "jobseeker3")
    with pytest.raises(NotFound):
        w.do(f"{CH}.decline_measure", case, "jobseeker3", reason="мен емес")
    w.do(f"{CH}.decline_measure", case, "jobseeker", reason="Жұмыс таптым")
    assert w.state(case) == "declined"


def test_places_are_typed_values_of_the_list(w: World) -> None:
    """The list is content of the office: dated, with places, never about a person."""
    number = a_place(w)
    with w.read() as session:
        item = session.scalars(select(ContentItem).where(ContentItem.number == number)).one()
    assert (item.personal, item.data["places"]) == (False, 1)
