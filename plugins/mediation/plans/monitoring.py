"""Monitoring of the plan (par. 50, 51): what of the signed plan was done, entry by entry.

A person says what they did and encloses what shows it; the specialist records it, with the cause
where it was not done. It records and decides nothing: a missed day of section 3 may support
par. 44(4), which asks for more and is weighed twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from console.data.case import Case
from console.data.mediation import PlanItem
from console.declare import Ground
from plugins.mediation.effects import moment
from plugins.mediation.plans.entries import MEASURE, SCHEDULE
from plugins.mediation.plans.revisions import TERMS, drop_clocks, recount, rows_of

if TYPE_CHECKING:
    from console.act import Act

NO_ENTRY = Ground("no_such_entry", "51", {
    "kk": "Қол қойылған жоспарда бұл күнге мұндай жазба жоқ.",
    "ru": "В подписанном плане нет такой записи на этот день.",
    "en": "The signed plan has no such entry on that day.",
}, field="entry_on")
TOO_EARLY = Ground("entry_day_not_come", "51", {
    "kk": "Жазбаның күні әлі келген жоқ: орындалмады деп белгілеуге болмайды.",
    "ru": "День записи еще не прошел: отметить невыполнение нельзя.",
    "en": "The day of the entry is not over: it cannot be recorded as not done.",
}, field="result")
NO_PROOF = Ground("no_proof_of_fulfilment", "51", {
    "kk": "Іс-шараның орындалғаны неден көрінетінін жазыңыз немесе құжатты тіркеңіз.",
    "ru": "Укажите, чем подтверждается выполнение, или приложите документ.",
    "en": "State what shows the fulfilment, or enclose the document.",
}, field="proof")
NO_CAUSE = Ground("no_cause_of_absence", "51", {
    "kk": "Себебін көрсетіңіз; адам айтпаса, «айтылмады» дегенді таңдаңыз.",
    "ru": "Укажите причину; если лицо ее не назвало, выберите «не названа».",
    "en": "State the cause; choose \"not named\" where the person named none.",
}, field="cause")
NOT_VALID = Ground("cause_not_valid", "44", {
    "kk": "Бұл себеп дәлелді емес: орындалмады деп жазылады.",
    "ru": "Такая причина не уважительная: записывается как невыполнение.",
    "en": "This is no valid cause: it is recorded as not done.",
}, field="cause")
DONE_LATER = Ground("done_before_agreed", "51", {
    "kk": "Орындалған күн жоспарға қол қойылғанға дейін бола алмайды.",
    "ru": "День выполнения не может быть раньше подписания плана.",
    "en": "The day of fulfilment cannot be before the plan was signed.",
}, field="done_on")
RECORDED = Ground("entry_already_recorded", "51", {
    "kk": "Бұл жазбаның орындалғаны белгіленген.",
    "ru": "Выполнение этой записи уже отмечено.",
    "en": "The fulfilment of this entry is recorded already.",
}, field="entry_on")
#: causes that are none: dictionary absence_cause
NO_DEFENCE = ("not_named", "not_valid")


def entry(act: Act) -> PlanItem | None:
    """The entry the act names: an activity of section 2, or a day of section 3."""
    on, measure = date.fromisoformat(act.data["entry_on"]), act.data.get("measure")
    found = [
        row for row in rows_of(act.session, act.plan)
        if row.on == on and row.state != "cancelled"
        and ((row.part, row.code) == (MEASURE, measure) if measure else row.part == SCHEDULE)
    ]
    awaited = [row for row in found if row.state == "planned"]
    return next(iter([*awaited, *reversed(found)]), None)


def entry_stands(act: Act) -> Iterator[Ground]:
    """Only what the signed plan has is monitored, and nothing is missed before its day is over."""
    found = entry(act)
    if found is None:
        yield NO_ENTRY.because(day=act.data["entry_on"])
    elif act.data["result"] != "done" and act.today <= found.on:
        yield TOO_EARLY.because(day=found.on)
    elif act.data["result"] == "done" and _done_on(act) < found.agreed_at.astimezone(
            act.zone).date():
        yield DONE_LATER.because(agreed=found.agreed_at)


def proved_or_explained(act: Act) -> Iterator[Ground]:
    """An activity is done by what shows it; what was not done has a cause, valid or not."""
    result, cause = act.data["result"], act.data.get("cause")
    if result == "done":
        found = entry(act)
        told = found is not None and found.proof
        if act.data.get("measure") and not (act.data.get("proof") or act.data.get("paper") or told):
            yield NO_PROOF
    elif not cause:
        yield NO_CAUSE
    elif result == "excused" and cause in NO_DEFENCE:
        yield NOT_VALID


def _done_on(act: Act) -> date:
    return date.fromisoformat(act.data.get("done_on") or act.today.isoformat())


def keep_fulfilment(act: Act) -> None:
    """Done on which day and shown by what, not done, or not done for a valid cause."""
    found = entry(act)
    if found is None:
        raise LookupError(f"{act.step.name}: rules let an unknown entry through")
    result = act.data["result"]
    found.state, found.note = result, act.data.get("note") or ""
    found.done_on = _done_on(act) if result == "done" else None
    found.cause = "" if result == "done" else act.data["cause"]
    if act.data.get("proof"):
        found.proof = act.data["proof"]
    act.session.flush()
    _answer(act, found)
    recount(act)
    act.facts.update(entry_on=act.data["entry_on"], result=result, attendance=found.attendance,
                     part=found.part)


def _answer(act: Act, found: PlanItem) -> None:
    """The clock of the day: kept when done, late when missed, nobody's fault with a cause."""
    act.facts.update({term: [] for term in TERMS.values()})
    term = TERMS[found.part]
    others = [
        row for row in rows_of(act.session, act.plan)
        if row.state == "planned" and row.part == found.part and row.on == found.on
        and (row.part == MEASURE or row.attendance)
    ]
    if others:
        return  # the day has another entry that is still awaited
    if found.state == "excused":
        for duty in act.open_obligations(term):
            if duty.due_on == found.on:
                duty.state, duty.stopped_at = "cancelled", act.now
        return
    act.facts[term] = [found.on]
    if found.done_on is not None:
        act.facts["answered_at"] = min(moment(act, found.done_on, time(12)), act.occurred_at)


# ---- what the person says (par. 50)
def awaited(act: Act) -> Iterator[Ground]:
    """Only a standing entry that is not recorded as done is told of."""
    found = entry(act)
    if found is None:
        yield NO_ENTRY.because(day=act.data["entry_on"])
    elif found.state == "done":
        yield RECORDED.because(day=found.on)


def keep_report(act: Act) -> None:
    """The person's word and proof; recording it is the specialist's act."""
    found = entry(act)
    if found is None:
        raise LookupError(f"{act.step.name}: rules let an unknown entry through")
    said = str(act.data.get("proof") or act.data.get("cause_told") or "")
    if act.step.name.endswith("report_fulfilment"):
        found.proof = said
    told: dict[str, Any] = {
        "item": found.id, "on": found.on.isoformat(), "code": found.code, "action": found.action,
        "what": act.step.name.rpartition(".")[2], "said": said,
        "done_on": act.data.get("done_on"), "paper": act.data.get("paper") or "",
        "by": act.actor.name, "at": act.occurred_at.isoformat(),
    }
    act.keep(told=[*(t for t in act.case.facts.get("told", ()) if t["item"] != found.id), told])


def told_recorded(act: Act) -> None:
    """What the person told about an entry is answered once it is recorded."""
    found = entry(act)
    if found is not None:
        act.keep(told=[t for t in act.case.facts.get("told", ()) if t["item"] != found.id])


def to_record(case: Case) -> bool:
    """Whether an entry's day is over unrecorded, or the person told of one."""
    return bool(case.facts.get("to_record") or case.facts.get("told"))


def end(act: Act) -> None:
    """With the status the plan ends: nothing of it is awaited any more."""
    plan = act.session.scalars(
        select(PlanItem).where(PlanItem.person_id == act.person.id, PlanItem.state == "planned")
    )
    for row in plan:
        row.state, row.ended_at = "cancelled", act.occurred_at
    drop_clocks(act, *TERMS.values())
    act.keep(to_record=0, told=[])


def to_start_from(act: Act) -> dict[str, Any]:
    """The entry whose turn it is: what the person told of, else the oldest day that is over."""
    told = act.case.facts.get("told") or ()
    if told:
        first = told[0]
        done = first["what"] == "report_fulfilment"
        return {"entry_on": first["on"], "measure": first["code"],
                "result": "done" if done else "", "done_on": first["done_on"] or "",
                "proof": first["said"] if done else "", "note": "" if done else first["said"]}
    over = [row for row in rows_of(act.session, act.plan)
            if row.state == "planned" and row.on <= act.today]
    if not over:
        return {}
    row = min(over, key=lambda r: (r.on, r.id))
    return {"entry_on": row.on.isoformat(), "measure": row.code}
