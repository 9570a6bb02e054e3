"""Who the story is about: IINs nobody else has, and what the state registers hold about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.people import an_iin

#: the town and the village of the first district of the demonstration
TOWN = {"kato": "194020100", "kk": "Есік қ.", "ru": "г.Есик"}
VILLAGE = {"kato": "194081100", "kk": "Түрген а.", "ru": "с.Тургень"}


@dataclass(frozen=True)
class Someone:
    """A person of the story as the registers know them."""

    login: str
    iin: str
    surname: str
    name: str
    patronymic: str
    born: str
    sex: str
    place: dict[str, str]
    works: bool = False

    @property
    def full_name(self) -> str:
        """As pages print it."""
        return f"{self.surname} {self.name} {self.patronymic}"

    @property
    def rural(self) -> bool:
        """Whether the person lives in the village."""
        return self.place is VILLAGE

    @property
    def known(self) -> dict[str, Any]:
        """Answers of the registers, laid over the invented ones."""
        contract = {"employer_bin": "100140000011", "employer": "«Сапалы нан» ЖШС",
                    "post": "сатушы", "from": "2024-02-01", "to": None, "suspended": False}
        return {
            "person": {"surname": self.surname, "name": self.name,
                       "patronymic": self.patronymic, "birth_date": self.born, "sex": self.sex},
            "address": {**self.place, "street": "Абай", "house": "5", "flat": ""},
            "employment": {"contracts": [contract] if self.works else []},
            "entrepreneur": {"active": False},
            "student": {"full_time": False},
        }


def _someone(
    login: str, serial: int, name: tuple[str, str, str], born: str, sex: str,
    place: dict[str, str], *, works: bool = False,
) -> Someone:
    iin = an_iin(born, serial, woman=sex == "f")
    return Someone(login, iin, *name, born, sex, place, works)


AIGERIM = _someone("aigerim", 9501, ("Тасболатова", "Айгерім", "Маратқызы"), "1990-05-12", "f",
                   TOWN)
DAUREN = _someone("dauren", 9502, ("Сейдахметов", "Дәурен", "Оразұлы"), "1986-09-03", "m", VILLAGE)
#: works under a contract and is of pension age: two grounds of par. 34 at once
KENZHE = _someone("kenzhe", 9503, ("Байжігітов", "Кенже", "Сәкенұлы"), "1958-02-20", "m", TOWN,
                  works=True)
#: whom registration is refused, and whose set is not accepted
ARMAN = _someone("arman", 9504, ("Мырзалиев", "Арман", "Тілеуұлы"), "1993-11-23", "m", TOWN)
#: whose registers are down: typed by hand
NURIA = _someone("nuria", 9505, ("Смағұлова", "Нұрия", "Ақанқызы"), "1995-07-08", "f", TOWN)
EVERYBODY = (AIGERIM, DAUREN, KENZHE, ARMAN, NURIA)


def known() -> dict[str, Any]:
    """What the registers hold about everybody of the story, by IIN."""
    return {one.iin: one.known for one in EVERYBODY}
