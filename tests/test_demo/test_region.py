"""The demonstration region: whole, consistent with perform(), and refused where it may harm."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import func, select

from console.calendar import replay
from console.data.access import Delegation, Membership, Setting
from console.data.actors import Office, Person
from console.data.arranged import ReportSchedule, SavedReport
from console.data.case import Case
from console.data.content import Entry
from console.data.documents import Document, Signature
from console.data.employment import EmployerInvitation
from console.data.exchange_portal import ExchangeItem
from console.data.journal import JournalLine
from console.data.mediation import Offer
from console.data.obligations import Obligation
from console.data.outbox import Message
from console.data.store import Store
from console.data.tables import metadata
from console.data.visits import Visit
from console.data.worktime import calendar_of, current_version
from console.demo.fill import NotEmpty, fill
from console.demo.people import FIRST_OF_MANY
from console.demo.region import PASSWORD, SEEKERS, STAFF
from console.demo.template import story_rows
from console.fab.accounts import find_account
from console.fab.models import ConsoleUser
from console.outside import factory
from console.outside.eds.model import SignerExpectation
from console.scope import SYSTEM
from forms.iin import validate_iin
from tests.make import the_catalog
from tests.test_demo.conftest import NOW, PERSONS, plan

#: the region is told by the steps themselves, which takes its time
pytestmark = pytest.mark.slow

#: what may differ between two people of one story: keys, numbers, times, names, the paper's bytes
FREE = {"id", "number", "pdf", "sha256", "cms", "iin", "surname", "given_name", "patronymic",
        "sort_name", "birth_date", "mobile", "case_number", "verify_code", "subject_number",
        "recipient", "event", "subject_id", "score"}

#: what two people of one story share to the letter
SAME = {"kind", "state", "step", "paragraph", "edition", "role", "deadline", "responsible",
        "amount", "unit", "scheme", "form", "form_version", "channel", "notice", "from_state",
        "to_state", "next_step", "next_action", "method", "part", "outcome", "status", "register",
        "purpose", "version", "revision", "attempts", "answer", "employer_answer", "published"}


def rows(store: Store, model: Any) -> list[Any]:
    """All rows of a table."""
    with store.session(SYSTEM) as session:
        return list(session.scalars(select(model)))


def test_every_demonstration_login_has_its_seat(region: Store) -> None:
    """The names outsiders rely on, each with a role; the deputy replaces the head."""
    logins = [row.login for row in STAFF] + ["employer", "employer2", "recruiter", *SEEKERS]
    held = {m.account_id for m in rows(region, Membership)}
    assert {find_account(region, login) for login in logins} <= held
    (lent,) = rows(region, Delegation)
    assert (lent.to_account, lent.role) == (find_account(region, "deputy"), "authority_head")
    with region.session(SYSTEM) as session:
        secret = session.scalar(select(ConsoleUser.password).limit(1))
    from werkzeug.security import check_password_hash

    assert check_password_hash(str(secret), PASSWORD)


def test_people_are_many_valid_and_different(region: Store) -> None:
    """Every IIN has a right check digit and stands for one person."""
    people = rows(region, Person)
    assert len(people) == PERSONS
    assert all(validate_iin(p.iin).ok for p in people)
    assert len({p.iin for p in people}) == PERSONS
    assert len({p.sort_name for p in people}) > PERSONS * 0.8


def test_cases_stand_in_the_states_of_every_chapter(region: Store) -> None:
    """Somebody waits at each step a role has to do."""
    states = {(c.kind, c.state) for c in rows(region, Case)}
    assert states >= {
        ("registration", "received"), ("registration", "to_register"),
        ("registration", "pre_registered"), ("registration", "refused"),
        ("unemployed_status", "opened"), ("unemployed_status", "sent"),
        ("unemployed_status", "registered"), ("unemployed_status", "active"),
        ("offer", "offered"), ("offer", "sent"), ("offer", "hired"), ("plan", "active"),
        ("complaint", "lodged"), ("complaint", "answered"), ("vacancy", "published"),
    }


def test_some_duties_are_due_today_and_some_are_overdue(region: Store) -> None:
    """The director finds something to do on the first day."""
    due = Counter(
        (o.due_on > NOW.date()) - (o.due_on < NOW.date())
        for o in rows(region, Obligation) if o.state == "open"
    )
    assert due[0] > 5
    assert due[-1] > 2


def test_the_jobseekers_cabinet_holds_an_offer(region: Store) -> None:
    """jobseeker: registered, with an offer to answer; jobseeker2: unemployed, with a plan."""
    seat = {m.account_id: m.person_id for m in rows(region, Membership)}
    first, second = (seat[find_account(region, x)] for x in ("jobseeker", "jobseeker2"))
    cases = {(c.person_id, c.kind): c.state for c in rows(region, Case)}
    assert cases[first, "offer"] == "offered"
    assert cases[second, "plan"] == "drafted"
    states = {p.id: p.state for p in rows(region, Person)}
    assert (states[first], states[second]) == ("jobseeker", "unemployed")


def test_nothing_told_lies_in_the_future(region: Store) -> None:
    """The journal ends before the demonstration starts."""
    assert max(line.at for line in rows(region, JournalLine) if line.case_id) < NOW
    assert max(c.opened_at for c in rows(region, Case)) < NOW


def test_every_receipt_replays_to_its_due_day(region: Store) -> None:
    """Repeated people's terms were counted anew by the calendar, not shifted."""
    with region.session(SYSTEM) as session:
        version = current_version(session, "5day")
        assert version is not None
        calendar = calendar_of(session, version)
        found = session.scalars(select(Obligation)).all()
    assert len(found) > PERSONS
    for row in found:
        assert row.due_on.isoformat() == row.receipt["due_on"]
        assert replay(row.receipt, calendar).due_on == row.due_on


def test_a_repeated_person_has_the_columns_perform_wrote(region: Store) -> None:
    """Row by row, column by column: the same but for keys, numbers, times, names and paper."""
    with region.session(SYSTEM) as session:
        told = session.get_one(Setting, "demo_stories").value
        compared = 0
        for key in ("registered_today:0:0", "unemployed:0:0", "placed:0:0", "refused:0:0"):
            first = told[key]
            for twin in _twins(session, first):
                _compare(session, first, twin)
                compared += 1
    assert compared >= 4


def _twins(session: Any, told: dict[str, Any]) -> list[int]:
    """People of the bulk whose rows have the shape of a told person's."""
    shape = _shape(session, told["person"], told["vacancies"])
    mobile = f"%{FIRST_OF_MANY // 10000}____"
    many = session.scalars(select(Person.id).where(Person.mobile.like(mobile))).all()
    return [p for p in many if _shape(session, p, _vacancies(session, p)) == shape][:2]


def _vacancies(session: Any, person: int) -> list[str]:
    return list(session.scalars(
        select(Case.number).where(Case.kind == "vacancy").where(Case.vacancy_id.in_(
            select(Offer.vacancy_id).where(Offer.person_id == person)))))


def _shape(session: Any, person: int, vacancies: list[str]) -> list[Any]:
    return sorted(
        (table, str(v.get("step") or v.get("form") or v.get("kind") or ""))
        for table, v in story_rows(session, person, vacancies)
    )


def _compare(session: Any, told: dict[str, Any], twin: int) -> None:
    one = story_rows(session, told["person"], told["vacancies"])
    two = story_rows(session, twin, _vacancies(session, twin))
    assert [t for t, _v in one] == [t for t, _v in two]
    for (table, a), (_same, b) in zip(one, two, strict=True):
        for column in metadata.tables[table].columns:
            name = column.name
            if name in FREE or column.foreign_keys or name.endswith("_id"):
                assert (a[name] is None) == (b[name] is None), (table, name)
            elif isinstance(column.type, sa.JSON):
                assert _form(a[name]) == _form(b[name]), (table, name)
            elif name in SAME:
                assert a[name] == b[name], (table, name)
            else:
                assert type(a[name]) is type(b[name]), (table, name)


def _form(value: Any) -> Any:
    """The shape of a JSON value: its keys all the way down."""
    held = json.loads(value) if isinstance(value, str) else value
    return sorted(held) if isinstance(held, dict) else type(held)


def test_no_name_of_a_told_person_is_left_in_a_repetition(region: Store) -> None:
    """Every text of a repeated person speaks of that person alone."""
    with region.session(SYSTEM) as session:
        told = {v["person"] for v in session.get_one(Setting, "demo_stories").value.values()}
        iins = {p.iin: p.id for p in session.scalars(select(Person))}
        entries = session.scalars(select(Entry).where(Entry.form == "application")).all()
    checked = [e for e in entries if e.person_id not in told]
    assert checked
    assert all(iins[e.data["iin"]] == e.person_id for e in checked)


def test_signatures_of_repeated_people_are_valid(region: Store) -> None:
    """The sheet that stands for the papers is really signed with the demonstration's keys."""
    folder = Path(str(region.engine.url.database)).parent / "outside"
    eds = factory({"production": False, "folder": str(folder)}).eds
    with region.session(SYSTEM) as session:
        kept = session.execute(
            select(Document.pdf, Document.sha256, Signature.cms, Signature.result)
            .join(Signature, Signature.document_id == Document.id).order_by(Signature.id.desc())
        ).all()
    assert len(kept) > PERSONS / 2
    assert all(row.result["sha256"] == row.sha256 for row in kept)
    assert all(row.sha256 == hashlib.sha256(row.pdf).hexdigest() for row in kept)
    for row in kept[:12]:
        who = SignerExpectation(iin=row.result["signer"]["iin"], roles=frozenset({"any"}))
        assert eds.verify(row.pdf, row.cms, who, NOW).status == "valid"


def test_certificates_are_valid_as_long_as_the_rules_say(region: Store) -> None:
    """Par. 38: told and repeated ones end thirty calendar days after their day of issue."""
    with region.session(SYSTEM) as session:
        rows = session.execute(
            select(Document.issued_on, Document.valid_until, Document.data)
            .where(Document.form == "certificate")
        ).all()
    assert len(rows) > 1
    for row in rows:
        assert row.valid_until.toordinal() - row.issued_on.toordinal() == 30
        assert row.data["valid_until"] == row.valid_until.isoformat()
        assert row.data["issue_date"] == row.issued_on.isoformat()


def test_counters_agree_with_the_journal(region: Store) -> None:
    """Bulk-loaded acts are counted like performed ones."""
    from console.commands.doctor import _kept, recounted

    class Held:
        store = region

    assert recounted(Held()) == _kept(Held())  # type: ignore[arg-type]


def test_nothing_old_waits_in_the_outbox(region: Store) -> None:
    """The worker's first run sends no flood of old messages."""
    waiting = [m for m in rows(region, Message) if m.state == "waiting" and m.next_try_at]
    assert waiting == []


def test_running_it_again_changes_nothing(region: Store, tmp_path: Path) -> None:
    """A filled region is left as it is, whatever is asked."""
    before = len(rows(region, JournalLine))
    assert not fill(region, the_catalog(), plan(tmp_path, 9999), lambda _d, _t: None, NOW)
    assert len(rows(region, JournalLine)) == before


def test_a_database_with_real_data_is_refused(store: Store, tmp_path: Path) -> None:
    """One office is enough: nothing is written, no stamp is left."""
    with store.write(SYSTEM) as session:
        session.add(Office(number="W-1", state="published", version=1, code="x", kind="center",
                           path="/1/", name_kk="x"))
    with pytest.raises(NotEmpty):
        fill(store, the_catalog(), plan(tmp_path), lambda _d, _t: None, NOW)
    assert rows(store, Setting) == []


def test_keys_are_what_foreign_keys_point_at(region: Store) -> None:
    """No row points at nothing."""
    with region.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
    with region.session(SYSTEM) as session:
        assert (session.scalar(select(func.count()).select_from(Case)) or 0) > PERSONS


def test_both_queues_had_visitors(region: Store) -> None:
    """Annex 1, row 3: the figures of waiting and serving have something to show, in hours."""
    visits = rows(region, Visit)
    halls = {office.id: office.code for office in rows(region, Office)}
    assert {halls[v.office_id] for v in visits} == {"center", "desk"}
    assert {v.wait_kept for v in visits} >= {True, False}
    assert all(v.person_id is None for v in visits)


def test_the_scenes_leave_something_on_every_screen(region: Store) -> None:
    """Par. 46-64: resumes, measures, an amendment, reversals, the exchange, a closed month."""
    states = Counter((c.kind, c.state) for c in rows(region, Case))
    assert states["resume", "published"] == 2
    assert states["contact", "asked"] == states["saved_search", "active"] == 1
    assert states["plan", "amending"] == 1
    assert states["measure", "invited"] == states["measure", "taking_part"] == 1
    assert states["reversal", "to_issue"] == states["reversal", "satisfied"] == 1
    assert states["exchange_question", "open"] == states["period_close", "closed"] == 1
    assert any(c.facts.get("times") for c in rows(region, Case) if c.kind == "offer")
    assert [i.state for i in rows(region, ExchangeItem)] == ["taken", "taken", "conflict"]
    (invited,) = rows(region, EmployerInvitation)
    assert invited.state == "sent"
    (report,), (mailing,) = rows(region, SavedReport), rows(region, ReportSchedule)
    assert report.shared_id is not None
    assert mailing.saved_id == report.id


def test_the_amendment_waits_for_a_person_with_a_login(region: Store) -> None:
    """Par. 49: jobseeker3 finds the amendment in the cabinet; newcomer's resume is shown."""
    seat = {m.account_id: m.person_id for m in rows(region, Membership) if m.person_id}
    (plan,) = [c for c in rows(region, Case) if (c.kind, c.state) == ("plan", "amending")]
    assert plan.person_id == seat[find_account(region, "jobseeker3")]
    owners = {c.person_id for c in rows(region, Case) if c.kind == "resume"}
    assert owners == {seat[find_account(region, x)] for x in ("jobseeker", "newcomer")}


def test_the_exchange_shows_what_it_was_told(region: Store) -> None:
    """Par. 54: every published vacancy is shown there, and nothing waits to be told."""
    folder = Path(str(region.engine.url.database)).parent / "outside"
    portal = factory({"production": False, "folder": str(folder)}).exchange_portal
    published = {c.number for c in rows(region, Case)
                 if c.kind == "vacancy" and c.state == "published"}
    assert {row.about for row in portal.published("", 10_000)} == published
    assert not [m for m in rows(region, Message)
                if (m.channel, m.state) == ("ele_portal", "waiting")]
