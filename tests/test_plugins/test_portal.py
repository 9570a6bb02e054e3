"""The portal entrance at its edges: the evening hour, replayed sheets, the account's cabinet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from console import calendar, openings
from console.calendar import Term
from console.data.access import Membership
from console.data.actors import Office
from console.data.content import Entry
from console.data.documents import Consent, Document, Signature
from console.data.sheets import Sheet
from console.data.store import Store
from console.data.worktime import working_calendar
from console.errors import Conflict, Forbidden, Grounds, Invalid, NotFound, Unavailable
from plugins.registration.portal import after_hours
from tests import portal
from tests.make import PIN, ZONE, World
from tests.people import a_check, a_full_card
from tests.test_calendar import oracle

WORKS = oracle.table({5, 6})
MOMENTS = st.datetimes(datetime(2018, 1, 10), datetime(2025, 12, 20))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for the whole file; every test has people of its own."""
    from console.migrate import upgrade

    store = Store(f"sqlite:///{tmp_path_factory.mktemp('portal')}/jumys.db")
    upgrade(store)
    yield World(store)
    store.dispose()


@settings(max_examples=300, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moment=MOMENTS)
@example(moment=datetime(2021, 4, 16, 18, 30))
@example(moment=datetime(2021, 4, 16, 18, 30, 1))
@example(moment=datetime(2020, 12, 20, 12))
@example(moment=datetime(2021, 7, 3, 12))
def test_row_7_by_an_independent_calendar(world: World, moment: datetime) -> None:
    """After 18:30, on a day off or a holiday: due by the end of the next working day (D-34).

    The oracle was typed from the orders and shares nothing with the console's calendar.
    """
    filed = moment.replace(tzinfo=ZONE)
    evening = moment.time() > time(18, 30)
    with world.read() as session:
        center = session.get_one(Office, world.offices["center"])
        act: Any = SimpleNamespace(session=session, occurred_at=filed, zone=ZONE,
                                   today=moment.date(), law=world.catalog.law)
        found = after_hours(act, center)
        week = working_calendar(session, "5day")
    assert found is (evening or not WORKS[moment.date()])
    deadline = world.catalog.law.deadline("D-34")
    value = deadline.value_at(moment.date())
    assert isinstance(value.amount, int)
    due = calendar.due(filed, Term(value.amount, "working_day"), week, ZONE)
    assert due.due_on == oracle.add(WORKS, moment.date(), 1)


def test_hours_of_row_7_hold_where_an_office_states_none(world: World) -> None:
    """A center without hours of its own closes as the standard says."""
    with world.read() as session:
        center = session.get_one(Office, world.offices["center"])
        bare: Any = SimpleNamespace(hours={}, region=center.region)
        for clock, late in (("18:30", False), ("18:31", True)):
            moment = datetime.combine(date(2021, 4, 16), time.fromisoformat(clock), ZONE)
            act: Any = SimpleNamespace(session=session, occurred_at=moment, zone=ZONE,
                                       today=moment.date(), law=world.catalog.law)
            assert after_hours(act, bare) is late


def citizen(world: World, **over: Any) -> tuple[str, dict[str, Any]]:
    """A login with a key and a request of theirs."""
    data = portal.new_request(world.at("2021-04-16 10:00"), **over)
    login = f"citizen{world.serial()}"
    portal.applicant(world, login, data["iin"])
    return login, data


def test_what_is_written_by_one_signature(world: World) -> None:
    """Request, application, consent, document and signature stand in one case."""
    login, data = citizen(world)
    done = portal.file(world, login, data)
    case = world.case(done.number)
    with world.read() as session:
        forms = set(session.scalars(select(Entry.form).where(Entry.subject_id == case.id)
                                    .where(Entry.subject_kind == "case")))
        consent = session.scalars(select(Consent).where(Consent.iin == data["iin"])).one()
        paper = session.scalars(select(Document).where(Document.case_id == case.id)).one()
        mark = session.scalars(select(Signature).where(Signature.case_id == case.id)).one()
        left = session.scalars(select(Sheet).where(Sheet.number == paper.number)).all()
        roles = set(session.scalars(select(Membership.role).where(
            Membership.account_id == world.accounts[login])))
    assert forms == {"portal_request", "application"}
    assert (consent.channel, consent.purpose) == ("portal", "registration")
    assert (paper.form, paper.state) == ("portal_request", "signed")
    assert (mark.part, mark.role) == ("person", "applicant")
    assert left == []
    assert roles == {"applicant", "jobseeker"}


def test_the_card_opens_with_what_the_applicant_certified(world: World) -> None:
    """Par. 10, 28: the specialist's form starts from the request, not from an empty page."""
    login, data = citizen(world, desired_wage_min=177000)
    number = portal.file(world, login, data).number
    with world.read() as session:
        step = world.catalog.steps["registration.fill_card"]
        assert step.default is not None
        act = world.process.reading_act(session, step, number, world.actor("specialist"),
                                        world.scope("specialist"), world.now)
        shown = step.default(act)
    assert shown["desired_wage_min"] == 177000
    assert "consent_text" not in shown
    assert "documents" not in shown


def test_a_sheet_serves_once_and_until_midnight(world: World) -> None:
    """Signed again it is gone; tomorrow it is old: prepare anew."""
    login, data = citizen(world)
    actor, scope = world.actor(login), world.scope(login)
    number = openings.prepare(world.desk, portal.FILE, actor, scope, world.now, data)
    kept = openings.frozen(world.desk, number, actor, world.now)
    assert world.outside.demo_ca is not None
    cms = world.outside.demo_ca.sign(f"{login}-{data['iin']}", PIN, kept.pdf)
    tomorrow = world.now + timedelta(1)
    with pytest.raises(NotFound):
        openings.sign(world.desk, portal.FILE, actor, scope, tomorrow, sheet=number, cms=cms)
    openings.sign(world.desk, portal.FILE, actor, scope, world.now, sheet=number, cms=cms)
    with pytest.raises(NotFound):
        openings.sign(world.desk, portal.FILE, actor, scope, world.now, sheet=number, cms=cms)


def test_a_newer_sheet_replaces_the_older(world: World) -> None:
    """What was changed is prepared anew; the older bytes can no longer be signed."""
    login, data = citizen(world)
    actor, scope = world.actor(login), world.scope(login)
    first = openings.prepare(world.desk, portal.FILE, actor, scope, world.now, data)
    second = openings.prepare(world.desk, portal.FILE, actor, scope, world.now,
                              {**data, "desired_wage_min": 130000})
    with pytest.raises(NotFound):
        openings.frozen(world.desk, first, actor, world.now)
    assert openings.frozen(world.desk, second, actor, world.now).payload["desired_wage_min"] == (
        130000)


@pytest.mark.parametrize("whose", ["other bytes", "another person"])
def test_a_signature_over_something_else_opens_nothing(world: World, whose: str) -> None:
    """Other bytes or another signer: invalid, no case, the sheet still waits."""
    login, data = citizen(world)
    actor, scope = world.actor(login), world.scope(login)
    number = openings.prepare(world.desk, portal.FILE, actor, scope, world.now, data)
    kept = openings.frozen(world.desk, number, actor, world.now)
    signer, content = f"{login}-{data['iin']}", kept.pdf
    if whose == "other bytes":
        content += b" "
    else:
        stranger, strange = citizen(world)
        signer = f"{stranger}-{strange['iin']}"
    assert world.outside.demo_ca is not None
    cms = world.outside.demo_ca.sign(signer, PIN, content)
    with pytest.raises(Invalid):
        openings.sign(world.desk, portal.FILE, actor, scope, world.now, sheet=number, cms=cms)
    assert openings.frozen(world.desk, number, actor, world.now).sha256 == kept.sha256


def test_an_unreachable_verifier_parks_the_signature(world: World) -> None:
    """Indeterminate is not invalid: 503, and the same sheet is signed when it answers."""
    login, data = citizen(world)
    world.outside.controls.set("eds", "down")
    try:
        with pytest.raises(Unavailable):
            portal.file(world, login, data)
    finally:
        world.outside.controls.set("eds", "up")
    assert portal.file(world, login, data).state == "received"


def test_without_a_signature_no_request(world: World) -> None:
    """The step performed bare, by page or program, is refused; so is a sheet of another act."""
    login, data = citizen(world)
    with pytest.raises(Invalid):
        world.do(portal.FILE, by=login, data=data)
    brought = world.refused(portal.BRING, by="egov", data=data)
    assert brought == [("not_certified", "26")]


def test_who_may_not_file(world: World) -> None:
    """Staff apply for nobody through the portal; the gateway brings, it does not file."""
    _login, data = citizen(world)
    for who in ("specialist", "director", "operator", "egov", "hotline", "employer"):
        with pytest.raises(Forbidden):
            world.do(portal.FILE, by=who, data=data)
    for who in ("specialist", "director", "hotline", "operator"):
        with pytest.raises(Forbidden):
            world.do(portal.BRING, by=who, data=data)


def test_the_other_districts_staff_do_not_see_it(world: World) -> None:
    """The request belongs to the center of the address, to nobody else (par. 27)."""
    login, data = citizen(world)
    number = portal.file(world, login, data).number
    with pytest.raises(NotFound):
        world.do("registration.fill_card", number, by="specialist2",
                 data={k: v for k, v in data.items() if k not in ("documents",)})


def test_a_former_jobseeker_applies_again_from_the_cabinet(world: World) -> None:
    """Par. 22: the account that has a person applies again, and keeps its one cabinet."""
    login, data = citizen(world)
    number = portal.file(world, login, data).number
    world.do("registration.propose_refusal", number, data={
        "findings": [{"ground": "data_unreliable", "reason": "Мәліметтер қайшы"}]})
    world.sign("registration.refuse_jobseeker", number)
    again = portal.file(world, login, data)
    assert again.number != number
    with world.read() as session:
        held = session.scalars(select(Membership).where(
            Membership.account_id == world.accounts[login], Membership.role == "jobseeker")).all()
    assert len(held) == 1


def test_two_signatures_at_once_open_one_case(world: World) -> None:
    """The same person by two accounts: whoever comes second meets the open application."""
    login, data = citizen(world)
    other = f"{login}-twin"
    portal.applicant(world, other, data["iin"])
    portal.file(world, login, data)
    with pytest.raises(Grounds):
        portal.file(world, other, data)


def test_a_changed_form_needs_a_new_sheet(world: World) -> None:
    """The sheet would say something else by now: it is not signed as it is."""
    login, data = citizen(world)
    actor, scope = world.actor(login), world.scope(login)
    number = openings.prepare(world.desk, portal.FILE, actor, scope, world.now, data)
    step = world.catalog.steps[portal.FILE]
    assert step.signing is not None
    other = replace(step, signing=replace(step.signing, data=lambda act: {"iin": "x"}))
    changed = world.with_catalog(replace(world.catalog,
                                         steps={**world.catalog.steps, portal.FILE: other}))
    kept = openings.frozen(changed.desk, number, actor, world.now)
    assert world.outside.demo_ca is not None
    cms = world.outside.demo_ca.sign(f"{login}-{data['iin']}", PIN, kept.pdf)
    with pytest.raises(Conflict):
        openings.sign(changed.desk, portal.FILE, actor, scope, world.now, sheet=number, cms=cms)


def test_the_whole_registration_after_a_portal_request(world: World) -> None:
    """Par. 28, 29: the specialist registers by section 1; the result is signed by the director."""
    login, data = citizen(world)
    number = portal.file(world, login, data).number
    card = a_full_card({**data, "address": data["registered_address"],
                        "mobile": data["mobile_phone"]})
    world.do("registration.fill_card", number, data=card)
    world.do("registration.propose_registration", number, data=a_check({"documents": []}))
    done = world.sign("registration.register_jobseeker", number)
    assert [o["step"] for o in done.opened] == ["registration.place_result"]
    assert world.state(number) == "in_cabinet"
    with world.read() as session:
        papers = session.scalars(select(Document).where(
            Document.case_id == world.case(number).id, Document.form == "jobseeker_notice")).one()
        signer = session.scalars(select(Signature).where(
            Signature.document_id == papers.id)).one()
    assert (papers.state, papers.person_id) == ("signed", world.person_of(number).id)
    assert signer.part == "director"
