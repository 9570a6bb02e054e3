"""Complaints as the body addressed sees them, with the file of the decision complained of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from flask import Blueprint, g, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload

from console.data.actors import Office, Person
from console.data.case import Case
from console.data.content import Entry
from console.data.documents import Document, Signature
from console.data.obligations import Obligation
from console.data.worktime import working_calendar
from console.errors import NotFound
from console.web import casework, complained, keeping, onward, opening, panels, stepping
from console.web.access import roles
from console.web.audit import looked
from console.web.entries import shown_entry
from console.web.opening import Opening
from console.web.paging import address, capped, page
from console.web.running import now, read, running, zone
from console.web.shell import language

bp = Blueprint("complaints", __name__)
LODGE, ANONYMOUS = "complaints.lodge", "complaints.record_anonymous"
KINDS = ("complaint", "reversal")
WRITTEN = ("complaint", "complaint_anonymous")
GRANTED = ("granted", "partly_granted")
CLERKS = (
    "center_specialist", "center_frontdesk", "authority_officer", "authority_head",
    "executive_head", "quality_officer",
)
READERS = (
    "center_specialist", "center_frontdesk", "center_director", "authority_officer",
    "authority_head", "executive_head", "quality_officer", "supervisor",
)


@bp.get("/complaints")
@roles(*READERS)
def complaints() -> str:
    """Complaints in the reader's scope: open, due, mine, with a conflict, closed or all."""
    which = request.args.get("open", "open")
    body = aliased(Office)
    query = (
        select(Case.id, Case.number, Case.kind, Case.state, Case.channel, Case.opened_at,
               Case.facts, Person.surname, Person.given_name, Person.patronymic,
               body.name_kk, body.name_ru, body.name_en)
        .outerjoin(Person, Person.id == Case.person_id)
        .outerjoin(body, body.id == Case.authority_id)
        .where(Case.kind.in_(KINDS), *_wanted(which))
    )
    counted = select(Case.id).where(Case.kind.in_(KINDS), *_wanted(which))
    found = page(read(), query, (Case.id,), lambda r: (r.id,), descending=True)
    looked("list", "complaints", ids=[r.id for r in found.rows])
    clocks = {
        row.case_id: row for row in read().scalars(
            select(Obligation).where(Obligation.case_id.in_([r.id for r in found.rows]))
            .order_by(Obligation.state.desc(), Obligation.due_at)
        )
    }
    return render_template(
        "pages/complaints/list.html", page=found, clocks=clocks, which=which, address=address,
        work=casework, total=capped(read(), counted), name=_name, filters=_filters(),
        may_lodge=_may(LODGE), may_record=_may(ANONYMOUS),
    )


def _wanted(which: str) -> list[Any]:
    """Conditions of a filter. Due: by the end of the next working day, or already late."""
    if which == "all":
        return []
    if which == "closed":
        return [Case.closed_at.is_not(None)]
    still = [Case.closed_at.is_(None)]
    if which == "mine":
        return [*still, Case.assignee == g.actor.account_id]
    if which == "conflict":
        return [*still, Case.facts["conflict"].as_boolean().is_(True)]
    if which == "due":
        today = now().astimezone(zone()).date()
        last = working_calendar(read()).add_working_days(today, 1)
        return [*still, Case.due_at <= datetime.combine(last, time.max, zone())]
    return still


def _filters() -> tuple[tuple[str, str], ...]:
    return (("open", _("Under way")), ("due", _("Due by tomorrow")), ("mine", _("Mine")),
            ("conflict", _("Conflict of interest")), ("closed", _("Finished")), ("all", _("All")))


def _name(row: Any) -> str:
    return str(getattr(row, f"name_{language()}", "") or row.name_kk or "")


def _may(step: str) -> bool:
    action = running().catalog.action(stepping.step_of(step))
    return g.scope.writes and g.actor.seat_for(action, None) is not None


@bp.route("/complaints/new", methods=["GET", "POST"])
@roles(*CLERKS)
def new() -> Any:
    """A complaint that came on paper, by post or in words is registered for the body addressed."""
    today = now().astimezone(zone()).date().isoformat()
    return opening.run(Opening(
        stepping.step_of(LODGE), [("/complaints", _("Complaints"))], _after_lodging,
        draft="paper", values={"lodged_on": today, **_own_address()},
        lead=_("To choose the decision complained of from a list, begin on the person's card."),
    ))


def _own_address() -> dict[str, str]:
    """What comes to a body's own address is addressed to it."""
    known = {"authority_officer": "local_authority_head", "authority_head": "local_authority_head",
             "executive_head": "local_executive_body_head", "quality_officer": "quality_body"}
    found = next((known[r] for r in sorted(g.actor.roles) if r in known), "")
    return {"addressee": found} if found else {}


@bp.route("/complaints/anonymous", methods=["GET", "POST"])
@roles(*CLERKS)
def anonymous() -> Any:
    """An anonymous complaint is recorded: looked into, answered to nobody."""
    today = now().astimezone(zone()).date().isoformat()
    return opening.run(Opening(
        stepping.step_of(ANONYMOUS), [("/complaints", _("Complaints"))], _after_lodging,
        draft="anonymous", values={"lodged_on": today, **_own_address()},
    ))


def _after_lodging(outcome: Any) -> str:
    # a complaint against the center itself is not the center's to see; the session of this
    # request began before the act and would not know either
    with running().store.session(g.scope) as session:
        seen = session.scalar(select(Case.id).where(Case.number == outcome.number))
    return f"/complaints/{outcome.number}" if seen else "/complaints"


@bp.get("/complaints/<number>")
@roles(*READERS)
def complaint(number: str) -> str:
    """One complaint: what was written, the clock, and the file of what is complained of."""
    case, about = _load(number)
    looked("view", f"complaint {number}", person_id=case.person_id)
    entries, facts = _entries(case), case.facts or {}
    written = next((entries[f] for f in WRITTEN if f in entries), None)
    kept = keeping.kept_forms(case)
    data: Mapping[str, Any] = written.data if written is not None and not kept else {}
    papers = _papers([case.id, *([about.id] if about else [])])
    about_papers = papers.get(about.id, []) if about else []
    named = _meant(written.data if written is not None else {}, facts)
    lines = casework.history_of(about) if about else []
    duties = casework.duties_of(*([case, about] if about else [case]))
    return render_template(
        "pages/complaints/complaint.html", case=case, work=casework, number=named,
        heading=_heading(case), options=onward.options(case), entries=entries, facts=facts,
        answers=shown_entry(written.form, data) if written is not None and data else [],
        clocks=casework.clocks_of(case, duties),
        decision=next((p for p in about_papers if p.number == named), None) or _decision(named),
        papers=papers.get(case.id, []), about=about, about_papers=about_papers,
        matter=_matter(facts),
        about_history=casework.told_all(lines, duties), file=data.get("attachments"),
        took_part=bool(kept) or any(line.account_id == g.actor.account_id for line in lines),
        kept=kept.get("complaint"), changed=_changed(case),
    )


def _entries(case: Case) -> dict[str, Any]:
    """The newest entry of each form of the case."""
    return {
        row.form: row for row in read().execute(
            select(Entry.id, Entry.form, Entry.data, Entry.created_at)
            .where(Entry.subject_kind == "case", Entry.subject_id == case.id)
            .order_by(Entry.revision)
        )
    }


def _meant(written: Mapping[str, Any], facts: Mapping[str, Any]) -> str | None:
    """The decision complained of: as it was found, or the number the person wrote."""
    named = facts.get("reversed_number") or facts.get("decision") or written.get("decision_number")
    return str(named).strip().upper() if named else None


def _matter(facts: Mapping[str, Any]) -> str:
    """The act or silence complained of, in words; '' for a decision."""
    if facts.get("about_step"):
        return casework.step_title(facts["about_step"])
    if facts.get("about_deadline"):
        return complained.duty(facts["about_deadline"])
    return ""


def _heading(case: Case) -> str:
    return casework.heading(case) if case.person is not None else _("Anonymous complaint")


def _changed(case: Case) -> list[panels.Drawn]:
    """What a granted complaint changed, before and after."""
    shown = case.kind == "reversal" or (case.facts or {}).get("result") in GRANTED
    if not shown or case.person is None or case.state not in ("answered", "issued", "satisfied"):
        return []
    return [panels.drawn(p, case.person, case) for p in panels.readable(case.kind)]


def _load(number: str) -> tuple[Case, Case | None]:
    """The complaint and the case complained of, as far as the reader may see it."""
    above = aliased(Case)
    found = read().execute(
        select(Case, above).outerjoin(above, above.id == Case.parent_id)
        .where(Case.number == number, Case.kind.in_(KINDS))
        .options(joinedload(Case.person), joinedload(Case.employer))
    ).unique().first()
    if found is None:
        raise NotFound()
    case, about = found
    return case, about


def _papers(cases: list[int]) -> dict[int, list[casework.Paper]]:
    """Documents of the cases that still count, newest first, with who signed them."""
    rows = read().execute(
        select(Document.id, Document.case_id, Document.number, Document.form, Document.state,
               Document.issued_on, Document.valid_until, Signature.signer)
        .outerjoin(Signature, Signature.document_id == Document.id)
        .where(Document.case_id.in_(cases), Document.state != "discarded")
        .order_by(Document.id.desc(), Signature.id)
    )
    found: dict[int, dict[int, casework.Paper]] = {}
    for row in rows:
        paper = found.setdefault(row.case_id, {}).setdefault(row.id, casework.paper_of(row))
        if row.signer:
            paper.signers.append(row.signer)
    return {key: list(papers.values()) for key, papers in found.items()}


def _decision(number: str | None) -> casework.Paper | None:
    """A document of that number in another case of the reader's scope."""
    paper = read().execute(
        select(Document.number, Document.form, Document.state, Document.issued_on,
               Document.valid_until)
        .where(Document.number == number, Document.state != "discarded")
    ).first() if number else None
    return casework.paper_of(paper) if paper is not None else None
