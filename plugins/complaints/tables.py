"""The complaint's own table: what it is about and how it was answered, beside its case."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from console.data.base import Base, Keyed, Owned


class Complaint(Base, Keyed, Owned):
    """One complaint under par. 46 or 47; its Case holds the state, its Entry the words.

    ``decision_number`` is what the person wrote; ``decided_case_id`` the case that number was
    found in, None when it is not known. ``way``: cabinet or paper.
    """

    __tablename__ = "complaint"
    __owners__ = {"office": "office_id", "authority": "authority_id", "person": "person_id"}
    __case__ = "case_id"
    __person__ = "person_id"
    __table_args__ = (Index("ix_complaint_authority_lodged", "authority_id", "lodged_on"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    addressee: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(20))
    against: Mapped[str] = mapped_column(String(40))
    decision_number: Mapped[str | None] = mapped_column(String(40), index=True)
    decided_case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    way: Mapped[str] = mapped_column(String(12))
    lodged_on: Mapped[date]
    result: Mapped[str | None] = mapped_column(String(20))
    answered_on: Mapped[date | None]
