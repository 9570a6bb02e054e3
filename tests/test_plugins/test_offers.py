"""Chapter 5: offers of suitable work and the answers to them (par. 58, 59)."""

from __future__ import annotations

import pytest

from console.errors import Grounds, NotFound
from tests.make import ZONE, World
from tests.test_plugins.offers import FITS, offer_row, offered, searching


# ---- offers
def test_an_offer_on_a_visit_is_received_at_once(w: World) -> None:
    """Par. 58, 59: D-24 ends, a jobseeker has one working day."""
    vacancy = w.a_vacancy().number
    offer = offered(w, searching(w), vacancy)
    assert (w.state(offer), w.due(offer, "D-25")) == ("offered", "2021-04-19 open")
    assert w.due(vacancy, "D-24") == "2021-04-21 met"
    assert w.due(offer, "D-26") == "none"


def test_a_duty_met_by_another_case_leaves_the_worklist(w: World) -> None:
    """Par. 58: the offer answers the vacancy's D-24; its row must not turn overdue later."""
    vacancy, person = w.a_vacancy().number, searching(w)
    w.do("mediation.select_candidates", vacancy, candidates=[{"person": person.number}])
    offered(w, person, vacancy)
    assert w.due(vacancy, "D-24").endswith("met")
    # what is left is the day by which the employer confirms the vacancy anew
    assert w.due(vacancy, "I-22") == f"{w.case(vacancy).due_at:%Y-%m-%d} open"


def test_an_unemployed_person_has_three_working_days(w: World) -> None:
    """Par. 59: D-26; Saturday 1 May is a holiday, its day off moves to Monday."""
    w.at("2021-04-29 10:00")
    offer = offered(w, searching(w, "unemployed"), w.a_vacancy().number)
    assert (w.due(offer, "D-25"), w.due(offer, "D-26")) == ("none", "2021-05-05 open")


def test_an_offer_through_the_assistant_waits_for_delivery(w: World) -> None:
    """Par. 58: a rural person is informed by the assistant; then the terms run."""
    vacancy, person = w.a_vacancy().number, searching(w, rural=True)
    offer = offered(w, person, vacancy, "assistant")
    assert (w.state(offer), w.due(vacancy, "D-24")) == ("on_the_way", "2021-04-21 open")
    assert [m.channel for m in w.messages(offer, "job_offer") if m.village_id] == ["assistant"]
    assert w.refused("mediation.deliver_offer", offer, "assistant", told_in_person=False) == [
        ("not_told_in_person", "58")]
    w.at("2021-04-19 12:00").do("mediation.deliver_offer", offer, "assistant", told_in_person=True)
    assert (w.state(offer), w.due(offer, "D-25")) == ("offered", "2021-04-20 open")
    assert w.due(vacancy, "D-24").endswith("met")


def test_a_message_by_telephone_counts_once_the_person_was_told(w: World) -> None:
    """Par. 58: a mobile message alone proves no receipt."""
    vacancy = w.a_vacancy(places=2).number
    assert w.state(offered(w, searching(w), vacancy, "mobile")) == "on_the_way"
    assert w.state(offered(w, searching(w), vacancy, "mobile", reached=True)) == "offered"


def test_the_assistants_channel_is_for_villages(w: World) -> None:
    """Par. 58: a town person has no assistant."""
    found = w.refused("mediation.offer_vacancy", vacancy=w.a_vacancy().number,
                      person=searching(w).number, channel="assistant", **FITS)
    assert found == [("no_assistant", "58")]


def test_work_that_is_not_suitable_is_not_offered_as_such(w: World) -> None:
    """Par. 2(9): a failed item of the checklist refuses the offer."""
    found = w.refused("mediation.offer_vacancy", vacancy=w.a_vacancy().number,
                      person=searching(w).number, channel="in_person",
                      **{**FITS, "fits_regime": "no", "fits_health": "no"})
    assert found == [("not_suitable_work", "2")] * 2


def test_the_specialist_explains_an_answer_against_the_card(w: World) -> None:
    """Par. 57: where the card says otherwise a reason is written and kept."""
    vacancy = w.a_vacancy(work_regime="shift").number
    person = searching(w)
    data = {"vacancy": vacancy, "person": person.number, "channel": "in_person", **FITS}
    assert w.refused("mediation.offer_vacancy", **data) == [("data_say_otherwise", "57")]
    offer = w.do("mediation.offer_vacancy", **data, note="Ауысымға келіседі").number
    assert offer_row(w, offer).suitability["note"] == "Ауысымға келіседі"


def test_one_vacancy_is_offered_once(w: World) -> None:
    """A-29: distinct vacancies count."""
    vacancy, person = w.a_vacancy().number, searching(w)
    offered(w, person, vacancy)
    found = w.refused("mediation.offer_vacancy", vacancy=vacancy, person=person.number,
                      channel="in_person", **FITS)
    assert found == [("offered_before", "58")]


def test_the_offer_keeps_the_reasons_shown(w: World) -> None:
    """Par. 57: the same text in the offer as on the screen."""
    row = offer_row(w, offered(w, searching(w), w.a_vacancy().number))
    assert row.suitable is True
    assert row.reasons["wage_level"]["result"] == "passed"
    assert "теңге" in row.reasons["wage_level"]["text"]["kk"]


def test_an_unknown_item_leaves_suitability_open(w: World) -> None:
    """Decision on 44(2): only a confirmed suitability may count against a person."""
    offer = offered(w, searching(w), w.a_vacancy().number, fits_experience="unknown")
    assert offer_row(w, offer).suitable is None


def test_the_person_answers_in_the_cabinet(w: World) -> None:
    """Par. 59: consent stops the term and starts the center's day."""
    person = searching(w, login="jobseeker")
    offer = offered(w, person, w.a_vacancy().number, "ele_cabinet")
    w.do("mediation.accept_offer", offer, "jobseeker")
    assert (w.state(offer), w.due(offer, "D-25")) == ("accepted", "2021-04-19 met")
    assert w.due(offer, "D-27") == "2021-04-19 open"


def test_nobody_answers_for_another(w: World) -> None:
    """Scope: a stranger's offer does not exist for a jobseeker."""
    searching(w, login="jobseeker")
    offer = offered(w, searching(w), w.a_vacancy().number)
    with pytest.raises(NotFound):
        w.do("mediation.accept_offer", offer, "jobseeker")


def test_only_the_center_records_an_earlier_answer(w: World) -> None:
    """Par. 59: a person cannot date an answer back; the specialist can, not before receipt."""
    person = searching(w, login="jobseeker")
    offer = offered(w, person, w.a_vacancy().number, "ele_cabinet")
    w.at("2021-04-20 09:00")
    with pytest.raises(Grounds):
        w.do("mediation.accept_offer", offer, "jobseeker", occurred="2021-04-19 09:00")
    with pytest.raises(Grounds):
        w.do("mediation.accept_offer", offer, occurred="2021-04-16 00:10")
    w.do("mediation.accept_offer", offer, occurred="2021-04-19 09:00", channel="mobile")
    assert offer_row(w, offer).answered_at == w.at("2021-04-19 09:00").now


def test_silence_ends_the_offer_as_of_its_term(w: World) -> None:
    """Par. 59: the consequence falls on the due instant, however late it is noticed."""
    offer = offered(w, searching(w, "unemployed"), w.a_vacancy().number)
    w.at("2021-04-28 10:00").sweep()
    row = offer_row(w, offer)
    assert (w.state(offer), row.answer) == ("unanswered", "unanswered")
    assert str(w.case(offer).closed_at.astimezone(ZONE).date()) == "2021-04-21"
    assert w.due(offer, "D-26") == "2021-04-21 cancelled"


def test_an_answer_given_in_time_and_recorded_late_stands(w: World) -> None:
    """Par. 59: the record of the answer, not the day of its entry, decides."""
    offer = offered(w, searching(w, "unemployed"), w.a_vacancy().number)
    w.at("2021-04-23 10:00").sweep()
    w.do("mediation.accept_offer", offer, occurred="2021-04-20 16:00", channel="mobile")
    assert w.state(offer) == "accepted"


def test_silence_on_a_closed_vacancy_is_nobodys_refusal(w: World) -> None:
    """In doubt nothing is taken from a person: the offer stays until it is withdrawn."""
    vacancy = w.a_vacancy().number
    offer = offered(w, searching(w, "unemployed"), vacancy)
    w.do("mediation.close_vacancy", vacancy, by="employer", cause="post_cut")
    w.at("2021-04-28 10:00").sweep()
    assert w.state(offer) == "offered"
    assert w.refused("mediation.accept_offer", offer) == [("vacancy_not_open", "63")]
    w.do("mediation.withdraw_offer", offer, cause="vacancy_closed", reason="Жабылды")
    assert w.state(offer) == "withdrawn"
