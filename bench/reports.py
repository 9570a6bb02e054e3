"""Figures of the monthly workbook from the daily counters, beside counting the rows themselves.

Prints one JSON line per figure: name, value, unit, rows, ratio, baseline. Run
``python -m bench.reports [--persons N] [--cases N]`` from the repository's root. The rows are
invented, written straight into a temporary SQLite database; counters are then made by the full
recount that ``jumys doctor --recount --repair`` does. DuckDB is a baseline where it is installed.
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from console import migrate
from console.catalog import Catalog, load_catalog
from console.data import counting
from console.data.figures import preload, table
from console.data.reporting import spanned
from console.data.store import Store
from console.scope import SYSTEM
from reports.model import load
from reports.tables import raw_rows

ZONE = ZoneInfo("Asia/Almaty")
REGIONS, CENTERS = 20, 200
FIRST, LAST = date(2018, 1, 1).toordinal(), date(2021, 4, 30).toordinal()
APRIL = spanned(date(2021, 4, 1), date(2021, 4, 30), ZONE)
AGES = ("0-17", "18-24", "25-28", "29-34", "35-44", "45-54", "55-")
LEVELS = ("none", "basic_secondary", "general_secondary", "technical_vocational", "higher")
TARGETS = (None, "low_income", "youth", "carers", "pre_pension")
GROUNDS = ("three_refusals", "no_show_job_or_training", "visit_schedule_violated")
#: a cut nobody keeps counters for
TWO = ("sex", "age_group")


def tell(
    name: str, value: float, unit: str, rows: int, ratio: float | None, baseline: str
) -> None:
    figure = {"name": name, "value": round(value, 4), "unit": unit, "rows": rows,
              "ratio": None if ratio is None else round(ratio, 2), "baseline": baseline}
    print(json.dumps(figure), flush=True)


def timed(act: Callable[[], Any], times: int = 5) -> float:
    """Median processor seconds of a call: the databases run inside this process."""
    spent = []
    for _ in range(times):
        begun = time.process_time()
        act()
        spent.append(time.process_time() - begun)
    return median(spent)


# ---- the rows


def offices() -> Iterator[tuple[Any, ...]]:
    """The ministry, its regions, their centers."""
    yield (1, "B1", "published", 1, "m", "ministry", None, "/1/")
    for key in range(2, 2 + REGIONS):
        yield (key, f"B{key}", "published", 1, f"r{key}", "region", 1, f"/1/{key}/")
    for n in range(CENTERS):
        key, above = 2 + REGIONS + n, 2 + n % REGIONS
        yield (key, f"B{key}", "published", 1, f"c{key}", "center", above, f"/1/{above}/{key}/")


def a_center(chance: random.Random) -> int:
    return 2 + REGIONS + int(chance.random() * CENTERS)


def stays(persons: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    """A stay as jobseeker for everybody, one as unemployed for four in ten."""
    for key in range(1, persons + 1):
        began = FIRST + int(chance.random() * (LAST - FIRST))
        ended = began + int(chance.random() * 400)
        gone = chance.random() < 0.55 and ended <= LAST
        profile = (
            chance.choice("mf"), chance.choice(AGES), chance.choice(LEVELS),
            chance.choice(TARGETS), chance.choice("123456789"), chance.choice(("urban", "rural")),
            chance.choice(("long_term", "short_term", "ready")),
        )
        place = a_center(chance)
        for register in ("jobseeker", "unemployed")[: 2 if chance.random() < 0.4 else 1]:
            day = date.fromordinal(began).isoformat()
            yield (
                key, key, place, register, day, "registered",
                date.fromordinal(ended).isoformat() if gone else None,
                chance.choice(("placed", "employed", "moved", *GROUNDS)) if gone else None, day,
                *profile,
            )


def cases(count: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    """Registration cases opened on any day."""
    for key in range(1, count + 1):
        day = FIRST + int(chance.random() * (LAST - FIRST))
        at = f"{date.fromordinal(day).isoformat()} 05:00:00.000000"
        yield (key, f"R-{key}", "handed_over", 2, "registration",
               chance.choice(("center", "portal", "assistant")), "2021-03", key, a_center(chance),
               at, at, "{}")


def decisions(count: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    """Decisions of every kind, some with grounds."""
    kinds = ("unemployed_registration", "unemployed_refusal", "deregistration", "certificate")
    for key in range(1, count + 1):
        day = date.fromordinal(FIRST + int(chance.random() * (LAST - FIRST))).isoformat()
        kind = chance.choice(kinds)
        code = chance.choice(GROUNDS) if kind in ("unemployed_refusal", "deregistration") else None
        grounds = json.dumps([{"code": code}] if code else [])
        yield (f"D-{key}", key, key, a_center(chance), kind, "x", 1, grounds,
               f"{day} 05:00:00.000000", day, "")


FILLS: tuple[tuple[str, str], ...] = (
    ("office", "id,number,state,version,code,kind,parent_id,path"),
    ("stay", "episode_id,person_id,office_id,register,began,begun_by,ended,ended_by,since,sex,"
             "age_group,education,target,occupation,residence,category"),
    ("case", "id,number,state,version,kind,channel,edition,person_id,office_id,opened_at,"
             "changed_at,facts"),
    ("decision", "number,case_id,person_id,office_id,kind,outcome,revision,grounds,decided_at,"
                 "decided_on,signer"),
)


def fill(path: Path, persons: int, count: int) -> None:
    """Write the rows; foreign keys point at people who are not needed here."""
    chance = random.Random(259)
    made = (offices(), stays(persons, chance), cases(count, chance), decisions(count, chance))
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=OFF")
    fixed = {"office": {"name_kk": "''", "name_ru": "''", "name_en": "''", "address": "''",
                        "zone": "'Asia/Almaty'", "hours": "'{}'"}}
    for (name, columns), rows in zip(FILLS, made, strict=True):
        more = fixed.get(name, {})
        marks = ",".join(["?"] * len(columns.split(",")))
        names, values = ",".join([columns, *more]), ",".join([marks, *more.values()])
        connection.executemany(f'INSERT INTO "{name}" ({names}) VALUES ({values})', rows)
    connection.commit()
    connection.execute("ANALYZE")
    connection.close()


# ---- what is measured


def workbook_figures(store: Store, catalog: Catalog) -> int:
    """Every table of the statistics workbook, as raw rows; returns how many."""
    layouts = load(catalog.reports["statistics"].path).sheets
    with store.session(SYSTEM) as session:
        preload(session, [catalog.measures[one.measure] for one in layouts], APRIL, everywhere())
        return sum(
            len(raw_rows(session, catalog.measures[one.measure], APRIL, everywhere(),
                         one.by, one.cuts)[0])
            for one in layouts
        )


def counted_anew(store: Store, catalog: Catalog) -> None:
    """The same tables from the rows."""
    layouts = load(catalog.reports["statistics"].path).sheets
    with store.session(SYSTEM) as session:
        for one in layouts:
            for by in ((), *((cut,) for cut in one.cuts), *((one.by,) if one.by else ())):
                table(session, catalog.measures[one.measure], APRIL, everywhere(), by, live=True)


def everywhere() -> list[int]:
    """Every office."""
    return list(range(1, 2 + REGIONS + CENTERS))


def ad_hoc(store: Store, catalog: Catalog) -> Any:
    """Stock and flow of the month by two cuts at once: no counter has it."""
    with store.session(SYSTEM) as session:
        return table(session, catalog.measures["unemployed.stock"], APRIL, everywhere(), TWO)


def duck(path: Path) -> float | None:
    """Seconds DuckDB takes for the same breakdown over the same rows in its memory, or None."""
    try:
        duckdb = importlib.import_module("duckdb")
    except ImportError:
        return None
    rows = sqlite3.connect(path).execute(
        "SELECT register, began, ended, sex, age_group FROM stay").fetchall()
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.writelines(",".join(v or "" for v in row) + "\n" for row in rows)
        file.flush()
        engine = duckdb.connect()
        engine.execute(f"CREATE TABLE stay AS SELECT * FROM read_csv('{file.name}', columns="
                       "{'register':'VARCHAR','began':'DATE','ended':'DATE','sex':'VARCHAR',"
                       "'age_group':'VARCHAR'})")
    ask = ("SELECT sex, age_group, count(*) FILTER (began < '2021-04-01' AND (ended IS NULL OR "
           "ended >= '2021-04-01')), count(*) FILTER (began BETWEEN '2021-04-01' AND '2021-04-30'),"
           " count(*) FILTER (ended BETWEEN '2021-04-01' AND '2021-04-30'), count(*) FILTER (began "
           "<= '2021-04-30' AND (ended IS NULL OR ended > '2021-04-30')) FROM stay WHERE register ="
           " 'unemployed' GROUP BY ALL")
    return timed(lambda: engine.execute(ask).fetchall())


def measure(store: Store, catalog: Catalog, path: Path, persons: int) -> None:
    """All figures, each with its baseline in this run."""
    counts = list(catalog.counts.values())
    begun = time.process_time()
    with store.write(SYSTEM) as session:
        rows = counting.rebuild(session, counts)
    tell("recount", time.process_time() - begun, "s", persons, None,
         f"none: {rows} counter rows written")
    store.learn()
    workbook_figures(store, catalog)
    fast, slow = timed(lambda: workbook_figures(store, catalog)), timed(
        lambda: counted_anew(store, catalog), 1)
    tell("monthly_figures", fast * 1000, "ms", persons, slow / fast,
         f"the same tables counted from the rows, {slow:.2f} s")
    asked = timed(lambda: ad_hoc(store, catalog), 3)
    other = duck(path)
    tell("ad_hoc_breakdown", asked * 1000, "ms", persons, asked / other if other else None,
         f"DuckDB in memory, {other * 1000:.1f} ms" if other else "DuckDB is not installed here")


def main() -> None:
    """Make the rows, measure, throw them away."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--cases", type=int, default=0, help="default: 3 for 10 persons")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        store = Store(f"sqlite:///{path}")
        migrate.upgrade(store)
        fill(path, chosen.persons, chosen.cases or chosen.persons * 3 // 10)
        measure(store, load_catalog(), path, chosen.persons)
        store.dispose()


if __name__ == "__main__":
    main()
