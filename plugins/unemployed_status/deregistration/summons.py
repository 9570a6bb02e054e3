"""Summonses: to a place of study, to active measures, to a day of the plan (par. 37, 44(3), 44(4)).

A summons is recorded once the person was told: the terms D-30, D-31 and D-32 run from there. It
proves nothing by itself; missed without a valid cause it may support a ground of par. 44.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import cast

from sqlalchemy import select

from console.act import Act
from console.calendar import Term, Unit, due
from console.data.case import Case
from console.data.mediation import PlanItem
from console.data.worktime import working_calendar
from console.declare import Label
from plugins.unemployed_status.deregistration.rules import entry_of, open_episode, person_of
from plugins.unemployed_status.rules import iso

#: purpose -> the term of par. 44 that runs from the telling
TERMS: Mapping[str, str] = {"training": "D-30", "measures": "D-31"}
SCHEDULE = "D-32"
PURPOSES: Mapping[str, Label] = {
    "training": {"kk": "оқу орнына келу", "ru": "явка к месту обучения",
                 "en": "appear at the place of study"},
    "measures": {"kk": "белсенді шараларға қатысу үшін орталыққа келу",
                 "ru": "явка в центр для участия в активных мерах",
                 "en": "come to the center to take part in active measures"},
    "schedule": {"kk": "жоспардың 3-бөліміндегі күні келу немесе хабарлау",
                 "ru": "явка или уведомление в день раздела 3 плана",
                 "en": "attend or notify on a day of section 3 of the plan"},
}


def last_day(act: Act) -> date:
    """The last day to appear: of the term from the telling, or the day of the plan."""
    if act.data["purpose"] == "schedule":
        return date.fromisoformat(act.data["entry_on"])
    told = datetime.combine(date.fromisoformat(act.data["informed_on"]), time(12), act.zone)
    value = act.law.deadline(TERMS[act.data["purpose"]]).value_at(told.date(), act.office.region)
    term = Term(value.amount or 0, cast(Unit, value.unit))
    return due(told, term, working_calendar(act.session), act.zone).due_on


def open_summons(act: Act) -> Case:
    """The case of one summons of the person."""
    person = person_of(act)
    episode, item = open_episode(act, person), entry_of(act)
    case = act.new_case("summons", person=person, episode_id=episode.id if episode else None,
                        channel=act.data["channel"])
    case.facts = {
        "purpose": act.data["purpose"], "place": act.data["place"],
        "until": iso(last_day(act)), "day_on": act.data.get("day_on"),
        "informed_on": act.data["informed_on"], "informed_by": act.actor.name,
        "item": item.id if item else None,
    }
    act.facts[SCHEDULE] = last_day(act)
    return case


def keep_appearance(act: Act) -> None:
    """The day the person came or notified, in time or late; it answers that day of the plan too."""
    act.keep(appeared_on=act.data["appeared_on"], appearance_by=act.actor.name)
    facts, item = act.case.facts, None
    if facts["purpose"] == "schedule":
        act.facts[SCHEDULE] = date.fromisoformat(facts["until"])
        item = act.session.get(PlanItem, facts.get("item") or 0)
    if item is not None and item.state == "planned" and appeared_state(act) == "appeared":
        item.state, item.done_on = "done", date.fromisoformat(act.data["appeared_on"])


def kept_by_plan(act: Act) -> Case | None:
    """The open summons to a day of the plan that the center has just recorded as kept."""
    if act.data.get("result") != "done" or act.data.get("measure"):
        return None
    for case in act.session.scalars(
        select(Case).where(Case.person_id == act.case.person_id, Case.kind == "summons")
        .where(Case.closed_at.is_(None)).order_by(Case.id)
    ):
        same_day = case.facts.get("until") == act.data["entry_on"]
        if case.facts["purpose"] == "schedule" and same_day:
            return case
    return None


def appear_by_plan(act: Act) -> None:
    """The same appearance, recorded once."""
    day = act.data.get("done_on") or iso(act.today)
    act.keep(appeared_on=day, appearance_by=act.cause.actor.name if act.cause else "")


def plan_appearance_state(act: Act) -> str:
    """In time or late, as by an appearance recorded on the summons itself."""
    return "appeared" if act.case.facts["appeared_on"] <= act.case.facts["until"] else "missed"


def appeared_state(act: Act) -> str:
    """In time the summons is kept; a late appearance does not undo the absence."""
    return "appeared" if act.data["appeared_on"] <= act.case.facts["until"] else "missed"


def keep_excuse(act: Act) -> None:
    """The specialist found the cause valid: nothing rests on this absence."""
    act.keep(excuse={"cause": act.data["cause"], "document": act.data.get("document") or "",
                     "by": act.actor.name, "on": iso(act.today)})
