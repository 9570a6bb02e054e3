"""The Electronic Labour Exchange as the center sees it, and as a person's own disclosures.

Items that came with what became of them, what differs, how the connection stands; in the cabinet
the agencies that hold my résumé and my consent (par. 54-63, annex 1.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import func, select

from console.data.access import Setting
from console.data.case import Case
from console.data.exchange_portal import Disclosure, ExchangeDifference, ExchangeItem
from console.data.outbox import Message
from console.errors import Conflict, Forbidden, NotFound
from console.web import casework, outsiders, stepping
from console.web.access import roles
from console.web.acting import act
from console.web.audit import looked
from console.web.outsiders import Flow, own_person
from console.web.paging import address, page
from console.web.running import read, running
from console.web.theme import words

bp = Blueprint("exchange_portal", __name__)
HERE = "/incoming/exchange"
STAFF = ("center_specialist", "center_director")
READERS = (*STAFF, "integrator", "administrator")
STATES = ("conflict", "refused", "waiting", "taken", "known", "late")
AGAIN, AGREE = "mediation.tell_exchange", "mediation.agree_to_agencies"
AGREEMENT, QUESTION = "agency_consent", "exchange_question"
CHANNEL = "ele_portal"
MOST = 50


@bp.get(HERE)
@roles(*READERS)
def incoming() -> str:
    """What came from the exchange for this office, newest first, and how the connection stands."""
    which = request.args.get("state", "")
    query = (
        select(ExchangeItem.id, ExchangeItem.number, ExchangeItem.kind, ExchangeItem.about,
               ExchangeItem.revision, ExchangeItem.state, ExchangeItem.reasons,
               ExchangeItem.said_at, ExchangeItem.arrived_at, Case.number.label("case"),
               Case.kind.label("case_kind"))
        .outerjoin(Case, Case.id == ExchangeItem.case_id)
    )
    if which in STATES:
        query = query.where(ExchangeItem.state == which)
    found = page(read(), query, (ExchangeItem.id,), lambda r: (r.id,), descending=True)
    looked("list", f"exchange {which}".strip(), ids=[r.id for r in found.rows])
    return render_template(
        "pages/exchange_portal/list.html", page=found, which=which, states=STATES,
        words=state_words(), kinds=kind_words(), health=_health(), queue=_queue(),
        shown_words=shown_words, differences=_differences(), questions=_questions(found.rows),
        work=casework, address=address,
        may_tell=g.scope.writes and bool(g.actor.roles & {"center_specialist"}),
    )


@bp.post(f"{HERE}/again")
@roles("center_specialist")
def again() -> Any:
    """Have the exchange told once more how a vacancy of the office stands."""
    number = request.form.get("about", "")[:24]
    if not g.scope.writes:
        raise Forbidden()
    try:
        act(AGAIN, number, {})
        flash(_("The exchange is told again; the next comparison shows the result."), "success")
    except Conflict as error:
        flash(words(error.title), "error")
    return redirect(HERE)


def _health() -> Mapping[str, Any]:
    """Moments and counts of the last turns; {} while there was none."""
    rows = read().scalars(
        select(Setting).where(Setting.key.in_(("exchange_health", "exchange_compared")))).all()
    found: dict[str, Any] = {}
    for row in rows:
        for name, value in row.value.items():
            key = name if row.key == "exchange_health" else f"compared_{name}"
            dated = name.endswith("at") and isinstance(value, str)
            found[key] = datetime.fromisoformat(value) if dated else value
    return found


def _queue() -> Mapping[str, int]:
    """Messages of the office that wait for the exchange or were given up."""
    rows = read().execute(
        select(Message.state, func.count()).where(Message.channel == CHANNEL)
        .where(Message.state.in_(("waiting", "failed"))).group_by(Message.state)
    ).all()
    return {row[0]: row[1] for row in rows}


def _differences() -> Any:
    return read().execute(
        select(ExchangeDifference.about, ExchangeDifference.ours, ExchangeDifference.theirs,
               ExchangeDifference.found_at)
        .where(ExchangeDifference.ended_at.is_(None)).order_by(ExchangeDifference.id).limit(MOST)
    ).all()


def _questions(rows: Any) -> Mapping[str, str]:
    """Item number -> its open question."""
    if not any(row.state == "conflict" for row in rows):
        return {}
    found = read().scalars(
        select(Case).where(Case.kind == QUESTION, Case.closed_at.is_(None))
        .order_by(Case.id.desc()).limit(200)
    )
    return {case.facts.get("item", ""): case.number for case in found}


def state_words() -> dict[str, str]:
    """States of an item in the reader's language."""
    return {
        "waiting": _("waits"), "taken": _("taken in"), "known": _("known already"),
        "late": _("older state"), "refused": _("not taken"), "conflict": _("a person decides"),
        "accepted": _("decided for theirs"), "kept": _("ours stays"),
    }


def shown_words(state: str) -> str:
    """How a vacancy is shown, in the reader's language."""
    told: dict[str, str] = {
        "published": _("published"), "paused": _("paused"), "removed": _("over"),
    }
    return told.get(state) or str(_("not there"))


def kind_words() -> dict[str, str]:
    """Kinds of items in the reader's language."""
    return {"vacancy": _("Vacancy"), "answer": _("Answer"), "resume": _("Self-registered person")}


# ---- the person's own
@bp.get("/cabinet/agencies")
@roles("jobseeker")
def agencies() -> str:
    """Which private agencies hold my résumé, since when, by which contract, and my consent."""
    person = own_person()
    query = select(
        Disclosure.id, Disclosure.agency_name, Disclosure.contract, Disclosure.sent_at,
        Disclosure.ended_at, Disclosure.reason,
    ).where(Disclosure.person_id == person.id)
    found = page(read(), query, (Disclosure.id,), lambda r: (r.id,), descending=True)
    return render_template(
        "pages/exchange_portal/agencies.html", page=found, consent=_consent(person.id),
        may_agree=person.state in _agreeing().for_person and g.scope.writes, ends=end_words(),
    )


@bp.route("/cabinet/agencies/new", methods=["GET", "POST"])
@roles("jobseeker")
def agree() -> Any:
    """My consent to private agencies: read, ticked, given."""
    person = own_person()
    if _consent(person.id) is not None:
        return redirect("/cabinet/agencies")
    return outsiders.run(Flow(
        _agreeing(), None, ("/cabinet/agencies", _("Private agencies")),
        lambda outcome: "/cabinet/agencies",
    ))


def _agreeing() -> Any:
    if AGREE not in running().catalog.steps:
        raise NotFound()
    return stepping.step_of(AGREE)


def _consent(person_id: int) -> Any:
    return read().execute(
        select(Case.number, Case.opened_at).where(Case.person_id == person_id)
        .where(Case.kind == AGREEMENT, Case.closed_at.is_(None)).limit(1)
    ).first()


def end_words() -> dict[str, str]:
    """Why a disclosure ended, in the reader's language."""
    return {"consent": _("I withdrew my consent"), "contract": _("the contract ended"),
            "registration": _("my registration ended")}
