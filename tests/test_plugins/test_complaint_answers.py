"""Who may answer a complaint, what a granted one changed, and how complaints are counted."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import chain, combinations
from typing import Any

import pytest
from sqlalchemy import select

from console.data.case import Case
from console.data.documents import Decision, Document
from console.declare import PanelAsk, Period
from console.errors import Grounds, NotFound
from console.scope import SYSTEM
from console.withheld import kept_forms
from plugins.complaints import documents, measures
from plugins.complaints.remedy import changes_table
from tests.make import ZONE, World
from tests.test_plugins.test_complaints import (
    ANSWER,
    complaint,
    decision,
    lodged,
    refused_registration,
)

DRAFT, SIGN = "complaints.draft_answer", "complaints.sign_answer"
#: everybody of the authority who may prepare; the head and the deputy in the head's place may sign
PREPARE, MAY_SIGN = ("officer", "head", "deputy"), ("head", "deputy")
SUBSETS = list(chain.from_iterable(combinations(PREPARE, n) for n in range(4)))


def aside(w: World, number: str, who: tuple[str, ...]) -> None:
    """These officials stepped aside."""
    with w.store.write(SYSTEM) as session:
        row = session.scalars(select(Case).where(Case.number == number)).one()
        row.facts = {**row.facts, "aside": {str(w.accounts[login]): login for login in who}}


def may(w: World, step: str, number: str, login: str, **payload: Any) -> bool:
    """Whether the Rules let this official take the step now."""
    found = w.process.try_rules(step, number, w.actor(login), w.scope(login), w.now, payload)
    return not {g.code for g in found} & {"took_part_in_decision", "signed_the_decision"}


def test_whoever_took_part_answers_only_when_nobody_else_can(w: World) -> None:
    """Par. 46, every combination: linked or not, whoever stepped aside, whoever is left."""
    js, case = refused_registration(w)
    linked, loose = lodged(w, js, decision_number=case), lodged(w, js)
    for number, took_part in ((linked, {"officer", "head"}), (loose, set())):
        for who in SUBSETS:
            aside(w, number, who)
            tied = took_part | set(who)
            for login in PREPARE:
                free = login not in tied or tied >= set(PREPARE)
                assert may(w, DRAFT, number, login, **ANSWER) == free, (number, who, login)
            for login in MAY_SIGN:
                free = login not in tied or tied >= set(MAY_SIGN)
                assert may(w, SIGN, number, login) == free, (number, who, login)


def test_words_are_kept_from_whom_another_can_answer_for(w: World) -> None:
    """Par. 46: kept from officer, head and director who took part, until the answer needs it."""
    js, case = refused_registration(w)
    number = lodged(w, js, decision_number=case)

    def kept(*logins: str) -> set[str]:
        with w.read() as session:
            row = session.scalars(select(Case).where(Case.number == number)).one()
            return {login for login in logins if kept_forms(
                session, w.catalog, row, w.actor(login), w.now.date())}

    everybody = ("officer", "head", "deputy", "director", "supervisor", "jobseeker")
    assert kept(*everybody) == {"officer", "head", "director"}
    w.do("complaints.ask_explanation", number, by="deputy", question="Неге?", shows_text=False)
    assert kept("officer") == {"officer"}
    w.do("complaints.ask_explanation", number, by="deputy", question="Неге?", shows_text=True)
    assert kept(*everybody) == set()


def test_the_words_open_when_nobody_else_is_left(w: World) -> None:
    """Whoever has to answer reads what they answer; the center's director does not."""
    js, case = refused_registration(w)
    number = lodged(w, js, decision_number=case)
    aside(w, number, ("deputy",))
    with w.read() as session:
        row = session.scalars(select(Case).where(Case.number == number)).one()
        kept = {login: bool(kept_forms(session, w.catalog, row, w.actor(login), w.now.date()))
                for login in ("officer", "head", "deputy", "director")}
    assert kept == {"officer": False, "head": False, "deputy": False, "director": True}


def test_the_answer_says_that_nobody_else_was_left(w: World) -> None:
    """The sheet and the journal say that whoever took part answers."""
    js, case = refused_registration(w)
    number = lodged(w, js, decision_number=case)
    aside(w, number, ("deputy",))
    w.do(DRAFT, number, by="officer", **ANSWER)
    w.sign(SIGN, number, by="head")
    with w.read() as session:
        sheet = session.scalars(
            select(Document).where(Document.form == "complaint_answer", Document.state == "signed")
        ).one()
    assert "участвовавшее" in sheet.data["conflict"]
    assert w.case(number).facts["nobody_else"] is True


def test_a_correction_names_the_answer_it_corrects(w: World) -> None:
    """The earlier answer stays; the new one repeats it, with the correction, and supersedes it."""
    js = w.a_registered_jobseeker(login="jobseeker")
    number = lodged(w, js)
    w.do(DRAFT, number, by="officer", **ANSWER)
    w.sign(SIGN, number, by="head")
    first = decision(w, "complaint_answer")
    w.sign("complaints.correct_answer", number, by="head", correction="47-тармақ", reason="Қате")
    with w.read() as session:
        sheet = session.scalars(
            select(Document).where(Document.step == "complaints.correct_answer")).one()
        rows = session.scalars(select(Decision).where(Decision.kind == "complaint_answer")).all()
    assert sheet.data["corrected_number"] == first
    assert "47-тармақ" in sheet.data["correction"]
    assert sheet.data["answer"] == ANSWER["answer"]
    assert [row.revision for row in rows] == [1, 2]
    assert rows[1].supersedes_id == rows[0].id


def granted(w: World, number: str, by: str = "deputy") -> str:
    """The complaint is granted; number of the duty it opened."""
    w.do(DRAFT, number, by=by, **{**ANSWER, "result": "granted"})
    w.sign(SIGN, number, by=by)
    return w.cases("reversal")[-1].number


def test_the_reversing_act_shows_what_it_changed(w: World) -> None:
    """Before and after in words, on the reversal and on the complaint; the notice says it too."""
    js, case = refused_registration(w)
    number = lodged(w, js, decision_number=case)
    reversal = granted(w, number)

    def table(of: str) -> Any:
        with w.read() as session:
            row = session.scalars(select(Case).where(Case.number == of)).one()
            return changes_table(PanelAsk(session, w.catalog.law, row.person, row, w.now, ZONE))

    assert table(number).rows == []
    assert "nothing has changed yet" in table(number).lead[0]["en"]
    w.sign("complaints.issue_reversal", reversal, by="head")
    rows = table(reversal).rows
    assert [(r[1], r[2]["en"], r[3]["en"]) for r in rows] == [(case, "Refused, notice to give",
                                                              "Checked")]
    assert table(number).rows == rows
    said = w.messages(reversal, "decision_reversed")[0].body
    assert case in said
    assert "→" in said


def test_a_reversal_that_moves_nothing_says_so(w: World) -> None:
    """Annex 3 reversed: no case of the person changes, and the notice does not pretend."""
    js = w.a_registered_jobseeker(login="jobseeker", language="ru")
    number = lodged(w, js, decision_number=js.case)
    reversal = granted(w, number, by="head")
    w.sign("complaints.issue_reversal", reversal, by="director")
    assert w.case(reversal).facts["changes"] == []
    assert "не изменилось" in w.messages(reversal, "decision_reversed")[0].body


def test_reversing_a_registration_restores_no_ended_status(w: World) -> None:
    """Par. 46: only the decision that ended a status restores it when reversed."""
    js = w.at("2021-04-16 10:00").a_registered_jobseeker(login="jobseeker")
    case = w.at("2021-04-20 15:00").becomes_unemployed(js.person)
    given = decision(w, "unemployed_registration")
    w.do("unemployed_status.propose_end", case, by="specialist", ground="moved",
         since="2021-04-20", basis="№ 1")
    w.sign("unemployed_status.end_status", case, by="head")
    number = lodged(w, js, decision_number=given)
    reversal = granted(w, number)
    assert w.refused("complaints.issue_reversal", reversal, "head") == [
        ("later_decision_stands", "46")
    ]
    assert w.state(case) == "ended"


def test_a_complaint_is_linked_to_the_sort_of_decision(w: World) -> None:
    """Statistics need what sort of decision was complained of, also where none was signed."""
    js, case = refused_registration(w)
    assert complaint(w, lodged(w, js, decision_number=case)).decision_kind == "unemployed_refusal"
    assert complaint(w, lodged(w, js, decision_number=js.case)).decision_kind == "jobseeker_notice"
    assert complaint(w, lodged(w, js)).decision_kind is None


def test_outcomes_and_reversed_decisions_are_counted(w: World) -> None:
    """Every end once, by subject; granted complaints by kind of decision and what followed."""
    js, case = refused_registration(w)
    first = lodged(w, js, decision_number=case, subject="decision")
    reversal = granted(w, first)
    w.sign("complaints.issue_reversal", reversal, by="head")
    second = lodged(w, js)
    w.do("complaints.withdraw", second, by="jobseeker")
    third = lodged(w, js, against="other")
    w.do("complaints.pass_on", third, by="officer", to_whom="Сот", reason="Басқа")
    lodged(w, js, subject="inaction")
    period = Period(datetime(2021, 4, 1, tzinfo=UTC), datetime(2021, 5, 1, tzinfo=UTC))
    with w.read() as session:
        offices = [w.offices["authority"]]
        by_subject = {r[0]: r[1:] for r in measures.outcomes(session, period, offices)}
        by_kind = list(measures.reversed_decisions(session, period, offices))
    assert by_subject["decision"] == (1, 1, 0, 0, 0, 0, 0, 0, 0)
    assert by_subject["action"] == (2, 0, 0, 0, 1, 0, 1, 0, 0)
    assert by_subject["inaction"] == (1, 0, 0, 0, 0, 0, 0, 0, 1)
    assert [(r[0]["en"], *r[1:]) for r in by_kind] == [
        ("Refusal to register as unemployed", 1, 1, 1, 0, 0)
    ]


def test_an_anonymous_complaint_has_no_person_and_no_term(w: World) -> None:
    """Nobody is linked or told; it is counted where it was looked into."""
    done = w.do("complaints.record_anonymous", by="officer", addressee="local_authority_head",
                subject="inaction", against="center", way="visit", text="Кезек.")
    row = complaint(w, done.number)
    assert (row.person_id, done.started, w.messages(done.number)) == (None, (), [])
    w.do("complaints.look_into", done.number, by="head", findings="Расталмады.")
    assert complaint(w, done.number).result == "looked_at"


def test_the_usual_address_of_a_complaint_of_an_employer_is_offered(w: World) -> None:
    """Out of scope: the form opens with where such a complaint belongs, in the person's words."""
    js = w.a_registered_jobseeker(login="jobseeker", language="ru")
    number = lodged(w, js, against="other")
    with w.read() as session:
        act = w.process.reading_act(session, w.catalog.steps["complaints.pass_on"], number,
                                    w.actor("officer"), w.scope("officer"), w.now)
        assert "инспекции труда" in documents.where_to(act)["to_whom"]


@pytest.mark.parametrize(("by", "addressee"), [
    ("executive", "local_authority_head"), ("officer", "quality_body"),
])
def test_a_body_does_not_write_the_complaint_of_another(w: World, by: str, addressee: str) -> None:
    """The refusal is that of an unknown IIN: no body learns whom another one serves."""
    js = w.a_registered_jobseeker()
    with pytest.raises(NotFound):
        lodged(w, js, by=by, addressee=addressee, iin=js.application["iin"], way="visit")


def test_explaining_is_only_for_whom_was_asked_something(w: World) -> None:
    """An explanation without a question is refused with the paragraph."""
    js = w.a_registered_jobseeker(login="jobseeker")
    number = lodged(w, js)
    with pytest.raises(Grounds) as refused:
        w.do("complaints.give_explanation", number, by="officer", text="Солай.")
    assert [g.code for g in refused.value.grounds] == ["explanation_not_asked"]
