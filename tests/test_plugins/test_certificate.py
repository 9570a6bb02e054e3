"""The certificate of registration as unemployed: par. 38 to 43, annexes 6 to 8."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from console import calendar
from console.act import Evidence
from console.data.case import Episode
from console.data.documents import Consent, Decision, Document
from console.data.obligations import Obligation
from console.declare import Period
from console.errors import Conflict, Grounds, Invalid
from console.scope import SYSTEM
from plugins.unemployed_status.certificate import documents, measures
from tests.make import PIN, ZONE, Jobseeker, World, the_catalog

CHAPTER = "unemployed_status"
REQUEST, SIGN = f"{CHAPTER}.request_certificate", f"{CHAPTER}.sign_certificate_request"
WEEKS = calendar.seeded_calendar("5day", 2018, 2028)
ISSUE, REFUSE = f"{CHAPTER}.issue_certificate", f"{CHAPTER}.refuse_certificate"


def unemployed(w: World, login: str = "jobseeker", **over: Any) -> Jobseeker:
    """Somebody unemployed since 20.04.2021 whose account is ``login``."""
    js = w.at("2021-04-16 10:00").a_registered_jobseeker(login=login, **over)
    w.at("2021-04-20 15:00").becomes_unemployed(js.person, second=over.get("second", False))
    w.at("2021-04-21 10:00")
    return js


def stated(w: World, js: Jobseeker, **over: Any) -> dict[str, Any]:
    """Annex 7 as the person fills it in today."""
    return {
        "full_name": js.application["full_name"], "iin": js.application["iin"],
        "date_1": w.now.date().isoformat(), "consent_text": True, "phone": "+7 701 234 56 78",
        **over,
    }


def requested(w: World, js: Jobseeker, login: str = "jobseeker") -> str:
    """A request made and signed now; its number."""
    case = w.do(REQUEST, by=login, data=stated(w, js)).number
    w.sign(SIGN, case, by=login)
    return case


def sheet(w: World, case: str, form: str) -> Document:
    """The signed document of a form."""
    with w.read() as session:
        return session.scalars(
            select(Document).where(Document.case_id == w.case(case).id, Document.form == form)
            .where(Document.state == "signed")
        ).one()


@pytest.mark.every_store
def test_annex_8_says_what_the_decision_says(w: World) -> None:
    """Par. 43: the day and the authority are those of the registering decision."""
    js = unemployed(w)
    case = requested(w, js)
    w.at("2021-04-22 09:00").sign(ISSUE, case)
    row = sheet(w, case, "certificate")
    assert row.data == {
        "full_name": w.person(js.person).full_name, "registered_from": "2021-04-20",
        "local_authority_name": "authority мекемесі", "issue_date": "2021-04-22",
        "valid_until": "2021-05-22", "director_name": "director аты-жөні",
    }
    assert row.valid_until == date(2021, 5, 22)
    assert (w.case(case).facts["outcome"], w.case(case).closed_at is not None) == ("issued", True)


def test_the_request_keeps_consent_and_the_signed_annex_7(w: World) -> None:
    """Par. 41, annex 7: consent with its text's version; the sheet holds what was stated."""
    js = unemployed(w)
    case = requested(w, js)
    row = sheet(w, case, "certificate_request")
    assert row.data["iin"] == js.application["iin"]
    assert row.data["slip_registered_date"] == row.data["date_1"] == "2021-04-21"
    assert row.data["center_name"] == "center мекемесі"
    with w.read() as session:
        consent = session.scalars(select(Consent).where(Consent.purpose == "certificate")).one()
        kept = session.get_one(Episode, w.case(case).episode_id)
    assert (consent.channel, consent.text_version) == ("cabinet", "2021-03")
    assert kept.open_person_id == w.person(js.person).id


def test_a_certificate_prepared_before_the_end_is_not_signed_after_it(w: World) -> None:
    """The register is asked again at the signature: the end of the status came between."""
    js = unemployed(w)
    status = w.cases(CHAPTER, w.person(js.person).id)[-1].number
    case = requested(w, js)
    prepared = w.prepare(ISSUE, case)
    w._key("director")
    w.do(f"{CHAPTER}.propose_end", status, ground="own_wish", since="2021-04-21", basis="өтініш")
    w.sign(f"{CHAPTER}.end_status", status, by="head")
    with pytest.raises(Grounds) as refusal:
        w.desk.sign(ISSUE, case, w.actor("director"), w.scope("director"), w.now,
                    document=prepared.number, pin=PIN)
    assert [g.code for g in refusal.value.grounds] == ["not_registered_as_unemployed"]
    facts = refusal.value.grounds[0].facts
    w.sign(REFUSE, case)
    reply = sheet(w, case, "certificate_refusal_reply")
    assert facts["decision"] in reply.data["refusal_reason"]["kk"]
    assert "21.04.2021" in reply.data["refusal_reason"]["kk"]


def test_a_certificate_prepared_yesterday_is_prepared_again(w: World) -> None:
    """Number, date and validity are frozen until midnight, not longer."""
    js = unemployed(w)
    case = requested(w, js)
    prepared = w.prepare(ISSUE, case)
    w._key("director")
    w.at("2021-04-22 08:00")
    with pytest.raises(Conflict):
        w.desk.sign(ISSUE, case, w.actor("director"), w.scope("director"), w.now,
                    document=prepared.number, pin=PIN)
    assert w.state(case) == "requested"


def test_somebody_elses_key_signs_no_request(w: World) -> None:
    """Par. 41: the request is certified with the applicant's own signature."""
    js, other = unemployed(w), unemployed(w, "jobseeker2")
    case = w.do(REQUEST, by="jobseeker", data=stated(w, js)).number
    prepared = w.prepare(SIGN, case, by="jobseeker")
    w._key("jobseeker2")
    assert w.outside.demo_ca is not None
    with w.read() as session:
        row = session.scalars(select(Document).where(Document.number == prepared.number)).one()
        content = row.pdf
    forged = w.outside.demo_ca.sign("jobseeker2", PIN, content)
    with pytest.raises(Invalid):
        w.desk.sign(SIGN, case, w.actor("jobseeker"), w.scope("jobseeker"), w.now,
                    document=prepared.number, cms=forged)
    assert w.state(case) == "drafted"
    assert other.application["iin"] != js.application["iin"]


def test_the_refusal_speaks_the_persons_language_too(w: World) -> None:
    """Par. 43: the reply is in Kazakh with the person's own language beside it."""
    js = w.at("2021-04-16 10:00").a_registered_jobseeker(login="jobseeker", language="ru")
    case = requested(w, js)
    w.sign(REFUSE, case)
    row = sheet(w, case, "certificate_refusal_reply")
    assert set(row.data["refusal_reason"]) == {"kk", "ru"}
    told = w.messages(case, "certificate_refused")
    assert "не состоите на учете" in told[0].body
    assert row.number in told[0].body
    with w.read() as session:
        made = session.scalars(select(Decision).where(Decision.number == row.number)).one()
    assert (made.kind, made.outcome) == ("certificate_refusal", "refused")
    assert [(g["code"], g["paragraph"]) for g in made.grounds] == [
        ("not_registered_as_unemployed", "annex-6")]


def test_the_acceptance_names_the_day_of_the_answer(w: World) -> None:
    """Annex 6, row 8: the cabinet is told the date of the result; once, and not for a draft."""
    js = unemployed(w)
    case = w.do(REQUEST, by="jobseeker", data=stated(w, js)).number
    assert w.messages(case) == []
    w.sign(SIGN, case, by="jobseeker")
    told = w.messages(case, "certificate_accepted")
    assert [m.channel for m in told] == ["cabinet"]
    assert "22.04.2021" in told[0].body


def test_a_granted_complaint_reopens_the_refused_request(w: World) -> None:
    """Par. 46: the director reverses the refusal and answers anew; by then she is unemployed."""
    js = w.at("2021-04-16 10:00").a_registered_jobseeker(login="jobseeker")
    case = requested(w, js)
    w.sign(REFUSE, case)
    reply = sheet(w, case, "certificate_refusal_reply")
    complaint = w.do("complaints.lodge", by="jobseeker", data={
        "full_name": js.application["full_name"], "text": "Мен жұмыссызбын.",
        "outcome": "cancel_decision", "addressee": "local_authority_head", "subject": "decision",
        "against": "local_authority", "decision_number": reply.number,
    }).number
    w.do("complaints.draft_answer", complaint, by="officer", result="granted", paragraphs="43",
         answer="Қанағаттандырылды.")
    w.sign("complaints.sign_answer", complaint, by="head")
    w.sign("complaints.issue_reversal", w.cases("reversal")[-1].number, by="director")
    assert w.state(case) == "requested"
    w.at("2021-04-20 15:00").becomes_unemployed(js.person)
    assert w.sign(ISSUE, case).state == "issued"


def test_a_moved_person_is_answered_by_the_new_center(w: World) -> None:
    """Par. 4, 42: an open request moves with the person; its term does not."""
    js = unemployed(w)
    case = requested(w, js)
    w.do("registration.transfer_person", js.case, by="director", center="center2",
         reason="Көшті", address={"region": "Алматы облысы", "settlement": "Шелек",
                                  "kato": "195200000"})
    assert w.due(case, "D-14") == "2021-04-22 open"
    assert w.sign(ISSUE, case, by="director2").state == "issued"
    assert sheet(w, case, "certificate").data["local_authority_name"] == "authority мекемесі"


def gateway(w: World, iin: str, status: str = "valid") -> Evidence:
    """What the gateway's interface hands over with a signed request."""
    return Evidence(document="", method="eds_cms", cms=None, signer="x",
                    result={"status": status, "signer": {"iin": iin}})


@pytest.fixture
def bringing(w: World) -> World:
    """A world with the portal's gateway."""
    with w.store.write(SYSTEM) as session:
        w.member(session, "portal", "egov_gateway", office_id=w.offices["region"])
    return w


@pytest.mark.every_store
def test_the_gateway_brings_signed_requests_only(bringing: World) -> None:
    """Par. 38, 41: with the applicant's own valid signature, to the applicant's own center."""
    w = bringing
    js, other = unemployed(w), unemployed(w, "jobseeker2", second=True)
    data = stated(w, js)
    for evidence in (None, gateway(w, data["iin"], "invalid")):
        with pytest.raises(Grounds) as refusal:
            w.do(REQUEST, by="portal", data=data, evidence=evidence)
        assert "request_not_certified" in {g.code for g in refusal.value.grounds}
    with pytest.raises(Grounds) as refusal:
        w.do(REQUEST, by="portal", data=data,
             evidence=gateway(w, str(other.application["iin"])))
    assert refusal.value.grounds
    done = w.do(REQUEST, by="portal", data=data, evidence=gateway(w, data["iin"]))
    assert (done.state, w.due(done.number, "D-14")) == ("requested", "2021-04-22 open")
    kept = w.case(done.number)
    assert (kept.channel, kept.office_id) == ("portal", w.offices["center"])
    assert kept.facts["portal_signature"]["status"] == "valid"
    assert w.sign(ISSUE, done.number).state == "issued"


def test_a_signer_nobody_knows_is_told_the_ground_of_the_rules(bringing: World) -> None:
    """Annex 6, row 9: no center knows the applicant, so the applicant is not on the register."""
    w = bringing
    stranger = w.an_application()
    data = {"full_name": stranger["full_name"], "iin": stranger["iin"], "consent_text": True,
            "date_1": w.now.date().isoformat(), "phone": "+7 701 234 56 78"}
    with pytest.raises(Grounds) as refusal:
        w.do(REQUEST, by="portal", data=data, evidence=gateway(w, stranger["iin"]))
    assert [(g.code, g.paragraph) for g in refusal.value.grounds] == [
        ("not_registered_as_unemployed", "annex-6")]
    assert w.cases("certificate") == []


def test_expiry_is_noted_once_and_as_of_the_last_day(w: World) -> None:
    """Par. 38: however late the sweep runs, the certificate ended with its thirtieth day."""
    js = unemployed(w)
    case = requested(w, js)
    w.sign(ISSUE, case)
    w.at("2021-08-01 10:00").sweep()
    with w.read() as session:
        row = session.scalars(select(Obligation).where(Obligation.deadline == "D-13")).one()
    assert (w.state(case), row.state) == ("expired", "met")
    assert row.stopped_at == row.due_at
    assert w.sweep() == []


@pytest.mark.every_store
def test_the_figures_count_signed_requests(w: World) -> None:
    """Par. 42: requests, issued, refused, in time, late, open; an unsigned one is not counted."""
    js = unemployed(w)
    first = requested(w, js)
    w.do(REQUEST, by="jobseeker", data=stated(w, js))
    w.at("2021-04-26 10:00").sign(ISSUE, first)
    requested(w, js)
    period = Period(datetime(2021, 4, 1, tzinfo=UTC), datetime(2021, 5, 1, tzinfo=UTC))
    with w.read() as session:
        rows = list(measures.certificates(session, period, (w.offices["center"],)))
    assert rows == [("center", 2, 1, 0, 0, 1, 1)]


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2019, 1, 1), date(2027, 11, 1)), st.integers(0, 23))
def test_validity_against_an_independent_count(day: date, hour: int) -> None:
    """Reading A-76: thirty days on by the plain calendar, whatever holidays lie between."""
    act: Any = dataclasses.make_dataclass("Act", ["law", "today", "office", "occurred_at", "zone",
                                                  "session"])
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)
    office = dataclasses.make_dataclass("Office", ["region"])("190000000")
    made = act(the_catalog().law, day, office, moment, ZONE, None)
    documents_calendar = documents.working_calendar
    documents.working_calendar = lambda _session: WEEKS
    try:
        found = documents.valid_until(made)
    finally:
        documents.working_calendar = documents_calendar
    oracle = date.fromordinal(day.toordinal() + 30)
    assert found == oracle


def test_stages_are_told_to_monitoring_and_to_the_portal(bringing: World) -> None:
    """Par. 36, 41, 43: accepted, answered; the portal hears of its own requests only."""
    w = bringing
    js = unemployed(w)
    own = requested(w, js)
    data = stated(w, js)
    brought = w.do(REQUEST, by="portal", data=data, evidence=gateway(w, data["iin"])).number
    w.sign(ISSUE, own)
    w.sign(ISSUE, brought)
    for case, systems in ((own, {"monitoring"}), (brought, {"monitoring", "egov"})):
        told = [m for m in w.messages(case) if m.channel in ("monitoring", "egov")]
        assert {m.channel for m in told} == systems
        assert [m.payload["stage"] for m in told if m.channel == "monitoring"] == [
            "accepted", "result"]
        assert {m.payload["service"] for m in told} == {"certificate"}


def test_the_signed_bytes_are_not_copied_into_the_facts(bringing: World) -> None:
    """What the portal sent is kept once, beside the case; the facts say who signed and how."""
    w = bringing
    js = unemployed(w)
    data = stated(w, js)
    sent = gateway(w, data["iin"])
    evidence = dataclasses.replace(sent, result={**sent.result, "content": "eyJ4IjoxfQ=="})
    case = w.do(REQUEST, by="portal", data=data, evidence=evidence).number
    assert set(w.case(case).facts["portal_signature"]) == {"status", "signer"}
