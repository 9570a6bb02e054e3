"""The dossier of one signed document: all that stands behind it in one file others can check.

The document and its signatures with certificates and revocation answers; the decision with what
it rests on and where that came from; the rules asked; the paragraphs as they were worded; clocks
with their day counts; notices; the journal's lines with their place in the hash chain. What
people filled in is named by form, revision and hash, not repeated: no more personal data than the
decision itself needs. The same records give the same bytes. ``console.dossier_check`` reads it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from console import dossier_chain
from console.catalog import Catalog
from console.data.actors import Office
from console.data.case import Case
from console.data.content import Entry
from console.data.documents import (
    Decision,
    Document,
    EdsProof,
    RegisterAnswer,
    Signature,
)
from console.data.journal import JournalLine
from console.data.obligations import Obligation
from console.data.outbox import Message
from console.data.store import Store
from console.dossier_file import as_json, pack, sealing_key
from console.errors import NotFound
from console.law import LawError
from console.scope import SYSTEM
from console.steps import digest

_NUMBER = re.compile(r"annex-\d+(?:\.\d+)?|\d+")
README = """Jumys: шешім құжаттарының жинағы. Тексеру: jumys verify FILE
Jumys: досье решения. Проверка: jumys verify FILE
Jumys: the dossier of a decision. To check it, without network or database: jumys verify FILE

documents/   the document as it was signed (PDF/A)
signatures/  each signature (CMS), what the verifier saw, certificates, revocation answers
decision.json inputs.json rules.json law.json clocks.json notices.json journal.json
manifest.json and seal.sig: SHA-256 of every file, and the seal of the console over them
"""


@dataclass(frozen=True)
class Made:
    """A dossier: its bytes, their hash and the person it is about (for the access log)."""

    data: bytes
    sha256: str
    person_id: int | None
    name: str


def build(
    store: Store, catalog: Catalog, number: str, *, secret: str, anchor: Path | None = None
) -> Made:
    """The dossier of a signed document. NotFound for anything that is none.

    Who may read the case is the caller's to know: everything of that case is read here.
    ``secret`` is the console's, from which its sealing key derives; ``anchor`` the journal's
    anchor file.
    """
    with store.session(SYSTEM) as session:
        document = session.scalars(
            select(Document).where(Document.number == number, Document.state == "signed")
            .options(undefer(Document.pdf))
        ).one_or_none()
        if document is None:
            raise NotFound()
        case = session.get_one(Case, document.case_id)
        files = _files(session, catalog, document, case, anchor)
        about = {"document": number, "case": case.number, "kind": case.kind}
        data = pack(about, files, sealing_key(secret))
        person = document.person_id
    return Made(data, hashlib.sha256(data).hexdigest(), person, f"dossier-{number}.zip")


def _files(
    session: Session, catalog: Catalog, document: Document, case: Case, anchor: Path | None
) -> dict[str, bytes]:
    lines = session.scalars(
        select(JournalLine).where(JournalLine.case_id == case.id).order_by(JournalLine.id)
    ).all()
    decision = session.scalars(
        select(Decision).where(Decision.document_id == document.id)
    ).one_or_none()
    clocks = _clocks(session, catalog, case)
    acts = [line for line in lines if document.number in line.why.get("documents", ())]
    cited = _cited(lines, clocks, decision)
    files = {
        "README.txt": README.encode(),
        f"documents/{document.number}.pdf": document.pdf,
        "decision.json": as_json(_decision(session, document, case, decision)),
        "inputs.json": as_json(_inputs(session, case)),
        "rules.json": as_json({"acts": [_rules(catalog, line) for line in acts]}),
        "law.json": as_json(_law(catalog, case.edition, cited)),
        "clocks.json": as_json({"clocks": clocks}),
        "notices.json": as_json({"notices": _notices(session, case)}),
        "journal.json": as_json({"lines": dossier_chain.proved(session, lines, anchor)}),
    }
    return files | _signatures(session, document)


# ---- the document and its signatures
def _decision(
    session: Session, document: Document, case: Case, decision: Decision | None
) -> dict[str, Any]:
    """What was decided or given, by whom, and what it replaces; names nobody but its signers."""
    office = session.get_one(Office, case.office_id)
    found: dict[str, Any] = {
        "document": {
            "number": document.number, "form": document.form, "step": document.step,
            "form_version": document.form_version, "language": document.language,
            "issued_on": document.issued_on, "valid_until": document.valid_until,
            "sha256": document.sha256, "verify_code": document.verify_code,
        },
        "case": {"number": case.number, "kind": case.kind, "edition": case.edition,
                 "opened_at": case.opened_at, "office": office.name("kk")},
        "decision": None,
    }
    if decision is not None:
        found["decision"] = {
            "number": decision.number, "kind": decision.kind, "outcome": decision.outcome,
            "revision": decision.revision, "grounds": decision.grounds,
            "decided_at": decision.decided_at, "decided_on": decision.decided_on,
            "signer": decision.signer, "supersedes": _number(session, decision.supersedes_id),
        }
    told: dict[str, Any] = plain(found)
    return told


def _number(session: Session, key: int | None) -> str | None:
    row = session.get(Decision, key) if key else None
    return row.number if row else None


def _signatures(session: Session, document: Document) -> dict[str, bytes]:
    rows = session.scalars(
        select(Signature).where(Signature.document_id == document.id).order_by(Signature.id)
        .options(undefer(Signature.cms), undefer(Signature.evidence))
    ).all()
    files: dict[str, bytes] = {}
    for row in rows:
        folder = f"signatures/{document.number}-{row.part}"
        proofs = [one["sha256"] for one in row.evidence.get("revocation", ())]
        files[f"{folder}/evidence.json"] = as_json(plain({
            "document": document.number, "part": row.part, "signer": row.signer,
            "role": row.role, "method": row.method, "at": row.at,
            "by_delegation": row.delegation_id is not None, "result": row.result,
            "evidence": {k: v for k, v in row.evidence.items() if k != "chain"},
        }))
        if row.cms is not None:
            files[f"{folder}/signature.p7s"] = row.cms
        for index, one in enumerate(row.evidence.get("chain", ())):
            files[f"{folder}/certificate-{index}.cer"] = base64.b64decode(one)
        for proof in session.scalars(select(EdsProof).where(EdsProof.sha256.in_(proofs))):
            files[f"signatures/revocation/{proof.sha256}.{proof.kind}"] = proof.data
    return files


# ---- what it rests on
def _inputs(session: Session, case: Case) -> dict[str, Any]:
    """Forms and register answers by source, time and hash; their contents stay in the file."""
    entries = session.scalars(
        select(Entry).where(Entry.subject_kind == "case", Entry.subject_id == case.id)
        .order_by(Entry.id)
    ).all()
    answers = session.scalars(
        select(RegisterAnswer).where(RegisterAnswer.case_id == case.id)
        .order_by(RegisterAnswer.id)
    ).all()
    told: dict[str, Any] = plain({
        "forms": [
            {"form": e.form, "version": e.form_version, "revision": e.revision,
             "at": e.created_at, "occurred_at": e.occurred_at, "sha256": digest(e.data)}
            for e in entries
        ],
        "registers": [
            {"register": a.register, "source": a.source, "status": a.status,
             "purpose": a.purpose, "asked_at": a.asked_at, "answered_at": a.answered_at,
             "with_consent": a.consent_id is not None, "sha256": digest(a.answer)}
            for a in answers
        ],
    })
    return told


def _rules(catalog: Catalog, line: JournalLine) -> dict[str, Any]:
    """The rules one act asked, each with what it says of itself, and the facts it found."""
    step = catalog.steps.get(line.step)
    said = {f"{r.__module__}.{getattr(r, '__qualname__', '')}": r.__doc__
            for r in (step.rules if step else ())}
    told: dict[str, Any] = plain({
        "step": line.step, "paragraph": line.paragraph, "at": line.at, "actor": line.actor,
        "role": line.role, "facts": line.why.get("facts", {}),
        "rules": [
            {"rule": name, "says": (said.get(name) or "").strip().split("\n")[0],
             "answer": "no ground against the act"}
            for name in line.why.get("rules", ())
        ],
    })
    return told


def _cited(
    lines: Iterable[JournalLine], clocks: Iterable[Mapping[str, Any]], decision: Decision | None
) -> set[str]:
    """Numbers of every paragraph that an act, a clock or a ground names."""
    said = [line.paragraph for line in lines] + [str(one["paragraph"]) for one in clocks]
    said += [str(g.get("paragraph", "")) for g in (decision.grounds if decision else ())
             if isinstance(g, dict)]
    return {number for text in said for number in _NUMBER.findall(text.split("(")[0])}


def _law(catalog: Catalog, edition: str, cited: set[str]) -> dict[str, Any]:
    """The paragraphs as worded in the case's edition, and how unclear places are read."""
    law, texts, readings = catalog.law, [], {}
    for number in sorted(cited):
        try:
            found = law.paragraph(number, edition)
        except LawError:
            continue
        texts.append({"paragraph": number, "kk": found.kk, "gist": dict(found.gist),
                      "edition": found.edition, "restated_by": found.restated_by})
        for reading in law.readings_of(number):
            readings[reading.id] = {"text": dict(reading.text), "date": reading.date,
                                    "decided_by": dict(reading.decided_by)}
    known = law.edition(edition)
    act = {"number": law.act.number, "title": dict(law.act.title)} if law.act else None
    told: dict[str, Any] = plain({
        "act": act, "paragraphs": texts, "readings": readings,
        "edition": {"id": known.id, "name": dict(known.name), "valid_from": known.valid_from,
                    "unverified": known.unverified},
    })
    return told


def _clocks(session: Session, catalog: Catalog, case: Case) -> list[dict[str, Any]]:
    rows = session.scalars(
        select(Obligation).where(Obligation.case_id == case.id).order_by(Obligation.id)
    ).all()
    return [
        plain({
            "deadline": o.deadline, "paragraph": o.paragraph, "edition": o.edition,
            "responsible": o.responsible, "internal": o.internal, "started_at": o.started_at,
            "amount": o.amount, "unit": o.unit, "scheme": o.scheme, "due_on": o.due_on,
            "due_at": o.due_at, "calendar_version": o.calendar_version, "receipt": o.receipt,
            "state": o.state, "stopped_at": o.stopped_at,
        })
        for o in rows
    ]


def _notices(session: Session, case: Case) -> list[dict[str, Any]]:
    """Each notice by channel, state and time; the words by hash, the address not at all."""
    rows = session.scalars(
        select(Message).where(Message.case_id == case.id).order_by(Message.id)
    ).all()
    return [
        plain({
            "notice": m.notice, "paragraph": m.paragraph, "channel": m.channel,
            "language": m.language, "state": m.state, "attempts": m.attempts,
            "created_at": m.created_at, "sent_at": m.sent_at, "delivered_at": m.delivered_at,
            "sha256": hashlib.sha256(f"{m.subject}\n{m.body}".encode()).hexdigest(),
        })
        for m in rows
    ]


def plain(value: Any) -> Any:
    """As JSON: days and instants as ISO text, everything else as it is."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, (date, datetime)) else value
