"""Memberships of accounts: who holds which role where, from when, until when, on what basis.

Written here alone, journalled; rights follow at the account's next request.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.catalog import Catalog
from console.data.access import Membership
from console.data.actors import Employer, Office, Person
from console.data.store import Store
from console.declare import Role
from console.errors import Invalid, Label, NotFound
from console.fab.accounts import journal
from console.fab.models import ConsoleUser
from console.scope import SYSTEM
from console.security import SYSTEM_ACTOR, Actor

UNKNOWN_ROLE = {
    "kk": "Мұндай рөл жоқ.",
    "ru": "Такой роли нет.",
    "en": "There is no such role.",
}
UNKNOWN_PLACE = {
    "kk": "Мұндай орган, адам немесе жұмыс беруші табылмады.",
    "ru": "Такой орган, лицо или работодатель не найдены.",
    "en": "No such office, person or employer was found.",
}
WRONG_KIND = {
    "kk": "Бұл рөл мұндай органда болмайды.",
    "ru": "В таком органе этой роли не бывает.",
    "en": "This role does not exist in such an office.",
}
NEEDS_BASIS = {
    "kk": "Негіздемесін (бұйрық, оның күні мен нөмірін) көрсетіңіз.",
    "ru": "Укажите основание (приказ, его дату и номер).",
    "en": "State the basis (the order, its date and number).",
}
WRONG_ORDER = {
    "kk": "Соңғы күн бірінші күннен бұрын.",
    "ru": "Последний день раньше первого.",
    "en": "The last day is before the first.",
}


def grant(
    store: Store,
    catalog: Catalog,
    account_id: int,
    role: str,
    place: str,
    *,
    valid_from: date,
    valid_to: date | None = None,
    basis: str,
    title: str = "",
    iin: str | None = None,
    actor: Actor = SYSTEM_ACTOR,
) -> int:
    """A new membership; returns its id.

    ``place``: code of the office, IIN of the person or BIN of the employer, as the role asks.
    Raises Invalid with every fault at its field.
    """
    with store.write(SYSTEM) as session:
        user = session.get(ConsoleUser, account_id)
        if user is None:
            raise NotFound
        faults: dict[str, list[Label]] = {}
        where = _place(session, catalog.roles.get(role), place.strip(), faults)
        _basis_and_days(basis, valid_from, valid_to, faults)
        if faults:
            raise Invalid(fields=faults)
        row = Membership(
            account_id=account_id, role=role, iin=iin or None, title=title.strip(),
            valid_from=valid_from, valid_to=valid_to, basis=basis.strip(), **where,
        )  # fmt: skip
        session.add(row)
        session.flush()
        # a person by public number: the line outlives what the person erases
        named = session.get_one(Person, row.person_id).number if row.person_id else place
        why = {"membership": row.id, "role": role, "place": named, "basis": row.basis}
        journal(session, "account.grant", user, actor, why)
        return int(row.id)


def _basis_and_days(
    basis: str, valid_from: date, valid_to: date | None, faults: dict[str, list[Label]]
) -> None:
    """A right needs a basis and ends no earlier than it begins; faults are added otherwise."""
    if not basis.strip():
        faults["basis"] = [NEEDS_BASIS]
    if valid_to is not None and valid_to < valid_from:
        faults["valid_to"] = [WRONG_ORDER]


def _place(
    session: Session, role: Role | None, place: str, faults: dict[str, list[Label]]
) -> dict[str, int]:
    """The column and key a role is tied to; faults are added where it does not fit."""
    if role is None:
        faults["role"] = [UNKNOWN_ROLE]
        return {}
    model, column, key = _TIES[role.side]
    found = session.scalar(select(model).where(column == place)) if place else None
    if found is None:
        faults["place"] = [UNKNOWN_PLACE]
        return {}
    if role.side == "office" and role.office_kinds and found.kind not in role.office_kinds:
        faults["place"] = [WRONG_KIND]
    return {key: int(found.id)}


_TIES: dict[str, tuple[Any, Any, str]] = {
    "office": (Office, Office.code, "office_id"),
    "person": (Person, Person.iin, "person_id"),
    "employer": (Employer, Employer.bin, "employer_id"),
}


def end(
    store: Store, account_id: int, membership_id: int, last_day: date, basis: str,
    actor: Actor = SYSTEM_ACTOR,
) -> None:
    """The last day of a membership of the account; a day past ends right and sessions at once.

    NotFound for a membership of another account.
    """  # fmt: skip
    with store.write(SYSTEM) as session:
        row = session.get(Membership, membership_id)
        user = session.get(ConsoleUser, account_id)
        if row is None or user is None or row.account_id != account_id:
            raise NotFound
        if not basis.strip():
            raise Invalid(fields={"basis": [NEEDS_BASIS]})
        row.valid_to = last_day
        user.session_epoch += 1
        why = {
            "membership": row.id,
            "role": row.role,
            "until": last_day.isoformat(),
            "basis": basis,
        }
        journal(session, "account.end_membership", user, actor, why)


def of_account(session: Session, account_id: int) -> list[tuple[Membership, str]]:
    """Memberships of an account with the place, newest first.

    An office or employer by name; a person by public number: an administrator keeps accounts,
    not people.
    """
    rows = session.scalars(
        select(Membership)
        .where(Membership.account_id == account_id)
        .order_by(Membership.valid_from.desc(), Membership.id.desc())
    ).all()
    offices = _names(session, Office.id, Office.name_kk, {r.office_id for r in rows})
    people = _names(session, Person.id, Person.number, {r.person_id for r in rows})
    firms = _names(session, Employer.id, Employer.name, {r.employer_id for r in rows})
    return [
        (row, offices.get(row.office_id) or firms.get(row.employer_id)
         or (f"№ {people[row.person_id]}" if row.person_id in people else ""))
        for row in rows
    ]


def _names(session: Session, key: Any, name: Any, ids: set[int | None]) -> dict[int | None, str]:
    wanted = [found for found in ids if found is not None]
    if not wanted:
        return {}
    rows = session.execute(select(key, name).where(key.in_(wanted)))
    return {row[0]: row[1] for row in rows}
