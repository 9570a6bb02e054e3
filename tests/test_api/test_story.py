"""One jobseeker's whole way through the Rules by programs alone, as the browser walks it."""

from __future__ import annotations

from typing import Any

from tests.make import PIN, a_check, a_full_card, a_vacancy_form
from tests.test_api.conftest import Api
from tests.test_plugins.offers import FITS
from tests.test_plugins.test_plans import PLAN


class Walk:
    """The interface as several people use it; each act must be accepted."""

    def __init__(self, api: Api) -> None:
        self.api, self.w = api, api.world

    def act(self, login: str, step: str, case: str | None = None, **data: Any) -> dict[str, Any]:
        """Perform a step and return its answer."""
        path = f"/cases/{case}/steps/{step}" if case else f"/steps/{step}"
        answer = self.api.program(login).post(path, {"data": data} if data else {})
        assert answer.status_code in (200, 201), f"{step}: {answer.text}"
        found: dict[str, Any] = answer.get_json()
        return found

    def sign(self, login: str, step: str, case: str) -> dict[str, Any]:
        """Prepare and sign with the login's demonstration key."""
        self.w._key(login)
        program = self.api.program(login)
        made = program.post(f"/cases/{case}/documents/{step}")
        assert made.status_code == 201, f"{step}: {made.text}"
        paper = made.get_json()["number"]
        answer = program.post(f"/cases/{case}/steps/{step}", {"document": paper, "pin": PIN})
        assert answer.status_code == 200, f"{step}: {answer.text}"
        found: dict[str, Any] = answer.get_json()
        return found

    def opened(self, answer: dict[str, Any], kind: str) -> str:
        """Number of the case an act opened by itself."""
        return next(str(o["number"]) for o in answer["opened"] if o["kind"] == kind)

    def public(self, vacancy: str) -> bool:
        """Whether a visitor without a token finds the vacancy."""
        return bool(self.api.program().get(f"/vacancies/{vacancy}").status_code == 200)


def test_the_whole_way_by_the_interface(api: Api) -> None:
    """Par. 5-63: registration, status, plan, vacancy, offer, hiring, complaint, end of status."""
    walk, w = Walk(api), api.world
    case, person = _registered(walk)
    job = walk.act("employer", "mediation.post_vacancy",
                   **a_vacancy_form(appeared_on=w.now.date().isoformat()))["number"]
    assert walk.public(job)
    status = _refused_an_offer(walk, person, job)
    decided = _decided(walk, status, case)
    _plan(walk, walk.opened(decided, "plan"))
    _hired(walk, person, job, status)
    assert not walk.public(job)
    _complaint(walk, status)
    ended = walk.sign("head", "unemployed_status.end_status", status)
    assert ended["state"] == "ended"


def _registered(walk: Walk) -> tuple[str, str]:
    w = walk.w
    application = w.an_application()
    for register, facts in {
        "employment": {"contracts": []}, "student": {"full_time": False, "institution": ""},
    }.items():
        w.outside.registers.know(application["iin"], register, **facts)  # type: ignore[attr-defined]
    case = walk.act("specialist", "registration.accept_application", **application)["number"]
    walk.act("specialist", "registration.fill_card", case, **a_full_card(application))
    walk.act("specialist", "registration.propose_registration", case, **a_check(application))
    answer = walk.sign("director", "registration.register_jobseeker", case)
    assert {"D-08"} <= {s["deadline"] for s in answer["started"]}
    person = w.person_of(case).number
    walk.api.web.account_for("walker", person)
    return case, person


def _refused_an_offer(walk: Walk, person: str, job: str) -> str:
    """Par. 31: the jobseeker declines; the case of unemployed status opens by itself."""
    offer = walk.act("specialist", "mediation.offer_vacancy", vacancy=job, person=person,
                     channel="ele_cabinet", **FITS)["number"]
    declined = walk.act("walker", "mediation.decline_offer", offer, reason="Жол алыс")
    return walk.opened(declined, "unemployed_status")


def _decided(walk: Walk, status: str, case: str) -> dict[str, Any]:
    walk.sign("director", "unemployed_status.approve_draft", status)
    walk.act("officer", "unemployed_status.check_registers", status, claims_measures=False)
    decided = walk.sign("head", "unemployed_status.sign_decision", status)
    assert {"D-11", "D-12"} <= {s["deadline"] for s in decided["started"]}
    walk.sign("director", "unemployed_status.give_notice", status)
    told = walk.act("specialist", "unemployed_status.inform_person", status, channel="mobile")
    assert told["state"] == "active"
    return decided


def _plan(walk: Walk, plan: str) -> None:
    drawn = walk.act("specialist", "mediation.draw_up_plan", plan, **PLAN)
    assert "D-19" in drawn["stopped"]
    walk.sign("walker", "mediation.sign_plan_person", plan)
    signed = walk.sign("specialist", "mediation.sign_plan_specialist", plan)
    assert signed["state"] == "active"


def _hired(walk: Walk, person: str, job: str, status: str) -> None:
    other = walk.act("employer", "mediation.post_vacancy", **a_vacancy_form(
        appeared_on=walk.w.now.date().isoformat()))["number"]
    offer = walk.act("specialist", "mediation.offer_vacancy", vacancy=other, person=person,
                     channel="ele_cabinet", **FITS)["number"]
    walk.act("walker", "mediation.accept_offer", offer)
    walk.act("specialist", "mediation.send_resume", offer, conditions_suit=True, way="system")
    hired = walk.act("employer", "mediation.confirm_hiring", offer)
    assert hired["state"] == "hired"
    assert not walk.public(other)
    assert walk.w.state(status) == "end_proposed"
    walk.act("employer", "mediation.close_vacancy", job, cause="post_cut")


def _complaint(walk: Walk, status: str) -> None:
    """Par. 46: whoever signed the decision does not sign the answer; the replacing person does."""
    lodged = walk.act(
        "walker", "complaints.lodge", text="Шешіммен келіспеймін.", outcome="cancel_decision",
        full_name={"surname": "Оспанова", "given_name": "Айгүл"}, decision_number=status,
        addressee="local_authority_head", subject="decision", against="local_authority",
    )
    number = lodged["number"]
    assert {"D-17"} <= {s["deadline"] for s in lodged["started"]}
    head = walk.api.program("head").post(
        f"/cases/{number}/steps/complaints.draft_answer",
        {"data": {"result": "denied", "paragraphs": "34", "answer": "Жауап"}})
    assert head.status_code in (403, 422)
    walk.act("deputy", "complaints.take_over", number)
    walk.act("deputy", "complaints.draft_answer", number, result="denied", paragraphs="34",
             answer="Шешім заңды.")
    barred = walk.api.program("head").post(f"/cases/{number}/documents/complaints.sign_answer")
    assert barred.status_code == 422 and barred.get_json()["grounds"]
    assert walk.sign("deputy", "complaints.sign_answer", number)["state"] == "answered"
