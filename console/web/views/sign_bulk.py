"""Signing up to twenty documents at once: prepared, shown sheet by sheet, ticked, signed.

A document is signed only after every sheet of it was shown to this signer since it was prepared:
the log of looks knows. Each signature is its own act and transaction with its own line of the
result: what one document lacks holds up no other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from console.data.access import AccessLine
from console.data.actors import Employer, Person
from console.data.case import Case
from console.data.documents import Document
from console.data.outbox import Job
from console.declare import Step
from console.errors import Conflict, Grounds, Invalid, NotFound, Refusal, Throttled, Unavailable
from console.scope import SYSTEM
from console.web import casework, onward, stepping
from console.web.access import signed_in
from console.web.acting import desk
from console.web.audit import looked
from console.web.forms_view import Refused, refused
from console.web.headers import allow_connect
from console.web.running import now, read, running
from console.web.views.sign import NCALAYER, posted_cms, ready, subject, waiting_steps
from console.work import jobs

bp = Blueprint("sign_bulk", __name__)
AT_ONCE = 20
#: papers one job of the worker prepares
MASS = 500


@dataclass
class Chosen:
    """One case and the step that signs its document; ``paper`` once it was prepared."""

    row: Any
    step: Step
    paper: Document | None = None
    sheets: int = 0
    grounds: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Result:
    """What became of one document: ``done`` with what follows, or why it was not signed."""

    number: str
    title: str
    text: str = ""
    done: bool = False
    refusal: Refused | None = None


@bp.post("/sign/review")
@signed_in
def review() -> Any:
    """Prepare the documents of the chosen cases, each by itself, and show them."""
    casework.require_staff()
    chosen = _asked(request.form.getlist("row"))
    if not chosen:
        flash(_("Choose what you want to sign."), "info")
        return redirect("/sign")
    if len(chosen) > AT_ONCE:
        flash(_("At most %(n)s documents are signed at once.", n=AT_ONCE), "info")
        return redirect("/sign")
    rows = []
    for number, name, _paper in chosen:
        case, step = subject(number, name)
        try:
            if step.form is not None:
                raise Conflict()  # it is filled in on its own page
            made = desk().prepare(step.name, case.number, g.actor, g.scope, now())
            rows.append(("row", f"{number} {name} {made.number}"))
        except (Invalid, Grounds, Conflict):
            rows.append(("row", f"{number} {name}"))  # its grounds are shown there
    return redirect(f"/sign/bulk?{urlencode(rows)}")


@bp.get("/sign/bulk")
@signed_in
def show() -> Any:
    """The prepared documents, sheet by sheet, each with its own tick; and what cannot be signed."""
    casework.require_staff()
    asked = _asked(request.args.getlist("row"))[:AT_ONCE] or _prepared_for_me()
    chosen = _load(asked)
    if not chosen:
        return redirect("/sign")
    allow_connect(NCALAYER)
    looked("list", "to sign together", ids=[one.row.id for one in chosen])
    return render_template(
        "pages/sign/bulk.html", chosen=chosen, work=casework, demo=running().demo,
        ncalayer=NCALAYER, ready=[one for one in chosen if one.paper is not None],
    )


@bp.post("/sign/prepare")
@signed_in
def prepare() -> Any:
    """Let the worker prepare the papers of everything that waits for the reader."""
    casework.require_staff()
    asked = waiting_steps()
    rows = read().execute(
        select(Case.kind, Case.state, Case.number).where(ready(asked), Case.closed_at.is_(None))
        .order_by(casework.due_or_last(), Case.id).limit(MASS)
    ).all()
    pairs = [[asked[row.kind, row.state].name, row.number] for row in rows
             if asked[row.kind, row.state].form is None]
    if not pairs:
        flash(_("Nothing to sign"), "info")
        return redirect("/sign")
    parts = running()
    number = jobs.enqueue(
        parts.store, "papers",
        {"rows": pairs, "login": g.actor.login, "name": g.actor.name, "demo": parts.demo,
         "zone": parts.settings.timezone, "public_url": parts.settings.public_url},
        now(), account_id=g.actor.account_id, office_id=g.actor.office_id,
    )
    looked("list", "to prepare together")
    return redirect(f"/sign/jobs/{number}")


@bp.get("/sign/jobs/<number>")
@signed_in
def watch(number: str) -> str:
    """How far the worker is, and what could not be prepared with every ground."""
    casework.require_staff()
    with running().store.session(SYSTEM) as session:
        row = session.scalars(select(Job).where(Job.number == number)).one_or_none()
    if row is None or row.kind != "papers" or row.account_id != g.actor.account_id:
        raise NotFound()
    return render_template("pages/sign/job.html", job=row,
                           refused=row.result.get("refused", {}).items())


@bp.post("/sign/bulk")
@signed_in
def sign() -> Any:
    """Sign the ticked documents one after another; a result for each."""
    casework.require_staff()
    ticked = [row for row in _asked(request.form.getlist("row")) if row[2]]
    if not ticked:
        flash(_("Tick the documents you have read."), "info")
        return redirect("/sign")
    if len(ticked) > AT_ONCE:
        flash(_("At most %(n)s documents are signed at once.", n=AT_ONCE), "info")
        return redirect("/sign")
    results: list[Result] = []
    stopped = ""
    for number, name, paper in ticked:
        case, step = subject(number, name)
        result = Result(case.number, casework.step_title(step.name), stopped)
        results.append(result)
        if stopped:
            continue
        try:
            _shown(paper, case)
            result.text, result.done = _one(case, step, paper), True
        except (Invalid, Grounds, Conflict, Throttled, Unavailable, NotFound) as error:
            result.refusal = refused(error)
            if _guessed(error):
                stopped = _("Not tried: the PIN was wrong.")
    return render_template("pages/sign/results.html", results=results,
                           done=sum(one.done for one in results))


def _one(case: Case, step: Step, paper: str) -> str:
    outcome = desk().sign(
        step.name, case.number, g.actor, g.scope, now(), document=paper,
        cms=posted_cms(paper), pin=request.form.get("_pin") or None, key=f"bulk-{paper}",
    )
    return stepping.told(outcome)


def _guessed(error: Refusal) -> bool:
    """After a wrong PIN the next document would count as one more guess."""
    return "pin" in error.fields or isinstance(error, Throttled)


def _asked(rows: Iterable[str]) -> list[tuple[str, str, str]]:
    """(case, step, document or "") of the form's or the address's rows, each once."""
    found = [tuple([*row.split(" "), "", ""][:3]) for row in dict.fromkeys(rows)]
    return [(a, b, c) for a, b, c in found if a and b]


def _prepared_for_me() -> list[tuple[str, str, str]]:
    """The oldest papers this signer has prepared and not signed yet, as rows of the page."""
    rows = read().execute(
        select(Case.number, Document.step, Document.number.label("paper"))
        .join(Case, Case.id == Document.case_id)
        .where(Document.state == "prepared", Document.prepared_by == g.actor.account_id,
               Document.prepared_until > now(), Document.case_version == Case.version)
        .order_by(Document.id).limit(AT_ONCE)
    ).all()
    return [(row.number, row.step, row.paper) for row in rows]


def _load(asked: list[tuple[str, str, str]]) -> list[Chosen]:
    """Cases and papers in two queries; what is not the reader's to sign is left out."""
    steps = running().catalog.steps
    rows = {row.number: row for row in read().execute(
        select(*casework.case_columns(), Case.authority_id, Case.village_id, Case.person_id,
               Case.employer_id, Case.version)
        .outerjoin(Person, Person.id == Case.person_id)
        .outerjoin(Employer, Employer.id == Case.employer_id)
        .where(Case.number.in_([number for number, _s, _d in asked]))
    )}
    papers = {row.number: row for row in read().scalars(
        select(Document).where(Document.number.in_([d for _n, _s, d in asked if d]))
    )}
    found = []
    for number, name, paper in asked:
        row, step = rows.get(number), steps.get(name)
        if row is None or step is None or step.signing is None or step.on != row.kind:
            continue
        if g.actor.seat_for(running().catalog.action(step), row) is None:
            continue
        found.append(_with_paper(Chosen(row, step), papers.get(paper)))
    return found


def _with_paper(one: Chosen, paper: Document | None) -> Chosen:
    """With the sheets of a paper that can still be signed, or the grounds against it."""
    if paper is not None and paper.case_id == one.row.id and _fresh(one, paper):
        one.paper, one.sheets = paper, len(desk().drawn(paper))
    elif one.row.state in one.step.frm and one.step.form is None:
        one.grounds = onward.rules_now(casework.load_case(one.row.number), one.step)
    return one


def _fresh(one: Chosen, paper: Document) -> bool:
    in_time = paper.prepared_until is None or paper.prepared_until > now()
    if one.step.signing is not None and one.step.signing.joins:
        return paper.state in ("prepared", "signed")
    return paper.state == "prepared" and in_time and paper.case_version == one.row.version


def _shown(number: str, case: Case) -> None:
    """Refuse a document of which a sheet was not shown to this signer since it was prepared."""
    paper = read().scalars(select(Document).where(
        Document.number == number, Document.case_id == case.id)).one_or_none()
    if paper is None:
        raise NotFound()
    names = {f"document {number}, sheet {n}" for n in range(1, len(desk().drawn(paper)) + 1)}
    with running().store.session(SYSTEM) as session:
        seen = session.scalars(
            select(AccessLine.what).where(
                AccessLine.account_id == g.actor.account_id, AccessLine.kind == "view",
                AccessLine.what.in_(names), AccessLine.at >= paper.prepared_at,
            )
        ).all()
    if not names <= set(seen):
        raise Invalid({
            "kk": "Құжат толық көрсетілмеді: алдымен барлық бетін қараңыз.",
            "ru": "Документ показан не полностью: сначала просмотрите все его страницы.",
            "en": "The document was not shown in full: look at all its pages first.",
        })
