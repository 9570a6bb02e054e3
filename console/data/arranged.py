"""What readers of reports arranged for themselves: saved reports, their delivery, its history.

An arrangement holds choices alone (measures, breakdowns, period, offices), never a figure: the
figures are counted anew for whoever opens it, under that reader's own scope. So it is no act of
the Rules; like a saved filter it belongs to an account.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from console.data.base import Base, Keyed


class SavedReport(Base, Keyed):
    """A report somebody put together. ``asked``: see console.arranging.Asked.

    ``shared_id``: the office whose readers of reports, and those of all offices below it, may
    open it too; None for the owner alone.
    """

    __tablename__ = "saved_report"

    number: Mapped[str] = mapped_column(String(24), unique=True)
    account_id: Mapped[int] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(120))
    asked: Mapped[dict[str, Any]]
    shared_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class ReportSchedule(Base, Keyed):
    """When a saved report goes out, to whom, as what file.

    ``every``: day (each working day), week (``nth`` weekday, 1 = Monday), month (``nth`` working
    day). ``recipients``: accounts. ``state``: running, paused, cancelled.
    """

    __tablename__ = "report_schedule"

    number: Mapped[str] = mapped_column(String(24), unique=True)
    saved_id: Mapped[int] = mapped_column(ForeignKey("saved_report.id"), index=True)
    account_id: Mapped[int] = mapped_column(index=True)
    every: Mapped[str] = mapped_column(String(8))
    nth: Mapped[int] = mapped_column(default=1)
    file: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(2))
    why: Mapped[str] = mapped_column(String(300))
    recipients: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(String(12))
    next_on: Mapped[date | None] = mapped_column(index=True)
    created_at: Mapped[datetime]


class ReportRun(Base, Keyed):
    """One delivery: to whom the report went, and whom it did not reach and why."""

    __tablename__ = "report_run"
    __table_args__ = (UniqueConstraint("schedule_id", "due_on"),)

    schedule_id: Mapped[int] = mapped_column(ForeignKey("report_schedule.id"))
    due_on: Mapped[date]
    at: Mapped[datetime]
    told: Mapped[list[Any]]
