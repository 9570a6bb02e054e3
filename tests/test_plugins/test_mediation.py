"""Chapter 5: vacancies, selection, referral and hiring (par. 53-57, 60-63)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from console.data.actors import Card
from console.data.case import Case, Episode
from console.data.documents import Document
from console.data.mediation import Offer
from console.data.worktime import working_calendar
from console.declare import Period
from console.errors import Forbidden, Grounds, NotFound
from plugins.mediation import measures, texts
from plugins.mediation.silence import silent_tomorrow
from tests.make import ZONE, World, a_vacancy_form
from tests.test_plugins.offers import offer_row, offered, searching, sent, vacancy_row


# ---- vacancies
def test_a_posted_vacancy_is_published_at_once(w: World) -> None:
    """Par. 55: what the employer places is in the system without moderation."""
    number = w.a_vacancy().number
    row = vacancy_row(w, number)
    assert (w.state(number), row.published, row.source) == ("published", True, "ele_portal")
    assert (row.title, row.places, row.wage_max) == ("Сатушы", 1, 180000)
    assert w.due(number, "D-23") == "2021-04-19 open"
    assert w.due(number, "D-24") == "2021-04-21 open"
    assert [m.channel for m in w.messages(number, "vacancy_published")][0] == "cabinet"


def test_the_employers_term_is_judged_from_appearance(w: World) -> None:
    """Par. 53: five working days from the day the vacancy appeared, met in time."""
    number = w.a_vacancy(appeared_on="2021-04-12").number
    assert w.due(number, "D-21") == "2021-04-19 met"


def test_a_written_vacancy_is_registered_within_one_working_day(w: World) -> None:
    """Par. 54: D-22 runs from receipt, and the source is the paper."""
    out = w.do("mediation.register_vacancy", data=a_vacancy_form(
        employer=_bin(w), received_on="2021-04-15", appeared_on="2021-04-14"))
    assert w.due(out.number, "D-22") == "2021-04-16 met"
    assert vacancy_row(w, out.number).source == "written"


def _bin(w: World) -> str:
    from console.data.actors import Employer

    with w.read() as session:
        query = select(Employer.bin).where(Employer.contact_name == "employer")
        return session.scalars(query).one()


def test_a_written_vacancy_names_its_employer(w: World) -> None:
    """Par. 54: information from nobody is refused."""
    assert w.refused("mediation.register_vacancy", data=a_vacancy_form()) == [
        ("no_employer", "54")]


def test_an_employer_posts_only_for_itself(w: World) -> None:
    """Par. 55: the cabinet is one's own."""
    found = w.refused("mediation.post_vacancy", by="employer2",
                      data=a_vacancy_form(employer=_bin(w)))
    assert found == [("not_own_employer", "55")]


def test_an_employer_cannot_touch_anothers_vacancy(w: World) -> None:
    """Foreign vacancies are public to read, and nobody else's to close."""
    number = w.a_vacancy().number
    with pytest.raises((NotFound, Forbidden)):
        w.do("mediation.close_vacancy", number, by="employer2", cause="post_cut")


@pytest.mark.parametrize(("field", "text", "kind"), [
    ("qualification_requirements", "Требуются девушки до 30 лет", {"sex", "age"}),
    ("additional_information", "Тек ер адамдар", {"sex"}),
    ("job_duties", "Намаз оқитын адам", {"religion"}),
    ("working_conditions", "Только славянская внешность", {"ethnicity", "appearance"}),
    ("additional_information", "50 жасқа дейін", {"age"}),
])
def test_discriminatory_words_are_refused_with_the_word(
    w: World, field: str, text: str, kind: set[str]
) -> None:
    """Practice at par. 54: the ground names field and word."""
    with pytest.raises(Grounds) as refusal:
        w.a_vacancy(**{field: text})
    grounds = refusal.value.grounds
    assert {g.facts["kind"] for g in grounds} == kind
    assert all(g.field == field and g.facts["word"] for g in grounds)


@pytest.mark.parametrize("text", [
    "Опыт от 3 лет, знание русского языка", "Продажа одежды для мужчин и для женщин",
    "Қызмет көрсету, қазақ тілін білу", "Дружный молодой коллектив", "Жас мамандарға көмек",
])
def test_ordinary_words_are_not_taken_for_discrimination(text: str) -> None:
    """A refusal needs a reason: languages, goods and services are none."""
    assert texts.discriminatory({"job_duties": text}) == []


def test_a_post_like_an_excluded_one_is_warned_of_and_may_be_posted(w: World) -> None:
    """Par. 53: choosing the excluded post frees from D-21 and forbids nothing."""
    words = {"profession_clarification": "Аудандық сот судьясы"}
    assert w.refused("mediation.post_vacancy", by="employer", data=a_vacancy_form(**words)) == [
        ("perhaps_excluded_post", "53")]
    chosen = w.a_vacancy(**words, excluded_post="judge").number
    assert (w.state(chosen), w.due(chosen, "D-21")) == ("published", "none")
    checked = w.a_vacancy(**words, excluded_checked=True).number
    assert w.due(checked, "D-21") != "none"


def test_pay_below_the_minimum_is_hinted_not_refused(w: World) -> None:
    """A hint stops nothing."""
    hints = texts.wage_hints(w.catalog.law, w.now.date(), 15000, None)
    assert len(hints) == 1 and "42500" in hints[0]["kk"]
    assert not texts.wage_hints(w.catalog.law, w.now.date(), 150000, 180000)


def test_pausing_takes_a_vacancy_off_the_public_page(w: World) -> None:
    """A-42: with a reason, and back again."""
    number = w.a_vacancy().number
    w.do("mediation.pause_vacancy", number, by="employer", reason="Жөндеу")
    assert not vacancy_row(w, number).published
    w.do("mediation.resume_vacancy", number, by="employer")
    assert vacancy_row(w, number).published


def test_amending_keeps_the_place_and_changes_the_words(w: World) -> None:
    """The vacancy is corrected by the same form and the same rules."""
    number = w.a_vacancy().number
    w.do("mediation.amend_vacancy", number, by="employer",
         data=a_vacancy_form(settlement="Талғар", appeared_on="2021-04-16"))
    assert vacancy_row(w, number).settlement == "Талғар"


# ---- selection
def test_selection_keeps_who_and_why(w: World) -> None:
    """Par. 56: candidates selected stop D-23."""
    person, number = searching(w), w.a_vacancy().number
    w.do("mediation.select_candidates", number, candidates=[{"person": person.number}])
    facts = w.case(number).facts
    assert facts["selected"][0]["person"] == person.number and facts["selected"][0]["score"] > 80
    assert w.due(number, "D-23") == "2021-04-19 met"


def test_no_candidate_is_a_result_and_leaves_nobody_to_inform(w: World) -> None:
    """Par. 56, 58: without suitable people D-24 has no object."""
    number = w.a_vacancy().number
    assert w.refused("mediation.select_candidates", number) == [("none_or_some", "56")]
    w.do("mediation.select_candidates", number, none_found=True)
    assert w.due(number, "D-24").endswith("cancelled")


def test_a_foreign_person_cannot_be_selected(w: World) -> None:
    """Scope: another center's person is not found."""
    number = w.a_vacancy().number
    with pytest.raises(NotFound):
        w.do("mediation.select_candidates", number,
             candidates=[{"person": searching(w, second=True).number}])


# ---- referral and hiring
def test_the_employer_sees_the_candidate_only_after_consent(w: World) -> None:
    """Par. 60: the offer becomes the employer's when the résumé is sent, without identity data."""
    vacancy = w.a_vacancy().number
    offer = offered(w, searching(w), vacancy)
    w.do("mediation.accept_offer", offer)
    with w.read(w.scope("employer")) as session:
        assert session.scalars(select(Case).where(Case.number == offer)).first() is None
    w.do("mediation.send_resume", offer, conditions_suit=True, way="system")
    with w.read(w.scope("employer")) as session:
        seen = session.scalars(select(Case).where(Case.number == offer)).one()
    assert seen.facts["resume"]["name"]
    told = str(seen.facts["resume"])
    assert "iin" not in told and "birth" not in told and "'sex'" not in told
    assert w.due(offer, "D-29") == "2021-04-23 open"


def test_no_resume_leaves_when_the_conditions_do_not_suit(w: World) -> None:
    """Par. 60: then the offer is withdrawn, which is no refusal."""
    offer = offered(w, searching(w), w.a_vacancy().number)
    w.do("mediation.accept_offer", offer)
    assert w.refused("mediation.send_resume", offer, conditions_suit=False, way="system") == [
        ("conditions_do_not_suit", "60")]
    w.do("mediation.withdraw_offer", offer, cause="conditions_unsuitable", reason="Түнгі ауысым")
    assert w.due(offer, "D-27").endswith("cancelled")


def test_an_interview_restarts_the_employers_term(w: World) -> None:
    """A-48: the referral day is the day the candidate was told; the slip is issued."""
    offer = sent(w, searching(w, "unemployed"), w.a_vacancy().number)
    w.at("2021-04-20 11:00").do(
        "mediation.arrange_interview", offer, interview_on="2021-04-22", interview_time="10:30",
        place="Есік, Абай 1", interview_informed_on="2021-04-20")
    assert (w.due(offer, "D-29"), w.due(offer, "D-28")) == ("2021-04-27 open", "2021-04-27 open")
    with w.read() as session:
        slip = session.scalars(select(Document).where(Document.form == "referral_slip")).one()
    assert slip.data["interview_time"] == "10:30"
    assert w.case(offer).facts["interview_within_term"] is True


def test_a_jobseeker_is_not_bound_by_paragraph_61(w: World) -> None:
    """A-49: only the unemployed has D-28."""
    offer = sent(w, searching(w), w.a_vacancy().number)
    w.do("mediation.arrange_interview", offer, interview_on="2021-04-19", interview_time="10:30",
         place="Есік", interview_informed_on="2021-04-16")
    assert w.due(offer, "D-28") == "none"


def test_hiring_fills_and_removes_the_vacancy(w: World) -> None:
    """Par. 62, 63: removed automatically, never destroyed."""
    vacancy = w.a_vacancy().number
    offer = sent(w, searching(w), vacancy)
    w.do("mediation.confirm_hiring", offer, "employer", employed_on="2021-04-19")
    row = vacancy_row(w, vacancy)
    assert (w.state(offer), w.state(vacancy)) == ("hired", "filled")
    assert (row.published, row.filled, row.close_reason) == (False, 1, "filled")
    assert w.due(offer, "D-29").endswith("met")


def test_a_vacancy_of_two_places_stays_until_both_are_filled(w: World) -> None:
    """A-51: several places."""
    vacancy = w.a_vacancy(places=2).number
    for expected in ("published", "filled"):
        offer = sent(w, searching(w), vacancy)
        w.do("mediation.confirm_hiring", offer, "employer")
        assert w.state(vacancy) == expected


def test_a_placed_jobseeker_leaves_the_search(w: World) -> None:
    """A-32: a jobseeker is closed as placed; an unemployed status waits for its decision."""
    jobseeker, unemployed = searching(w), searching(w, "unemployed")
    vacancy = w.a_vacancy(places=2).number
    for person in (jobseeker, unemployed):
        w.do("mediation.confirm_hiring", sent(w, person, vacancy), "employer")
    assert w.person(jobseeker.number).state == "closed"
    assert w.person(unemployed.number).state == "unemployed"
    with w.read() as session:
        card = session.scalars(select(Card).where(Card.person_id == jobseeker.id)).one()
        episode = session.scalars(select(Episode).where(Episode.person_id == jobseeker.id)).one()
    assert (card.searching, episode.outcome, episode.open_person_id) == (False, "placed", None)


def test_silence_of_the_employer_is_a_refusal_once(w: World) -> None:
    """Par. 62: as of the end of the fifth working day; the sweeper repeats nothing."""
    offer = sent(w, searching(w), w.a_vacancy().number)
    w.at("2021-04-23 17:00").sweep()
    assert w.state(offer) == "sent"
    w.at("2021-04-24 00:10")
    assert [o.step for o in w.sweep() if o.number == offer] == ["mediation.employer_silence"]
    assert not [o for o in w.sweep() if o.number == offer]
    assert (w.state(offer), offer_row(w, offer).employer_answer) == ("refused_deemed", "deemed")
    assert {m.notice for m in w.messages(offer)} >= {"deemed_refusal", "deemed_refusal_employer"}


def test_a_late_confirmation_is_still_hiring(w: World) -> None:
    """A-50: silence counts as refusal, yet a fact is a fact."""
    vacancy = w.a_vacancy().number
    offer = sent(w, searching(w, "unemployed"), vacancy)
    w.at("2021-04-26 10:00").sweep()
    w.do("mediation.confirm_hiring", offer, "employer")
    assert (w.state(offer), w.state(vacancy)) == ("hired", "filled")


def test_a_paper_answer_is_judged_by_its_receipt(w: World) -> None:
    """R-employer-paper: entered late by the specialist, received in time."""
    offer = sent(w, searching(w), w.a_vacancy().number)
    w.at("2021-04-26 10:00")
    assert w.refused("mediation.confirm_hiring", offer) == [("no_way_of_answer", "62")]
    w.do("mediation.confirm_hiring", offer, occurred="2021-04-22 15:00", way="written")
    assert w.due(offer, "D-29") == "2021-04-23 met"


def test_a_refusal_of_the_employer_says_why(w: World) -> None:
    """Par. 62: refusal with its reason; not interested is the same answer earlier."""
    vacancy = w.a_vacancy(places=2).number
    offer = sent(w, searching(w), vacancy)
    assert w.refused("mediation.refuse_hiring", offer, "employer") == [
        ("no_reason_of_refusal", "62")]
    w.do("mediation.refuse_hiring", offer, "employer", reason="Тәжірибесі аз")
    other = sent(w, searching(w), vacancy)
    w.do("mediation.not_interested", other, "employer", reason="Басқа адам алынды")
    assert w.state(offer) == w.state(other) == "refused"
    assert w.due(other, "D-29").endswith("met")


def test_the_silence_journal_lists_what_expires_next(w: World) -> None:
    """F-142: listed the working day before, so that a human can still act."""
    offer = sent(w, searching(w), w.a_vacancy().number)
    with w.read(w.scope("specialist")) as session:
        calendar = working_calendar(session)
        early = silent_tomorrow(session, w.at("2021-04-21 09:00").now, calendar, ZONE)
        listed = silent_tomorrow(session, w.at("2021-04-22 09:00").now, calendar, ZONE)
        late = silent_tomorrow(session, w.at("2021-04-24 09:00").now, calendar, ZONE)
    assert [s.case for s in listed] == [offer] and listed[0].deadline == "D-29"
    assert (early, late) == ([], [])


# ---- figures
def test_the_funnel_counts_how_far_offers_came(w: World) -> None:
    """Measures: offered, accepted, sent, hired, deemed refused, by office."""
    vacancy = w.a_vacancy(places=3).number
    w.do("mediation.confirm_hiring", sent(w, searching(w), vacancy), "employer")
    sent(w, searching(w), vacancy)
    w.do("mediation.decline_offer", offered(w, searching(w), vacancy))
    period = Period(w.now, w.at("2021-05-01 00:00").now)
    w.sweep()
    offices = [w.offices["center"]]
    with w.read() as session:
        rows = list(measures.funnel(session, period, offices))
        posted = list(measures.vacancies(session, period, offices))
    assert rows == [(w.offices["center"], 3, 2, 1, 0, 2, 0, 1, 0, 1)]
    assert posted == [(w.offices["center"], 1, 1, 0, 0)]
    assert w.count(Offer) == 3
