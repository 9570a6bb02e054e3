"""Invented people for demonstrations and drills: the same IIN always gives the same person.

Nobody described here exists. Sex and birth date are taken from the digits of the IIN where these
make a date, otherwise drawn; everything else is drawn from a generator seeded by seed and IIN.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

MALE_NAMES = (
    "Асқар", "Ерлан", "Нұрлан", "Дәурен", "Қайрат", "Бауыржан", "Серік", "Марат", "Олжас",
    "Әділет", "Ғалым", "Жандос", "Мұрат", "Руслан", "Тимур", "Сергей", "Андрей", "Ильяс",
)  # fmt: skip
FEMALE_NAMES = (
    "Айгүл", "Гүлнар", "Әсел", "Динара", "Жанар", "Қарлығаш", "Мәдина", "Сәуле", "Назгүл",
    "Ұлжан", "Ләззат", "Айнұр", "Зарина", "Елена", "Ольга", "Наталья", "Меруерт", "Шолпан",
)  # fmt: skip
FATHERS = (
    "Асқар", "Болат", "Ғани", "Дәулет", "Ерболат", "Жақсыбек", "Кәрім", "Қуаныш", "Мақсат",
    "Нұрғали", "Оразбек", "Сапар", "Төлеген", "Үсен", "Хамит", "Шәріп",
)  # fmt: skip
SURNAMES = (
    "Ахметов", "Әбдірахманов", "Бекмұратов", "Досжанов", "Ермеков", "Жұмабаев", "Ибраев",
    "Қасымов", "Құдайбергенов", "Мұхаметжанов", "Нұрпейісов", "Оспанов", "Рахимов", "Сүлейменов",
    "Төреғалиев", "Шәріпов", "Иванов", "Ким", "Петров", "Цой",
)  # fmt: skip
EMPLOYERS = (
    ("Алтын дән", "өндірістік кооператив"), ("Жол жөндеу", "ЖШС"), ("Нұрлы үй құрылыс", "ЖШС"),
    ("Сапалы нан", "ЖШС"), ("№ 7 орта мектеп", "КММ"), ("Аудандық аурухана", "КМК"),
    ("Тазалық сервис", "ЖШС"), ("Дала логистика", "ЖШС"),
)  # fmt: skip
POSTS = (
    "сатушы", "жүргізуші", "есепші", "аспаз", "мұғалім", "мейіргер", "электрик", "дәнекерлеуші",
    "күзетші", "оператор", "қоймашы", "тігінші",
)  # fmt: skip
STREETS = ("Абай", "Достық", "Бейбітшілік", "Қабанбай батыр", "Жеңіс", "Тәуелсіздік")
INSTITUTIONS = ("Политехникалық колледж", "Аграрлық университет", "Медициналық колледж")
CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
CONTRIBUTION_KINDS = ("pension", "social", "medical")


@dataclass(frozen=True)
class Place:
    """A place people may be registered at: KATO code, names in Kazakh and Russian."""

    kato: str
    kk: str
    ru: str


DEFAULT_PLACES = (
    Place("710000000", "Астана қ.", "г.Астана"),
    Place("750000000", "Алматы қ.", "г.Алматы"),
    Place("790000000", "Шымкент қ.", "г.Шымкент"),
)


def born(iin: str) -> tuple[date | None, str]:
    """Birth date the IIN's digits suggest (None if they make none) and sex (``""`` unknown)."""
    century = CENTURIES.get(iin[6])
    sex = "" if century is None else ("m" if int(iin[6]) % 2 else "f")
    try:
        return date((century or 1900) + int(iin[:2]), int(iin[2:4]), int(iin[4:6])), sex
    except ValueError:
        return None, sex


def invent(
    register: str, iin: str, today: date, *, seed: int = 0, places: Sequence[Place] = DEFAULT_PLACES
) -> dict[str, Any]:
    """Data of one register about one invented person as of ``today``."""
    digest = hashlib.sha256(f"{seed}:{register}:{iin}".encode()).digest()
    chance = random.Random(digest)
    maker: Callable[[random.Random, str, date, Sequence[Place]], dict[str, Any]] = _MAKERS[register]
    return maker(chance, iin, today, places)


def _person(chance: random.Random, iin: str, today: date, _: Sequence[Place]) -> dict[str, Any]:
    birth, sex = born(iin)
    birth = birth or date(chance.randint(today.year - 60, today.year - 18), 6, 15)
    sex = sex or chance.choice("fm")
    woman = sex == "f"
    surname = chance.choice(SURNAMES)
    if woman and surname.endswith("в"):
        surname += "а"
    issued = date(max(today.year - chance.randint(1, 7), min(birth.year + 16, today.year)), 1, 1)
    issued = issued.replace(month=chance.randint(1, 12), day=chance.randint(1, 28))
    issued = min(issued, today)
    return {
        "surname": surname,
        "name": chance.choice(FEMALE_NAMES if woman else MALE_NAMES),
        "patronymic": chance.choice(FATHERS) + ("қызы" if woman else "ұлы"),
        "birth_date": birth.isoformat(),
        "sex": sex,
        "citizenship": "KZ",
        "document_type": "identity_card",
        "document_number": f"0{chance.randint(10_000_000, 59_999_999)}",
        "document_issued_on": issued.isoformat(),
        "document_issued_by": "ҚР ІІМ",
        "document_valid_until": issued.replace(year=issued.year + 10, day=1).isoformat(),
        "deceased": False,
    }


def _address(
    chance: random.Random, iin: str, today: date, places: Sequence[Place]
) -> dict[str, Any]:
    place = chance.choice(list(places))
    return {
        "kato": place.kato,
        "kk": place.kk,
        "ru": place.ru,
        "street": chance.choice(STREETS),
        "house": str(chance.randint(1, 140)),
        "flat": str(chance.randint(1, 90)) if chance.random() < 0.6 else "",
        "registered_on": date(today.year - chance.randint(1, 12), chance.randint(1, 12), 1)
        .isoformat(),
    }  # fmt: skip


def _employment(chance: random.Random, iin: str, today: date, _: Sequence[Place]) -> dict[str, Any]:
    birth, _sex = born(iin)
    first = max(today.year - 12, (birth.year if birth else today.year - 30) + 19)
    contracts: list[dict[str, Any]] = []
    year = first
    while year < today.year - 1 and len(contracts) < 4:
        name, form = chance.choice(EMPLOYERS)
        until = min(year + chance.randint(1, 4), today.year - 1)
        contracts.append(
            {
                "employer_bin": f"{chance.randint(0, 20):02d}0{chance.randint(1, 9)}4"
                f"{chance.randint(0, 9_999_999):07d}",
                "employer": f"«{name}» {form}",
                "post": chance.choice(POSTS),
                "from": date(year, chance.randint(1, 12), chance.randint(1, 28)).isoformat(),
                "to": date(until, 12, chance.randint(1, 28)).isoformat(),
                "suspended": False,
            }
        )
        year = until + 1
    return {"contracts": contracts}


def _contributions(
    chance: random.Random, iin: str, today: date, _: Sequence[Place]
) -> dict[str, Any]:
    """Payments up to the end of last year: invented jobseekers have no fresh ones (par. 44(1))."""
    payer = f"150340{chance.randint(0, 999_999):06d}"
    amount = chance.randint(8, 40) * 1000
    return {
        "payments": [
            {"month": f"{today.year - 1}-{month:02d}", "kind": kind, "payer_bin": payer,
             "amount": amount if kind == "pension" else amount // 3}
            for month in range(1, chance.randint(2, 12))
            for kind in CONTRIBUTION_KINDS
        ]
    }  # fmt: skip


def _entrepreneur(_c: random.Random, _i: str, _t: date, _p: Sequence[Place]) -> dict[str, Any]:
    return {"active": False, "since": None}


def _pension(_c: random.Random, iin: str, today: date, _p: Sequence[Place]) -> dict[str, Any]:
    return {"receives": False, "kind": None, "since": None}


def _student(chance: random.Random, iin: str, today: date, _p: Sequence[Place]) -> dict[str, Any]:
    birth, _sex = born(iin)
    young = birth is not None and 16 <= today.year - birth.year <= 20
    if young and chance.random() < 0.5:
        return {"full_time": True, "institution": chance.choice(INSTITUTIONS),
                "since": date(today.year - 1, 9, 1).isoformat()}  # fmt: skip
    return {"full_time": False, "institution": None, "since": None}


def _conviction(_c: random.Random, _i: str, _t: date, _p: Sequence[Place]) -> dict[str, Any]:
    return {"convicted": False, "serving": False, "article": None, "sentenced_on": None}


def _legal_entity(
    chance: random.Random, bin_: str, today: date, places: Sequence[Place]
) -> dict[str, Any]:
    """An organisation of the BIN: its first four digits are the year and month it was entered."""
    name, form = chance.choice(EMPLOYERS)
    place = chance.choice(list(places))
    month = int(bin_[2:4]) if 1 <= int(bin_[2:4]) <= 12 else 1
    return {
        "name": f"«{name} {bin_[-4:]}» {form}",
        "address": f"{place.kk}, {chance.choice(STREETS)} к., {chance.randint(1, 140)}",
        "kato": place.kato, "active": True,
        "registered_on": min(date(2000 + int(bin_[:2]) % 24, month, 1), today).isoformat(),
    }


_MAKERS: dict[str, Callable[[random.Random, str, date, Sequence[Place]], dict[str, Any]]] = {
    "person": _person,
    "address": _address,
    "employment": _employment,
    "contributions": _contributions,
    "entrepreneur": _entrepreneur,
    "pension": _pension,
    "student": _student,
    "conviction": _conviction,
    "legal_entity": _legal_entity,
}
