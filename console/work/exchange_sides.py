"""What the exchange says and what stands here, side by side, for whoever decides between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.catalog import Catalog
from console.data.case import Case
from console.data.content import Entry
from console.data.exchange_portal import ExchangeItem
from console.data.mediation import Offer

LONGEST = 8000


def both_sides(session: Session, catalog: Catalog, number: str) -> tuple[str, str]:
    """(theirs, ours) of an item as lines of text; only what differs of a vacancy."""
    item = session.scalars(select(ExchangeItem).where(ExchangeItem.number == number)).one()
    case = session.get(Case, item.case_id) if item.case_id else None
    if case is None:
        return "", ""
    made = _answers(session, item, case) if item.kind == "answer" else _vacancy(
        session, catalog, item, case)
    return made[0][:LONGEST], made[1][:LONGEST]


def _answers(session: Session, item: ExchangeItem, case: Case) -> tuple[str, str]:
    row = session.scalars(select(Offer).where(Offer.case_id == case.id)).one()
    person = item.data["party"] == "person"
    said = row.answer if person else row.employer_answer
    when = row.answered_at if person else row.employer_answered_at
    theirs = f"{item.data['answer']}, {item.said_at:%d.%m.%Y %H:%M} UTC. {item.data['reason']}"
    return theirs.strip(), f"{said or '—'}, {when:%d.%m.%Y %H:%M} UTC" if when else said or "—"


def _vacancy(
    session: Session, catalog: Catalog, item: ExchangeItem, case: Case
) -> tuple[str, str]:
    held: Mapping[str, Any] = session.scalars(
        select(Entry.data).where(Entry.subject_kind == "case", Entry.subject_id == case.id)
        .where(Entry.form == "vacancy").order_by(Entry.revision.desc()).limit(1)
    ).first() or {}
    said = item.data["fields"]
    theirs, ours = [item.data["state"]], [case.state]
    for field in catalog.forms["vacancy"].fields():
        if field.key in said and said[field.key] != held.get(field.key):
            name = field.label["kk"]
            theirs.append(f"{name}: {_plain(said[field.key])}")
            ours.append(f"{name}: {_plain(held.get(field.key))}")
    return "\n".join(theirs), "\n".join(ours)


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("text") or value.get("code") or "—")
    return str(value) if value not in (None, "", []) else "—"
