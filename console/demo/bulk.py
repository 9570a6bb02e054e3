"""Many people from few stories: rows repeated with other names, numbers and days.

Rows go in batches, each one transaction with the counters it changes and the mark how far the
work is: a run that broke off goes on from there. Memory does not grow with the number of people.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import typst
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as lite_insert
from sqlalchemy.orm import Session

from console.data import counting, vacancy_search
from console.data.actors import Employer, Office, Person
from console.data.journal import Counter as CounterRow
from console.data.tables import metadata
from console.demo.fill import mark, stamp_of
from console.demo.people import FIRST_OF_MANY, person
from console.demo.places import SIDES
from console.demo.plots import all_plots
from console.demo.region import PIN, SIGNERS
from console.demo.repeat import ZONE, Keys, Repetition, Sheet
from console.demo.stories import KEY, kept
from console.demo.teller import Teller
from console.demo.template import LEFT_OUT, Reader, Template, plain_table, story_rows
from console.fab import accounts
from console.scope import SYSTEM

BATCH = 100
MINUTES = 50
SHEET = """
#set page(width: 148mm, height: 70mm, margin: 12mm)
#set text(size: 11pt)
Көрсетілім жазбасы: бұл құжаттың қағазы салынбаған.

Запись демонстрации: сам документ не рисовался.

Demonstration record: the paper itself was not drawn.
"""


def load(
    t: Teller, persons: int, seed: int, real: datetime, note: Callable[[int, int], None],
    newcomers: int = 0,
) -> None:
    """Load people until there are ``persons``; those of the stories count, and ``newcomers``."""
    told = kept(t, KEY)
    done = int((stamp_of(t.store) or {}).get("bulk", 0))
    total = persons - newcomers - sum(bool(one["person"]) for one in told.values())
    templates = list(_templates(t, told)) if total > 0 else []
    if not templates:
        return
    loader = _Loader(t, templates, seed, real, _sheet(t, templates))
    fresh = done < total
    while done < total:
        upto = min(done + BATCH, total)
        loader.batch(range(done, upto))
        done = upto
        note(done, total)
    with t.store.write(SYSTEM) as session:
        vacancy_search.rebuild(session)
        if fresh:
            counting.rebuild(session, list(t.catalog.counts.values()))
        _set_sequences(session)
    t.store.learn()


def _templates(t: Teller, told: Mapping[str, Any]) -> Iterator[tuple[int, int, Template]]:
    """(weight, spread, template) of every story that may be repeated."""
    for story in all_plots():
        mine = [k for k in told if k.partition(":")[0] == story.name and told[k]["person"]]
        for key in mine if story.weight else ():
            template = _template(t, key, told[key])
            yield story.weight, story.spread, template


def _template(t: Teller, key: str, facts: Mapping[str, Any]) -> Template:
    with t.store.session(SYSTEM) as session:
        who = session.get_one(Person, facts["person"])
        rows = story_rows(session, who.id, facts["vacancies"])
        firm = next((v["employer_id"] for table, v in rows if table == "vacancy"), None)
        words = {
            who.surname: "surname", who.given_name: "given_name", who.patronymic: "patronymic",
            who.iin or "": "iin", who.mobile or "": "mobile",
            f"{facts['index'] % 10**7:07d}": "serial",
            f"{who.birth_date}": "born", f"{who.birth_date:%d.%m.%Y}": "born_printed",
        }
        if firm is not None:
            words |= {text: f"employer_{name}" for name, text in _firm(session, firm).items()
                      if name != "id"}
        words |= {v["sha256"]: "sha" for table, v in rows if table == "document"}
        reader = Reader(words, _numbers(rows))
        start = min(v["opened_at"] for table, v in rows if table == "case")
        return Template(
            name=key, rows=[reader.row(table, v) for table, v in rows], words=words,
            numbers=reader.numbers, start=start.astimezone(ZONE).date(), sex=who.sex or "m",
            language=who.language, rural=who.rural, side=int(key.split(":")[1]),
            born=who.birth_date.year if who.birth_date else 1990, employer=firm,
        )


def _firm(session: Session, key: int) -> dict[str, Any]:
    row = session.get_one(Employer, key)
    return {"id": row.id, "name": row.name, "bin": row.bin, "number": row.number,
            "phone": row.phone, "email": row.email}


def _numbers(rows: list[tuple[str, Any]]) -> list[str]:
    """Public numbers that a repetition needs anew."""
    found = dict[str, None]()
    for _table, values in rows:
        for name in ("number", "verify_code", "provider_id"):
            if values.get(name):
                found[values[name]] = None
    return list(found)


def _sheet(t: Teller, templates: list[tuple[int, int, Template]]) -> Sheet:
    """The sheet in place of drawn papers, signed by everybody who signed in the stories."""
    pdf = typst.compile(SHEET.encode())
    sheet = Sheet(pdf, hashlib.sha256(pdf).hexdigest())
    signers = {row.values["account_id"] for _w, _s, one in templates for row in one.rows
               if row.table == "signature"}
    for login in SIGNERS:
        account = accounts.find_account(t.store, login)
        if account in signers and account is not None and t.outside.demo_ca is not None:
            sheet.signed[account] = t.outside.demo_ca.sign(login, PIN, pdf)
    return sheet


@dataclass
class _Loader:
    t: Teller
    templates: list[tuple[int, int, Template]]
    seed: int
    real: datetime
    sheet: Sheet

    def __post_init__(self) -> None:
        self.weights = [w for w, _s, _t in self.templates]
        self.tables = [x.name for x in metadata.sorted_tables if x.name not in LEFT_OUT]
        self.inserts = {name: sa.insert(plain_table(name)) for name in self.tables}
        with self.t.store.session(SYSTEM) as session:
            self.firms = {
                side: [_firm(session, key) for key in session.scalars(
                    select(Employer.id).join(Office, Office.id == Employer.office_id)
                    .where(Office.code == SIDES[side].center).order_by(Employer.id))]
                for side in range(len(SIDES))
            }

    def batch(self, which: range) -> None:
        """Repeat a story for each of these people, in one transaction."""
        with self.t.store.write(SYSTEM) as session:
            connection = session.connection()
            keys = Keys({name: (connection.scalar(
                sa.select(sa.func.max(sa.column("id"))).select_from(sa.table(name))) or 0) + 1
                for name in self.tables})
            made: dict[str, list[dict[str, Any]]] = {name: [] for name in self.tables}
            for number in which:
                for table, values in self._one(number, keys):
                    made[table].append(values)
            for name in self.tables:
                if made[name]:
                    connection.execute(self.inserts[name], made[name])
            _count(session, made["journal_line"])
            mark(session, bulk=which.stop)

    def _one(self, number: int, keys: Keys) -> list[tuple[str, dict[str, Any]]]:
        chance = random.Random(f"{self.seed}:bulk:{number}")
        _weight, spread, template = chance.choices(self.templates, self.weights)[0]
        who = person(
            FIRST_OF_MANY + number, self.seed, self.real.astimezone(ZONE).date(),
            side=SIDES[template.side], rural=template.rural, sex=template.sex,
            language=template.language, years=(template.born - 5, template.born + 4),
        )
        firm = chance.choice(self.firms[template.side]) if template.employer else None
        return Repetition(
            template, who, chance.randint(0, spread) if spread else 0, chance.randint(0, MINUTES),
            keys.fresh(template.rows), firm, self.t.calendar, self.sheet,
        ).rows()


def _count(session: Session, lines: list[dict[str, Any]]) -> None:
    """Add the repeated acts to the daily counters, as perform() does act by act."""
    found: Counter[tuple[int, str, str]] = Counter()
    for line in lines:
        if line["office_id"] is not None:
            day = line["occurred_at"].astimezone(ZONE).date().isoformat()
            found[line["office_id"], day, line["step"]] += 1
    if not found:
        return
    make: Any = lite_insert if session.connection().dialect.name == "sqlite" else pg_insert
    statement = make(CounterRow)
    session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=["measure", "office_id", "day", "key"],
            set_={"value": CounterRow.value + statement.excluded.value},
        ),
        [{"measure": "steps", "office_id": office, "day": day, "key": step, "value": value}
         for (office, day, step), value in sorted(found.items())],
    )


def _set_sequences(session: Session) -> None:
    """PostgreSQL gives keys from sequences: move them past the keys given here."""
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        if "id" in table.c and table.name not in LEFT_OUT:
            name = table.name
            connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), "
                f"COALESCE((SELECT max(id) FROM \"{name}\"), 0) + 1, false)"
            )
