"""Limits at work that a person gave, held against what a vacancy says of its conditions.

Par. 2(9) names the state of health among what makes work suitable. Nothing is asked of a register
and nothing is guessed: who gave no limit is compared as having none. The person and the center
read this criterion; employers never do (``PRIVATE`` in reasons).
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.data.case import Case
from plugins.mediation.reasons import (
    FAILED,
    NO_DEMAND,
    PASSED,
    UNKNOWN,
    WHOLE,
    Reason,
    Side,
    reason,
)

KIND, STATED = "work_limits", "stated"
NAME = "health"


def compare_limits(person: Side, vacancy: Side) -> Reason:
    """A limit that the conditions of the work run against fails; none given costs nothing."""
    demands = vacancy.limits or frozenset()
    asked = ("work_limit", tuple(sorted(demands))) if demands else NO_DEMAND
    if not person.limits:
        return reason(NAME, UNKNOWN, ("work_limit", None), asked, WHOLE)
    against = person.limits & demands
    value = ("work_limit", tuple(sorted(against or person.limits)))
    return reason(NAME, FAILED if against else PASSED, value, asked)


def limits_of(
    session: Session, persons: Iterable[int] | None = None
) -> dict[int, frozenset[str]]:
    """Person -> the limits that stand, of everybody or of some; who gave none is absent."""
    query = select(Case.person_id, Case.facts).where(Case.kind == KIND, Case.state == STATED)
    if persons is not None:
        query = query.where(Case.person_id.in_(tuple(persons)))
    rows = session.execute(query.order_by(Case.id))
    return {key: frozenset((facts or {}).get("limits") or ()) for key, facts in rows if key}
