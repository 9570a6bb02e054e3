"""Papers prepared by the mass job, beside typst alone compiling the same kind of pages in a row.

Prints one JSON line per figure: name, value, unit, rows, ratio, baseline. The job asks the rules,
numbers, dates, draws, hashes and keeps each document in the database; the baseline only draws.
Ratio: pages a second of the job over pages a second of the baseline, in one run. Run
``python -m bench.issuing [--documents N]`` from the repository's root. The people are invented and
live in a temporary database.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from console import migrate
from console.catalog import Catalog, load_catalog
from console.data.access import Membership
from console.data.actors import Office, Person
from console.data.case import Case, Episode
from console.data.documents import Decision, Document
from console.data.store import Store
from console.data.worktime import seed_calendars
from console.outside import factory
from console.process import Process
from console.scope import SYSTEM
from console.security import Actor, scope_of_seats, seats_of
from console.signing import SigningDesk
from forms import document
from forms.dictionaries import lookup_shipped

NOW = datetime(2021, 4, 20, 6, tzinfo=UTC)
STEP = "unemployed_status.give_notice"
URL = "https://jumys.example/verify/ABCDE-FGHJK-MNPQR"


def tell(name: str, value: float, unit: str, rows: int, ratio: float, baseline: str) -> None:
    figure = {"name": name, "value": round(value, 4), "unit": unit, "rows": rows,
              "ratio": round(ratio, 2), "baseline": baseline}  # fmt: skip
    print(json.dumps(figure), flush=True)


def a_person(key: int) -> dict[str, Any]:
    return {
        "id": key, "number": f"B{key}", "state": "unemployed", "version": 1,
        "iin": f"{key:012d}", "surname": f"Тегі-{key}", "given_name": "Аты",
        "patronymic": "Әкесінің аты", "sort_name": f"{key}", "address": {}, "sources": {},
        "language": "ru" if key % 2 else "kk", "rural": False, "office_id": 1,
        "authority_id": 2, "created_at": NOW,
    }


def a_case(key: int, edition: str) -> dict[str, Any]:
    return {
        "id": key, "number": f"U{key}", "kind": "unemployed_status", "state": "registered",
        "version": 1, "channel": "center", "edition": edition, "person_id": key,
        "episode_id": key, "office_id": 1, "authority_id": 2, "opened_at": NOW,
        "changed_at": NOW, "facts": {},
    }


def a_decision(key: int) -> dict[str, Any]:
    return {
        "number": f"D{key}", "case_id": key, "person_id": key, "office_id": 1,
        "authority_id": 2, "kind": "unemployed_registration", "outcome": "registered",
        "revision": 1, "grounds": [], "decided_at": NOW, "decided_on": NOW.date(), "signer": "S",
    }


def fill(store: Store, catalog: Catalog, count: int) -> None:
    edition = catalog.law.edition_on(NOW.date()).id
    with store.write(SYSTEM) as session:
        seed_calendars(session, range(2020, 2023), NOW)
        for key, kind in ((1, "center"), (2, "local_authority")):
            session.add(Office(id=key, number=f"O{key}", state="published", code=f"o{key}",
                               kind=kind, path=f"/{key}/", name_kk="Мекеме", hours={},
                               version=1, bin="190740000001"))
        session.flush()
        session.add(Membership(account_id=1, role="center_director", office_id=1,
                               iin="800203300012", valid_from=date(2018, 1, 1)))
        keys = range(1, count + 1)
        session.execute(insert(Person), [a_person(k) for k in keys])
        session.execute(insert(Episode), [
            {"id": k, "person_id": k, "open_person_id": k, "office_id": 1, "authority_id": 2,
             "channel": "center", "opened_on": NOW.date()} for k in keys])
        session.execute(insert(Case), [a_case(k, edition) for k in keys])
        session.execute(insert(Decision), [a_decision(k) for k in keys])


def alone(catalog: Catalog, rows: list[Document]) -> tuple[float, int]:
    """Seconds that typst takes for these documents in a row, and its bytes; nothing else."""
    form = catalog.forms[rows[0].form]
    docs = [
        document._document(form, {**row.data, "full_name": f"{row.data['full_name']} 2"},
                           row.language, row.number, row.issued_on, f"{URL}-{index}", (),
                           lookup_shipped)
        for index, row in enumerate(rows)
    ]
    begun = time.perf_counter()
    size = sum(len(document.compile_sheet(form.template, doc, NOW.date())) for doc in docs)
    return time.perf_counter() - begun, size


def measure(store: Store, catalog: Catalog, desk: SigningDesk, count: int) -> None:
    with store.session(SYSTEM) as session:
        seats = seats_of(session, 1, NOW.date())
        scope = scope_of_seats(session, seats, catalog, NOW)
    actor = Actor(1, "director", "Директор", seats)
    warm = desk.prepare_many([(STEP, "U1"), (STEP, "U2")], actor, scope, NOW)
    assert not any(isinstance(one, Exception) for one in warm), warm
    begun = time.perf_counter()
    made = desk.prepare_many(
        [(STEP, f"U{k}") for k in range(3, count + 3)], actor, scope, NOW)
    took = time.perf_counter() - begun
    assert not any(isinstance(one, Exception) for one in made)
    with store.session(SYSTEM) as session:
        rows = list(session.scalars(
            select(Document).where(Document.state == "prepared").order_by(Document.id).offset(2)))
        bare, _size = alone(catalog, rows)
    tell("mass_issue_documents_per_second", count / took, "1/s", count, bare / took,
         f"typst alone compiling as many pages of the form in a row, {count / bare:.1f} 1/s")
    again(desk, rows[: min(20, count)])


def again(desk: SigningDesk, rows: list[Document]) -> None:
    """Drawn a second time from what was kept, a document has the same bytes."""
    same = 0
    for row in rows:
        kept = row.sha256
        pdf = document.render_pdf(
            desk.process.catalog.forms[row.form], row.data, lang=row.language, number=row.number,
            issued_on=row.issued_on, verify_url=desk._verify_url(row.verify_code),
            marks=desk._marks(),
        )
        same += hashlib.sha256(pdf).hexdigest() == kept
    tell("reprinted_byte_for_byte", same, "documents", len(rows), same / len(rows), "all of them")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--persons", type=int, help="the same, as other benchmarks name it")
    chosen = parser.parse_args()
    count = chosen.persons or chosen.documents
    catalog = load_catalog()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'bench.db'}")
        migrate.upgrade(store)
        fill(store, catalog, count + 2)
        outside = factory({"production": False, "folder": folder})
        measure(store, catalog, SigningDesk(Process(store, catalog), outside), count)
        store.dispose()


if __name__ == "__main__":
    main()
