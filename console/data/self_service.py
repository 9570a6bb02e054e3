"""The self-service area (par. 64): self-posted resumes, requests for contact, searches, kiosks.

Each row stands beside its Case (kind resume, contact, saved_search, kiosk), which holds the state.
Matching and the employers' search read resumes, therefore they belong to the console.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from console.data.actors import Person
from console.data.base import Base, Keyed, Owned
from console.data.words import tokens
from forms.dictionaries import lookup_shipped


class Resume(Base, Keyed, Owned):
    """A resume its person placed without anybody's help; one that is not withdrawn per person.

    ``listed``: employers may find it, because the person consents now. ``open_person_id`` is the
    person's key until the resume is withdrawn. ``words`` is what it is found by, folded.
    """

    __tablename__ = "resume"
    __owners__ = {"office": "office_id", "person": "person_id"}
    __case__ = "case_id"
    __person__ = "person_id"
    __table_args__ = (
        Index("uq_resume_open", "open_person_id", unique=True),
        Index("ix_resume_listed", "listed", "listed_at", "id"),
        Index("ix_resume_listed_occupation", "listed", "occupation", "listed_at", "id"),
        Index("ix_resume_listed_region", "listed", "region", "listed_at", "id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    case_number: Mapped[str] = mapped_column(String(24), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    open_person_id: Mapped[int | None]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    occupation: Mapped[str | None] = mapped_column(String(12))
    region: Mapped[str | None] = mapped_column(String(9))
    relocation: Mapped[bool] = mapped_column(default=False)
    regimes: Mapped[list[Any]] = mapped_column(default=list)
    education_level: Mapped[str | None] = mapped_column(String(40))
    experience_years: Mapped[float | None]
    wage_min: Mapped[int | None]
    wage_max: Mapped[int | None]
    words: Mapped[str] = mapped_column(Text, default="")
    #: what employers read; nothing that says who the person is
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    listed: Mapped[bool] = mapped_column(default=False)
    listed_at: Mapped[datetime | None]
    consent_version: Mapped[str | None] = mapped_column(String(40))
    consent_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]


class Contact(Base, Keyed, Owned):
    """An employer's request for the contact behind a resume, and the person's answer.

    ``answer``: agreed, declined, revoked, unanswered; None while nobody answered. Only ``agreed``
    opens the contact, to this employer alone. One request per employer and resume.
    """

    __tablename__ = "resume_contact"
    __owners__ = {"office": "office_id", "person": "person_id", "employer": "employer_id"}
    __case__ = "case_id"
    __person__ = "person_id"
    __table_args__ = (
        UniqueConstraint("resume_id", "employer_id"),
        Index("ix_resume_contact_person", "person_id", "id"),
        Index("ix_resume_contact_employer", "employer_id", "asked_at", "id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    case_number: Mapped[str] = mapped_column(String(24), unique=True)
    resume_id: Mapped[int] = mapped_column(ForeignKey("resume.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"))
    #: copied: the person may not read the employer's own row
    employer_name: Mapped[str] = mapped_column(String(300))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    purpose: Mapped[str] = mapped_column(Text, default="")
    vacancy_number: Mapped[str | None] = mapped_column(String(24))
    asked_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(String(12))
    answered_at: Mapped[datetime | None]
    consent_version: Mapped[str | None] = mapped_column(String(40))


class SavedSearch(Base, Keyed, Owned):
    """A search of vacancies a person keeps, and how they want to hear of new ones.

    ``query`` is the part of the search's address after the question mark, in one order.
    ``since``: vacancies published later are new to it. ``next_at`` None: nothing is sent.
    """

    __tablename__ = "saved_search"
    __owners__ = {"person": "person_id"}
    __case__ = "case_id"
    __person__ = "person_id"
    __table_args__ = (
        Index("ix_saved_search_person", "person_id", "id"),
        Index("ix_saved_search_next_at", "next_at", "id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    case_number: Mapped[str] = mapped_column(String(24), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str] = mapped_column(String(400))
    frequency: Mapped[str] = mapped_column(String(8))
    channel: Mapped[str] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(String(200))
    #: hash of the code sent to an address nobody knew yet; None once it was confirmed
    code_hash: Mapped[str | None] = mapped_column(String(64))
    code_until: Mapped[datetime | None]
    #: whoever holds this may stop the search without signing in; it opens nothing else
    stop_token: Mapped[str] = mapped_column(String(48), unique=True)
    since: Mapped[datetime]
    next_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]


class SearchHit(Base, Keyed):
    """A vacancy told of to a saved search: once, whatever is published again."""

    __tablename__ = "saved_search_hit"
    __table_args__ = (UniqueConstraint("search_id", "vacancy_id"),)

    search_id: Mapped[int] = mapped_column(ForeignKey("saved_search.id"))
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"))
    told_at: Mapped[datetime]


class Kiosk(Base, Keyed, Owned):
    """A device of a self-service area. Its token changes how pages look and opens nothing.

    ``code`` is shown to the head of the center until the device is paired or it is too late.
    """

    __tablename__ = "kiosk"
    __owners__ = {"office": "office_id"}
    __case__ = "case_id"
    __table_args__ = (Index("ix_kiosk_office", "office_id", "id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    case_number: Mapped[str] = mapped_column(String(24), unique=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    name: Mapped[str] = mapped_column(String(80))
    code: Mapped[str | None] = mapped_column(String(24), unique=True)
    code_until: Mapped[datetime | None]
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    paired_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


def masked_name(person: Person) -> str:
    """Given name and the first letter of the surname: ``Айгүл С.``."""
    initial = f"{person.surname[:1]}." if person.surname else ""
    return " ".join(p for p in (person.given_name, initial) if p)


def resume_words(resume: Resume) -> str:
    """Every word a resume is found by, folded, each after a space."""
    data, parts = resume.data, [str(resume.data.get(k) or "") for k in ("specialty", "skills")]
    occupations = lookup_shipped("occupation")
    codes = [resume.occupation, *(str((job.get("profession_position") or {}).get("code") or "")
                                  for job in data.get("jobs") or ())]
    for code in codes:
        entry = occupations.get(code) if occupations and code else None
        if entry:
            parts += [*entry.label.values(), *entry.synonyms]
    return "".join(f" {word}" for word in dict.fromkeys(tokens(" ".join(parts))))
