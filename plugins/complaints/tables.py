"""The complaint's own table: what it is about and how it was answered, beside its case."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from console.data.base import Base, Keyed, Owned


class Complaint(Base, Keyed, Owned):
    """One complaint under par. 46 or 47; its Case holds the state, its Entry the words.

    ``person_id`` None: anonymous. ``decision_number`` is what the person wrote or chose,
    ``decision_kind`` what sort of decision it is; ``decided_case_id`` the case of the decision, act
    or silence (``about_step``, ``about_deadline``), None when it is not known. ``way``: code of the
    dictionary complaint_way; ``letter_date`` the day written on the letter. ``earlier_case_id``
    the same person's complaint of the same matter; ``remedy``: reversed or otherwise.
    """

    __tablename__ = "complaint"
    __owners__ = {"office": "office_id", "authority": "authority_id", "person": "person_id"}
    __case__ = "case_id"
    __person__ = "person_id"
    __table_args__ = (Index("ix_complaint_authority_lodged", "authority_id", "lodged_on"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    addressee: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(20))
    against: Mapped[str] = mapped_column(String(40))
    decision_number: Mapped[str | None] = mapped_column(String(40), index=True)
    decision_kind: Mapped[str | None] = mapped_column(String(60))
    decided_case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    about_step: Mapped[str | None] = mapped_column(String(80))
    about_deadline: Mapped[str | None] = mapped_column(String(20))
    way: Mapped[str] = mapped_column(String(12))
    letter_date: Mapped[date | None]
    lodged_on: Mapped[date]
    lodged_by: Mapped[int | None]
    earlier_case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    result: Mapped[str | None] = mapped_column(String(20))
    answered_on: Mapped[date | None]
    remedy: Mapped[str | None] = mapped_column(String(12))
