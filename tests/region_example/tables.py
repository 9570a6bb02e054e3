"""The region's own table: a score beside the case of the survey."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from console.data.base import Base, Keyed


class RegionNote(Base, Keyed):
    """One answer. Holds no personal data: the case has its owners."""

    __tablename__ = "region_note"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    score: Mapped[int]
