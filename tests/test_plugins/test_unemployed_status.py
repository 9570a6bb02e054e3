"""Chapter 3, registration of the unemployed: par. 31 to 35 and the end of the status."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from console.act import Act
from console.catalog import load_catalog
from console.data.actors import Card, Office
from console.data.case import Case, Episode
from console.data.documents import Decision, Document, RegisterAnswer
from console.data.office_tree import nearest
from console.declare import Period
from console.errors import Forbidden, NotFound
from console.scope import SYSTEM
from plugins.unemployed_status import documents, effects, measures
from plugins.unemployed_status.evaluation import (
    GROUNDS,
    PENSION,
    REGISTERS,
    WORKING,
)
from plugins.unemployed_status.rules import evaluate
from tests.make import Jobseeker, World

ON = date(2021, 4, 20)


def ready(w: World, **over: Any) -> tuple[Jobseeker, str]:
    """A jobseeker whose file is at the local authority."""
    js = w.at("2021-04-16 10:00").a_registered_jobseeker(**over)
    w.at("2021-04-20 09:00").sweep()
    case = w.cases("unemployed_status", w.person(js.person).id)[-1].number
    w.sign("unemployed_status.approve_draft", case, by="director")
    return js, case


def checked(w: World, case: str, **known: Any) -> None:
    """The registers are asked; ``known`` says what they hold beside nothing."""
    iin = w.person_of(case).iin or ""
    held = {"employment": {"contracts": []}, "student": {"institution": None}, **known}
    for register, facts in held.items():
        w.outside.registers.know(iin, register, **facts)  # type: ignore[attr-defined]
    w.ask(iin, "officer", step="unemployed_status.check_registers", case=case,
          registers=REGISTERS, purpose="32")


def unemployed(w: World, **over: Any) -> tuple[Jobseeker, str]:
    """Somebody registered as unemployed on 20.04.2021."""
    js, case = ready(w, **over)
    checked(w, case)
    w.sign("unemployed_status.sign_decision", case, by="head")
    return js, case


def act_of(w: World, session: Any, step: str, case: str, by: str) -> Act:
    """A reading act, as a screen makes one."""
    declared = w.catalog.steps[step]
    return w.process.reading_act(session, declared, case, w.actor(by), w.scope(by), w.now)


def test_the_file_becomes_visible_to_the_authority_with_the_draft(w: World) -> None:
    """Par. 31: case, person, episode and card are the authority's to see once they are sent."""
    js = w.a_registered_jobseeker()
    w.at("2021-04-20 09:00").sweep()
    case = w.cases("unemployed_status")[0].number
    with w.read(w.scope("officer")) as session:
        assert session.scalars(select(Case).where(Case.number == case)).all() == []
    w.sign("unemployed_status.approve_draft", case, by="director")
    person = w.person(js.person)
    with w.read(w.scope("officer")) as session:
        assert session.scalars(select(Case.number).where(Case.number == case)).all() == [case]
        assert session.scalars(select(Episode).where(Episode.person_id == person.id)).all()
        assert session.scalars(select(Card).where(Card.person_id == person.id)).all()
    with w.read(w.scope("officer2")) as session:
        assert session.scalars(select(Case).where(Case.number == case)).all() == []


def test_the_draft_attaches_what_is_known_and_calls_itself_a_draft(w: World) -> None:
    """Reading A-15: the center always forwards; findings on par. 34 go with the draft."""
    _, case = ready(w)
    with w.read() as session:
        made = session.scalars(select(Decision)).one()
        sheet = session.scalars(select(Document).where(Document.form == "decision")).one()
    assert (made.kind, made.outcome) == ("draft_decision", "approved")
    assert sheet.data["decision_kind"] == "unemployed_registration_draft"
    assert [g["code"] for g in made.grounds] == list(GROUNDS)
    assert GROUNDS[WORKING].text["kk"] in sheet.data["facts"]["kk"]


def test_answers_are_rows_and_only_needed_fields_stay_on_the_case(w: World) -> None:
    """Par. 32: who asked, whom about, why and when is kept; the case holds no more than needed."""
    _, case = ready(w)
    checked(w, case)
    with w.read() as session:
        rows = session.scalars(select(RegisterAnswer).where(RegisterAnswer.purpose == "32")).all()
        assert {r.register for r in rows} == set(REGISTERS)
        assert all(r.asked_by == w.accounts["officer"] and r.authority_id for r in rows)
    kept = w.case(case).facts["registers"]["person"]["data"]
    assert set(kept) == {"birth_date", "sex"}


def test_a_later_silence_does_not_erase_an_answer(w: World) -> None:
    """An answer once given stands, with its own time, when the register is down on a repetition."""
    js, case = ready(w)
    checked(w, case)
    controls = w.outside.controls
    controls.set("registers.employment", "down")
    try:
        checked(w, case)
    finally:
        controls.set("registers.employment", "up")
    assert w.case(case).facts["registers"]["employment"]["status"] == "ok"
    assert w.sign("unemployed_status.sign_decision", case, by="head").state == "registered"
    assert w.person(js.person).state == "unemployed"


def test_screen_decision_and_rule_tell_the_same(w: World) -> None:
    """One evaluation: the case screen, the refusing rule and the signed decision agree."""
    _, case = ready(w)
    checked(w, case, employment={"contracts": [{
        "employer": "«Дала» ЖШС", "post": "сатушы", "from": "2021-01-01", "suspended": False,
    }]})
    with w.read() as session:
        act = act_of(w, session, "unemployed_status.refuse_status", case, "head")
        shown = {f.ground.code for f in evaluate(act) if f.holds}
    refused = {code for code, _ in w.refused("unemployed_status.sign_decision", case, "head")}
    w.sign("unemployed_status.refuse_status", case, by="head")
    with w.read() as session:
        made = session.scalars(select(Decision).where(Decision.outcome == "refused")).one()
    assert shown == refused == {g["code"] for g in made.grounds} == {WORKING}
    assert made.grounds[0]["evidence"][0]["source"]


def test_annex_4_has_no_end_and_names_the_day_of_the_decision(w: World) -> None:
    """Par. 33, reading A-19: annex 4 counts from the decision and states no end."""
    _, case = unemployed(w)
    w.at("2021-04-22 10:00")
    with w.read() as session:
        act = act_of(w, session, "unemployed_status.give_notice", case, "director")
        data = documents.notice(act)
    assert data["registered_from"] == "2021-04-20"
    assert data["issue_date"] == "2021-04-22"
    assert "valid_until" not in data


def test_annex_5_gives_every_ground_in_the_words_of_the_person_too(w: World) -> None:
    """Par. 33, 34: annex 5 names the grounds and the reasons, in Kazakh and in Russian."""
    _, case = ready(w, language="ru", born="1950-01-01", sex="m")
    checked(w, case)
    w.sign("unemployed_status.refuse_status", case, by="head")
    with w.read() as session:
        act = act_of(w, session, "unemployed_status.give_refusal_notice", case, "director")
        data = documents.refusal_notice(act)
    assert data["grounds"] == [PENSION]
    assert "жас" in data["refusal_reason"]["kk"]
    assert "полных лет" in data["refusal_reason"]["ru"]
    assert set(data["refusal_reason"]) == {"kk", "ru"}
    w.sign("unemployed_status.give_refusal_notice", case, by="director")
    w.do("unemployed_status.inform_person", case, channel="mobile")
    told = w.messages(case, "status_told")[0]
    assert "отказано" in told.body
    assert "выплаты" not in told.body  # the list of documents goes only with a registration


def test_the_documents_list_goes_with_a_registration(w: World) -> None:
    """Par. 35(2): the list of documents is told together with the date, in short SMS words."""
    _, case = unemployed(w)
    w.do("unemployed_status.inform_person", case, channel="mobile")
    sms = next(m for m in w.messages(case, "status_told") if m.channel == "sms")
    assert "20.04.2021" in sms.body
    assert "банк шоты" in sms.body


def test_the_village_task_is_done_when_the_assistant_confirms(w: World) -> None:
    """Par. 35(1): the relayed task waits in the village until the person is told there."""
    _, case = unemployed(w, rural=True)
    w.do("unemployed_status.relay_information", case)
    task = next(m for m in w.messages(case, "status_relay") if m.channel == "assistant")
    assert (task.state, task.village_id) == ("waiting", w.offices["akim"])
    with pytest.raises(NotFound):
        w.do("unemployed_status.inform_person", case, by="assistant2", channel="assistant")
    w.do("unemployed_status.inform_person", case, by="akim", channel="village_akim")
    task = next(m for m in w.messages(case, "status_relay") if m.channel == "assistant")
    assert task.state == "delivered"


def test_the_card_keeps_dated_marks_and_the_episode_its_days(w: World) -> None:
    """Par. 32, reading A-32: marks of registration and end, and the days of the episode."""
    js, case = unemployed(w)
    w.sign("unemployed_status.give_notice", case, by="director")
    w.do("unemployed_status.inform_person", case, channel="mobile")
    w.at("2021-06-01 10:00")
    w.do("unemployed_status.propose_end", case, ground="moved", since="2021-05-30", basis="№ 1")
    w.sign("unemployed_status.end_status", case, by="head")
    person = w.person(js.person)
    with w.read() as session:
        episode = session.scalars(select(Episode).where(Episode.person_id == person.id)).one()
        card = session.scalars(select(Card).where(Card.person_id == person.id)).one()
    assert (episode.unemployed_on, episode.closed_on) == (ON, date(2021, 6, 1))
    assert (episode.open_person_id, episode.outcome) == (None, "moved")
    assert [m["mark"] for m in card.marks][-2:] == ["unemployed", "status_ended:moved"]
    assert not card.searching


def test_the_dead_get_no_message(w: World) -> None:
    """An end by death is decided like any other, but nobody writes to the dead."""
    _, case = unemployed(w)
    w.sign("unemployed_status.give_notice", case, by="director")
    w.do("unemployed_status.inform_person", case, channel="mobile")
    w.do("unemployed_status.propose_end", case, ground="death", since="2021-04-20", basis="№ 2")
    w.sign("unemployed_status.end_status", case, by="head")
    assert w.messages(case, "status_ended") == []


def test_the_replacing_person_signs_in_the_place_of_the_head(w: World) -> None:
    """Par. 32: an authorised or replacing person signs, and the sheet says so."""
    _, case = ready(w)
    checked(w, case)
    with pytest.raises(Forbidden):
        w.sign("unemployed_status.sign_decision", case, by="officer")
    w.sign("unemployed_status.sign_decision", case, by="deputy")
    with w.read() as session:
        sheet = session.scalars(
            select(Document).where(Document.step == "unemployed_status.sign_decision")
        ).one()
    assert "алмастыратын адам" in sheet.data["signer_position"]


def may_open(w: World, case: str) -> bool:
    """Whether an act on a case of the person would open another case of unemployed status."""
    with w.read() as session:
        cause = act_of(w, session, "unemployed_status.inform_person", case, "specialist")
        act = Act(session, w.catalog, w.catalog.steps["unemployed_status.open_case"],
                  cause.actor, None, SYSTEM, None, {}, w.now, w.now, cause=cause)
        return effects.should_open(act)


def test_a_second_case_may_follow_a_refusal_only(w: World) -> None:
    """Par. 31: no second case while one runs; after a refusal told to the person, one may open."""
    _, case = ready(w, born="1950-01-01", sex="m")
    assert not may_open(w, case)
    checked(w, case)
    w.sign("unemployed_status.refuse_status", case, by="head")
    w.sign("unemployed_status.give_refusal_notice", case, by="director")
    assert not may_open(w, case)
    w.do("unemployed_status.inform_person", case, channel="mobile")
    assert w.state(case) == "refusal_done"
    assert may_open(w, case)


def test_the_registered_get_no_second_case(w: World) -> None:
    """Par. 31: somebody already unemployed is not sent to the authority again."""
    _, case = unemployed(w)
    assert not may_open(w, case)


def test_figures_count_decisions_and_grounds(w: World) -> None:
    """The measures count signed decisions by center and refusals by ground of par. 34."""
    unemployed(w)
    _, other = ready(w, born="1950-01-01", sex="m")
    checked(w, other)
    w.sign("unemployed_status.refuse_status", other, by="head")
    period = Period(datetime(2021, 4, 1, tzinfo=UTC), datetime(2021, 5, 1, tzinfo=UTC))
    with w.read() as session:
        rows = list(measures.decisions(session, period, [w.offices["center"]]))
        grounds = list(measures.refusals_by_ground(session, period, [w.offices["center"]]))
    assert [row[1:] for row in rows] == [(1, 1, 0)]
    assert [number for _, number in grounds] == [0, 0, 1, 0, 0]


def test_the_authority_is_that_of_the_same_district(w: World) -> None:
    """Reading A-63: same district first; executive and quality bodies are the region's."""
    with w.read() as session:
        center = session.get_one(Office, w.offices["center2"])
        found = {
            kind: nearest(session, center, kind)
            for kind in ("local_authority", "quality_body", "executive_body", "ministry")
        }
    assert {k: v.code if v else None for k, v in found.items()} == {
        "local_authority": "authority2", "quality_body": "quality",
        "executive_body": "executive", "ministry": None,
    }


@pytest.mark.parametrize("absent", ["registration", "complaints", "mediation"])
def test_the_chapter_stands_without_the_others(absent: str) -> None:
    """A chapter that is not installed leaves triggers inert, the console still starts."""
    catalog = load_catalog(without=[absent])
    assert "unemployed_status.sign_decision" in catalog.steps
