"""Who may do what, until when, and who looked: memberships, delegations, grants, access log.

``account_id`` is the key of ab_user. FAB's tables live in other metadata, so no foreign key.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from console.data.base import Base, BigId, Keyed, Owned


class Membership(Base, Keyed):
    """A dated role of an account: at an office, for a person, or for an employer."""

    __tablename__ = "membership"

    account_id: Mapped[int] = mapped_column(index=True)
    role: Mapped[str] = mapped_column(String(40))
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"), index=True)
    #: IIN the account signs with; a certificate must carry the same
    iin: Mapped[str | None] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(200), default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    basis: Mapped[str] = mapped_column(String(300), default="")


class Delegation(Base, Keyed):
    """Standing power to sign (``authorised``) or replacement in absence (``replacing``)."""

    __tablename__ = "delegation"

    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    from_account: Mapped[int]
    to_account: Mapped[int] = mapped_column(index=True)
    role: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(12))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    basis: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]


class AccessGrant(Base, Keyed):
    """Access beyond the owner paths: dated, with a reason (transfer, complaint, delegation)."""

    __tablename__ = "access_grant"

    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    reason: Mapped[str] = mapped_column(String(300))
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]


class LoginCounter(Base, Keyed):
    """Tries per bucket and window, shared by all nodes."""

    __tablename__ = "login_counter"
    __table_args__ = (UniqueConstraint("bucket", "window_start"),)

    bucket: Mapped[str] = mapped_column(String(120))
    window_start: Mapped[datetime] = mapped_column(index=True)
    count: Mapped[int] = mapped_column(Integer, default=0)


class AccessLine(Base, Keyed, Owned):
    """One look at personal data, or one refusal. A list is one row with its ids."""

    __tablename__ = "access_line"
    __owners__ = {"office": "office_id", "person": "person_id"}
    __table_args__ = (Index("ix_access_line_person_at", "person_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[int | None]
    login: Mapped[str] = mapped_column(String(64), default="")
    role: Mapped[str] = mapped_column(String(40), default="")
    office_id: Mapped[int | None] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(20))  # view, list, search, export, refused
    what: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(String(300), default="")
    person_id: Mapped[int | None]
    ids: Mapped[list[Any]] = mapped_column(default=list)
    request_id: Mapped[str] = mapped_column(String(40), default="")


class Setting(Base):
    """Facts about this instance: demo stamp, clock offset, heartbeat of the sweeper."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[dict[str, Any]]
