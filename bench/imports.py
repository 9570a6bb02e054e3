"""A workbook of 20,000 vacancies with 300 planted faults: found, corrected, written, sent again.

Prints one JSON line per figure: ``python -m bench.imports [--rows N] [--faults N]``. Three passes
in one process: the check of the faulty file (every fault with row and column, nothing written),
the import of the corrected one (all rows in one transaction), and the same file again (a no-op).
"""

from __future__ import annotations

import argparse
import io
import json
import random
import resource
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from console.exchange.columns import Column
from console.exchange.vacancies import Result, VacancyImport
from console.exchange.vacancy_files import rows_of, vacancy_columns
from forms.dictionaries import lookup_shipped

SEED = 259
LIMIT_SECONDS, LIMIT_MB = 60, 300
JOBS = (("5223", "Сатушы"), ("8322", "Жүргізуші"), ("9112", "Тазалаушы"))
PLACES = ("Есік", "Талғар", "Қаскелең", "Түрген")
#: what is planted: (column the fault is reported at, what it does to the cells)
PLANTED: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("profession_position", {"profession_position.code": "no-such-code"}),
    ("settlement", {"settlement": None}),
    ("wage_level", {"wage_level": "көп"}),
    ("wage_to", {"wage_to": 1}),
    ("employment_region", {"employment_region": "999999999"}),
    ("places", {"places": 0}),
    ("appeared_on", {"appeared_on": "2999-01-01"}),
    ("work_regime", {"work_regime": "whenever"}),
    ("job_duties", {"job_duties": "Тек ерлер үшін, 35 жасқа дейін"}),
    ("external_id", {"external_id": None}),
)


def cells_of(number: int, chance: random.Random) -> dict[str, Any]:
    """A good row, the same every time."""
    code, title = JOBS[number % len(JOBS)]
    low = 120_000 + chance.randrange(100) * 1_000
    return {
        "external_id": f"JOB-{number:06d}", "contact": "Айгүл Оспанова, +7 701 000 00 00",
        "appeared_on": "2021-04-16", "profession_position.code": code,
        "profession_position.text": f"{title} {number % 97}", "places": 1 + number % 3,
        "employment_region": "190000000", "settlement": PLACES[number % len(PLACES)],
        "job_duties": "Сатып алушыларға қызмет көрсету, тауарды қабылдау",
        "working_conditions": "Апталық бес күндік, сағат 9:00-ден 18:00-ге дейін",
        "work_regime": "full_time", "wage_level": low, "wage_to": low + 40_000,
        "education_level": "general_secondary",
    }


def workbook(
    columns: list[Column], rows: int, faults: int = 0
) -> tuple[bytes, set[tuple[int, str]]]:
    """A workbook and what is wrong in it: (row, column key)."""
    chance = random.Random(SEED)
    wrong = dict(zip(sorted(chance.sample(range(rows), faults)), range(faults), strict=True))
    book, planted = Workbook(write_only=True), set[tuple[int, str]]()
    sheet = book.create_sheet("vacancies")
    sheet.append([c.key for c in columns])
    sheet.append([c.label["kk"] for c in columns])
    for number in range(rows):
        cells = cells_of(number, chance)
        if number in wrong:
            place, change = PLANTED[wrong[number] % len(PLANTED)]
            cells |= change
            planted.add((number + 3, place))
        sheet.append([cells.get(c.key) for c in columns])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue(), planted


def reported(result: Result) -> set[tuple[int, str]]:
    """The faults of a result as (row, first part of the field)."""
    return {(fault.row, fault.path.partition(".")[0]) for fault in result.faults}


def timed(run: Callable[[], Result]) -> tuple[tuple[float, float], Result]:
    """Seconds of the wall clock and of the processor, and the result."""
    wall, processor = time.perf_counter(), time.process_time()
    result = run()
    return (time.perf_counter() - wall, time.process_time() - processor), result


def told_time(name: str, took: tuple[float, float], rows: int) -> None:
    """Both times: a machine busy with other work is judged by the processor's."""
    told(f"{name}, seconds", took[0], LIMIT_SECONDS, rows=rows)
    told(f"{name}, processor seconds", took[1], LIMIT_SECONDS, rows=rows)


def main() -> None:
    """The figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--faults", type=int, default=300)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), asked.rows, asked.faults)


def measure(folder: Path, rows: int, faults: int) -> None:
    """Run the three passes and print them with the limits."""
    from console.data.actors import Employer
    from console.data.mediation import Vacancy
    from console.data.store import Store
    from console.migrate import upgrade
    from console.scope import SYSTEM
    from tests.make import World

    store = Store(f"sqlite:///{folder / 'jumys.db'}")
    upgrade(store)
    world = World(store)
    with store.session(SYSTEM) as session:
        actor, scope = world.actor("employer"), world.scope("employer")
        own = session.get_one(Employer, actor.seats[0].employer_id)
    columns = vacancy_columns(world.catalog.forms["vacancy"], lookup_shipped, own=True)
    bad, planted = workbook(columns, rows, faults)
    good, _none = workbook(columns, rows)

    def run(content: bytes, write: bool) -> Result:
        job = VacancyImport(world.process, actor, scope, world.now, own)
        return job.run(rows_of(content, columns), write=write)

    took, result = timed(lambda: run(bad, write=True))
    told("faults reported", len(reported(result) & planted), faults, rows=rows)
    told("faults invented", len(reported(result) - planted), 0, rows=rows)
    told("rows written with faults", world.count(Vacancy), 0, rows=rows)
    told_time("check", took, rows)
    took, result = timed(lambda: run(good, write=True))
    told("rows written", world.count(Vacancy), rows, rows=rows)
    told_time("import", took, rows)
    took, result = timed(lambda: run(good, write=True))
    told("rows changed when sent again", result.post + result.amend, 0, rows=rows)
    told_time("sent again", took, rows)
    told("memory, MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, LIMIT_MB,
         rows=rows)


def told(name: str, value: float, expected: float, *, rows: int) -> None:
    """One figure with what it may be at most (or must be)."""
    print(json.dumps({"name": name, "value": round(value, 2), "limit": expected, "rows": rows}))


if __name__ == "__main__":
    main()
