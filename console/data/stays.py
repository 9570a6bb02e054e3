"""Stays on the register: who was counted where, from when until when, and as what.

One row is one stretch of one person on the register of one office, as jobseeker or as unemployed.
It is derived from the episode inside the act's own transaction, so no step writes it. What
statistics cut by (sex, age group, education …) is frozen on the day the stay begins: whoever enters
a group leaves the same group, and the balance of every group holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, String, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from console.data.actors import Card, Person
from console.data.base import Base, Keyed, Owned
from console.data.case import Episode
from console.data.guard import ScopedSession

#: register -> the column of an episode that says since when
REGISTERS = {"jobseeker": "registered_on", "unemployed": "unemployed_on"}
#: first year of age of each group after the youngest (under 18)
AGES = (18, 25, 29, 35, 45, 55)
REGISTERED, MOVED = "registered", "transfer"
OWNERS = ("office_id", "authority_id", "village_id")


class Stay(Base, Keyed, Owned):
    """One stretch on one register of one office.

    ``began`` is counted in, ``ended`` is the first day no longer counted. ``since``: the day the
    person came onto this register in this episode, whatever office it was. ``begun_by``:
    registered or transfer; ``ended_by``: transfer, or the outcome of the episode.
    """

    __tablename__ = "stay"
    __owners__ = {
        "office": "office_id",
        "authority": "authority_id",
        "village": "village_id",
        "person": "person_id",
    }
    __person__ = "person_id"
    __table_args__ = (
        # holds all that a balance is cut by: counted without looking at the rows
        Index("ix_stay_began", "register", "began", "ended", "office_id", "sex", "age_group",
              "education", "target", "occupation", "residence", "category"),
        Index("ix_stay_ended", "register", "ended", "office_id"),
        Index("ix_stay_office", "office_id", "register", "began", "ended"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    village_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    register: Mapped[str] = mapped_column(String(12))
    began: Mapped[date]
    begun_by: Mapped[str] = mapped_column(String(40))
    ended: Mapped[date | None]
    ended_by: Mapped[str | None] = mapped_column(String(40))
    since: Mapped[date]
    sex: Mapped[str | None] = mapped_column(String(1))
    age_group: Mapped[str | None] = mapped_column(String(8))
    education: Mapped[str | None] = mapped_column(String(40))
    target: Mapped[str | None] = mapped_column(String(60))
    occupation: Mapped[str | None] = mapped_column(String(12))
    residence: Mapped[str] = mapped_column(String(8))
    category: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(40))


def age_group(born: date | None, on: date) -> str | None:
    """``18-24`` for somebody of 20 on the day; None where the day of birth is unknown."""
    if born is None:
        return None
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    edges = (0, *AGES)
    at = max(n for n, edge in enumerate(edges) if age >= edge or n == 0)
    last = f"{edges[at + 1] - 1}" if at + 1 < len(edges) else ""
    return f"{edges[at]}-{last}"


def profile(person: Person, card: Card | None, on: date) -> dict[str, Any]:
    """What a stay is cut by, as known on the day it begins."""
    sections = card.sections if card is not None else {}
    applicant = sections.get("applicant") or {}
    without_work = sections.get("registration") or {}
    occupation = card.occupation if card is not None else None
    return {
        "sex": person.sex, "age_group": age_group(person.birth_date, on),
        "education": card.education_level if card is not None else None,
        "target": applicant.get("target_group") or None,
        # the classifier's major group is its first digit
        "occupation": occupation[:1] if occupation else None,
        "residence": "rural" if person.rural else "urban",
        "category": card.category if card is not None else None,
        "reason": without_work.get("unemployment_reason") or None,
    }


def follow(session: Session, episode: Episode, on: date) -> None:
    """Bring the stays of an episode to what the episode says; ``on``: the day of the act."""
    held = session.scalars(
        select(Stay).where(Stay.episode_id == episode.id).order_by(Stay.id)
    ).all()
    for register, column in REGISTERS.items():
        since = getattr(episode, column)
        if since is not None:
            mine = [row for row in held if row.register == register]
            _follow(session, episode, register, since, mine, on)


def _follow(
    session: Session, episode: Episode, register: str, since: date, held: list[Stay], on: date
) -> None:
    last = held[-1] if held else None
    if last is None:
        last = _open(session, episode, register, since, REGISTERED, since)
    if last.office_id != episode.office_id and last.ended is None:
        # moved on the day it came: the office it only passed through never counted it
        last.ended, last.ended_by = max(on, last.began), MOVED
        last = _open(session, episode, register, last.ended, MOVED, since)
    last.authority_id, last.village_id = episode.authority_id, episode.village_id
    if (last.ended, last.ended_by) != (episode.closed_on, episode.outcome):
        last.ended, last.ended_by = episode.closed_on, episode.outcome


def _open(
    session: Session, episode: Episode, register: str, began: date, by: str, since: date
) -> Stay:
    person = session.get_one(Person, episode.person_id)
    card = session.scalars(select(Card).where(Card.person_id == person.id)).one_or_none()
    row = Stay(
        episode_id=episode.id, person_id=person.id, register=register, began=began, begun_by=by,
        since=since, ended=None, ended_by=None, **profile(person, card, began),
        **{name: getattr(episode, name) for name in OWNERS},
    )
    session.add(row)
    return row


def missing(session: Session) -> Iterator[Episode]:
    """Episodes that lie on a register without a stay: written by an import, before this table."""
    return iter(session.scalars(
        select(Episode).outerjoin(Stay, Stay.episode_id == Episode.id)
        .where(Episode.registered_on.is_not(None), Stay.id.is_(None)).order_by(Episode.id)
    ))


@event.listens_for(ScopedSession, "after_flush")
def _flushed(session: Session, _context: Any) -> None:
    """Remember which episodes the act wrote."""
    for row in (*session.new, *session.dirty):
        if isinstance(row, Episode):
            session.info.setdefault("episodes", {})[row.id] = row


def settle(session: Session, on: date) -> None:
    """Bring the stays of the episodes written since to what these say. Part of every act."""
    for episode in session.info.pop("episodes", {}).values():
        follow(session, episode, on)
