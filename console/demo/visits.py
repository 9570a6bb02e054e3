"""The last days of both queues: tickets, waits and services as the desks entered them."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from console.demo.teller import ZONE, Teller

DAYS, A_DAY = 3, 4
PURPOSES = ("apply", "documents", "result", "work", "attendance", "advice")
OUTCOMES = ("accepted", "given", "advised", "advised", "other")
#: hall -> who works there
HALLS = {"center": ("specialist",), "desk": ("frontdesk", "operator")}
STEPS = tuple(f"registration.{name}" for name in (
    "take_ticket", "call_visitor", "start_service", "end_service", "note_left",
))


def tell(teller: Teller, seed: int, today: date) -> int:
    """Visits of the working days before ``today``; how many were told."""
    if not teller.has(*STEPS):
        return 0
    told = 0
    for back in range(DAYS, 0, -1):
        day = teller.back(back, today)
        for hall, logins in HALLS.items():
            chance = random.Random(f"{seed}:visits:{hall}:{day}")
            for number in range(A_DAY):
                _visit(teller, chance, hall, logins, day, number)
                told += 1
    return told


def _visit(
    teller: Teller, chance: random.Random, hall: str, logins: tuple[str, ...], day: date,
    number: int,
) -> None:
    """One visitor of the day, an hour after the one before; some leave, some wait too long."""
    arrives = datetime(day.year, day.month, day.day, 9 + number, chance.randint(0, 9), tzinfo=ZONE)
    take, call, start, end, left = STEPS
    teller.now, by = arrives, chance.choice(logins)
    case = teller.do(take, None, by, {"purpose": chance.choice(PURPOSES), "hall": hall}).number
    teller.now += timedelta(minutes=chance.choice((2, 6, 9, 14, 21, 27, 33)))
    if chance.random() < 0.1:
        teller.do(left, case, by, {"reason": "left"})
        return
    teller.do(call, case, by, {"window": str(1 + logins.index(by))})
    teller.now += timedelta(minutes=1)
    teller.do(start, case, by)
    teller.now += timedelta(minutes=chance.choice((5, 8, 11, 14, 17, 19, 24)))
    teller.do(end, case, by, {"outcome": chance.choice(OUTCOMES)})
