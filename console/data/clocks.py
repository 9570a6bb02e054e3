"""Starting and stopping obligations, inside the transaction of the event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console import calendar
from console.calendar import Term
from console.data.base import new_row
from console.data.case import Case
from console.data.obligations import Obligation
from console.data.worktime import working_calendar
from console.law import Deadline

if TYPE_CHECKING:
    from console.act import Act

_OWNERS = ("person_id", "employer_id", "office_id", "authority_id", "village_id")


def start(act: Act, deadlines: Iterable[Deadline], line_id: int) -> list[Obligation]:
    """Start the clocks of a step on its case. Returns the new rows, already flushed."""
    started, facts = [], {**act.data, **act.facts}
    for deadline in deadlines:
        if deadline.kind == "none" or not deadline.starts_with(facts):
            continue
        if deadline.restarts and not act.alone:
            _cancel(act.session, act.case, [deadline.id], act.now)
        started += [_start_one(act, deadline, line_id, day) for day in _days(act, deadline)]
    act.session.add_all(started)
    act.session.flush()
    act.started = started
    return started


def _days(act: Act, deadline: Deadline) -> list[Any]:
    """The agreed days the act's effect put under the term's name, one clock each; else one clock.

    A plan agrees several days at once (annex 9), and perhaps none.
    """
    agreed = act.facts.get(deadline.id)
    return sorted(set(agreed)) if isinstance(agreed, list) else [agreed]


def _start_one(act: Act, deadline: Deadline, line_id: int, day: Any) -> Obligation:
    event = _event(act, deadline)
    case = act.case
    value, due, receipt = _worked_out(act, deadline, event, day)
    return new_row(
        Obligation,
        deadline=deadline.id,
        paragraph=deadline.paragraph,
        edition=value.edition,
        kind=deadline.kind,
        responsible=deadline.responsible,
        internal=deadline.internal,
        case_id=case.id,
        started_at=event,
        started_by=line_id,
        due_on=due.due_on,
        due_at=due.due_at_utc,
        amount=value.amount or 0,
        unit=value.unit,
        scheme=deadline.scheme,
        calendar_version=due.receipt["calendar_version"],
        receipt=receipt,
        state="open",
        **{name: getattr(case, name) for name in _OWNERS},
    )


def _worked_out(
    act: Act, deadline: Deadline, event: datetime, day: Any
) -> tuple[Any, calendar.Due, dict[str, Any]]:
    """Value, end and receipt of a clock. Many acts of one moment start the same ones."""
    known = act.session.info.get("terms")
    key = (deadline.id, event, day, act.office.id, act.step.name, act.now, act.cause is None)
    if known is not None and key in known:
        found: tuple[Any, calendar.Due, dict[str, Any]] = known[key]
        return found
    value, due = _counted(act, deadline, event, day)
    receipt = {**due.receipt, "deadline": deadline.id, "paragraph": deadline.paragraph,
               "edition": value.edition, "step": act.step.name, **_entered(act, event)}
    if known is not None:
        known[key] = value, due, receipt
    return value, due, receipt


def _counted(
    act: Act, deadline: Deadline, event: datetime, day: Any = None
) -> tuple[Any, calendar.Due]:
    """The value in force on the day of the event and the end of the term counted by it.

    ``day`` is the agreed one where the term is a date.
    """
    value: Any = deadline.value_at(event.astimezone(act.zone).date(), act.office.region)
    amount: Any = day if value.unit == "date" else value.amount
    scheme: Any = deadline.scheme
    # No rolling for portal filings: counted plainly, a filing after hours or on a day off is due
    # by the end of the next working day, which is what row 7 of annex 1 says; not one day more.
    term = Term(amount, value.unit)
    return value, calendar.due(event, term, working_calendar(act.session, scheme), act.zone)


def due_day(act: Act, names: Iterable[str]) -> date | None:
    """The first day on which a clock of ``names`` that this act starts will be due; else None.

    For a paper handed over in the act itself, which prints the day before the clock runs.
    """
    started = act.catalog.clocks_started.get(act.step.name, ())
    days = [_counted(act, d, _event(act, d), day)[1].due_on
            for d in started if d.id in names for day in _days(act, d)]
    return min(days, default=None)


def _entered(act: Act, event: datetime) -> dict[str, str]:
    """When somebody entered an event of an earlier day; nothing for what was entered at once."""
    later = act.now.astimezone(act.zone)
    if act.cause is not None or later.date() <= event.astimezone(act.zone).date():
        return {}
    return {"entered_at": later.isoformat()}


def _event(act: Act, deadline: Deadline) -> datetime:
    """The instant a clock runs from: the event, or the day a field of the act names."""
    if deadline.starts_from == "occurred":
        return act.occurred_at
    day = act.data.get(deadline.starts_from) or act.facts.get(deadline.starts_from)
    if day is None:
        return act.occurred_at
    if isinstance(day, datetime):
        return day
    if isinstance(day, str):
        day = datetime.fromisoformat(day).date()
    return datetime.combine(day, time(12), act.zone)


def stop(act: Act, deadlines: Iterable[Deadline], line_id: int) -> list[Obligation]:
    """Stop the clocks a step answers: on its case, its vacancy, or its person's other cases.

    The fact ``answered_at`` says when it was answered, if before the act that records it.
    """
    stopped, at = [], act.facts.get("answered_at") or act.occurred_at
    for deadline in deadlines:
        for row in _open_ones(act, deadline):
            row.state, row.stopped_at, row.stopped_by = "met", at, line_id
            stopped.append(row)
    act.session.flush()
    for case_id in {row.case_id for row in stopped} - {act.case.id}:
        # an offer answers the vacancy's duty too: its worklist row must not stay overdue
        other = act.session.get_one(Case, case_id)
        other.due_at = next_due(act.session, other)
    return stopped


def _open_ones(act: Act, deadline: Deadline) -> Iterable[Obligation]:
    if act.alone:  # nobody else's clock can be on a case that began a moment ago
        return [row for row in act.started if row.deadline == deadline.id and row.state == "open"]
    return act.session.scalars(_answered(act, deadline))


def _answered(act: Act, deadline: Deadline) -> Any:
    """Open rows the act answers. Of agreed days only those it names, if it names any."""
    case, query = act.case, (
        select(Obligation)
        .join(Case, Obligation.case_id == Case.id)
        .where(Obligation.deadline == deadline.id, Obligation.state == "open")
    )
    same = Obligation.case_id == case.id
    if case.person_id is not None:
        same = same | ((Obligation.person_id == case.person_id) & (Case.kind != case.kind))
    if case.vacancy_id is not None:
        same = same | ((Case.vacancy_id == case.vacancy_id) & (Case.kind == "vacancy"))
    if all(point.unit == "date" for point in deadline.points):
        named = act.facts.get(deadline.id)
        if named is None:
            return query.where(Obligation.case_id == case.id)
        days = named if isinstance(named, list) else [named]
        return query.where(same, Obligation.due_on.in_(days))
    return query.where(same)


def _cancel(session: Session, case: Case, deadlines: Iterable[str], now: datetime) -> list[str]:
    rows = session.scalars(
        select(Obligation)
        .where(Obligation.case_id == case.id, Obligation.state == "open")
        .where(Obligation.deadline.in_(tuple(deadlines)))
    ).all()
    for row in rows:
        row.state, row.stopped_at = "cancelled", now
    return [row.deadline for row in rows]


def cancel(act: Act, deadlines: Iterable[str]) -> list[str]:
    """Cancel clocks of the case that the step makes pointless. Returns their deadline ids."""
    return _cancel(act.session, act.case, deadlines, act.now)


def next_due_of(rows: Iterable[Obligation]) -> datetime | None:
    """The nearest open duty among rows at hand."""
    return min((r.due_at for r in rows if r.state == "open" and r.kind == "duty"), default=None)


def next_due(session: Session, case: Case) -> datetime | None:
    """The nearest open duty of a case: what the worklist sorts by."""
    found: datetime | None = session.scalar(
        select(func.min(Obligation.due_at))
        .where(Obligation.case_id == case.id, Obligation.state == "open")
        .where(Obligation.kind == "duty")
    )
    return found
