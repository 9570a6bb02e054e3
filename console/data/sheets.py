"""Documents prepared for an act that opens a case: before it is signed there is no such case.

They belong to the account that prepared them, like drafts; signing turns one into a Document.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from console.data.base import Base, Keyed


class Sheet(Base, Keyed):
    """Frozen number, date, bytes, hash and what was filled in; good until ``prepared_until``."""

    __tablename__ = "sheet"

    number: Mapped[str] = mapped_column(String(40), unique=True)
    verify_code: Mapped[str] = mapped_column(String(24), unique=True)
    account_id: Mapped[int] = mapped_column(index=True)
    step: Mapped[str] = mapped_column(String(80))
    form: Mapped[str] = mapped_column(String(60))
    form_version: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]]
    data: Mapped[dict[str, Any]]
    language: Mapped[str] = mapped_column(String(2))
    issued_on: Mapped[date]
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    prepared_at: Mapped[datetime]
    prepared_until: Mapped[datetime] = mapped_column(index=True)
