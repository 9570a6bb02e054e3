"""perform(): all checks, one transaction, one result, whoever asks and however often."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from console.data.access import AccessLine
from console.data.case import Case
from console.data.guard import ReadOnlySession, ScopeViolation
from console.data.journal import Counter, JournalLine
from console.data.obligations import Obligation
from console.data.outbox import Message
from console.data.store import Store
from console.errors import Conflict, Forbidden, Grounds, Invalid, NotFound
from console.scope import NOTHING, SYSTEM, Scope
from tests.test_process.toy import FRIDAY, Desk


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store, tmp_path)


def test_an_act_writes_state_clock_journal_and_counter_together(desk: Desk) -> None:
    """Par. 2: two working days from Friday 16 April 2021 end on Tuesday the 20th."""
    outcome = desk.do("toy.open")
    assert (outcome.state, outcome.started[0]["due_on"]) == ("open", "2021-04-20")
    with desk.store.session(SYSTEM) as session:
        case = session.scalars(select(Case)).one()
        due = session.scalars(select(Obligation)).one()
        line = session.scalars(select(JournalLine)).one()
        assert case.number == outcome.number and case.next_step == "toy.answer"
        assert case.due_at == due.due_at
        assert due.due_on == date(2021, 4, 20) and due.receipt["deadline"] == "T-01"
        assert line.why["started"] == [{"deadline": "T-01", "due_on": "2021-04-20"}]
        steps = select(Counter).where(Counter.measure == "steps")
        assert session.scalars(steps).one().value == 1
    assert desk.toy.heard == ["toy.open"]


def test_every_failing_ground_is_shown_and_nothing_is_written(desk: Desk) -> None:
    """Par. 2 and 3 both fail: both are named, with the fact that decided, and no row exists."""
    with pytest.raises(Grounds) as refused:
        desk.do("toy.open", data={"age": 12})
    assert [(g.code, g.paragraph) for g in refused.value.grounds] == [
        ("too_young", "2"), ("no_paper", "3"),
    ]
    assert refused.value.grounds[0].facts == {"age": 12}
    assert [desk.count(m) for m in (Case, Obligation, JournalLine, Message)] == [0, 0, 0, 0]


def test_a_repetition_with_the_same_key_returns_the_first_result(desk: Desk) -> None:
    """A double click or a retry after a lost answer opens one case."""
    first, again = desk.do("toy.open", key="k1"), desk.do("toy.open", key="k1")
    assert again.repeated and again.number == first.number
    assert desk.count(Case) == 1
    with pytest.raises(Conflict):
        desk.do("toy.answer", first.number, key="k1")
    with pytest.raises(Conflict):
        desk.do("toy.open", key="k1", data={"age": 40, "paper": True})


def test_many_hands_with_one_key_open_one_case(desk: Desk) -> None:
    """Twenty threads, one key: one case, everybody gets its number."""
    numbers: list[str] = []
    gate = threading.Barrier(20)

    def hand() -> None:
        gate.wait()
        numbers.append(desk.do("toy.open", key="same").number)

    threads = [threading.Thread(target=hand) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 20 and len(set(numbers)) == 1
    assert desk.count(Case) == 1


def test_a_stale_version_is_a_conflict_that_shows_both(desk: Desk) -> None:
    """Editors never erase each other."""
    number = desk.do("toy.open").number
    with pytest.raises(Conflict) as refused:
        desk.do("toy.answer", number, version=7)
    assert refused.value.detail["yours"] == 7 and refused.value.detail["now"] == 1


def test_a_step_from_another_state_is_a_conflict(desk: Desk) -> None:
    """What was answered cannot be answered again."""
    number = desk.do("toy.open").number
    desk.do("toy.answer", number)
    with pytest.raises(Conflict):
        desk.do("toy.answer", number)


def test_another_centers_case_does_not_exist_for_me_and_the_reach_is_noted(desk: Desk) -> None:
    """Abuse case 1: by number, from another office: the answer of an unknown number."""
    number = desk.do("toy.open").number
    with pytest.raises(NotFound):
        desk.do("toy.answer", number, by=2)
    with pytest.raises(NotFound):
        desk.do("toy.answer", "T-00000-00000", by=2)
    with desk.store.session(SYSTEM) as session:
        lines = session.scalars(select(AccessLine)).all()
        assert [line.kind for line in lines] == ["refused", "refused"]
    assert desk.do("toy.answer", number, by=1).state == "answered"


def test_nobody_performs_without_a_role_and_nobody_an_automatic_step(desk: Desk) -> None:
    """Deny by default."""
    with pytest.raises(Forbidden):
        desk.do("toy.open", by=3)
    number = desk.do("toy.open").number
    with pytest.raises(NotFound):
        desk.do("toy.silence", number)


def test_the_future_cannot_be_recorded(desk: Desk) -> None:
    """A paper date may lie before the entry, never after it."""
    with pytest.raises(Invalid):
        desk.do("toy.open", occurred_at=datetime(2021, 4, 17, tzinfo=UTC))
    outcome = desk.do("toy.open", occurred_at=datetime(2021, 4, 15, 5, tzinfo=UTC))
    assert outcome.started[0]["due_on"] == "2021-04-19"


def test_an_act_on_a_case_did_not_happen_before_the_case(desk: Desk) -> None:
    """Abuse case 19: lateness is not hidden by a date before the case or before the Rules."""
    number = desk.do("toy.open").number
    with pytest.raises(Invalid):
        desk.do("toy.answer", number, occurred_at=datetime(2021, 4, 15, 5, tzinfo=UTC))
    with pytest.raises(Invalid):
        desk.do("toy.open", occurred_at=datetime(2001, 1, 1, tzinfo=UTC))
    with pytest.raises(Invalid):
        desk.do("toy.open", data={"age": 30, "paper": "a\x00b"})
    assert desk.do("toy.answer", number).state == "answered"


def test_an_automatic_step_follows_in_the_same_transaction(desk: Desk) -> None:
    """The answer opens an echo, and the outcome names it."""
    number = desk.do("toy.open").number
    outcome = desk.do("toy.answer", number)
    assert [o["kind"] for o in outcome.opened] == ["echo"] and outcome.stopped == ("T-01",)
    assert desk.toy.heard[-2:] == ["toy.echo", "toy.answer"]


def test_silence_takes_effect_once_as_of_the_due_instant(desk: Desk) -> None:
    """However late it is noticed, and however often."""
    desk.do("toy.open")
    late = datetime(2021, 5, 30, tzinfo=UTC)
    with desk.store.session(SYSTEM) as session:
        due = session.scalars(select(Obligation)).one()
    assert desk.process.lapse(due.id, FRIDAY) == []
    outcomes = desk.process.lapse(due.id, late)
    assert [o.state for o in outcomes] == ["silent"]
    assert desk.process.lapse(due.id, late) == []
    with desk.store.session(SYSTEM) as session:
        line = session.scalars(select(JournalLine).where(JournalLine.step == "toy.silence")).one()
        assert line.occurred_at == due.due_at and line.at == late


def test_a_failing_listener_never_undoes_the_act(desk: Desk) -> None:
    """It is kept for a later try."""
    desk.toy.deaf = True
    assert desk.do("toy.open").state == "open"
    with desk.store.session(SYSTEM) as session:
        assert session.scalars(select(Message)).one().recipient == "toy"


@pytest.mark.every_store
@pytest.mark.parametrize("statement", [
    "UPDATE journal_line SET actor = 'x'",
    "DELETE FROM journal_line",
    "UPDATE journal_line SET why = '{\"a\": 1}'",
])
def test_the_journal_cannot_be_changed_even_by_raw_sql(desk: Desk, statement: str) -> None:
    """Promise P7: the database itself refuses."""
    desk.do("toy.open")
    with pytest.raises(SQLAlchemyError), desk.store.engine.begin() as connection:
        connection.execute(text(statement))


def test_a_session_without_scope_sees_nothing_and_reads_never_write(desk: Desk) -> None:
    """Fails closed."""
    desk.do("toy.open")
    with desk.store.session() as session:
        assert session.query(Case).count() == 0
    with desk.store.session(NOTHING) as session:
        assert session.scalars(select(Case)).all() == []
    with desk.store.session(SYSTEM) as session, pytest.raises(ReadOnlySession):
        session.scalars(select(Case)).one().state = "answered"
        session.flush()


@pytest.mark.parametrize("reach", [
    lambda s: s.execute(text("SELECT * FROM \"case\"")),
    lambda s: s.execute(select(Case.__table__)),
    lambda s: s.execute(Case.__table__.update().values(state="x")),
])
def test_statements_that_cannot_be_narrowed_are_refused(desk: Desk, reach: object) -> None:
    """Abuse case 3: no way around the scope by the form of the statement."""
    desk.do("toy.open")
    with desk.store.session(Scope(office=(2,))) as session, pytest.raises(ScopeViolation):
        reach(session)  # type: ignore[operator]
