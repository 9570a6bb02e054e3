"""Monitoring of the plan (par. 51, last part): what of the signed plan was done, entry by entry.

It records and decides nothing: an entry not done is no ground of par. 44 by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from console.data.mediation import PlanItem
from console.declare import Ground

if TYPE_CHECKING:
    from console.act import Act

NO_ENTRY = Ground("no_such_entry", "51", {
    "kk": "Жоспарда бұл күнге мұндай жазба жоқ.",
    "ru": "В плане нет такой записи на этот день.",
    "en": "The plan has no such entry on that day.",
}, field="entry_on")
TOO_EARLY = Ground("entry_day_not_come", "51", {
    "kk": "Жазбаның күні әлі келген жоқ: орындалмады деп белгілеуге болмайды.",
    "ru": "День записи еще не прошел: отметить невыполнение нельзя.",
    "en": "The day of the entry is not over: it cannot be recorded as not done.",
}, field="result")


def entry(act: Act) -> PlanItem | None:
    """The entry the act names: an activity of section 2, or a day of section 3."""
    query = (
        select(PlanItem).where(PlanItem.plan_id == act.plan.id, PlanItem.state != "cancelled")
        .where(PlanItem.on == date.fromisoformat(act.data["entry_on"]))
    )
    measure = act.data.get("measure")
    if measure:
        query = query.where(PlanItem.part == "measure", PlanItem.code == measure)
    else:
        query = query.where(PlanItem.part == "schedule")
    return act.session.scalars(query.order_by(PlanItem.id)).first()


def entry_stands(act: Act) -> Iterator[Ground]:
    """Only what the plan has is monitored, and nothing is missed before its day is over."""
    found = entry(act)
    if found is None:
        yield NO_ENTRY.because(day=act.data["entry_on"])
    elif act.data["result"] == "missed" and act.today <= found.on:
        yield TOO_EARLY.because(day=found.on)


def keep_fulfilment(act: Act) -> None:
    """Done on which day, or not done."""
    found = entry(act)
    if found is None:
        raise LookupError(f"{act.step.name}: rules let an unknown entry through")
    found.state, found.note = act.data["result"], act.data.get("note") or ""
    done = act.data.get("done_on")
    found.done_on = date.fromisoformat(done) if done and found.state == "done" else None
    act.facts.update(entry_on=act.data["entry_on"], result=found.state)
