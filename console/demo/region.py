"""Offices, accounts, memberships, keys and employers of the demonstration region."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from console.data.access import Delegation, Membership
from console.data.actors import Employer, Office, Person, Place
from console.data.base import public_number
from console.data.store import Store
from console.demo.people import a_bin, an_iin, person
from console.demo.places import (
    BY_KATO,
    DESK_HOURS,
    HOURS,
    OFFICES,
    REGION,
    SETTLEMENTS,
    SIDES,
)
from console.fab import accounts
from console.outside.eds.demo import DemoCa, DemoPerson
from console.scope import SYSTEM

PASSWORD = "demo-password"
PIN = "123456"
SINCE = date(2018, 1, 1)
BEGAN = datetime(2018, 1, 1, tzinfo=UTC)


class Login(NamedTuple):
    """A demonstration login: role, office code, surname, given name, post in Kazakh."""

    login: str
    role: str
    office: str
    surname: str
    name: str
    title: str


STAFF = (
    Login("specialist", "center_specialist", "center", "Оспанова", "Айгүл", "маман"),
    Login("director", "center_director", "center", "Жұмабаев", "Серік", "директор"),
    Login("officer", "authority_officer", "authority", "Қасымова", "Динара", "бас маман"),
    Login("head", "authority_head", "authority", "Нұрпейісов", "Болат", "бөлім басшысы"),
    Login("deputy", "authority_officer", "authority", "Рахимова", "Сәуле",
          "бөлім басшысының орынбасары"),
    Login("executive", "executive_head", "executive", "Сүлейменов", "Марат", "облыс әкімі"),
    Login("akim", "village_akim", "akim", "Бекмұратов", "Ғалым", "ауылдық округ әкімі"),
    Login("assistant", "assistant", "akim", "Ермекова", "Жанар", "ассистент"),
    Login("frontdesk", "center_frontdesk", "center", "Ибраева", "Мәдина", "маман"),
    Login("operator", "state_corporation_operator", "desk", "Ким", "Елена", "оператор"),
    Login("supervisor", "supervisor", "region", "Досжанов", "Қайрат", "бақылаушы"),
    Login("quality", "quality_officer", "quality", "Шәріпова", "Назгүл", "бас маман"),
    Login("integrator", "integrator", "region", "Петров", "Андрей", "интегратор"),
    Login("admin", "administrator", "region", "Төреғалиев", "Олжас", "әкімші"),
    Login("specialist2", "center_specialist", "center2", "Ахметова", "Әсел", "маман"),
    Login("director2", "center_director", "center2", "Мұхаметжанов", "Ерлан", "директор"),
    Login("officer2", "authority_officer", "authority2", "Иванова", "Ольга", "бас маман"),
    Login("head2", "authority_head", "authority2", "Құдайбергенов", "Нұрлан", "бөлім басшысы"),
    Login("assistant2", "assistant", "akim2", "Цой", "Зарина", "ассистент"),
    Login("egov", "egov_gateway", "region", "eGov", "Шлюз", "бағдарлама"),
    Login("hotline", "contact_center", "region", "1414", "Байланыс орталығы", "бағдарлама"),
)
#: the center's employee sits in the State Corporation's hall (par. 30)
POSTINGS = (("frontdesk", "center_frontdesk", "desk"),)
#: who signs for an office, by the role of the certificate; the rest sign as themselves
SIGNERS = ("specialist", "director", "head", "deputy", "executive", "quality", "specialist2",
           "director2", "head2")
HEADS = {"center_director", "authority_head", "executive_head"}
OUTSIDERS = {"employer": "center", "employer2": "center2", "recruiter": "center"}
#: what an outsider is there: its owner, else who only works for it
MEMBERS = {"recruiter": "employer_recruiter"}
SEEKERS = ("jobseeker", "jobseeker2", "jobseeker3", "newcomer")
EMPLOYERS = 60
COMPANIES = (
    ("Алтын дән", "ЖШС", "agriculture"), ("Жетісу жолдары", "ЖШС", "construction"),
    ("Нұрлы үй", "ЖШС", "construction"), ("Сапалы нан", "ЖШС", "manufacturing"),
    ("Тазалық сервис", "ЖШС", "utilities"), ("Дала логистика", "ЖШС", "transport"),
    ("Алма бағы", "ШҚ", "agriculture"), ("Береке сауда", "ЖШС", "trade"),
    ("Асыл мұра", "ЖШС", "hospitality"), ("Күн шуақ", "балабақшасы", "education"),
    ("Еңбек", "өндірістік кооперативі", "agriculture"), ("Шелек сүт", "ЖШС", "manufacturing"),
)


def settle(store: Store, seed: int, today: date) -> dict[str, int]:
    """Settlements, offices, employers, accounts with memberships. Returns office ids by code."""
    with store.write(SYSTEM) as session:
        _places(session)
        offices = _offices(session)
    known = _accounts(store)
    with store.write(SYSTEM) as session:
        _members(session, offices, known, seed)
        employers(session, offices, EMPLOYERS, seed)
        for login, office in OUTSIDERS.items():
            first = session.scalars(
                select(Employer).where(Employer.office_id == offices[office]).order_by(Employer.id)
            ).first()
            assert first is not None
            session.add(_membership(
                known[login], MEMBERS.get(login, "employer"), seed, employer_id=first.id))
    return offices


def _places(session: Session) -> None:
    have = set(session.scalars(select(Place.code)))
    session.add_all(
        Place(code=p.kato, parent=p.parent or None, level=p.level, rural=p.rural, name_kk=p.kk,
              name_ru=p.ru, version="demo", valid_from=None, valid_to=None, order=n)
        for n, p in enumerate(SETTLEMENTS) if p.kato not in have
    )


def _offices(session: Session) -> dict[str, int]:
    made: dict[str, Office] = {}
    for number, row in enumerate(OFFICES, 1):
        parent = made.get(row.parent or "")
        desk = row.kind == "state_corporation_desk"
        office = Office(
            number=public_number("W"), state="published", version=1, code=row.code, kind=row.kind,
            parent_id=parent.id if parent else None, path="", name_kk=row.kk, name_ru=row.ru,
            name_en=row.en, bin=a_bin(number), kato=row.kato, region=REGION,
            address=_town(row.kato), hours=DESK_HOURS if desk else HOURS,
        )
        session.add(office)
        session.flush()
        office.path = f"{parent.path if parent else '/'}{office.id}/"
        made[row.code] = office
    session.flush()
    return {code: office.id for code, office in made.items()}


def _town(kato: str) -> str:
    """Where the office stands: the district's town, else the place itself."""
    return next((BY_KATO[side.town].kk for side in SIDES if side.town.startswith(kato.rstrip("0"))),
                BY_KATO[kato].kk)


def _accounts(store: Store) -> dict[str, int]:
    """Accounts of all demonstration logins; one slow hash serves them all."""
    secret = generate_password_hash(PASSWORD)
    names = [(s.login, s.name, s.surname) for s in STAFF]
    names += [(login, "Айдос", "Ерғалиев") for login in OUTSIDERS]
    names += [(login, "", "") for login in SEEKERS]
    known = {}
    for login, name, surname in names:
        found = accounts.find_account(store, login)
        known[login] = found or accounts.create_account(
            store, login, first_name=name, last_name=surname, email=f"{login}@example.kz",
            password_hash=secret, roles=["Admin"] if login == "admin" else (), language="kk",
        )
    return known


def _membership(
    account: int, role: str, seed: int, *, iin: str = "", title: str = "", **where: int
) -> Membership:
    own = iin or an_iin(9000 + account, random.Random(f"{seed}:staff:{account}"), (1970, 1990))
    return Membership(account_id=account, role=role, iin=own, title=title, valid_from=SINCE,
                      valid_to=None, basis="№ 1 бұйрық", **where)


def _members(
    session: Session, offices: dict[str, int], known: dict[str, int], seed: int
) -> None:
    for row in STAFF:
        session.add(_membership(known[row.login], row.role, seed, title=row.title,
                                office_id=offices[row.office]))
    session.flush()  # the first seat is the login's own office
    for login, role, office in POSTINGS:
        session.add(_membership(known[login], role, seed, title="маман",
                                office_id=offices[office]))
    session.add(Delegation(
        office_id=offices["authority"], from_account=known["head"], to_account=known["deputy"],
        role="authority_head", kind="replacing", valid_from=SINCE, valid_to=None,
        basis="Басшы болмағанда оны алмастыру туралы № 7 бұйрық", created_at=BEGAN,
    ))


def employers(session: Session, offices: dict[str, int], count: int, seed: int) -> list[int]:
    """Employers up to ``count``, by turns in the two districts. Returns all their ids."""
    have = list(session.scalars(select(Employer.id).order_by(Employer.id)))
    chance = random.Random(f"{seed}:employers")
    for index in range(len(have), count):
        name, form, industry = COMPANIES[index % len(COMPANIES)]
        center = ("center", "center2")[index % 2]
        town = BY_KATO[("194020100", "196220100")[index % 2]]
        again = f" {index // len(COMPANIES) + 1}" if index >= len(COMPANIES) else ""
        row = Employer(
            number=public_number("E"), state="published", version=1, bin=a_bin(2000 + index),
            id_kind="bin", name=f"«{name}{again}» {form}",
            industry=industry, address=f"{town.kk}, Абай көшесі, {chance.randint(1, 90)}",
            kato=town.kato, contact_name="Ерғалиев Айдос", phone=f"+77272{index:06d}",
            email=f"employer{index}@example.kz", language="kk", office_id=offices[center],
            created_at=BEGAN,
        )
        session.add(row)
        session.flush()
        have.append(row.id)
    return have


def seat_seeker(store: Store, login: str, who: Person) -> None:
    """Give the login of a jobseeker to a person of the demonstration."""
    account = accounts.find_account(store, login)
    assert account is not None
    accounts.set_profile(store, account, first_name=who.given_name, last_name=who.surname,
                         language=who.language)
    with store.write(SYSTEM) as session:
        session.add(_membership(account, "jobseeker", 0, iin=who.iin or "", person_id=who.id))


def issue_keys(store: Store, authority: DemoCa, logins: Iterable[str]) -> None:
    """A demonstration key under the common PIN for each login, as its first seat says."""
    for login in logins:
        account = accounts.find_account(store, login)
        with store.session(SYSTEM) as session:
            seat = session.scalars(
                select(Membership).where(Membership.account_id == account).order_by(Membership.id)
            ).first()
            if seat is None:
                continue
            office = session.get(Office, seat.office_id) if seat.office_id else None
        row = next((s for s in STAFF if s.login == login), None)
        roles = ("person",)
        if office is not None:
            roles = ("head",) if seat.role in HEADS else ("authorised",)
        authority.issue(
            DemoPerson(
                login=login, iin=seat.iin or "", surname=row.surname if row else "Ерғалиев",
                name=row.name if row else "Айдос", bin=(office.bin or "") if office else "",
                organisation=office.name_kk if office else "", roles=roles,
            ),
            PIN,
        )


def issue_organisation_key(authority: DemoCa) -> None:
    """A key of an organisation that has no cabinet yet: whoever tries to join one needs it."""
    authority.issue(
        DemoPerson(
            login="organisation", iin="800101300016", surname="Әубәкіров", name="Серік",
            bin=a_bin(4001), organisation="«Жаңа бастама» ЖШС", roles=("head",),
        ),
        PIN,
    )


def keys_folder(instance: Path) -> Path:
    """Where the demonstration authority of an instance keeps its files."""
    return instance / "outside" / "eds"


__all__ = ["PASSWORD", "PIN", "SEEKERS", "STAFF", "employers", "issue_keys", "seat_seeker",
           "settle", "person", "keys_folder"]
