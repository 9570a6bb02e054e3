"""The change number of matching: which people and vacancies changed since somebody looked.

Triggers write it, whatever the way a row is changed; it holds keys and nothing else.
"""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from console.data.base import Base, BigId

PERSON, VACANCY = "person", "vacancy"


class MatchChange(Base):
    """``id`` grows with every change; ``kind`` and ``row_id`` say of whom."""

    __tablename__ = "match_change"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    row_id: Mapped[int] = mapped_column(BigId)
