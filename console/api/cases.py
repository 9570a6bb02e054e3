"""Cases: the list, one case with its clocks and papers, and the acts that move it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from flask import Response, g
from sqlalchemy import or_, select

from console.api import basics
from console.data.actors import Employer, Office, Person
from console.data.case import Case
from console.data.documents import Document, Signature
from console.data.journal import JournalLine
from console.data.obligations import Obligation
from console.declare import Step
from console.errors import Forbidden, NotFound
from console.lateness import LONGEST
from console.process import Outcome
from console.web import acting, casework, onward, stepping
from console.web.access import signed_in
from console.web.audit import looked
from console.web.intake import counted
from console.web.running import now, read, running, zone
from console.web.shell import is_staff
from console.web.theme import words
from forms.iin import mask

bp = basics.blueprint("api_cases")
FILTERS = ("kind", "state", "office", "due", "open", "after", "limit")


@bp.get("/cases")
@signed_in
def cases() -> Response:
    """Cases in the reader's scope, newest first."""
    given = basics.arguments(*FILTERS)
    query = (
        select(*casework.case_columns(), Case.version, Office.code.label("office_code"))
        .join(Office, Office.id == Case.office_id)
        .outerjoin(Person, Person.id == Case.person_id)
        .outerjoin(Employer, Employer.id == Case.employer_id)
    )
    counted = select(Case.id)
    for condition in _conditions(given):
        query, counted = query.where(condition), counted.where(condition)
    response, rows = basics.listed(
        query, (Case.opened_at, Case.id), (datetime, int), lambda r: (r.opened_at, r.id), _row,
        given, descending=True, count=counted,
    )
    looked("list", "cases", ids=[r.id for r in rows])
    return response


def _conditions(given: Mapping[str, str]) -> list[Any]:
    catalog, found = running().catalog, []
    kind = basics.one_of(given, "kind", catalog.kinds)
    if kind:
        found.append(Case.kind == kind)
    if "state" in given:
        known = [catalog.kinds[kind]] if kind else list(catalog.kinds.values())
        states = {state for one in known for state in one.states}
        found.append(Case.state == basics.one_of(given, "state", states))
    if "office" in given:
        key = select(Office.id).where(Office.code == given["office"]).scalar_subquery()
        found.append(or_(Case.office_id == key, Case.authority_id == key, Case.village_id == key))
    which = basics.one_of(given, "open", ("true", "false"))
    if which:
        found.append(Case.closed_at.is_(None) if which == "true" else Case.closed_at.is_not(None))
    if "due" in given:
        found.append(Case.due_at < _due(given["due"]))
    return found


def _due(text: str) -> datetime:
    """``overdue``, or a day: duties due on it or before."""
    if text == "overdue":
        return now()
    try:
        day = date.fromisoformat(text)
        return datetime.combine(day, time.max, zone())
    except ValueError:
        basics.bad("due")
        raise


def _row(row: Any) -> dict[str, Any]:
    name = " ".join(p for p in (row.surname, row.given_name, row.patronymic) if p)
    return {
        "number": row.number, "kind": row.kind, "state": row.state, "version": row.version,
        "state_text": casework.state_title(row.kind, row.state), "channel": row.channel,
        "office": row.office_code, "opened_at": basics.iso(row.opened_at),
        "closed_at": basics.iso(row.closed_at), "due_at": basics.iso(row.due_at),
        "next_step": row.next_step,
        "person": {"number": row.person_number, "name": name, "iin": mask(row.iin or "")}
        if row.person_number else None,
        "employer": row.employer_name, "href": f"{basics.ROOT}/cases/{row.number}",
    }


@bp.get("/cases/<number>")
@signed_in
def case(number: str) -> Response:
    """One case: where it stands, its clocks with receipts, papers, history, my next steps."""
    basics.arguments()
    subject, parent = casework.load_with_parent(basics.number_of(number))
    looked("view", f"case {number}", person_id=subject.person_id)
    lines = casework.history_of(subject)
    person, employer, staff = subject.person, subject.employer, is_staff()
    out = {
        "number": subject.number, "kind": subject.kind, "title": casework.kind_title(subject.kind),
        "state": subject.state, "state_text": casework.state_title(subject.kind, subject.state),
        "version": subject.version, "edition": subject.edition, "channel": subject.channel,
        "opened_at": basics.iso(subject.opened_at), "closed_at": basics.iso(subject.closed_at),
        "due_at": basics.iso(subject.due_at), "office": subject.office.name_kk,
        "person": {"number": person.number, "name": person.full_name, "iin": person.iin}
        if person else None,
        "employer": {"number": employer.number, "name": employer.name} if employer else None,
        "parent": parent.number if parent else None,
        "obligations": [_clock(row) for row in _obligations(subject)],
        "documents": _papers(subject),
        "history": [_line(line, staff) for line in lines],
        "next_steps": [_option(subject, o) for o in onward.options(subject)],
    }
    return basics.answer(out, version=subject.version)


def _obligations(subject: Case) -> Any:
    return read().scalars(
        select(Obligation).where(Obligation.case_id == subject.id)
        .order_by(Obligation.due_at, Obligation.id)
    )


def _clock(row: Obligation) -> dict[str, Any]:
    told = casework.clock_of(row)
    end = row.stopped_at or now()
    return {
        "deadline": row.deadline, "paragraph": row.paragraph, "title": told.title,
        "consequence": told.consequence, "kind": row.kind, "responsible": row.responsible,
        "state": row.state, "started_at": basics.iso(row.started_at),
        "due_on": basics.iso(row.due_on), "due_at": basics.iso(row.due_at),
        "stopped_at": basics.iso(row.stopped_at),
        "late": row.state != "cancelled" and row.kind == "duty" and not row.internal
        and end > row.due_at,
        "amount": row.amount, "unit": row.unit, "receipt": row.receipt, "explained": told.proof,
    }


def _papers(subject: Case) -> list[dict[str, Any]]:
    rows = read().execute(
        select(Document.number, Document.form, Document.state, Document.issued_on,
               Document.valid_until, Document.sha256, Document.step, Document.prepared_until,
               Signature.signer, Signature.part, Signature.at)
        .outerjoin(Signature, Signature.document_id == Document.id)
        .where(Document.case_id == subject.id, casework.paper_shown())
        .order_by(Document.id.desc(), Signature.id)
    ).all()
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        form = running().catalog.forms.get(row.form)
        paper = found.setdefault(row.number, {
            "number": row.number, "form": row.form, "title": words(form.title) if form else "",
            "state": row.state, "step": row.step, "issued_on": basics.iso(row.issued_on),
            "valid_until": basics.iso(row.valid_until), "sha256": row.sha256,
            "prepared_until": basics.iso(row.prepared_until), "signatures": [],
            "href": f"{basics.ROOT}/documents/{row.number}",
        })
        if row.signer:
            paper["signatures"].append(
                {"part": row.part, "signer": row.signer, "at": basics.iso(row.at)}
            )
    return list(found.values())


def _line(line: JournalLine, staff: bool) -> dict[str, Any]:
    """A line of the history; outsiders read what happened, staff also by whom and on what facts."""
    why = line.why or {}
    out = {
        "step": line.step, "title": casework.step_title(line.step), "paragraph": line.paragraph,
        "occurred_at": basics.iso(line.occurred_at), "entered_at": basics.iso(line.at),
        "from_state": line.from_state, "to_state": line.to_state,
        "role": line.role, "started": why.get("started", []), "stopped": why.get("stopped", []),
        "documents": why.get("documents", []),
    }
    if staff:
        out |= {"late_reason": why.get("late_reason"), "actor": line.actor,
                "facts": basics.worded(why.get("facts") or {})}
    return out


def _option(subject: Case, option: onward.Option) -> dict[str, Any]:
    step = option.step
    return {
        "step": step.name, "title": option.label, "paragraph": step.law, "mine": option.mine,
        "roles": sorted(running().catalog.action(step).roles), "form": step.form,
        "signed": option.signed, "method": "POST",
        "href": f"{basics.ROOT}/cases/{subject.number}/steps/{step.name}",
    }


# ---- acts


@bp.post("/cases/<number>/steps/<name>")
@signed_in
def act(number: str, name: str) -> Response:
    """Perform a step of a case; a signed step takes ``document`` with ``cms`` (or ``pin``)."""
    basics.arguments()
    subject = casework.load_case(basics.number_of(number))
    step = stepping.step_of(name, subject)
    entitled(step, subject)
    if step.signing is not None:
        return basics.done(_sign(step, subject), f"{basics.ROOT}/cases/{subject.number}")
    given = basics.body("data", "occurred_at", "late_reason")
    outcome = perform(step, subject, given)
    return basics.done(outcome, f"{basics.ROOT}/cases/{outcome.number}")


@bp.post("/steps/<name>")
@signed_in
def open_case(name: str) -> Response:
    """Perform a step that opens a case or an item."""
    basics.arguments()
    step = stepping.step_of(name)
    if step.opens is None:
        raise NotFound()
    entitled(step, None)
    outcome = perform(step, None, basics.body("data", "occurred_at", "late_reason"))
    kind = step.on.partition("/")
    address = f"content/{kind[2]}" if kind[0] == "content" else "cases"
    return basics.done(outcome, f"{basics.ROOT}/{address}/{outcome.number}", opened=True)


def entitled(step: Step, subject: Any) -> None:
    """Refuse whoever holds no seat for the step, before the body is looked at."""
    action = running().catalog.action(step)
    if g.actor.seat_for(action, subject) is None:
        raise Forbidden(detail={"action": action.name})


def perform(
    step: Step, subject: Any, given: Mapping[str, Any], *, version: int | None = None
) -> Outcome:
    """perform() for the caller; steps that rest on registers ask them first. Keeps named files."""
    from console.api.people import ask

    data = basics.data_of(given)
    form = running().catalog.forms.get(step.form or "")
    if form is None and data:
        raise basics.unknown(sorted(data))
    number, moment = getattr(subject, "number", None), basics.occurred_at(given)
    seen = version if version is not None else basics.seen_version()
    if step.name in stepping.ASKING:
        outcome = ask(step, subject, data)
    else:
        with counted(step.name):
            outcome = running().process.perform(
                step.name, number, g.actor, data, moment, now(), scope=g.scope,
                key=basics.idempotency_key(), version=seen,
                late_reason=basics.text_of(given, "late_reason", LONGEST) or "",
            )
    return outcome


def _sign(step: Step, subject: Case) -> Outcome:
    from console.api.papers import cms_of, count_pins, own_document

    given = basics.body("document", "cms", "pin", required=("document",))
    document = own_document(subject, basics.text_of(given, "document", 40) or "")
    cms, pin = cms_of(given), basics.text_of(given, "pin", 40)
    if cms is None:
        count_pins()
    version = basics.seen_version()
    if version is not None and version != subject.version:
        raise stale(version, subject)
    return acting.desk().sign(
        step.name, subject.number, g.actor, g.scope, now(), document=document, cms=cms, pin=pin,
        key=basics.idempotency_key(),
    )


def stale(seen: int, subject: Any) -> Exception:
    """The refusal of a version that moved on, with both versions."""
    from console.errors import Conflict

    return Conflict(detail={"yours": seen, "now": subject.version, "state": subject.state})
