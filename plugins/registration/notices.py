"""Notices of chapter 2 (texts in ``notices/``)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from console.act import Act
from console.data.actors import Office
from console.data.obligations import Obligation
from console.declare import Notice

FOLDER = Path(__file__).resolve().parent / "notices"
RESULT = ("D-02", "D-07")


def result_date(act: Act) -> Mapping[str, Any]:
    """The day the result is due, as the running clock of the case has it."""
    due = act.session.scalars(
        select(Obligation.due_on)
        .where(Obligation.case_id == act.case.id, Obligation.state == "open")
        .where(Obligation.deadline.in_(RESULT)).order_by(Obligation.due_on).limit(1)
    ).first()
    return {"result_on": due.strftime("%d.%m.%Y") if due else "-"}


def reasons(act: Act) -> Mapping[str, Any]:
    """The grounds of a refusal in one line."""
    return {"reasons": "; ".join(g["reason"] for g in act.facts.get("grounds", []))}


def new_center(act: Act) -> Mapping[str, Any]:
    """The center that serves the person from now on."""
    return {"center": act.session.get_one(Office, act.person.office_id).name(act.person.language)}


NOTICES = (
    Notice("application_accepted", "annex-1", "person", FOLDER, result_date),
    Notice("jobseeker_registered", "21", "person", FOLDER, relay=True),
    Notice("person_transferred", "4", "person", FOLDER, new_center, relay=True),
    Notice("jobseeker_refused", "8", "person", FOLDER, reasons, relay=True),
)
