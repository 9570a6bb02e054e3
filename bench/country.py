"""A whole-country rematch (par. 56) over synthetic columns, beside bare numpy on the same blocks.

Prints one JSON line per figure: name, value, unit, rows, ratio, baseline. The baseline is what
anybody would write by hand over the very same blocks: hard filters, a weighted sum, the best fifty
by ``argpartition``, without ids, order or ties.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from forms.dictionaries import lookup_shipped
from plugins.mediation.engine import blocks as engine
from plugins.mediation.engine.blocks import Blocks
from plugins.mediation.engine.columns import (
    ALL_BITS,
    ANY_LEVEL,
    ANY_YEARS,
    COMPARED,
    JOBS,
    NO,
    PEOPLE,
    Columns,
)

Array = np.ndarray[Any, Any]
WEIGHTS = {
    "profession_position": 30, "training_and_qualification_level": 15,
    "experience_and_skills": 15, "skills": 10, "wage_level": 10, "working_time_regime": 5,
    "employer_other_requirements": 5, "transport": 5, "health": 5,
}
MOST = 50
ACTIVE = 0.45
REPEATS = 3
#: cards and vacancies that change between two rematches
CHANGED = 2_000


def tell(name: str, value: float, unit: str, rows: int, ratio: float, baseline: str) -> None:
    """Print a figure."""
    figure = {"name": name, "value": round(value, 4), "unit": unit, "rows": rows,
              "ratio": round(ratio, 2), "baseline": baseline}  # fmt: skip
    print(json.dumps(figure), flush=True)


def codes(name: str) -> list[str]:
    """Codes of a shipped dictionary."""
    dictionary = lookup_shipped(name)
    assert dictionary is not None
    return list(dictionary.codes())


def made(active: int, vacancies: int, seed: int = 259) -> Blocks:
    """Blocks over random columns; one in twenty values is unknown, one in ten people moves."""
    random, blocks = np.random.default_rng(seed), Blocks()
    jobs = [blocks.codes.occupation(c) for c in codes("occupation")]
    regions = [blocks.codes.region(c) for c in codes("region")]
    people = Columns.of(PEOPLE, _people(random, active, len(regions)))
    own, former = random.integers(0, len(jobs), (2, active))
    worked = np.flatnonzero(random.random(active) < 0.5)
    blocks.load(
        people, Columns.of(JOBS, _jobs(random, vacancies, len(jobs), len(regions))),
        np.concatenate([np.arange(active), worked]), np.concatenate([own, former[worked]]),
        np.repeat([False, True], [active, worked.size]),
    )
    return blocks


def _some(random: Any, many: int, values: Array, missing: int, share: float = 0.05) -> Array:
    return np.where(random.random(many) < share, missing, values)


def _people(random: Any, many: int, regions: int) -> dict[str, Array]:
    region, one = random.integers(0, regions, many), np.uint64(1)
    return {
        "id": np.arange(many), "office": region, "authority": region, "village": region * 0,
        "occupied": np.ones(many, dtype=bool), "region": region,
        "level": _some(random, many, random.integers(0, 9, many), ANY_LEVEL),
        "years": _some(random, many, random.integers(0, 30, many) * 100, ANY_YEARS),
        "wage": _some(random, many, random.integers(85, 500, many) * 1000, NO),
        "regimes": _some(random, many, (1 << random.integers(0, 4, many))
                         | (1 << random.integers(0, 4, many)), ALL_BITS),
        "moves": random.random(many) < 0.1,
        "skills": (one << random.integers(0, 40, many).astype(np.uint64))
        | (one << random.integers(0, 40, many).astype(np.uint64)),
        "skilled": random.random(many) < 0.7, "permits": random.integers(0, 16, many),
        "permitted": random.random(many) < 0.5,
        "limits": np.where(random.random(many) < 0.05, 1 << random.integers(0, 12, many), 0),
        "district": _some(random, many, region * 100 + random.integers(1, 20, many), NO),
        "alive": np.ones(many, dtype=bool),
    }


def _jobs(random: Any, many: int, occupations: int, regions: int) -> dict[str, Array]:
    region, one = random.integers(0, regions, many), np.uint64(1)
    return {
        "id": np.arange(many), "region": region, "alive": np.ones(many, dtype=bool),
        "occupation": random.integers(0, occupations, many),
        "level": random.integers(NO, 8, many), "years": random.integers(0, 6, many) * 100,
        "wage": random.integers(85, 600, many) * 1000,
        "regimes": 1 << random.integers(0, 4, many),
        "skills": np.where(random.random(many) < 0.3,
                           one << random.integers(0, 40, many).astype(np.uint64), np.uint64(0)),
        "permits": np.where(random.random(many) < 0.1, 1 << random.integers(0, 4, many), 0),
        "limits": np.where(random.random(many) < 0.3, 1 << random.integers(0, 12, many), 0),
        "district": _some(random, many, region * 100 + random.integers(1, 20, many), NO, 0.5),
        "other": random.random(many) < 0.5,
    }


# ---- the baseline
def parts(blocks: Blocks) -> Iterator[tuple[Array, Array, Array]]:
    """(vacancies, people, degree of the profession) of every block the rematch reads."""
    jobs = blocks.jobs
    order = np.lexsort((jobs["regimes"], jobs["occupation"], jobs["region"]))
    asked = np.stack([jobs[n][order].astype(np.int64)
                      for n in ("region", "occupation", "regimes")])
    starts = np.flatnonzero(np.any(asked[:, 1:] != asked[:, :-1], axis=0)) + 1
    near: tuple[Any, Any] = (None, None)
    for rows in np.split(order, starts):
        key = (int(jobs["occupation"][rows[0]]), int(jobs["region"][rows[0]]))
        if near[0] != key:
            near = (key, blocks.near(*key))
        place, degree = near[1]
        keep = np.flatnonzero(blocks.people["regimes"][place] & jobs["regimes"][rows[0]])
        for start in range(0, rows.size, engine.STROKE):
            yield rows[start : start + engine.STROKE], place[keep], degree[keep]


def bare(blocks: Blocks, given: list[tuple[Array, Array, Array]]) -> int:
    """Filters, a weighted sum, the best fifty of every vacancy of the given blocks."""
    done = 0
    for rows, place, degree in given:
        p = {n: blocks.people[n][place][None, :] for n in COMPARED}
        v = {n: blocks.jobs[n][rows][:, None] for n in JOBS}
        hard = (p["level"] >= v["level"]) & ((p["regimes"] & v["regimes"]) != 0)
        hard &= ((p["permits"] & v["permits"]) == v["permits"]) | ~p["permitted"]
        near = (p["district"] == v["district"]) | p["moves"]
        score = 30 * degree.astype(np.int32)[None, :] + np.where(
            (v["level"] >= 0) & (p["level"] == ANY_LEVEL), 750, 1500).astype(np.int32)
        score += np.where(p["years"] >= v["years"], np.where(
            (p["years"] == ANY_YEARS) & (v["years"] > 0), 750, 1500), 0).astype(np.int32)
        score += np.where(p["wage"] == NO, 500, np.where(
            p["wage"] <= v["wage"], 1000, 0)).astype(np.int32)
        score += np.where(v["skills"] == 0, 1000, np.where(
            p["skilled"], np.where((p["skills"] & v["skills"]) != 0, 1000, 0), 500)
        ).astype(np.int32)
        score += np.where((v["district"] == NO) | (p["district"] == NO), 250, np.where(
            near, 500, 0)).astype(np.int32)
        score += np.where((p["limits"] & v["limits"]) != 0, 0, 500).astype(np.int32)
        score[~hard] = -1
        if score.shape[1] > MOST:
            done += np.argpartition(score, -MOST, axis=1)[:, -MOST:].size
        else:
            done += score.size
    return done


def seconds(act: Callable[[], object]) -> float:
    """Processor seconds of an act: the machine's other work does not count."""
    begun = time.process_time()
    act()
    return time.process_time() - begun


def refresh(blocks: Blocks) -> None:
    """Take in changed cards and vacancies as the change number brings them."""
    for place in range(CHANGED):
        row = {n: blocks.people[n][place] for n in PEOPLE}
        blocks.add_person(row, [(int(row["id"]) % len(blocks.codes.occupations), False)])
        blocks.jobs["wage"][place % blocks.jobs.size] += 1000
    blocks.settle()


def run(persons: int, vacancies: int, repeats: int = REPEATS) -> None:
    """Measure and print the rematch of a country of that size."""
    active = int(persons * ACTIVE)
    blocks = made(active, vacancies)
    given = list(parts(blocks))
    pairs = sum(rows.size * place.size for rows, place, _degree in given)
    whole: list[float] = []
    floor: list[float] = []
    for _ in range(repeats):
        floor.append(seconds(lambda: bare(blocks, given)))
        whole.append(seconds(lambda: list(blocks.country(lambda _region: WEIGHTS, MOST))))
    floor_s, whole_s = min(floor), min(whole)
    tell("country_rematch_top50", whole_s, "s", active * vacancies, whole_s / floor_s,
         f"bare numpy over the same {pairs:,} pairs, {floor_s:.2f} s; aim 1.5")
    fresh = seconds(lambda: refresh(blocks))
    tell("refresh_after_changes", fresh, "s", CHANGED, fresh / whole_s,
         f"the rematch, {whole_s:.2f} s")


def main() -> None:
    """Sizes by flags: the country's are the defaults."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--vacancies", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    chosen = parser.parse_args()
    run(chosen.persons, chosen.vacancies, chosen.repeats)


if __name__ == "__main__":
    main()
