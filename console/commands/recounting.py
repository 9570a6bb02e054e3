"""``jumys doctor --recount [--repair]``: the counters of the figures against the rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from console.commands.base import Instance
from console.commands.findings import BAD, OK, Finding
from console.data import counting, stays
from console.scope import SYSTEM

#: findings shown one by one; the rest is told as a number
SHOWN = 20


def figures(instance: Instance) -> Iterator[Finding]:
    """Every counter row that a full recount gives otherwise."""
    counts = list(instance.catalog.counts.values())
    with instance.store.session(SYSTEM) as session:
        found = counting.differences(session, counts)
        lost = len(list(stays.missing(session)))
    for (name, office, day, key), have, wanted in islice(found, SHOWN):
        cut = f" ({key})" if key else ""
        yield Finding(BAD, "figures", f"{name}{cut} of {day} at office {office}: counted {have}, "
                                      f"the rows say {wanted}.")
    if len(found) > SHOWN:
        yield Finding(BAD, "figures", f"{len(found) - SHOWN} more counters differ from the rows.")
    if lost:
        yield Finding(BAD, "figures", f"{lost} people are on a register without a stay.")
    if not found and not lost:
        yield Finding(OK, "figures", f"{len(counts)} counts agree with the rows.")


def repair(instance: Instance) -> str:
    """Write what is missing and the counters anew from the rows; a sentence on what was done."""
    counts = list(instance.catalog.counts.values())
    made = 0
    with instance.store.write(SYSTEM) as session:
        for episode in stays.missing(session):
            stays.follow(session, episode, episode.closed_on or episode.opened_on)
            made += 1
        session.flush()
        rows = counting.rebuild(session, counts)
    return f"{rows} counters were written anew, {made} stays were made."
