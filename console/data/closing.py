"""Closed periods: the figures of a month as they were when it was approved and signed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from console.data.base import Base, Keyed, Owned


class ClosedPeriod(Base, Keyed, Owned):
    """Figures of one report, period and office, frozen when the case of its closing was opened.

    The case says whether they are signed. ``figures``: a list of {measure, columns, rows}, rows
    as the query gave them. ``sha256``: hash of ``figures`` (console.closing.digest), which the
    signed statement carries beside that of the workbook. ``revision`` counts the closings of the
    same period; ``corrects_id`` is the one before. Never updated, never deleted.
    """

    __tablename__ = "closed_period"
    __owners__ = {"office": "office_id", "authority": "authority_id"}
    __case__ = "case_id"
    __table_args__ = (UniqueConstraint("place_id", "report", "first_on", "last_on", "revision"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    #: the office whose figures and those of all below it these are
    place_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    report: Mapped[str] = mapped_column(String(80))
    first_on: Mapped[date]
    last_on: Mapped[date]
    as_of: Mapped[datetime]
    revision: Mapped[int]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("closed_period.id"))
    offices: Mapped[list[Any]]
    figures: Mapped[list[Any]]
    sha256: Mapped[str] = mapped_column(String(64))
    workbook: Mapped[str] = mapped_column(String(64))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
