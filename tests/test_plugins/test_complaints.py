"""Chapter 4, complaints: par. 46 and 47."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from console.data.access import AccessGrant
from console.data.case import Case
from console.data.documents import Decision, Document
from console.data.store import Store
from console.declare import Period
from console.errors import Forbidden, NotFound
from console.migrate import drift
from plugins.complaints import documents, measures
from plugins.complaints.tables import Complaint
from tests.make import Jobseeker, World

ANSWER = {"result": "denied", "paragraphs": "46", "answer": "Жауап."}


def lodged(w: World, js: Jobseeker, by: str = "jobseeker", **over: Any) -> str:
    """Number of a complaint of the jobseeker, to the local authority's head by default."""
    data = {
        "full_name": js.application["full_name"], "addressee": "local_authority_head",
        "subject": "action", "against": "local_authority", "text": "Не болды.",
        "outcome": "explain", **over,
    }
    return w.do("complaints.lodge", by=by, data=data).number


def refused_registration(w: World, login: str = "jobseeker") -> tuple[Jobseeker, str]:
    """A man of seventy whose registration as unemployed the head refused; the case's number."""
    js = w.at("2021-04-16 10:00").a_registered_jobseeker(login=login, born="1950-01-01", sex="m")
    w.at("2021-04-20 09:00").sweep()
    person = w.person(js.person)
    case = w.cases("unemployed_status", person.id)[-1].number
    w.sign("unemployed_status.approve_draft", case, by="director")
    known: Any = w.outside.registers
    known.know(person.iin, "employment", contracts=[])
    w.ask(person.iin or "", "officer", step="unemployed_status.check_registers", case=case,
          registers=("person", "employment", "entrepreneur", "student"), purpose="32")
    w.sign("unemployed_status.refuse_status", case, by="head")
    return js, case


def complaint(w: World, number: str) -> Complaint:
    """The row beside a complaint's case."""
    with w.read() as session:
        return session.scalars(
            select(Complaint).join(Case, Case.id == Complaint.case_id).where(Case.number == number)
        ).one()


def decision(w: World, kind: str) -> str:
    """Number of the newest decision of a kind."""
    with w.read() as session:
        return session.scalars(
            select(Decision.number).where(Decision.kind == kind).order_by(Decision.id.desc())
        ).first() or ""


def sees(w: World, login: str, number: str) -> bool:
    """Whether a login sees a case."""
    with w.read(w.scope(login)) as session:
        return session.scalar(select(Case.id).where(Case.number == number)) is not None


@pytest.mark.every_store
def test_the_branch_makes_exactly_the_declared_table(store: Store) -> None:
    """The chapter's own migration and its table say the same."""
    assert [found for found in drift(store) if "complaint" in str(found)] == []


def test_the_accused_center_does_not_see_the_complaint(w: World) -> None:
    """A complaint of the center is hidden from the center; one of the authority is not."""
    js = w.a_registered_jobseeker(login="jobseeker")
    hidden = lodged(w, js, against="center_official")
    shown = lodged(w, js, against="local_authority")
    assert not sees(w, "specialist", hidden)
    assert not sees(w, "director", hidden)
    assert sees(w, "specialist", shown)
    assert sees(w, "head", hidden)
    assert sees(w, "jobseeker", hidden)
    assert not sees(w, "head2", hidden)


def test_one_jobseeker_cannot_complain_for_another(w: World) -> None:
    """The cabinet's complaint is the account's own, whatever IIN is typed."""
    js = w.a_registered_jobseeker(login="jobseeker")
    other = w.a_registered_jobseeker()
    number = lodged(w, js, iin=other.application["iin"])
    assert w.person_of(number).number == js.person


def test_a_clerk_complains_only_for_people_of_the_office(w: World) -> None:
    """A paper complaint of somebody served elsewhere is answered like an unknown IIN."""
    elsewhere = w.a_registered_jobseeker(second=True)
    with pytest.raises(NotFound):
        lodged(w, elsewhere, by="specialist", iin=elsewhere.application["iin"])


def test_the_body_addressed_sees_the_file_until_it_has_answered(w: World) -> None:
    """Par. 47: the quality body gets dated access with a reason, which ends with the answer."""
    js = w.at("2021-04-16 10:00").a_registered_jobseeker(login="jobseeker")
    assert not sees(w, "quality", js.case)
    number = lodged(w, js, addressee="quality_body")
    assert sees(w, "quality", js.case)
    assert not sees(w, "executive", js.case)
    w.do("complaints.draft_answer", number, by="quality", **ANSWER)
    w.at("2021-04-19 10:00").sign("complaints.sign_answer", number, by="quality")
    w.at("2021-04-19 10:01")
    assert not sees(w, "quality", js.case)
    assert sees(w, "quality", number)
    with w.read() as session:
        grant = session.scalars(select(AccessGrant)).one()
    assert number in grant.reason
    assert grant.valid_to is not None


def test_access_to_a_file_gives_no_right_to_act_on_it(w: World) -> None:
    """A grant lets the body read; the person's own cases stay with their offices."""
    js, case = refused_registration(w)
    lodged(w, js, addressee="quality_body")
    assert sees(w, "quality", case)
    with pytest.raises(Forbidden):
        w.do("unemployed_status.inform_person", case, by="quality", channel="mobile")


@pytest.mark.parametrize("what", ["decision", "document", "case", "lower"])
def test_any_number_on_a_letter_leads_to_the_decision(w: World, what: str) -> None:
    """People copy the number they see: decision, annex, case, in any letter case."""
    js, case = refused_registration(w)
    w.sign("unemployed_status.give_refusal_notice", case, by="director")
    made = decision(w, "unemployed_refusal")
    with w.read() as session:
        annex = session.scalars(
            select(Document.number).where(Document.form == "unemployed_refusal")
        ).one()
    written = {"decision": made, "document": annex, "case": case, "lower": made.lower()}[what]
    row = complaint(w, lodged(w, js, decision_number=written))
    assert row.decision_number == made
    assert row.decided_case_id == w.case(case).id


def test_an_unknown_number_refuses_no_complaint(w: World) -> None:
    """A mistyped number, or that of somebody else's decision, is kept as written and unlinked."""
    _, foreign = refused_registration(w, login="other")
    js = w.a_registered_jobseeker(login="jobseeker")
    row = complaint(w, lodged(w, js, decision_number=foreign))
    assert row.decided_case_id is None
    number = lodged(w, js, decision_number="ЖОҚ-1")
    w.do("complaints.draft_answer", number, by="officer", **ANSWER)
    assert w.sign("complaints.sign_answer", number, by="head").state == "answered"


def test_a_denied_complaint_opens_no_duty(w: World) -> None:
    """Only a granted complaint obliges anybody to reverse."""
    js, case = refused_registration(w)
    number = lodged(w, js, decision_number=case)
    w.do("complaints.draft_answer", number, by="deputy", **ANSWER)
    outcome = w.sign("complaints.sign_answer", number, by="deputy")
    assert outcome.opened == ()
    assert w.cases("reversal") == []


def test_a_granted_complaint_without_a_decision_opens_no_reversal(w: World) -> None:
    """Where nothing was decided there is nothing to reverse; the measures stand in the answer."""
    js = w.a_registered_jobseeker(login="jobseeker")
    number = lodged(w, js, subject="inaction")
    w.do("complaints.draft_answer", number, by="officer",
         **{**ANSWER, "result": "granted", "measures": "Жұмыс таңдалды."})
    w.sign("complaints.sign_answer", number, by="head")
    assert w.cases("reversal") == []
    assert complaint(w, number).result == "granted"


def test_the_reversing_act_names_what_it_reverses(w: World) -> None:
    """Par. 46: the reversal is a decision of its own; the reversed one stays as it was signed."""
    js, case = refused_registration(w)
    made = decision(w, "unemployed_refusal")
    number = lodged(w, js, decision_number=made)
    w.do("complaints.draft_answer", number, by="deputy", **{**ANSWER, "result": "granted"})
    w.sign("complaints.sign_answer", number, by="deputy")
    reversal = w.cases("reversal")[0].number
    assert w.refused("complaints.issue_reversal", reversal, "director") == [
        ("other_body_decided", "46")
    ]
    w.sign("complaints.issue_reversal", reversal, by="head")
    with w.read() as session:
        rows = {d.kind: d for d in session.scalars(select(Decision))}
        sheet = session.scalars(
            select(Document).where(Document.step == "complaints.issue_reversal")
        ).one()
    assert sheet.data["reversed_number"] == made == rows["unemployed_refusal"].number
    assert rows["reversal"].outcome == "reversed"
    assert rows["reversal"].grounds[0]["complaint"] == number
    assert w.state(case) == "checked"


def test_a_granted_complaint_may_be_satisfied_otherwise(w: World) -> None:
    """The duty may end without a reversal, with what was done and the document it rests on."""
    js, case = refused_registration(w)
    number = lodged(w, js, decision_number=case)
    w.do("complaints.draft_answer", number, by="deputy", **{**ANSWER, "result": "partly_granted"})
    w.sign("complaints.sign_answer", number, by="deputy")
    reversal = w.cases("reversal")[0].number
    w.do("complaints.satisfy_otherwise", reversal, by="head", measures="Түсіндірілді.",
         document="№ 3 хат")
    assert w.state(reversal) == "satisfied"
    assert w.state(case) == "refused"


def test_a_center_decision_is_reversed_by_the_center(w: World) -> None:
    """Annex 3 was signed by the director: the director reverses it, not the authority's head."""
    js = w.a_registered_jobseeker(login="jobseeker")
    number = lodged(w, js, decision_number=js.case)
    w.do("complaints.draft_answer", number, by="officer", **{**ANSWER, "result": "granted"})
    w.sign("complaints.sign_answer", number, by="head")
    reversal = w.cases("reversal")[0].number
    assert w.case(reversal).facts["decided_by"] == "center_director"
    assert w.refused("complaints.issue_reversal", reversal, "head") == [
        ("other_body_decided", "46")
    ]
    assert w.sign("complaints.issue_reversal", reversal, by="director").state == "issued"


def test_the_answer_says_who_answers_in_whose_place(w: World) -> None:
    """The sheet names the body, the signatory and that the replacing person signs."""
    js = w.a_registered_jobseeker(login="jobseeker")
    number = lodged(w, js)
    w.do("complaints.draft_answer", number, by="officer", **ANSWER)
    with w.read() as session:
        step = w.catalog.steps["complaints.sign_answer"]
        act = w.process.reading_act(session, step, number, w.actor("deputy"), w.scope("deputy"),
                                    w.now)
        data = documents.answer(act)
    assert data["body_name"] == "authority мекемесі"
    assert "алмастыратын адам" in data["signer_position"]
    assert data["complaint_number"] == number


def test_the_next_step_of_a_prepared_answer_is_the_signature(w: World) -> None:
    """The worklist names drafting first, then signing."""
    js = w.a_registered_jobseeker(login="jobseeker")
    number = lodged(w, js)
    assert w.case(number).next_step == "complaints.draft_answer"
    w.do("complaints.draft_answer", number, by="officer", **ANSWER)
    assert w.case(number).next_step == "complaints.sign_answer"


def test_the_person_reads_who_answers_and_by_when(w: World) -> None:
    """The notice of registration carries body and day in the person's language."""
    js = w.a_registered_jobseeker(login="jobseeker", language="ru")
    timed = w.messages(lodged(w, js), "complaint_lodged")[0].body
    untimed = w.messages(lodged(w, js, addressee="local_executive_body_head"))[0].body
    assert "23.04.2021" in timed
    assert "пункт 46" in timed
    assert "не установлен" in untimed


def test_timeliness_is_counted_only_where_a_term_is_stated(w: World) -> None:
    """Measures: late and in time by D-17 and D-18; the executive body is neither."""
    js = w.a_registered_jobseeker(login="jobseeker")
    first, second = lodged(w, js), lodged(w, js)
    third = lodged(w, js, addressee="local_executive_body_head")
    for number in (first, second):
        w.do("complaints.draft_answer", number, by="officer", **ANSWER)
    w.do("complaints.draft_answer", third, by="executive", **ANSWER)
    w.at("2021-04-23 18:00").sign("complaints.sign_answer", first, by="head")
    w.at("2021-04-26 18:00").sign("complaints.sign_answer", second, by="head")
    w.sign("complaints.sign_answer", third, by="executive")
    lodged(w, js, addressee="quality_body")
    period = Period(datetime(2021, 4, 1, tzinfo=UTC), datetime(2021, 5, 1, tzinfo=UTC))
    with w.read() as session:
        rows = list(measures.complaints(session, period, [w.offices["center"]]))
    assert [row[1:] for row in rows] == [(2, 0, 1, 1, 0), (1, 0, 0, 0, 0), (1, 0, 0, 0, 1)]
