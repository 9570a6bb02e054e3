"""Adding working days and moving open clocks, beside numpy's busday functions in the same run.

Prints one JSON line per figure: name, value, unit, rows, ratio, baseline. Run
``python -m bench.deadlines [--rows N] [--clocks N]`` from the repository's root.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

import numpy as np

from console.calendar import Clock, DayMark, WorkCalendar, compare, seeded_calendar

REPEATS = 5
T = TypeVar("T")


def best(run: Callable[[T], object], prepare: Callable[[], T]) -> float:
    """Seconds of the fastest of a few runs, each on what ``prepare`` makes outside the clock.

    The fastest, because the machine's other work only adds.
    """
    times = []
    for _ in range(REPEATS):
        given = prepare()
        begun = time.perf_counter()
        run(given)
        times.append(time.perf_counter() - begun)
    return min(times)


def tell(name: str, value: float, unit: str, rows: int, ratio: float, baseline: str) -> None:
    figure = {"name": name, "value": round(value, 4), "unit": unit, "rows": rows,
              "ratio": round(ratio, 2), "baseline": baseline}  # fmt: skip
    print(json.dumps(figure), flush=True)


def busday(calendar: WorkCalendar) -> np.busdaycalendar:
    """The same five-day week for numpy, which knows no working weekend: those are left out."""
    off = [day for day, mark in calendar.marks().items() if mark.kind != "weekend_workday"]
    return np.busdaycalendar(holidays=np.array(off, dtype="datetime64[D]"))


def single(calendar: WorkCalendar, rows: int) -> None:
    first = date(2019, 1, 1)
    starts = [first + timedelta(days=random.randrange(2000)) for _ in range(rows)]
    amounts = [random.randint(1, 15) for _ in range(rows)]
    add, days = calendar.add_working_days, busday(calendar)
    # numpy is given its own type, so that converting dates is not held against it.
    numpy_pairs = list(zip(np.array(starts, dtype="datetime64[D]"), amounts, strict=True))

    def fresh() -> list[tuple[date, int]]:
        # New objects each time: a date remembers its hash, which a real event's has yet to do.
        return [(date.fromordinal(d.toordinal()), n) for d, n in zip(starts, amounts, strict=True)]

    def ours(pairs: list[tuple[date, int]]) -> None:
        for start, n in pairs:
            add(start, n)

    def theirs(_: None) -> None:
        for start, n in numpy_pairs:
            np.busday_offset(start, n, roll="backward", busdaycal=days)

    mine, other = best(ours, fresh), best(theirs, lambda: None)
    tell("add_working_days", rows / mine, "dates/s", rows, other / mine,
         f"numpy.busday_offset one by one, {rows / other:.0f} dates/s")  # fmt: skip


def late_holiday(calendar: WorkCalendar, clocks: int) -> None:
    marks = calendar.marks()
    marks[date(2021, 4, 20)] = DayMark("extra_off", {"kk": "", "ru": "", "en": "late"}, "bench")
    new = WorkCalendar(1, "5day", marks, calendar.first, calendar.last)
    first = date(2021, 4, 1)
    opened = [
        Clock(
            i, first + timedelta(days=random.randrange(25)), random.randint(1, 15), rolls=i % 3 == 0
        )
        for i in range(clocks)
    ]
    events = np.array([clock.event_on for clock in opened], dtype="datetime64[D]")
    amounts = np.array([clock.amount for clock in opened])
    old_days, new_days = busday(calendar), busday(new)

    def theirs(_: None) -> None:
        before = np.busday_offset(events, amounts, roll="backward", busdaycal=old_days)
        after = np.busday_offset(events, amounts, roll="backward", busdaycal=new_days)
        np.flatnonzero(before != after)

    moved = len(compare(opened, calendar, new))
    mine, other = (
        best(lambda _: compare(opened, calendar, new), lambda: None),
        best(theirs, lambda: None),
    )
    tell("late_holiday_preview", mine, "s", clocks, other / mine,
         f"numpy.busday_offset on ready arrays, {other:.4f} s; {moved} clocks move")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--clocks", type=int, default=300_000)
    chosen = parser.parse_args()
    random.seed(259)
    calendar = seeded_calendar("5day", 2018, 2027)
    single(calendar, chosen.rows)
    late_holiday(calendar, chosen.clocks)


if __name__ == "__main__":
    main()
