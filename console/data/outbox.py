"""Messages that leave with the transaction that caused them; cabinet messages are rows here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from console.data.base import Base, BigId, Keyed, Owned


class Message(Base, Keyed, Owned):
    """One notice to one recipient over one channel.

    ``channel``: cabinet, sms, email, assistant, akim, in_person, monitoring.
    ``state``: waiting, sent, delivered, failed, cancelled. Cabinet rows are delivered at once.
    """

    __tablename__ = "message"
    __owners__ = {
        "office": "office_id",
        "village": "village_id",
        "person": "person_id",
        "employer": "employer_id",
    }
    __case__ = "case_id"
    __table_args__ = (
        UniqueConstraint("event", "recipient", "channel"),
        Index("ix_message_waiting", "state", "next_try_at"),
        Index("ix_message_person", "person_id", "channel", "id"),
        Index("ix_message_employer", "employer_id", "channel", "id"),
        Index("ix_message_village", "village_id", "channel", "state", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event: Mapped[str] = mapped_column(String(80))  # "<journal line id>:<notice>"
    notice: Mapped[str] = mapped_column(String(80))
    paragraph: Mapped[str] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(20))
    recipient: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"))
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    village_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    state: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    provider_id: Mapped[str | None] = mapped_column(String(120))
    error: Mapped[str | None] = mapped_column(String(300))


class Job(Base, Keyed, Owned):
    """A background job a person can watch and cancel: import, report, mass documents.

    ``state``: waiting, running, done, failed, cancelled.
    """

    __tablename__ = "job"
    __owners__ = {"office": "office_id"}

    number: Mapped[str] = mapped_column(String(24), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[int | None] = mapped_column(index=True)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    state: Mapped[str] = mapped_column(String(12))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    file_name: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
