"""Documents to be signed, their bytes, and files attached to acts."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from flask import Response, abort, g, request, send_file
from sqlalchemy import select
from sqlalchemy.orm import undefer

from console.api import basics
from console.api.cases import entitled
from console.data.case import Case
from console.data.documents import Document
from console.errors import Conflict, Invalid, NotFound, Throttled
from console.throttle import Throttle
from console.web import casework, filing, keeping, stepping
from console.web.access import signed_in
from console.web.acting import desk
from console.web.audit import looked
from console.web.running import now, read, running
from forms.messages import problem as fault

bp = basics.blueprint("api_papers")
CMS_LIMIT = 200_000
PINS = 10


@bp.post("/cases/<number>/documents/<name>")
@signed_in
def prepare(number: str, name: str) -> Response:
    """Freeze the document a step signs: number, date, bytes and hash, until midnight."""
    basics.arguments()
    subject = casework.load_case(basics.number_of(number))
    step = stepping.step_of(name, subject)
    if step.signing is None:
        raise NotFound()
    entitled(step, subject)
    basics.body()
    seen = basics.seen_version()
    if seen is not None and seen != subject.version:
        raise Conflict(detail={"yours": seen, "now": subject.version, "state": subject.state})
    made = desk().prepare(step.name, subject.number, g.actor, g.scope, now())
    address = f"{basics.ROOT}/documents/{made.number}"
    out = {"number": made.number, "sha256": made.sha256, "until": basics.iso(made.until),
           "pdf": address, "step": step.name}
    return basics.answer(out, 201, location=address)


def own_document(subject: Case, number: str) -> str:
    """The number, if it is a document of this case within the reader's scope."""
    found = read().scalar(
        select(Document.id).where(Document.number == number, Document.case_id == subject.id)
    )
    if found is None:
        raise Invalid(fields={"document": [fault("choice")]})
    return number


def cms_of(given: Mapping[str, Any]) -> bytes | None:
    """The detached signature in base64, or None where a PIN is given instead."""
    text = basics.text_of(given, "cms", CMS_LIMIT)
    if text is None:
        return None
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Invalid(fields={"cms": [fault("type")]}) from error


def count_pins() -> None:
    """A PIN may be guessed at ten times in five minutes by one account."""
    parts = running()
    counters = Throttle(parts.store, parts.settings.secret_key)
    if counters.hit("pin", str(g.actor.account_id)) > PINS:
        raise Throttled()


@bp.get("/documents/<number>")
@signed_in
def document(number: str) -> Any:
    """The very bytes that are or will be signed."""
    basics.arguments()
    row = read().scalars(
        select(Document).where(Document.number == basics.number_of(number))
        .where(casework.paper_shown()).options(undefer(Document.pdf))
    ).one_or_none()
    if row is None:
        raise NotFound()
    keeping.open_document(row)
    looked("export", f"document {number}", person_id=row.person_id)
    response = send_file(
        BytesIO(row.pdf), mimetype="application/pdf", as_attachment=True,
        download_name=f"{row.form}-{row.number}.pdf", max_age=0,
    )
    response.set_etag(row.sha256)
    return response


@bp.post("/files")
@signed_in
def upload() -> Response:
    """Stage a file (multipart, part ``file``) to be named in the data of an act."""
    basics.arguments()
    if request.mimetype != "multipart/form-data":
        abort(415)
    sent = request.files.get("file")
    if sent is None or not sent.filename or set(request.files) - {"file"} or request.form:
        raise Invalid(fields={"file": [fault("required")]})
    row = filing.fetch(filing.stage(sent))
    out = {"number": row.number, "name": row.name, "mime": row.mime, "size": row.size,
           "sha256": row.sha256}
    return basics.answer(out, 201, location=f"{basics.ROOT}/files/{row.number}")


@bp.get("/files/<number>")
@signed_in
def file(number: str) -> Any:
    """A file within the scope, or one's own staged one."""
    basics.arguments()
    row = filing.fetch(basics.number_of(number))
    keeping.open_file(row)
    looked("view", f"file {number}", person_id=row.person_id)
    return send_file(BytesIO(row.content), mimetype=row.mime, as_attachment=True,
                     download_name=row.name, max_age=0)
