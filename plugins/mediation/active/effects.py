"""What the steps of active measures write (par. 44(3), 51, 52)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import select

from console.calendar import Term, Unit, due
from console.data.case import Case
from console.data.mediation import MeasureReferral, Plan, PlanItem
from console.data.worktime import working_calendar
from forms.dictionaries import lookup_shipped
from plugins.mediation.active import places
from plugins.mediation.active.rules import person_of, plan_entry, row_of
from plugins.mediation.effects import moment
from plugins.mediation.plans.revisions import TERMS, drop_clocks
from plugins.mediation.rules import open_episode

if TYPE_CHECKING:
    from console.act import Act

#: the term of par. 44(3) to come to the center on an invitation, and to appear at a place of study
COME, APPEAR = "D-31", "D-30"
STUDY = "almm_training"
OPEN = ("invited", "came", "not_come", "referred", "not_started", "taking_part")


def _last_day(act: Act, term: str, since: date) -> date:
    value = act.law.deadline(term).value_at(since, act.office.region)
    return due(datetime.combine(since, time(12), act.zone),
               Term(value.amount or 0, cast(Unit, value.unit)),
               working_calendar(act.session), act.zone).due_on


def open_case(act: Act) -> Case:
    """Par. 52: one case a measure, from the invitation to the outcome."""
    person = person_of(act)
    episode = open_episode(act.session, person)
    case = act.new_case("measure", person=person, episode_id=episode.id if episode else None,
                        channel=act.data["channel"])
    case.facts = {"measure": act.data["measure"], "why": act.data["why"],
                  "informed_by": act.actor.name}
    act.facts["purpose"] = "measures"
    return case


def invite(act: Act) -> None:
    """The invitation as told, with its last day; the entry of the plan it rests on."""
    told, item = date.fromisoformat(act.data["informed_on"]), plan_entry(
        act, act.person, act.data["measure"])
    if item is None:
        raise LookupError(f"{act.step.name}: rules let a measure outside the plan through")
    row = MeasureReferral(
        case_id=act.case.id, person_id=act.person.id, episode_id=act.case.episode_id,
        plan_item_id=item.id, office_id=act.case.office_id, authority_id=act.case.authority_id,
        measure=act.data["measure"], invited_on=told, until=_last_day(act, COME, told),
    )
    act.session.add(row)
    act.session.flush()
    if act.data.get("offer"):
        _name_place(act, row, hold=False)


def _name_place(act: Act, row: MeasureReferral, *, hold: bool) -> None:
    item = places.offer(act, act.data["offer"])
    row.offer_number, row.provider, row.holds_place = item.number, item.data["provider"], hold
    kept = ("title_kk", "title_ru", "title_en", "provider", "place", "contact", "starts_on",
            "ends_on")
    act.keep(place={name: item.data.get(name) or "" for name in kept})


def visit(act: Act) -> None:
    """The day the person came, in time or late, and the answer."""
    row_of(act).came_on = date.fromisoformat(act.data["came_on"])
    act.keep(answer=act.data["answer"], answer_reason=act.data.get("reason") or "")
    act.facts["answered_at"] = min(moment(act, act.data["came_on"], time(12)), act.occurred_at)


def after_visit(act: Act) -> str:
    """Declining ends it; nothing in the Rules follows from declining a measure."""
    return "declined" if act.data["answer"] == "declines" else "came"


def decline(act: Act) -> None:
    """The person's refusal with its reason."""
    act.keep(answer="declines", answer_reason=act.data["reason"])


def refer(act: Act) -> None:
    """A place is taken; for a place of study the term of par. 44(3) to appear there runs."""
    row = row_of(act)
    _name_place(act, row, hold=True)
    row.referred_on, row.begin_on = act.today, date.fromisoformat(act.data["begin_on"])
    study = row.measure == STUDY
    act.facts["purpose"] = "training" if study else row.measure
    until = max(_last_day(act, APPEAR, act.today), row.begin_on)
    act.keep(referred_by=act.actor.name, appear_until=until.isoformat() if study else "")


def start(act: Act) -> None:
    """The person takes part."""
    row = row_of(act)
    row.started_on, row.document = date.fromisoformat(act.data["started_on"]), act.data["document"]
    act.facts["answered_at"] = min(moment(act, act.data["started_on"], time(12)), act.occurred_at)


def no_start(act: Act) -> None:
    """The provider's word that the person did not appear."""
    row_of(act).document = act.data["document"]


def attendance(act: Act) -> None:
    """A period's days, planned and attended, as the provider tells them."""
    kept = ("from_on", "to_on", "days_planned", "days_attended", "cause", "document")
    row: dict[str, Any] = {name: act.data.get(name) or "" for name in kept}
    row |= {"days_planned": act.data["days_planned"], "days_attended": act.data["days_attended"]}
    act.keep(attendance=[*act.case.facts.get("attendance", ()), row])


def complete(act: Act) -> None:
    """The outcome; the entry of the plan is done by it, with its clock."""
    row = row_of(act)
    row.ended_on, row.outcome = date.fromisoformat(act.data["ended_on"]), act.data["outcome"]
    row.document = act.data["document"]
    item = act.session.get_one(PlanItem, row.plan_item_id)
    act.facts[TERMS["measure"]] = []
    if item.state == "planned" and item.ended_revision is None:
        item.state, item.done_on, item.proof = "done", row.ended_on, row.document
        act.session.flush()
        if not _same_day_awaited(act, item):
            act.facts[TERMS["measure"]] = [item.on]
            act.facts["answered_at"] = min(moment(act, row.ended_on, time(12)), act.occurred_at)


def _same_day_awaited(act: Act, item: PlanItem) -> bool:
    other = act.session.scalars(
        select(PlanItem.id).where(PlanItem.plan_id == item.plan_id, PlanItem.part == item.part)
        .where(PlanItem.on == item.on, PlanItem.state == "planned").limit(1)
    ).first()
    return other is not None


def stop(act: Act) -> None:
    """Par. 44(3): stopped, with the cause; only ``own_will`` may support a ground."""
    row = row_of(act)
    row.ended_on, row.cause = date.fromisoformat(act.data["stopped_on"]), act.data["stop_cause"]
    row.own_will, row.document = row.cause == "own_will", act.data["document"]
    row.holds_place = False
    act.keep(said=act.data.get("said") or "")


def excuse(act: Act) -> None:
    """The specialist found the cause valid: nothing rests on this absence."""
    row = row_of(act)
    row.cause, row.holds_place = act.data["cause"], False
    act.keep(excuse={"cause": act.data["cause"], "document": act.data.get("document") or "",
                     "by": act.actor.name, "on": act.today.isoformat()})


def free(act: Act) -> None:
    """The place is free again, and no term runs."""
    row_of(act).holds_place = False
    drop_clocks(act, COME, APPEAR)


def release(act: Act) -> None:
    """Fallen through or ended with the status: nothing is counted against the person."""
    free(act)
    act.keep(withdrawn=act.data.get("cause") or "status_ended")


def open_measure(act: Act) -> Case | None:
    """An open case of a measure of the person whose status ended."""
    case = act.subject if isinstance(act.subject, Case) else None
    if case is None or case.person_id is None:
        return None
    return act.session.scalars(
        select(Case).where(Case.person_id == case.person_id, Case.kind == "measure")
        .where(Case.state.in_(OPEN)).order_by(Case.id).limit(1)
    ).first()


def recount_plan(act: Act) -> Case | None:
    """The open plan of a measure's person, whose entries a finished measure may answer."""
    return act.session.scalars(
        select(Case).join(Plan, Plan.case_id == Case.id)
        .where(Plan.person_id == act.case.person_id, Case.closed_at.is_(None))
        .order_by(Case.id.desc()).limit(1)
    ).first()


def direction(act: Act) -> dict[str, Any]:
    """The paper the person takes along."""
    item, language = places.offer(act, act.data["offer"]), act.person.language
    measures = lookup_shipped("plan_measure")
    code = act.case.facts["measure"]
    data = {
        "full_name": act.person.full_name, "title": places.title(item.data, language),
        "measure_name": measures.label(code, "kk") if measures else code,
        **{n: item.data.get(n) or "" for n in
           ("provider", "place", "contact", "starts_on", "ends_on")},
        "begin_on": act.data["begin_on"], "center_name": act.office.name("kk"),
        "specialist_name": act.actor.name, "issue_date": act.today.isoformat(),
    }
    return {name: value for name, value in data.items() if value}
