"""How an organisation's people come to act for it: proof by letter, and invitations.

Neither a code nor a link is kept: only its hash, with its last day and the tries made.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from console.data.base import Base, Keyed, Owned


class EmployerClaim(Base, Keyed, Owned):
    """Somebody says to act for the organisation of a BIN; a letter to its address proves it.

    ``state``: asked, printed, proved, spent (too many tries), refused. ``name``, ``address`` and
    ``kato`` are the register's. ``employer_id`` once proved.
    """

    __tablename__ = "employer_claim"
    __owners__ = {"office": "office_id", "employer": "employer_id"}
    __table_args__ = (Index("ix_employer_claim_office_state", "office_id", "state", "id"),)

    number: Mapped[str] = mapped_column(String(24), unique=True)
    account_id: Mapped[int] = mapped_column(index=True)
    bin: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(300))
    address: Mapped[str] = mapped_column(String(300))
    kato: Mapped[str | None] = mapped_column(String(9))
    state: Mapped[str] = mapped_column(String(12))
    code_hash: Mapped[str | None] = mapped_column(String(200))
    attempts: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime]
    printed_at: Mapped[datetime | None]
    printed_by: Mapped[int | None]
    valid_until: Mapped[date | None]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"))


class EmployerInvitation(Base, Keyed, Owned):
    """One person is invited to act for an organisation with a role, by a link that serves once.

    ``state``: sent, accepted, withdrawn. The center invites as well as an owner.
    """

    __tablename__ = "employer_invitation"
    __owners__ = {"office": "office_id", "employer": "employer_id"}
    __table_args__ = (Index("ix_employer_invitation_employer", "employer_id", "state", "id"),)

    number: Mapped[str] = mapped_column(String(24), unique=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    role: Mapped[str] = mapped_column(String(40))
    email: Mapped[str] = mapped_column(String(200))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime]
    valid_until: Mapped[date]
    accepted_by: Mapped[int | None]
    accepted_at: Mapped[datetime | None]
