"""What the steps of drawing up, signing and amending write (par. 48, 49, annex 9).

Each filled-in annex 9 is a revision: its words are the case's entry of that number, who drew it up
and who signed it stands in the case's ``revisions``. Entries become rows once both signed; until
then the earlier revision stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.data.case import Case
from console.data.content import Entry
from console.data.documents import Document
from console.data.mediation import Plan, PlanItem
from console.data.obligations import Obligation
from plugins.mediation.effects import moment
from plugins.mediation.plans.entries import MEASURE, Line, lines, settle

if TYPE_CHECKING:
    from console.act import Act

FORM = "employment_plan"
#: section of annex 9 -> the term its days run under
TERMS = {"measure": "D-33", "schedule": "D-32"}
DRAFTED, IN_FORCE, REPLACED, DISCARDED = "drafted", "in_force", "replaced", "discarded"


# ---- reading
def rows_of(session: Session, plan: Plan) -> list[PlanItem]:
    """Every entry the plan ever had in force, oldest first."""
    return list(session.scalars(
        select(PlanItem).where(PlanItem.plan_id == plan.id).order_by(PlanItem.id)
    ))


def standing(rows: Sequence[PlanItem]) -> list[PlanItem]:
    """Entries of the revision in force."""
    return [row for row in rows if row.ended_revision is None]


def line_of(row: PlanItem) -> Line:
    """A row as the entry it was agreed as."""
    return Line(row.part, row.code, row.action, row.on, bool(row.attendance))


def data_of(session: Session, case: Case, number: int) -> dict[str, Any]:
    """Annex 9 as a revision filled it in; {} for a number that never was."""
    found = session.scalars(
        select(Entry.data).where(Entry.subject_kind == "case", Entry.subject_id == case.id)
        .where(Entry.form == FORM, Entry.revision == number)
    ).first()
    return dict(found) if found else {}


def last(case: Case) -> dict[str, Any]:
    """The record of the newest revision. LookupError where none was drawn up."""
    found = case.facts.get("revisions")
    if not found:
        raise LookupError(f"{case.number}: no revision")
    return dict(found[-1])


def to_start_from(act: Act) -> dict[str, Any]:
    """An amendment starts from its own draft, or from the plan in force."""
    plan = act.session.scalars(select(Plan).where(Plan.case_id == act.case.id)).first()
    if plan is None or not plan.revision:
        return {}
    if last(act.case)["state"] == DRAFTED:
        found = act.entry(FORM)
    else:
        found = data_of(act.session, act.case, plan.revision)
    return {k: v for k, v in found.items() if k != "amendment_reason"}


# ---- drawing up
def draw_up(act: Act) -> None:
    """Par. 48: the plan, or a new draft of it. Nothing that stands is touched."""
    plan = act.session.scalars(select(Plan).where(Plan.case_id == act.case.id)).first()
    if plan is None:
        plan = Plan(case_id=act.case.id, person_id=act.person.id, office_id=act.case.office_id,
                    episode_id=act.case.episode_id, authority_id=act.case.authority_id, revision=0)
        act.session.add(plan)
    if not plan.revision:
        plan.goal = act.data["goal"]
        plan.valid_until = date.fromisoformat(act.data["plan_valid_until"])
        plan.signed_by_person_at = plan.refused_to_sign_at = None
    earlier = [_ended(row) for row in act.case.facts.get("revisions", ())]
    _discard_papers(act, [row["document"] for row in earlier if row["state"] != DISCARDED])
    number = len(earlier) + 1
    act.keep(
        drawn_by=act.actor.name, drawn_by_account=act.actor.account_id,
        revisions=[*earlier, {
            "number": number, "state": DRAFTED, "drawn_by": act.actor.name,
            "drawn_at": act.occurred_at.isoformat(), "document": "",
            "reason": act.data.get("amendment_reason") or "",
        }],
    )
    act.facts["revision"] = number


def _ended(row: dict[str, Any]) -> dict[str, Any]:
    """A draft that a newer one takes the place of was never in force."""
    return {**row, "state": DISCARDED} if row["state"] == DRAFTED else row


def _discard_papers(act: Act, kept: Sequence[str]) -> None:
    """A sheet of a draft that is no more cannot be signed any more, nor joined by the other."""
    for paper in act.session.scalars(
        select(Document).where(Document.case_id == act.case.id, Document.form == FORM)
        .where(Document.state.in_(("prepared", "signed")))
    ):
        if paper.number not in kept:
            paper.state = "discarded"


def _note(act: Act, **more: Any) -> None:
    """Add to the record of the newest revision."""
    found = list(act.case.facts["revisions"])
    found[-1] = {**found[-1], **more}
    act.keep(revisions=found)


# ---- signing
def signed_by_person(act: Act) -> None:
    """Par. 49: the unemployed person's signature; an earlier refusal no longer stands."""
    _note(act, person_at=act.occurred_at.isoformat(), way="eds", refused_at=None)
    if not act.plan.revision:
        act.plan.signed_by_person_at, act.plan.refused_to_sign_at = act.occurred_at, None


def signed_by_specialist(act: Act) -> None:
    """Par. 49: the signature of the employee who drew it up puts the revision in force."""
    document = act.evidence.document if act.evidence else ""
    _note(act, specialist_at=act.occurred_at.isoformat(), document=document)
    person_at = datetime.fromisoformat(last(act.case)["person_at"])
    put_in_force(act, person_at, act.occurred_at)


def signed_on_paper(act: Act) -> None:
    """A-38: handwritten signatures, by their own dates."""
    person_at = moment(act, act.data["person_signed_on"], time(12))
    specialist_at = moment(act, act.data["specialist_signed_on"], time(12))
    _note(act, person_at=person_at.isoformat(), specialist_at=specialist_at.isoformat(),
          way="paper", refused_at=None, scan=act.data.get("scan") or "")
    put_in_force(act, person_at, specialist_at)


def put_in_force(act: Act, person_at: datetime, specialist_at: datetime) -> None:
    """The revision stands from the later signature on; what it leaves out ends."""
    plan, number = act.plan, last(act.case)["number"]
    at = max(person_at, specialist_at)
    day = at.astimezone(act.zone).date()
    data = act.entry(FORM)
    _settle(act, plan, lines(data), number, at, day)
    plan.goal = data["goal"]
    plan.valid_until = date.fromisoformat(data["plan_valid_until"])
    plan.signed_by_person_at, plan.signed_by_specialist_at = person_at, specialist_at
    plan.refused_to_sign_at = plan.copy_given_at = None
    plan.revision = number
    found = [{**r, "state": REPLACED} if r["state"] == IN_FORCE else r
             for r in act.case.facts["revisions"]]
    found[-1] = {**found[-1], "state": IN_FORCE, "in_force_at": at.isoformat()}
    act.keep(revisions=found, copy_given=False)
    act.session.flush()
    set_clocks(act, plan)
    recount(act)


def _settle(
    act: Act, plan: Plan, wanted: Sequence[Line], number: int, at: datetime, day: date
) -> None:
    now = standing(rows_of(act.session, plan))
    change = settle([line_of(row) for row in now], wanted)
    for place in change.ended:
        row = now[place]
        row.ended_revision, row.ended_at = number, at
        if row.state == "planned" and (row.part == MEASURE or row.on >= day):
            row.state = "cancelled"  # a day of the schedule that had come stood on its day
    for line in change.added:
        act.session.add(PlanItem(
            plan_id=plan.id, person_id=plan.person_id, office_id=plan.office_id,
            authority_id=plan.authority_id, part=line.part, code=line.code, action=line.action,
            on=line.on, attendance=line.attendance, revision=number, agreed_at=at,
            # nobody keeps a day that was over when it was agreed
            state="planned" if line.on >= day else "cancelled",
        ))


def set_clocks(act: Act, plan: Plan) -> None:
    """Clocks of exactly the days still awaited: new ones start, those of ended entries end."""
    awaited: dict[str, set[date]] = {term: set() for term in TERMS.values()}
    for row in rows_of(act.session, plan):
        if row.state == "planned" and (row.part == MEASURE or row.attendance):
            awaited[TERMS[row.part]].add(row.on)
    for term, days in awaited.items():
        running = act.open_obligations(term)
        for duty in running:
            if duty.due_on not in days:
                _cancel(act, duty)
        act.facts[term] = sorted(days - {duty.due_on for duty in running})


def drop_clocks(act: Act, *terms: str) -> None:
    """Clocks of the case that end without fault. Some are another chapter's, perhaps absent."""
    for term in terms:
        for duty in act.open_obligations(term):
            _cancel(act, duty)


def _cancel(act: Act, duty: Obligation) -> None:
    duty.state, duty.stopped_at = "cancelled", act.now


def recount(act: Act) -> None:
    """How many entries whose day is over wait to be recorded: what the worklist asks for."""
    over = [
        row for row in rows_of(act.session, act.plan)
        if row.state == "planned" and row.on < act.now.astimezone(act.zone).date()
        and (row.part == MEASURE or row.attendance)
    ]
    act.keep(to_record=len(over))


# ---- beside signing
def refused(act: Act) -> None:
    """R-plan-refusal: recorded, and no ground of deregistration."""
    _note(act, refused_at=act.occurred_at.isoformat(), refusal=act.data.get("reason") or "")
    act.plan.refused_to_sign_at = act.occurred_at
    act.keep(refusal_reason=act.data.get("reason", ""))


def withdraw(act: Act) -> None:
    """An amendment given up: the plan in force goes on as it was."""
    _note(act, state=DISCARDED, withdrawn=act.data["reason"])
    act.plan.refused_to_sign_at = None
    _discard_papers(act, [r["document"] for r in act.case.facts["revisions"][:-1]])


def copy_given(act: Act) -> None:
    """Par. 49: one copy is the person's."""
    act.plan.copy_given_at = act.occurred_at
    act.keep(copy_given=True)


def open_case(act: Act) -> Case:
    """Par. 48: a plan is due for whoever was registered as unemployed."""
    cause = act.cause
    if cause is None:
        raise LookupError("a plan is opened by a registration")
    return act.new_case("plan", person=cause.person, episode_id=cause.case.episode_id,
                        parent_id=cause.case.id)


def none_yet(act: Act) -> bool:
    """One plan case per registration; revisions stay inside it."""
    cause = act.cause
    if cause is None or cause.case.person_id is None:
        return False
    earlier = act.session.scalars(
        select(Case.id).where(Case.person_id == cause.case.person_id, Case.kind == "plan")
        .where(Case.episode_id == cause.case.episode_id, Case.closed_at.is_(None)).limit(1)
    ).first()
    return earlier is None


def open_plan_of(act: Act) -> Case | None:
    """The open plan of the person of the act."""
    case = act.subject if isinstance(act.subject, Case) else None
    if case is None or case.person_id is None:
        return None
    return act.session.scalars(
        select(Case).where(Case.person_id == case.person_id, Case.kind == "plan")
        .where(Case.closed_at.is_(None)).order_by(Case.id.desc()).limit(1)
    ).first()
