"""Invented people: the same number and seed always give the same person.

Names and birth dates are those the simulated registers know for the IIN, so that a look-up of a
demonstration person agrees with the card.
"""

from __future__ import annotations

import calendar
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from console.demo.places import BY_KATO, SIDES, Side
from console.outside.registers.people import STREETS, invent
from forms.iin import check_digit

#: numbers under this are kept for staff and the named people of the demonstration
FIRST_OF_MANY = 10_000
YEARS = (1966, 2005)
OCCUPATIONS = (
    ("5223", "Сатушы"), ("8322", "Жеңіл автомобиль жүргізушісі"), ("5120", "Аспаз"),
    ("7126", "Слесарь-сантехник"), ("7115", "Ағаш ұстасы"), ("4311", "Кассир-есепші"),
    ("2341", "Бастауыш сынып мұғалімі"), ("5311", "Бала күтуші"), ("7112", "Тас қалаушы"),
    ("5414", "Күзетші"), ("4321", "Қоймашы"), ("9112", "Тазалаушы"), ("7212",
    "Дәнекерлеуші"), ("9313", "Құрылыс жұмысшысы"), ("2221", "Мейіргер"), ("7411",
    "Электромонтер"),
)
EDUCATION = ("general_secondary", "technical_vocational", "technical_vocational",
             "post_secondary", "higher")
REGIMES = ("full_time", "shift", "part_time", "flexible")


@dataclass(frozen=True)
class Invented:
    """Somebody who does not exist."""

    index: int
    iin: str
    surname: str
    given_name: str
    patronymic: str
    birth_date: date
    sex: str
    side: Side
    kato: str
    rural: bool
    street: str
    house: str
    mobile: str
    language: str
    occupation: tuple[str, str]
    education: str
    wage: int
    regime: str
    experience: int

    @property
    def full_name(self) -> str:
        """Surname, given name, patronymic."""
        return f"{self.surname} {self.given_name} {self.patronymic}"

    @property
    def name(self) -> dict[str, str]:
        """The parts as forms take them."""
        return {"surname": self.surname, "given_name": self.given_name,
                "patronymic": self.patronymic}

    @property
    def address(self) -> dict[str, str]:
        """Address of residence as forms take it."""
        place = BY_KATO[self.kato]
        return {"region": "Алматы облысы", "district": BY_KATO[place.parent].kk,
                "settlement": place.kk, "street": self.street, "house": self.house,
                "kato": self.kato}


def an_iin(
    index: int, chance: random.Random, years: tuple[int, int] = YEARS, sex: str = ""
) -> str:
    """A valid IIN nobody else of the demonstration has, for indexes below a million.

    Index and birth year share a digit, so that equal serials never meet in one year.
    """
    woman = chance.random() < 0.5 if not sex else sex == "f"
    serial, lap = index % 10_000, index // 10_000
    ending = (serial + lap) % 10
    fitting = [y for y in range(years[0], years[1] + 1) if y % 10 == ending]
    while True:
        year, month = chance.choice(fitting), (chance.randrange(12) + lap // 10) % 12 + 1
        day = chance.randint(1, calendar.monthrange(year, month)[1])
        century = (3 if year < 2000 else 5) + woman
        eleven = f"{year % 100:02d}{month:02d}{day:02d}{century}{serial:04d}"
        last = check_digit(eleven)
        if last is not None:
            return f"{eleven}{last}"


def a_bin(serial: int) -> str:
    """A valid BIN of an organisation that does not exist."""
    while True:
        eleven = f"1{serial % 9}0{1 + serial % 9}40{serial % 100_000:05d}"
        last = check_digit(eleven)
        if last is not None:
            return f"{eleven}{last}"
        serial += 7919


def person(
    index: int, seed: int, today: date, *, side: Side | None = None, rural: bool | None = None,
    years: tuple[int, int] = YEARS, sex: str = "", language: str = "",
) -> Invented:
    """The invented person of that index."""
    chance = random.Random(f"{seed}:person:{index}")
    where = side or SIDES[index % len(SIDES)]
    lives_in_village = chance.random() < 0.35 if rural is None else rural
    kato = chance.choice(where.villages) if lives_in_village else where.town
    iin = an_iin(index, chance, years, sex)
    known: Mapping[str, Any] = invent("person", iin, today)
    return Invented(
        index=index, iin=iin, surname=known["surname"], given_name=known["name"],
        patronymic=known["patronymic"], birth_date=date.fromisoformat(known["birth_date"]),
        sex=known["sex"], side=where, kato=kato, rural=BY_KATO[kato].rural,
        street=chance.choice(STREETS), house=str(chance.randint(1, 140)),
        mobile=f"+77{chance.choice(('01', '02', '05', '07', '75', '78'))}{index % 10**7:07d}",
        language=language or ("ru" if chance.random() < 0.2 else "kk"),
        occupation=chance.choice(OCCUPATIONS), education=chance.choice(EDUCATION),
        wage=chance.randrange(90, 260, 10) * 1000, regime=chance.choice(REGIMES),
        experience=chance.randint(0, 18),
    )
