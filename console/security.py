"""Who acts, with which dated roles, and what they may do. No web imports.

Rights come from memberships and delegations valid on the day; FAB's roles are derived from the
same Actions and only guard its own views.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CompoundSelect,
    Integer,
    String,
    cast,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from console.data.access import AccessGrant, Delegation, Membership
from console.data.actors import Office
from console.scope import NOTHING, Scope

if TYPE_CHECKING:
    from console.catalog import Catalog
    from console.declare import Action, Role


@dataclass(frozen=True)
class Seat:
    """One role held today. ``delegation_id`` set when held for somebody else."""

    role: str
    office_id: int | None = None
    person_id: int | None = None
    employer_id: int | None = None
    iin: str | None = None
    delegation_id: int | None = None
    delegation_kind: str | None = None
    #: path of the office, so that a seat above reaches the offices below
    path: str = ""


@dataclass(frozen=True)
class Actor:
    """An account with the seats it holds today. ``system`` marks automatic acts."""

    account_id: int | None
    login: str
    name: str
    seats: tuple[Seat, ...] = ()
    language: str = "kk"
    system: bool = False
    request_id: str = field(default="", compare=False)

    @property
    def roles(self) -> frozenset[str]:
        """Codes of all roles held today."""
        return frozenset(s.role for s in self.seats)

    @property
    def office_id(self) -> int | None:
        """The first office the actor sits in."""
        return next((s.office_id for s in self.seats if s.office_id), None)

    def seat_for(self, action: Action, subject: Any | None) -> Seat | None:
        """The seat that allows ``action`` on ``subject`` (None: an act that opens a case)."""
        seats = [s for s in self.seats if s.role in action.roles]
        if subject is None:
            return seats[0] if seats else None
        return next((s for s in seats if _matches(s, subject)), None)


SYSTEM_ACTOR = Actor(None, "system", "Jumys", system=True)


def _matches(seat: Seat, subject: Any) -> bool:
    if seat.office_id is not None:
        ids = {getattr(subject, c, None) for c in ("office_id", "authority_id", "village_id")}
        if hasattr(subject, "path"):  # an office itself: its own and those below
            below = bool(seat.path) and subject.path.startswith(seat.path)
            return subject.id == seat.office_id or below
        return seat.office_id in ids or _national(subject)
    if seat.person_id is not None:
        return seat.person_id == getattr(subject, "person_id", None)
    if seat.employer_id is not None:
        own = getattr(subject, "employer_id", None)
        if own is None and subject.__class__.__name__ == "Employer":
            own = subject.id
        return seat.employer_id == own
    return _national(subject)


def _national(subject: Any) -> bool:
    """Content without an office (dictionaries, announcements) is kept centrally."""
    return hasattr(subject, "office_id") and subject.office_id is None


def seats_of(session: Session, account_id: int, today: date) -> tuple[Seat, ...]:
    """Seats of an account on ``today``: memberships and delegations then valid."""
    return seated(session, account_id, today)[0]


def seated(
    session: Session, account_id: int, today: date
) -> tuple[tuple[Seat, ...], dict[int, Office]]:
    """Seats of an account on ``today`` and the offices they stand in, in one statement."""
    held = _held(account_id, today).subquery()
    rows = session.execute(
        select(held, Office).outerjoin_from(held, Office, Office.id == held.c.office_id)
        .order_by(held.c.lent, held.c.key)
    ).all()
    offices = {row.Office.id: row.Office for row in rows if row.Office is not None}
    iin = next((row.iin for row in rows if row.iin), None)
    seats = tuple(
        Seat(row.role, row.office_id, row.person_id, row.employer_id,
             iin if row.lent else row.iin, row.key if row.lent else None, row.kind,
             path=row.Office.path if row.Office is not None else "")
        for row in rows
    )
    return seats, offices


def _held(account_id: int, today: date) -> CompoundSelect[Any]:
    """What an account holds itself and what was lent to it, as rows of one shape."""
    nobody, own, lent = cast(null(), Integer), Membership, Delegation
    return union_all(
        select(own.id.label("key"), literal(0).label("lent"), own.role, own.office_id,
               own.person_id, own.employer_id, own.iin, cast(null(), String).label("kind"))
        .where(own.account_id == account_id, _valid(own, today)),
        select(lent.id, literal(1), lent.role, lent.office_id, nobody, nobody,
               cast(null(), String), lent.kind)
        .where(lent.to_account == account_id, _valid(lent, today)),
    )


def _valid(model: Any, today: date) -> Any:
    return (model.valid_from <= today) & or_(model.valid_to.is_(None), model.valid_to >= today)


def scope_of_seats(session: Session, seats: Iterable[Seat], catalog: Catalog, now: Any) -> Scope:
    """The rows an actor may see: owner ids of the seats, subtree for readers, live grants."""
    scope, account_offices = NOTHING, set()
    for seat in seats:
        role = catalog.roles.get(seat.role)
        if role is None:
            continue
        if seat.office_id is not None:
            account_offices.add(seat.office_id)
        scope = scope.union(_seat_scope(session, seat, role, catalog))
    if account_offices:
        scope = scope.union(_granted(session, account_offices, now))
    return scope


def _seat_scope(session: Session, seat: Seat, role: Role, catalog: Catalog) -> Scope:
    if seat.person_id is not None:
        return Scope(person=(seat.person_id,))
    if seat.employer_id is not None:
        return Scope(employer=(seat.employer_id,))
    if seat.office_id is None:
        return NOTHING
    if role.reads == "nothing":
        return NOTHING
    if role.reads == "none":
        kept = _below(session, seat) if role.code in _employer_keepers(catalog) else ()
        return Scope(writes=False, content=True, register=kept)
    if role.reads == "tree":
        return Scope(office=_below(session, seat), writes=False)
    return Scope(**{role.path: (seat.office_id,)})  # type: ignore[arg-type]


def _below(session: Session, seat: Seat) -> tuple[int, ...]:
    """The office of the seat and all below it."""
    own = select(Office.path).where(Office.id == seat.office_id)
    path = seat.path or session.scalar(own) or "!"
    return tuple(session.scalars(select(Office.id).where(Office.path.startswith(path))))


def _employer_keepers(catalog: Catalog) -> frozenset[str]:
    """Roles that keep the register of employers: those of the action its form asks for."""
    names = {f.action for f in catalog.forms.values() if f.storage == "table:employer"}
    return frozenset().union(*(catalog.actions[n].roles for n in names if n in catalog.actions))


def _granted(session: Session, offices: set[int], now: Any) -> Scope:
    rows = session.scalars(
        select(AccessGrant)
        .where(AccessGrant.office_id.in_(offices), AccessGrant.valid_from <= now)
        .where(or_(AccessGrant.valid_to.is_(None), AccessGrant.valid_to > now))
        .limit(2000)
    ).all()
    return Scope(
        cases=tuple(r.case_id for r in rows if r.case_id),
        persons_granted=tuple(r.person_id for r in rows if r.person_id),
        writes=bool(rows),
    )


def fab_roles(catalog: Catalog, views: Mapping[str, Iterable[str]]) -> dict[str, list[list[str]]]:
    """FAB_ROLES from the declared roles.

    ``views``: role code -> FAB view class names it may use fully. Patterns are anchored, because
    FAB matches with ``re.match``.
    """
    out: dict[str, list[list[str]]] = {"Admin": [["^.*$", "^.*$"]], "Public": []}
    for code in catalog.roles:
        names = "|".join(sorted(views.get(code, ())))
        rules = [["^(MenuApi|LocaleView|UtilView|ResetMyPasswordView)$", "^.*$"]]
        if names:
            rules.append([f"^({names})$", "^.*$"])
        out[code] = rules
    return out
