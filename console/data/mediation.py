"""Vacancies, offers and plans: read by more than one chapter, therefore of the console.

Each row stands beside its Case (kind vacancy, offer, plan), which holds the state.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.data.actors import Employer, Person
from console.data.base import Base, Keyed, Owned

_OWNERS = {
    "office": "office_id",
    "authority": "authority_id",
    "person": "person_id",
    "employer": "employer_id",
}


class Vacancy(Base, Keyed, Owned):
    """A vacancy with every field of the vacancy form. Published rows are public.

    ``case_number`` is its public number; ``published`` False once filled, paused or closed.
    """

    __tablename__ = "vacancy"
    __owners__ = {"office": "office_id", "employer": "employer_id"}
    __public__ = {"published": True}
    __table_args__ = (
        Index("ix_vacancy_public", "published", "published_at", "id"),
        Index("ix_vacancy_public_region", "published", "region", "published_at", "id"),
        Index("ix_vacancy_public_occupation", "published", "occupation", "published_at", "id"),
        Index("ix_vacancy_office", "office_id", "published", "id"),
        Index("ix_vacancy_employer", "employer_id", "published", "id"),
        UniqueConstraint("employer_id", "external_id"),
    )

    case_number: Mapped[str] = mapped_column(String(24), unique=True)
    #: the employer's own number of it: what a workbook or a feed is matched by
    external_id: Mapped[str | None] = mapped_column(String(80))
    #: hash of what it says, so that a feed sent again changes nothing
    digest: Mapped[str | None] = mapped_column(String(64))
    #: it is shown until then; the employer confirms it anew
    confirm_by: Mapped[date | None]
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    #: copied from the employer: the public page may not read the employer's own row
    employer_name: Mapped[str] = mapped_column(String(300))
    title: Mapped[str] = mapped_column(String(200))
    occupation: Mapped[str | None] = mapped_column(String(12))
    clarification: Mapped[str] = mapped_column(String(300), default="")
    region: Mapped[str | None] = mapped_column(String(9))
    settlement: Mapped[str] = mapped_column(String(200), default="")
    #: KATO code of the settlement where the classifier tells one (par. 2(9): transport)
    kato: Mapped[str | None] = mapped_column(String(9))
    conditions: Mapped[str] = mapped_column(Text, default="")
    regime: Mapped[str | None] = mapped_column(String(40))
    qualification: Mapped[str] = mapped_column(Text, default="")
    education_level: Mapped[str | None] = mapped_column(String(40))
    professional_level: Mapped[str | None] = mapped_column(String(40))
    experience_years: Mapped[float | None]
    wage_min: Mapped[int | None]
    wage_max: Mapped[int | None]
    duties: Mapped[str] = mapped_column(Text, default="")
    traineeship: Mapped[bool] = mapped_column(default=False)
    additional: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(String(300), default="")
    places: Mapped[int] = mapped_column(default=1)
    filled: Mapped[int] = mapped_column(default=0)
    source: Mapped[str] = mapped_column(String(12))  # written, ele_portal
    excluded_post: Mapped[str | None] = mapped_column(String(40))
    appeared_on: Mapped[date]
    received_at: Mapped[datetime]
    registered_at: Mapped[datetime]
    closes_on: Mapped[date | None]
    published: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str | None] = mapped_column(String(40))

    employer: Mapped[Employer] = relationship()


class Offer(Base, Keyed, Owned):
    """One vacancy offered to one person, from selection to the employer's answer."""

    __tablename__ = "offer"
    __owners__ = _OWNERS
    __case__ = "case_id"
    __person__ = "person_id"
    __table_args__ = (
        UniqueConstraint("vacancy_id", "person_id", "episode_id"),
        Index("ix_offer_person", "person_id", "id"),
        Index("ix_offer_employer", "employer_id", "id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id"))
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    #: criterion -> {"result": passed|failed|unknown, "value": …, "required": …}
    reasons: Mapped[dict[str, Any]] = mapped_column(default=dict)
    score: Mapped[float | None]
    suitable: Mapped[bool | None]
    suitability: Mapped[dict[str, Any]] = mapped_column(default=dict)
    channel: Mapped[str | None] = mapped_column(String(20))
    offered_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(String(20))
    answer_reason: Mapped[str] = mapped_column(Text, default="")
    resume_sent_at: Mapped[datetime | None]
    interview_at: Mapped[datetime | None]
    interview_place: Mapped[str] = mapped_column(String(300), default="")
    referred_at: Mapped[datetime | None]
    employer_answer: Mapped[str | None] = mapped_column(String(20))
    employer_answered_at: Mapped[datetime | None]
    employer_reason: Mapped[str] = mapped_column(Text, default="")

    vacancy: Mapped[Vacancy] = relationship()
    person: Mapped[Person] = relationship()


class Plan(Base, Keyed, Owned):
    """Individual employment plan: its own columns; measures and schedule are PlanItem rows."""

    __tablename__ = "plan"
    __owners__ = _OWNERS
    __case__ = "case_id"
    __person__ = "person_id"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id"))
    employer_id: Mapped[int | None]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    goal: Mapped[str] = mapped_column(Text, default="")
    valid_until: Mapped[date | None]
    signed_by_person_at: Mapped[datetime | None]
    signed_by_specialist_at: Mapped[datetime | None]
    refused_to_sign_at: Mapped[datetime | None]
    copy_given_at: Mapped[datetime | None]
    #: the revision both signed last: entries of a draft bind nobody (par. 49); 0 before any
    revision: Mapped[int] = mapped_column(default=0)


class PlanItem(Base, Keyed, Owned):
    """A measure (``part`` measure) with its completion date, or a row of the schedule.

    There is a row from the moment both signed the ``revision`` that brought it. ``ended_revision``
    is the later one that has it no more; None while it stands. ``cause`` and ``proof`` say why an
    entry was not done and what shows that it was.
    """

    __tablename__ = "plan_item"
    __owners__ = _OWNERS
    __person__ = "person_id"
    __table_args__ = (Index("ix_plan_item_office_on", "office_id", "state", "on", "id"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    employer_id: Mapped[int | None]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    part: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(60), default="")
    action: Mapped[str] = mapped_column(Text, default="")
    on: Mapped[date]
    #: an entry that requires attendance or notice may support a ground of deregistration
    attendance: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(12), default="planned")
    done_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(default=1)
    agreed_at: Mapped[datetime]
    ended_revision: Mapped[int | None]
    ended_at: Mapped[datetime | None]
    cause: Mapped[str] = mapped_column(String(40), default="")
    proof: Mapped[str] = mapped_column(Text, default="")

    plan: Mapped[Plan] = relationship()


class MeasureReferral(Base, Keyed, Owned):
    """A person directed to an active measure of the plan (par. 52), beside its case.

    From the invitation (``invited_on`` told, ``until`` the last day to come) over the place
    (``offer_number`` of the list of measures) to the outcome. ``own_will``: a stop at own will, as
    recorded with a document; None while nothing stopped.
    """

    __tablename__ = "measure_referral"
    __owners__ = _OWNERS
    __case__ = "case_id"
    __person__ = "person_id"
    __table_args__ = (Index("ix_measure_referral_offer", "offer_number", "holds_place"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id"))
    plan_item_id: Mapped[int] = mapped_column(ForeignKey("plan_item.id"))
    employer_id: Mapped[int | None]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    measure: Mapped[str] = mapped_column(String(60))
    offer_number: Mapped[str | None] = mapped_column(String(24))
    provider: Mapped[str] = mapped_column(String(300), default="")
    #: one place of the offer is taken: from the referral until it fell through
    holds_place: Mapped[bool] = mapped_column(default=False)
    invited_on: Mapped[date]
    until: Mapped[date]
    came_on: Mapped[date | None]
    referred_on: Mapped[date | None]
    begin_on: Mapped[date | None]
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(String(30), default="")
    cause: Mapped[str] = mapped_column(String(40), default="")
    own_will: Mapped[bool | None]
    document: Mapped[str] = mapped_column(Text, default="")
