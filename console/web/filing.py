"""Files people attach: staged by an account until an act attaches them to a case.

The kind is read from the content, never from the name. Only PDF, JPEG, PNG and TIFF are kept;
they leave as attachments, so that nothing uploaded is ever drawn as a page.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from flask import g
from sqlalchemy import func, select
from sqlalchemy.orm import undefer
from werkzeug.datastructures import FileStorage

from console.data.base import public_number
from console.data.case import Case
from console.data.content import StoredFile
from console.errors import NotFound, Refusal, TooLarge
from console.scope import SYSTEM
from console.web.running import now, read, running
from forms.model import Form

LARGEST = 10 * 1024 * 1024
MOST_STAGED = 200

_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_ENDINGS = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/tiff": (".tif", ".tiff"),
}


class WrongKind(Refusal):
    """A file of a kind that is not kept."""

    status = 415
    code = "unsupported_file"
    default = {  # noqa: RUF012
        "kk": "Мұндай файл қабылданбайды: PDF, JPG, PNG немесе TIFF тіркеңіз.",
        "ru": "Такой файл не принимается: приложите PDF, JPG, PNG или TIFF.",
        "en": "This kind of file is not accepted: attach PDF, JPG, PNG or TIFF.",
    }


def kind_of(content: bytes) -> str | None:
    """The media type the first bytes say, or None for anything that is not kept."""
    return next((mime for mark, mime in _KINDS if content.startswith(mark)), None)


def safe_name(name: str, mime: str) -> str:
    """The name without path and control characters, ending as its kind demands."""
    plain = re.sub(r"[\x00-\x1f\x7f\"<>|:*?\u202a-\u202e\u2066-\u2069]", "", name)
    plain = plain.replace("\\", "/").rsplit("/", 1)[-1].strip(" .")[:150] or "file"
    endings = _ENDINGS[mime]
    return plain if plain.lower().endswith(endings) else plain + endings[0]


def stage(upload: FileStorage) -> str:
    """Keep an upload for the actor; returns its public number. TooLarge or WrongKind."""
    try:
        content = upload.stream.read(LARGEST + 1)
    finally:
        upload.close()  # a large one is a file on the disk
    if len(content) > LARGEST:
        raise TooLarge()
    mime = kind_of(content)
    if mime is None:
        raise WrongKind()
    actor = g.actor
    seat = next(iter(actor.seats), None)
    row = StoredFile(
        number=public_number("F"),
        name=safe_name(upload.filename or "", mime),
        mime=mime,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        staged_by=actor.account_id,
        created_at=now(),
        person_id=seat.person_id if seat else None,
        employer_id=seat.employer_id if seat else None,
    )
    with running().store.write(SYSTEM) as session:
        waiting = session.scalar(
            select(func.count())
            .select_from(StoredFile)
            .where(StoredFile.staged_by == actor.account_id, StoredFile.case_id.is_(None))
        )
        if (waiting or 0) >= MOST_STAGED:
            raise TooLarge()
        session.add(row)
    return row.number


def fetch(number: str) -> Any:
    """A file the actor may see: within the scope, or staged by the actor. Else NotFound."""
    query = (
        select(StoredFile).where(StoredFile.number == number).options(undefer(StoredFile.content))
    )
    row = read().scalars(query).one_or_none()
    if row is None and g.actor is not None:
        with running().store.session(SYSTEM) as session:
            row = session.scalars(
                query.where(StoredFile.staged_by == g.actor.account_id).where(
                    StoredFile.case_id.is_(None)
                )
            ).one_or_none()
    if row is None:
        raise NotFound()
    return row


def names_of(numbers: list[str]) -> dict[str, str]:
    """number -> file name, for the numbers the actor may see."""
    if not numbers:
        return {}
    rows = read().execute(
        select(StoredFile.number, StoredFile.name).where(StoredFile.number.in_(numbers))
    )
    return {row.number: row.name for row in rows}


def attach(numbers: list[str], case: str) -> None:
    """Give staged files of the actor to the case whose act named them."""
    if not numbers:
        return
    with running().store.write(SYSTEM) as session:
        subject = session.scalars(select(Case).where(Case.number == case)).one_or_none()
        if subject is None:
            return
        rows = session.scalars(
            select(StoredFile).where(StoredFile.number.in_(numbers))
            .where(StoredFile.staged_by == g.actor.account_id, StoredFile.case_id.is_(None))
        ).all()
        for row in rows:
            row.case_id = subject.id
            for owner in ("person_id", "employer_id", "office_id", "authority_id"):
                setattr(row, owner, getattr(subject, owner))


def numbers_in(form: Form | None, data: Mapping[str, Any]) -> list[str]:
    """Numbers of the files a payload names, rows of repeated parts included."""
    found: list[str] = []
    for section in form.sections if form else ():
        rows = data.get(section.key) or [] if section.repeat else [data]
        keys = [f.key for f in section.fields if f.type == "file"]
        found += [row[k] for row in rows for k in keys if isinstance(row, Mapping) and row.get(k)]
    return [number for number in found if isinstance(number, str)]
