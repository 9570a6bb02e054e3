"""Cost grows with the answer, not the table: statements counted, plans read, nothing timed.

Four pages over a few thousand rows of each large table. A plan may not walk a table of more than
a thousand rows unless an index orders it and LIMIT ends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from console.data.actors import Person
from console.data.case import Case, Episode
from console.data.journal import JournalLine
from console.data.mediation import Vacancy
from console.data.obligations import Obligation
from console.data.outbox import Message
from console.scope import SYSTEM
from console.web.running import KEY
from tests.test_web.conftest import Web

MANY = 1_500
LIMIT = 12
#: tables that grow with people; everything else stays small in any region
LARGE = (Person, Case, Episode, Obligation, JournalLine, Message, Vacancy)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A console whose large tables hold thousands of rows, half of them of the other center."""
    web = Web(tmp_path_factory.mktemp("bounds"))
    vacancy = web.world.a_vacancy().number
    told = web.world.a_registered_jobseeker()
    _multiply(web, told.case, vacancy)
    web.app.extensions[KEY].store.learn()
    web.told, web.vacancy = told, vacancy  # type: ignore[attr-defined]
    yield web
    web.close()


def _copy(row: Any, **changes: Any) -> Any:
    """The row again under another key."""
    columns = [c.key for c in row.__mapper__.column_attrs if c.key != "id"]
    return type(row)(**{key: getattr(row, key) for key in columns} | changes)


def _multiply(web: Web, case_number: str, vacancy_number: str) -> None:
    world = web.world
    with world.store.write(SYSTEM) as session:
        case = session.scalars(select(Case).where(Case.number == case_number)).one()
        person = session.get_one(Person, case.person_id)
        vacancy = session.scalars(
            select(Vacancy).where(Vacancy.case_number == vacancy_number)
        ).one()
        due = session.scalars(select(Obligation).where(Obligation.case_id == case.id)).first()
        line = session.scalars(select(JournalLine).where(JournalLine.case_id == case.id)).first()
        assert due is not None and line is not None
        offices = [world.offices["center"], world.offices["center2"]]
        for n in range(MANY):
            office = offices[n % 2]
            one = _copy(person, number=f"PX-{n}", iin=None, office_id=office,
                        sort_name=f"{n:05d} {person.sort_name}")
            session.add(one)
            session.flush()
            copy = _copy(case, number=f"RX-{n}", person_id=one.id, office_id=office,
                         episode_id=None, state="received", closed_at=None,
                         next_step="registration.fill_card", next_action="registration.fill_card",
                         due_at=due.due_at + timedelta(seconds=n))
            session.add(copy)
            session.flush()
            session.add(_copy(due, case_id=copy.id, person_id=one.id, office_id=office,
                              state="open", started_by=100_000 + n))
            session.add(_copy(line, case_id=copy.id, subject_id=copy.id, person_id=one.id,
                              office_id=office, idempotency_key=None))
            session.add(_copy(vacancy, case_number=f"VX-{n}", office_id=office))


def plans(web: Web, login: str | None, path: str) -> tuple[int, list[str]]:
    """(statements, walks over large tables) of a GET."""
    engine = web.app.extensions[KEY].store.engine
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _k: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append((statement, parameters))

    reader = web.browser(login) if login else web.visitor()
    reader.get(path)  # the first request of a process also fills caches
    event.listen(engine, "before_cursor_execute", note)
    try:
        answer = reader.get(path)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code == 200, path
    names = "|".join(f'"?{m.__tablename__}"?' for m in LARGE)
    walk = re.compile(rf"^SCAN ({names})(?! USING)", re.IGNORECASE)
    # all rows of an office are as good as the whole table
    whole = re.compile(
        rf"^SEARCH ({names}) USING .*INDEX \w+ \((office|authority|village)_id=\?\)$")
    found: list[str] = []
    with engine.connect() as connection:
        for statement, parameters in seen:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps = [str(row[3]) for row in rows]
            found += [f"{step} <- {statement[:200]}" for step in steps if walk.match(step)]
            sorts = any("TEMP B-TREE FOR ORDER BY" in step for step in steps)
            found += [
                f"{step}, all of them sorted or counted <- {statement[:200]}" for step in steps
                if whole.match(step) and (sorts or "LIMIT" not in statement.upper())
            ]
            ordered = any("USING" in s and s.startswith("SCAN") for s in steps)
            if ordered and "LIMIT" not in statement.upper():
                found += [f"{s} without LIMIT <- {statement[:200]}" for s in steps
                          if re.match(rf"^SCAN ({names}) ", s)]
    return len(seen), found


@pytest.mark.parametrize(("login", "path"), [
    ("specialist", "/worklist"),
    ("specialist", "/worklist?v=overdue"),
    ("specialist", "/cases"),
    ("specialist", "/persons"),
    ("specialist", "/persons?q=00010"),
    ("specialist", "/cases/{case}"),
    (None, "/jobs"),
    (None, "/jobs?region=190000000"),
])
def test_a_page_takes_few_statements_and_walks_no_large_table(
    full: Web, login: str | None, path: str
) -> None:
    """At most twelve statements, and no scan, over tables of thousands of rows."""
    count, walks = plans(full, login, path.format(case=full.told.case))  # type: ignore[attr-defined]
    assert not walks
    assert count <= LIMIT


def test_the_tables_are_large_enough_to_tell(full: Web) -> None:
    """A scan of an empty table would prove nothing."""
    with full.store.session(SYSTEM) as session:
        for model in (Person, Case, Obligation, JournalLine, Vacancy):
            assert session.scalar(select(func.count()).select_from(model)) > 1_000
        assert session.connection().execute(text("SELECT 1")).scalar() == 1
