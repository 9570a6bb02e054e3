"""What passes between the console and the Electronic Labour Exchange (par. 54-63).

Nothing that arrives is written over what stands here: an item is staged, then done as an act of
whoever said it, or refused with its grounds, or left to a person where both sides differ.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from console.data.base import Base, BigId, Keyed, Owned


class ExchangeItem(Base, Keyed, Owned):
    """One message that arrived, as it was signed, and what became of it.

    ``state``: waiting (for what it refers to), taken, known (said before or already so here),
    late (a later state of the thing was taken), refused (``reasons`` say why), conflict (a person
    decides), accepted (the person decided for it; done at the next turn), kept (the person
    decided for ours). ``office_id`` is None while it is not known whose it is.
    """

    __tablename__ = "exchange_item"
    __owners__ = {"office": "office_id"}
    __table_args__ = (
        Index("ix_exchange_item_office", "office_id", "id"),
        Index("ix_exchange_item_state", "state", "id"),
        Index("ix_exchange_item_about", "about", "revision"),
    )

    number: Mapped[str] = mapped_column(String(24), unique=True)
    message_id: Mapped[str] = mapped_column(String(80), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(12))
    about: Mapped[str] = mapped_column(String(80))
    revision: Mapped[int]
    said_at: Mapped[datetime]
    arrived_at: Mapped[datetime]
    data: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(12))
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    settled_at: Mapped[datetime | None]


class ExchangeThing(Base, Keyed, Owned):
    """Something of the exchange's own (a vacancy formed there) and the case it is here.

    ``revision`` is the highest taken; ``line_id`` the newest journal line when it was taken:
    what people here changed afterwards is told by later lines. ``case_id`` None: it ended there
    before it was ever open here.
    """

    __tablename__ = "exchange_thing"
    __owners__ = {"office": "office_id"}

    about: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), unique=True)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    revision: Mapped[int]
    line_id: Mapped[int] = mapped_column(BigId, default=0)


class ExchangeResume(Base, Keyed, Owned):
    """Somebody who registered on the exchange by themselves (par. 56): no jobseeker here.

    Withdrawn there, all but the name of the thing is emptied here.
    """

    __tablename__ = "exchange_resume"
    __owners__ = {"office": "office_id"}
    __table_args__ = (Index("ix_exchange_resume_search", "office_id", "state", "occupation"),)

    number: Mapped[str] = mapped_column(String(24), unique=True)
    about: Mapped[str] = mapped_column(String(80), unique=True)
    revision: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(String(12))
    iin: Mapped[str | None] = mapped_column(String(12), index=True)
    surname: Mapped[str] = mapped_column(String(300), default="")
    given_name: Mapped[str] = mapped_column(String(300), default="")
    mobile: Mapped[str] = mapped_column(String(300), default="")
    email: Mapped[str] = mapped_column(String(300), default="")
    kato: Mapped[str | None] = mapped_column(String(9))
    occupation: Mapped[str | None] = mapped_column(String(40))
    education_level: Mapped[str | None] = mapped_column(String(40))
    experience_years: Mapped[float | None]
    wage_min: Mapped[int | None]
    regimes: Mapped[list[Any]] = mapped_column(default=list)
    relocation: Mapped[bool] = mapped_column(default=False)
    consent_version: Mapped[str] = mapped_column(String(300), default="")
    consent_at: Mapped[datetime | None]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    changed_at: Mapped[datetime]


class ExchangeDifference(Base, Keyed, Owned):
    """What the exchange shows otherwise than we do: missing, extra, state or old revision."""

    __tablename__ = "exchange_difference"
    __owners__ = {"office": "office_id"}
    __table_args__ = (Index("ix_exchange_difference_open", "office_id", "ended_at", "id"),)

    about: Mapped[str] = mapped_column(String(80), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    ours: Mapped[str] = mapped_column(String(40))
    theirs: Mapped[str] = mapped_column(String(40))
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    found_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Disclosure(Base, Keyed, Owned):
    """A résumé that went to a private employment agency under contract, and its withdrawal.

    ``reason`` of the end: consent (withdrawn), contract (ended), registration (over).
    """

    __tablename__ = "disclosure"
    __owners__ = {"office": "office_id", "person": "person_id"}
    __person__ = "person_id"
    __table_args__ = (
        UniqueConstraint("case_id", "contract", "agency"),
        Index("ix_disclosure_open", "ended_at", "id"),
    )

    number: Mapped[str] = mapped_column(String(24), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    agency: Mapped[str] = mapped_column(String(12))
    agency_name: Mapped[str] = mapped_column(String(300))
    contract: Mapped[str] = mapped_column(String(100))
    sent_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(20))
