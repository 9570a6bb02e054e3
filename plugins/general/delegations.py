"""Powers to sign for a head: standing (authorised) or in absence (replacing), by an act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from console.act import Act
from console.data.access import Delegation, Membership
from console.declare import Ground, Step

ORDER = Ground(
    "last_before_first", "",
    {"kk": "Соңғы күн бірінші күннен бұрын.", "ru": "Последний день раньше первого.",
     "en": "The last day is before the first."}, field="valid_to",
)
NOT_HEAD = Ground(
    "not_the_holder", "",
    {"kk": "Бұл адам осы органда ол рөлді атқармайды.",
     "ru": "Это лицо не занимает эту должность в органе.",
     "en": "This person does not hold the role in the office."}, field="from_account",
)
NOT_STAFF = Ground(
    "not_of_the_office", "",
    {"kk": "Өкілеттік алушы осы органның қызметкері емес.",
     "ru": "Получающий полномочие не работает в этом органе.",
     "en": "Whoever takes the power does not work in the office."}, field="to_account",
)
SELF = Ground(
    "to_oneself", "",
    {"kk": "Өкілеттік өзіне берілмейді.", "ru": "Полномочие не передается самому себе.",
     "en": "A power is not given to oneself."}, field="to_account",
)
TWICE = Ground(
    "given_already", "",
    {"kk": "Бұл адамда сол мерзімге осындай өкілеттік бар.",
     "ru": "У этого лица уже есть такое полномочие на этот срок.",
     "en": "This person already has the power for that time."}, field="to_account",
)
UNSIGNED_ROLE = Ground(
    "role_does_not_sign", "",
    {"kk": "Бұл рөл орган атынан қол қоймайды.", "ru": "Эта роль не подписывает за орган.",
     "en": "This role does not sign for the office."}, field="role",
)
UNKNOWN = Ground(
    "unknown_delegation", "",
    {"kk": "Мұндай өкілеттік жоқ немесе ол аяқталған.",
     "ru": "Такого полномочия нет или оно окончено.",
     "en": "There is no such power, or it has ended."}, field="delegation",
)


def day(value: Any) -> date | None:
    """A day of a payload."""
    if value in (None, ""):
        return None
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _member(act: Act, account: int, on: date, role: str | None = None) -> bool:
    query = (
        select(Membership.id)
        .where(Membership.account_id == account, Membership.office_id == act.subject.id)
        .where(Membership.valid_from <= on)
        .where(or_(Membership.valid_to.is_(None), Membership.valid_to >= on))
    )
    if role is not None:
        query = query.where(Membership.role == role)
    return act.session.scalar(query.limit(1)) is not None


def sound(act: Act) -> Iterable[Ground]:
    """The giver holds the role, the taker works there, the days are in order, and once only."""
    data, first, last = act.data, day(act.data["valid_from"]), day(act.data.get("valid_to"))
    assert first is not None
    role = act.catalog.roles.get(data["role"])
    if role is None or role.signs_as is None:
        yield UNSIGNED_ROLE
    if last is not None and last < first:
        yield ORDER
    if data["from_account"] == data["to_account"]:
        yield SELF
    if not _member(act, data["from_account"], first, data["role"]):
        yield NOT_HEAD
    if not _member(act, data["to_account"], first):
        yield NOT_STAFF
    same = select(Delegation.id).where(
        Delegation.office_id == act.subject.id, Delegation.to_account == data["to_account"],
        Delegation.role == data["role"], Delegation.kind == data["kind"],
        or_(Delegation.valid_to.is_(None), Delegation.valid_to >= first),
    )
    if last is not None:
        same = same.where(Delegation.valid_from <= last)
    if act.session.scalar(same.limit(1)) is not None:
        yield TWICE


def give(act: Act) -> None:
    """The power exists from its first day; rights follow at the taker's next request."""
    data = act.data
    row = Delegation(
        office_id=act.subject.id, from_account=data["from_account"],
        to_account=data["to_account"], role=data["role"], kind=data["kind"],
        valid_from=day(data["valid_from"]), valid_to=day(data.get("valid_to")),
        basis=data["basis"], created_at=act.now,
    )
    act.session.add(row)
    act.session.flush()
    act.facts.update(delegation=row.id, role=data["role"])


def _row(act: Act) -> Delegation | None:
    row = act.session.get(Delegation, act.data["delegation"])
    return row if row is not None and row.office_id == act.subject.id else None


def endable(act: Act) -> Iterable[Ground]:
    """A power of this office that has not ended, ended no earlier than it began."""
    row, last = _row(act), day(act.data["last_day"])
    if row is None or (row.valid_to is not None and row.valid_to < act.today):
        yield UNKNOWN
    elif last is not None and last < row.valid_from:
        yield ORDER


def end(act: Act) -> None:
    """The power ends with the day named."""
    row = _row(act)
    assert row is not None
    row.valid_to = day(act.data["last_day"])
    act.facts.update(delegation=row.id, role=row.role)


STEPS = (
    Step(
        "general.give_delegation", "", "content/office",
        {"kk": "Қол қою өкілеттігін беру", "ru": "Передать право подписи",
         "en": "Give the power to sign"},
        "general.manage_delegations", ("draft", "published"), form="delegation", rules=(sound,),
        do=(give,), asks_worklist=False,
    ),
    Step(
        "general.end_delegation", "", "content/office",
        {"kk": "Қол қою өкілеттігін тоқтату", "ru": "Прекратить право подписи",
         "en": "End the power to sign"},
        "general.manage_delegations", ("draft", "published"), form="delegation_end",
        rules=(endable,), do=(end,), asks_worklist=False, danger=True,
    ),
)
