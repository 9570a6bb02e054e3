"""My village: messages to deliver, answers to take, applications to send on (par. 15-21, 35, 58).

Made for a telephone with a bad connection: small pages, large targets, and every form carries its
key, so that sending again does the act once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, redirect, render_template, request
from sqlalchemy import select

from console.data.actors import Person
from console.data.case import Case
from console.data.outbox import Message
from console.declare import Step
from console.errors import Conflict, Forbidden, Grounds, Invalid, NotFound
from console.web import casework, stepping
from console.web.access import roles
from console.web.audit import looked
from console.web.forms_view import Refused, form_key, refused
from console.web.register_roles import intake_step, may
from console.web.running import now, read, running, zone

bp = Blueprint("village", __name__)

#: acts by which a message reaches somebody in a village (par. 21, 35, 45 and 58)
TELLING = (
    "registration.inform_applicant", "unemployed_status.inform_person",
    "unemployed_status.inform_deregistered", "mediation.deliver_offer",
)
#: the form by which any other message is confirmed
NEWS, OFFER = "message_told", "mediation.deliver_offer"
ACCEPT, DECLINE = "mediation.accept_offer", "mediation.decline_offer"
HAND_OVER = "registration.hand_over_notice"
RURAL = ("assistant", "village_akim")
SHOWN = 50
OPEN = ("registration", "offer", "draft_conflict")


@bp.get("/village")
@roles(*RURAL)
def village() -> str:
    """One page for a telephone: what to do today in the village."""
    telling = _telling()
    messages = [row for row in _messages() if (row.kind, row.state) in telling]
    cases = _open_cases()
    looked("list", "village", ids=[c.id for c in cases] + [m.case_id for m in messages])
    own = [c for c in cases if c.kind == "registration" and c.channel == "assistant"]
    mine = [c for c in own if c.state == "pre_registered"]
    return render_template(
        "pages/village/village.html", messages=messages, telling=telling, mine=mine,
        sent=[c for c in own if c.state != "pre_registered"], work=casework,
        answers=[c for c in cases if c.kind == "offer"] if _allowed(ACCEPT) else [],
        notices=[c for c in cases if c.state == "registered"] if _allowed(HAND_OVER) else [],
        conflicts=[c for c in cases if c.kind == "draft_conflict"],
        may_register=intake_step(), next_steps=_next_steps(mine), hand_over=HAND_OVER,
        may_draft=may("registration.preregister"),
    )


def _allowed(name: str) -> bool:
    step = running().catalog.steps.get(name)
    return step is not None and bool(running().catalog.action(step).roles & g.actor.roles)


def _telling() -> Mapping[tuple[str, str], Step]:
    """(kind, state) -> the act that confirms a message about such a case was told."""
    steps = running().catalog.steps
    news = [name for name, step in steps.items() if step.form == NEWS]
    found = [steps[name] for name in (*news, *TELLING) if name in steps and _allowed(name)]
    return {(s.on, state): s for s in found for state in s.frm}


def _open_cases() -> list[Any]:
    """What is open in the village: applications, offers waiting for an answer, conflicts."""
    answerable = ("offered", "unanswered")
    return list(read().execute(
        select(Case.id, Case.number, Case.kind, Case.state, Case.due_at, Case.opened_at,
               Case.channel, Person.surname, Person.given_name, Person.patronymic, Person.mobile)
        .outerjoin(Person, Person.id == Case.person_id)
        .where(Case.kind.in_(OPEN), Case.closed_at.is_(None))
        .where((Case.kind != "offer") | Case.state.in_(answerable))
        .order_by(casework.due_or_last(), Case.id).limit(SHOWN * 2)
    ))


def _messages() -> list[Any]:
    """The newest message of each case that waits for the village, with its person."""
    rows = read().execute(
        select(Message.id, Message.subject, Message.body, Message.created_at, Message.language,
               Case.id.label("case_id"), Case.number, Case.kind, Case.state, Case.due_at,
               Person.surname, Person.given_name, Person.patronymic, Person.mobile,
               Person.number.label("person_number"))
        .join(Case, Case.id == Message.case_id).join(Person, Person.id == Case.person_id)
        .where(Message.channel == "assistant", Message.state == "waiting")
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


# ---- telling somebody, and taking the answer
@bp.get("/village/tell/<number>")
@roles(*RURAL)
def tell(number: str) -> Any:
    """Who is to be told what, by telephone or at the door; and the confirmation."""
    case = casework.load_case(number)
    return _tell_page(case, _telling_of(case))


@bp.post("/village/tell/<number>")
@roles(*RURAL)
def confirm(number: str) -> Any:
    """The person was told: with the real time, from which a term may run (par. 35, 59)."""
    case = casework.load_case(number)
    step = _telling_of(case)
    try:
        outcome = stepping.perform(step, case, _confirmation(step))
    except (Invalid, Grounds, Conflict) as error:
        return _tell_page(case, step, refused(error)), error.status
    stepping.tell(outcome)
    answered = step.name == OFFER
    return redirect(f"/village/answer/{case.number}" if answered else "/village")


def _telling_of(case: Case) -> Step:
    """The act that confirms the message: the posted page's own, so that it is done once."""
    known = _telling()
    posted = next((s for s in known.values() if s.name == request.form.get("_step")), None)
    step = posted if posted and posted.on == case.kind else known.get((case.kind, case.state))
    if step is None:
        raise NotFound()
    return step


def _confirmation(step: Step) -> dict[str, Any]:
    """The confirmation as the step's own form takes it."""
    form = running().catalog.forms[step.form or ""]
    data: dict[str, Any] = {"note": request.form.get("note", "").strip()[:1000]}
    if any(f.key == "channel" for f in form.fields()):
        data["channel"] = _through()
    if any(f.key == "told_in_person" for f in form.fields()):
        data["told_in_person"] = request.form.get("told") == "yes"
    return {key: value for key, value in data.items() if value != ""}


def _through() -> str:
    """The channel of paragraphs 35 and 59 this reader is."""
    return "assistant" if "assistant" in g.actor.roles else "village_akim"


def _tell_page(case: Case, step: Step, refusal: Refused | None = None) -> str:
    looked("view", f"message of {case.number}", person_id=case.person_id)
    return render_template(
        "pages/village/tell.html", case=case, step=step, refusal=refusal, key=form_key(),
        message=_message_of(case), person=case.person, values=request.form, moment_now=_minute(),
    )


@bp.get("/village/answer/<number>")
@roles(*RURAL)
def answer(number: str) -> Any:
    """What the villager answers to an offer, with the real time of the answer (par. 59)."""
    return _answer_page(_offer(number))


@bp.post("/village/answer/<number>")
@roles(*RURAL)
def take_answer(number: str) -> Any:
    """Write the answer down: consent or refusal, when it was given."""
    case = _offer(number, posted=True)
    said = request.form.get("answer", "")
    name = {"accept": ACCEPT, "decline": DECLINE}.get(said)
    if name is None:
        return _answer_page(case, missing=True), 422
    data = {"channel": _through(), "reason": request.form.get("reason", "").strip()[:2000]}
    try:
        outcome = stepping.perform(
            stepping.step_of(name, case), case, {k: v for k, v in data.items() if v},
        )
    except (Invalid, Grounds, Conflict) as error:
        return _answer_page(case, refused(error)), error.status
    stepping.tell(outcome)
    return redirect("/village")


def _offer(number: str, *, posted: bool = False) -> Case:
    case = casework.load_case(number)
    if case.kind != "offer" or not _allowed(ACCEPT):
        raise NotFound() if case.kind != "offer" else Forbidden()
    if not posted and case.state not in ("offered", "unanswered"):
        raise NotFound()
    return case


def _answer_page(case: Case, refusal: Refused | None = None, *, missing: bool = False) -> str:
    looked("view", f"offer {case.number}", person_id=case.person_id)
    return render_template(
        "pages/village/answer.html", case=case, refusal=refusal, key=form_key(),
        message=_message_of(case), person=case.person, values=request.form,
        missing=missing, moment_now=_minute(),
    )


def _message_of(case: Case) -> Any:
    """The newest message about the case that came to the village."""
    return read().execute(
        select(Message.subject, Message.body, Message.language, Message.created_at)
        .where(Message.case_id == case.id, Message.channel == "assistant")
        .order_by(Message.id.desc()).limit(1)
    ).first()


def _minute() -> str:
    """Now, as a control of type datetime-local shows it."""
    return now().astimezone(zone()).strftime("%Y-%m-%dT%H:%M")
