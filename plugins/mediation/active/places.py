"""Places of active measures: the center's dated list, and how many of a place are left."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.data.content import ContentItem
from console.data.mediation import MeasureReferral
from console.errors import NotFound

if TYPE_CHECKING:
    from console.act import Act

TYPE = "measure_offer"


def offer(act: Act, number: str) -> ContentItem:
    """A published place by its number, seen with the actor's own eyes. NotFound otherwise."""
    found = act.find(ContentItem, number)
    if found.type != TYPE or found.state != "published":
        raise NotFound()
    return found


def taken(session: Session, number: str) -> int:
    """How many places are held by referrals."""
    return session.scalar(
        select(func.count()).select_from(MeasureReferral)
        .where(MeasureReferral.offer_number == number, MeasureReferral.holds_place)
    ) or 0


def left(session: Session, item: ContentItem) -> int:
    """Free places of an offer, never below zero."""
    return max(0, int(item.data["places"]) - taken(session, item.number))


def open_on(item: ContentItem, on: date) -> bool:
    """Whether the offer still takes people on a day."""
    return on <= date.fromisoformat(item.data["apply_until"])


def title(data: Any, language: str) -> str:
    """The name of an offer in a language; Kazakh where there is none."""
    return str(data.get(f"title_{language}") or data["title_kk"])
