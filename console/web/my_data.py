"""What the console keeps of a person, as they take it along; and every consent they gave.

The rows are those the person's own scope lets through, whichever chapter keeps them.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import LargeBinary, inspect, literal, select
from sqlalchemy import case as when
from sqlalchemy.orm import undefer

from console.data.actors import Person
from console.data.case import Case
from console.data.content import Entry
from console.data.documents import Document
from console.data.erasing import ERASURE
from console.data.guard import owned_classes
from console.data.journal import JournalLine
from console.data.outbox import Message
from console.data.self_service import Contact, Resume
from console.scope import Scope
from console.web.running import read, running
from console.web.theme import words

#: rows of one table and papers taken along
MOST, PAPERS = 5_000, 300
#: what opens something to whoever holds it, and keys that say nothing outside
SECRET = frozenset({"stop_token", "code_hash", "code", "token_hash", "session_epoch", "version"})
#: how the office reckons and who there does it: told by the papers, not by the rows
INNER = {Case: frozenset({"facts"}), JournalLine: frozenset({"why", "actor", "account_id"})}
#: whose forms prepare a decision; the person reads it once it is signed
DECIDING = frozenset({
    "authority_officer", "authority_head", "executive_head", "quality_officer", "center_director",
})
#: kinds of cases where the consent is taken back
PLACES = {"resume": "/cabinet/resume", "contact": "/cabinet/contacts/{}",
          "saved_search": "/cabinet/searches", "offer": "/cabinet/offers/{}"}
#: states in which a consent given in the case holds no more
OVER = frozenset({"hidden", "expired", "withdrawn", "declined", "revoked", "unanswered", "ended",
                  "refused", "refused_deemed"})


@dataclass(frozen=True)
class Consent:
    """A consent with its words, version and day; where it is taken back, if it still holds."""

    text: str
    version: str
    given_at: datetime
    case: str
    kind: str
    ended_at: datetime | None
    over: bool
    url: str


def consents(person: Person) -> list[Consent]:
    """Every consent the person gave in a form, newest first."""
    forms = {f.name: f for f in running().catalog.forms.values()
             if any(field.type == "consent" for field in f.fields())}
    rows = read().execute(
        select(Entry.form, Entry.form_version, Entry.data, Entry.occurred_at, Case.number,
               Case.kind, Case.state, Case.closed_at)
        .join(Case, (Case.id == Entry.subject_id) & (Entry.subject_kind == "case"))
        .where(Entry.person_id == person.id, Entry.form.in_(forms), Case.kind != ERASURE)
        .order_by(Entry.id.desc()).limit(200)
    ).all()
    ended, found, seen = _ended(person), [], set[tuple[str, str]]()
    for row in rows:
        for field in forms[row.form].fields():
            if field.type != "consent" or row.data.get(field.key) is not True:
                continue
            place = PLACES.get(row.kind, "")
            earlier = (row.number, field.key) in seen  # a later one took its place
            seen.add((row.number, field.key))
            over = earlier or row.state in OVER
            found.append(Consent(
                words(field.label), f"{row.form} {row.form_version}", row.occurred_at,
                row.number, row.kind, ended.get(row.number) if over else None, over,
                place.format(row.number) if place and not over else "",
            ))
    return found


def _ended(person: Person) -> dict[str, datetime]:
    """When the consents of resumes and contacts were taken back, by case."""
    resumes = read().execute(
        select(Resume.case_number, Resume.withdrawn_at).where(Resume.person_id == person.id)
    ).all()
    contacts = read().execute(
        select(Contact.case_number, Contact.answered_at)
        .where(Contact.person_id == person.id, Contact.answer == "revoked")
    ).all()
    return {number: at for number, at in (*resumes, *contacts) if at is not None}


def archive(person: Person, card: bytes) -> bytes:
    """Everything as one zip: data.json for programs, the card and the papers as PDF, a note."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("README.txt", _(
            "Everything the console keeps of you. card.pdf and papers are to be read; data.json "
            "holds the same and more for programs."
        ))
        file.writestr("card.pdf", card)
        file.writestr("data.json", json.dumps(
            {"person": person.number, **dict(tables(person))}, ensure_ascii=False, indent=1,
            default=_plain,
        ))
        for paper in _papers(person):
            file.writestr(f"papers/{paper.form}-{paper.number}.pdf", paper.pdf)
    return out.getvalue()


def tables(person: Person) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(table, rows) of everything that belongs to a person.

    Read with the person's own eyes alone: an account may hold other seats, whose rows are others'.
    """
    eyes = Scope(person=(person.id,), writes=False)
    with running().store.session(eyes) as session:
        for model in sorted(owned_classes(), key=lambda m: m.__tablename__):
            if "person" not in model.__owners__:
                continue
            columns = {
                c.key: getattr(model, c.key) for c in inspect(model).column_attrs
                if c.key not in SECRET | INNER.get(model, frozenset())
                and not isinstance(c.columns[0].type, LargeBinary)
            }
            if model is Message:  # a code or a link proves who holds the address it went to
                columns["body"] = when((Message.channel == "cabinet", Message.body),
                                       else_=literal("")).label("body")
            rows = session.execute(
                select(*columns.values()).where(*_given(model)).limit(MOST)
            ).all()
            if rows:
                yield model.__tablename__, [dict(zip(columns, row, strict=True)) for row in rows]


def _given(model: Any) -> list[Any]:
    """What of a table is the person's to have already: nothing that an office still weighs."""
    if model is Document:
        return [Document.state.in_(("signed", "issued"))]
    if model is Entry:
        still = select(Case.id).where(Case.closed_at.is_(None))
        drafts = (Entry.subject_kind == "case") & Entry.form.in_(_drafts())
        return [~(drafts & Entry.subject_id.in_(still))]
    return []


def _drafts() -> set[str]:
    """Forms that none but those who decide fill in."""
    catalog, takers = running().catalog, dict[str, set[str]]()
    for step in catalog.steps.values():
        if step.form and step.action:
            takers.setdefault(step.form, set()).update(catalog.action(step).roles)
    return {form for form, roles in takers.items() if roles <= DECIDING}


def _papers(person: Person) -> list[Document]:
    return list(read().scalars(
        select(Document).options(undefer(Document.pdf))
        .where(Document.person_id == person.id, Document.state.in_(("signed", "issued")))
        .order_by(Document.id.desc()).limit(PAPERS)
    ))


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value)
