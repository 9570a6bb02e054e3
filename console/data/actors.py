"""Who takes part: offices, persons, employers, and the employment card of a person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.data.base import Base, Keyed, Owned, Subject


class Office(Base, Keyed, Subject):
    """A node of the office tree: region → district → center, authority, akim office, desk.

    ``kind`` is a code a plugin declares (center, local_authority, akim_office, …). ``path`` is
    ``/1/4/7/`` so that a subtree is one prefix. ``zone`` is the IANA zone legal dates are read in.
    """

    __tablename__ = "office"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    path: Mapped[str] = mapped_column(String(200), index=True)
    name_kk: Mapped[str] = mapped_column(String(300))
    name_ru: Mapped[str] = mapped_column(String(300), default="")
    name_en: Mapped[str] = mapped_column(String(300), default="")
    bin: Mapped[str | None] = mapped_column(String(12))
    kato: Mapped[str | None] = mapped_column(String(9), index=True)
    address: Mapped[str] = mapped_column(String(300), default="")
    zone: Mapped[str] = mapped_column(String(40), default="Asia/Almaty")
    hours: Mapped[dict[str, Any]] = mapped_column(default=dict)
    region: Mapped[str | None] = mapped_column(String(9))

    parent: Mapped[Office | None] = relationship(remote_side="Office.id")

    def name(self, language: str) -> str:
        """Name in kk, ru or en; Kazakh where the others are empty."""
        return getattr(self, f"name_{language}", "") or self.name_kk


class Person(Base, Keyed, Owned, Subject):
    """A natural person known to the service. ``state``: applicant … deregistered."""

    __tablename__ = "person"
    __owners__ = {
        "office": "office_id",
        "authority": "authority_id",
        "village": "village_id",
        "person": "id",
    }
    __person__ = "id"
    __table_args__ = (
        Index("ix_person_office_sort", "office_id", "sort_name", "id"),
        Index("ix_person_office_state", "office_id", "state", "id"),
        Index("ix_person_authority_sort", "authority_id", "sort_name", "id"),
        Index("ix_person_village_sort", "village_id", "sort_name", "id"),
    )

    iin: Mapped[str | None] = mapped_column(String(12), unique=True)
    surname: Mapped[str] = mapped_column(String(100))
    given_name: Mapped[str] = mapped_column(String(100), default="")
    patronymic: Mapped[str] = mapped_column(String(100), default="")
    sort_name: Mapped[str] = mapped_column(String(300), index=True)
    birth_date: Mapped[date | None]
    sex: Mapped[str | None] = mapped_column(String(1))
    citizenship: Mapped[str | None] = mapped_column(String(40))
    kato: Mapped[str | None] = mapped_column(String(9))
    address: Mapped[dict[str, Any]] = mapped_column(default=dict)
    rural: Mapped[bool] = mapped_column(Boolean, default=False)
    mobile: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2), default="kk")
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    #: where each identity field came from: {"surname": {"source": "register", "at": "…"}}
    sources: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]

    office: Mapped[Office] = relationship(foreign_keys=[office_id])

    @property
    def full_name(self) -> str:
        """Surname, given name, patronymic."""
        return " ".join(p for p in (self.surname, self.given_name, self.patronymic) if p)


class Card(Base, Keyed, Owned):
    """Personal employment card: one per person, reused by every episode.

    Typed columns are what matching and statistics read; ``sections`` holds the whole card;
    ``marks`` the dated marks of registration and deregistration, each with its source.
    """

    __tablename__ = "employment_card"
    __owners__ = {
        "office": "office_id",
        "authority": "authority_id",
        "village": "village_id",
        "person": "person_id",
    }
    __person__ = "person_id"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    occupation: Mapped[str | None] = mapped_column(String(12), index=True)
    education_level: Mapped[str | None] = mapped_column(String(40))
    experience_years: Mapped[float | None]
    wage_min: Mapped[int | None]
    wage_max: Mapped[int | None]
    regimes: Mapped[list[Any]] = mapped_column(default=list)
    relocation: Mapped[bool] = mapped_column(Boolean, default=False)
    region: Mapped[str | None] = mapped_column(String(9), index=True)
    searching: Mapped[bool] = mapped_column(Boolean, default=False, index=True)
    category: Mapped[str | None] = mapped_column(String(20))
    category_detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sections: Mapped[dict[str, Any]] = mapped_column(default=dict)
    marks: Mapped[list[Any]] = mapped_column(default=list)
    updated_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class Employer(Base, Keyed, Owned, Subject):
    """An employer, by BIN, or by IIN where a sole trader has no BIN (``id_kind``)."""

    __tablename__ = "employer"
    __owners__ = {"office": "office_id", "employer": "id", "register": "office_id"}
    __table_args__ = (Index("ix_employer_office_name", "office_id", "name", "id"),)

    bin: Mapped[str] = mapped_column(String(12), unique=True)
    id_kind: Mapped[str] = mapped_column(String(3), default="bin")
    name: Mapped[str] = mapped_column(String(300))
    industry: Mapped[str | None] = mapped_column(String(12))
    address: Mapped[str] = mapped_column(String(300), default="")
    kato: Mapped[str | None] = mapped_column(String(9))
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2), default="kk")
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    created_at: Mapped[datetime]

    office: Mapped[Office] = relationship()


class Place(Base, Keyed):
    """A territory of the KATO classifier, loaded by ``jumys dictionary load``."""

    __tablename__ = "place"

    code: Mapped[str] = mapped_column(String(9), unique=True)
    parent: Mapped[str | None] = mapped_column(String(9), index=True)
    level: Mapped[str] = mapped_column(String(20))
    rural: Mapped[bool] = mapped_column(Boolean, default=False)
    name_kk: Mapped[str] = mapped_column(String(200), index=True)
    name_ru: Mapped[str] = mapped_column(String(200))
    version: Mapped[str] = mapped_column(String(40))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    order: Mapped[int] = mapped_column(Integer, default=0)
