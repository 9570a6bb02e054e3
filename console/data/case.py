"""Episodes and cases: a Case is one state machine of one person, employer or both."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.data.actors import Employer, Office, Person
from console.data.base import Base, Keyed, Owned, Subject


class Episode(Base, Keyed, Owned):
    """From registration to exit. At most one open episode per person (partial unique index)."""

    __tablename__ = "episode"
    __owners__ = {
        "office": "office_id",
        "authority": "authority_id",
        "village": "village_id",
        "person": "person_id",
    }
    __person__ = "person_id"
    __table_args__ = (
        Index(
            "uq_episode_open",
            "open_person_id",
            unique=True,
        ),
        Index("ix_episode_office_opened", "office_id", "opened_on"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    #: = person_id while open, NULL once closed: portable "one open episode" constraint
    open_person_id: Mapped[int | None]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    village_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    channel: Mapped[str] = mapped_column(String(20))
    opened_on: Mapped[date]
    registered_on: Mapped[date | None]
    unemployed_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    outcome: Mapped[str | None] = mapped_column(String(40))

    person: Mapped[Person] = relationship()

    @classmethod
    def of_cases(cls, ids: Collection[int]) -> ColumnElement[bool]:
        """The episodes the cases belong to."""
        case = Case.__table__
        return cls.id.in_(select(case.c.episode_id).where(case.c.id.in_(ids)))


_OPEN: dict[str, Any] = {
    "sqlite_where": text("closed_at IS NULL"), "postgresql_where": text("closed_at IS NULL"),
}


class Case(Base, Keyed, Owned, Subject):
    """One procedure of the Rules. ``kind`` and ``state`` come from the chapters' steps.

    ``facts`` holds what its steps found (checks, evidence), never what a form field holds.
    ``next_step``/``next_action``/``due_at`` are copies kept by perform() so that the worklist
    reads one index.
    """

    __tablename__ = "case"
    __owners__ = {
        "office": "office_id",
        "authority": "authority_id",
        "village": "village_id",
        "person": "person_id",
        "employer": "employer_id",
    }
    __case__ = "id"
    __person__ = "person_id"
    __table_args__ = (
        Index("ix_case_office_work", "office_id", "next_action", "due_at", "id"),
        Index("ix_case_authority_work", "authority_id", "next_action", "due_at", "id"),
        Index("ix_case_village_work", "village_id", "next_action", "due_at", "id"),
        # what is open, by its day: the worklist's order within an office
        *(Index(f"ix_case_{owner}_open", f"{owner}_id", "due_at", "id", **_OPEN)
          for owner in ("office", "authority", "village")),
        Index("ix_case_office_channel", "office_id", "channel", "next_action", **_OPEN),
        Index("ix_case_office_opened", "office_id", "opened_at", "id"),
        Index("ix_case_authority_opened", "authority_id", "opened_at", "id"),
        Index("ix_case_office_kind", "office_id", "kind", "state", "id"),
        Index("ix_case_authority_kind", "authority_id", "kind", "state", "id"),
        Index("ix_case_employer_kind", "employer_id", "kind", "state", "id"),
        Index("ix_case_vacancy", "vacancy_id", "kind", "id"),
    )

    kind: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(20), default="center")
    edition: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id"), index=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"))
    vacancy_id: Mapped[int | None] = mapped_column(ForeignKey("vacancy.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    assignee: Mapped[int | None]
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    next_step: Mapped[str | None] = mapped_column(String(80))
    next_action: Mapped[str | None] = mapped_column(String(80))
    due_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship()
    episode: Mapped[Episode | None] = relationship()
    employer: Mapped[Employer | None] = relationship()
    office: Mapped[Office] = relationship(foreign_keys=[office_id])
    authority: Mapped[Office | None] = relationship(foreign_keys=[authority_id])
    parent: Mapped[Case | None] = relationship(remote_side="Case.id")
