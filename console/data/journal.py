"""The journal: one line per act, written by perform() alone, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from console.data.base import Base, BigId, Keyed, Owned


class JournalLine(Base, Keyed, Owned):
    """Who did which step to what, when it occurred and when it was entered, by which paragraph.

    ``why`` keeps the rules asked with their facts, obligations started and stopped, documents
    and notices. Triggers refuse UPDATE and DELETE on the table.
    """

    __tablename__ = "journal_line"
    __owners__ = {
        "office": "office_id",
        "authority": "authority_id",
        "village": "village_id",
        "person": "person_id",
        "employer": "employer_id",
    }
    __case__ = "case_id"
    __person__ = "person_id"
    __table_args__ = (
        UniqueConstraint("account_id", "idempotency_key"),
        Index("ix_journal_line_subject", "subject_kind", "subject_id", "id"),
        Index("ix_journal_line_office", "office_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime]
    occurred_at: Mapped[datetime]
    step: Mapped[str] = mapped_column(String(80), index=True)
    paragraph: Mapped[str] = mapped_column(String(20))
    edition: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(40))
    delegation_id: Mapped[int | None]
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(BigId)
    subject_number: Mapped[str] = mapped_column(String(24))
    case_id: Mapped[int | None] = mapped_column(BigId, index=True)
    person_id: Mapped[int | None] = mapped_column(BigId, index=True)
    employer_id: Mapped[int | None] = mapped_column(BigId)
    office_id: Mapped[int | None] = mapped_column(BigId)
    authority_id: Mapped[int | None] = mapped_column(BigId)
    village_id: Mapped[int | None] = mapped_column(BigId)
    from_state: Mapped[str | None] = mapped_column(String(40))
    to_state: Mapped[str | None] = mapped_column(String(40))
    why: Mapped[dict[str, Any]] = mapped_column(default=dict)
    idempotency_key: Mapped[str | None] = mapped_column(String(80))
    request_id: Mapped[str] = mapped_column(String(40), default="")


class Seal(Base):
    """The hash chain over the journal, added in the background; its head is kept elsewhere too."""

    __tablename__ = "seal"

    line_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class Counter(Base, Keyed):
    """Daily counts kept in the step's own transaction, rebuilt and compared by ``doctor``."""

    __tablename__ = "counter"
    __table_args__ = (
        UniqueConstraint("measure", "office_id", "day", "key"),
        # totals of many offices at once, read from the index alone
        Index("ix_counter_total", "measure", "day", "office_id", "value",
              sqlite_where=text("key = ''"), postgresql_where=text("key = ''")),
    )

    measure: Mapped[str] = mapped_column(String(60))
    office_id: Mapped[int] = mapped_column(BigId)
    day: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(80), default="")
    value: Mapped[int] = mapped_column(default=0)
