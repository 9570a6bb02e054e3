"""Documents as issued, their signatures, and the decisions they carry."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.data.base import Base, Keyed, Owned
from console.data.case import Case

_OWNERS = {
    "office": "office_id",
    "authority": "authority_id",
    "village": "village_id",
    "person": "person_id",
    "employer": "employer_id",
}


class Document(Base, Keyed, Owned):
    """A document with frozen number, date, bytes and hash.

    ``state``: prepared (until ``prepared_until``), signed, issued, discarded.
    ``step`` is the step that signs it; ``signatures_due`` names the signatories still missing.
    """

    __tablename__ = "document"
    __owners__ = _OWNERS
    __case__ = "case_id"
    __person__ = "person_id"
    __table_args__ = (Index("ix_document_case_form", "case_id", "form"),)

    number: Mapped[str] = mapped_column(String(40), unique=True)
    verify_code: Mapped[str] = mapped_column(String(24), unique=True)
    form: Mapped[str] = mapped_column(String(60))
    form_version: Mapped[str] = mapped_column(String(40))
    step: Mapped[str] = mapped_column(String(80))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    village_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    state: Mapped[str] = mapped_column(String(12))
    data: Mapped[dict[str, Any]]
    language: Mapped[str] = mapped_column(String(2))
    issued_on: Mapped[date]
    valid_until: Mapped[date | None]
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    prepared_at: Mapped[datetime]
    prepared_by: Mapped[int | None]
    prepared_until: Mapped[datetime | None]
    case_version: Mapped[int]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))

    case: Mapped[Case] = relationship()


class Signature(Base, Keyed, Owned):
    """One signature over the bytes of one document. ``method``: eds_cms, demo, otp_sms, paper.

    ``evidence`` is what the verifier saw, to check the signature again without the network;
    revocation answers lie in ``eds_proof`` and are named here by their hash.
    """

    __tablename__ = "signature"
    __owners__ = _OWNERS
    __case__ = "case_id"
    __table_args__ = (UniqueConstraint("document_id", "part"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    part: Mapped[str] = mapped_column(String(30))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[int | None]
    employer_id: Mapped[int | None]
    office_id: Mapped[int]
    authority_id: Mapped[int | None]
    village_id: Mapped[int | None]
    account_id: Mapped[int | None]
    signer: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(40))
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id"))
    method: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime]
    cms: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True)

    document: Mapped[Document] = relationship()


class EdsProof(Base, Keyed):
    """An OCSP answer or a revocation list (DER) as it was received, kept once by its hash."""

    __tablename__ = "eds_proof"

    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(8))
    data: Mapped[bytes] = mapped_column(LargeBinary)


class SigningCode(Base, Keyed):
    """A one-time code sent by SMS for one account and the bytes of one document."""

    __tablename__ = "signing_code"
    __table_args__ = (Index("ix_signing_code_document", "document", "account_id"),)

    document: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[int | None]
    code: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)


class Decision(Base, Keyed, Owned):
    """A signed decision. Never changed: a correction is a new one that supersedes it."""

    __tablename__ = "decision"
    __owners__ = _OWNERS
    __case__ = "case_id"
    __person__ = "person_id"
    __table_args__ = (UniqueConstraint("case_id", "kind", "revision"),)

    number: Mapped[str] = mapped_column(String(40), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    employer_id: Mapped[int | None]
    office_id: Mapped[int] = mapped_column(index=True)
    authority_id: Mapped[int | None] = mapped_column(index=True)
    village_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(40))
    revision: Mapped[int] = mapped_column(default=1)
    grounds: Mapped[list[Any]] = mapped_column(default=list)
    decided_at: Mapped[datetime]
    decided_on: Mapped[date]
    account_id: Mapped[int | None]
    signer: Mapped[str] = mapped_column(String(200))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))

    case: Mapped[Case] = relationship()


class Consent(Base, Keyed, Owned):
    """A person's consent: which text, when, by which channel, for what."""

    __tablename__ = "consent"
    __owners__ = {"office": "office_id", "person": "person_id"}
    __person__ = "person_id"

    number: Mapped[str] = mapped_column(String(24), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    iin: Mapped[str] = mapped_column(String(12), index=True)
    purpose: Mapped[str] = mapped_column(String(60))
    text_version: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime]
    recorded_by: Mapped[int | None]
    withdrawn_at: Mapped[datetime | None]

    @classmethod
    def of_cases(cls, ids: Collection[int]) -> ColumnElement[bool]:
        """Consents on which registers were asked for the cases."""
        asked = RegisterAnswer.__table__
        return cls.id.in_(select(asked.c.consent_id).where(asked.c.case_id.in_(ids)))


class RegisterAnswer(Base, Keyed, Owned):
    """A state register's answer, kept with who asked, whom about, why, and when.

    ``status``: ok, not_found, mismatch, down.
    """

    __tablename__ = "register_answer"
    __owners__ = {"office": "office_id", "authority": "authority_id", "person": "person_id"}
    __case__ = "case_id"
    __person__ = "person_id"
    __table_args__ = (Index("ix_register_answer_iin", "iin", "register", "id"),)

    register: Mapped[str] = mapped_column(String(40))
    iin: Mapped[str] = mapped_column(String(12))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    authority_id: Mapped[int | None]
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"))
    purpose: Mapped[str] = mapped_column(String(60))
    status: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(String(120))
    answer: Mapped[dict[str, Any]] = mapped_column(default=dict)
    asked_by: Mapped[int | None]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
