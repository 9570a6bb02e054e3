"""Where the plan and its measures called the person to: days of section 3, invitations, stops.

Read from tables of the console that the chapter of mediation writes; no chapter knows the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.data.actors import Person
from console.data.case import Case
from console.data.mediation import MeasureReferral, Plan, PlanItem
from plugins.unemployed_status.deregistration.grounds import Absence, Stop

#: states of a case of a measure in which an absence stands; a valid cause moved it on
NOT_COME, NOT_STARTED = "not_come", "not_started"


def in_schedule(item: PlanItem, plan: Plan, zone: ZoneInfo) -> bool:
    """Reading A-22: an entry of section 3 with attendance, that stood on its day.

    In a plan both had signed by then; a later revision without it does not undo a day that passed.
    """
    before = item.agreed_at.astimezone(zone).date() <= item.on
    ended = item.ended_at.astimezone(zone).date() if item.ended_at else None
    stood = ended is None or ended > item.on
    return item.part == "schedule" and item.attendance and before and stood


def numbered(plan: str, on: date) -> str:
    """How a day of the plan is named where a ground is examined: number of the plan and day."""
    return f"{plan}/{on.isoformat()}"


def named_by(about: str, number: str) -> bool:
    """Whether what a ground names is this call; a plan's number names each of its missed days."""
    return number == about or number.startswith(f"{about}/")


def plan_days(session: Session, person: Person) -> set[str]:
    """Names of the person's missed days of section 3."""
    rows = session.execute(
        select(Case.number, PlanItem.on).select_from(PlanItem)
        .join(Plan, Plan.id == PlanItem.plan_id).join(Case, Case.id == Plan.case_id)
        .where(PlanItem.person_id == person.id, PlanItem.part == "schedule")
        .where(PlanItem.attendance, PlanItem.state == "missed")
    )
    return {numbered(number, on) for number, on in rows}


def missed_days(
    session: Session, rows: Iterable[tuple[PlanItem, Plan]], summoned: Iterable[Case],
    zone: ZoneInfo,
) -> Iterator[Absence]:
    """Days of section 3 recorded as missed without a valid cause, unless a summons tells more."""
    told = {case.facts.get("item") for case in summoned}
    for item, plan in rows:
        if item.part != "schedule" or item.state != "missed" or item.id in told:
            continue
        case = session.get_one(Case, plan.case_id)
        yield Absence(
            numbered(case.number, item.on), "schedule",
            item.agreed_at.astimezone(zone).date(), case.facts.get("drawn_by") or "",
            item.on, None, plan=in_schedule(item, plan, zone),
        )


def referrals(
    session: Session, person: Person, episode_id: int | None
) -> list[tuple[MeasureReferral, Case]]:
    """The person's referrals to measures in this registration, with their cases."""
    return [(row, case) for row, case in session.execute(
        select(MeasureReferral, Case).join(Case, Case.id == MeasureReferral.case_id)
        .where(MeasureReferral.person_id == person.id)
        .where(MeasureReferral.episode_id == episode_id).order_by(MeasureReferral.id)
    )]


def invitations(found: Iterable[tuple[MeasureReferral, Case]]) -> Iterator[Absence]:
    """Par. 44(3): invited to a measure and not come, or not appeared at the place of study."""
    for row, case in found:
        late = row.came_on is not None and row.came_on > row.until
        if case.state == NOT_COME or late and not case.facts.get("excuse"):
            yield Absence(case.number, "measures", row.invited_on,
                          case.facts.get("informed_by") or "", row.until, row.came_on)
        begin = case.facts.get("appear_until")
        if case.state == NOT_STARTED and begin and row.referred_on is not None:
            yield Absence(case.number, "training", row.referred_on,
                          case.facts.get("referred_by") or "", date.fromisoformat(begin), None,
                          row.document)


def stops(found: Iterable[tuple[MeasureReferral, Case]]) -> Iterator[Stop]:
    """Par. 44(3): taking part stopped, as recorded with its document."""
    for row, case in found:
        if case.state == "stopped" and row.ended_on is not None:
            yield Stop(row.measure, row.ended_on, bool(row.own_will), row.document, True)
