"""Chapter 2 in detail: what the steps write, refuse, keep apart and show."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from console.act import Act
from console.data.actors import Card, Person
from console.data.case import Episode
from console.data.content import Entry
from console.data.documents import Consent, Document, RegisterAnswer, Signature
from console.data.journal import JournalLine
from console.errors import Conflict, Grounds, Invalid, NotFound
from console.scope import SYSTEM
from forms.document import render_pdf
from plugins.registration import rules
from tests.make import World
from tests.people import a_check, a_full_card

ACCEPT = "registration.accept_application"
CONSENT = {"consent_given": True, "consent_channel": "paper", "consent_on": "2021-04-16"}


def accepted(w: World, **over: Any) -> tuple[str, dict[str, Any]]:
    """An accepted application: number of the case and what was filled in."""
    application = w.an_application(**over)
    return w.do(ACCEPT, data=application).number, application


def one(w: World, model: Any) -> Any:
    """The only row of a table."""
    with w.read() as session:
        return session.scalars(select(model)).one()


# ---- the person
def test_one_person_per_iin_for_life(w: World) -> None:
    """Par. 22: the second application finds the same person."""
    number, application = accepted(w)
    w.do("registration.propose_refusal", number,
         data={"findings": [{"ground": "data_unreliable", "reason": "Қате"}]})
    w.sign("registration.refuse_jobseeker", number)
    w.at("2021-05-12 10:00")
    again = w.do(ACCEPT, data=application).number
    assert again != number
    assert w.count(Person) == 1
    assert w.person_of(again).number == w.person_of(number).number


def test_the_person_is_entered_with_names_residence_and_sources(w: World) -> None:
    """Par. 5: what the application states is kept with its source and time."""
    number, application = accepted(w)
    person = w.person_of(number)
    assert person.iin == application["iin"]
    assert person.sort_name == person.full_name
    assert person.birth_date == date(1990, 5, 12)
    assert person.kato == application["address"]["kato"]
    assert person.sources["surname"]["source"] == "application"
    assert person.authority_id is None


def test_a_register_fills_blanks_and_takes_nothing_over(w: World) -> None:
    """Par. 10: a blank comes from the register with its source; a difference is told, not taken."""
    application = w.an_application()
    application.pop("citizenship")
    w.outside.registers.know(  # type: ignore[attr-defined]
        application["iin"], "person", surname="Тіркелімов", birth_date="1991-01-01",
    )
    w.ask(application["iin"], **CONSENT)
    number = w.do(ACCEPT, data=application).number
    person = w.person_of(number)
    assert (person.surname, person.birth_date) == (
        application["full_name"]["surname"], date(1990, 5, 12)
    )
    assert person.citizenship == "kz"
    assert person.sources["citizenship"]["register"] == "person"
    assert person.sources["surname"]["source"] == "application"
    with w.read() as session:
        line = session.scalars(select(JournalLine).where(JournalLine.step == ACCEPT)).one()
    assert {"surname", "birth_date"} <= set(line.why["facts"]["differs_from_register"])


def test_answers_of_another_office_are_not_used(w: World) -> None:
    """Consent given to one center does not fill in another's application (par. 10)."""
    application = w.an_application(second=True)
    w.outside.registers.know(  # type: ignore[attr-defined]
        application["iin"], "person", surname="Басқаның"
    )
    w.ask(application["iin"], **CONSENT)
    number = w.do(ACCEPT, by="specialist2", data=application).number
    assert w.person_of(number).surname != "Басқаның"


def test_who_moved_is_served_by_the_new_center(w: World) -> None:
    """Par. 4(1), 22: a new application at the new residence moves person and card."""
    number, application = accepted(w)
    w.do("registration.fill_card", number, data=a_full_card(application))
    w.do("registration.propose_refusal", number,
         data={"findings": [{"ground": "data_unreliable", "reason": "Қате"}]})
    w.sign("registration.refuse_jobseeker", number)
    again = w.do(ACCEPT, by="specialist2", data=application).number
    person, card = w.person_of(again), one(w, Card)
    assert person.office_id == card.office_id == w.offices["center2"]
    with pytest.raises(NotFound):
        w.do("registration.return_documents", again, returned=["application"], returned_to="X")


def test_a_stranger_center_is_told_office_and_date_only(w: World) -> None:
    """The duplicate check across offices tells no name and no number (par. 22)."""
    jobseeker = w.a_registered_jobseeker()
    with pytest.raises(Grounds) as refusal:
        w.do(ACCEPT, by="specialist2", data=dict(jobseeker.application))
    [ground] = refusal.value.grounds
    assert ground.code == "registered_already"
    assert set(ground.facts) == {"office", "since"}


# ---- the set of documents
@pytest.mark.parametrize(
    ("born", "on", "years"),
    [("2005-04-16", "2021-04-16", 16), ("2005-04-17", "2021-04-16", 15),
     ("2004-02-29", "2020-02-28", 15), ("2004-02-29", "2021-03-01", 17)],
)
def test_age_in_full_years(born: str, on: str, years: int) -> None:
    """Par. 6: sixteen is reached on the birthday itself."""
    assert rules.years_between(date.fromisoformat(born), date.fromisoformat(on)) == years


def test_all_faults_of_a_set_are_told_at_once(w: World) -> None:
    """Row 9 and par. 6: missing, expired and the representative together."""
    application = w.an_application(born="2006-01-01", documents=[
        {"kind": "education_document", "valid_until": "2020-01-01"}])
    assert set(w.refused(ACCEPT, data=application)) == {
        ("package_incomplete", "annex-1"), ("document_expired", "annex-1"),
        ("representative_missing", "6"), ("representative_unnamed", "6"),
    }
    assert w.count(Person) == 0


def test_the_note_of_row_9_is_a_document_without_annex_2(w: World) -> None:
    """Refused acceptance: a dated note is kept, nobody is entered in the register."""
    outcome = w.do("registration.refuse_acceptance", data={
        "full_name": "Қасымова Динара", "documents": [{"kind": "application"}],
        "note": "Куәлігі жоғалған",
    })
    document = one(w, Document)
    assert outcome.documents == (document.number,)
    assert (document.form, document.state) == ("acceptance_refusal", "issued")
    assert document.data["grounds"] == ["package_incomplete"]
    assert "Куәлігі жоғалған" in document.data["missing_documents"]
    assert w.count(Person) == 0


def test_consent_is_recorded_with_text_version_and_day(w: World) -> None:
    """Annex 1.1: no consent, no application; given, it is a record of its own."""
    with pytest.raises(Invalid) as refusal:
        w.do(ACCEPT, data=w.an_application(consent_text=False))
    assert "consent_text" in refusal.value.fields
    accepted(w)
    consent = one(w, Consent)
    assert (consent.purpose, consent.text_version) == ("registration", "2021-03")


# ---- registers
def test_a_query_without_an_answer_is_not_recorded(w: World) -> None:
    """Par. 10: typing an IIN asks nobody; a query is recorded with what came back."""
    iin = w.an_application()["iin"]
    assert w.refused("registration.ask_register", iin=iin, **CONSENT) == [
        ("no_register_answer", "10")]
    w.ask(iin, **CONSENT)
    with w.read() as session:
        rows = session.scalars(select(RegisterAnswer)).all()
    assert {r.register for r in rows} == {"person", "address"}
    assert {r.consent_id for r in rows} == {one(w, Consent).id}
    assert all(r.asked_by == w.accounts["specialist"] for r in rows)


# ---- the card and the category
def test_the_card_is_filled_and_the_category_explained(w: World) -> None:
    """Par. 10, 11: typed columns for matching, sections for people, reasons beside the band."""
    number, application = accepted(w)
    w.do("registration.fill_card", number, data=a_full_card(application, ethnicity="қазақ"))
    card = one(w, Card)
    assert (card.occupation, card.wage_min, card.regimes) == ("5223", 120000, ["full_time"])
    assert card.region == "190000000"
    assert card.category == "short"
    assert card.category_detail["reasons"]
    assert card.category_detail["not_from_the_rules"] is True
    assert not card.searching


def test_sensitive_answers_stay_in_the_signed_entry(w: World) -> None:
    """Ethnicity and a criminal record are not copied to the card that matching reads."""
    number, application = accepted(w)
    w.do("registration.fill_card", number,
         data=a_full_card(application, ethnicity="қазақ", criminal_record=True))
    card = one(w, Card)
    assert "ethnicity" not in card.sections["applicant"]
    assert "criminal_record" not in card.sections["additional"]
    assert card.sections["additional"]["children_under_18"] == 1
    with w.read() as session:
        entry = session.scalars(select(Entry).where(Entry.form == "jobseeker_data")).one()
    assert entry.data["criminal_record"] is True


def test_the_card_of_somebody_else_is_refused(w: World) -> None:
    """Par. 10: the card's IIN is the applicant's."""
    number, _ = accepted(w)
    other = w.an_application()
    assert w.refused("registration.fill_card", number, data=a_full_card(other)) == [
        ("other_iin", "10")]


def test_the_form_opens_with_the_last_card(w: World) -> None:
    """Par. 22: a repeated application starts from what is known."""
    number, application = accepted(w)
    w.do("registration.fill_card", number, data=a_full_card(application))
    step = w.catalog.steps["registration.fill_card"]
    with w.read() as session:
        act: Act = w.process.reading_act(
            session, step, number, w.actor("specialist"), w.scope("specialist"), w.now)
        assert step.default is not None
        opened = dict(step.default(act))
    assert opened["education_level"] == "technical_vocational"
    assert opened["iin"] == application["iin"]


def test_a_dispute_stays_beside_the_category(w: World) -> None:
    """Par. 11: nothing but changed inputs moves the number, and the disagreement survives them."""
    number, application = accepted(w)
    w.do("registration.fill_card", number, data=a_full_card(application))
    w.do("registration.dispute_category", number, raised_by="person", reason="Келіспеймін")
    before = one(w, Card)
    w.do("registration.fill_card", number, data=a_full_card(application))
    after = one(w, Card)
    assert before.category == after.category
    assert after.category_detail["disputes"][0]["reason"] == "Келіспеймін"


# ---- registered
def test_registration_opens_one_episode_and_marks_the_card(w: World) -> None:
    """Par. 14: episode, state, mark and matching in the act that signs annex 3."""
    jobseeker = w.a_registered_jobseeker()
    episode, card = one(w, Episode), one(w, Card)
    person = w.person(jobseeker.person)
    assert episode.open_person_id == person.id
    assert w.case(jobseeker.case).episode_id == episode.id
    assert (person.state, card.searching) == ("jobseeker", True)
    assert card.marks[0]["paragraph"] == "14"


def test_annex_3_is_signed_by_the_director_over_its_bytes(w: World) -> None:
    """Par. 12, 29: the notice is a signed document; the slip of the form names its day."""
    w.a_registered_jobseeker()
    document, signature = one(w, Document), one(w, Signature)
    assert (document.form, document.state) == ("jobseeker_notice", "signed")
    assert document.data["registered_from"] == "2021-04-16"
    assert (signature.part, signature.role) == ("director", "center_director")
    assert signature.result["status"] == "valid"


def test_annex_2_states_every_ground(w: World) -> None:
    """Par. 8: all grounds with reasons, in the words of the Rules, and it can be printed."""
    number, _ = accepted(w)
    w.do("registration.propose_refusal", number, data={"findings": [
        {"ground": "data_unreliable", "reason": "Өтілі қайшы"},
        {"ground": "documents_unreliable", "document": "education_document", "reason": "Жалған"},
    ]})
    w.sign("registration.refuse_jobseeker", number)
    document = one(w, Document)
    assert document.data["grounds"] == ["data_unreliable", "documents_unreliable"]
    assert "Өтілі қайшы" in document.data["refusal_reason"]
    assert "құжаттардың дәйексіздігі" in document.data["refusal_reason"]
    form = w.catalog.forms["refusal_notice"]
    assert render_pdf(form, document.data, number=document.number).startswith(b"%PDF")


def test_a_signature_prepared_before_a_change_is_refused(w: World) -> None:
    """What the director saw is what is signed: a returned proposal makes the sheet stale."""
    number, application = accepted(w)
    w.do("registration.fill_card", number, data=a_full_card(application))
    w.do("registration.propose_registration", number, data=a_check(application))
    prepared = w.prepare("registration.register_jobseeker", number)
    w.do("registration.return_to_specialist", number, by="director", reason="Қараңыз")
    w.do("registration.propose_registration", number, data=a_check(application))
    w._key("director")
    with pytest.raises(Conflict):
        w.desk.sign("registration.register_jobseeker", number, w.actor("director"),
                    w.scope("director"), w.now, document=prepared.number, pin="1234")
    assert w.state(number) == "to_register"


def test_two_registrations_of_one_person_cannot_both_be_signed(w: World) -> None:
    """Par. 22: whoever comes second is refused, whatever happened in between."""
    number, application = accepted(w)
    w.do("registration.fill_card", number, data=a_full_card(application))
    w.do("registration.propose_registration", number, data=a_check(application))
    with w.store.write(SYSTEM) as session:
        person = session.scalars(select(Person)).one()
        session.add(Episode(
            person_id=person.id, open_person_id=person.id, office_id=w.offices["center2"],
            channel="center", opened_on=date(2021, 4, 1),
        ))
    assert w.refused("registration.register_jobseeker", number, by="director") == [
        ("registered_already", "22")]
