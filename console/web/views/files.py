"""Uploading a file for an act, and reading one within the scope."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, jsonify, request, send_file

from console.errors import Invalid
from console.web import filing, keeping
from console.web.access import signed_in
from console.web.audit import looked

bp = Blueprint("files", __name__)


@bp.post("/files")
@signed_in
def upload() -> Any:
    """Stage the file of the field ``file``; answers its number, name, type and size."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid()
    row = filing.fetch(filing.stage(sent))
    return jsonify(number=row.number, name=row.name, mime=row.mime, size=row.size), 201


@bp.get("/files/<number>")
@signed_in
def download(number: str) -> Any:
    """The file as an attachment: never drawn as a page of ours."""
    row = filing.fetch(number)
    keeping.open_file(row)
    looked("view", f"file {number}", person_id=row.person_id)
    return send_file(
        BytesIO(row.content),
        mimetype=row.mime,
        as_attachment=True,
        download_name=row.name,
        max_age=0,
    )
