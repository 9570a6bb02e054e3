"""Closed periods: what ``jumys doctor`` compares them with.

The stored figures against their hash, the workbook's bytes against its own, and both against the
statement that was signed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from console.data import closing
from console.data.case import Case
from console.data.closing import ClosedPeriod
from console.data.content import StoredFile
from console.data.documents import Document
from console.data.store import Store
from console.scope import SYSTEM

BATCH = 50


def faults(store: Store) -> Iterator[tuple[str, str]]:
    """(number of the closing, what is wrong) for every closed period that was tampered with."""
    after = 0
    while True:
        with store.session(SYSTEM) as session:
            rows = session.execute(
                select(ClosedPeriod, Case).join(Case, Case.id == ClosedPeriod.case_id)
                .where(ClosedPeriod.id > after).order_by(ClosedPeriod.id).limit(BATCH)
            ).all()
            for row, case in rows:
                for fault in _faults(session, row, case):
                    yield case.number, fault
        if len(rows) < BATCH:
            return
        after = rows[-1][0].id


def _faults(session: Session, row: ClosedPeriod, case: Case) -> Iterator[str]:
    if closing.digest(row.figures) != row.sha256:
        yield "the stored figures are not those that were frozen"
    file = session.scalars(
        select(StoredFile).where(StoredFile.id == row.file_id).options(undefer(StoredFile.content))
    ).one_or_none()
    if file is None or hashlib.sha256(file.content).hexdigest() != row.workbook:
        yield "the workbook is not the one that was signed"
    if case.state == "closed" and _signed(session, case) != (row.sha256, row.workbook):
        yield "the signed statement names other hashes"


def _signed(session: Session, case: Case) -> tuple[Any, Any]:
    data = session.scalar(
        select(Document.data).where(Document.case_id == case.id, Document.state == "signed")
        .order_by(Document.id.desc()).limit(1)
    ) or {}
    return data.get("figures_sha256"), data.get("workbook_sha256")
