"""Powers to sign as the page shows them: whose offices, who works there, who holds what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g
from sqlalchemy import or_, select

from console.data.access import Delegation, Membership
from console.data.actors import Office
from console.fab.models import ConsoleUser
from console.web.oversight import office_name
from console.web.running import now, read, running, zone

HEADS = ("center_director", "authority_head", "executive_head")
SHOWN = 200


def offices() -> list[Any]:
    """Offices whose powers the reader keeps: a head's own, all below an administrator's."""
    paths = [Office.path.startswith(s.path) for s in g.actor.seats
             if s.role == "administrator" and s.path]
    own = [s.office_id for s in g.actor.seats if s.role in HEADS and s.office_id]
    kinds = {k for r in running().catalog.roles.values() if r.signs_as for k in r.office_kinds}
    return list(read().execute(
        select(Office.id, Office.code, Office.number, Office.path, Office.name_kk,
               Office.name_ru, Office.name_en)
        .where(or_(Office.id.in_(own), *paths), Office.kind.in_(kinds)).order_by(Office.path)
    ).all())


@dataclass(frozen=True)
class Staff:
    """Who works at an office today. ``heads``: (account:role, words) of those who sign."""

    members: list[tuple[str, str]]
    heads: list[tuple[str, str]]


def staff(office: int, role_title: Any) -> Staff:
    """Members of an office with names and roles."""
    today = now().astimezone(zone()).date()
    rows = read().execute(
        select(Membership.account_id, Membership.role, ConsoleUser.first_name,
               ConsoleUser.last_name)
        .join(ConsoleUser, ConsoleUser.id == Membership.account_id)
        .where(Membership.office_id == office, Membership.valid_from <= today)
        .where(or_(Membership.valid_to.is_(None), Membership.valid_to >= today))
        .order_by(ConsoleUser.last_name, ConsoleUser.first_name)
    ).all()
    declared = running().catalog.roles
    named = [(r, f"{r.last_name} {r.first_name}, {role_title(r.role)}") for r in rows]
    return Staff(
        [(str(r.account_id), text) for r, text in named],
        [(f"{r.account_id}:{r.role}", text) for r, text in named
         if r.role in declared and declared[r.role].signs_as],
    )


@dataclass(frozen=True)
class Power:
    """A power given: its row, the names, the office, and whether it holds today."""

    row: Delegation
    giver: str
    taker: str
    office: str
    live: bool


def powers(found: list[Any]) -> list[Power]:
    """Powers of the offices, those that hold today first."""
    names = {o.id: office_name(o) for o in found}
    rows = read().scalars(
        select(Delegation).where(Delegation.office_id.in_(names))
        .order_by(Delegation.id.desc()).limit(SHOWN)
    ).all()
    ids = {a for r in rows for a in (r.from_account, r.to_account)}
    people = {
        u.id: f"{u.last_name} {u.first_name}" for u in read().execute(
            select(ConsoleUser.id, ConsoleUser.first_name, ConsoleUser.last_name)
            .where(ConsoleUser.id.in_(ids))
        )
    }
    today = now().astimezone(zone()).date()
    made = [
        Power(r, people.get(r.from_account, "—"), people.get(r.to_account, "—"),
              names[r.office_id], r.valid_to is None or r.valid_to >= today)
        for r in rows
    ]
    return sorted(made, key=lambda p: not p.live)
