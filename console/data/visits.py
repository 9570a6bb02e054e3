"""Visits to a desk: the ticket of the day and how long the person waited and was served."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from console.data.base import Base, BigId, Keyed, Owned


class Visit(Base, Keyed, Owned):
    """One ticket of one office and day; its Case holds the state.

    ``wait_s`` and ``service_s`` are seconds, each the longest of the visit where somebody was
    passed on and waited or was served twice; ``wait_kept`` and ``service_kept`` say whether each
    stayed within the limit of that day. ``person_id``: only where the person was known.
    """

    __tablename__ = "visit"
    __owners__ = {"office": "office_id", "person": "person_id"}
    __case__ = "case_id"
    __person__ = "person_id"
    __table_args__ = (
        UniqueConstraint("office_id", "day", "ticket"),
        Index("ix_visit_office_day", "office_id", "day"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    day: Mapped[date]
    ticket: Mapped[int]
    purpose: Mapped[str] = mapped_column(String(30))
    window: Mapped[str] = mapped_column(String(20), default="")
    arrived_at: Mapped[datetime]
    called_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    wait_s: Mapped[int | None]
    service_s: Mapped[int | None]
    wait_kept: Mapped[bool | None]
    service_kept: Mapped[bool | None]
    outcome: Mapped[str | None] = mapped_column(String(30))
    served_by: Mapped[int | None] = mapped_column(BigId)
    #: number of the case the service led to or was about
    served_case: Mapped[str | None] = mapped_column(String(24))
