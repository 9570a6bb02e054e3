"""Duties with a clock. A row is written in the transaction of the event that starts it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.data.base import Base, BigId, Keyed, Owned
from console.data.case import Case


class Obligation(Base, Keyed, Owned):
    """One duty of one body or person under one deadline of the law.

    Overdue is computed from ``due_at`` and ``stopped_at``; nothing has to run for a duty to be
    late. ``receipt`` is the replayable list of days counted and skipped.
    ``state``: open, met (stopped in time or late), cancelled (its subject ended otherwise).
    """

    __tablename__ = "obligation"
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
        UniqueConstraint("deadline", "case_id", "started_by", "due_on"),
        Index("ix_obligation_office_open", "office_id", "state", "due_at", "id"),
        Index("ix_obligation_authority_open", "authority_id", "state", "due_at", "id"),
        Index("ix_obligation_sweep", "state", "lapsed_at", "due_at"),
        Index("ix_obligation_report", "deadline", "office_id", "due_on"),
        Index("ix_obligation_case", "case_id", "state"),
        Index("ix_obligation_stopped_by", "stopped_by",
              sqlite_where=text("stopped_by IS NOT NULL"),
              postgresql_where=text("stopped_by IS NOT NULL")),
    )

    deadline: Mapped[str] = mapped_column(String(20))
    paragraph: Mapped[str] = mapped_column(String(20), index=True)
    edition: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(12), default="duty")
    responsible: Mapped[str] = mapped_column(String(30))
    internal: Mapped[bool] = mapped_column(default=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    started_at: Mapped[datetime]
    started_by: Mapped[int] = mapped_column(BigId)
    due_on: Mapped[date]
    due_at: Mapped[datetime]
    amount: Mapped[int] = mapped_column(Integer)
    unit: Mapped[str] = mapped_column(String(20))
    scheme: Mapped[str] = mapped_column(String(10))
    calendar_version: Mapped[int]
    receipt: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(12), default="open")
    stopped_at: Mapped[datetime | None]
    stopped_by: Mapped[int | None] = mapped_column(BigId)
    #: the sweeper's mark that the legal consequence of expiry was applied, once
    lapsed_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship()


class ObligationChange(Base, Keyed):
    """A recorded recalculation (late holiday): old and new due date, by which calendar version."""

    __tablename__ = "obligation_change"

    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"), index=True)
    calendar_version: Mapped[int]
    old_due_on: Mapped[date]
    new_due_on: Mapped[date]
    receipt: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    by: Mapped[int | None]


class CalendarVersion(Base, Keyed):
    """A numbered state of the working calendar of one scheme. ``state``: draft, applied."""

    __tablename__ = "calendar_version"
    __table_args__ = (UniqueConstraint("scheme", "number"),)

    scheme: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]
    note: Mapped[str] = mapped_column(String(300), default="")
    basis: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[str] = mapped_column(String(10), default="applied")
    first_day: Mapped[date]
    last_day: Mapped[date]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None]


class CalendarDay(Base, Keyed):
    """A marked day of a calendar version: holiday, day_off_moved, weekend_workday, extra_off."""

    __tablename__ = "calendar_day"
    __table_args__ = (UniqueConstraint("version_id", "date"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("calendar_version.id"))
    date: Mapped[date]
    kind: Mapped[str] = mapped_column(String(20))
    name_kk: Mapped[str] = mapped_column(String(200), default="")
    name_ru: Mapped[str] = mapped_column(String(200), default="")
    name_en: Mapped[str] = mapped_column(String(200), default="")
    basis: Mapped[str] = mapped_column(String(300), default="")
