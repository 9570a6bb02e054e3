"""Attacks on plans and measures: somebody else's plan, another office's, an outdated revision."""

from __future__ import annotations

import pytest

from console.data.store import Store
from console.errors import Conflict, Forbidden, NotFound
from tests.make import PIN, World
from tests.test_plugins.test_plans import PLAN, a_plan, on_paper

AMENDED = {**PLAN, "goal": "Басқа", "amendment_reason": "Себебі"}
DONE = {"entry_on": "2021-05-20", "measure": "mediation_vacancy_information",
        "done_on": "2021-04-16", "proof": "сөз"}


@pytest.fixture
def w(store: Store) -> World:
    """The tests' world over an empty database."""
    return World(store)


def test_another_persons_plan_is_not_there(w: World) -> None:
    """Not to sign, not to report on, not to explain: 404 as if it were nobody's."""
    plan = a_plan(w)
    a_plan(w, "jobseeker3")
    w.do("mediation.draw_up_plan", plan, data=PLAN)
    with pytest.raises(NotFound):
        w.prepare("mediation.sign_plan_person", plan, "jobseeker3")
    on_paper(w, plan)
    with pytest.raises(NotFound):
        w.do("mediation.report_fulfilment", plan, "jobseeker3", data=DONE)
    with pytest.raises(NotFound):
        w.do("mediation.explain_absence", plan, "jobseeker3", entry_on="2021-05-05",
             cause_told="мен емес")


def test_another_office_touches_no_plan(w: World) -> None:
    """Another center neither amends, withdraws, records nor signs."""
    plan = a_plan(w)
    on_paper(w, plan)
    w.do("mediation.amend_plan", plan, data=AMENDED)
    acts = {
        "amend_plan": AMENDED, "withdraw_amendment": {"reason": "жоқ"},
        "monitor_plan": {"entry_on": "2021-05-20", "result": "done", "proof": "х",
                         "measure": "mediation_vacancy_information", "done_on": "2021-04-16"},
    }
    for name, data in acts.items():
        with pytest.raises(NotFound):
            w.do(f"mediation.{name}", plan, "specialist2", data=data)
    with pytest.raises((NotFound, Forbidden)):
        w.prepare("mediation.sign_plan_specialist", plan, "specialist2")
    assert w.state(plan) == "amending"


def test_an_outdated_revision_cannot_be_signed(w: World) -> None:
    """The sheet of a draft that was drawn anew is refused, though its bytes are genuine."""
    plan = a_plan(w)
    w.do("mediation.draw_up_plan", plan, data=PLAN)
    old = w.prepare("mediation.sign_plan_person", plan, "jobseeker")
    w.do("mediation.draw_up_plan", plan, data={**PLAN, "goal": "Басқа мақсат"})
    w._key("jobseeker")
    with pytest.raises(Conflict):
        w.desk.sign("mediation.sign_plan_person", plan, w.actor("jobseeker"),
                    w.scope("jobseeker"), w.now, document=old.number, pin=PIN)
    assert w.state(plan) == "drafted"


def test_the_specialist_cannot_join_a_discarded_sheet(w: World) -> None:
    """A sheet the person signed before the draft changed is joined by nobody."""
    plan = a_plan(w)
    w.do("mediation.draw_up_plan", plan, data=PLAN)
    first = w.prepare("mediation.sign_plan_person", plan, "jobseeker")
    w.sign("mediation.sign_plan_person", plan, "jobseeker")
    w.do("mediation.draw_up_plan", plan, data={**PLAN, "goal": "Басқа мақсат"})
    w.sign("mediation.sign_plan_person", plan, "jobseeker")
    w._key("specialist")
    with pytest.raises(Conflict):
        w.desk.sign("mediation.sign_plan_specialist", plan, w.actor("specialist"),
                    w.scope("specialist"), w.now, document=first.number, pin=PIN)
    assert w.state(plan) == "signed_person"


def test_a_person_records_nothing_themselves(w: World) -> None:
    """The word is the person's, the record the specialist's (par. 51)."""
    plan = a_plan(w)
    on_paper(w, plan)
    with pytest.raises(Forbidden):
        w.do("mediation.monitor_plan", plan, "jobseeker", entry_on="2021-05-20", result="done",
             measure="mediation_vacancy_information", done_on="2021-04-16", proof="сөз")
    w.do("mediation.report_fulfilment", plan, "jobseeker", data=DONE)
    assert w.due(plan, "D-33") == "2021-05-20 open"
