"""Is this paper genuine? By the code beside its QR mark, for anybody, without signing in.

Says no more than the paper itself says. The bytes are hashed anew at every question; a file can
be compared with them. Tries are counted: codes cannot be guessed by asking.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from console.data.actors import Office, Person
from console.data.documents import Document, Signature
from console.errors import Throttled, TooLarge
from console.scope import SYSTEM
from console.throttle import Throttle
from console.web.access import public
from console.web.guard import ledger
from console.web.running import now, running, zone
from console.web.shell import language
from console.web.theme import words

bp = Blueprint("verify", __name__)
TRIES = 30
LARGEST = 10 * 1024 * 1024
#: documents whose worth depends on a register that may have changed since
REGISTERS = {"certificate": "unemployed"}
FINAL = ("signed", "issued")


@dataclass(frozen=True)
class Verdict:
    """``outcome``: genuine, expired, reversed, damaged or unknown; the rest is on the paper.

    A newer paper ends no older one (reading A-77): nothing is said to be replaced. A reversing
    act does (par. 46): the paper is genuine and no longer counts.
    """

    outcome: str
    title: str = ""
    number: str = ""
    issued_on: Any = None
    valid_until: Any = None
    office: str = ""
    person: str = ""
    signers: tuple[str, ...] = ()
    recognised: bool = True
    sha256: str = ""
    on_register: bool | None = None


@bp.get("/verify")
@public
def ask() -> Any:
    """The field for the code; a typed code leads to its own address."""
    code = _clean(request.args.get("code", ""))
    if code:
        return redirect(f"/verify/{code}")
    return render_template("pages/public/verify.html", verdict=None, code="", same=None)


@bp.get("/verify/<code>")
@public
def show(code: str) -> Any:
    """The answer about one paper. Unknown is answered as a page, with 404."""
    _count()
    verdict = verdict_on(_clean(code))
    return _page(verdict, code)


@bp.post("/verify/<code>")
@public
def compare(code: str) -> Any:
    """Whether a file is, byte for byte, the paper that was issued."""
    _count()
    verdict = verdict_on(_clean(code))
    sent = request.files.get("file")
    content = sent.stream.read(LARGEST + 1) if sent is not None else b""
    if len(content) > LARGEST:
        raise TooLarge()
    same: bool | None = None
    if content and verdict.sha256:
        same = hmac.compare_digest(hashlib.sha256(content).hexdigest(), verdict.sha256)
    return _page(verdict, code, same=same, nothing=not content)


def _page(verdict: Verdict, code: str, same: bool | None = None, nothing: bool = False) -> Any:
    page = render_template(
        "pages/public/verify.html", verdict=verdict, code=_shown(code), same=same, nothing=nothing,
    )
    return page, 404 if verdict.outcome == "unknown" else 422 if nothing else 200


def _count() -> None:
    parts = running()
    with ledger():
        tries = Throttle(parts.store, parts.settings.secret_key).hit(
            "verify", request.remote_addr or ""
        )
    if tries > TRIES:
        raise Throttled()


def _reversed(session: Session, row: Document) -> bool:
    """Whether a signed decision about the same person reverses this paper."""
    if row.person_id is None:
        return False
    said = session.scalars(
        select(Document.data).where(Document.person_id == row.person_id)
        .where(Document.form == "decision", Document.state == "signed")
    )
    return any(data.get("reversed_number") == row.number for data in said)


def _office(row: Document, office: Office | None) -> str:
    """The body the paper itself names; the office that issued it where it names none."""
    named = (row.data or {}).get("local_authority_name") if row.form in REGISTERS else None
    return str(named or (office.name(language()) if office else ""))


def _clean(code: str) -> str:
    """A code as stored, however it was typed: letters that look alike are one."""
    plain = re.sub(r"[^0-9A-Za-z]", "", code).upper().translate(str.maketrans("OIL", "011"))
    return "-".join(plain[i : i + 5] for i in range(0, len(plain), 5)) if len(plain) <= 20 else ""


def _shown(code: str) -> str:
    return _clean(code)[:24]


def verdict_on(code: str) -> Verdict:
    """What is to be said of a code, by the console's own eyes, limited to what the paper says."""
    if not code:
        return Verdict("unknown")
    with running().store.session(SYSTEM) as session:
        row = session.scalars(
            select(Document).where(Document.verify_code == code, Document.state.in_(FINAL))
            .options(undefer(Document.pdf))
        ).one_or_none()
        if row is None:
            return Verdict("unknown")
        if not hmac.compare_digest(hashlib.sha256(row.pdf).hexdigest(), row.sha256):
            return Verdict("damaged", number=row.number)
        marks = session.execute(
            select(Signature.signer, Signature.result).where(Signature.document_id == row.id)
            .order_by(Signature.id)
        ).all()
        person = session.get(Person, row.person_id) if row.person_id else None
        office = session.get(Office, row.office_id)
        form = running().catalog.forms.get(row.form)
        today = now().astimezone(zone()).date()
        expired = row.valid_until is not None and row.valid_until < today
        outcome = "expired" if expired else "genuine"
        return Verdict(
            "reversed" if _reversed(session, row) else outcome,
            words(form.title) if form else row.form, row.number, row.issued_on, row.valid_until,
            _office(row, office), person.full_name if person else "",
            tuple(m.signer for m in marks),
            all(m.result.get("legally_recognised") for m in marks), row.sha256,
            person is not None and person.state == REGISTERS[row.form]
            if row.form in REGISTERS else None,
        )
