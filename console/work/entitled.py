"""Whose eyes an export is made with, asked anew when it is made and when it is taken.

A job keeps the scope it was asked with. Between asking, making and taking the file a role may
end or an office may move away: then it is neither made nor handed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from console.errors import Forbidden
from console.scope import Scope
from console.security import Actor, scope_of_seats, seats_of

if TYPE_CHECKING:
    from console.catalog import Catalog

#: owner paths an office's reader holds
PLACES = ("office", "authority", "village")
ENDED = {
    "kk": "Бұл есепке құқығыңыз енді жоқ: рөл немесе орган өзгерген.",
    "ru": "Права на этот отчет больше нет: роль или орган изменились.",
    "en": "You have no right to this report any more: the role or the office has changed.",
}
_accounts = table("ab_user", column("id"), column("username"), column("first_name"),
                  column("last_name"), column("email"), column("language"), column("active"))


@dataclass(frozen=True)
class Reader:
    """An account with what it holds today."""

    actor: Actor
    scope: Scope
    email: str

    @property
    def name(self) -> str:
        """As files and logs name whoever took them."""
        return f"{self.actor.name} ({self.actor.login})"


def reader(
    session: Session, catalog: Catalog, account_id: int, now: datetime, zone: ZoneInfo
) -> Reader | None:
    """An active account as it stands today, or None. The session reads everything."""
    row = session.execute(select(_accounts).where(_accounts.c.id == account_id)).one_or_none()
    if row is None or not row.active:
        return None
    seats = seats_of(session, account_id, now.astimezone(zone).date())
    name = f"{row.last_name} {row.first_name}"
    actor = Actor(account_id, row.username, name, seats, row.language or "kk")
    return Reader(actor, scope_of_seats(session, seats, catalog, now), row.email or "")


def holds(roles: Iterable[str], scope: Scope, params: Mapping[str, Any]) -> bool:
    """Whether somebody of these roles and this scope may (still) have what ``params`` made."""
    asked = params.get("scope", {})
    within = all(set(asked.get(p, ())) <= set(scope.ids(p)) for p in PLACES)
    return within and bool(set(roles) & set(params.get("roles", ())))


def eyes(
    session: Session, catalog: Catalog, account_id: int | None, params: Mapping[str, Any],
    now: datetime,
) -> Scope:
    """The scope a job reads with: the one asked with, less what was lent and has ended.

    Forbidden when the role or one of the offices is gone.
    """
    zone = ZoneInfo(params["zone"])
    held = reader(session, catalog, account_id, now, zone) if account_id else None
    if held is None or not holds(held.actor.roles, held.scope, params):
        raise Forbidden(ENDED)
    asked = params["scope"]
    kept: dict[str, Any] = {p: tuple(asked.get(p, ())) for p in PLACES}
    for lent in ("cases", "persons_granted"):
        kept[lent] = tuple(sorted(set(asked.get(lent, ())) & set(getattr(held.scope, lent))))
    return Scope(**kept, writes=False)
