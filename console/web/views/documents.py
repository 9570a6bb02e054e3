"""Documents as issued: the page, the PDF, a drawing of each sheet. Only within the scope."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, abort, render_template, send_file
from sqlalchemy import select
from sqlalchemy.orm import undefer

from console.data.case import Case
from console.data.documents import Document, Signature
from console.errors import NotFound
from console.web import casework, keeping
from console.web.access import signed_in
from console.web.acting import desk
from console.web.audit import looked
from console.web.running import read, running
from console.web.theme import words
from console.work.sealer import anchor_file

bp = Blueprint("documents", __name__)


def load_document(number: str, *, bytes_too: bool = False) -> Document:
    """A document within the scope; NotFound otherwise, and for what is not the reader's yet."""
    query = select(Document).where(Document.number == number, casework.paper_shown())
    if bytes_too:
        query = query.options(undefer(Document.pdf))
    found = read().scalars(query).one_or_none()
    if found is None:
        raise NotFound()
    keeping.open_document(found)
    return found


@bp.get("/documents/<number>.pdf")
@signed_in
def pdf(number: str) -> Any:
    """The very bytes that were signed."""
    row = load_document(number, bytes_too=True)
    looked("export", f"document {number}", person_id=row.person_id)
    return send_file(
        BytesIO(row.pdf), mimetype="application/pdf", as_attachment=True,
        download_name=f"{row.form}-{number}.pdf", max_age=0,
    )


@bp.get("/documents/<number>/dossier.zip")
@signed_in
def dossier(number: str) -> Any:
    """All that stands behind a signed document, for whoever may read its whole case."""
    row = load_document(number)
    if read().scalar(select(Case.id).where(Case.id == row.case_id)) is None:
        raise NotFound()
    from console.dossier import build  # here: few ask for it, and it brings cryptography along

    parts, settings = running(), running().settings
    made = build(
        parts.store, parts.catalog, number, secret=settings.secret_key,
        anchor=anchor_file(settings.instance, str(settings.extra.get("ANCHOR", ""))),
    )
    looked("export", f"dossier {number}", person_id=made.person_id, purpose=made.sha256)
    return send_file(BytesIO(made.data), mimetype="application/zip", as_attachment=True,
                     download_name=made.name, max_age=0)


@bp.get("/documents/<number>/<int:sheet>.svg")
@signed_in
def sheet(number: str, sheet: int) -> Response:
    """One page of the document as a drawing; the policy forbids it any script."""
    row = load_document(number)
    looked("view", f"document {number}, sheet {sheet}", person_id=row.person_id)
    pages = desk().preview(row.number)
    if not 1 <= sheet <= len(pages):
        abort(404)
    return Response(pages[sheet - 1], mimetype="image/svg+xml")


@bp.get("/documents/<number>")
@signed_in
def show(number: str) -> str:
    """What the document is, who signed it and how to check it."""
    casework.require_staff()
    row = load_document(number)
    looked("view", f"document {number}", person_id=row.person_id)
    signatures = read().scalars(
        select(Signature).where(Signature.document_id == row.id).order_by(Signature.id)
    ).all()
    case = read().execute(select(Case.number, Case.kind).where(Case.id == row.case_id)).first()
    form = running().catalog.forms.get(row.form)
    return render_template(
        "pages/cases/document.html", row=row, case=case, signatures=signatures, form=form,
        title=words(form.title) if form else row.form, work=casework,
        state=casework.document_state(row.state), sealed_by=_seal(row),
        replaced=_beside(Document.id == row.supersedes_id),
        replaced_by=_beside(Document.supersedes_id == row.id),
    )


def _beside(which: Any) -> Any:
    """Number of the decision this one corrects, or of the one that corrects it; within scope."""
    return read().scalar(select(Document.number).where(which, Document.state == "signed"))


def _seal(row: Document) -> str:
    """Fingerprint of the key dossiers are sealed with, to be compared elsewhere."""
    if row.state != "signed":
        return ""
    from console.dossier_file import mark_of

    return mark_of(running().settings.secret_key)
