"""Matching and the public search, each beside its baseline in the same run.

Prints one JSON line per figure: name, value, unit, rows, ratio, baseline:

* the whole country rematched over ``--persons`` and ``--vacancies`` (bench.country);
* candidates of one vacancy with every reason, from a database of ``--cards`` cards;
* the public search over ``--posted`` vacancies, beside LIKE;
* with ``--http``, the page of a vacancy's candidates beside an empty page of the same signed-in
  specialist, on the demonstration that ``JUMYS_INSTANCE`` names.

Run ``jumys bench matching``. The data are invented and live in a temporary database.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import quantiles
from typing import Any

import numpy as np
from sqlalchemy import func, insert, or_, select

from bench import country
from console import migrate
from console.catalog import load_catalog
from console.data import vacancy_search
from console.data.actors import Card, Employer, Office, Person
from console.data.mediation import Vacancy
from console.data.store import Store
from console.scope import NOTHING, SYSTEM
from forms.dictionaries import lookup_shipped
from plugins.mediation import matching
from plugins.mediation.criteria import EDUCATION
from plugins.mediation.engine import pool

NOW = datetime(2026, 11, 27, 6, tzinfo=UTC)
REGIMES = ("full_time", "part_time", "shift", "remote")
BATCH = 5000


def tell(name: str, value: float, unit: str, rows: int, ratio: float, baseline: str) -> None:
    figure = {"name": name, "value": round(value, 4), "unit": unit, "rows": rows,
              "ratio": round(ratio, 2), "baseline": baseline}  # fmt: skip
    print(json.dumps(figure), flush=True)


def timed(act: Callable[[Any], object], over: list[Any]) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds, one call per item."""
    times = []
    for item in over:
        begun = time.perf_counter()
        act(item)
        times.append((time.perf_counter() - begun) * 1000)
    cut = quantiles(times, n=100)
    return cut[49], cut[98]


def codes(name: str) -> list[str]:
    dictionary = lookup_shipped(name)
    assert dictionary is not None
    return list(dictionary.codes())


def a_person(number: int) -> dict[str, Any]:
    return {
        "number": f"B{number}", "state": "jobseeker", "version": 1, "iin": f"{number:012d}",
        "surname": f"S{number}", "given_name": "A", "patronymic": "", "sort_name": f"S{number}",
        "address": {}, "sources": {}, "language": "kk", "rural": False, "office_id": 1,
        "created_at": NOW,
    }


def a_card(key: int) -> dict[str, Any]:
    return {
        "person_id": key, "office_id": 1, "occupation": random.choice(codes("occupation")),
        "education_level": random.choice(EDUCATION), "experience_years": random.randrange(30),
        "wage_min": random.randrange(85, 500) * 1000, "regimes": [random.choice(REGIMES)],
        "relocation": random.random() < 0.1, "region": random.choice(codes("region")),
        "searching": True, "category_detail": {}, "sections": {}, "marks": [], "updated_at": NOW,
    }


def a_vacancy(number: int) -> dict[str, Any]:
    occupation = random.choice(codes("occupation"))
    labels = lookup_shipped("occupation")
    assert labels is not None
    return {
        "case_number": f"V{number}", "employer_id": 1, "office_id": 1, "employer_name": "ЖШС",
        "title": labels.label(occupation, "kk"), "occupation": occupation, "clarification": "",
        "region": random.choice(codes("region")), "settlement": "Есік", "conditions": "Қалыпты",
        "regime": random.choice(REGIMES), "qualification": "", "duties": "Міндеттері бойынша",
        "education_level": random.choice(EDUCATION[:8]), "additional": "", "contact": "",
        "experience_years": random.randrange(6), "wage_min": random.randrange(85, 600) * 1000,
        "traineeship": False, "places": 1, "filled": 0, "source": "written",
        "appeared_on": date(2026, 11, 1), "received_at": NOW, "registered_at": NOW,
        "published": True, "published_at": NOW.replace(minute=number % 60, hour=number % 24),
    }


def fill(store: Store, persons: int, vacancies: int) -> None:
    with store.write(SYSTEM) as session:
        session.add(Office(id=1, number="B", state="published", code="b", kind="center",
                           path="/1/", name_kk="Орталық", hours={}, version=1))
        session.flush()
        session.add(Employer(id=1, number="E", state="published", version=1, bin="1",
                             name="ЖШС", office_id=1, created_at=NOW))
        session.flush()
        for start in range(1, persons + 1, BATCH):
            keys = range(start, min(start + BATCH, persons + 1))
            session.execute(insert(Person), [{"id": k, **a_person(k)} for k in keys])
            session.execute(insert(Card), [a_card(k) for k in keys])
        for start in range(1, vacancies + 1, BATCH):
            keys = range(start, min(start + BATCH, vacancies + 1))
            session.execute(insert(Vacancy), [a_vacancy(k) for k in keys])
        vacancy_search.rebuild(session)


def arrays(session: Any) -> dict[str, np.ndarray[Any, Any]]:
    """The cards as bare columns: what a blocks engine would keep in memory."""
    rows = session.execute(select(
        Card.occupation, Card.region, Card.education_level, Card.experience_years, Card.wage_min,
        Card.relocation,
    )).all()
    jobs, places = codes("occupation"), codes("region")
    return {
        "job": np.array([jobs.index(r[0]) for r in rows], dtype=np.int16),
        "place": np.array([places.index(r[1]) for r in rows], dtype=np.int16),
        "level": np.array([EDUCATION.index(r[2]) for r in rows], dtype=np.int8),
        "years": np.array([r[3] for r in rows]), "wage": np.array([r[4] for r in rows]),
        "moves": np.array([r[5] for r in rows], dtype=bool),
    }


def bare(columns: dict[str, np.ndarray[Any, Any]], vacancy: Vacancy) -> object:
    """Filters and a weighted sum over all cards, top 50, without reasons, scope or names."""
    jobs, places = codes("occupation"), codes("region")
    hard = (columns["place"] == places.index(vacancy.region or "")) | columns["moves"]
    hard &= columns["level"] >= EDUCATION.index(vacancy.education_level or "none")
    keep = np.flatnonzero(hard)
    score = 35.0 * (columns["job"][keep] == jobs.index(vacancy.occupation or ""))
    score += 20.0 * (columns["years"][keep] >= (vacancy.experience_years or 0))
    score += 10.0 * (columns["wage"][keep] <= (vacancy.wage_min or 0))
    return keep[np.argsort(-score, kind="stable")[:50]]


def compare_matching(store: Store, persons: int) -> None:
    law = load_catalog().law
    pool.PATIENCE = None
    with store.session(SYSTEM) as session:
        columns = arrays(session)
        asked = list(session.scalars(select(Vacancy).limit(200)))
        begun = time.perf_counter()
        matching.candidates(session, asked[0], law, NOW.date())
        first = time.perf_counter() - begun
        tell("blocks_read_from_the_database", first, "s", persons, 1.0, "once a process")
        middle, worst = timed(
            lambda v: matching.candidates(session, v, law, NOW.date()), asked)
        bare_middle, _ = timed(lambda v: bare(columns, v), asked)
        tell("candidates_with_reasons_p50", middle, "ms", persons, middle / bare_middle,
             f"numpy over all cards without reasons, scope or names, {bare_middle:.2f} ms")
        tell("candidates_with_reasons_p99", worst, "ms", persons, worst / bare_middle,
             f"the same numpy, {bare_middle:.2f} ms")
        person = session.scalars(select(Person).limit(1)).one()
        one, last = timed(lambda v: matching.explain(session, v, person), asked)
        tell("explain_any_pair_p99", last, "ms", persons, last / max(one, 1e-9),
             f"its own median, {one:.2f} ms")


def compare_page() -> None:
    """The page of a vacancy's candidates over HTTP, beside an empty page behind the same door."""
    from bench import pages
    from console.app import create_app
    from console.web.access import signed_in

    app = create_app()
    app.add_url_rule("/bench-empty", "bench_empty", signed_in(lambda: ""))
    client = pages.signed_in(app, "specialist")
    listed = client.get("/matching").text
    found = re.search(r'href="(/matching/V-[^"?]+)"', listed)
    if found is None:
        raise SystemExit("The demonstration has no open vacancy.")
    for path in ("/bench-empty", found[1]):
        client.get(path)
    floor, _ = timed(client.get, ["/bench-empty"] * 100)
    middle, worst = timed(client.get, [found[1]] * 100)
    tell("candidates_page_p50", middle, "ms", 1, middle / floor,
         f"an empty page of the same login, {floor:.2f} ms; aim 3")
    tell("candidates_page_p99", worst, "ms", 1, worst / floor, f"the same, {floor:.2f} ms")


def compare_search(store: Store, vacancies: int) -> None:
    words = ["сатушы", "жүргізуші", "повар", "инженер", "мұғалім", "вадитель"] * 6
    with store.session(NOTHING) as session:
        middle, worst = timed(
            lambda w: vacancy_search.search(session, vacancy_search.Filters(words=w)), words)
        like, _ = timed(lambda w: session.execute(
            select(Vacancy.id).where(Vacancy.published.is_(True)).where(or_(*[
                func.lower(c).contains(w) for c in (Vacancy.title, Vacancy.duties)
            ])).order_by(Vacancy.published_at.desc()).limit(20)).all(), words)
    tell("vacancy_search_p50", middle, "ms", vacancies, like / middle,
         f"LIKE over two columns, one page without count or facets, {like:.2f} ms")
    tell("vacancy_search_p99", worst, "ms", vacancies, like / worst, f"the same, {like:.2f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--vacancies", type=int, default=100_000)
    parser.add_argument("--cards", type=int, default=20_000)
    parser.add_argument("--posted", type=int, default=5_000)
    parser.add_argument("--http", action="store_true")
    chosen = parser.parse_args()
    random.seed(259)
    country.run(chosen.persons, chosen.vacancies)
    if chosen.http:
        compare_page()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'bench.db'}")
        load_catalog()
        migrate.upgrade(store)
        fill(store, chosen.cards, chosen.posted)
        compare_matching(store, chosen.cards)
        compare_search(store, chosen.posted)
        store.dispose()


if __name__ == "__main__":
    main()
