"""Complaints as the body addressed sees them, with the file of the decision complained of."""

from __future__ import annotations

from collections.abc import Mapping
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
from console.errors import NotFound
from console.web import casework, onward, opening, stepping
from console.web.access import roles
from console.web.audit import looked
from console.web.entries import shown_entry
from console.web.opening import Opening
from console.web.paging import address, capped, page
from console.web.running import now, read, running, zone
from console.web.shell import language

bp = Blueprint("complaints", __name__)
READERS = (
    "center_specialist", "center_frontdesk", "center_director", "authority_officer",
    "authority_head", "executive_head", "quality_officer", "supervisor",
)


@bp.get("/complaints")
@roles(*READERS)
def complaints() -> str:
    """Complaints in the reader's scope: open ones by default, newest first."""
    which = request.args.get("open", "open")
    body = aliased(Office)
    query = (
        select(Case.id, Case.number, Case.kind, Case.state, Case.channel, Case.opened_at,
               Case.facts, Person.surname, Person.given_name, Person.patronymic, Person.iin,
               body.name_kk, body.name_ru, body.name_en)
        .join(Person, Person.id == Case.person_id)
        .outerjoin(body, body.id == Case.authority_id)
        .where(Case.kind.in_(("complaint", "reversal")))
    )
    counted = select(Case.id).where(Case.kind.in_(("complaint", "reversal")))
    if which in ("open", "closed"):
        condition = Case.closed_at.is_(None) if which == "open" else Case.closed_at.is_not(None)
        query, counted = query.where(condition), counted.where(condition)
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
        work=casework, total=capped(read(), counted), name=_name,
        may_lodge=_may_lodge(),
    )


def _name(row: Any) -> str:
    return str(getattr(row, f"name_{language()}", "") or row.name_kk or "")


def _may_lodge() -> bool:
    return bool({"center_specialist", "center_frontdesk"} & g.actor.roles) and g.scope.writes


@bp.route("/complaints/new", methods=["GET", "POST"])
@roles("center_specialist", "center_frontdesk")
def new() -> Any:
    """A complaint that came on paper is registered for the body it addresses."""
    today = now().astimezone(zone()).date().isoformat()
    return opening.run(Opening(
        stepping.step_of("complaints.lodge"), [("/complaints", _("Complaints"))],
        _after_lodging, draft="paper", values={"lodged_on": today},
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
    entries = {
        row.form: row for row in read().execute(
            select(Entry.id, Entry.form, Entry.data, Entry.created_at)
            .where(Entry.subject_kind == "case", Entry.subject_id == case.id)
            .order_by(Entry.revision)
        )
    }
    data: Mapping[str, Any] = entries["complaint"].data if "complaint" in entries else {}
    named = data.get("decision_number") or (case.facts or {}).get("reversed_number")
    papers = _papers([case.id, *([about.id] if about else [])])
    about_papers = papers.get(about.id, []) if about else []
    lines = casework.history_of(about) if about else []
    return render_template(
        "pages/complaints/complaint.html", case=case, work=casework, number=named,
        heading=casework.heading(case), options=onward.options(case), entries=entries,
        answers=shown_entry("complaint", data), clocks=casework.clocks_of(case),
        decision=next((p for p in about_papers if p.number == named), None) or _decision(named),
        papers=papers.get(case.id, []), about=about, about_papers=about_papers,
        about_history=[casework.told(line) for line in lines], file=data.get("attachments"),
        took_part=any(line.account_id == g.actor.account_id for line in lines),
    )


def _load(number: str) -> tuple[Case, Case | None]:
    """The complaint and the case complained of, as far as the reader may see it."""
    above = aliased(Case)
    found = read().execute(
        select(Case, above).outerjoin(above, above.id == Case.parent_id)
        .where(Case.number == number, Case.kind.in_(("complaint", "reversal")))
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
