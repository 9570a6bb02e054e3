"""What people filled in: immutable entries, drafts, files, and free content items."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from console.data.base import Base, BigId, Keyed, Owned, Subject


class Entry(Base, Keyed, Owned):
    """A submitted form: never updated, never deleted. A correction is the next revision.

    ``subject_kind`` is the table of the subject (case, content_item, employer, office, person).
    """

    __tablename__ = "entry"
    __owners__ = {
        "office": "office_id",
        "authority": "authority_id",
        "village": "village_id",
        "person": "person_id",
        "employer": "employer_id",
    }
    __person__ = "person_id"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "form", "revision"),
        Index("ix_entry_person", "person_id", "form"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    form: Mapped[str] = mapped_column(String(60))
    form_version: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(BigId)
    revision: Mapped[int] = mapped_column(Integer)
    data: Mapped[dict[str, Any]]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"))
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    created_at: Mapped[datetime]
    created_by: Mapped[int | None]
    occurred_at: Mapped[datetime]

    @classmethod
    def of_cases(cls, ids: Collection[int]) -> ColumnElement[bool]:
        """Forms filled in for the cases."""
        return (cls.subject_kind == "case") & cls.subject_id.in_(ids)


class Draft(Base, Keyed):
    """Typed but not submitted. Belongs to one account; never submits itself; expires."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("account_id", "form", "key"),)

    account_id: Mapped[int]
    form: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(60))
    data: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SavedFilter(Base, Keyed):
    """A list's filter kept by one account under a name: choices alone, never a searched text."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("account_id", "page", "name"),)

    account_id: Mapped[int]
    page: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]


class StoredFile(Base, Keyed, Owned):
    """An uploaded file. Staged by an account until an act attaches it to a case."""

    __tablename__ = "stored_file"
    __owners__ = {
        "office": "office_id",
        "authority": "authority_id",
        "person": "person_id",
        "employer": "employer_id",
    }
    __case__ = "case_id"

    number: Mapped[str] = mapped_column(String(24), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    mime: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    staged_by: Mapped[int | None] = mapped_column(index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"))
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    created_at: Mapped[datetime]


class ContentItem(Base, Keyed, Owned, Subject):
    """An item of a document-stored content type. Its data is its newest Entry.

    ``state``: draft, published, archived.
    """

    __tablename__ = "content_item"
    __owners__ = {"office": "office_id"}
    __public__ = {"state": "published", "personal": False}
    __content__ = "personal"
    __table_args__ = (
        UniqueConstraint("type", "code"),
        Index("ix_content_item_type_state", "type", "state", "sort", "id"),
    )

    type: Mapped[str] = mapped_column(String(60))
    code: Mapped[str | None] = mapped_column(String(80))
    sort: Mapped[str] = mapped_column(String(200), default="")
    data: Mapped[dict[str, Any]]
    #: the type tells something about a person: never public, only its own office's
    personal: Mapped[bool] = mapped_column(default=False)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    changed_at: Mapped[datetime]
