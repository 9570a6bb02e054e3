"""The chapter's own table: which paper card or offline draft became which application."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from console.data.base import Base, Keyed, Owned


class VillageDraft(Base, Keyed, Owned):
    """One draft of par. 17 that was entered. Nothing of what it says: that is in the entries.

    ``uuid`` is on the paper card's QR, so a draft is entered once whoever sends it. ``digest`` is
    the hash of the application and its paper day: the same draft sent again is recognised, a
    changed one is a conflict. ``mode``: how the card was filled in (dictionary card_entry_mode).
    """

    __tablename__ = "village_draft"
    __owners__ = {"office": "office_id", "village": "village_id"}
    __case__ = "case_id"

    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    mode: Mapped[str] = mapped_column(String(40))
    paper_on: Mapped[date]
    entered_at: Mapped[datetime]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
