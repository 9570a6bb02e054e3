"""Deregistration over the database: receipts by channel, facts told, what the decision leaves."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from console.data.actors import Card
from console.data.case import Episode
from console.data.documents import Decision, Document
from console.data.outbox import Message
from console.declare import Period
from console.errors import Forbidden, NotFound
from console.outside.facts import Fact, SimulatedFacts
from console.outside.simulate import Controls
from console.scope import SYSTEM
from console.work import facts as work
from plugins.unemployed_status.deregistration.evidence import Ask, known_of, ledger_of
from plugins.unemployed_status.deregistration.grounds import proved
from plugins.unemployed_status.deregistration.ledger import Ledger
from tests.make import ZONE, World

CH = "unemployed_status"
FITS = {f"fits_{p}": "yes" for p in ("training", "experience", "regime", "health", "transport")}
COURT = {"kind": "court", "document": "№ 1 хат", "court_measure": "imprisonment",
         "court": "Есік аудандық соты", "act_number": "1-77/2021", "act_on": "2021-05-11",
         "in_force_on": "2021-05-12"}


def unemployed(w: World, **over: Any) -> tuple[str, str]:
    """An unemployed person's number and the case of the status, on 12 May."""
    person = w.at("2021-04-16 10:00").a_registered_jobseeker(**over).person
    status = w.at("2021-04-20 15:00").becomes_unemployed(person)
    w.at("2021-05-12 10:00")
    return person, status


def ledger(w: World, person: str) -> Ledger:
    """The person's ledger as the rules read it now."""
    row = w.person(person)
    with w.read() as session:
        return ledger_of(Ask(session, w.catalog.law, row, w.now.date(), ZONE, "190000000"))


def offered(w: World, person: str, channel: str, **over: Any) -> str:
    """One suitable offer by a channel; its case."""
    return str(w.do("mediation.offer_vacancy", data={
        "vacancy": w.a_vacancy().number, "person": person, "channel": channel, **FITS, **over,
    }).number)


def noted(w: World, person: str, ground: str, **over: Any) -> str:
    """A case under one ground."""
    day = w.now.date().isoformat()
    return str(w.do(f"{CH}.note_ground", data={
        "person": person, "ground": ground, "known_on": day, "source": "хат", **over,
    }).number)


def proposed(w: World, person: str) -> str:
    """A case under 44(5) before the authority."""
    case = noted(w, person, "imprisoned")
    w.do(f"{CH}.add_evidence", case, data=COURT)
    w.do(f"{CH}.propose_deregistration", case, conclusion="Сот үкімі күшіне енді")
    return case


# ---- receipts
@pytest.mark.parametrize(("channel", "over", "by"), [
    ("in_person", {}, "visit"), ("mobile", {"reached": True}, "phone"), ("ele_cabinet", {}, None),
])
def test_how_receipt_is_proved(w: World, channel: str, over: dict[str, Any], by: str) -> None:
    """Par. 44(2), 58: told on a visit or by telephone; lying in a cabinet proves nothing."""
    person, _ = unemployed(w)
    offered(w, person, channel, **over)
    [row] = ledger(w, person).rows
    assert (row.offer.receipt.by if row.offer.receipt else None) == by


def test_an_offer_read_in_the_cabinet_in_time_was_received(w: World) -> None:
    """The mark of reading proves receipt, when it is not later than the term of par. 59."""
    person, _ = unemployed(w)
    case = offered(w, person, "ele_cabinet")
    w.at("2021-05-18 09:00").sweep()
    for day, reason in (("2021-05-18", "receipt_not_proved"), ("2021-05-13", "counts_silence")):
        with w.store.write(SYSTEM) as session:
            session.execute(
                update(Message).where(Message.case_id == w.case(case).id)
                .where(Message.channel == "cabinet", Message.notice == "job_offer")
                .values(read_at=datetime.fromisoformat(f"{day}T05:00:00+00:00"))
            )
        [row] = ledger(w, person).rows
        assert row.reason == reason


def test_an_offer_the_assistant_hands_over_was_received(w: World) -> None:
    """Par. 58: in a village receipt is proved by whoever delivered, and when."""
    person, _ = unemployed(w, rural=True)
    case = offered(w, person, "assistant")
    assert ledger(w, person).rows[0].offer.receipt is None
    w.do("mediation.deliver_offer", case, "assistant", told_in_person=True)
    receipt = ledger(w, person).rows[0].offer.receipt
    assert receipt is not None
    assert (receipt.by, receipt.who) == ("delivery", "assistant аты-жөні")


def test_an_own_answer_proves_receipt(w: World) -> None:
    """Whoever refuses an offer in the cabinet has received it."""
    person, _ = unemployed(w)
    case = offered(w, person, "ele_cabinet")
    w.do("mediation.decline_offer", case, channel="in_person", reason="Алыс")
    [row] = ledger(w, person).rows
    assert (row.reason, row.offer.reason) == ("counts_refusal", "Алыс")


# ---- facts told
def test_facts_told_prove_the_contributions(w: World, tmp_path: Path) -> None:
    """Par. 44(1): all three kinds from the feed, with period and payer, need no paper."""
    person, _ = unemployed(w)
    iin = w.person(person).iin or ""
    feed = SimulatedFacts(tmp_path, Controls())
    w.at("2021-06-10 10:00")
    case = noted(w, person, "contributions_received")
    for number, kind in enumerate(("medical", "pension", "social")):
        feed.tell(Fact(f"f-{number}", "contribution", iin, "БЖЗҚ", datetime(2021, 6, 9, tzinfo=UTC),
                       {"contribution": kind, "month": "2021-05", "payer": "Нұрлы үй ЖШС",
                        "payer_bin": "123456789012", "amount": 8500, "withheld": kind == "x"}))
        with w.read() as session:
            ask = Ask(session, w.catalog.law, w.person(person), w.now.date(), ZONE, "190000000")
            assert not proved(known_of(ask), "contributions_received")
        work.take(w.store, feed, w.now)
    w.do(f"{CH}.propose_deregistration", case, conclusion="Үш аударым түсті")
    w.sign(f"{CH}.deregister", case, "head")
    with w.read() as session:
        made = session.scalars(select(Decision).where(Decision.kind == "deregistration")).one()
        sheet = session.scalars(select(Document).where(Document.number == made.number)).one()
    assert "Нұрлы үй ЖШС 123456789012" in sheet.data["facts"]["kk"]
    assert "БЖЗҚ" in sheet.data["facts"]["kk"]
    assert {c["code"] for c in made.grounds[0]["evidence"]} == {
        "contribution_medical", "contribution_pension", "contribution_social"}


# ---- the decision
def test_what_a_deregistration_leaves_behind(w: World) -> None:
    """Par. 45: person, episode, card and decision say it; the figures count it under its item."""
    person, status = unemployed(w)
    case = proposed(w, person)
    w.at("2021-05-13 11:00").sign(f"{CH}.deregister", case, "deputy")
    row = w.person(person)
    with w.read() as session:
        episode = session.scalars(select(Episode).where(Episode.person_id == row.id)).one()
        card = session.scalars(select(Card).where(Card.person_id == row.id)).one()
        made = session.scalars(select(Decision).where(Decision.kind == "deregistration")).one()
        offices = list(w.offices.values())
        period = Period(datetime(2021, 5, 1, tzinfo=UTC), datetime(2021, 6, 1, tzinfo=UTC))
        counted = [(r[0], r[2]) for r in w.catalog.measures["deregistrations_by_ground"].query(
            session, period, offices)]
        outside = [r[1] for r in w.catalog.measures["closures_outside_44"].query(
            session, period, offices)]
    assert (row.state, w.state(status)) == ("deregistered", "ended")
    assert (episode.outcome, episode.open_person_id) == ("imprisoned", None)
    assert str(episode.closed_on) == "2021-05-13"
    mark = card.marks[-1]
    assert (mark["mark"], mark["on"], mark["item"]) == ("deregistered", "2021-05-13", "44(5)")
    assert card.searching is False
    assert made.grounds[0]["item"] == "44(5)"
    assert [item for item, number in counted if number] == ["44(5)"]
    assert sum(outside) == 0
    w.do(f"{CH}.inform_deregistered", case, channel="mobile")
    with w.read() as session:
        card = session.scalars(select(Card).where(Card.person_id == row.id)).one()
    assert card.marks[-1]["mark"] == "deregistration_told"


def test_the_decision_and_the_notice_print_the_right_of_complaint(w: World) -> None:
    """Par. 46, 47 stand on the sheet and in the message."""
    person, _ = unemployed(w)
    case = proposed(w, person)
    prepared = w.prepare(f"{CH}.deregister", case, "head")
    sheets = "".join(w.desk.preview(prepared.number))
    assert prepared.pdf.startswith(b"%PDF")
    assert sheets
    w.sign(f"{CH}.deregister", case, "head")
    w.do(f"{CH}.inform_deregistered", case, channel="mobile")
    told = w.messages(case, "deregistered")
    assert {m.channel for m in told} >= {"cabinet", "sms"}
    assert all("46–47" in m.body for m in told)


@pytest.mark.parametrize(("step", "by"), [
    ("deregister", "officer"), ("deregister", "director"), ("deregister", "specialist"),
])
def test_only_the_head_or_who_stands_in_signs(w: World, step: str, by: str) -> None:
    """Par. 45: the first head of the authority or the person authorised."""
    person, _ = unemployed(w)
    case = proposed(w, person)
    with pytest.raises(Forbidden):
        w.prepare(f"{CH}.{step}", case, by)


def test_a_foreign_center_and_authority_see_nothing(w: World) -> None:
    """The case of another district is as if it were not there."""
    person, _ = unemployed(w)
    case = proposed(w, person)
    for step, by in (("weigh_again", "officer2"), ("reject_proposal", "head2")):
        with pytest.raises(NotFound):
            w.do(f"{CH}.{step}", case, by, reason="x", valid=True, asked_on="2021-05-12")
    with pytest.raises(NotFound):
        w.do(f"{CH}.note_ground", by="specialist2", data={
            "person": person, "ground": "imprisoned", "known_on": "2021-05-12", "source": "x"})


def test_another_persons_case_takes_no_word_of_mine(w: World) -> None:
    """A person explains the own case only."""
    person, _ = unemployed(w)
    case = noted(w, person, "imprisoned")
    w.a_registered_jobseeker(login="stranger")
    with pytest.raises(NotFound):
        w.do(f"{CH}.state_cause", case, "stranger", cause="x")


def test_a_proof_that_falls_away_stops_the_signature(w: World) -> None:
    """Par. 44: the conditions are asked again on the day of the decision, over the same sheet."""
    person, _ = unemployed(w)
    days = ("2021-05-12", "2021-05-13", "2021-05-14")
    cases = []
    for day in days:
        w.at(f"{day} 10:00")
        cases.append(offered(w, person, "in_person"))
        w.do("mediation.decline_offer", cases[-1], channel="in_person", reason="Алыс")
    case = noted(w, person, "three_refusals")
    w.do(f"{CH}.propose_deregistration", case, conclusion="Үш бас тарту")
    assert w.case(case).facts["offers"] == cases
    with w.store.write(SYSTEM) as session:
        from console.data.mediation import Offer

        row = session.scalars(
            select(Offer).where(Offer.case_id == w.case(cases[0]).id)).one()
        row.suitability = {**row.suitability, "fits_health": "no"}
    assert w.refused(f"{CH}.deregister", case, "head") == [("enough_refusals", "44")]


def test_only_the_own_wish_is_withdrawn(w: World) -> None:
    """Reading A-32: a proposal of the center is not the person's to take back."""
    _person, status = unemployed(w, login="aigul")
    w.do(f"{CH}.propose_end", status, ground="moved", since="2021-05-12", basis="өтініш")
    assert w.refused(f"{CH}.withdraw_end", status, "aigul") == [("not_own_wish", "45")]


def test_what_binds_the_unemployed_ends_with_the_status(w: World) -> None:
    """Par. 44, 51: open summonses, other grounds and the term of a change do not outlive it."""
    person, _ = unemployed(w)
    case = proposed(w, person)
    other = noted(w, person, "change_not_reported")
    told = {"person": person, "purpose": "training", "place": "колледж", "channel": "in_person",
            "informed_on": "2021-05-12", "told": True}
    calls = [str(w.do(f"{CH}.summon", data=told).number) for _ in range(2)]
    known = w.do(f"{CH}.note_change", data={
        "person": person, "change": "business_started", "changed_on": "2021-05-11",
        "source": "үзінді"}).number
    w.at("2021-05-13 11:00").sign(f"{CH}.deregister", case, "head")
    assert [w.state(c) for c in calls] == ["over", "over"]
    assert [w.due(c, "D-30").split()[1] for c in calls] == ["cancelled", "cancelled"]
    assert (w.state(other), w.state(known)) == ("dismissed", "known")
    assert w.due(known, "D-20").split()[1] == "cancelled"
    w.at("2021-06-01 09:00").sweep()
    assert not [m for c in calls for m in w.messages(c, "summons_missed")]


def test_many_open_summonses_do_not_stop_a_decision(w: World) -> None:
    """More open cases than an act closes behind it stay for the specialist; the head signs."""
    person, _ = unemployed(w)
    case = proposed(w, person)
    told = {"person": person, "purpose": "training", "place": "колледж", "channel": "in_person",
            "informed_on": "2021-05-12", "told": True}
    calls = [str(w.do(f"{CH}.summon", data=told).number) for _ in range(7)]
    w.at("2021-05-13 11:00").sign(f"{CH}.deregister", case, "head")
    assert w.state(case) == "deregistered"
    assert {w.state(c) for c in calls} == {"called"}
