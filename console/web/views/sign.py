"""Signing: what waits for the reader's signature, the paper beside its reasons, the signature.

A document is prepared by POST (number, date, bytes and hash are frozen until midnight), then
signed over exactly those bytes: by NCALayer on the signer's computer, by an uploaded CMS file, or
on a demo instance by a PIN.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, or_, select

from console.data.actors import Employer, Person
from console.data.case import Case
from console.data.documents import Document
from console.declare import Step
from console.errors import Conflict, Forbidden, Grounds, Invalid
from console.web import casework, onward, stepping
from console.web.access import signed_in
from console.web.acting import desk
from console.web.audit import looked
from console.web.drafting import drop_draft, keep_draft, saved_draft
from console.web.forms_view import (
    Refused,
    adding,
    form_key,
    form_page,
    posted,
    refused,
)
from console.web.headers import allow_connect
from console.web.paging import capped, dated_first
from console.web.running import now, read, running
from forms.widgets import read as read_form

bp = Blueprint("sign", __name__)
NCALAYER = "wss://127.0.0.1:13579"
CMS_LIMIT = 200_000


def signed_steps() -> list[Step]:
    """Signed steps the reader's roles may take."""
    catalog = running().catalog
    return [
        s for s in catalog.steps.values()
        if s.signing is not None and not s.automatic
        and catalog.action(s).roles & g.actor.roles
    ]


def waiting_steps() -> dict[tuple[str, str], Step]:
    """The signed step that a case of a kind in a state waits for, as far as it is the reader's."""
    return {(s.on, state): s for s in reversed(signed_steps()) for state in s.frm
            if s.asks(state)}


def ready(asked: Mapping[tuple[str, str], Step]) -> ColumnElement[bool]:
    """Cases that wait for one of these steps."""
    return or_(False, *(and_(Case.kind == on, Case.state == state) for on, state in asked))


@bp.get("/sign")
@signed_in
def waiting() -> str:
    """Cases whose next step is a signature of the reader, the most urgent first."""
    casework.require_staff()
    asked = waiting_steps()
    query = (
        select(*casework.case_columns())
        .outerjoin(Person, Person.id == Case.person_id)
        .outerjoin(Employer, Employer.id == Case.employer_id)
        .where(ready(asked), Case.closed_at.is_(None))
    )
    found = dated_first(read(), query, Case.due_at, Case.id)
    looked("list", "to sign", ids=[r.id for r in found.rows])
    return render_template(
        "pages/sign/list.html", page=found, work=casework, offered=asked,
        total=capped(read(), select(Case.id).where(ready(asked), Case.closed_at.is_(None))),
    )


@bp.get("/sign/<number>/<name>")
@signed_in
def show(number: str, name: str) -> Any:
    """The reasons, and once it is prepared the document itself with the signature form."""
    case, step = subject(number, name)
    if case.state not in step.frm:
        flash(_("The case has moved on: this step is no longer possible."), "info")
        return redirect(f"/cases/{case.number}")
    looked("view", f"sign {name} of {number}", person_id=case.person_id)
    return _page(case, step)


@bp.post("/sign/<number>/<name>/prepare")
@signed_in
def prepare(number: str, name: str) -> Any:
    """Freeze the document: number, date, bytes, hash. Refused on the step's own grounds."""
    case, step = subject(number, name)
    form = running().catalog.forms.get(step.form or "")
    data = posted(form)
    if adding():
        return _page(case, step, values=data)
    try:
        made = desk().prepare(step.name, case.number, g.actor, g.scope, now(), data)
    except (Invalid, Grounds, Conflict) as error:
        return _page(case, step, refusal=refused(error), values=data), error.status
    if form is not None:
        keep_draft(form.name, _key(case, step), request.form.to_dict(flat=False))
    return redirect(f"/sign/{case.number}/{step.name}?document={made.number}")


@bp.post("/sign/<number>/<name>")
@signed_in
def sign(number: str, name: str) -> Any:
    """Verify the signature over the prepared bytes and perform the step with it."""
    case, step = subject(number, name)
    document = request.form.get("_document", "")
    if _prepared(case, step, document) is None:
        flash(_("Prepare the document first."), "info")
        return redirect(f"/sign/{case.number}/{step.name}")
    try:
        outcome = desk().sign(
            step.name, case.number, g.actor, g.scope, now(), document=document,
            cms=posted_cms(), pin=request.form.get("_pin") or None, payload=_payload(case, step),
            key=form_key(),
        )
    except (Invalid, Grounds, Conflict) as error:
        return _page(case, step, refusal=refused(error), document=document), error.status
    if step.form:
        drop_draft(step.form, _key(case, step))
    stepping.tell(outcome)
    return redirect("/sign" if g.actor.roles & _signing_homes() else f"/cases/{case.number}")


def _signing_homes() -> set[str]:
    return {code for code, role in running().catalog.roles.items() if role.home == "/sign"}


def subject(number: str, name: str) -> tuple[Case, Step]:
    """The case and the signed step the reader may take on it; refused otherwise."""
    casework.require_staff()
    case = casework.load_case(number)
    step = stepping.step_of(name, case)
    action = running().catalog.action(step)
    if not g.scope.writes or g.actor.seat_for(action, case) is None:
        raise Forbidden(detail={"action": action.name})
    if step.signing is None:
        raise Conflict()
    return case, step


def _key(case: Case, step: Step) -> str:
    return f"sign-{case.number}"


def _payload(case: Case, step: Step) -> dict[str, Any]:
    """What the form held when the document was prepared."""
    form = running().catalog.forms.get(step.form or "")
    saved = saved_draft(form.name, _key(case, step)) if form else None
    return read_form(form, {k: list(v) for k, v in saved.data.items()}) if form and saved else {}


def posted_cms(of: str = "") -> bytes | None:
    """The detached signature: base64 from the signing program, or an uploaded file.

    ``of`` is the document's number where several are signed at once.
    """
    mark = f".{of}" if of else ""
    sent = request.files.get(f"_cms_file{mark}")
    raw = sent.stream.read(CMS_LIMIT + 1) if sent is not None and sent.filename else b""
    text = request.form.get(f"_cms{mark}", "").strip() or raw.decode("latin-1").strip()
    if not text:
        return None
    fault = Invalid(fields={"_cms_file": [{
        "kk": "Файлда қолтаңба жоқ немесе ол тым үлкен.",
        "ru": "В файле нет подписи, или он слишком большой.",
        "en": "The file holds no signature, or it is too large.",
    }]})
    if len(text) > CMS_LIMIT:
        raise fault
    if raw[:1] == b"\x30":
        return raw
    lines = [line for line in text.splitlines() if not line.startswith("-----")]
    try:
        return base64.b64decode("".join(lines), validate=True)
    except (binascii.Error, ValueError) as error:
        raise fault from error


def _prepared(case: Case, step: Step, number: str) -> Any:
    """The prepared document named, or the newest one this step of the case prepared."""
    query = select(
        Document.id, Document.number, Document.form, Document.state, Document.issued_on,
        Document.valid_until, Document.sha256, Document.prepared_until,
    ).where(Document.case_id == case.id, Document.state != "discarded")
    if number:
        return read().execute(query.where(Document.number == number)).first()
    return read().execute(
        query.where(Document.step == step.name, Document.state == "prepared")
        .where(Document.prepared_until > now(), Document.case_version == case.version)
        .order_by(Document.id.desc()).limit(1)
    ).first()


def _page(
    case: Case, step: Step, *, refusal: Refused | None = None, document: str = "",
    values: dict[str, Any] | None = None,
) -> str:
    parts = running()
    form = parts.catalog.forms.get(step.form or "")
    row = _prepared(case, step, document or request.args.get("document", ""))
    grounds: list[dict[str, Any]] | None = None
    if refusal is None and form is None and row is None:
        grounds = onward.rules_now(case, step)
    if row is not None:
        allow_connect(NCALAYER)
    lines = casework.history_of(case) if row is not None else []
    fields = refusal.fields if refusal else {}
    return render_template(
        "pages/sign/sign.html", case=case, step=step, heading=casework.heading(case),
        title=casework.step_title(step.name), refusal=refusal, grounds=grounds, paper=row,
        key=form_key(), ncalayer=NCALAYER, demo=parts.demo, work=casework,
        form_shown=form_page(form, values or stepping.default_values(step, case), fields)
        if form and row is None else None,
        pin_fault=fields.get("pin"), cms_fault=fields.get("_cms_file"),
        clocks=[c for c in casework.clocks_of(case) if c.row.state == "open"],
        history=casework.told_all(lines[:5]),
        others=[o for o in onward.options(case) if o.mine and o.step.name != step.name],
    )
