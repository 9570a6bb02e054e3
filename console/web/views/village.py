"""My village: messages to deliver, applications to send on, what the center does with them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, render_template
from sqlalchemy import select

from console.data.actors import Person
from console.data.case import Case
from console.data.outbox import Message
from console.declare import Step
from console.web import casework
from console.web.access import roles
from console.web.audit import looked
from console.web.register_roles import intake_step
from console.web.running import read, running

bp = Blueprint("village", __name__)

#: acts by which a message reaches somebody in a village (par. 35 and 58)
TELLING = ("unemployed_status.inform_person", "mediation.deliver_offer")
RURAL = ("assistant", "village_akim")
SHOWN = 50


@bp.get("/village")
@roles(*RURAL)
def village() -> str:
    """One page for a telephone: what to do today in the village."""
    telling = {(s.on, state): s for s in _may_tell() for state in s.frm}
    messages = [row for row in _messages() if (row.kind, row.state) in telling]
    cases = read().execute(
        select(Case.id, Case.number, Case.kind, Case.state, Case.due_at, Case.opened_at,
               Person.surname, Person.given_name, Person.patronymic)
        .join(Person, Person.id == Case.person_id)
        .where(Case.kind == "registration", Case.channel == "assistant")
        .where(Case.closed_at.is_(None)).order_by(casework.due_or_last(), Case.id).limit(SHOWN)
    ).all()
    looked("list", "village", ids=[c.id for c in cases] + [m.case_id for m in messages])
    mine = [c for c in cases if c.state == "pre_registered"]
    return render_template(
        "pages/village/village.html", messages=messages, telling=telling, mine=mine,
        sent=[c for c in cases if c.state != "pre_registered"], work=casework,
        may_register=intake_step(), next_steps=_next_steps(mine),
    )


def _may_tell() -> list[Step]:
    catalog = running().catalog
    found = [catalog.steps[name] for name in TELLING if name in catalog.steps]
    return [s for s in found if catalog.action(s).roles & g.actor.roles]


def _messages() -> list[Any]:
    """The newest message of each case that waits for the village, with its person."""
    rows = read().execute(
        select(Message.id, Message.subject, Message.body, Message.created_at, Message.language,
               Case.id.label("case_id"), Case.number, Case.kind, Case.state, Case.due_at,
               Person.surname, Person.given_name, Person.patronymic, Person.mobile,
               Person.number.label("person_number"))
        .join(Case, Case.id == Message.case_id).join(Person, Person.id == Case.person_id)
        .where(Message.channel == "assistant", Message.state == "waiting")
        .where(Case.closed_at.is_(None))
        .order_by(Message.id.desc()).limit(SHOWN * 2)
    ).all()
    newest: dict[int, Any] = {}
    for row in rows:
        newest.setdefault(row.case_id, row)
    return sorted(newest.values(), key=lambda r: (r.due_at is None, r.due_at or r.created_at))


def _next_steps(cases: list[Any]) -> dict[str, list[Step]]:
    """What the reader may do with each pre-registered application."""
    catalog = running().catalog
    return {
        c.number: [
            s for s in catalog.steps_from.get((c.kind, c.state), ())
            if catalog.action(s).roles & g.actor.roles and s.asks(c.state)
        ]
        for c in cases
    }
